"""Patterns that are compiled late: none is wrong, and what begins with a word is found by its first letters."""

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest

from mandates_cli import parse
from mandates_cli.parse.beginnings import begun, by_beginning, of_word
from mandates_cli.parse.pattern import Pattern
from mandates_cli.parse.vocabulary import vocabulary


def test_a_pattern_is_compiled_when_it_is_first_used() -> None:
    pattern = Pattern("(")
    with pytest.raises(re.error):
        pattern.search("(")


def patterns(value: object) -> Iterator[Pattern]:
    if isinstance(value, Pattern):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from patterns(each)
    elif isinstance(value, tuple):
        for each in value:
            yield from patterns(each)


def test_every_pattern_can_be_compiled() -> None:
    modules = [
        importlib.import_module(f"{parse.__name__}.{found.name}") for found in pkgutil.iter_modules(parse.__path__)
    ]
    found = [*patterns(vocabulary()), *(one for module in modules for one in patterns(dict(vars(module))))]
    assert len(found) > 100
    for pattern in found:
        pattern.search("")


@pytest.mark.parametrize(
    ("expression", "beginnings"),
    [
        ("request(?:s|ed)?", {"req": "request(?:s|ed)?"}),
        ("co-?operat", {"co": "co-?operat"}),
        ("d[ae]n", {"d": "d[ae]n"}),
        ("as?k", {"a": "as?k"}),
        (
            "(?:ask|urge|as(?:k|sist))s? to",
            {"ask": "(?:ask)s? to", "as": "(?:as(?:k|sist))s? to", "urg": "(?:urge)s? to"},
        ),
        ("(?:to )?be by", {"to": "(?:to )?be by", "be": "(?:to )?be by"}),
        ("é sido", {"é": "é sido"}),
    ],
)
def test_an_expression_stands_under_the_letters_it_may_begin_with(expression: str, beginnings: dict[str, str]) -> None:
    assert begun(expression) == beginnings


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ask the", "asks"),
        ("Ask the", "asks"),
        ("assist the", "helps"),
        ("do the", "helps"),
        ("dare the", "asks"),
        ("asking the", None),
        ("zeal", None),
    ],
)
def test_the_beginning_of_a_word_finds_what_all_together_would(text: str, kind: str | None) -> None:
    found = by_beginning({"asks": ["ask", "dare"], "helps": ["(?:assist|d[aeo]\\w*)"]})
    pattern = of_word(found, text.split()[0])
    match = pattern.match(text) if pattern else None
    assert (match.lastgroup if match else None) == kind
