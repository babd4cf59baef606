"""What the owner of the site could mend, as Markdown."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from mandates_cli.model import Diagnostic
from mandates_cli.render.marks import markdown
from mandates_cli.render.screen import clipped
from mandates_cli.wording import worded

# What only we could mend, and what is not the page's fault, is left out.
ADVICE: Final = {
    "no-citation": "This item names no document. Add the citation.",
    "unresolved-citation": "No document of the summits has this name. Correct the citation.",
    "undecodable": "A character was lost. Type it again, and declare the page's encoding.",
    "other-encoding": "The page is not in the encoding that it declares. Declare the one it is in.",
    "mojibake": "A character was garbled by a wrong encoding. Type it again.",
    "reading-differs": "The page's markup is broken. Validate it.",
    "near-duplicate": "Two items differ in a few words only. Check which is right.",
    "same-chapeau": "The same lead-in has different items on other pages. Check which are right.",
    "variant": "Other pages write the same mandate otherwise. Check which is right.",
    "stray-text": "This text stands outside any item. Make it part of one, or remove it.",
}
WIDTH: Final = 160
# Where the message says more than the advice.
TELLING: Final = frozenset(("mojibake", "near-duplicate", "other-encoding", "reading-differs", "variant"))


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
        yield f"\n## {markdown(urls.get(page) or page)}\n\n"
        yield from map(_entry, sorted(on_page, key=lambda d: (d.line or 0, d.code)))


def _entry(diagnostic: Diagnostic) -> str:
    line = f"Line {diagnostic.line}: " if diagnostic.line else ""
    detail = f" ({markdown(clipped(diagnostic.message, WIDTH))})" if diagnostic.code in TELLING else ""
    return f"- {line}“{markdown(clipped(diagnostic.text, WIDTH))}”\n  {ADVICE[diagnostic.code]}{detail}\n"
