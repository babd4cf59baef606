"""The names that the filters accept."""

from typing import Final

from mandates_cli.cli import answers, output
from mandates_cli.cli import options as o
from mandates_cli.corpus import Filters
from mandates_cli.query.filters import ROLES
from mandates_cli.render.answer import Answer, flat

COUNTED: Final = ("commitments", "mandates", "placements")
SHOWN: Final = ("commitments", "mandates")


def themes(*, out: o.Output, as_of: o.AsOf = None, data_dir: o.DataDir = None) -> None:
    """Themes and sub-themes that --theme accepts, with counts."""
    fields = flat("slug", "code", "title_en", "title_es", *COUNTED)
    corpus = answers.opened(data_dir, as_of)
    output.give(Answer(fields, corpus.themes(), ("slug", "title_en", *SHOWN)), out)
    answers.tell_coverage(corpus, out)


def summits(*, out: o.Output, as_of: o.AsOf = None, data_dir: o.DataDir = None) -> None:
    """Summits that --summit accepts, with counts."""
    shown = ("year", "number", "city", "country", "starts", "ends", *SHOWN)
    fields = flat("year", "number", "kind", "city", "country", "starts", "ends", *COUNTED)
    corpus = answers.opened(data_dir, as_of)
    output.give(Answer(fields, corpus.summits(), shown), out)
    if unknown := corpus.count(Filters(summit=("none",))):
        output.say(
            "{unknown:mandate} besides of no known summit; 'mandates list --summit none' shows.", unknown=unknown
        )
    answers.tell_coverage(corpus, out)


def bodies(*, out: o.Output, as_of: o.AsOf = None, data_dir: o.DataDir = None) -> None:
    """Bodies that --asks accepts, with counts: how many mandates ask them, have them as partners, or name them."""
    by_role = [f"{role}_{unit}" for role in ROLES for unit in ("commitments", "mandates")]
    fields = flat("slug", "acronyms", "title_en", "title_es", "commitments", "mandates", *by_role)
    shown = ("slug", "title_en", "commitments", *(f"{role}_commitments" for role in ROLES))
    corpus = answers.opened(data_dir, as_of)
    output.give(Answer(fields, corpus.bodies(), shown), out)
    answers.tell_coverage(corpus, out)


def documents(*, out: o.Output, as_of: o.AsOf = None, data_dir: o.DataDir = None) -> None:
    """Documents that --document accepts, with counts."""
    fields = flat("id", "summit", "title_en", "title_es", *COUNTED)
    corpus = answers.opened(data_dir, as_of)
    output.give(Answer(fields, corpus.documents(), ("id", "title_en", *SHOWN)), out)
    answers.tell_coverage(corpus, out)
