"""A word to leave out of a search is taken as one, and what may have been an option is asked about."""

import pytest

from conftest import Run
from mandates_cli.cli.minus import HYPHEN, taken
from mandates_cli.errors import UsageError


@pytest.mark.parametrize(
    "arg",
    [
        "-s2022", "-sIX", "-slima", "-tsecurity", "-len", "-dlima", "-n20", "-n", "-fcsv", "-fjsonl", "--json",
        "--kwic", "-s", "-h", "-", "--", "crime", "cyber-crime", "-5", "-(a", '-"a phrase"', "-v",
    ],
)  # fmt: skip
def test_options_and_words_are_left_alone(arg: str) -> None:
    assert taken(["search", arg, "crime"]) == ["search", arg, "crime"]


@pytest.mark.parametrize("arg", ["-crime", "-whales", "-cyber-crime", "-Crime", "-año", "-crim*", "-xx"])
def test_words_to_leave_out_are_taken(arg: str) -> None:
    assert taken(["search", "law", arg]) == ["search", "law", HYPHEN + arg[1:]]
    assert taken(["search", "--", arg]) == ["search", "--", arg]


@pytest.mark.parametrize("arg", ["-json", "-kwic", "-no-color", "-fraud", "-fxml", "-narcotics", "-health", "-summit"])
def test_what_is_more_like_an_option_is_not_guessed_at(arg: str) -> None:
    with pytest.raises(UsageError, match=f"mandates search QUERY -- {arg}"):
        taken(["search", "crime", arg])


def test_a_search_leaves_the_word_out(run: Run) -> None:
    every, without = (
        run("search", *words, "--fields", "id").stdout for words in (["cybercrime"], ["cybercrime", "-cooperation"])
    )
    assert without == run("search", "--fields", "id", "--", "cybercrime", "-cooperation").stdout
    assert 0 < len(without) < len(every)


def test_a_word_that_was_read_as_a_name_is_pointed_at(run: Run) -> None:
    stderr = run("search", "crime", "-terrorism", code=2).stderr
    assert stderr.splitlines()[1] == (
        "-terrorism was read as an option; to leave the word out, write it behind --:"
        " mandates search QUERY -- -terrorism."
    )
    assert len(run("search", "crime", "--theme", "errorism", code=2).stderr.splitlines()) == 1
