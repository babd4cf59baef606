"""What a check found, for a person."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from mandates_cli.model import Account, Diagnostic, Page
from mandates_cli.render.flow import flowed
from mandates_cli.wording import worded

SEVERITIES: Final = ("error", "warning", "note")
MOST: Final = 5
MOST_LINES: Final = 3
HANG: Final = 2


def checked(pages: Sequence[Page], found: Sequence[Diagnostic], width: int) -> Iterator[str]:
    """The account of all pages in a line, then the diagnostics by severity and code, some of each with their place."""
    yield from flowed([("", _account(pages))], width, 0, color=False, hang=HANG)
    by_code: dict[tuple[str, str], list[Diagnostic]] = defaultdict(list)
    for diagnostic in found:
        by_code[diagnostic.severity, diagnostic.code].append(diagnostic)
    for severity, code in sorted(by_code, key=lambda key: (SEVERITIES.index(key[0]), -len(by_code[key]), key[1])):
        yield from _of_code(f"{severity} {code}", by_code[severity, code], width)
    if not found:
        yield "nothing to report\n"


def _account(pages: Sequence[Page]) -> str:
    sums = {name: sum(getattr(page.account, name) for page in pages) for name in Account.model_fields}
    total = sums.pop("total")
    parts = ", ".join(f"{count:,} in {name}" for name, count in sums.items())
    return worded("{pages:page shows} {total:character}: {parts}", pages=len(pages), total=total, parts=parts)


def _of_code(name: str, found: Sequence[Diagnostic], width: int) -> Iterator[str]:
    """A message that all have in common stands in the heading."""
    messages = {diagnostic.message for diagnostic in found}
    alike = len(messages) == 1
    heading = f"{name}: {len(found):,}" + (f", {messages.pop()}" if alike else "")
    yield "\n"
    yield from flowed([("", heading)], width, 0, color=False, hang=HANG)
    for diagnostic in found[:MOST]:
        place = diagnostic.page if diagnostic.line is None else f"{diagnostic.page}:{diagnostic.line}"
        text = diagnostic.text if alike else f"{diagnostic.message}: {diagnostic.text}"
        yield from flowed([("", f"{place}  {text}")], width, 2, False, MOST_LINES, HANG)
    if len(found) > MOST:
        yield worded("  … and {more:,} more: mandates check --json", more=len(found) - MOST) + "\n"
