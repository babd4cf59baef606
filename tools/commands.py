"""The commands and their options as the program has them: what its help pages are made of."""

from collections.abc import Iterator
from typing import Final, NamedTuple

import typer
from typer.core import TyperArgument, TyperGroup, TyperOption

from mandates_cli.cli import COMMANDS, application

# Of options that say no panel.
OTHER: Final = "Options"
EXAMPLES: Final = "Examples:"


class Option(NamedTuple):
    """`names` has no dashes for an argument; `value` is empty for a switch."""

    names: tuple[str, ...]
    value: str
    help: str


class Command(NamedTuple):
    """`said` are paragraphs, the first a summary; `options` are in panels, as the help page has them."""

    name: str
    panel: str
    usage: str
    said: tuple[str, ...]
    examples: tuple[str, ...]
    arguments: tuple[Option, ...]
    options: dict[str, list[Option]]

    @property
    def summary(self) -> str:
        return self.said[0]


def commands() -> list[Command]:
    group = typer.main.get_command(application())
    assert isinstance(group, TyperGroup)
    return list(_commands(group))


def _commands(group: TyperGroup) -> Iterator[Command]:
    for name, _, _, panel in COMMANDS:
        command = group.commands[name]
        typed, arguments, options = [], [], {OTHER: list[Option]()}
        for parameter in command.params:
            if isinstance(parameter, TyperArgument):
                value = (parameter.metavar or "").strip("{}[]")
                typed.append(value if parameter.required else f"[{value}]")
                arguments.append(Option((value,), "", _words(parameter.help or "")))
            elif isinstance(parameter, TyperOption) and not parameter.hidden:
                value = "" if parameter.is_flag else parameter.metavar or ""
                option = Option(tuple(parameter.opts), value, _words(parameter.help or ""))
                options.setdefault(parameter.rich_help_panel or OTHER, []).append(option)
        paragraphs = [_words(text) for text in (command.help or "").split("\n\n")]
        cut = paragraphs.index(EXAMPLES) if EXAMPLES in paragraphs else len(paragraphs)
        usage = " ".join(["mandates", name, *typed, "[OPTIONS]"])
        shown = {panel: found for panel, found in options.items() if found}
        yield Command(
            name, panel, usage, tuple(paragraphs[:cut]), tuple(paragraphs[cut + 1 :]), tuple(arguments), shown
        )


def _words(text: str) -> str:
    """On a line, without the backslash that keeps a bracket from being markup."""
    return " ".join(text.split()).replace("\\[", "[")
