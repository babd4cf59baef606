"""The mandates of the Summits of the Americas as a corpus: search, filter and cite them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mandates_cli.corpus import Corpus, Filters
    from mandates_cli.errors import MandatesError

__all__ = ["Corpus", "Filters", "MandatesError"]
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """Loaded when asked for, so that a command can answer an interrupt from its first moment."""
    if name == "Corpus":
        from mandates_cli.corpus import Corpus

        return Corpus
    if name == "Filters":
        from mandates_cli.corpus import Filters

        return Filters
    if name == "MandatesError":
        from mandates_cli.errors import MandatesError

        return MandatesError
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
