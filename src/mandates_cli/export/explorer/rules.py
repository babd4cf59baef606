"""The tables and rules by which words meet, for the page: it cuts and stems what is typed as the index does."""

import re
from typing import Any, Final

from mandates_cli.query import phrase, spanish, spelling, words

# Python and JavaScript write a named group differently.
NAMED: Final = "(?P<"


def rules() -> dict[str, Any]:
    verbs = spanish._verbs()
    return {
        "patterns": {
            "abbreviations": _source(words.ABBREVIATIONS),
            "ise": _whole(spelling.ISE),
            "begun": _whole(spelling.BEGUN),
            "gerundAndPronoun": _whole(spanish.GERUND_AND_PRONOUN),
            "arAndPronoun": _whole(spanish.AR_AND_PRONOUN),
            "andPronoun": _whole(spanish.AND_PRONOUN),
            "we": _source(spanish.WE),
            "unaccented": _source(spanish.UNACCENTED),
            "noPronounLeft": _source(spanish.NO_PRONOUN_LEFT),
            "inIc": _source(spanish.IN_IC),
            "soft": _source(spanish.SOFT),
        },
        "sets": {
            "everywhere": sorted(spelling.EVERYWHERE),
            "iseEverywhere": sorted(spelling.ISE_EVERYWHERE),
            "noPronoun": sorted(spanish.NO_PRONOUN),
            "infinitives": sorted(verbs["infinitives"]),
            "inS": sorted(spanish.IN_S),
            "inMo": sorted(spanish.IN_MO),
            "neverCompounded": sorted(words.NEVER_COMPOUNDED),
            "prefixes": sorted(words.PREFIXES),
            "function": sorted(phrase._function_words()),
        },
        "irregular": words.IRREGULAR,
        "kept": words.KEPT_UNSTEMMED,
        "beginnings": spelling.BEGINNINGS,
        "longest": spelling.LONGEST,
        "ends": spelling.ENDS,
        "verbs": {"roots": verbs["roots"], "irregular": verbs["irregular"]},
        "following": {kind: sorted(endings) for kind, endings in spanish.FOLLOWING.items()},
        "most": spanish.MOST,
        "shortestRoot": spanish.SHORTEST_ROOT,
        "shortestPlural": spanish.SHORTEST_PLURAL,
        "minPart": words.MIN_PART,
        "mostParted": words.MOST_PARTED,
        "mostWords": phrase.MOST_WORDS,
    }


def _source(pattern: re.Pattern[str]) -> str:
    return pattern.pattern.replace(NAMED, "(?<")


def _whole(pattern: re.Pattern[str]) -> str:
    return f"^(?:{_source(pattern)})$"
