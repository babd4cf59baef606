"""The mandates that pass the filters."""

from mandates_cli.cli import answers, output
from mandates_cli.cli import options as o
from mandates_cli.corpus import Corpus


def list_(*, filters: o.Filters, out: o.Output, data_dir: o.DataDir = None) -> None:
    """The mandates that pass the filters.

    Examples:

        mandates list --summit 2022

        mandates list --theme security --lang en -f csv > security.csv
    """
    found = output.Counted(Corpus.open(data_dir).raw(filters))
    output.give(answers.mandates(found), out)
    if not found.count:
        output.say(answers.NONE_PASSES)
    elif out.table:
        output.say("{found:mandate}", found=found.count)
