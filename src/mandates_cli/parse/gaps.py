"""What the pages together do not show: items of a mandate, and pages in the other language."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from mandates_cli.model import Diagnostic, Mandate


def gaps(mandates: Sequence[Mandate]) -> Iterator[Diagnostic]:
    """A note for each mandate with missing items, and for each theme that only one language has a page of."""
    languages: dict[str, dict[str, str]] = defaultdict(dict)
    for mandate in mandates:
        for placement in mandate.placements:
            if placement.theme:
                languages[placement.theme].setdefault(mandate.language, placement.page)
        if mandate.missing_labels:
            letters = ", ".join(mandate.missing_labels)
            yield _note("missing-items", mandate.placements[0].page, mandate.id, f"no page shows its items {letters}")
    for theme, pages in sorted(languages.items()):
        if len(pages) == 1:
            (language, page), other = next(iter(pages.items())), "Spanish" if "en" in pages else "English"
            yield _note("page-without-twin", page, f"{theme} ({language})", f"no {other} page of this theme is known")


def _note(code: str, page: str, text: str, message: str) -> Diagnostic:
    return Diagnostic(code=code, severity="note", page=page, line=None, text=text, message=message)
