"""Ways in which a page can be broken, each chosen by a seed."""

import random
import re
from collections.abc import Callable
from typing import Final

Damage = Callable[[random.Random, bytes], bytes]
# Not those of scripts: what they hold would be shown, and look like an item.
TAG: Final = re.compile(rb"<(/?)(?!script)[A-Za-z][^<>]*>")
END_TAG: Final = re.compile(rb"</(?!script)[A-Za-z][^<>]*>")
ENTITY: Final = re.compile(rb"&[a-z]\w{2,};", re.IGNORECASE)
BLOCK: Final = re.compile(rb"<(ol|ul|li|p|div|dd|tr)\b", re.IGNORECASE)


def _some(rng: random.Random, pattern: re.Pattern[bytes], data: bytes, share: float = 0.03) -> list[re.Match[bytes]]:
    found = list(pattern.finditer(data))
    return sorted(rng.sample(found, min(max(int(len(found) * share), 1), len(found))), key=lambda match: match.start())


def _without(data: bytes, matches: list[re.Match[bytes]]) -> bytes:
    for match in reversed(matches):
        data = data[: match.start()] + data[match.end() :]
    return data


def cut(rng: random.Random, data: bytes) -> bytes:
    """The page ends anywhere."""
    return data[: rng.randrange(len(data))]


def hole(rng: random.Random, data: bytes) -> bytes:
    """Some bytes are missing, within a tag or a text as it happens."""
    start = rng.randrange(len(data))
    return data[:start] + data[start + rng.randrange(1, 600) :]


def dropped(rng: random.Random, data: bytes) -> bytes:
    return _without(data, _some(rng, TAG, data))


def unclosed(rng: random.Random, data: bytes) -> bytes:
    return _without(data, _some(rng, END_TAG, data, share=0.3))


def misnested(rng: random.Random, data: bytes) -> bytes:
    """Two tags change places."""
    for _ in range(3):
        one, other = sorted(rng.sample(list(TAG.finditer(data)), 2), key=lambda match: match.start())
        data = data[: one.start()] + other[0] + data[one.end() : other.start()] + one[0] + data[other.end() :]
    return data


def doubled(rng: random.Random, data: bytes) -> bytes:
    """An element stands there twice: a list, an item, a paragraph, a row. One that is never closed ends at the next."""
    start = rng.choice(list(BLOCK.finditer(data)))
    depth, end = 0, len(data)
    for tag in re.compile(rb"<(/?)%b\b" % start[1], re.IGNORECASE).finditer(data, start.start()):
        depth += -1 if tag[1] else 1
        if depth == 0:
            end = data.index(b">", tag.end()) + 1
            break
    else:
        following = BLOCK.search(data, start.end())
        end = following.start() if following else len(data)
    return data[:end] + data[start.start() : end] + data[end:]


def swapped(rng: random.Random, data: bytes) -> bytes:
    """Neighbouring bytes change places."""
    broken = bytearray(data)
    for at in rng.sample(range(len(data) - 1), 8):
        broken[at], broken[at + 1] = broken[at + 1], broken[at]
    return bytes(broken)


def entities_cut(rng: random.Random, data: bytes) -> bytes:
    """Entities lose their last letters and their semicolon."""
    for match in reversed(_some(rng, ENTITY, data, share=0.05)):
        data = data[: match.end() - rng.randrange(1, 4)] + data[match.end() :]
    return data


def encodings_mixed(rng: random.Random, data: bytes) -> bytes:
    """From some place on, UTF-8 becomes windows-1252, or windows-1252 UTF-8."""
    at = rng.randrange(len(data))
    head, tail = data[:at], data[at:]
    try:
        return head + tail.decode("utf-8").encode("windows-1252", "replace")
    except UnicodeDecodeError:
        return head + tail.decode("windows-1252", "replace").encode("utf-8")


def lines_dropped(rng: random.Random, data: bytes) -> bytes:
    return b"".join(line for line in data.splitlines(keepends=True) if rng.random() > 0.05)


def lines_doubled(rng: random.Random, data: bytes) -> bytes:
    return b"".join(line * (1 + (rng.random() < 0.05)) for line in data.splitlines(keepends=True))


def blank_lines_lost(rng: random.Random, data: bytes) -> bytes:
    return b"".join(line for line in data.splitlines(keepends=True) if line.strip() or rng.random() > 0.3)


def indents_lost(rng: random.Random, data: bytes) -> bytes:
    return b"".join(line.lstrip(b" ") if rng.random() < 0.1 else line for line in data.splitlines(keepends=True))


# Two letters side by side, or a blank between two, in a page's text: what scripts and tags hold is passed over.
PASSED: Final = rb"(?is:<(script|style|title|textarea)\b.*?</\1|<!--.*?-->|<[^<>]*>|&\w*;?)"
BLANK: Final = re.compile(PASSED + rb"|(?<=[a-z]) (?=[a-z])")
WORD: Final = re.compile(PASSED + rb"|(?<=[a-z]{2})(?=[a-z]{2})")
WORDS: Final = re.compile(PASSED + rb"|(?<![a-z<&])[a-z]{4,}(?=[ ,.;<])")
CLASS: Final = re.compile(rb"<(p|li|div|td)(?=[ >])(?![^<>]*class)", re.IGNORECASE)


def _here_and_there(
    pattern: re.Pattern[bytes], made: Callable[[bytes], bytes]
) -> Callable[[random.Random, bytes], bytes]:
    def change(rng: random.Random, data: bytes) -> bytes:
        def one(match: re.Match[bytes]) -> bytes:
            passed = match[0].startswith((b"<", b"&"))
            return match[0] if passed or rng.random() > 0.1 else made(match[0])

        return pattern.sub(one, data)

    return change


# What an editor may do without changing what a page says.
HARMLESS: Final = {
    "blanks that do not break": _here_and_there(BLANK, lambda _: b"&nbsp;"),
    "lines that end elsewhere": _here_and_there(BLANK, lambda _: b"\n\t"),
    "soft hyphens": _here_and_there(WORD, lambda _: b"&shy;"),
    "words in bold": _here_and_there(WORDS, lambda word: b"<b>" + word + b"</b>"),
    "words in spans": _here_and_there(WORDS, lambda word: b"<span lang=x>" + word + b"</span>"),
    "letters as numbers": _here_and_there(WORDS, lambda word: b"&#%d;" % word[0] + word[1:]),
    "comments": _here_and_there(BLANK, lambda blank: blank + b"<!-- <li>1. x -->"),
    "classes": lambda _, data: CLASS.sub(rb"<\1 class=MsoNormal", data),
}


def _named(*damages: Damage) -> dict[str, Damage]:
    return {damage.__name__: damage for damage in damages}


# What may befall a page as HTML, and one that was saved as text.
IN_HTML: Final = _named(cut, hole, dropped, unclosed, misnested, doubled, swapped, entities_cut, encodings_mixed)
IN_TEXT: Final = _named(
    cut, hole, swapped, encodings_mixed, lines_dropped, lines_doubled, blank_lines_lost, indents_lost
)
