"""The commands as pages for man."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from commands import Command, Option, commands
from mandates_cli import __version__

OUTPUT = Path(__file__).parents[1] / "docs" / "output.md"
CORPUS = (
    "DATA is --data-dir, else MANDATES_DATA_DIR, else ./data, else the one in your user data directory, else the"
    " corpus that came with the program. mandates info says which."
)
# "| 0 | done, also when nothing matched (stderr says so) |"
ROW = re.compile(r"^\| (.+?) \| (.+) \|$", re.M)


def listed(heading: str) -> list[tuple[str, str]]:
    """The table below a heading of docs/output.md."""
    section = OUTPUT.read_text("utf-8").partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    rows = [(name.replace("`", ""), said.replace("`", "")) for name, said in ROW.findall(section)]
    return [row for row in rows if row[1].strip(" |-") and not row[0].startswith("---")]


def pages() -> dict[str, str]:
    """By file name."""
    known = commands()
    found = {f"mandates-{command.name}.1": "\n".join(_page(command)) + "\n" for command in known}
    return found | {"mandates.1": "\n".join(_overview(known)) + "\n"}


def _overview(known: Sequence[Command]) -> Iterator[str]:
    yield from _head("mandates", "search, filter and cite the mandates of the Summits of the Americas")
    yield ".SH SYNOPSIS\n.B mandates\n.I COMMAND\n[OPTIONS] [ARGUMENTS]"
    yield ".SH COMMANDS"
    for command in known:
        yield f".TP\n.BR mandates\\-{command.name} (1)\n{_text(command.summary)}"
    yield f".SH FILES\n{_text(CORPUS)}"
    yield from _listed(listed("Files"))
    yield ".SH ENVIRONMENT"
    yield from _listed(listed("Environment"))
    yield ".SH EXIT STATUS"
    yield from _listed(listed("Exit codes"))


def _page(command: Command) -> Iterator[str]:
    yield from _head(f"mandates-{command.name}", command.summary)
    yield f".SH SYNOPSIS\n.B {_text(command.usage)}"
    if command.said[1:]:
        yield ".SH DESCRIPTION\n" + "\n.PP\n".join(map(_text, command.said[1:]))
    if command.arguments:
        yield ".SH ARGUMENTS"
        yield from _options(command.arguments)
    for name, options in command.options.items():
        yield f".SH {name.upper()}"
        yield from _options(options)
    if command.examples:
        yield ".SH EXAMPLES\n.nf\n" + "\n".join(map(_text, command.examples)) + "\n.fi"
    yield ".SH EXIT STATUS\nThat of\n.BR mandates (1).\n.SH SEE ALSO\n.BR mandates (1)"


def _head(name: str, summary: str) -> Iterator[str]:
    yield f'.TH {name.upper().replace("-", chr(92) + "-")} 1 "" "mandates {__version__}" "Mandates"'
    yield f".SH NAME\n{_text(name)} \\- {_text(summary)}"


def _options(options: Sequence[Option]) -> Iterator[str]:
    for option in options:
        value = f" \\fI{_text(option.value)}\\fR" if option.value else ""
        yield f".TP\n\\fB{', '.join(map(_text, option.names))}\\fR{value}\n{_text(option.help)}"


def _listed(rows: Sequence[tuple[str, str]]) -> Iterator[str]:
    for name, said in rows:
        yield f".TP\n.B {_text(name)}\n{_text(said)}"


def _text(text: str) -> str:
    """A dash is one that a shell takes; a dot or a quote at the start of a line is no request."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")
    return f"\\&{escaped}" if escaped.startswith(".") else escaped
