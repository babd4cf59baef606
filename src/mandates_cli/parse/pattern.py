"""A regular expression that is compiled when it is first used: large ones take long, and most texts need few."""

import re
from collections.abc import Callable, Iterator
from functools import cached_property


class Pattern:
    """Has what is used of what `re.compile` gives."""

    def __init__(self, written: str, flags: int = 0) -> None:
        self._written = written
        self._flags = flags

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self._written, self._flags)

    @cached_property
    def search(self) -> Callable[..., re.Match[str] | None]:
        return self._compiled.search

    @cached_property
    def match(self) -> Callable[..., re.Match[str] | None]:
        return self._compiled.match

    @cached_property
    def finditer(self) -> Callable[..., Iterator[re.Match[str]]]:
        return self._compiled.finditer

    @cached_property
    def sub(self) -> Callable[..., str]:
        return self._compiled.sub
