"""A corpus looked at whole: what is damaged, in which line, what is missing there or too much, and in which page."""

from collections import Counter
from collections.abc import Collection, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Final

from mandates_cli.corpus import Location, jsonl
from mandates_cli.corpus.generation import Generation
from mandates_cli.corpus.seal import Sealed
from mandates_cli.errors import CorpusError
from mandates_cli.fetch import RawStore
from mandates_cli.model import Diagnostic
from mandates_cli.pipeline.lifetimes import LOST
from mandates_cli.pipeline.remade import Make, identities, remade
from mandates_cli.wording import agreeing, worded

# So many pages that are lost are told one by one.
MOST_LOST: Final = 20
# What a line of each file is.
NOUNS: Final = {
    "mandates.jsonl": "mandate", "pages.jsonl": "page", "diagnostics.jsonl": "diagnostic", "ids.jsonl": "wording",
    "history.jsonl": "mandate", "coverage.json": "line",
}  # fmt: skip


def inspected(where: Location, make: Make) -> Generation:
    """The corpus, every byte of it as it was sealed or stored. Raises CorpusError with a sentence for each file that is
    not."""
    held = Generation.at(where)
    altered = held.altered(trusting=False)
    if not held.stands:
        return inspected(where, make)
    if altered:
        lines = _lines(held, altered, make)
        raise CorpusError("\n".join(_told(held, path, lines) for path in altered))
    if lost := _lost(RawStore(where.raw), {(d.page, d.text) for d in _known(where) if d.code == LOST}):
        more = [worded("{pages:page} more in {raw} cannot be read.", pages=len(lost) - MOST_LOST, raw=where.raw)]
        raise CorpusError("\n".join([*lost[:MOST_LOST], *(more if len(lost) > MOST_LOST else [])]))
    return held


def _known(where: Location) -> Sequence[Diagnostic]:
    return jsonl.read(where.diagnostics, Diagnostic) if where.diagnostics.is_file() else ()


def _lost(store: RawStore, known: Collection[tuple[str, str]]) -> list[str]:
    """Of each content of a page, also of earlier states, that is not what was stored: what to say. `known` are page and
    moment of those that the records do without."""
    found = []
    for sighting in {sighting.file: sighting for sighting in store.sightings() if sighting.file}.values():
        try:
            store.bytes_of(sighting)
        except CorpusError as error:
            if (sighting.page, sighting.seen.isoformat(timespec="seconds")) not in known:
                found.append(str(error))
    return found


def _lines(held: Generation, altered: Sequence[Path], make: Make) -> dict[str, list[str]]:
    """What the files were, as far as the pages make them again to the byte."""
    if held.seal is None or any(path.parent == held.where.raw for path in altered):
        return {}
    try:
        table = () if held.where.identities in altered else identities(held.where)
        files = remade(held, make, table).files()
    except CorpusError:
        return {}
    sealed = {name: Sealed.of(jsonl.ended(lines)) for name, lines in files.items()}
    return {name: lines for name, lines in files.items() if sealed[name] == held.seal.files.get(name)}


def _told(held: Generation, path: Path, known: dict[str, list[str]]) -> str:
    name = next((name for name in known if held.where.place(name) == path), None)
    if name is None or not path.is_file() or held.is_endless(path):
        return str(held.fault(path))
    wanted, found = known[name], path.read_bytes().decode("utf-8", "replace").split("\n")
    if found[-1] == "":
        found.pop()
    pairs = enumerate(zip_longest(wanted, found), 1)
    # A last line without its end has all its words.
    number = next((number for number, (one, other) in pairs if one != other), len(wanted))
    template = "{path}:{number} is not what was written ({told}); {remedy}."
    told = _counted(wanted, found, NOUNS.get(name, "line"))
    return worded(template, path=path, number=number, told=told, remedy=held.remedy(path))


def _counted(wanted: Sequence[str], found: Sequence[str], noun: str) -> str:
    missing, added = (Counter(wanted) - Counter(found)).total(), (Counter(found) - Counter(wanted)).total()
    altered = min(missing, added)
    counts = {"altered": altered, "missing": missing - altered, "too many": added - altered}
    return ", ".join(f"{n:,} {agreeing(n, noun)} {what}" for what, n in counts.items() if n) or "in another order"
