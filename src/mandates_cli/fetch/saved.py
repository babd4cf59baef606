"""Pages that somebody saved: what they hold, where they came from, and when.

Where a page came from is read off what the saving program wrote down; nothing is guessed from its text.
"""

import datetime as dt
import errno
import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePath
from typing import BinaryIO, Final, cast

from mandates_cli.errors import UsageError
from mandates_cli.fetch import form
from mandates_cli.fetch.answer import WHOLE
from mandates_cli.fetch.capture import Capture, Damage, Notice, in_utc
from mandates_cli.fetch.scope import WEB, web
from mandates_cli.fetch.spool import Spool
from mandates_cli.wording import escaped, worded

HEAD: Final = 4_096
SHUT: Final = "The folder {path} cannot be read ({reason}); check its permissions, and import it again."
# Internet Explorer, Chrome, Edge: <!-- saved from url=(0046)http://www.summit-americas.org/sisca/dem.html -->
SAVED_FROM: Final = re.compile(rb"<!-- saved from url=\(\d+\)(?P<url>[^\s>]+) -->")
# SingleFile: url: https://www.summit-americas.org/sisca/dem.html, saved date: Tue Nov 24 2026 10:00:00 GMT+0000 (UTC)
SINGLE_FILE: Final = re.compile(
    rb"Page saved with SingleFile\s+url:\s*(?P<url>\S+)"
    rb"\s+saved date:\s*(?P<date>\w{3} \w{3} \d{1,2} \d{4} [\d:]{8} GMT[+-]\d{4})"
)
# HTTrack: <!-- Mirrored from www.summit-americas.org/sisca/dem.html by HTTrack Website Copier/3.x [XR&CO'2014],
# Tue, 24 Nov 2026 10:00:00 GMT -->
HTTRACK: Final = re.compile(
    rb"<!-- Mirrored from (?P<url>\S+) by HTTrack [^>]*?, (?P<date>\w{3}, \d{2} \w{3} \d{4} [\d:]{8} GMT) -->"
)
SAVERS: Final = (
    (SAVED_FROM, None),
    (SINGLE_FILE, "%a %b %d %Y %H:%M:%S GMT%z"),
    (HTTRACK, "%a, %d %b %Y %H:%M:%S GMT"),
)
# Of a Mac's archives and disks, of a NAS, of Office while a file is open, of a browser where the page itself is gone,
# of HTTrack beside its mirror: ._sec.html, __MACOSX/, @eaDir/, ~$sec.htm, saved_resource(1).html, hts-log.txt
LEFTOVER: Final = re.compile(
    r"\.|~\$|(?:__MACOSX|@eaDir|\$RECYCLE\.BIN|saved_resource(?:\(\d+\))?\.html"
    r"|hts-log\.txt|hts-cache|hts-in_progress\.lock|cookies\.txt)$"
)
# What a browser or Word saved with a page, its frames and headers: sec_files/ad.html beside sec.html
BESIDE: Final = re.compile(r"(?P<page>.+)(?:[_-]files|_archivos|\.files)")
# https://web.archive.org/web/20190503101500/http://www.summit-americas.org/sisca/dem.html
REPLAYED: Final = re.compile(r"(?:https?://)?web\.archive\.org/web/(?P<stamp>\d{14})[a-z_]*/(?P<url>.+)")
# wget and browsers' "save all" name a folder for the host: www.summit-americas.org/sisca/dem.html
HOST: Final = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::\d+)?")
# Downloaders of web archives name one above or below it for the moment: 20190503101500/www.summit-americas.org/sisca/
# (waybackpack), www.summit-americas.org/20190503101500/sisca/ (wayback-machine-downloader), and wget of an archive
# web.archive.org/web/20190503101500id_/http:/www.summit-americas.org/sisca/
STAMP: Final = re.compile(r"\d{14}(?:[a-z]{2}_)?")
STAMPED: Final = "%Y%m%d%H%M%S"
# http://www.summit-americas.org//sisca/./dem.html
NEEDLESS: Final = re.compile(r"(?<![:/])/(?:\.?/)+")
SCHEME: Final = re.compile(r"(?:https?(?::|%3A)?)?", re.IGNORECASE)


def read(path: Path, folder: str, now: dt.datetime, spool: Spool | None = None) -> Iterator[Capture | Damage]:
    """The captures in a file, a folder or an archive, and a sentence for each one that is damaged.

    `folder` is that of the site; `now` dates what comes without a date; `spool` takes the bytes. Raises UsageError for
    what cannot be read.
    """
    spool = spool or Spool()
    if path.is_dir():
        unread: Counter[str] = Counter()
        shut: list[OSError] = []
        for inside in sorted(_below(path, shut)):
            wanted = form.is_read(inside)
            ending = None if wanted else form.unread(inside.name)
            if not (wanted or ending) or _leftover(inside, path) or not inside.is_file():
                continue
            if ending:
                unread[ending] += 1
            else:
                yield from read(inside, folder, now, spool)
        for error in shut:
            if (place := Path(error.filename)) == path or not _leftover(place, path):
                yield worded(SHUT, path=escaped(str(place)), reason=error.strerror)
        if unread:
            yield _passed_over(path, unread)
        return
    if not path.exists():
        raise UsageError("There is no file or folder {path}; check the name.", path=path)
    if not path.is_file():
        raise UsageError("{path} is neither a file nor a folder; save the page to a file first.", path=path)
    try:
        # When the page was saved, as far as the file system knows.
        modified = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
        with path.open("rb", buffering=0) as file:  # a buffer would hold a large file twice
            place = Path(os.path.normpath(path.absolute()))
            yield from opened(cast(BinaryIO, file), place, folder, min(modified, now), spool)
    except OSError as error:
        fault = "Cannot read {path} ({reason}); check its permissions."
        raise UsageError(fault, path=path, reason=error.strerror) from error


def _below(folder: Path, shut: list[OSError]) -> Iterator[Path]:
    """The files in a folder and those below; why a folder cannot be looked into is added to `shut`."""
    for parent, folders, names in os.walk(folder, onerror=shut.append):
        if names and not os.access(parent, os.X_OK):
            shut.append(PermissionError(errno.EACCES, os.strerror(errno.EACCES), parent))
            folders.clear()
            continue
        yield from filter(Path.is_file, (Path(parent, name) for name in names))


def _passed_over(folder: Path, unread: Counter[str]) -> Notice:
    endings = ", ".join(f"{count:,} {ending}" for ending, count in unread.most_common())
    template = "{folder}: {files:file} not read ({endings}); save them as .html or .mhtml."
    return Notice(worded(template, folder=folder, files=unread.total(), endings=endings))


def _leftover(file: Path, folder: Path) -> bool:
    """Whether some program left it below `folder`, beside the pages that a person saved."""
    inside = file.relative_to(folder)
    if any(LEFTOVER.match(part) for part in inside.parts):
        return True
    for parent in inside.parents[:-1]:
        whole = BESIDE.fullmatch(parent.name)
        if whole and any((folder / parent).with_name(whole["page"] + ending).exists() for ending in form.HTML):
            return True
    return False


def opened(
    file: BinaryIO, path: Path, folder: str, seen: dt.datetime, spool: Spool | None = None
) -> Iterator[Capture | Damage]:
    """The captures in an open file; `seen` dates what comes without a date."""
    spool = spool or Spool()
    found = form.of(file, path.name)
    name = escaped(path.name)
    if isinstance(found, str):
        yield f"{name} {found}"
    elif isinstance(found, bytes):
        yield from _pages(found, path.with_name(form.unpacked(path.name)), folder, seen, spool)
    else:
        from mandates_cli.fetch import warc

        for inside, archive in found:
            whole = escaped("/".join((name, *inside)))
            if isinstance(archive, str):
                yield f"{whole} {archive}"
            else:
                yield from map(_addressed, warc.read(archive, whole, folder, spool))


def _pages(data: bytes, path: Path, folder: str, seen: dt.datetime, spool: Spool) -> Iterator[Capture | Damage]:
    """What a saved file holds: a page, or a mail with one or several."""
    from mandates_cli.fetch import mhtml

    if not mhtml.is_mail(data[: form.HEAD]):
        url, noted = origin(data, path.absolute(), folder)
        content, kind = spool.keep(data), form.media_type(path.name)
        yield Capture(escaped(path.name), content, kind, url, noted or seen, path=path)
        return
    for one in mhtml.pages(data):
        if isinstance(one, str):
            yield f"{escaped(path.name)} {one}"
            continue
        place = path / PurePath(one.file).name if one.file else path
        url, noted = replayed(one.url or "")
        if not web(url):
            url, noted = origin(one.data, place, folder)
        date, content = noted or one.seen or seen, spool.keep(one.data)
        yield Capture(escaped(place.name), content, one.media_type, url, date, charset=one.charset, path=place)


def _addressed(one: Capture | Damage) -> Capture | Damage:
    """By the page's own address: what the record of a web archive's own page stands for, and without needless slashes.

    Only of whole pages: other answers are the archive's, not the site's.
    """
    if not isinstance(one, Capture) or one.url is None or one.status not in (None, *WHOLE):
        return one
    url, moment = replayed(one.url)
    place, mark, query = url.partition("?")
    return replace(one, url=NEEDLESS.sub("/", place) + mark + query, seen=moment or one.seen)


def origin(data: bytes, path: PurePath, folder: str) -> tuple[str | None, dt.datetime | None]:
    """The URL and the moment that the saving program noted, or that the path tells where it holds host and `folder`."""
    return _noted(data[:HEAD]) or _placed(escaped(path.as_posix()), folder)


def _noted(head: bytes) -> tuple[str, dt.datetime | None] | None:
    for pattern, dated in SAVERS:
        if match := pattern.search(head):
            url = match["url"].decode("ascii", "replace")
            inner, stamp = replayed(url if WEB.match(url) or not dated else f"http://{url}")
            if web(inner):
                return inner, stamp or (_date(match["date"].decode("ascii"), dated) if dated else None)
    return None


def _placed(path: str, folder: str) -> tuple[str | None, dt.datetime | None]:
    before, found, rest = path.rpartition(folder)
    *_, above, last = ["", "", *(part for part in before.split("/") if not SCHEME.fullmatch(part))]
    host, digits = (above, last) if STAMP.fullmatch(last) else (last, above)
    if not found or not HOST.fullmatch(host):
        return None, None
    return f"http://{host}{folder}{rest}", _date(digits[:14], STAMPED) if STAMP.fullmatch(digits) else None


def _date(noted: str, form: str) -> dt.datetime | None:
    try:
        return in_utc(dt.datetime.strptime(noted, form))
    except (ValueError, OverflowError):
        return None


def replayed(url: str) -> tuple[str, dt.datetime | None]:
    """The address and the moment that a replay address of the Wayback Machine stands for; others are themselves."""
    match = REPLAYED.fullmatch(url)
    moment = _date(match["stamp"], STAMPED) if match else None
    if match is None or moment is None:
        return url, None
    return match["url"] if "://" in match["url"] else f"http://{match['url']}", moment
