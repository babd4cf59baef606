"""The names that the filters accept."""

from mandates_cli.cli import options as o
from mandates_cli.cli import output
from mandates_cli.corpus import Corpus
from mandates_cli.render.answer import Answer, flat


def themes(*, out: o.Output, data_dir: o.DataDir = None) -> None:
    """Themes and sub-themes that --theme accepts, with counts."""
    fields = flat("slug", "code", "title_en", "title_es", "mandates", "placements")
    output.give(Answer(fields, Corpus.open(data_dir).themes(), ("slug", "title_en", "mandates")), out)


def summits(*, out: o.Output, data_dir: o.DataDir = None) -> None:
    """Summits that --summit accepts, with counts."""
    shown = ("year", "number", "city", "country", "starts", "ends", "mandates")
    fields = flat("year", "number", "kind", "city", "country", "starts", "ends", "mandates", "placements")
    output.give(Answer(fields, Corpus.open(data_dir).summits(), shown), out)


def documents(*, out: o.Output, data_dir: o.DataDir = None) -> None:
    """Documents that --document accepts, with counts."""
    fields = flat("id", "summit", "title_en", "title_es", "mandates", "placements")
    output.give(Answer(fields, Corpus.open(data_dir).documents(), ("id", "title_en", "mandates")), out)
