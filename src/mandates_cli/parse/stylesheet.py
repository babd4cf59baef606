"""What style sheets declare of the few properties that decide what is visible and how lists are labelled."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

# "display: none !important"; a value may hold strings.
DECLARATION: Final = re.compile(
    r"(?:^|;)\s*(display|visibility|content-visibility|list-style(?:-type|-image)?)\s*:"
    r"""((?:"[^"]*"|'[^']*'|[^;"'])*)""",
    re.IGNORECASE,
)
IMPORTANT: Final = re.compile(r"\s*!\s*important\s*\Z", re.IGNORECASE)
# Comments, the marks of a comment of HTML around it all, strings, addresses: what may hold braces, or megabytes.
OPAQUE: Final = re.compile(
    r"""/\*.*?(?:\*/|\Z)|<!--|-->|"(?:\\.|[^"\\\n])*+"?|'(?:\\.|[^'\\\n])*+'?|url\(\s*[^"'\s)][^)]*(?:\)|\Z)""",
    re.DOTALL | re.IGNORECASE,
)
PIECE: Final = re.compile(r"([^{};]*)([{};])")
# Rules that hold rules; of the others (@font-face, @page, @keyframes) none is about a page's elements.
GROUPS: Final = frozenset(("@media", "@supports", "@layer", "@container"))
WIDTH: Final = re.compile(r"\((min|max)-width\s*:\s*([\d.]+)(px|r?em)\)")
# A window on the screens that people have, in pixels.
SCREEN: Final = 1280
MAX_DEPTH: Final = 8
MAX_SELECTOR: Final = 10_000
LISTED: Final = re.compile(r"(?:\([^()]*\)|\[[^\]]*\]|[^,(\[])+")
DISPLAYS: Final = frozenset(
    """
    none contents block inline inline-block list-item flow-root flex inline-flex grid inline-grid table inline-table
    table-row table-cell table-row-group table-header-group table-footer-group table-column table-column-group
    table-caption ruby initial inherit unset revert -webkit-box -webkit-inline-box -webkit-flex
    """.split()
)
VISIBILITIES: Final = frozenset(("visible", "hidden", "collapse"))


class Declared(NamedTuple):
    name: str
    value: str
    important: bool


class Rule(NamedTuple):
    """`layered` rules yield to those in no layer."""

    selector: str
    layered: bool
    declared: list[Declared]


def declarations(text: str) -> list[Declared]:
    """What of an attribute or of a rule's body is valid and decides something."""
    found = []
    for name, written in DECLARATION.findall(text):
        value = IMPORTANT.sub("", written).strip()
        important = len(value) < len(written.strip())
        found += [Declared(*one, important) for one in _valid(name.lower(), value)]
    return found


def _valid(name: str, value: str) -> Iterator[tuple[str, str]]:
    lowered = value.lower()
    if name == "display":
        # "inline flex"
        if lowered.split() and DISPLAYS.issuperset(lowered.split()):
            yield name, lowered
    elif name == "visibility":
        if lowered in VISIBILITIES:
            yield name, lowered
    elif name == "list-style-image":
        yield name, "none" if lowered == "none" else "url()"
    elif name == "list-style":
        yield from _shorthand(value)
    else:
        yield name, value if value[:1] in ("'", '"') else lowered


def _shorthand(value: str) -> Iterator[tuple[str, str]]:
    """`upper-roman inside`, `none url(x.gif)`: what is not said is as it is by itself."""
    kind, picture = "disc", "none"
    for word in re.findall(r"""url\([^)]*(?:\)|\Z)|"[^"]*"|'[^']*'|[^\s"']+""", value):
        lowered = word.lower()
        if lowered.startswith("url("):
            picture = "url()"
        elif lowered not in ("inside", "outside"):
            kind = word if word[0] in "'\"" else lowered
    yield "list-style-type", kind
    yield "list-style-image", picture


def rules(sheet: str, media: str = "") -> Iterator[Rule]:
    """Those that hold on a screen, in order, each with what it declares."""
    if media and not _on_screen(media):
        return
    opened: list[_Opened] = [_Opened(None, False, [])]
    stray = ""
    for text, end in PIECE.findall(OPAQUE.sub(_emptied, sheet) + "}" * MAX_DEPTH):
        if end == "{":
            opened.append(_opened(stray + text.strip(), opened[-1], len(opened)))
            stray = ""
        elif len(opened) == 1:
            # A brace too many spoils the rule after it.
            stray = "}" if end == "}" else ""
        else:
            opened[-1].body.append(text)
            if end == "}":
                selector, layered, body = opened.pop()
                if selector and (declared := declarations(";".join(body))):
                    yield Rule(selector, layered, declared)


class _Opened(NamedTuple):
    """What a brace belongs to: a selector, a group (null), or what is no rule of a page's elements (empty)."""

    selector: str | None
    layered: bool
    body: list[str]


def _emptied(match: re.Match[str]) -> str:
    found = match[0]
    if found[0] in "'\"":
        return '""' if len(found) > 80 or any(mark in found for mark in "{};,") else found
    return "url()" if found[0] in "uU" else " "


def _opened(prelude: str, inside: _Opened, depth: int) -> _Opened:
    """A rule within a rule has the selectors of both."""
    outer, layered, _ = inside
    if outer == "" or depth >= MAX_DEPTH:
        return _Opened("", layered, [])
    if not prelude.startswith("@"):
        return _Opened(prelude if outer is None else _nested(outer, prelude), layered, [])
    name = re.split(r"[\s(]", prelude, maxsplit=1)[0].lower()
    condition = prelude[len(name) :].strip()
    holds = name in GROUPS and not (name == "@supports" and condition.lower().startswith("not"))
    if not holds or (name == "@media" and not _on_screen(condition)):
        return _Opened("", layered, [])
    return _Opened(outer, layered or name == "@layer", [])


def _nested(outer: str, inner: str) -> str:
    pairs = ((one, other) for one in selectors(outer) for other in selectors(inner))
    both = ",".join(other.replace("&", one) if "&" in other else f"{one} {other}" for one, other in pairs)
    return both if len(both) <= MAX_SELECTOR else ""


def selectors(text: str) -> list[str]:
    """Those of a comma list; commas within parentheses part none."""
    return [found.strip() for found in LISTED.findall(text[:MAX_SELECTOR])]


def _on_screen(media: str) -> bool:
    return any(map(_holds, media.lower().split(",")))


def _holds(query: str) -> bool:
    words = query.split()
    if words[:1] == ["not"]:
        return not _holds(" ".join(words[1:]))
    parts = " ".join(words[1:] if words[:1] == ["only"] else words).split(" and ")
    return all(part.strip() in ("", "all", "screen") or _is_wide_enough(part) for part in parts)


def _is_wide_enough(feature: str) -> bool:
    """Of what may be asked of a screen, only its width is known."""
    found = WIDTH.fullmatch(feature.strip())
    if found is None:
        return False
    pixels = float(found[2]) * (1 if found[3] == "px" else 16)
    return pixels <= SCREEN if found[1] == "min" else pixels >= SCREEN
