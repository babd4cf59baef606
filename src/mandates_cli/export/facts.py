"""What every export says of itself."""

from typing import Final

from mandates_cli import __version__, registry
from mandates_cli.corpus.coverage import total
from mandates_cli.export import Chosen
from mandates_cli.render.sheet import named
from mandates_cli.wording import worded

EVERYTHING: Final = "everything"


def about(chosen: Chosen) -> dict[str, str]:
    """By name, in an order to be read in: title, publisher, site and rights of the texts, the version of the corpus, of
    what part of the site it is, the filters, and the program."""
    corpus, texts = chosen.corpus, chosen.corpus.attribution()
    found = {
        "title": named(texts["title"], chosen.language),
        "publisher": named(texts["publisher"], chosen.language),
        "site": registry.load(corpus.where.registry).site.mirrors[0],
        "rights": named(texts["rights"], chosen.language),
        "version": str(corpus.version),
    }
    if read := total(corpus.coverage):
        found["coverage"] = worded("{read:,} of {known:known page} of the site", read=read.read, known=read.known)
    return found | {"filters": chosen.said or EVERYTHING, "made_by": f"mandates-cli {__version__}"}
