"""How alike two wordings are: the share of their words that stand in both, in order."""

from rapidfuzz.distance import Indel

from mandates_cli.folding import unspaced


def likeness(one: str, other: str, floor: float = 0.0) -> float:
    """From 0 to 1, of two folded texts: 1 for those that differ only in spaces. Below `floor` it may be 0."""
    if one == other or (one.replace(" ", "") == other.replace(" ", "") and unspaced(one) == unspaced(other)):
        return 1.0
    return Indel.normalized_similarity(one.split(), other.split(), score_cutoff=floor)
