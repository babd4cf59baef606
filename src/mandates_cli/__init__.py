"""The mandates of the Summits of the Americas as a corpus: search, filter and cite them."""

from mandates_cli.corpus import Corpus
from mandates_cli.errors import MandatesError

__all__ = ["Corpus", "MandatesError"]
__version__ = "0.1.0"
