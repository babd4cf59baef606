"""What a term stands for, said once: the index, the engine for large corpora, the oracle and --explain all ask here."""

from functools import lru_cache
from typing import Final, NamedTuple

from mandates_cli.query.tree import Term
from mandates_cli.query.words import STEMMERS, alternatives, begun, stems

AS_WRITTEN: Final = "exact"
FOLDED: Final = "folded"
LANGUAGES: Final = tuple(STEMMERS)


class Form(NamedTuple):
    """Words side by side. `kind` says what they are compared with: the words of a text as written, with their ñ
    (`exact`), the same without it (`folded`), or the stems of a text in a language (`en`, `es`). With `prefix` the last
    one is the beginning of a word."""

    kind: str
    words: tuple[str, ...]
    prefix: bool = False


@lru_cache(1024)
def forms(term: Term) -> tuple[Form, ...]:
    """A text matches where it holds one of these. Beginnings of words have no stem, so they are looked for in every
    spelling of the word."""
    if term.exact:
        return (Form(AS_WRITTEN, term.words, term.prefix),)
    if term.prefix:
        return tuple(Form(FOLDED, words, prefix=True) for words in begun(term.words))
    parted = alternatives(term.words)
    found = [Form(language, tuple(stems(words, language))) for language in LANGUAGES for words in parted]
    return tuple(dict.fromkeys(found))
