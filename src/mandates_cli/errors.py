"""What can go wrong, each with the exit code a script can rely on.

The message is one sentence that names the place and the next step; `cli` prints it and nothing else does.
"""

from typing import ClassVar

from mandates_cli.wording import worded


class MandatesError(Exception):
    """Root of every error this package raises on purpose.

    It is raised with a template and the facts that it names: `CorpusError("Cannot read {path}.", path=path)`.
    """

    exit_code: ClassVar[int] = 2

    def __init__(self, template: str, /, **facts: object) -> None:
        super().__init__(worded(template, **facts))


class UsageError(MandatesError):
    """An option, argument or query cannot be understood (exit 2)."""


class UnknownName(UsageError):
    """A summit, theme, document or id that no table holds.

    `name` is what was asked for; `nearest` holds the closest known names, best first.
    """

    def __init__(self, template: str, /, name: str, nearest: tuple[str, ...] = (), **facts: object) -> None:
        super().__init__(template, name=name, **facts)
        self.name = name
        self.nearest = nearest


class QueryError(UsageError):
    """A query whose syntax is wrong; `column` counts characters from 0."""

    def __init__(self, template: str, /, query: str, column: int, **facts: object) -> None:
        self.fault = worded(template, **facts)
        super().__init__(f"{self.fault}\n  {query}\n  {' ' * column}^")
        self.query = query
        self.column = column


class FieldError(UsageError):
    """A property in a query that the corpus does not know; `field` is its name and value."""

    def __init__(self, message: str, field: tuple[str, str]) -> None:
        super().__init__(message)
        self.field = field


class CorpusError(MandatesError):
    """There is no corpus here, or it cannot be read or written (exit 3)."""

    exit_code = 3


class NetworkError(MandatesError):
    """A page could not be fetched (exit 4)."""

    exit_code = 4


class PageError(MandatesError):
    """Bytes that do not look like a Mandates page (exit 5)."""

    exit_code = 5
