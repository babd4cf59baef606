"""Inputs made of other inputs, where no coverage leads the way: bytes changed, cut, doubled, moved and put together."""

import random
from collections.abc import Callable, Sequence
from typing import Final

MOST: Final = 8_192
# What readers look out for, or stumble over.
TOKENS: Final = tuple(
    token.encode("utf-8", "surrogateescape")
    for token in (
        "<ol>", "<li>", "</li>", "</ol>", "<p>", "<br>", "<table><tr><td>", "<pre>", "<!--", "-->", "&nbsp;", "&#0;",
        "<style>p{display:none}</style>", '<ol start="99999">', '<li value="-3">', "<base href='//x/'>", "(", ")", "[",
        "]", "a. ", "1. ", "• ", "Initiative 61. ", " (Lima Commitment. Peru, 2018)", "(Plan of Action Miami, 1994).",
        "MANDATES", "MANDATOS", "SECURITY: Public Policies", "\u00a0", "\u00ad", "\u2028", "\u202e", "\ufeff",
        "\x1b[2J", "\x9b", "\0", "\r", "\r\n", "\t", '"', "'", "=", ";", ",", "{", "}", "\\ud800", "1e999", "NaN",
        "null", "-1", "99999999999999999999", "\udcff", " OR ", " AND ", "NOT ", " NEAR/3 ", "text:/", "/", "summit:",
        "*", "İ", "ß", "e\u0301", "WARC/1.0\r\n", "Content-Length: 0\r\n", "\r\n\r\n", "HTTP/1.1 200 OK\r\n",
        "--b", "--b--", "Content-Type: multipart/related; boundary=b\r\n", "=?utf-8?q?=41?=", "User-agent: *\n",
        "Crawl-delay: ", "Disallow: /", "Sun, 06 Nov 1994 08:49:37 GMT", "http://", "//", "@", "..", "%2e%2e", "%00",
        "charset=utf-7",
    )
)  # fmt: skip


def changed(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]


def inserted(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice(TOKENS) * chance.choice((1, 1, 1, 2, 9)) + data[at:]


def cut(data: bytes, chance: random.Random) -> bytes:
    start, end = span(data, chance)
    return data[:start] + data[end:]


def doubled(data: bytes, chance: random.Random) -> bytes:
    start, end = span(data, chance)
    return data[:start] + data[start:end] * chance.choice((2, 2, 3, 20)) + data[end:]


def moved(data: bytes, chance: random.Random) -> bytes:
    start, end = span(data, chance)
    rest = data[:start] + data[end:]
    at = chance.randrange(len(rest) + 1)
    return rest[:at] + data[start:end] + rest[at:]


def span(data: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(data) + 1)
    return start, min(len(data), start + chance.choice((1, 4, 16, 64, 512)))


WAYS: Final[Sequence[Callable[[bytes, random.Random], bytes]]] = (changed, inserted, inserted, cut, doubled, moved)


def mutated(seeds: Sequence[bytes], chance: random.Random) -> bytes:
    """An input of at most MOST bytes."""
    data = chance.choice(seeds)
    if chance.random() < 0.2:
        other = chance.choice(seeds)
        data = data[: chance.randrange(len(data) + 1)] + other[chance.randrange(len(other) + 1) :]
    for _ in range(chance.choice((1, 1, 2, 4, 8))):
        data = chance.choice(WAYS)(data, chance)
    return data[:MOST]
