"""Ids: what changes them, what does not, and that none is ever used twice."""

import hashlib
import random
import re
from collections.abc import Callable, Iterable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mandates_cli import registry
from mandates_cli.folding import fold
from mandates_cli.model import Identity, Mandate
from mandates_cli.parse import Assembly, PageRecords, assemble, parse_page
from mandates_cli.parse.identity import ID_DIGITS, Held, Wording, continued, identify
from steps import growth

LIMA = "(Lima Commitment. Peru, 2018)"
STEM = "2018-lima-commitment"
FERRY = "Mend the ferries at Oxbow before the winter rains begin, and paint their names."
TOLLS = "Lower the tolls on mountain passes, so that wool may reach the coast by spring."
NOTHING = Assembly([], [], [])


def page(name: str, *texts: str, heading: str = "DEMOCRACY", cited: str = LIMA) -> PageRecords:
    items = "\n".join(f"  1. {text} {cited}\n" for text in texts)
    return parse_page(
        f"{heading}\n{items}".encode(),
        page=name,
        url=None,
        snapshot="",
        media_type="text/plain",
        declared_charset=None,
        registry=registry.load(),
    )


def after(earlier: Assembly, *pages: PageRecords) -> Assembly:
    """What a later parse makes of its pages, knowing the table and the mandates of the one before."""
    return assemble(pages, earlier.identities, earlier.mandates)


def ids(assembly: Assembly) -> dict[str, str]:
    """By text."""
    return {mandate.text: mandate.id for mandate in assembly.mandates}


def the(assembly: Assembly) -> Mandate:
    (mandate,) = assembly.mandates
    return mandate


def test_an_id_is_document_and_digest_of_the_wording() -> None:
    key = "|".join((STEM, "en", "mend the ferries at oxbow"))
    digest = hashlib.sha256(key.encode()).hexdigest()
    assembly = assemble([page("a", "Mend the ferries at Oxbow.")])
    assert the(assembly).id == f"{STEM}-{digest[:ID_DIGITS]}"
    assert assembly.identities == [Identity(digest=digest[:32], id=the(assembly).id)]


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        pytest.param("Mend the ferries at Oxbow", LIMA, id="full stop"),
        pytest.param("Mend  the\u00a0ferries, at Oxbow;", LIMA, id="spacing and marks"),
        pytest.param("MEND THE “FERRIES” – AT OXBOW:", LIMA, id="case, quotes and dashes"),
        pytest.param("Mend the fer\u00adries at Óxbow.", LIMA, id="soft hyphen and accent"),
        pytest.param("Mend the ferries at Oxbow.", "(Lima Commitment, Lima, Peru, 2018).", id="the citation's form"),
    ],
)
def test_typography_leaves_an_id_alone(text: str, cited: str) -> None:
    plain = the(assemble([page("a", "Mend the ferries at Oxbow.")])).id
    assert the(assemble([page("b", text, cited=cited)])).id == plain


def test_page_position_and_order_leave_an_id_alone() -> None:
    first = ids(assemble([page("a", FERRY), page("b", TOLLS)]))
    later = ids(assemble([page("z", "Wash slates.", TOLLS, heading="SECURITY"), page("y", "Ring bells.", FERRY)]))
    assert first.items() <= later.items()


def test_wording_document_and_language_make_an_id() -> None:
    texts = ["Mend ferries.", "Mend the ferries."]
    one = ids(assemble([page("a", *texts)]))
    other = ids(assemble([page("a", *texts, cited="(Plan of Action Miami, 1994)")]))
    spanish = ids(assemble([page("a", *texts, heading="DEMOCRACIA")]))
    assert len({*one.values(), *other.values(), *spanish.values()}) == 6


def test_what_names_no_document_has_an_id_too() -> None:
    (cited,) = assemble([page("a", FERRY, cited="(Plan of Nowhere, Lima, 2018)")]).mandates
    (bare,) = assemble([page("a", FERRY, cited="")]).mandates
    assert re.fullmatch(r"2018-[0-9a-f]{6}", cited.id)
    assert re.fullmatch(r"unresolved-[0-9a-f]{6}", bare.id)


def test_parsing_again_changes_nothing() -> None:
    pages = [page("a", FERRY, TOLLS), page("b", TOLLS)]
    first = assemble(pages)
    again = after(first, *reversed(pages))
    assert again.mandates == first.mandates
    assert again.identities == first.identities


def test_the_table_is_kept_when_a_mandate_goes_and_comes_back() -> None:
    first = assemble([page("a", FERRY), page("b", TOLLS)])
    without = after(first, page("a", FERRY))
    assert without.identities == first.identities
    assert ids(after(without, page("c", TOLLS, FERRY))) == ids(first)


def test_the_table_decides() -> None:
    digest = hashlib.sha256("|".join((STEM, "en", fold(FERRY))).encode()).hexdigest()[:32]
    assert the(assemble([page("a", FERRY)], [Identity(digest=digest, id="an-earlier-id")])).id == "an-earlier-id"


SPACED = ("Adopt gender responsive budgets.", "Adopt genderresponsive budgets.")


@pytest.mark.parametrize("alone", SPACED)
def test_each_spacing_of_a_wording_is_in_the_table(alone: str) -> None:
    """So that the id which a corpus of one of the pages gives is known, and outlives the other page."""
    both = assemble([page(name, text) for name, text in zip("ab", SPACED, strict=True)])
    (own,) = assemble([page("a", alone)]).identities
    assert {row.digest: row.id for row in both.identities}[own.digest] == the(both).id
    assert ids(after(both, page("a", alone))) == {alone: the(both).id}
    first = assemble([page("a", alone)])
    later = after(first, *(page(name, text) for name, text in zip("bc", SPACED, strict=True)))
    assert the(later).id == the(first).id
    assert len(later.identities) == 2
    assert after(later, page("b", SPACED[0])).identities == later.identities


def test_a_corrected_typo_keeps_its_id() -> None:
    first = assemble([page("a", FERRY.replace("winter", "witner")), page("b", TOLLS)])
    corrected = after(first, page("a", FERRY), page("b", TOLLS))
    old, new = ids(first), ids(corrected)
    assert new[FERRY] == old[FERRY.replace("winter", "witner")]
    assert new[TOLLS] == old[TOLLS]
    assert len(corrected.identities) == len(first.identities) + 1
    assert ids(after(corrected, page("c", FERRY))) == {FERRY: new[FERRY]}


def test_a_page_that_writes_it_with_other_spaces_leaves_an_id_alone() -> None:
    first = assemble([page("a", "Teach genderresponsive weaving.")])
    later = after(first, page("a", "Teach genderresponsive weaving."), page("b", "Teach gender-responsive weaving."))
    assert the(later).id == the(first).id
    assert len(the(later).placements) == 2


def test_two_corrections_at_once_are_not_mixed_up() -> None:
    texts = [f"Mend the fery at {place} before the winter rains begin." for place in ("Oxbow", "Alder", "Birch")]
    first = assemble([page("a", *texts)])
    mended = [text.replace("fery", "ferry") for text in texts]
    later = ids(after(first, page("a", *reversed(mended))))
    assert [later[text] for text in mended] == [ids(first)[text] for text in texts]


def test_the_id_of_what_went_is_not_given_to_another() -> None:
    first = assemble([page("a", FERRY)])
    later = after(first, page("a", TOLLS))
    assert the(later).id != the(first).id
    elsewhere = after(first, page("b", FERRY.replace("winter", "witner")))
    assert the(elsewhere).id != the(first).id, "no page in common: this may be another commitment"


def test_an_id_in_use_is_not_given_to_a_like_wording() -> None:
    """Both wordings are there, so that neither corrects the other."""
    first = assemble([page("a", FERRY)])
    both = ids(after(first, page("a", FERRY, FERRY.replace("winter", "summer"))))
    assert both[FERRY] == the(first).id
    assert len(set(both.values())) == 2


def test_the_old_wording_beside_the_corrected_one_does_not_share_its_id() -> None:
    typo = FERRY.replace("winter", "witner")
    first = assemble([page("a", typo)])
    corrected = after(first, page("a", FERRY))
    both = after(corrected, page("a", FERRY), page("b", typo))
    assert ids(both)[FERRY] == the(first).id
    assert len({mandate.id for mandate in both.mandates}) == len(both.mandates)


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_wordings_with_one_id_the_newer_keeps_it(order: int) -> None:
    """Where neither had it last: whoever comes later in the table, as far as it was not given another id since."""
    held = wordings((FERRY, TOLLS))[::order]
    (other,) = wordings(["Ring bells."])
    table = [Identity(digest=w.digest, id=id) for w, id in zip([*held, other, other], "aaab", strict=True)]
    ids, later = identify([*held, other], table, [])
    assert (ids[held[1].key], ids[other.key]) == ("a", "b")
    assert ids[held[0].key] not in ("a", "b")
    assert later == [*table, Identity(digest=held[0].digest, id=ids[held[0].key])]


def test_a_correction_that_was_taken_back_does_not_take_the_id() -> None:
    typo = FERRY.replace("winter", "witner")
    first = assemble([page("a", typo)])
    back = after(after(first, page("a", FERRY)), page("a", typo))
    both = after(back, page("a", typo), page("b", FERRY))
    assert ids(both)[typo] == the(first).id
    assert len(set(ids(both).values())) == 2


@pytest.mark.parametrize(
    ("before", "now", "kept"),
    [
        pytest.param(LIMA, "(Plan of Action Miami, 1994)", False, id="another document"),
        pytest.param(LIMA, "(Plan of Nowhere, Lima, 2018)", True, id="a document no longer known"),
        pytest.param("(Plan of Nowhere, Lima, 2018)", LIMA, True, id="a document now known"),
    ],
)
def test_a_correction_is_of_one_document(before: str, now: str, kept: bool) -> None:
    first = assemble([page("a", FERRY.replace("winter", "witner"), cited=before)])
    assert (the(after(first, page("a", FERRY, cited=now))).id == the(first).id) is kept


@pytest.mark.parametrize("order", [1, -1])
def test_the_most_alike_continues_and_each_but_once(order: int) -> None:
    like, unlike = wordings((FERRY.replace("Mend", "Fix"), FERRY.replace("Mend", "Fix").replace("paint", "carve")))
    (wording,) = wordings([FERRY])
    held = [Held(name, w.document, "en", w.text, ["a"]) for name, w in (("like", like), ("unlike", unlike))]
    assert continued([like, unlike][::order], [Held("x", STEM, "en", wording.text, ["a"])]) == {like.key: "x"}
    assert continued([wording], held[::order]) == {wording.key: "like"}


def test_what_is_equally_like_two_that_went_corrects_neither() -> None:
    texts = [f"Mend the ferry at {place} before the winter rains begin." for place in ("Oxbow", "Alder")]
    first = assemble([page("a", *texts)])
    later = after(first, page("a", "Mend the ferry at Birch before the winter rains begin."))
    assert the(later).id not in ids(first).values()


def alike(digits: int = ID_DIGITS) -> list[str]:
    """Two texts whose digests begin with the same digits, found by trying: a few thousand are enough."""
    seen: dict[str, str] = {}
    for number in range(100_000):
        text = f"Mend ferry number {number}"
        digest = hashlib.sha256("|".join((STEM, "en", fold(text))).encode()).hexdigest()
        if digest[:digits] in seen:
            return [seen[digest[:digits]], text]
        seen[digest[:digits]] = text
    pytest.skip("no two of 100,000 texts are alike enough")


def test_ids_that_would_be_equal_are_longer() -> None:
    texts = alike()
    for order in (texts, texts[::-1]):
        found = ids(assemble([page("a", *order)]))
        assert {len(id) for id in found.values()} == {len(STEM) + 1 + ID_DIGITS + 2}
        assert len(set(found.values())) == 2


def test_an_id_that_is_taken_stays_short_and_the_new_one_is_longer() -> None:
    one, other = alike()
    first = assemble([page("a", one)])
    both = ids(after(first, page("a", one), page("b", other)))
    assert both[one] == the(first).id
    assert both[other].startswith(both[one])
    assert len(both[other]) == len(both[one]) + 2
    alone = after(after(first, page("c", TOLLS)), page("b", other))
    assert the(alone).id != the(first).id, "an id that went stays taken"


def wordings(texts: Iterable[str]) -> list[Wording]:
    return [Wording(((STEM, "en", fold(text)),), STEM, STEM, "en", fold(text), frozenset({"a"})) for text in texts]


def test_the_order_of_wordings_does_not_matter() -> None:
    texts = [*alike(), FERRY, TOLLS]
    first = identify(wordings(texts), [], [])
    for seed in range(5):
        random.Random(seed).shuffle(texts)
        assert identify(wordings(texts), [], []) == first


COMMITMENTS = [f"Mend the {kind} of {place} before the winter rains." for kind in ("roof", "ferry") for place in "ABCD"]
STATES = st.lists(
    st.dictionaries(st.sampled_from(COMMITMENTS), st.sampled_from("abc"), min_size=1), min_size=2, max_size=5
)


@settings(deadline=None, max_examples=60)
@given(STATES)
def test_a_wording_has_one_id_as_long_as_it_stands(states: list[dict[str, str]]) -> None:
    """Whatever comes, goes and moves between pages, from one parse to the next."""
    now = NOTHING
    for state in states:
        pages = [page(name, *(text for text, at in state.items() if at == name)) for name in "abc"]
        before, now = now, after(now, *pages)
        shared = ids(before).keys() & ids(now).keys()
        assert all(ids(before)[text] == ids(now)[text] for text in shared)
        assert now.identities[: len(before.identities)] == before.identities, "the table only grows"


@settings(deadline=None, max_examples=60)
@given(STATES)
@example([{COMMITMENTS[0]: "a"}, {COMMITMENTS[1]: "a"}, {COMMITMENTS[0]: "b", COMMITMENTS[1]: "a"}])
def test_no_two_mandates_share_an_id(states: list[dict[str, str]]) -> None:
    now = NOTHING
    for state in states:
        now = after(now, *(page(name, *(text for text, at in state.items() if at == name)) for name in "abc"))
        assert len({mandate.id for mandate in now.mandates}) == len(now.mandates)


def naming(n: int) -> Callable[[], object]:
    known = assemble([page("a", *(f"Commitment {i}." for i in range(n)))])
    wordings = [
        Wording(((STEM, "en", fold(m.text)),), STEM, STEM, "en", fold(m.text), frozenset("a")) for m in known.mandates
    ]

    def work() -> None:
        named, _ = identify(wordings, known.identities, known.mandates)
        assert len(set(named.values())) == n

    return work


def test_four_times_the_mandates_take_about_four_times_the_work_to_name_again() -> None:
    assert growth(naming, 1_000) < 5
