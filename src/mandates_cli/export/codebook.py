"""What the tables hold, for people: each column, what a row counts, and how far what was computed can be trusted."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from mandates_cli.export.columns import Column, Table, described
from mandates_cli.export.contents import TABLES

CODEBOOK: Final = "codebook.md"
# What is reached at least, and on what: tests fail where a figure falls.
ACCURACY: Final = Path(__file__).parent / "accuracy.json"
COUNTING: Final = """\
The unit that people mean is the **commitment**: what was promised, whatever the language. The same commitment in
English and in Spanish is two mandates; a mandate stands on one page or on several (placements), and each page shows
some of its items. So counts of mandates, placements and items are counts of something else, and say so. What the
tables do not know stays empty: it is counted as a row of its own, and never guessed. A claim that something is not
there holds for the pages in `pages` alone.
"""
FORM: Final = """\
Tables in CSV are UTF-8 with a header, cells separated by commas, lines ended by a line feed, and quotes doubled
within quotes. Nothing stands for what is missing, and `""` for a text of no characters. Texts are as the pages have
them, to the character: one may hold line ends, and may begin with `=`, `+`, `-` or `@`, which a spreadsheet takes for
a formula. Read them with a program; for a spreadsheet there are `mandates export FILE.xlsx` and `mandates export
FILE.csv`.
"""
FILTERED: Final = """\
`mandates` holds what passed the filters, and nothing else. `links` has every link of which one end passed, and
`twins` names the other mandate, whether it passed or not: only where nothing was filtered do both lead to a row of
`mandates` for certain, and are declared as references. The tables of names, pages and snapshots are whole.
"""
METHOD: Final = """\
Two mandates of one language and of different summits are compared word by word, without case, accents and
punctuation. Words weigh more the rarer they are in the corpus, and the formulas of diplomacy weigh next to nothing.
They are linked where the shorter text has enough of its weight in the other, in runs of the same order; `score` is
that share and `shared` the runs. A text that names an earlier summit or its document is linked to the mandate of it
that it says most of. What is reworded beyond recognition, or in another language, is not found.
"""


def codebook(facts: Mapping[str, str], counts: Mapping[str, int]) -> str:
    """Markdown. `counts` are the rows of each table."""
    return "\n".join(_lines(facts, counts))


def _lines(facts: Mapping[str, str], counts: Mapping[str, int]) -> Iterator[str]:
    yield f"# {facts['title']}: codebook\n"
    for name, value in facts.items():
        if name != "title":
            yield f"- {name.replace('_', ' ')}: {value}"
    yield f"\n## What is counted\n\n{COUNTING}"
    yield f"## Form\n\n{FORM}"
    yield f"## What was left out\n\n{FILTERED}"
    yield f"## How links are found, and how often they are wrong\n\n{METHOD}"
    yield from accuracy()
    for table in TABLES:
        yield from of_table(table, counts[table.name])


def accuracy() -> Iterator[str]:
    """Markdown."""
    known: dict[str, Any] = json.loads(ACCURACY.read_text("utf-8"))
    yield "| what | measured on | precision | recall | right kind |\n| --- | --- | --- | --- | --- |"
    for row in known["figures"]:
        cells = (row.get(name) for name in ("precision", "recall", "kind"))
        shares = " | ".join("–" if cell is None else f"≥ {cell:.1%}" for cell in cells)
        yield f"| {row['what']} | {row['on']} | {shares} |"
    yield f"\n{known['note']}\n"


def of_table(table: Table, count: int | None = None) -> Iterator[str]:
    """Markdown; without a count, of no export in particular."""
    rows = "" if count is None else f"Rows: {count:,}. "
    yield f"## {table.name}\n\n{table.described}\n"
    yield f"{rows}Key: {', '.join(table.key)}.\n"
    yield "| column | type | says |\n| --- | --- | --- |"
    yield from (f"| {column.name} | {_type(column)} | {_escaped(described(column))} |" for column in table.columns)
    yield ""


def _type(column: Column) -> str:
    return f"{column.type} → {column.of}" if column.of else column.type


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")
