"""British spellings made American, so that either finds both: the summits of 2009 wrote `organise` and `labour`.

Words are folded. What is not listed stays as it is.
"""

import re
from functools import cache
from typing import Final

# Beginnings of words, British and American. Source: the spelling differences of the Oxford Guide to English Usage.
BEGINNINGS: Final = dict(
    pair.split("=")
    for pair in """
    labour=labor honour=honor favour=favor endeavour=endeavor behaviour=behavior neighbour=neighbor harbour=harbor
    colour=color rigour=rigor vigour=vigor humour=humor rumour=rumor armour=armor parlour=parlor saviour=savior
    savour=savor valour=valor candour=candor clamour=clamor
    centre=center fibre=fiber theatre=theater metre=meter kilometre=kilometer litre=liter calibre=caliber
    defence=defense offence=offense licence=license pretence=pretense
    programme=program catalogue=catalog dialogue=dialog analogue=analog
    analyse=analyze analysing=analyzing catalyse=catalyze catalysing=catalyzing paralyse=paralyze
    travell=travel fuell=fuel modell=model labell=label counsell=counsel cancell=cancel signall=signal channell=channel
    fulfil=fulfill enrol=enroll skilful=skillful instalment=installment
    ageing=aging acknowledgement=acknowledgment judgement=judgment
    grey=gray aluminium=aluminum sulphur=sulfur plough=plow tyre=tire cheque=check
    paediatric=pediatric orthopaedic=orthopedic anaemia=anemia haemorrhag=hemorrhag oestrogen=estrogen foetus=fetus
    manoeuvr=maneuver practis=practic
    """.split()
)
# organise, organised, organisation; not promise, exercise, wise, advise.
ISE: Final = re.compile(r"(?P<stem>[a-z]{3,}?)is(?P<end>e|es|ed|ing|er|ers|ation|ations|able)")
# What stands before "is" in words that are spelt so everywhere.
EVERYWHERE: Final = frozenset(
    """
    adv advert appr appra bru chast circumc compr comprom conc cru dem desp dev disgu enterpr exc exerc expert franch
    improv inc likew merchand otherw parad pra prec prem prom repr rev superv surm surpr telev treat upr
    """.split()
)


@cache
def american(word: str) -> str:
    """`labor` for labour, `organization` for organisation; other words are themselves."""
    for size in range(min(len(word), 12), 3, -1):
        if (found := BEGINNINGS.get(word[:size])) and not word.startswith(found):
            word = found + word[size:]
            break
    match = ISE.fullmatch(word)
    if match and match["stem"] not in EVERYWHERE:
        return f"{match['stem']}iz{match['end']}"
    return word


@cache
def british(beginning: str) -> str:
    """The British beginning of words for an American one: `labour` for labor."""
    for ours, theirs in BEGINNINGS.items():
        if beginning.startswith(theirs) and ours != theirs:
            return ours + beginning[len(theirs) :]
    return beginning
