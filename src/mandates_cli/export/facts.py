"""What every export says of itself."""

from typing import Final

from mandates_cli import __version__
from mandates_cli.export import Chosen

TITLE: Final = "Mandates of the Summits of the Americas"
EVERYTHING: Final = "everything"


def about(chosen: Chosen) -> dict[str, str]:
    """By name: title, filters, and the program; in an order to be read in."""
    return {
        "title": TITLE,
        "filters": chosen.said or EVERYTHING,
        "made_by": f"mandates-cli {__version__}",
    }
