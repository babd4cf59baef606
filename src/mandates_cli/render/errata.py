"""What the owner of the site could mend, as Markdown."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from mandates_cli.model import Diagnostic
from mandates_cli.render.plain import markdown

# What only we could mend, or what is no fault of the page, is left out.
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
# Where the message says more than the advice.
TELLING: Final = frozenset(("mojibake", "near-duplicate", "other-encoding", "reading-differs", "variant"))


def errata(found: Sequence[Diagnostic], urls: Mapping[str, str | None]) -> Iterator[str]:
    """By page, each with its line, the text as it stands, and what would mend it."""
    concerned = [d for d in found if d.code in ADVICE]
    yield "# Errata of the Mandates pages\n\n"
    if not concerned:
        yield "None were found.\n"
        return
    by_page: dict[str, list[Diagnostic]] = defaultdict(list)
    for d in concerned:
        by_page[d.page].append(d)
    pages = f"{len(by_page):,} page{'' if len(by_page) == 1 else 's'}"
    yield f"{len(concerned):,} on {pages}. Lines are those of the page's source.\n"
    for page, on_page in sorted(by_page.items()):
        yield f"\n## {markdown(urls.get(page) or page)}\n\n"
        for d in sorted(on_page, key=lambda d: (d.line or 0, d.code)):
            line = f"Line {d.line}: " if d.line else ""
            detail = f" ({markdown(_short(d.message))})" if d.code in TELLING else ""
            yield f"- {line}“{markdown(_short(d.text))}”\n  {ADVICE[d.code]}{detail}\n"


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 160 else words[:159].rstrip() + "…"
