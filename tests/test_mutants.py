"""The changes by which the tests are tried: each is one, and no text that only explains is among them."""

import ast

import pytest

from mutants.edits import mutant, places


@pytest.mark.parametrize(
    ("source", "changed"),
    [
        ("def f(x):\n    return x < 3", {"x <= 3", "x < 4", "x < 2", "None"}),
        ("def f(x):\n    'Says 1.'\n    return x[:1]", {"x[:]", "x[:2]", "x[:0]", "None"}),
        ("def f(x: int = 3) -> 4:\n    return x", {"None"}),
        ("def f(x, y):\n    return x.strip() or not y", {"x.strip() or y", "x or not y", "not y", "x.strip()",
                                                        "x.strip() and (not y)", "None"}),
        ("def f(x):\n    return [y for y in x if y.a]", {"[y for y in x]", "None"}),
        ("A = 'a name'", set()),
        ("A = re.compile(r'(?:a|b)?\\d')", {r"re.compile('(?:a|(?!)b)?\\d')", r"re.compile('(?:a|b)\\d')"}),
    ],
)  # fmt: skip
def test_a_program_is_changed_in_one_place(source: str, changed: set[str]) -> None:
    made = [ast.unparse(mutant(source, *place).tree) for place in places(source)]
    begun = "A = " if source.startswith("A") else "return "
    assert {text.rpartition(begun)[2] for text in made} == changed
    assert len(made) == len(set(made))
