"""Regular expressions from a user, who may write one that never ends."""

import math
import re
from collections.abc import Callable
from typing import Final

import regex

from mandates_cli.errors import MandatesError, UsageError

SECONDS: Final = 1.0
# Counted repeats are multiplied out when a pattern is compiled, in time and in memory.
MAX_REPEATS: Final = 10_000
COUNTED: Final = re.compile(r"\{(?:\d*,)?(\d{1,9})\}|\{(\d{1,9}),\}")
RECURSION: Final = re.compile(r"\(\?(?:R|[+-]?\d|&|P>)")


def compiled(pattern: str, faults: list[MandatesError]) -> Callable[[str], bool]:
    """A function that says whether a text matches, whatever its case; what goes wrong in it is left in `faults` too.

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
        try:
            return expression.search(text, timeout=SECONDS) is not None
        except TimeoutError as error:
            slow = UsageError(f"text:/{pattern}/ takes more than {SECONDS:g} s on one text; nest no repeats in it.")
            faults.append(slow)
            raise slow from error

    return matches
