"""The licences of all packages that the program, its extras and its tests need, as those packages state them.

`python tools/licences.py` writes docs/licences.md from what is installed; the tests compare it.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT: Final = Path(__file__).parents[1]
PAGE: Final = ROOT / "docs" / "licences.md"
# typer==0.28.4 \
LOCKED: Final = re.compile(r"^([\w.-]+)==", re.MULTILINE)
CLASSIFIER: Final = re.compile(r"License :: (?:OSI Approved :: )?(.+)")
# Extras of those who work on the program.
NOT_OFFERED: Final = ("dev", "release")
HEAD: Final = """\
# Licences

The program is under the MIT licence. The page that `mandates export FILE.html` writes holds Snowball's stemmers
(`snowball.js`), which are under the 3-clause BSD licence: its text stands in that file, and in every such page.

What the program needs is installed beside it and is no part of it. Each package's licence is given as the package
states it. An extra is installed on request, as in `pip install 'mandates-cli[office]'`; what only tests, documentation
and building need is not installed with the program.
"""


def page() -> str:
    """Raises PackageNotFoundError where what the locks name is not installed."""
    return f"{HEAD}\n" + "\n\n".join(map(_section, _groups())) + "\n"


def locked() -> set[str]:
    """The names of all packages in the locks of the program and of its tests."""
    texts = [(ROOT / name).read_text("utf-8") for name in ("requirements.txt", "requirements-dev.txt")]
    return {canonicalize_name(name) for text in texts for name in LOCKED.findall(text)}


def _groups() -> Iterator[tuple[str, list[str]]]:
    """The title of each section, and the packages that no section before it has."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = {name: needs for name, needs in project["optional-dependencies"].items() if name not in NOT_OFFERED}
    wanted = {"The program": project["dependencies"], **{f"Extra `{name}`": needs for name, needs in extras.items()}}
    told: set[str] = set()
    for title, needs in wanted.items():
        found = _needed(map(Requirement, needs)) - told
        told |= found
        yield title, sorted(found)
    yield "Tests, documentation, building", sorted(locked() - told)


def _needed(requirements: Iterable[Requirement]) -> set[str]:
    """These packages and what they need, on this Python and system."""
    found: set[str] = set()
    asked: set[tuple[str, str]] = set()
    waiting = [(need, "") for need in requirements]
    while waiting:
        need, extra = waiting.pop()
        if need.marker and not need.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(need.name)
        found.add(name)
        for wanted in {(name, extra) for extra in ("", *need.extras)} - asked:
            asked.add(wanted)
            waiting += [(inner, wanted[1]) for inner in map(Requirement, distribution(name).requires or ())]
    return found


def _section(group: tuple[str, list[str]]) -> str:
    title, names = group
    rows = [f"| {found.name} | {licence(found)} |" for found in map(distribution, names)]
    return "\n".join((f"## {title}", "", "| package | licence |", "|---|---|", *rows))


def licence(package: Distribution) -> str:
    """In one line: the SPDX expression, else the short name, else the classifiers."""
    told = package.metadata
    if expression := told.get("License-Expression"):
        return expression
    classified = [found[1] for line in told.get_all("Classifier", ()) if (found := CLASSIFIER.fullmatch(line))]
    short = (told.get("License") or "").strip()
    if short not in ("", "UNKNOWN") and "\n" not in short and len(short) <= 60:
        return short
    return "; ".join(classified) or "stated in its files only"


def main() -> None:
    PAGE.write_text(page(), "utf-8")


if __name__ == "__main__":
    main()
