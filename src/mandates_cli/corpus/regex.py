"""Regular expressions from a user, who may write one that never ends."""

from collections.abc import Callable
from typing import Final

import regex

from mandates_cli.errors import MandatesError, UsageError

SECONDS: Final = 1.0


def compiled(pattern: str, faults: list[MandatesError]) -> Callable[[str], bool]:
    """A function that says whether a text matches, whatever its case; what goes wrong in it is left in `faults` too.

    Raises UsageError for what is no pattern.
    """
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
