"""What the oracle says: which passages match, what of a text is marked, and which items are counted."""

from typing import cast

import pytest

from mandates_cli.query import Field, Node, Passage, matches, parse, spans
from mandates_cli.query.oracle import Folded, matching_items, of_items
from mandates_cli.query.patterns import Budget
from mandates_cli.query.tree import Label, Near, Or, Pattern
from mandates_cli.rows import MandateRow


def row(text: str, language: str = "en", **more: object) -> MandateRow:
    return cast(MandateRow, {"text": text, "language": language, "chapeau": None, "items": [], **more})


def marked(tree: Node, row: MandateRow, whole: bool = False) -> list[str]:
    return [row["text"][start:end] for start, end in spans(tree, row, whole)]


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        pytest.param("crime", "A crime, and Crimes.", ["crime", "Crimes"], id="inflections"),
        pytest.param("crime", "A criminal.", [], id="another word"),
        pytest.param("crim*", "A criminal crime.", ["criminal", "crime"], id="a beginning"),
        pytest.param('"rule of law"', "The rules of law, the rule of the law.", ["rules of law"], id="a phrase"),
        pytest.param('"rule of law"', "Such is the rule of", [], id="a phrase cut short"),
        pytest.param('"rule of la*"', "The rule of lawyers, a rules of law.", ["rule of lawyers"],
                     id="a phrase with a beginning at its end"),
        pytest.param('"región andi*"', "Región Andina, region andina.", ["Región Andina", "region andina"],
                     id="accents before a beginning"),
        pytest.param('"pequeños ni*"', "Pequeños niños, pequenos ninos.", ["Pequeños niños", "pequenos ninos"],
                     id="an ñ before a beginning"),
        pytest.param('"niñ*"', "Niños, ninos.", ["Niños", "ninos"], id="an ñ in a beginning"),
        pytest.param("ninos", "Niños, y un niño.", ["Niños", "niño"], id="an ñ where none was typed"),
        pytest.param("cyber OR cyber-crime", "Cyber crime.", ["Cyber crime", "Cyber"], id="the longer first"),
        pytest.param("law summit:2018", "The law of 2018.", ["law"], id="no property"),
        pytest.param("law -rule", "The rule of law.", ["law"], id="nothing that is excluded"),
    ],
)  # fmt: skip
def test_what_a_query_marks(query: str, text: str, found: list[str]) -> None:
    assert marked(parse(query), row(text)) == found


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        pytest.param("crime", "A crime, and Crimes.", ["crime"], id="no inflection"),
        pytest.param("crim*", "A criminal crime.", ["criminal", "crime"], id="a beginning"),
        pytest.param('"rule of la*"', "The rule of lawyers, rules of law.", ["rule of lawyers"], id="of a phrase"),
        pytest.param("año", "Un ano, un año.", ["año"], id="an ñ"),
        pytest.param("añ*", "Unos anos, unos años.", ["años"], id="an ñ in a beginning"),
        pytest.param("accion", "Una acción.", ["acción"], id="an accent"),
    ],
)
def test_what_is_marked_as_written(query: str, text: str, found: list[str]) -> None:
    assert marked(parse(query, exact=True), row(text)) == found


def test_words_are_inflected_in_the_language_of_the_text() -> None:
    text = "Policy, policies."
    assert marked(parse("policies"), row(text)) == ["Policy", "policies"]
    assert marked(parse("policies"), row(text, "es")) == ["policies"]


@pytest.mark.parametrize(
    ("query", "text", "places", "hits"),
    [
        pytest.param("crime NEAR/2 police", "Crime, as the police say.", ["Crime", "police"], ["Crime, as the police"],
                     id="so many words between"),
        pytest.param("crime NEAR/1 police", "Crime, as the police say.", [], [], id="one more between"),
        pytest.param("crime NEAR/0 police", "Police crime.", ["Police", "crime"], ["Police crime"], id="side by side"),
        pytest.param('sea NEAR/1 "rule of law"', "The rule of law at sea.", ["rule of law", "sea"],
                     ["rule of law at sea"], id="from the last word of a phrase"),
        pytest.param('"rule of law" NEAR/2 sea', "The sea of the rule of law.", ["sea", "rule of law"],
                     ["sea of the rule of law"], id="to the first word of a phrase"),
        pytest.param("law NEAR/5 law", "The law.", [], [], id="one word is not two"),
        pytest.param('"rule of law" NEAR/5 (law OR rule)', "The rule of law.", [], [],
                     id="two that overlap are not two"),
        pytest.param("crime NEAR/5 police", "Police, police and crime.", ["Police", "police", "crime"],
                     ["police and crime"], id="the shorter of two that end in one place"),
        pytest.param("crime NEAR/5 police", "Police and crime, crime.", ["Police", "crime", "crime"],
                     ["Police and crime"], id="the shorter of two that begin in one place"),
        pytest.param("crime NEAR/1 police", "Police stop crime with police.", ["Police", "crime", "police"],
                     ["Police stop crime", "crime with police"], id="one ends where another begins"),
        pytest.param("crime NEAR/3 police", "Police! Police on crime. So it was said until noon: police on crime.",
                     ["Police", "Police", "crime", "police", "crime"], ["Police on crime", "police on crime"],
                     id="the shorter, though another stands far behind"),
        pytest.param("(crime OR theft) NEAR/0 (police OR guards)", "Police theft, guards crime; theft, crime.",
                     ["Police", "theft", "guards", "crime"], ["Police theft", "theft, guards", "guards crime"],
                     id="any of either side"),
    ],
)  # fmt: skip
def test_what_stands_near_one_another(query: str, text: str, places: list[str], hits: list[str]) -> None:
    assert marked(parse(query), row(text)) == places
    assert marked(parse(query), row(text), whole=True) == hits
    assert matches(parse(query), [Passage(text, "en")], lambda _: False) is bool(hits)


def test_words_that_an_index_keeps_are_as_those_of_a_text() -> None:
    tree = parse("ninos NEAR/1 agua")
    assert isinstance(tree, Near)
    assert (
        Folded("los niños y agua", "es").near(tree)
        == Passage("Los niños y (agua).", "es").near(tree)
        == {(1, 1), (3, 3)}
    )


ITEMS = [{"label": "a", "text": "the law"}, {"label": "B", "text": "the law of the sea"}, {"label": None, "text": "x"}]
LISTED = row("Uphold law:\na. the law\nB. the law of the sea\nx\nSea law.", chapeau="Uphold law:", items=ITEMS,
             closing="Sea law.")  # fmt: skip


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("law", [7, 19, 30, 51]),
        ('"law of the sea"', [30]),
        ('"law the"', []),
        ("uphold NEAR/9 sea", []),
        ("a", []),
        ("text:/x|LAW[.]/", [45, 51]),
    ],
)
def test_passages_are_marked_where_they_stand_in_the_text(query: str, found: list[int]) -> None:
    assert [start for start, _ in spans(parse(query), LISTED)] == found


def test_a_passage_that_the_text_does_not_hold_marks_nothing() -> None:
    items = [{"label": "a", "text": "another law"}, {"label": "b", "text": "a law"}]
    listed = row("Uphold:\nb. a law", chapeau="Uphold:", items=items)
    assert spans(parse("law"), listed) == [(13, 16)]


@pytest.mark.parametrize(
    ("tree", "count"),
    [
        (parse("law"), 2),
        (parse("sea"), 1),
        (parse("law OR x"), 3),
        (parse("uphold"), 0),
        (parse("law NEAR/2 sea"), 1),
        (parse("law NEAR/1 sea"), 0),
        (Label("b"), 1),
        (Or((Label("a"), parse("sea"))), 2),
        (Label("c"), 0),
        (Pattern("SE[AI]"), 1),
        (Or((Pattern("^x"), Label("a"))), 2),
    ],
)
def test_which_items_are_counted(tree: Node, count: int) -> None:
    assert matching_items(tree, LISTED, Budget()) == count


def test_a_property_of_the_mandate_is_none_of_its_items() -> None:
    assert of_items(parse("law summit:2018")) == [parse("law")]


@pytest.mark.parametrize(
    ("query", "matched"),
    [
        ("law sea", True),
        ("law moon", False),
        ("law OR moon", True),
        ("moon OR sun", False),
        ("-moon", True),
        ("-law", False),
        ("law -(sea moon)", True),
        ("law NEAR/2 uphold", True),
        ("law NEAR/9 sea", False),
        ("law summit:2018", True),
        ("law summit:2022", False),
        ("law -summit:2022", True),
    ],
)
def test_what_matches(query: str, matched: bool) -> None:
    passages = [Passage("Uphold the law.", "en"), Passage("Sail the sea.", "en")]
    assert matches(parse(query), passages, lambda node: node == Field("summit", "2018")) is matched
