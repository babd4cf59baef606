"""Commitments drafted of what the register can say: by when they are to be done, whom they ask, or neither."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from testsite.register import (
    ADDRESSED,
    APART,
    AT_A_MEETING,
    BEFORE_THE_NEXT_HOST,
    BODIES,
    COUNTED,
    DATED,
    FOLLOWING,
    GOVERNING,
    ITEMS,
    OFTEN,
    QUANTITIES,
    SOON,
    SOON_AT_A_MEETING,
    TOWNS,
    TRAPPED,
    TRAPS,
    WHEN,
    Body,
)
from testsite.words import ENDS, OBJECTS, VERBS, Both, Language


@dataclass(frozen=True)
class Drafted:
    """One commitment, or what stands before its items, or one of them; stands where the site has a `Sentence`. `governs`
    says that what is said of the time holds for the items too."""

    said: Both
    governs: bool = False

    def text(self, language: Language, stop: str = ".") -> str:
        return self.said.to(language) + stop

    def chapeau(self, language: Language) -> str:
        return self.said.to(language)


class Drafter(NamedTuple):
    """Drafts for a document of the `year`; `placed` says whether its records know its summit."""

    rng: random.Random
    year: int
    placed: bool

    def whole(self) -> Drafted:
        return Drafted(self._filled(self.rng.choice((DATED, ADDRESSED, TRAPPED))))

    def lead_in(self) -> Drafted:
        governs = self.rng.random() < 0.6
        return Drafted(self._filled(GOVERNING if governs else APART), governs)

    def item(self) -> Drafted:
        return Drafted(self._filled(ITEMS))

    def _filled(self, frames: Sequence[Both]) -> Both:
        rng = self.rng
        frame, facts = rng.choice(frames), _facts(rng, self.year)
        parts = self._parts(hosted=bool(facts["en"]["host"]))
        roles = ("asked", "asked2", "asked3", "partner", "partner2", "named")
        bodies = dict(zip(roles, rng.sample(BODIES, len(roles)), strict=True))
        forms = {role: rng.randrange(3) for role in roles}

        def to(language: Language) -> str:
            slots = facts[language] | {
                key: part.to(language).format_map(facts[language]) for key, part in parts.items()
            }
            slots |= {role: _named(body, role.rstrip("23"), forms[role], language) for role, body in bodies.items()}
            return frame.to(language).format_map(_Slots(slots))

        return Both(to("en"), to("es"))

    def _parts(self, *, hosted: bool) -> dict[str, Both]:
        rng = self.rng
        to_come = (*SOON, BEFORE_THE_NEXT_HOST) if hosted else SOON
        when = rng.choice((*WHEN, *to_come) if self.placed else WHEN)
        often = rng.choice(OFTEN)
        meetings = (*AT_A_MEETING, *SOON_AT_A_MEETING) if self.placed else AT_A_MEETING
        return {
            "when": when,
            "soon": rng.choice(SOON) if self.placed else when,
            "often": often,
            "report": rng.choice((when, often, *meetings)),
            "quantity": rng.choice(QUANTITIES),
            "towns": TOWNS,
            "trap": rng.choice(TRAPS),
            "counted": rng.choice(COUNTED),
            "end": rng.choice(ENDS),
            "act": _act(rng),
        }


class _Slots(dict[str, str]):
    """`{Act}` is `act` with a capital, `{The asked}` a body that a sentence begins with; `{a asked}` and `{de asked}` stand
    for it behind a Spanish preposition."""

    def __missing__(self, key: str) -> str:
        before, space, role = key.partition(" ")
        if not space:
            return _capital(self[key.lower()])
        if before == "The":
            return _capital(self[role])
        said = self[role]
        return f"{before}l {said[3:]}" if said.startswith("el ") else f"{before} {said}"


def _capital(said: str) -> str:
    at = said.startswith("<")
    return said[:at] + said[at].upper() + said[at + 1 :]


def _act(rng: random.Random) -> Both:
    verb, (one, two) = rng.choice(VERBS), rng.sample(OBJECTS, 2)
    return Both(f"{verb.en.lower()} {one.en} and {two.en}", f"{verb.es.lower()} {one.es} y {two.es}")


def _named(body: Body, role: str, form: int, language: Language) -> str:
    """By name, by both, or by acronym, the article outside the mark."""
    name, acronym = body.name.to(language), body.acronym.to(language) if body.acronym else None
    bare = acronym and acronym.rpartition(" ")[2]
    said = acronym if acronym and form == 2 else f"{name} ({bare})" if bare and form else name
    article, _, rest = said.partition(" ")
    if article in ("the", "el", "la"):
        return f"{article} <{rest}={role} {body.slug}>"
    return f"<{said}={role} {body.slug}>"


def _facts(rng: random.Random, year: int) -> dict[Language, dict[str, str]]:
    after, roman, english, spanish, host, its_host = next(row for row in FOLLOWING if int(row[0] or 9999) > year)
    until, big = year + rng.randrange(2, 16), rng.randrange(3, 900) * 1_000
    common = {
        "y": until, "z": until + rng.randrange(2, 7), "s1": year + 1, "past": year - rng.randrange(1, 9), "n": rng.randrange(15, 500),
        "p": rng.randrange(11, 90), "k": rng.randrange(3, 12), "roman": roman, "after": after,
    }  # fmt: skip
    shared = {key: str(fact) for key, fact in common.items()}
    return {
        "en": {**shared, "big": f"{big:,}", "ordinal": english, "host": host},
        "es": {**shared, "big": f"{big:,}".replace(",", "."), "ordinal": spanish, "host": its_host},
    }
