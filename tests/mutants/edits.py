"""Small changes to a program, one at a time, each of which its tests should notice."""

import ast
import re
from collections.abc import Callable, Iterator
from itertools import takewhile
from typing import Final, NamedTuple, TypeAlias

OTHER: Final[dict[type[ast.AST], type[ast.AST]]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr, ast.Break: ast.Continue, ast.Continue: ast.Break,
}  # fmt: skip
TWINS: Final = {"min": "max", "max": "min", "any": "all", "all": "any"}
# "(?:\d+|[IVXL]+)?": each sign that says how often, each bar between ways, and each look around.
OFTEN: Final = re.compile(r"(?<![\\(\[])(?:[?*+](?![?+])|\|(?![|)]))|\(\?<?[!=]")
PATTERN: Final = re.compile(r"\\[bsdwWAZ]|\(\?|\]\??[+*?]")
# Sentences for people are told apart by other tests.
SHORT: Final = re.compile(r"\S{1,12}")

# The node in the place of one; none where a statement goes.
Change: TypeAlias = Callable[[ast.AST], ast.AST]


class Mutant(NamedTuple):
    """`line` is that of the change; `outer` says that it is at a module's level, among its constants."""

    line: int
    outer: bool
    what: str
    tree: ast.Module


def places(source: str) -> list[tuple[int, int]]:
    """Each change that can be made: which node, and which way of changing it."""
    nodes = changeable(ast.parse(source))
    return [(number, way) for number, (node, _) in enumerate(nodes) for way, _ in enumerate(changes(node))]


def mutant(source: str, number: int, way: int) -> Mutant:
    tree = ast.parse(source)
    node, outer = changeable(tree)[number]
    before = ast.unparse(node)
    new = list(changes(node))[way]()
    put(tree, node, new)
    line = (node.target if isinstance(node, ast.comprehension) else node).lineno
    return Mutant(line, outer, told(before, ast.unparse(new)), tree)


def told(before: str, after: str) -> str:
    """The change, with what stands around it in a long text."""
    one, other = (" ".join(text.split()) for text in (before, after))
    same = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    start = max(sum(1 for _ in same) - 40, 0)
    return f"{one[start : start + 90]}  ->  {other[start : start + 90]}"


def changeable(tree: ast.Module) -> list[tuple[ast.AST, bool]]:
    """What may be changed, and whether it stands outside all functions: no texts that explain, no types, nothing of
    how a class is put together."""
    found: list[tuple[ast.AST, bool]] = []

    def visit(node: ast.AST, place: str) -> None:
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns", "decorator_list", "bases", "args") and not isinstance(node, ast.Call):
                continue
            for child in value if isinstance(value, list) else [value]:
                if not isinstance(child, ast.AST) or says_nothing(child):
                    continue
                if isinstance(child, ast.FunctionDef | ast.Lambda):
                    visit(child, "function")
                elif isinstance(child, ast.ClassDef):
                    visit(child, "class")
                elif place != "class":
                    if isinstance(child, ast.expr | ast.stmt | ast.comprehension):
                        found.append((child, place == "module"))
                    visit(child, place)

    visit(tree, "module")
    return found


def says_nothing(node: ast.AST) -> bool:
    """Whether it does nothing when the program runs."""
    match node:
        case (
            ast.Expr(value=ast.Constant()) | ast.Import() | ast.ImportFrom() | ast.If(test=ast.Name(id="TYPE_CHECKING"))
        ):
            return True
        case ast.AnnAssign(annotation=ast.Name(id="TypeAlias")):
            return True
    return False


def changes(node: ast.AST) -> Iterator[Callable[[], ast.AST]]:
    """What may stand in a node's place. `node` itself is changed by some: it is one of a copy."""
    match node:
        case ast.Compare(ops=ops):
            for place, op in enumerate(ops):
                yield lambda place=place, op=op: with_op(node, place, OTHER[type(op)]())
        case ast.BoolOp(values=values):
            for place in range(len(values)):
                yield lambda place=place: without(node, place)
            yield lambda: ast.BoolOp(OTHER[type(node.op)](), node.values)
        case ast.UnaryOp(op=ast.Not()):
            yield lambda: node.operand
        case ast.BinOp(op=op) if type(op) in OTHER and not isinstance(node.left, ast.JoinedStr):
            yield lambda: ast.BinOp(node.left, OTHER[type(node.op)](), node.right)
        case ast.If() | ast.IfExp() | ast.While():
            yield lambda: tested(node, False)
            if not isinstance(node, ast.While):
                yield lambda: tested(node, True)
        case ast.Constant(value=bool(value)):
            yield lambda: ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield lambda: ast.Constant(value + 1)
            yield lambda: ast.Constant(value - 1)
        case ast.Constant(value=str(value)) if PATTERN.search(value):
            for sign in OFTEN.finditer(value):
                yield lambda sign=sign: ast.Constant(otherwise(value, sign))
        case ast.Constant(value=str(value)) if SHORT.fullmatch(value):
            yield lambda: ast.Constant(f"{value}x")
        case ast.Call(func=ast.Name(id=name)) if name in TWINS:
            yield lambda: ast.Call(ast.Name(TWINS[name], ast.Load()), node.args, node.keywords)
        case ast.Call(func=ast.Name(), args=[one]) if not isinstance(one, ast.Starred):
            yield lambda: one
        case ast.Call(func=ast.Attribute(value=one)) if not isinstance(one, ast.Name) or one.id != "re":
            yield lambda: one
        case ast.Slice():
            for bound in ("lower", "upper", "step"):
                if getattr(node, bound):
                    yield lambda bound=bound: unbound(node, bound)
        case ast.Break() | ast.Continue():
            yield lambda: OTHER[type(node)]()
        case ast.Expr() | ast.AugAssign():
            yield ast.Pass
        case ast.Return(value=value) if value and not isinstance(value, ast.Constant):
            yield lambda: ast.Return(ast.Constant(None))
        case ast.comprehension(ifs=[_, *_]):
            for place in range(len(node.ifs)):
                yield lambda place=place: unfiltered(node, place)


def with_op(node: ast.Compare, place: int, op: ast.AST) -> ast.Compare:
    return ast.Compare(node.left, [*node.ops[:place], op, *node.ops[place + 1 :]], node.comparators)  # type: ignore[list-item]


def without(node: ast.BoolOp, place: int) -> ast.expr:
    values = [value for number, value in enumerate(node.values) if number != place]
    return values[0] if len(values) == 1 else ast.BoolOp(node.op, values)


def tested(node: ast.If | ast.IfExp | ast.While, outcome: bool) -> ast.AST:
    node.test = ast.Constant(outcome)
    return node


def unbound(node: ast.Slice, bound: str) -> ast.Slice:
    setattr(node, bound, None)
    return node


def unfiltered(node: ast.comprehension, place: int) -> ast.comprehension:
    del node.ifs[place]
    return node


def otherwise(pattern: str, sign: re.Match[str]) -> str:
    """A pattern in which something may not be missing, may not be repeated, or is no way; or does not look around."""
    before, after = pattern[: sign.start()], pattern[sign.end() :]
    match sign[0]:
        case "*":
            return f"{before}+{after}"
        case "|":
            return f"{before}|(?!){after}"
        case "?" | "+":
            return before + after
        case _:
            return f"{before}(?:|{after}"


def put(tree: ast.Module, old: ast.AST, new: ast.AST) -> None:
    if not isinstance(new, ast.comprehension):
        ast.copy_location(new, old)
    for node in ast.walk(tree):
        for name, value in ast.iter_fields(node):
            if value is old:
                setattr(node, name, new)
            elif isinstance(value, list):
                value[:] = [new if child is old else child for child in value]
    ast.fix_missing_locations(tree)
