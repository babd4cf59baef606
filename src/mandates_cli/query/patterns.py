"""Regular expressions from a user, who may write one that never ends."""

import math
import re
import time
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from mandates_cli.errors import UsageError

if TYPE_CHECKING:
    import regex

# Seconds that the slow texts of one query may take together; a text that takes less than FAIR is not slow.
SECONDS: Final = 1.0
FAIR: Final = 0.001
# Counted repeats are multiplied out when a pattern is compiled, in time and in memory.
MAX_REPEATS: Final = 10_000
COUNTED: Final = re.compile(r"\{(?:\d*,)?(\d{1,9})\}|\{(\d{1,9}),\}")
RECURSION: Final = re.compile(r"\(\?(?:R|[+-]?\d|&|P>)")


class Budget:
    """Seconds that are `left` to a query."""

    def __init__(self) -> None:
        self.left = SECONDS


@lru_cache(64)
def compiled(pattern: str) -> "regex.Pattern[str]":
    """Raises UsageError for what is not a valid pattern, or would take without end."""
    import regex  # few queries need it, and it takes as long to load as many take to be answered

    if RECURSION.search(pattern):
        message = "text:/{pattern}/: recursive patterns are not supported; leave out (?R) and its like."
        raise UsageError(message, pattern=pattern)
    if math.prod(max(int(most or least), 1) for most, least in COUNTED.findall(pattern)) > MAX_REPEATS:
        message = "text:/{pattern}/ repeats more than {most:,} times; write + or * instead."
        raise UsageError(message, pattern=pattern, most=MAX_REPEATS)
    try:
        return regex.compile(pattern, regex.IGNORECASE)
    except (regex.error, OverflowError, RecursionError) as error:
        message = "text:/{pattern}/ is not a valid regular expression ({error}); correct it."
        raise UsageError(message, pattern=pattern, error=error) from error


def found(pattern: str, text: str, budget: Budget) -> bool:
    """Whether a text matches, whatever its case. Raises UsageError where slow texts have used up the budget."""
    start = time.thread_time()
    try:
        matches = compiled(pattern).search(text, timeout=budget.left + FAIR) is not None
    except TimeoutError as error:
        raise _endless(pattern) from error
    budget.left -= max(time.thread_time() - start - FAIR, 0)
    return matches


def places(pattern: str, text: str) -> list[tuple[int, int]]:
    """Start and end of what matches, but for what is empty. Raises UsageError where that takes longer than SECONDS."""
    try:
        matches = compiled(pattern).finditer(text, timeout=SECONDS)
        return [match.span() for match in matches if match[0]]
    except TimeoutError as error:
        raise _endless(pattern) from error


def _endless(pattern: str) -> UsageError:
    return UsageError("text:/{pattern}/ takes too long on some texts; do not nest repeats in it.", pattern=pattern)
