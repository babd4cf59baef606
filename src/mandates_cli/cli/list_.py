"""The mandates that pass the filters."""

from mandates_cli.cli import answers, output
from mandates_cli.cli import options as o


def list_(*, filters: o.Filters, out: o.Output, as_of: o.AsOf = None, data_dir: o.DataDir = None) -> None:
    """The mandates that pass the filters.

    Examples:

        mandates list --summit 2022

        mandates list --theme security --lang en -f csv > security.csv

        mandates list --due any --sort due

        mandates list --asks PAHO --lang en
    """
    corpus = answers.opened(data_dir, as_of)
    found, tally = output.Counted(corpus.raw(filters)), answers.Tally(corpus)
    output.give(answers.mandates(corpus, found, filters=filters, tally=tally), out)
    if not found.count and filters.limit == 0:
        output.say(answers.LIMIT_0)
    elif not found.count:
        output.say(answers.NONE_PASSES, basis=answers.basis(corpus))
    elif out.table:
        output.say(str(tally))
    answers.tell_coverage(corpus, out)
