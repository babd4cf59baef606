"""What the pages together do not show: items of a mandate, and pages in the other language."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, get_args

from mandates_cli.model import Diagnostic, Language, Mandate
from mandates_cli.parse.labels import MAX_MISSING, leaps
from mandates_cli.wording import worded

LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)


def gaps(mandates: Sequence[Mandate], languages: Mapping[Language, str]) -> Iterator[Diagnostic]:
    """A note for each mandate with missing items, and for each theme that has no page in one of the languages.

    `languages` are their names, for people."""
    pages: dict[str, dict[Language, str]] = defaultdict(dict)
    for mandate in mandates:
        for placement in mandate.placements:
            if placement.theme:
                pages[placement.theme].setdefault(mandate.language, placement.page)
        if mandate.missing_labels:
            message = worded("no page shows its items {labels}", labels=", ".join(mandate.missing_labels))
            yield _note("missing-items", mandate.placements[0].page, mandate.id, message)
        elif leaps({int(item.label) for item in mandate.items if item.label and item.label.isdecimal()}):
            message = worded("more than {most:,} items are missing before the last, by its label", most=MAX_MISSING)
            yield _note("missing-items", mandate.placements[0].page, mandate.id, message)
    for theme, shown in sorted(pages.items()):
        known, page = next(iter(shown.items()))
        for code in LANGUAGES:
            if code not in shown:
                message = worded("no {language} page of this theme is known", language=languages.get(code, code))
                yield _note("page-without-twin", page, f"{theme} ({known})", message)


def _note(code: str, page: str, text: str, message: str) -> Diagnostic:
    return Diagnostic(code=code, severity="note", page=page, line=None, text=text, message=message)
