"""What a check found, for a person."""

import textwrap
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from mandates_cli.model import Account, Diagnostic, Page
from mandates_cli.render.shown import shown

SEVERITIES: Final = ("error", "warning", "note")
MOST: Final = 5
MOST_LINES: Final = 3


def checked(pages: Sequence[Page], found: Sequence[Diagnostic], width: int) -> Iterator[str]:
    """The account of all pages in a line, then the diagnostics by severity and code, some of each with their place."""
    sums = {name: sum(getattr(page.account, name) for page in pages) for name in Account.model_fields}
    total = sums.pop("total")
    parts = ", ".join(f"{count:,} in {name}" for name, count in sums.items())
    yield _wrapped(
        f"{len(pages):,} page{' shows' if len(pages) == 1 else 's show'} {total:,} characters: {parts}", width
    )
    by_code: dict[tuple[str, str], list[Diagnostic]] = defaultdict(list)
    for diagnostic in found:
        by_code[diagnostic.severity, diagnostic.code].append(diagnostic)
    for severity, code in sorted(by_code, key=lambda key: (SEVERITIES.index(key[0]), -len(by_code[key]), key[1])):
        of_code = by_code[severity, code]
        messages = {d.message for d in of_code}
        shared = f", {messages.pop()}" if len(messages) == 1 else ""
        yield "\n" + _wrapped(f"{severity} {code}: {len(of_code):,}{shared}", width)
        for diagnostic in of_code[:MOST]:
            yield _entry(diagnostic, not shared, width)
        if len(of_code) > MOST:
            yield f"  … and {len(of_code) - MOST:,} more: mandates check --json\n"
    if not found:
        yield "nothing to report\n"


def _entry(diagnostic: Diagnostic, message: bool, width: int) -> str:
    place = diagnostic.page if diagnostic.line is None else f"{diagnostic.page}:{diagnostic.line}"
    text = " ".join(diagnostic.text.split())
    return _wrapped(
        f"{place}  {diagnostic.message}: {text}" if message else f"{place}  {text}", width, "  ", MOST_LINES
    )


def _wrapped(text: str, width: int, indent: str = "", most: int | None = None) -> str:
    """At most so many lines, those after the first set in."""
    lines = textwrap.wrap(
        shown(text),
        width,
        initial_indent=indent,
        subsequent_indent=indent + "  ",
        max_lines=most,
        break_on_hyphens=False,
        placeholder=" …",
    )
    return "\n".join(lines) + "\n"
