"""Spanish verbs as a table that is looked up: every root that a verb has, with the endings that may follow it.

    .venv/bin/python tests/quality/verbs.py    # after a change of verbs.es, nouns.es or irregular.es

The package reads what this makes: to make it at every start would take as long as a search.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parents[2] / "src"))

from mandates_cli.query.spelling import TABLES, table

MADE: Final = TABLES / "verbs.json"


def _spelt(root: str, vowel: str) -> Iterator[str]:
    """A root as it is spelt before every vowel, where the sound before the infinitive's is the same."""
    yield root
    if vowel == "a":
        # aplicar, apliquen; pagar, paguen; comenzar, comience.
        for sound, other in (("c", "qu"), ("g", "gu"), ("z", "c")):
            if root.endswith(sound):
                yield root.removesuffix(sound) + other
        return
    # vencer, venza; proteger, proteja; seguir, sigan; construir, construye; proveer, proveyendo.
    for sound, others in (("c", ("z", "zc")), ("gu", ("g",)), ("g", ("j",)), ("u", ("uy",)), ("e", ("ey",))):
        if root.endswith(sound) and not (sound == "u" and root.endswith("gu")):
            yield from (root.removesuffix(sound) + other for other in others)
    if root.endswith("duc"):  # produjeron
        yield f"{root[:-1]}j"


def _changed(root: str, change: str) -> str:
    before, _, after = change.partition(">")
    start, found, end = root.rpartition(before)
    return start + after + end if found else root


def roots() -> dict[str, tuple[str, str]]:
    """Roots, each with the infinitive that it belongs to and its kind."""
    found: dict[str, tuple[str, str]] = {}
    for line in table("verbs.es", "\n"):
        changes, _, verbs = line.partition(": ")
        for verb in verbs.split():
            root, vowel = verb[:-2], verb[-2]
            changed = [_changed(root, change) for change in changes.split()]
            others = [spelt for one in changed for spelt in _spelt(one, vowel) if spelt != root]
            if vowel != "a":
                others += [spelt for spelt in _spelt(root, vowel) if spelt != root]
                elsewhere = any(other.endswith(("g", "j", "z", "uy")) for other in others)
                found[root] = (verb, "infinitive of another root" if elsewhere else "infinitive")
            elif changes == "-":
                found[root] = (verb, "in -ar")
            for other in others:
                stressed = vowel == "a" and changes != "-" and not other.endswith("uv")
                changed_kind = "changed, in y or j" if other[-1] in "yj" else "changed"
                found.setdefault(other, (verb, "in -ar, changed" if stressed else changed_kind))
    return found


def irregular() -> dict[str, str]:
    """Forms that are no root and ending, and nouns that only their verb's sense gives away; each with its verb."""
    nouns = (pair.split("=") for pair in table("nouns.es"))
    found = {form: verb for noun, verb in nouns for form in (noun, f"{noun}s", f"{noun}es")}
    groups = (line.split() for line in table("irregular.es", "\n"))
    return found | {form: first for first, *forms in groups for form in forms}


def made() -> str:
    known, others = roots(), irregular()
    verbs = {verb for verb, _ in known.values()} | set(others.values())
    infinitives = sorted(verb for verb in verbs if not verb.endswith("ar"))
    table = {"roots": known, "irregular": others, "infinitives": infinitives}
    return json.dumps(table, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n"


if __name__ == "__main__":
    MADE.write_text(made(), "utf-8")
