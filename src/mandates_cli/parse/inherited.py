"""Whether a deadline of a chapeau is one of the items below it."""

import re
from collections.abc import Mapping
from typing import Final

from mandates_cli.model import Language
from mandates_cli.parse.pattern import Pattern

# The deadline is of a goal: "in order to halve poverty by 2015, Governments will:"
GOAL: Final[Mapping[Language, Pattern]] = {
    "en": Pattern(
        r"(?:^\W*to (?!this|that)|\b(?:in order to|so as to|with a view to|with the (?:aim|goal|objective|purpose) of"
        r"|so that|aiming to|aimed at|towards? the (?:goal|target)"
        r"|the (?:goal|target|objective|aim) of|with the (?:goal|target) that|recogni[sz]ing|considering|recalling"
        r"|noting|reaffirm\w*)\b)[^.;]*$",
        re.IGNORECASE,
    ),
    "es": Pattern(
        r"(?:^\W*para (?!ello|tal)|\b(?:a fin de|con el fin de|con el objeto de|con el objetivo de|con miras a"
        r"|con vistas a|de modo que|de manera que|a efectos de|la meta de|el objetivo de"
        r"|el propósito de|con la meta de|reconociendo|considerando|recordando|reafirm\w*"
        r"|teniendo en cuenta)\b)[^.;]*$",
        re.IGNORECASE,
    ),
}
# It is of another thing: "the plan, which will be revised by 2010, and"
ASIDE: Final[Mapping[Language, Pattern]] = {
    "en": Pattern(
        r"(?:\b(?:which|who|whom|whose)\b|\w \bthat (?:will|shall|is to|are to|is|are|was|were|has|have)\b)[^;.]*$",
        re.IGNORECASE,
    ),
    "es": Pattern(
        r"(?:\b(?:cuyo|cuya|cuyos|cuyas|el cual|la cual|los cuales|las cuales|quienes)\b|,? que (?:se )?\w+(?:rá|rán"
        r"|ará|erá)\b)[^;.]*$",
        re.IGNORECASE,
    ),
}
# The items are means to what is due, or another thing than it: "and to this end will:", "through:", "who are to:"
SERVES: Final[Mapping[Language, Pattern]] = {
    "en": Pattern(
        r"\b(?:to (?:this|that|these) (?:end|effect|aim)s?|for (?:this|that|these|such) purposes?|to (?:do so|do this"
        r"|achieve|attain|accomplish|reach|carry (?:this|it|them) out|realize|meet) ?(?:this|that|it|these|them)?"
        r"|with (?:this|that) (?:aim|goal|objective|end|purpose)|in (?:doing so|so doing)|accordingly|therefore"
        r"|toward(?:s)? this|for which)\b"
        r"|\b(?:through|by|by means of|via|on the basis of)\W*$|\b(?:which|who|that)\b[^,]*$|,? and (?:we )?(?:will"
        r"|shall|agree|commit|resolve|decide|undertake|also)\b",
        re.IGNORECASE,
    ),
    "es": Pattern(
        r"\b(?:a (?:tal|este|ese|esos|estos) (?:fin|efecto|fines|efectos)|con (?:este|ese|tal) (?:fin|objetivo"
        r"|propósito|objeto)|para (?:ello|lograrlo|eso|esto|tal fin|ese fin|alcanzarlo|alcanzarla|cumplirlo"
        r"|conseguirlo)"
        r"|por lo que|para lo cual|en consecuencia)\b|\b(?:mediante|a través de|por medio de|con base en"
        r"|sobre la base de)\W*$|\b(?:que|quienes|los cuales|las cuales)\W*$"
        r"|,? y (?:nos |se )?(?:acordamos|convenimos|comprometemos|comprometen|resolvemos|decidimos|también|acuerdan"
        r"|deciden)\b",
        re.IGNORECASE,
    ),
}
# Behind either, the main clause is gone on with: "In order to halve poverty, governments will, by 2015:"
BACK: Final[Mapping[Language, Pattern]] = {
    "en": Pattern(
        r", (?:(?:we|they|(?:(?:the|our|all|member|these|those) )*(?:governments|states|countries|ministers)) )?"
        r"(?:hereby )?(?:will|shall|should|must|agree|commit|resolve|decide|undertake|pledge)\b"
        r"|, (?:to )?(?:do|take|adopt|carry out|implement) (?:the|these|what)\b|, to do\b",
        re.IGNORECASE,
    ),
    "es": Pattern(
        r", (?:(?:(?:los|nuestros|todos|estos) )+(?:gobiernos|estados|países|ministros)(?: miembros)? )?(?:nos |se )?"
        r"(?:acuerdan|acordamos|convienen|convenimos|resuelven|resolvemos|deciden|decidimos|comprometen|comprometemos"
        r"|\w+(?:rán|remos))\b"
        r"|, (?:convenir|acordar|resolver|decidir|comprometer(?:se|nos)"
        r"|(?:a )?(?:hacer|adoptar|tomar|emprender|realizar)|(?:haga|adopte|tome|emprenda|realice)n?)\b",
        re.IGNORECASE,
    ),
}


def governs(before: str, after: str, language: Language) -> bool:
    """Whether a deadline stands over the items: `before` and `after` are the chapeau's last sentence around it."""
    if SERVES[language].search(after):
        return False
    left = (GOAL[language].search(before), ASIDE[language].search(before))
    return all(clause is None or BACK[language].search(before, clause.start() + 1) for clause in left)
