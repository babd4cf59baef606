"""Spanish as it is written: what Snowball leaves of a word's inflections. Words are folded, so no accent tells.

Snowball cuts regular endings. Here is what comes before it (pronouns at the end, plurals, verbs whose root changes) and
behind it (one sound in two spellings). Knowledge is in the tables; each rule says what it must leave alone.
"""

import json
import re
from functools import cache
from typing import Final, TypedDict, cast

from mandates_cli.query.spelling import TABLES, table

# garantizarles, ofreciendoles, comprometerse, entregarselos.
PRONOUN: Final = "(?:(?:[mts]e|n?os)?l[aeo]s?|[mts]e|nos)"
# A root has a vowel: parte is no "p-ar-te", nor charla "ch-ar-la". The first one is meant, or a word of nothing but
# vowels would be tried from each of them.
VOICED: Final = "[b-df-hj-np-tv-z]*[aeiou][a-z]*"
AR_AND_PRONOUN: Final = re.compile(rf"({VOICED}ar){PRONOUN}")
AND_PRONOUN: Final = re.compile(rf"([a-z]+(?:[aei]r|[ai]?ndo)){PRONOUN}")
GERUND_AND_PRONOUN: Final = re.compile(rf"({VOICED}(?:ando|[iy]endo)){PRONOUN}")
NO_PRONOUN: Final = frozenset(table("clitics.es"))

# Endings that Snowball knows by their accents alone: garantizábamos, garantizarían; -aria stays, for necesaria.
# The root has three letters at least where its own end could be the ending: grabamos, acabamos.
UNACCENTED: Final = re.compile(
    r"(?:(?<=..)a(?:ramos|riamos|rian|semos|rais|riais|seis|remos|reis)|(?<=...)a(?:bamos|bais))$"
)
# "We": promovemos and ratificamos, which are no plurals; mecanismos and tramos are.
WE: Final = re.compile(r"..[ae]mos$")
IN_MO: Final = frozenset(table("in-mo.es"))
# What looks like a pronoun now is none: confirme, perla. Snowball would take it.
NO_PRONOUN_LEFT: Final = re.compile(r"(?<=..[aei]r[lms])[aeo]$")
# The singulars that end in s.
IN_S: Final = frozenset(table("in-s.es"))
# A sound that is spelt z elsewhere: jueces and juez, garantice and garantizar, alcances and alcanzar.
SOFT: Final = re.compile(r"c(?=e[ns]?$|emos$)")
# Snowball takes a part of the root with the ending: ratif-ica, ratif-icacion, but ratific-ar. It may with tecnologico.
IN_IC: Final = re.compile(r"(?<=..)(?<!log)ic(?:[oa]|amente|acione?|adore?|adora|ante|ancia)$")
SHORTEST_PLURAL: Final = 4

# What stands behind any root in -er or -ir, and behind one that changes: promuev-en, teng-a, abiert-os, tendr-ian.
ENDINGS: Final = frozenset(
    """
    o es e emos eis en imos ia ias iamos iais ian i iste io ieron a as amos ais an iera ieras ieramos ieran
    iese ieses iesen iesemos iere ieren iendo yendo ido idos ida idas os
    """.split()
)
# Not behind an infinitive's root that becomes another one there: tenga, proteja, conozca; so vena is no venir.
WITH_A_AND_O: Final = frozenset("o os a as amos ais an".split())
# Behind the root of the infinitive: protegera, cumpliria.
OF_INFINITIVE: Final = frozenset(
    f"{vowel}{end}" for vowel in "ei" for end in "d r res re ras ra remos ran ria rias riamos rian".split()
)
# Behind y and j: construy-eron, produj-era, contribuy-endo.
BEHIND_Y_AND_J: Final = frozenset("eron era eras eramos eran ese esen endo".split())
# Behind a root in -ar that changes: comienz-an, acuerd-os; the stressed forms alone have one.
STRESSED: Final = frozenset("o os a as an e es en".split())
# Behind one that Snowball thinks too short to have an ending: inst-aron.
ENDINGS_OF_AR: Final = STRESSED | frozenset(
    "ar ando ado ados ada adas aba aban aron ara aran aremos aria arian amos emos".split()
)
# The longest ending, and the shortest root: una is no form of unir.
MOST: Final = 7
SHORTEST_ROOT: Final = 3


# Which endings may follow a root, by its kind.
FOLLOWING: Final = {
    "infinitive": ENDINGS | OF_INFINITIVE,
    "infinitive of another root": (ENDINGS - WITH_A_AND_O) | OF_INFINITIVE,
    "changed": ENDINGS,
    "changed, in y or j": ENDINGS | BEHIND_Y_AND_J,
    "in -ar": ENDINGS_OF_AR,
    "in -ar, changed": STRESSED,
}


class _Verbs(TypedDict):
    """Roots with infinitive and kind; other forms with theirs; the infinitives in -er and -ir."""

    roots: dict[str, tuple[str, str]]
    irregular: dict[str, str]
    infinitives: list[str]


@cache
def _verbs() -> _Verbs:
    """Made of the tables of verbs and nouns by `tests/quality/verbs.py`: to make it here takes as long as a search."""
    return cast(_Verbs, json.loads((TABLES / "verbs.json").read_bytes()))


@cache
def _infinitives() -> frozenset[str]:
    return frozenset(_verbs()["infinitives"])


def lemma(word: str) -> str:
    """What a form or a noun stands for where Snowball cannot say: its verb; of other words the singular."""
    irregular = _verbs()["irregular"]
    if word not in irregular:
        word = _without_pronouns(word)
    return irregular.get(word) or _of_root(word) or _singular(word)


def _of_root(word: str, most: int = MOST) -> str | None:
    """The infinitive of a form that is a known root and an ending of so many letters at most."""
    roots = _verbs()["roots"]
    for size in range(min(most, len(word) - SHORTEST_ROOT) + 1):
        verb, kind = roots.get(word[: len(word) - size], ("", ""))
        if verb and word[len(word) - size :] in FOLLOWING[kind]:
            return verb
    return None


def _without_pronouns(word: str) -> str:
    """What only looks like an infinitive with a pronoun stays: gobiernos and firme, since there is no verb gobier."""
    if word in NO_PRONOUN:
        return word
    if match := GERUND_AND_PRONOUN.fullmatch(word) or AR_AND_PRONOUN.fullmatch(word):
        return match[1]
    if (match := AND_PRONOUN.fullmatch(word)) and (match[1] in _infinitives() or match[1] in _verbs()["irregular"]):
        return match[1]
    return word


def _singular(word: str) -> str:
    """Without the s of a plural: tribus as well as naciones, whose e Snowball takes."""
    if len(word) < SHORTEST_PLURAL or not word.endswith("s") or word.endswith("ss") or word in IN_S:
        return word
    return word if WE.search(word) and word not in IN_MO else word[:-1]


def regular(word: str) -> str:
    """A word as Snowball can take it."""
    if verb := _of_root(word, 1):
        return verb
    for pattern, instead in ((UNACCENTED, "ar"), (NO_PRONOUN_LEFT, ""), (IN_IC, "ic"), (SOFT, "z")):
        word = pattern.sub(instead, word)
    return word


def one_spelling(root: str) -> str:
    """What Snowball leaves, with one spelling for its last sound: apliqu-en, aplic-ar; pagu-en, pag-ar."""
    for ending, sound in (("qu", "c"), ("gu", "g")):
        if root.endswith(ending) and len(root) > len(ending):
            return root.removesuffix(ending) + sound
    return root


def marked(root: str) -> str:
    """A stem that reads as a form of another word is made to look like none: vena is no "come", premisa no plural."""
    return root + root[-1] if lemma(root) != root else root
