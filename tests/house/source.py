"""What the files of the package import and say, read from their syntax: nothing is run."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "mandates_cli"


def files(source: Path) -> list[Path]:
    return sorted(source.rglob("*.py"))


def name(path: Path, source: Path) -> str:
    return path.relative_to(source).as_posix()


def syntax(path: Path) -> ast.Module:
    return ast.parse(path.read_bytes())


def imported(path: Path, source: Path) -> list[tuple[int, str]]:
    """Every module or name a file imports, wherever in the file, as dotted names from the top."""
    package = ("mandates_cli", *path.relative_to(source).parent.parts)
    found = []
    for node in ast.walk(syntax(path)):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = [*package[: len(package) - node.level + 1]] if node.level else []
            base += [node.module] if node.module else []
            found += [(node.lineno, ".".join([*base, alias.name])) for alias in node.names]
    return found


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """Every string of a file with its line; of an f-string, each piece between its fields.

    Docstrings and help texts are left out: they describe and give examples.
    """
    tree = syntax(path)
    described: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            first = node.body[0]
            assert isinstance(first, ast.Expr)
            described.add(first.value)
        elif isinstance(node, ast.keyword) and node.arg == "help":
            described.update(ast.walk(node.value))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in described:
            yield node.lineno, node.value
