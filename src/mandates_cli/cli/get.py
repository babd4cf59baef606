"""Commands that bring pages into the corpus."""

import datetime as dt
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Final, NamedTuple, Optional

import typer

from mandates_cli.cli import options as o
from mandates_cli.cli.output import say
from mandates_cli.corpus import Location, location
from mandates_cli.errors import CorpusError, PageError, UsageError

MEDIA_TYPES: Final = {".html": "text/html", ".htm": "text/html", ".txt": "text/plain"}


class Saved(NamedTuple):
    """A page handed to import: its name, its bytes, what it is."""

    name: str
    data: bytes
    media_type: str


def import_(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH...", help="Saved pages (.html, .txt), folders of them, or -.")
    ],
    url: Annotated[Optional[str], typer.Option("--url", help="Where the one page was saved from.")] = None,  # noqa: UP045
    data_dir: o.DataDir = None,
) -> None:
    """Take saved pages into data/raw, then parse.

    Example: mandates import ~/Downloads/sec.html --url http://www.summit-americas.org/sisca/sec.html
    """
    from mandates_cli.fetch import RawStore

    pages = [page for path in paths for page in _saved(path)]
    if not pages:
        raise UsageError(f"No .html or .txt file in {', '.join(paths)}; name the files themselves.")
    if url is not None and len(pages) != 1:
        raise UsageError(f"--url names one page, but {len(pages)} were given; import them one at a time.")
    good, faults = _readable(pages, url)
    where = location.to_write(data_dir)
    with _one_writer(where):
        store = RawStore(where.raw)
        now = dt.datetime.now(dt.UTC).replace(microsecond=0)
        added = [store.add(p.data, name=p.name, url=url, media_type=p.media_type, seen=now) for p in good]
        new = sum(1 for snapshot in added if snapshot)
        if good:
            say(f"{new} of {len(good)} page{'' if len(good) == 1 else 's'} new or changed, kept in {where.raw}")
            _parsed(where)
    if faults:
        raise PageError(" ".join(faults))


def parse(data_dir: o.DataDir = None) -> None:
    """Make data/parsed from data/raw again."""
    where = location.to_write(data_dir)
    with _one_writer(where):
        _parsed(where)


def _saved(path: str) -> Iterator[Saved]:
    if path == "-":
        data = sys.stdin.buffer.read()
        yield Saved("stdin", data, "text/html" if b"<" in data.lstrip()[:1] else "text/plain")
        return
    file = Path(path)
    if file.is_dir():
        for inside in sorted(file.rglob("*")):
            if inside.suffix.lower() in MEDIA_TYPES and inside.is_file():
                yield from _saved(str(inside))
        return
    if not file.exists():
        raise UsageError(f"There is no file or folder {path}; check the name.")
    if not file.is_file():
        raise UsageError(f"{path} is neither a file nor a folder; save the page to a file first.")
    try:
        data = file.read_bytes()
    except OSError as error:
        raise UsageError(f"Cannot read {path} ({error.strerror}); check its permissions.") from error
    guess = "text/html" if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") else "text/plain"
    yield Saved(file.name, data, MEDIA_TYPES.get(file.suffix.lower(), guess))


def _readable(pages: list[Saved], url: str | None) -> tuple[list[Saved], list[str]]:
    """The pages that look like Mandates pages, and one sentence for each that does not."""
    from mandates_cli import registry
    from mandates_cli.fetch.store import page_of
    from mandates_cli.parse import parse_page

    good, faults = [], []
    for page in pages:
        try:
            records = parse_page(
                page.data,
                page=page_of(page.name, url),
                url=url,
                snapshot="",
                media_type=page.media_type,
                declared_charset=None,
                registry=registry.load(),
            )
        except PageError as error:
            faults.append(f"{page.name}: {error}")
            continue
        if records.excerpts:
            good.append(page)
        else:
            faults.append(f"{page.name} shows no mandate, so it was not taken; check that it is a whole Mandates page.")
    return good, faults


def _parsed(where: Location) -> None:
    from mandates_cli import registry
    from mandates_cli.corpus import index, jsonl
    from mandates_cli.fetch import RawStore
    from mandates_cli.parse import assemble, parse_page

    pages = [
        parse_page(
            data,
            page=s.page,
            url=s.url,
            snapshot=s.sha256,
            media_type=s.media_type,
            declared_charset=None,
            registry=registry.load(),
        )
        for s, data in RawStore(where.raw).latest()
    ]
    if not pages:
        raise CorpusError(f"No pages in {where.raw}; bring some with 'mandates import PATH'.")
    mandates = assemble(pages)
    diagnostics = [d for page in pages for d in page.diagnostics]
    jsonl.write(where.folder / "parsed" / "diagnostics.jsonl", diagnostics)
    jsonl.write(where.truth, mandates)
    index.opened(where).close()
    placements = sum(len(m.placements) for m in mandates)
    say(
        f"{len(mandates)} mandates in {placements} placements on {len(pages)} page{'' if len(pages) == 1 else 's'}, "
        f"{len(diagnostics)} diagnostics: {where.folder / 'parsed'}"
    )


@contextmanager
def _one_writer(where: Location) -> Iterator[None]:
    import filelock

    lock = filelock.FileLock(where.folder / ".lock", timeout=30)
    try:
        where.folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except filelock.Timeout as error:
        raise CorpusError(
            f"Another mandates command is writing {where.folder}; run this again when it is done."
        ) from error
    except OSError as error:
        raise CorpusError(
            f"Cannot write {where.folder} ({error.strerror}); nothing was changed: "
            "choose a writable folder with --data-dir."
        ) from error
    try:
        yield
    finally:
        lock.release()
