"""What programs that save a page as text add to it: numbers and addresses of its links, marks of its headings."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

# "References", "Links:", "   Hidden links:" of lynx, w3m, links and elinks, above the addresses
SECTION: Final = re.compile(
    r"\s*(?:references|referencias|links|enlaces|(?:visible|hidden) links|enlaces (?:visibles|ocultos)):?\s*",
    re.IGNORECASE,
)
# "   1. http://example.org/sisca/sec.html", "[1] http://example.org/", "1. Image: http://example.org/a.gif"
ADDRESS: Final = re.compile(r"\s*\[?(\d{1,4})[.\]]\s+(?:\w+: )?[^\s:/.#]*[:/.#]\S*\s*")
# "[12]poles", "[12]" at a line's end
LINK: Final = re.compile(r"\[(\d{1,4})\](?=\S|$)")
# "Paint the poles <https://example.org/x.html> of" of Firefox
TARGET: Final = re.compile(r"\s?(<(?:[a-z]+://|mailto:)[^<>\s]+>|<[^<>\s]+\.html?(?:[#?][^<>\s]*)?>)")
# "***** SECURITY *****" of html2text; "## SECURITY" of Markdown, on a line of its own
STARRED: Final = re.compile(r"(\*{1,6}) (\S.*\S) (\1)")
HASHED: Final = re.compile(r"(#{1,6}) (\S.*?)( #+)?")


class Heading(NamedTuple):
    text: str
    marks: str


class Links(NamedTuple):
    """`start` is the line at which the addresses begin; `numbers` are those of the links, as written."""

    start: int
    numbers: frozenset[str] = frozenset()

    def cut(self, text: str) -> tuple[str, str]:
        """A text without the numbers and targets of its links, and these."""
        aside = ""
        if "<" in text:
            aside = "".join(TARGET.findall(text))
            text = TARGET.sub("", text).strip()
        if self.numbers and "[" in text:
            aside += "".join(match[0] for match in LINK.finditer(text) if match[1] in self.numbers)
            text = LINK.sub(lambda match: "" if match[1] in self.numbers else match[0], text).strip()
        return text, aside


def links(lines: Sequence[str]) -> Links:
    """The list of addresses with which a text ends, if it has one."""
    start, numbers, listed = len(lines), set[str](), set[str]()
    for at in range(len(lines) - 1, -1, -1):
        if address := ADDRESS.fullmatch(lines[at]):
            listed.add(address[1])
        elif SECTION.fullmatch(lines[at]):
            if listed:
                start, numbers = at, numbers | listed
        elif not lines[at].isspace() and lines[at]:
            break
    return Links(start, frozenset(numbers))


def heading(text: str, alone: bool) -> Heading | None:
    """A line that the program marked as a heading; `alone` means between blank lines."""
    found = STARRED.fullmatch(text) or (HASHED.fullmatch(text) if alone else None)
    return Heading(found[2], found[1] + (found[3] or "").strip()) if found else None
