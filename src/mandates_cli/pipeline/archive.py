"""An export: every state of every Mandates page as a WARC file, and the history of the corpus beside them."""

from collections.abc import Iterator

from mandates_cli import __version__
from mandates_cli.corpus import Location
from mandates_cli.errors import CorpusError
from mandates_cli.fetch import RawStore, warc
from mandates_cli.fetch.store import OUTSIDE
from mandates_cli.pipeline.history import History


def archived(where: Location, *, compress: bool) -> tuple[Iterator[bytes], int, int]:
    """The file's bytes, made as they are asked for, and how many captures of how many pages it holds.

    Raises CorpusError where there are no pages, and UsageError where the library for it is not installed.
    """
    store = RawStore(where.raw)
    sightings = store.sightings()
    shown = [s for s in sightings if s.verdict not in OUTSIDE and s.status != 304]
    if not shown:
        raise CorpusError("No pages in {folder} to export; bring some with 'mandates fetch'.", folder=where.raw)
    aside = {s.sha256: s for s in sightings if s.verdict in OUTSIDE and store.holds(s)}
    captures = ((s, store.bytes_of(s) if s.file else b"") for s in (*shown, *aside.values()))
    history = History.of(where, store).model_dump_json().encode()
    pieces = warc.written(captures, history, f"mandates-cli/{__version__}", compress=compress)
    return pieces, len(shown), len({s.page for s in shown})
