"""What a page may ask of the parser: Lexbor's time is quadratic in nesting and in attributes, and it cannot be
interrupted."""

import re
from typing import Final

from mandates_cli.errors import PageError

MAX_BYTES: Final = 8 * 2**20
MAX_DEPTH: Final = 1_000
MAX_TAG: Final = 64 * 2**10
VOID: Final = frozenset("area base br col embed hr img input link meta param source track wbr".split())
# `src="..."`, `title='a > b'`, `width=60`: a value of any length costs no more than its bytes.
VALUE: Final = r"""=\s*+(?:"[^"]*"|'[^']*'|[^\s"'<>][^\s<>]*)"""
VALUES: Final = re.compile(VALUE)
TAG: Final = re.compile(rf"<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:[^<>=]|{VALUE}|=)*+)>?")
# A picture or a font within the page, which programs that save a page as one file put in place of its address.
DATA: Final = re.compile(r"data:[\w/.+-]{0,80}(?:;[\w=.-]{0,80}){0,5},[^\s\"'<>()\\]*")


def guard(text: str) -> None:
    """Raises PageError for markup that would take the parser too long."""
    if len(text) > MAX_BYTES and len(text) - sum(len(match[0]) for match in DATA.finditer(text)) > MAX_BYTES:
        raise PageError(
            "This page is larger than {size} MiB, as no Mandates page is; check what was saved.",
            size=MAX_BYTES // 2**20,
        )
    short = len(text) <= MAX_TAG or max(map(len, text.split("<"))) <= MAX_TAG
    if short and text.count("<") - text.count("</") <= MAX_DEPTH:
        return
    depth = 0
    for closing, name, inside in TAG.findall(text):
        if len(inside) > MAX_TAG and len(VALUES.sub('=""', inside)) > MAX_TAG:
            raise PageError("This page holds a tag of more than 64 KiB; check that it is a Mandates page.")
        if name.lower() not in VOID:
            depth = max(depth - 1, 0) if closing else depth + 1
            if depth > MAX_DEPTH:
                raise PageError(
                    "This page nests more than {most:,} elements; check that it is a Mandates page.", most=MAX_DEPTH
                )
