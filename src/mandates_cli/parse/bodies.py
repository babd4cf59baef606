"""Where a text names a body of the table."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final, NamedTuple

from mandates_cli.folding import fold
from mandates_cli.model import Body

# "PAHO", "Organización", "Gavi"; not the "AS" of "OAS" or the "R" of "2R".
WORD: Final = re.compile(r"[A-ZÁÉÍÓÚÑ](?<![^\W_].)[^\W\d_]*")
# "World Bank (WB)", "CEPAL, por sus siglas": what the parentheses after a name hold.
ASIDE: Final = re.compile(r" ?\(([^()\n]{2,60})\)")
LONE: Final = re.compile(r"[A-Z][A-Za-z]*[A-Z][A-Za-z]*(?:[-/][A-Z]+)*")
# "Permanent Council of the OAS", "la Secretaría General de la OEA", "OAS Permanent Council".
OF: Final = re.compile(r"(?:['’]s?)? | (?:of|de)(?: the| la| los| las)? | del ")
# "General Secretariat of the Andean Parliament"; not "Permanent Council of the Organization".
OF_ANOTHER: Final = re.compile(
    r" (?:of(?: the)?|de(?: la| los| las)?|del) (?!Organi[sz]a[tc]i[oó]n\b(?! [A-Z]))(?=[A-ZÁÉÍÓÚÑ])"
)
# "THOSE WHO SERVE", "CAN-AM"
CAPITALS_BEFORE: Final = re.compile(r"(?:^|[^\w-])([A-ZÁÉÍÓÚÑ]{2,})[ -]$")
CAPITALS_AFTER: Final = re.compile(r"[ -]([A-ZÁÉÍÓÚÑ]{2,})(?![\w-])")
PIECE: Final = re.compile(r"\w+|\W")


class Mention(NamedTuple):
    body: str
    start: int
    end: int
    organ: bool = False


class Name(NamedTuple):
    written: str
    body: str
    organ: bool


class Bodies(NamedTuple):
    """The names of the table, ready to be looked for. `names` are those that begin with a word, the longest first."""

    acronyms: dict[str, str]
    names: dict[str, tuple[Name, ...]]


def named(bodies: Iterable[Body]) -> Bodies:
    """What `mentions` looks for, made once of the table."""
    begun: dict[str, list[Name]] = defaultdict(list)
    acronyms: dict[str, str] = {}
    for body in bodies:
        acronyms |= dict.fromkeys(body.acronyms, body.slug)
        for written in (*body.name.all(), *body.organs):
            name = Name(written, body.slug, written in body.organs)
            for word in _first_words(written):
                begun[word].append(name)
    return Bodies(acronyms, {word: tuple(sorted(found, key=_longest)) for word, found in begun.items()})


def _longest(name: Name) -> tuple[int, str]:
    return -len(name.written), name.written


# Most names are in no text: a table is compiled a first word at a time.
@cache
def _compiled(names: tuple[Name, ...]) -> re.Pattern[str]:
    alternatives = "|".join(f"({_pattern(name.written)})" for name in names)
    return re.compile(rf"(?:{alternatives})(?![^\W_])")


def _first_words(name: str) -> set[str]:
    """The first word of a name in each spelling that its pattern takes: "Inter" and "InterAmerican"."""
    spelled = {name, name.replace("-", "")}
    spelled |= {written.replace("iza", "isa") for written in spelled}
    words = {match[0] for written in spelled if (match := WORD.match(written))}
    return words | {fold(word).capitalize() for word in words if not word.isascii()}


def _pattern(name: str) -> str:
    """Capitals as printed; hyphens, accents and the s or z of "organization" may be missing or others."""
    return "".join(map(_piece, PIECE.findall(name))).replace("iza", "i[sz]a")


def _piece(part: str) -> str:
    if part in "-‐‑":
        return "[-‐‑ ]?"
    if part in "'’":
        return "['’`´]"
    if not part[0].isalpha():
        return re.escape(part)
    first, rest = part[0], "".join(map(_accented, part[1:]))
    return (f"[{first}{first.upper()}]" if first.islower() else _accented(first)) + rest


def _accented(letter: str) -> str:
    bare = fold(letter)
    return letter if letter.isascii() else f"[{letter}{bare.upper() if letter.isupper() else bare}]"


def mentions(text: str, bodies: Bodies) -> list[Mention]:
    """The bodies that `text` names, in its order: each the longest name with what its parentheses add to it."""
    found: list[Mention] = []
    end = 0
    for match in WORD.finditer(text):
        word, start = match[0], match.start()
        if start < end or (word not in bodies.names and word not in bodies.acronyms):
            continue
        mention = _named(text, match, bodies) or _abbreviated(text, match, bodies)
        if mention is None:
            continue
        end = mention.end
        if repeated := _repeated(text, mention, bodies):
            end = repeated
        else:
            mention = mention._replace(end=_with_aside(text, mention, bodies))
            end = mention.end
        found.append(mention)
    return list(_joined(text, found)) if found else found


def _named(text: str, first: re.Match[str], bodies: Bodies) -> Mention | None:
    names = bodies.names.get(first[0])
    match = _compiled(names).match(text, first.start()) if names else None
    if not names or not match:
        return None
    name = names[(match.lastindex or 1) - 1]
    return Mention(name.body, match.start(), match.end(), name.organ)


def _abbreviated(text: str, match: re.Match[str], bodies: Bodies) -> Mention | None:
    """An acronym; among other words in capitals nothing tells whether it is one: "THOSE WHO SERVE"."""
    body, (start, end) = bodies.acronyms.get(match[0]), match.span()
    if body is None or text[end : end + 1].isdigit() or text[end : end + 1] == "_":
        return None
    around = (CAPITALS_BEFORE.search(text, max(start - 30, 0), start), CAPITALS_AFTER.match(text, end))
    if any(other and other[1] not in bodies.acronyms for other in around):
        return None
    return Mention(body, start, end)


def _with_aside(text: str, mention: Mention, bodies: Bodies) -> int:
    """The end of a mention with the acronym in the parentheses after it: "(CEPAL, por sus siglas)", "(IADB)"."""
    aside = ASIDE.match(text, mention.end)
    if not aside:
        return mention.end
    others = {bodies.acronyms[word] for word in WORD.findall(aside[1]) if word in bodies.acronyms}
    own = others == {mention.body} and bodies.acronyms.get(WORD.findall(aside[1])[0]) == mention.body
    return aside.end() if own or (not others and LONE.fullmatch(aside[1])) else mention.end


def _repeated(text: str, mention: Mention, bodies: Bodies) -> int:
    """The end of a body's acronym that stands with another's in the parentheses after its name: "(PAHO/WHO)"; 0 if
    there is none."""
    aside = ASIDE.match(text, mention.end)
    words = list(WORD.finditer(text, *aside.span(1))) if aside else []
    known = [bodies.acronyms.get(word[0]) for word in words]
    return words[0].end() if known[:1] == [mention.body] and set(known) - {mention.body, None} else 0


def _joined(text: str, found: list[Mention]) -> Iterator[Mention]:
    """An organ and its body are one mention, a name and its acronym too; an organ of another body is none."""
    pending = found[0]
    for mention in found[1:]:
        gap = text[pending.end : mention.start]
        organ = (pending.organ or mention.organ) and OF.fullmatch(gap)
        if pending.body == mention.body and organ:
            pending = pending._replace(end=mention.end, organ=False)
        elif pending.body == mention.body and gap == " (" and text[mention.end : mention.end + 1] == ")":
            pending = pending._replace(end=mention.end + 1)
        elif organ:
            pending = mention if pending.organ else pending
        else:
            yield from _unless_of_another(text, pending)
            pending = mention
    yield from _unless_of_another(text, pending)


def _unless_of_another(text: str, mention: Mention) -> Iterator[Mention]:
    if not (mention.organ and OF_ANOTHER.match(text, mention.end)):
        yield mention
