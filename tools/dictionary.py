"""The fields of every answer, and the columns of every table of an export, as pages of docs/."""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from mandates_cli.export import codebook, contents
from mandates_cli.model import Mandate
from mandates_cli.render.schema import names, schema

RECORD = """\
# The record

A line of `mandates list` in a pipe, and a member of `mandates list --json`. `mandates schema` gives this as JSON
Schema; adding a field is allowed, and does not count `version` up. Offsets are in characters, from 0.
"""
ANSWERS = """\
# Other answers

What the other commands give as data: a field a row. `mandates schema trace --recurring` gives such a page as JSON
Schema.
"""
ACCURACY = """\
# How often it is wrong

Of what is computed: links between summits, twins in the two languages, deadlines, addressees. Tests fail where a
figure falls, and `make quality` prints them all, by kind and language.
"""
TABLES = """\
# The tables of an export

SQLite, Parquet and the data package hold the same tables, and `codebook.md` beside them says this with the counts of
that export.
"""


def accuracy() -> str:
    return "\n".join([ACCURACY, *codebook.accuracy()])


def record() -> str:
    return RECORD + "".join(f"\n{line}\n" for line in _of_schema(schema("", _mandate)))


def answers() -> str:
    return ANSWERS + "".join(f"\n{line}\n" for line in _answers())


def tables() -> str:
    return "\n".join([TABLES, *chain.from_iterable(map(codebook.of_table, contents.TABLES))])


def _mandate() -> dict[str, Any]:
    return Mandate.model_json_schema(mode="serialization")


def _of_schema(found: Mapping[str, Any]) -> Iterator[str]:
    yield "## Mandate\n\n" + "\n".join(_fields(found["properties"]))
    for name, part in found["$defs"].items():
        yield f"## {name}\n\n{' '.join(part.get('description', '').split())}\n\n" + "\n".join(
            _fields(part["properties"])
        )


def _answers() -> Iterator[str]:
    for name in names():
        found = schema(name, _mandate)
        if "$defs" not in found:
            yield f"## {name}\n\n" + "\n".join(_fields(found["properties"]))


def _fields(properties: Mapping[str, Any]) -> Iterator[str]:
    yield "| field | type | says |\n| --- | --- | --- |"
    for name, field in properties.items():
        yield f"| `{name}` | {_type(field)} | {_cell(field.get('description', ''))} |"


def _type(field: Mapping[str, Any]) -> str:
    if "anyOf" in field:
        return " or ".join(map(_type, field["anyOf"]))
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "enum" in field:
        return ", ".join(f"`{value}`" for value in field["enum"])
    kind = field.get("type", "any")
    if isinstance(kind, list):
        return " or ".join(kind)
    if kind == "array":
        inner = _type(field["items"]) if field.get("items") else "integer" if "prefixItems" in field else ""
        return f"list of {inner}" if inner else "list"
    return str(kind)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "\\<").replace("*", "\\*")
