"""Arrows point one way: between layers as the map in CONTRIBUTING.md says, between files in no circle."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from source import ROOT, SOURCE, files, imported, name

HEAD = "| layer | does | may import | alone imports |"
# Each is free to name its modules for what it shows or runs: `render/diff.py` draws what `compare/diff.py` finds.
FREE = ("cli", "render")


class Map(NamedTuple):
    """`may` holds the layers that each layer may import, `alone` the layers that each listed library is left to."""

    may: Mapping[str, set[str]]
    alone: Mapping[str, set[str]]


def read(text: str) -> Map:
    """The map as the table shows it: names are joined by commas, `all` stands for every layer, `–` for none."""
    lines = text[text.index(HEAD) :].splitlines()[2:]
    may: dict[str, set[str]] = {}
    alone: dict[str, set[str]] = defaultdict(set)
    for line in lines:
        if not line.startswith("|"):
            break
        layer, _, arrows, libraries = (cell.strip() for cell in line.strip("|").split("|"))
        layer = layer.strip("`")
        may[layer] = named(arrows)
        for library in named(libraries):
            alone[library].add(layer)
    return Map({layer: {*may} if names == {"all"} else names for layer, names in may.items()}, alone)


def named(cell: str) -> set[str]:
    return {part.strip(" `") for part in cell.split(",")} - {"", "–"}


def layer_of(path: Path, source: Path) -> str:
    return path.relative_to(source).parts[0].removesuffix(".py")


def violations(source: Path, known: Map) -> list[str]:
    """What breaks the rules under a source folder, as `file:line layer -> name`."""
    broken = []
    for path in files(source):
        layer = layer_of(path, source)
        for line, target in imported(path, source):
            top, _, rest = target.partition(".")
            if top == "mandates_cli":
                other = rest.partition(".")[0]
                # A name of the package itself, such as __version__, is no layer.
                wrong = (other if other in known.may else "__init__") not in {layer, *known.may.get(layer, ())}
            else:
                wrong = layer not in known.alone.get(top, {layer})
            if wrong:
                broken.append(f"{name(path, source)}:{line} {layer} -> {target}")
    return broken


def circle(source: Path) -> list[str]:
    """The files of a circle, the first again at its end; empty where there is none. Imports for types count."""
    arrows = {
        path: [at for _, target in imported(path, source) for at in holding(target, source)] for path in files(source)
    }
    done: set[Path] = set()

    def followed(way: list[Path]) -> list[Path]:
        for target in arrows[way[-1]]:
            if target in way:
                return [*way[way.index(target) :], target]
            if target not in done and (found := followed([*way, target])):
                return found
        done.add(way[-1])
        return []

    for path in arrows:
        if path not in done and (found := followed([path])):
            return [name(at, source) for at in found]
    return []


def holding(target: str, source: Path) -> Iterable[Path]:
    """The file of the package that holds a dotted name, if any does: `corpus.index.opened` is in corpus/index.py."""
    top, *parts = target.split(".")
    if top != "mandates_cli":
        return []
    for length in range(len(parts), -1, -1):
        place = source.joinpath(*parts[:length])
        for path in (place.with_suffix(".py"), place / "__init__.py"):
            if path.is_file():
                return [path]
    return []


def repeated(source: Path) -> list[str]:
    """Files whose module has the name of another one."""
    places = defaultdict(list)
    for path in files(source):
        if path.stem != "__init__" and layer_of(path, source) not in FREE:
            places[path.stem].append(name(path, source))
    return [place for found in places.values() if len(found) > 1 for place in found]


def the_map() -> Map:
    return read((ROOT / "CONTRIBUTING.md").read_text("utf-8"))


def test_layers_import_only_what_they_may() -> None:
    assert violations(SOURCE, the_map()) == []


def test_every_module_belongs_to_a_layer_and_every_layer_is_there() -> None:
    assert {layer_of(path, SOURCE) for path in files(SOURCE)} == the_map().may.keys()


def test_no_circle_of_files() -> None:
    assert " -> ".join(circle(SOURCE)) == ""


def test_a_name_means_one_module() -> None:
    assert repeated(SOURCE) == []


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    for folder in ("query", "corpus", "render"):
        (tmp_path / folder).mkdir()
    (tmp_path / "query" / "words.py").write_text(
        "from typing import TYPE_CHECKING\n"
        "from mandates_cli.folding import fold\n"
        "if TYPE_CHECKING:\n    from mandates_cli import corpus\n"
        "def later():\n    import sqlite3\n    from ..render import plain\n"
        "from mandates_cli import __version__\n"
    )
    (tmp_path / "corpus" / "__init__.py").write_text("import sqlite3\nfrom mandates_cli.query.words import later\n")
    (tmp_path / "corpus" / "words.py").write_text("import regex\n")
    (tmp_path / "render" / "words.py").write_text("")
    return tmp_path


def test_planted_violations_are_found(planted: Path) -> None:
    known = read(
        "# Map\n\n"
        f"{HEAD}\n|---|---|---|---|\n"
        "| `folding` | text made comparable | – | |\n"
        "| `query` | a tree of values | folding | regex |\n"
        "| `corpus` | records, and their index | query, folding | sqlite3, regex |\n"
        "| `render` | shows | all | rich |\n\n"
        "After it.\n"
    )
    assert known.may["render"] == {"folding", "query", "corpus", "render"}
    assert sorted(violations(planted, known)) == [
        "query/words.py:4 query -> mandates_cli.corpus",
        "query/words.py:6 query -> sqlite3",
        "query/words.py:7 query -> mandates_cli.render.plain",
        "query/words.py:8 query -> mandates_cli.__version__",
    ]
    assert circle(planted) == ["corpus/__init__.py", "query/words.py", "corpus/__init__.py"]
    assert repeated(planted) == ["corpus/words.py", "query/words.py"]
