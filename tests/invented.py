"""Invented mandates, and the command asked about them in this process."""

import io
import json
import re
import sys
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from pathlib import Path
from typing import NamedTuple

from mandates_cli.cli import main
from mandates_cli.corpus import Corpus, Filters, jsonl
from mandates_cli.model import Addressee, Citation, Deadline, DeadlineKind, Item, Mandate, Placement, Role
from mandates_cli.query import parse
from test_site import build, themes
from testsite.generator import generate


class Made(NamedTuple):
    """An invented mandate; its id begins with the summit and `key`."""

    key: str
    language: str
    summit: int | None
    document: str | None
    themes: tuple[str, ...]
    text: str
    items: tuple[tuple[str | None, str], ...] = ()
    notes: tuple[str, ...] = ()


MADE = [
    # Hyphens, and what only looks like a compound.
    Made("cyber-one", "en", 2022, "2022-digital-transformation", ("security/public-policies",),
         "Prevent cybercrimes and try those who commit a cybercrime."),
    Made("cyber-dash", "en", 2018, "2018-lima-commitment", ("security",), "Accede to the Convention on Cyber-Crime."),
    Made("cyber-two", "en", 2012, "2012-mandates", (), "Train judges who hear cyber crime."),
    Made("cyber-far", "en", 2012, "2012-mandates", (), "Report each crime that a cyber attack helps."),
    Made("egov-dash", "en", 2022, "2022-digital-transformation", (), "Expand e-government for ports."),
    Made("egov-one", "en", 2015, "2015-mandates-for-action", (), "Teach egovernment to river towns."),
    Made("gender-dash", "en", 2022, "2022-green-future", ("health",), "Adopt gender-responsive budgets for banks."),
    Made("gender-one", "en", 2018, "2018-lima-commitment", (), "Adopt genderresponsive plans for school libraries."),
    Made("cooperate", "en", 1994, "1994-plan-of-action", (), "Bring co-operation to craft markets."),
    Made("maybe-two", "en", 2001, "2001-declaration", (), "It may be that guards keep the woods for estuaries."),
    Made("maybe-one", "en", 2001, "2001-declaration", (), "Maybe the forest rises."),
    # Spelling.
    Made("british", "en", 2009, "2009-declaration", ("education",),
         "Labour centres organise programmes in defence of neighbours, and analyse catalogues."),
    Made("american", "en", 2005, "2005-declaration", ("education",),
         "Labor centers organize programs in defense of neighbors, and analyze catalogs."),
    Made("promise", "en", 2004, "2004-declaration", (),
         "We promise to exercise care, to advise the wise and to supervise night buses."),
    # Phrases, items, nearness.
    Made("quotes", "en", 1998, "1998-plan-of-action", (), "Uphold the “rule of law” and the people’s courts."),
    Made("rule", "en", 1994, "1994-plan-of-action", (), "The rule of local law differs."),
    Made("units", "en", 2018, "2018-lima-commitment", ("security",),
         "Join financial intelligence units against money laundering."),
    Made("arms", "en", 2018, "2018-lima-commitment", ("security",), "Curb trafficking in women, children, and arms."),
    Made("persons", "en", 2015, "2015-mandates-for-action", (), "Persons whom the traffickers hurt speak first."),
    Made("far", "en", 2012, "2012-mandates", (),
         "Arms were once, long ago and in a land with no sea at all, said to draw traffickers."),
    Made("split", "en", 2022, "2022-democratic-governance", ("security/public-policies", "health"),
         "Take steps of a police kind, to include:",
         (("a", "publish reports on financial"), ("b", "intelligence units and their arms"),
          ("c", "trafficking routes."))),
    # Marks, accents, quotes.
    Made("literal", "en", 1996, "1996-plan-of-action", (),
         "Resolution AG/RES. 2141, the 30x30 goal, C++ courses, version 1.2 and public/private funds don’t wait."),
    Made("unlike", "en", 1996, "1996-plan-of-action", (),
         "In 2141 a general assembly set 30 goals; the public sector and private funds wait; 1 of 2 did not."),
    Made("accents", "en", 2004, "2004-declaration", (), "The Québec office meets at São José, before naïve façades."),
    Made("operators", "en", 1994, "1994-plan-of-action", (), "Ships and planes near or not near the port."),
    Made("odd", "en", 2001, "2001-declaration", (),
         "Pay ½ of ﬁnes in Straße and İzmir; write cyber\u00adspace and e\u0301lan; ask 日本 too."),
    # Properties.
    Made("unknown", "en", None, None, (), "A commitment of unknown origin on whales."),
    Made("note", "en", 2022, "2022-health-resilience", ("health",), "Keep the whale register.",
         notes=("See the Aracaju protocol.",)),
    # Spanish.
    Made("crimen", "es", 2012, "2012-mandates", (), "Investigar cada crimen en los puertos."),
    Made("crimenes", "es", 2018, "2018-lima-commitment", ("security",), "Prevenir los crímenes y el ciberdelito."),
    Made("eleccion", "es", 2001, "2001-declaration", (), "Observar la elección de cada alcalde."),
    Made("elecciones", "es", 2005, "2005-declaration", (), "Celebrar elecciones libres."),
    Made("ninez", "es", 2015, "2015-mandates-for-action", ("education",), "Velar por la educación de la niñez."),
    Made("jovenes", "es", 2015, "2015-mandates-for-action", (), "Dar semillas a los jóvenes."),
    Made("joven", "es", 2015, "2015-mandates-for-action", (), "Oír a cada joven agricultor."),
    Made("gobierno", "es", 2022, "2022-digital-transformation", (), "Abrir los datos de cada gobierno."),
    Made("gobiernos", "es", 2022, "2022-digital-transformation", (), "Reunir a los gobiernos cada año."),
    Made("arma", "es", 2018, "2018-lima-commitment", (), "Que ningún arma cruce la frontera en diez años."),
    Made("armas", "es", 2018, "2018-lima-commitment", (), "Frenar el tráfico de armas."),
    Made("juez", "es", 2018, "2018-lima-commitment", (), "Proteger a cada juez."),
    Made("jueces", "es", 2018, "2018-lima-commitment", (), "Formar a los jueces."),
    Made("genero", "es", 2022, "2022-health-resilience", ("health",), "Con perspectiva de género."),
    Made("generacion", "es", 2022, "2022-clean-energy", (), "Apoyar la generación de energía eólica."),
    Made("medidas", "es", 2022, "2022-democratic-governance", ("security/public-policies",), "Tomar medidas, a saber:",
         (("a", "publicar informes de inteligencia"), ("b", "financiera y de puertos; y"), (None, "oír a la mujer."))),
]  # fmt: skip
KEYS = [made.key for made in MADE]


def record(made: Made) -> Mandate:
    lines = [made.text, *(f"{label or '•'}. {text}" for label, text in made.items)]
    items = tuple(Item(label=label, text=text) for label, text in made.items)
    return Mandate.model_validate(
        {
            "id": f"{made.summit or 'unknown'}-{made.key}",
            "language": made.language,
            "summit": made.summit,
            "document": made.document,
            "section": None,
            "text": "\n".join(lines),
            "chapeau": made.text if items else None,
            "items": items,
            "missing_labels": (),
            "citation": Citation(text=f"Invented Commitment of {made.summit}", year=made.summit),
            "themes": made.themes,
            "placements": [
                Placement(
                    theme=theme, page=f"/sisca/{(theme or 'none').replace('/', '_')}.html", url=None, position=n,
                    label=None, items=(), snapshot="0" * 64,
                )
                for n, theme in enumerate(made.themes or (None,), 1)
            ],
            "notes": made.notes,
        }
    )  # fmt: skip


def labelled(
    mandate: Mandate,
    deadlines: Sequence[tuple[str, DeadlineKind, int | None]] = (),
    addressees: Sequence[tuple[str, str, Role]] = (),
) -> Mandate:
    """With deadlines (words, kind, year) and addressees (words, body, role), each where its words first stand."""

    def placed(words: str) -> dict[str, object]:
        start = mandate.text.index(words)
        label = next((item.label for item in mandate.items if words in item.text), None)
        return {"text": words, "label": label, "span": (start, start + len(words))}

    due = tuple(Deadline.model_validate({**placed(words), "kind": kind, "year": y}) for words, kind, y in deadlines)
    told = tuple(Addressee.model_validate({**placed(words), "body": b, "role": role}) for words, b, role in addressees)
    return mandate.model_copy(update={"deadlines": due, "addressees": told})


def written_to(folder: Path, records: Sequence[Mandate]) -> Path:
    """`folder` as a corpus of `records`, without an index as yet."""
    jsonl.write(folder / "parsed" / "mandates.jsonl", records)
    return folder


@cache
def site_records() -> list[Mandate]:
    """A generated site's mandates: some 200, half of them Spanish, many with items."""
    return build(generate(7, themes(), pages=30, placements=400)).mandates


def found(corpus: Corpus, query: str, exact: bool = False) -> set[str]:
    return {json.loads(raw)["id"] for raw in corpus.raw(Filters(), parse(query, exact))}


ENGINE = re.compile(r"fts5|no such|syntax error|sqlite|malformed|unrecognized token|parser stack|Traceback", re.I)


def typed(*args: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of the whole command, in this process."""
    kept, sys.argv = sys.argv, ["mandates", *args]
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _ in range(2))
    code = 0
    try:
        with redirect_stdout(out), redirect_stderr(err):
            main()
    except SystemExit as ended:
        code = int(ended.code or 0)
    finally:
        sys.argv = kept
    texts = []
    for stream in (out, err):
        stream.flush()
        texts.append(stream.buffer.getvalue().decode())
    return code, texts[0], texts[1]


def assert_an_answer(query: str, code: int, out: str, err: str) -> None:
    """Records, or nothing and a hint, or one error; and nothing that only the engine would say."""
    assert ENGINE.search(query) or not ENGINE.search(err)
    if code == 0:
        assert all("id" in json.loads(line) for line in out.splitlines())
        assert (err == "") == (out != "")
        assert err == "" or err.startswith("No mandate matches")
        return
    said = err.splitlines()
    assert (code, out) == (2, "")
    assert said[0].startswith("mandates: ")
    if len(said) > 3 and not query.isprintable():
        return  # _pointed shows the query as typed: see the row of it below
    assert len(said) in (1, 3)
    if len(said) == 3:
        assert said[2].strip() == "^"
        assert said[2].index("^") - 2 <= len(query)
