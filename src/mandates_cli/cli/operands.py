"""The two operands of `diff`: what is said of them, and standard input as one of them."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from mandates_cli.cli.output import say
from mandates_cli.corpus import Corpus
from mandates_cli.errors import UsageError
from mandates_cli.pipeline.states import STDIN, Moment, State
from mandates_cli.pipeline.states import states as read

# Of the snapshots that were passed over, so many are named.
MOST: Final = 5


def states(old: Moment | Path, new: Moment | Path, corpus: Corpus) -> tuple[State, State]:
    if sys.stdin is None and STDIN in (old, new):
        raise UsageError("Standard input is closed; pipe records into it, or name a file.")
    if old == new == STDIN:
        raise UsageError("Only one of the two can be standard input; save the other as a file.")
    passed_over = max((each.passed_over for each in (old, new) if isinstance(each, Moment)), key=len, default=())
    if passed_over:
        say("Passed over: {names}.", names=_few(passed_over))
    return read(old, new, corpus.where, lambda: sys.stdin.buffer.read())


def _few(names: Sequence[str]) -> str:
    """The newest ones, and how many more there are."""
    older = len(names) - MOST
    more = [f"and {older:,} older"] if older > 0 else []
    return ", ".join([*names[-MOST:], *more])
