"""What a check found, for a person."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from mandates_cli.model import Account, Diagnostic, Page
from mandates_cli.render.shown import shown

SEVERITIES: Final = ("error", "warning", "note")
MOST: Final = 5


def checked(pages: Sequence[Page], found: Sequence[Diagnostic], width: int) -> Iterator[str]:
    """The account of all pages in a line, then the diagnostics by severity and code, some of each with their place."""
    sums = {name: sum(getattr(page.account, name) for page in pages) for name in Account.model_fields}
    total = sums.pop("total")
    yield f"{len(pages):,} page{' shows' if len(pages) == 1 else 's show'} {total:,} characters: "
    yield ", ".join(f"{count:,} in {name}" for name, count in sums.items()) + "\n"
    counts = Counter((d.severity, d.code) for d in found)
    for severity, code in sorted(counts, key=lambda key: (SEVERITIES.index(key[0]), -counts[key], key[1])):
        of_code = [d for d in found if (d.severity, d.code) == (severity, code)]
        yield f"\n{severity} {code}: {len(of_code):,}\n"
        for diagnostic in of_code[:MOST]:
            yield _line(diagnostic, width)
        if len(of_code) > MOST:
            yield f"  … and {len(of_code) - MOST:,} more: mandates check --json\n"
    if not found:
        yield "nothing to report\n"


def _line(diagnostic: Diagnostic, width: int) -> str:
    place = diagnostic.page if diagnostic.line is None else f"{diagnostic.page}:{diagnostic.line}"
    line = shown(f"  {place}  {diagnostic.message}: {' '.join(diagnostic.text.split())}")
    return line + "\n" if len(line) <= width else line[: width - 1].rstrip() + "…\n"
