"""Pages broken at random: what is read from them is right, or the page carries a diagnostic that it did not have.

Right means: the words and the citation of one item of the page, in their order. That a sub-item without a label ends
here or there, that one is missing or stands twice, cannot be told from a page that looks just so. Nor can letters or
lines that are missing or displaced; there no more may be wrong than was touched.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from random import Random
from typing import Final, NamedTuple

import pytest

from mandates_cli import registry
from mandates_cli.errors import PageError
from mandates_cli.folding import fold
from mandates_cli.parse import Excerpt, PageRecords, assemble, parse_page
from mandates_cli.parse.provenance import Source, verify
from test_site import themes
from testsite.damage import HARMLESS, IN_HTML, IN_TEXT
from testsite.generator import generate
from testsite.markup import as_text, rendered
from testsite.wording import Wording, worded

# So many sites a part, each of so many pages.
SEEDS: Final = range(0, 40, 2)
SITES: Final = 4
PAGES: Final = 4
PARTS: Final = [0, *(pytest.param(part, marks=pytest.mark.soak) for part in range(1, len(SEEDS) // SITES))]
DAMAGES: Final = {"text/html": IN_HTML, "text/plain": IN_TEXT}
EACH: Final = [(kind, damage) for kind, damages in DAMAGES.items() for damage in damages]
# Those that take away or displace what the page says, which nobody can tell, and in how many places at most.
LOSSES: Final = {"hole": 1, "swapped": 8, "lines_dropped": 2}


class Case(NamedTuple):
    """A page before and after it was damaged; `after` is null where the reader refused it. `titles` are those that
    stand among its items."""

    path: str
    data: bytes
    wordings: tuple[Wording, ...]
    titles: tuple[str, ...]
    before: PageRecords
    after: PageRecords | None

    def told(self) -> bool:
        """Whether the damaged page carries a diagnostic that the whole one does not."""
        if self.after is None:
            return True
        both = (Counter((d.code, d.text, d.message) for d in page.diagnostics) for page in (self.after, self.before))
        return bool(next(both) - next(both))


def read(path: str, data: bytes, media_type: str) -> PageRecords:
    return parse_page(
        data,
        page=path,
        url=None,
        snapshot=path,
        media_type=media_type,
        declared_charset=None,
        registry=registry.load(),
    )


@cache
def whole(media_type: str, part: int) -> tuple[Case, ...]:
    found = []
    for seed in SEEDS[part * SITES :][:SITES]:
        for path, page in generate(seed, themes(), pages=PAGES, placements=48).pages.items():
            data = rendered(page) if media_type == "text/html" else as_text(page)
            wordings = tuple(worded(page, excerpt) for excerpt in page.excerpts)
            titles = tuple(excerpt.title.to(page.language) for excerpt in page.excerpts if excerpt.title)
            records = read(path, data, media_type)
            found.append(Case(path, data, wordings, titles, records, records))
    return tuple(found)


def first(part: int) -> int:
    """The number of its first page."""
    return part * SITES * PAGES


@cache
def cases(media_type: str, damage: str, part: int) -> tuple[Case, ...]:
    found = []
    for number, case in enumerate(whole(media_type, part), first(part)):
        data = DAMAGES[media_type][damage](Random(f"{number} {damage}"), case.data)
        try:
            after = read(case.path, data, media_type)
        except PageError:
            after = None
        found.append(case._replace(data=data, after=after))
    return tuple(found)


def compact(text: str) -> str:
    return fold(text).replace(" ", "")


def tells(wording: Wording, said: str) -> bool:
    """Whether the words are some of its paragraphs and sub-items, in their order; a doubled one may stand twice."""
    begun = False
    for piece in (*wording.paragraphs, wording.note or "", *(text for _, text in wording.items)):
        words = compact(piece)
        while words and said.startswith(words) and (begun or piece != wording.note):
            said, begun = said.removeprefix(words), True
    return begun and not said


def is_right(case: Case, excerpt: Excerpt) -> bool:
    said = compact(excerpt.text + "".join(item.text for item in excerpt.items))
    for title in map(compact, case.titles):  # it runs on into the item below it
        said = said.removeprefix(title) or said
    cited = excerpt.citation.text if excerpt.citation else None
    return any(tells(wording, said) for wording in case.wordings if wording.citation == cited)


def silent(media_type: str, damage: str, part: int) -> Iterator[tuple[Case, list[Excerpt]]]:
    """What was read from damaged pages, is wrong, and neither named by a diagnostic nor on a page with a new one."""
    for case in cases(media_type, damage, part):
        if case.after and not case.told():
            named = {diagnostic.text for diagnostic in case.after.diagnostics}
            wrong = [e for e in case.after.excerpts if e.text not in named and not is_right(case, e)]
            if wrong:
                yield case, wrong


def shown(case: Case, excerpts: Iterable[Excerpt]) -> str:
    return "".join(f"\n{case.path}: {e.text[:300]} [{'; '.join(i.text[:60] for i in e.items)}]" for e in excerpts)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(("media_type", "damage"), EACH)
def test_a_damaged_page_is_read_and_its_account_sums(media_type: str, damage: str, part: int) -> None:
    read = [case.after for case in cases(media_type, damage, part) if case.after]
    assert len(read) == len(whole(media_type, part)), "no such damage makes a page unreadable"
    for records in read:
        total, *parts = records.page.account.model_dump().values()
        assert total == sum(parts), records.page.page
        assert min(parts) >= 0
        assert [e.position for e in records.excerpts] == list(range(1, len(records.excerpts) + 1))


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(("media_type", "damage"), EACH)
def test_nothing_is_invented(media_type: str, damage: str, part: int) -> None:
    """Each text and citation with a place is cut out of the damaged page again."""
    compared = unplaced = 0
    sources = {
        str(number): Source(case.data, media_type, None) for number, case in enumerate(cases(media_type, damage, part))
    }
    for number, case in enumerate(cases(media_type, damage, part)):
        if case.after:
            checked = verify(assemble([case.after.stamped(None, str(number))]).mandates, sources.__getitem__)
            assert checked.faults == []
            compared, unplaced = compared + checked.compared, unplaced + checked.unplaced
    assert unplaced <= 0.1 * compared


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(("media_type", "damage"), [case for case in EACH if case[1] not in LOSSES])
def test_what_is_read_is_right_or_the_page_carries_a_diagnostic(media_type: str, damage: str, part: int) -> None:
    assert not "".join(shown(*found) for found in silent(media_type, damage, part))


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(("media_type", "damage"), [case for case in EACH if case[1] in LOSSES])
def test_no_more_is_wrong_than_what_was_touched(media_type: str, damage: str, part: int) -> None:
    for case, found in silent(media_type, damage, part):
        assert len(found) <= LOSSES[damage], shown(case, found)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("media_type", DAMAGES)
def test_of_a_page_that_was_cut_all_but_the_last_item_is_what_it_was(media_type: str, part: int) -> None:
    for case in cases(media_type, "cut", part):
        texts = [excerpt.text for excerpt in case.after.excerpts[:-1]] if case.after else []
        assert texts == [wording.text for wording in case.wordings[: len(texts)]], case.path


@pytest.mark.parametrize("turn", [0, *(pytest.param(turn, marks=pytest.mark.soak) for turn in range(1, 40))])
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("name", HARMLESS)
def test_what_changes_nothing_that_a_page_says_changes_no_record(name: str, part: int, turn: int) -> None:
    for number, case in enumerate(whole("text/html", part), first(part)):
        changed = read(case.path, HARMLESS[name](Random(f"{number} {turn}"), case.data), "text/html")
        assert [said(e) for e in changed.excerpts] == [said(e) for e in case.before.excerpts], case.path
        total, *parts = changed.page.account.model_dump().values()
        assert total == sum(parts)


def said(excerpt: Excerpt) -> tuple[object, ...]:
    return excerpt.label, excerpt.text, [(item.label, item.text) for item in excerpt.items], excerpt.citation
