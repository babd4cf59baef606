"""What a page may ask of the parser: Lexbor's time is quadratic in nesting, in attributes and in formatting that is
never closed, and it cannot be interrupted.

A page is refused by what it holds, not by a clock, so that all machines say the same of the same bytes.
"""

import re
from typing import Final

from mandates_cli.errors import PageError
from mandates_cli.parse.nesting import Nesting

MAX_BYTES: Final = 8 * 2**20
MAX_TAG: Final = 64 * 2**10
MAX_TAGS: Final = 500_000
# However so few are nested, and whatever is left open, it takes no time.
FEW_TAGS: Final = 2_000
# `src="..."`, `title='a > b'`, `width=60`: a value of any length costs no more than its bytes.
VALUE: Final = r"""=\s*+(?:"[^"]*"|'[^']*'|[^\s"'>][^\s>]*)"""
VALUES: Final = re.compile(VALUE)
# A name may begin with `=`.
ATTRIBUTE: Final = rf"[^\s/>][^\s/>=]*+(?:\s*+{VALUE})?+"
# A tag, or what may hold the signs of one and has none: a comment. A name ends only where a browser says.
COMMENT: Final = r"<!--(?:-?>|.*?(?:--!?>|\Z))|<(?:[!?]|/[^a-zA-Z>])[^>]*+>?"
ANY: Final = rf"<(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]*+)(?P<inside>(?:[\s/]|{ATTRIBUTE})*+)>?"
TAG: Final = re.compile(rf"{COMMENT}|{ANY}", re.DOTALL)
# In a picture.
TAG_IN_FOREIGN: Final = re.compile(rf"<!\[CDATA\[.*?(?:\]\]>|\Z)|{COMMENT}|{ANY}", re.DOTALL)
# Whatever may begin one.
BEGUN: Final = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]*+)(?P<inside>)")
# What they hold up to their end is no markup, but in a picture.
RAW: Final = {
    name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE)
    for name in ("style", "textarea", "title", "xmp", "iframe", "noembed", "noframes")
}
# A script that begins in a comment within a script ends there too.
IN_SCRIPT: Final = re.compile(r"(?P<shown><!---*>|-->)|(?P<hidden><!--)|<(?P<end>/?)script(?=[\s/>])", re.IGNORECASE)
# A picture or a font within the page, which programs that save a page as one file put in place of its address.
DATA: Final = re.compile(r"data:[\w/.+-]{0,80}(?:;[\w=.-]{0,80}){0,5},[^\s\"'<>()\\]*")


def guard(text: str) -> None:
    """Raises PageError for a page that is too large, and for markup that would take the parser too long."""
    if len(text) > MAX_BYTES and len(text) - sum(len(match[0]) for match in DATA.finditer(text)) > MAX_BYTES:
        raise PageError(
            "This page is larger than {size} MiB, as no Mandates page is; check what was saved.",
            size=MAX_BYTES // 2**20,
        )


def guard_markup(text: str) -> None:
    """The same of HTML."""
    guard(text)
    signs = text.count("<")
    if signs > MAX_TAGS:
        raise PageError("This page holds more than {most:,} tags; check that it is a Mandates page.", most=MAX_TAGS)
    if signs <= FEW_TAGS and len(text) <= MAX_TAG:
        return
    nesting, at = Nesting(), 0
    while match := _tag(nesting).search(text, at):
        name, inside, at = match["name"], match["inside"], match.end()
        if name is None:
            continue
        name = name.lower()
        if len(name) > MAX_TAG or (len(inside) > MAX_TAG and len(VALUES.sub('=""', inside)) > MAX_TAG):
            raise PageError("This page holds a tag of more than 64 KiB; check that it is a Mandates page.")
        if match["end"]:
            nesting.close(name)
        elif nesting.html and not nesting.lost and (name == "script" or name in RAW):
            nesting.open_raw(name)
            at = _script_end(text, at) if name == "script" else _raw_end(RAW[name], text, at)
        else:
            nesting.open(name, inside)


def _tag(nesting: Nesting) -> re.Pattern[str]:
    if nesting.lost:
        return BEGUN
    return TAG if nesting.html else TAG_IN_FOREIGN


def _raw_end(end: re.Pattern[str], text: str, at: int) -> int:
    found = end.search(text, at)
    return found.start() if found else len(text)


def _script_end(text: str, at: int) -> int:
    hidden = within = False
    for found in IN_SCRIPT.finditer(text, at):
        if found["shown"]:
            hidden = within = False
        elif found["hidden"]:
            hidden = True
        elif not found["end"]:
            within = hidden
        elif within:
            within = False
        else:
            return found.start()
    return len(text)
