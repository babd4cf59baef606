"""What is fuzzed: readers of bytes that others made. Each takes any bytes; what it promises of them is asserted.

A reader may refuse, with an error that the command words; anything else that it raises is a finding.
"""

import atexit
import contextlib
import datetime as dt
import io
import json
import math
import os
import shutil
import tempfile
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from fuzz import archives
from mandates_cli import registry
from mandates_cli.compare.diff import diff
from mandates_cli.corpus import files, seal
from mandates_cli.corpus.generation import Generation
from mandates_cli.corpus.location import Location
from mandates_cli.errors import MandatesError
from mandates_cli.fetch import intent, mhtml, saved, table
from mandates_cli.fetch.answer import declared
from mandates_cli.fetch.journal import Journal
from mandates_cli.fetch.pace import retry_after
from mandates_cli.fetch.robots import LONGEST_DELAY, Robots
from mandates_cli.fetch.scope import Scope, page_of
from mandates_cli.model import Mandate, Sighting
from mandates_cli.parse import assemble, citation, look, parse_page
from mandates_cli.parse.decode import decode
from mandates_cli.query import matches, parse, terms, written
from mandates_cli.query.oracle import Passage
from mandates_cli.render import marks, screen

REGISTRY: Final = registry.load()
FOLDER: Final = REGISTRY.site.folder
NOW: Final = dt.datetime(2026, 11, 24, 10, tzinfo=dt.UTC)
TEXT: Final = "Prevent cyber-crime in every port; naïve façades aren’t e-government (OAS)."


def text_of(data: bytes) -> str:
    """As a command gets what is typed: bytes that are not UTF-8 are lone surrogates."""
    return data.decode("utf-8", "surrogateescape")


def page(data: bytes, media_type: str) -> None:
    records = parse_page(
        data, page=f"{FOLDER}dem.html", url=None, snapshot="", media_type=media_type, declared_charset=None,
        registry=REGISTRY,
    )  # fmt: skip
    total, *parts = records.page.account.model_dump().values()
    assert total == sum(parts)
    assert min(parts) >= 0
    length = len(decode(data).text)
    for excerpt in records.excerpts:
        for span in (excerpt.span, excerpt.citation_span, excerpt.closing_span, *(item.span for item in excerpt.items)):
            assert span is None or 0 <= span[0] < span[1] <= length
    for mandate in assemble([records]).mandates:
        assert Mandate.model_validate_json(mandate.model_dump_json()) == mandate


def html(data: bytes) -> None:
    page(data, "text/html")


def text(data: bytes) -> None:
    page(data, "text/plain")


def looked(data: bytes) -> None:
    """A page looked over: any bytes, named by what they hold."""
    found = look(data, page="any.html", charset=None, registry=REGISTRY)
    assert found.look.shape.items == len(found.records.excerpts)
    scope = Scope(REGISTRY.site)
    for link in found.look.links:
        inside = scope.page(link, base=REGISTRY.site.mirrors[0])
        assert inside is None or (inside.startswith(FOLDER) and ".." not in inside.split("/"))


def cited(data: bytes) -> None:
    said = data.decode("utf-8", "replace")

    def known(label: str) -> bool:
        return REGISTRY.resolve(label) is not None

    for found in citation.matches(said, known, REGISTRY.is_place, REGISTRY.cites):
        assert said.startswith(found.body)
        assert found.label in said[len(found.body) :]
        REGISTRY.resolve(found.label)
        REGISTRY.year_in(found.label)


def query(data: bytes) -> None:
    typed = text_of(data)
    for exact in (False, True):
        tree = parse(typed, exact)
        assert parse(written(tree), exact) == tree
        list(terms(tree))
        matches(tree, [Passage(TEXT, "en")], lambda *_: False)


@cache
def place() -> Path:
    """A folder for readers of files, with a page in it that tables name."""
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    folder = Path(tempfile.mkdtemp(prefix="mandates-fuzz-", dir=memory))
    atexit.register(shutil.rmtree, folder)
    (folder / "a.html").touch()
    return folder


def put(data: bytes, name: str) -> Path:
    path = place() / name
    path.write_bytes(data)
    return path


def manifest(data: bytes) -> None:
    kept = Journal(put(data, "manifest.jsonl"), Sighting).records
    assert len(kept) <= data.count(b"\n")


def sealed(data: bytes) -> None:
    """As it is, and with the sum that such a seal would have: who forges one writes that too."""
    with contextlib.suppress(MandatesError):
        generation(data)
    try:
        body = json.loads(data)
        sum_of = seal._sum({name: body[name] for name in ("files", "journals")})
        generation(json.dumps({**body, "sum": sum_of}).encode())
    except (ValueError, TypeError, KeyError, RecursionError):
        return


def generation(data: bytes) -> None:
    where = Location(place() / "corpus", "option")
    where.parsed.mkdir(parents=True, exist_ok=True)
    found = seal.loaded(data, put(data, "corpus/parsed/seal.json"))
    assert seal.loaded(found.written(), where.seal) == found
    for name in (*found.files, *found.journals):
        assert (where.parsed / name).parent == where.parsed
    opened = Generation.opened(where)
    assert all(one.of_file(where.place(name)) for name, one in opened.seal.files.items())


def intended(data: bytes) -> None:
    """What a killed run was about to do: it touches nothing outside its folder."""
    folder = place() / "raw"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / "manifest.jsonl").write_bytes(b'{"a": 1}\n')
    beside = sorted(path.name for path in place().iterdir())
    put(data, "raw/intent.json")
    try:
        intent.take_up(folder)
    finally:
        assert sorted(path.name for path in place().iterdir()) == beside


def records(data: bytes) -> None:
    rows = files.parsed(data, "records")
    assert not [change for change in diff(rows, rows, {}).changes if change.kinds]


def archive(data: bytes) -> None:
    opened(data, "a.warc")


def saved_page(data: bytes) -> None:
    opened(data, "a.mhtml")


def opened(data: bytes, name: str) -> None:
    for one in saved.opened(io.BytesIO(data), Path("/", name), FOLDER, NOW):
        if isinstance(one, str):
            assert one.startswith(name)
        else:
            assert one.seen.tzinfo is not None
            page_of(one.name, one.url)


def mail(data: bytes) -> None:
    for one in mhtml.pages(data):
        assert isinstance(one, str) or one.seen is None or one.seen.tzinfo is not None


def origins(data: bytes) -> None:
    for origin in table.read(put(data, "table.csv")).values():
        assert urlsplit(origin.url).scheme in ("http", "https")


def headers(data: bytes) -> None:
    """What a server says beside its pages: robots.txt, Retry-After, Content-Type, addresses."""
    first, _, rest = data.partition(b"\n")
    line = first.decode("latin-1")
    wait = retry_after(line, NOW)
    assert wait is None or wait >= 0
    declared({"content-type": line})
    robots, address = Robots(rest), saved.replayed(line)[0]
    assert 0 <= robots.delay <= LONGEST_DELAY
    assert not math.isnan(robots.delay)
    robots.allows(f"{REGISTRY.site.mirrors[0]}{FOLDER}dem.html")
    inside = Scope(REGISTRY.site).page(address)
    assert inside is None or (inside.startswith(FOLDER) and inside.isprintable())
    with contextlib.suppress(MandatesError):
        Scope.of(REGISTRY.site, [line])
    assert page_of("a.html", address)


def decoded(data: bytes) -> None:
    label, _, rest = data.partition(b"\n")
    found = decode(rest, label.decode("latin-1"))
    found.text.encode("utf-8", "strict")


def sanitiser(data: bytes) -> None:
    """No character acts on a terminal; marks around words leave the words as they are."""
    said = text_of(data)
    for safe in (screen.shown(said), marks.markdown(said), screen.clipped(said, 40)):
        assert not [c for c in safe if c != "\n" and unicodedata.category(c) in screen.HIDDEN]
    assert screen.cells(screen.clipped(said, 40)) <= 40
    half = len(said) // 2
    assert "".join(piece for _, piece in marks.hits(said, [(half // 2, half)])) == said


TARGETS: Final[Mapping[str, Callable[[bytes], None]]] = {
    "html": html, "text": text, "look": looked, "citation": cited, "query": query, "manifest": manifest,
    "records": records, "warc": archive, "saved": saved_page, "mhtml": mail, "table": origins, "headers": headers,
    "decode": decoded, "sanitiser": sanitiser, "seal": sealed, "intent": intended, "index": archives.index,
    "capture": archives.capture,
}  # fmt: skip


def tried(name: str, data: bytes) -> None:
    """Raises what is a finding."""
    with contextlib.suppress(MandatesError):
        TARGETS[name](data)
