"""The command line: a few thin commands in panels.

Typer inspects every parameter of every command it is told of, so the command that was typed is the only one told.
"""

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, Final

import typer

from mandates_cli.cli import options, output
from mandates_cli.corpus import location
from mandates_cli.errors import CorpusError, MandatesError, UnknownName
from mandates_cli.wording import documented

# Name, module and function, panel of the help page.
COMMANDS: Final = (
    ("fetch", "fetch", "fetch", "Get"),
    ("import", "get", "import_", "Get"),
    ("forget", "forget", "forget", "Get"),
    ("parse", "get", "parse", "Get"),
    ("check", "check", "check", "Get"),
    ("search", "search", "search", "Read"),
    ("list", "list_", "list_", "Read"),
    ("precedents", "precedents", "precedents", "Read"),
    ("show", "show", "show", "Read"),
    ("themes", "names", "themes", "Read"),
    ("summits", "names", "summits", "Read"),
    ("documents", "names", "documents", "Read"),
    ("bodies", "names", "bodies", "Read"),
    ("diff", "diff", "diff", "Compare"),
    ("history", "history", "history", "Compare"),
    ("trace", "trace", "trace", "Compare"),
    ("stats", "stats", "stats", "Compare"),
    ("cite", "cite", "cite", "Share"),
    ("export", "share", "export", "Share"),
    ("schema", "info", "schema", "About"),
    ("info", "info", "info", "About"),
    ("help", "help", "help_", "About"),
    ("version", "help", "version", "About"),
)
EPILOG: Final = "Start with: mandates search cybercrime · mandates list --summit 2022 · mandates COMMAND --help"


def _version(asked: bool) -> None:
    if asked:
        from mandates_cli.cli.help import version

        version()
        raise typer.Exit


def _root(
    version: Annotated[
        bool, typer.Option("--version", "-V", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """The mandates of the Summits of the Americas: search, filter and cite them."""


def application(typed: str | None = None) -> typer.Typer:
    """The app with the command `typed`; with all commands for help, and if that is not one of them."""
    from mandates_cli.cli.help import Command

    app = typer.Typer(
        name="mandates",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich",
        epilog=EPILOG,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback(help=documented(_root))(_root)
    known = typed != "help" and any(name == typed for name, *_ in COMMANDS)
    for name, module, function, panel in COMMANDS:
        if name == typed or not known:
            command = getattr(import_module(f"{__name__}.{module}"), function)
            # A schema is asked for with the options of the command that it is of.
            settings = {"ignore_unknown_options": name == "schema"}
            app.command(name, cls=Command, rich_help_panel=panel, context_settings=settings)(options.spread(command))
    return app


def _taken(args: Sequence[str]) -> list[str]:
    from mandates_cli.cli import minus

    return minus.taken(args)


def _tell_doubt(args: Sequence[str]) -> None:
    from mandates_cli.cli import minus

    if word := minus.doubtful(args):
        output.say("{typed} was read as an option; " + minus.HOW + ".", typed=word)


def _check(typed: str | None) -> None:
    """Raises UsageError for a command that does not exist."""
    known = [name for name, *_ in COMMANDS]
    if typed and not typed.startswith("-") and typed not in known:
        from mandates_cli.cli.help import unknown

        raise unknown(typed, known)


def main() -> None:
    """Run a command; whatever goes wrong becomes one sentence and an exit code."""
    output.prepare_streams()
    args = sys.argv[1:]
    # What begins with one dash may be a word to leave out.
    dashed = args[:1] == ["search"] and any(arg.startswith("-") and arg[1:2] != "-" for arg in args)
    try:
        location.check_installed()
        _check(args[0] if args else None)
        if sys.stdout is None and (not args or args[0] == "help" or not {"-h", "--help"}.isdisjoint(args)):
            output.write(())  # Typer prints help, and would say nothing of it
        application(args[0] if args else None)(_taken(args) if dashed else None, prog_name="mandates")
    except MandatesError as error:
        for line in str(error).split("\n"):
            output.say(line if line.startswith(" ") else f"mandates: {line}")
        if dashed and isinstance(error, UnknownName):
            _tell_doubt(args)
        sys.exit(error.exit_code)
    except OSError as error:
        # Folders of others and names that no file can have are met anywhere; who can say more does so earlier.
        if error.filename is None:  # of help, which typer prints
            output.say(f"mandates: {output.UNWRITTEN}", reason=error.strerror or str(error))
            sys.exit(output.OUTPUT_FAILED)
        template = "mandates: {path}: {reason}; check the name, its folder and their permissions."
        output.say(template, path=error.filename, reason=error.strerror or str(error))
        sys.exit(CorpusError.exit_code)
    except KeyboardInterrupt:
        output.say("mandates: interrupted; nothing was left half-written.")
        sys.exit(130)
