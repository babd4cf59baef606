"""What a check found: for a screen, and, for the owner of the site, what could be mended there."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from mandates_cli.model import Account, Diagnostic, Page
from mandates_cli.render.answer import Answer, flat
from mandates_cli.render.flow import flowed
from mandates_cli.render.marks import link, markdown
from mandates_cli.render.screen import Screen, clipped
from mandates_cli.wording import worded

SEVERITIES: Final = ("error", "warning", "note")
MOST: Final = 5
MOST_LINES: Final = 3
HANG: Final = 2
# What only we could mend, and what is not the page's fault, is left out.
ADVICE: Final = {
    "no-citation": "This item names no document. Add the citation.",
    "unresolved-citation": "No document of the summits has this name. Correct the citation.",
    "undecodable": "A character was lost. Type it again, and declare the page's encoding.",
    "other-encoding": "The page is not in the encoding that it declares. Declare the one it is in.",
    "mojibake": "A character was garbled by a wrong encoding. Type it again.",
    "reading-differs": "The page's markup is broken. Validate it.",
    "twins-disagree": "The English and the Spanish text differ in a number or a date. Check which is right.",
    "near-duplicate": "Two items differ in a few words only. Check which is right.",
    "item-label": "Another page letters this sub-item otherwise. Check which is right.",
    "same-chapeau": "The same lead-in has different items on other pages. Check which are right.",
    "variant": "Other pages write the same mandate otherwise. Check which is right.",
    "stray-text": "This text stands outside any item. Make it part of one, or remove it.",
}
WIDTH: Final = 160
# Where the message says more than the advice.
TELLING: Final = frozenset(
    """
    item-label mojibake near-duplicate other-encoding page-refused reading-differs twins-disagree variant
    """.split()
)


def accounts(pages: Sequence[Page]) -> Answer:
    rows = ({"page": page.page, **page.account.model_dump()} for page in pages)
    return Answer(flat("page", *Account.model_fields), rows)


def diagnostics(pages: Sequence[Page], found: Sequence[Diagnostic]) -> Answer:
    rows = (diagnostic.model_dump(mode="json") for diagnostic in found)
    return Answer(flat(*Diagnostic.model_fields), rows, drawn=lambda screen: checked(pages, found, screen))


def checked(pages: Sequence[Page], found: Sequence[Diagnostic], screen: Screen) -> Iterator[str]:
    """The account of all pages in a line, then the diagnostics by severity and code, some of each with their place."""
    yield from flowed([("", _account(pages))], screen, hang=HANG)
    by_code: dict[tuple[str, str], list[Diagnostic]] = defaultdict(list)
    for diagnostic in found:
        by_code[diagnostic.severity, diagnostic.code].append(diagnostic)
    for severity, code in sorted(by_code, key=lambda key: (SEVERITIES.index(key[0]), -len(by_code[key]), key[1])):
        yield from _of_code(f"{severity} {code}", by_code[severity, code], screen)
    if not found:
        yield "nothing to report\n"


def _account(pages: Sequence[Page]) -> str:
    sums = {name: sum(getattr(page.account, name) for page in pages) for name in Account.model_fields}
    total = sums.pop("total")
    parts = ", ".join(f"{count:,} in {name}" for name, count in sums.items())
    return worded("{pages:page shows} {total:character}: {parts}", pages=len(pages), total=total, parts=parts)


def _of_code(name: str, found: Sequence[Diagnostic], screen: Screen) -> Iterator[str]:
    """A message that all have in common stands in the heading."""
    messages = {diagnostic.message for diagnostic in found}
    alike = len(messages) == 1
    heading = f"{name}: {len(found):,}" + (f", {messages.pop()}" if alike else "")
    yield "\n"
    yield from flowed([("", heading)], screen, hang=HANG)
    for diagnostic in found[:MOST]:
        place = diagnostic.page if diagnostic.line is None else f"{diagnostic.page}:{diagnostic.line}"
        text = diagnostic.text if alike else f"{diagnostic.message}: {diagnostic.text}"
        yield from flowed([("", f"{place}  {text}")], screen, 2, MOST_LINES, HANG)
    if len(found) > MOST:
        yield worded("  … and {more:,} more: mandates check --json", more=len(found) - MOST) + "\n"


def errata(found: Sequence[Diagnostic], urls: Mapping[str, str | None]) -> Iterator[str]:
    """By page, each with its line, the text as it stands, and what would mend it."""
    by_page: dict[str, list[Diagnostic]] = defaultdict(list)
    for diagnostic in found:
        if diagnostic.code in ADVICE:
            by_page[diagnostic.page].append(diagnostic)
    yield "# Errata of the Mandates pages\n\n"
    if not by_page:
        yield "None were found.\n"
        return
    number = sum(map(len, by_page.values()))
    template = "{number:,} on {pages:page}. Line numbers are those of the page's source."
    yield worded(template, number=number, pages=len(by_page)) + "\n"
    for page, on_page in sorted(by_page.items()):
        yield f"\n## {link(urls.get(page) or page)}\n\n"
        yield from map(_entry, sorted(on_page, key=lambda d: (d.line or 0, d.code)))


def _entry(diagnostic: Diagnostic) -> str:
    line = f"Line {diagnostic.line}: " if diagnostic.line else ""
    detail = f" ({markdown(clipped(diagnostic.message, WIDTH))})" if diagnostic.code in TELLING else ""
    return f"- {line}“{markdown(clipped(diagnostic.text, WIDTH))}”\n  {ADVICE[diagnostic.code]}{detail}\n"
