"""Which bodies a mandate names, and in which role: what each rule finds and leaves alone, in both languages."""

import csv
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from mandates_cli import registry
from mandates_cli.model import Addressee, Item, Language, Mandate
from mandates_cli.parse.addressees import addressees
from mandates_cli.parse.bodies import mentions, named
from steps import growth

HERE = Path(__file__).parent
BODIES = named(registry.load().bodies)


def mandate(
    lead: str, *items: tuple[str | None, str], closing: str | None = None, language: Language = "en"
) -> Mandate:
    lines = [lead, *(f"{label}. {text}" if label else text for label, text in items), *([closing] if closing else [])]
    return Mandate(
        id="2018-lima-commitment-a1b2c3",
        commitment="2018-lima-commitment-a1b2c3",
        language=language,
        summit=2018,
        document="2018-lima-commitment",
        section=None,
        text="\n".join(lines),
        chapeau=lead if items else None,
        items=tuple(Item(label=label, text=text) for label, text in items),
        closing=closing,
        missing_labels=(),
        citation=None,
        themes=(),
        placements=(),
        notes=(),
        also_cited=(),
    )


def told(found: Sequence[Addressee]) -> list[tuple[str | None, str, str, str]]:
    return [(row.label, row.text, row.body, row.role) for row in found]


def rows() -> list[dict[str, str]]:
    with (HERE / "data" / "addressees.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row['language']}: {row['reason']}")
def test_what_each_rule_finds_and_leaves_alone(row: dict[str, str]) -> None:
    found = addressees(mandate(row["text"]), BODIES)
    assert "; ".join(f"{a.body} {a.role}" for a in found) == row["found"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("the Pan American Health Organization (PAHO) and others", ["Pan American Health Organization (PAHO)"]),
        ("the Pan-American Health Organization", ["Pan-American Health Organization"]),
        ("the Organisation of American States", ["Organisation of American States"]),
        ("the InterAmerican Development Bank (IADB)", ["InterAmerican Development Bank (IADB)"]),
        ("Inter-American Committee Against Terrorism", ["Inter-American Committee Against Terrorism"]),
        ("the OAS General Secretariat", ["OAS General Secretariat"]),
        (
            "the General Secretariat of the Organization of American States (OAS)",
            ["General Secretariat of the Organization of American States (OAS)"],
        ),
        ("the OAS (Organization of American States)", ["OAS (Organization of American States)"]),
        ("OAS’s Permanent Council", ["OAS’s Permanent Council"]),
        ("la CEPAL, la OEA/CIDH", ["CEPAL", "OEA", "CIDH"]),
        ("the Pan American Health Organization (PAHO/WHO)", ["Pan American Health Organization", "WHO"]),
        ("OAS-led programs", ["OAS"]),
        ("the JSWG (GTCC, por sus siglas en español)", ["JSWG (GTCC, por sus siglas en español)"]),
        ("the UN Economic Commission for Latin America", ["UN", "Economic Commission for Latin America"]),
        ("UN Women and the United Nations", ["UN Women", "United Nations"]),
        ("pan american health organization", []),
        ("the World Banking Forum", []),
        ("OASIS, OAS2 and PAHOs", []),
    ],
)
def test_a_mention_is_the_longest_name_as_printed(text: str, names: list[str]) -> None:
    assert [text[found.start : found.end] for found in mentions(text, BODIES)] == names


def test_each_part_has_its_label_and_words() -> None:
    asked = mandate(
        "Request the Organization of American States (OAS), with PAHO’s help, to:",
        ("a", "work with the IDB;"),
        ("b", "report to the SIRG; and"),
        (None, "consult ECLAC."),
        closing="The World Bank will contribute.",
    )
    found = addressees(asked, BODIES)
    assert told(found) == [
        (None, "Organization of American States (OAS)", "oas", "asked"),
        (None, "PAHO", "paho", "partner"),
        ("a", "IDB", "idb", "partner"),
        ("b", "SIRG", "sirg", "named"),
        (None, "ECLAC", "eclac", "named"),
        (None, "World Bank", "wb", "asked"),
    ]
    assert all(asked.text[slice(*row.span)] == row.text for row in found)


def test_an_item_goes_on_with_what_its_chapeau_says() -> None:
    asked = mandate("Be it so. Request:", ("a", "the OAS to meet;"), ("b", "PAHO to report; and"), ("c", "money."))
    partners = mandate("Con el apoyo de:", ("a", "la OEA;"), ("b", "el BID."), language="es")
    ends = mandate("Request the OAS to report.", ("a", "Support the IDB."))
    assert [row.role for row in addressees(asked, BODIES)] == ["asked", "asked"]
    assert [row.role for row in addressees(partners, BODIES)] == ["partner", "partner"]
    assert [row.role for row in addressees(ends, BODIES)] == ["asked", "named"]


def test_the_real_page() -> None:
    expected = (HERE / "pages" / "security-public-policies.expected.jsonl").read_text("utf-8").splitlines()
    records = [Mandate.model_validate({**json.loads(line), "placements": []}) for line in expected]
    found = {(row.text, row.body, row.role) for record in records for row in addressees(record, BODIES)}
    assert found == {
        ("Joint Summit Working Group (JSWG)", "jswg", "asked"),
        ("Council of Europe", "coe", "named"),
        ("United Nations", "un", "named"),
    }


@pytest.mark.parametrize("piece", ["the OAS, ", "OAS (", "OAS\n", "con el apoyo, ", ", in a, the IDB "])
def test_the_work_grows_with_the_text_and_no_faster(piece: str) -> None:
    def of(times: int) -> Callable[[], object]:
        record = mandate(f"the OAS {piece * times} the IDB will")
        return lambda: addressees(record, BODIES)

    assert growth(of, 600) < 5
