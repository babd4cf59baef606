"""The command line: a few thin commands in panels."""

import sys
from typing import Annotated

import typer

from mandates_cli.cli import about, get, output, read
from mandates_cli.errors import MandatesError

EPILOG = "Start with: mandates search cybercrime · mandates list --summit 2022 · mandates COMMAND --help"

app = typer.Typer(
    name="mandates",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("import", rich_help_panel="Get")(get.import_)
app.command("parse", rich_help_panel="Get")(get.parse)
app.command("search", rich_help_panel="Read")(read.search)
app.command("list", rich_help_panel="Read")(read.list_)
app.command("show", rich_help_panel="Read")(read.show)
app.command("themes", rich_help_panel="Read")(read.themes)
app.command("summits", rich_help_panel="Read")(read.summits)
app.command("documents", rich_help_panel="Read")(read.documents)
app.command("schema", rich_help_panel="About")(about.schema)
app.command("info", rich_help_panel="About")(about.info)


def _version(asked: bool) -> None:
    if asked:
        from mandates_cli import __version__

        output.write([f"mandates {__version__}\n"])
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """The mandates of the Summits of the Americas: search, filter and cite them."""


def main() -> None:
    """Run a command; whatever goes wrong becomes one sentence and an exit code."""
    output.prepare_streams()
    try:
        app(prog_name="mandates")
    except MandatesError as error:
        for line in str(error).splitlines():
            output.say(line if line.startswith(" ") else f"mandates: {line}")
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        output.say("mandates: interrupted; nothing was left half-written.")
        sys.exit(130)
