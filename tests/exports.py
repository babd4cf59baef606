"""A small corpus with all that tables hold, and what commands wrote of it."""

import json
from pathlib import Path
from typing import Any

import invented
from mandates_cli.model import Addressee, Citation, Deadline, Mandate, Twin

HOSTILE = (
    '=HYPERLINK("http://example.org"), +1, -1, @x',
    "\tA tab, a\rcarriage return, a line\u2028separator, quotes \"'; DROP TABLE mandates; --",
    "<script>alert(1)</script> [bold]x[/bold] \x1b[31mred \u202eright to left\u2069 \U000e0041 \x00 nul",
    r"\input{x} {} % $ & # _ ~ ^ | back`tick` **bold** [a](javascript:x)",
    "NULL",
    " a; b, c; ",
    "\ufeffAn order mark, and a combining e" + "\u0301" * 1000,
)
TEXT = "Preserve every lighthouse along the coastal shipping lanes of the hemisphere"


def mandates() -> list[Mandate]:
    """Twins, a link between two summits, deadlines, addressees, notes, unknown names, and hostile texts."""
    made = {made.key: invented.record(made) for made in invented.MADE}
    english, spanish = made["split"], made["medidas"]
    evidence = ("the year", "three items")
    made["split"] = english.model_copy(
        update={"twin": Twin(id=spanish.id, score=0.9, evidence=evidence), "missing_labels": ("d", "e")}
    )
    made["medidas"] = spanish.model_copy(
        update={"twin": Twin(id=english.id, score=0.9, evidence=evidence), "commitment": english.id}
    )
    made["note"] = made["note"].model_copy(
        update={
            "deadlines": (
                Deadline(text="Keep", kind="date", year=2030, span=(0, 4)),
                Deadline(text="Keep", kind="date", year=2030, label="a", inherited=True, span=(0, 4)),
                Deadline(text="the whale", kind="recurring", year=None, target="half", span=(5, 14)),
            ),
            "addressees": (
                Addressee(body="oas", text="whale", role="asked", span=(9, 14)),
                Addressee(body="unheard-of", text="whale", role="partner", span=(9, 14)),
            ),
            "also_cited": (Citation(text="A Declaration of nowhere", year=1999),),
        }
    )
    older = invented.record(invented.Made("older", "en", 2018, "2018-lima-commitment", ("health",), f"{TEXT} by 2020."))
    newer = invented.record(invented.Made("newer", "en", 2022, "2022-green-future", ("health",), f"{TEXT} by 2030."))
    odd = [
        invented.record(invented.Made(f"hostile-{number}", "en", 2009, "2009-declaration", ("education",), text,
                                      (("a", text),), (text,)))
        for number, text in enumerate(HOSTILE)
    ]  # fmt: skip
    stray = invented.record(invented.Made("stray", "en", 2033, "2033-of-nowhere", ("no/such-theme",), "Row."))
    return [*made.values(), older, newer, *odd, stray]


def records(folder: Path, *filters: str) -> list[dict[str, Any]]:
    """As `list` gives them."""
    code, out, _ = invented.typed("list", "--json", "--data-dir", str(folder), *filters)
    assert code == 0
    found: list[dict[str, Any]] = json.loads(out)
    return found


def exported(folder: Path, path: Path, *args: str) -> str:
    """What was said."""
    code, out, err = invented.typed("export", str(path), "--data-dir", str(folder), *args)
    assert (code, out) == (0, ""), err
    return err
