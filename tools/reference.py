"""The commands as a page of docs/."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from commands import Command, Option, commands

HEAD = """\
# Commands

What `mandates COMMAND --help` says, on one page. Every command also has `--help` (`-h`); `mandates` alone has
`--version` (`-V`), `--install-completion` and `--show-completion`. What comes out, and with which exit code:
[Output](../output.md).
"""


def page() -> str:
    return "\n".join([HEAD, *_page(commands())])


def _page(known: Sequence[Command]) -> Iterator[str]:
    yield "| | |\n| --- | --- |"
    for panel, group in groupby(known, lambda command: command.panel):
        yield f"| {panel} | {', '.join(f'[`{command.name}`](#{command.name})' for command in group)} |"
    for command in known:
        yield f"\n## {command.name}\n\n```text\n{command.usage}\n```\n"
        yield "\n\n".join(map(_cell, command.said))
        if command.examples:
            yield "\n```sh\n" + "\n".join(command.examples) + "\n```"
        if command.arguments:
            yield from _table("Argument", command.arguments)
        for name, options in command.options.items():
            yield from _table(name, options)


def _table(name: str, options: Sequence[Option]) -> Iterator[str]:
    yield f"\n| {name} | |\n| --- | --- |"
    for option in options:
        names = " ".join(f"`{name}`" for name in (*option.names, option.value) if name).replace("|", "\\|")
        yield f"| {names} | {_cell(option.help)} |"


def _cell(text: str) -> str:
    """What Markdown would read as its own stands as it is typed."""
    for sign in "\\|*<_":
        text = text.replace(sign, f"\\{sign}")
    return text
