"""Regular expressions from a user, who may write one that never ends."""

import math
import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import regex

from mandates_cli.errors import UsageError

if TYPE_CHECKING:
    from mandates_cli.corpus.selection import Budget

# A text that takes less is not slow.
FAIR: Final = 0.001
# Counted repeats are multiplied out when a pattern is compiled, in time and in memory.
MAX_REPEATS: Final = 10_000
COUNTED: Final = re.compile(r"\{(?:\d*,)?(\d{1,9})\}|\{(\d{1,9}),\}")
RECURSION: Final = re.compile(r"\(\?(?:R|[+-]?\d|&|P>)")


def compiled(pattern: str, budget: "Budget") -> Callable[[str], bool]:
    """A function that says whether a text matches, whatever its case. Slow texts use up the `budget`; where that is
    gone it raises UsageError.

    Raises UsageError for what is no pattern.
    """
    if RECURSION.search(pattern):
        raise UsageError(f"text:/{pattern}/ calls itself; say it without (?R) and its like.")
    if math.prod(max(int(most or least), 1) for most, least in COUNTED.findall(pattern)) > MAX_REPEATS:
        raise UsageError(f"text:/{pattern}/ repeats more than {MAX_REPEATS:,} times; say it with + or *.")
    try:
        expression = regex.compile(pattern, regex.IGNORECASE)
    except (regex.error, OverflowError, RecursionError) as error:
        raise UsageError(f"text:/{pattern}/ is no regular expression ({error}); correct it.") from error

    def matches(text: str) -> bool:
        start = time.thread_time()
        try:
            found = expression.search(text, timeout=budget.left + FAIR) is not None
        except TimeoutError as error:
            raise UsageError(f"text:/{pattern}/ takes too long on some texts; nest no repeats in it.") from error
        budget.left -= max(time.thread_time() - start - FAIR, 0)
        return found

    return matches
