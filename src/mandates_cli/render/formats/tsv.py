"""A table for a spreadsheet, its cells separated by tabs."""

from functools import partial

from mandates_cli.render.formats import csv

written = partial(csv.written, delimiter="\t")
