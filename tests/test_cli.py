"""What a user relies on, each command run as a process."""

import csv
import io
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

import invented
import mandates_cli
from conftest import REAL_PAGE, Run
from mandates_cli import Corpus


def records(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


def test_cybercrime_finds_the_three_that_hold_it_or_its_plural(run: Run) -> None:
    found = json.loads(run("search", "cybercrime", "--json").stdout)
    assert len(found) == 3
    assert all("cybercrime" in m["text"].lower() for m in found)


def test_the_default_in_a_pipe_is_json_lines(run: Run) -> None:
    done = run("list", "--summit", "2022")
    assert len(records(done.stdout)) == 13
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ([], 20),
        (["--summit", "IX"], 13),
        (["--summit", "ix"], 13),
        (["--summit", "2015..2018"], 3),
        (["--summit", "..2012"], 4),
        (["--summit", "2012", "--summit", "2018"], 7),
        (["--theme", "security"], 20),
        (["--theme", "security/public-policies", "--lang", "en"], 20),
        (["--lang", "es"], 0),
        (["--document", "2018-lima-commitment"], 3),
        (["--summit", "2022", "--limit", "2"], 2),
        (["--limit", "0"], 0),
        (["--page", "security-public-policies.txt", "--summit", "2012"], 4),
    ],
)
def test_filters(run: Run, filters: list[str], count: int) -> None:
    assert len(records(run("list", *filters).stdout)) == count


def test_every_format_holds_the_same_records(run: Run) -> None:
    fields = ["--fields", "id,text,citation.document"]
    as_json = json.loads(run("list", "--json", *fields).stdout)
    assert [json.loads(line) for line in run("list", "-f", "jsonl", *fields).stdout.splitlines()] == as_json
    for format, delimiter in (("csv", ","), ("tsv", "\t")):
        rows = list(csv.DictReader(io.StringIO(run("list", "-f", format, *fields).stdout), delimiter=delimiter))
        assert [row["id"] for row in rows] == [r["id"] for r in as_json]
        assert [row["text"] for row in rows] == [r["text"] for r in as_json]
    assert len(run("list", "-f", "md", *fields).stdout.splitlines()) == 2 + len(as_json)


def test_records_validate_against_the_schema(run: Run) -> None:
    schema = json.loads(run("schema").stdout)
    for record in json.loads(run("list", "--json").stdout):
        jsonschema.validate(record, schema)


def test_python_returns_what_the_commands_print(run: Run, empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(empty)
    corpus = Corpus.open()
    assert [m.model_dump(mode="json") for m in corpus.search("cybercrime", summit=2022)] == json.loads(
        run("search", "cybercrime", "--summit", "2022", "--json").stdout
    )
    first = corpus.list(limit=1)[0]
    assert corpus.get(first.id) == first
    assert [first.model_dump(mode="json")] == json.loads(run("show", first.id, "--json").stdout)


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["list", "--summit", "2021"], 2, "Did you mean 2022?"),
        (["list", "--summit", "XX"], 2, "No summit 'XX'"),
        (["list", "--summit", "2022..2015"], 2, "runs backwards"),
        (["list", "--theme", "securty"], 2, "Did you mean security"),
        (["list", "--theme", ""], 2, "No theme"),
        (["list", "--document", "2018-lima-comitment"], 2, "2018-lima-commitment"),
        (["list", "--lang", "fr"], 2, "No language"),
        (["list", "--page", "nope.html"], 2, "No page"),
        (["list", "--fields", "nope"], 2, "choose from id"),
        (["list", "--sort", "nope"], 2, "choose one of"),
        (["list", "--limit", "-1"], 2, "cannot be negative"),
        (["list", "--format", "yaml"], 2, "yaml"),
        (["show", "nope"], 2, "No mandate 'nope'"),
        (["show", "2022"], 2, "begins more than one id"),
        (["search", '"open'], 2, "^"),
        (["list", "--data-dir", "nowhere"], 3, "No corpus in nowhere"),
        (["import", "nowhere"], 2, "There is no file or folder nowhere"),
    ],
)
def test_an_error_is_one_sentence_with_the_next_step(run: Run, args: list[str], code: int, said: str) -> None:
    done = run(*args, code=code)
    assert done.stdout == ""
    assert said in done.stderr


def test_no_match_is_no_error_and_says_what_would_widen_it(run: Run) -> None:
    done = run("search", "protección")
    assert done.stdout == ""
    assert "en texts only" in done.stderr
    assert json.loads(run("search", "protección", "--json").stdout) == []
    assert "without --summit 3 mandates would" in run("search", "cybercrime", "--summit", "2012").stderr


def test_import_of_text_and_parse_are_repeatable(run: Run, tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    run("import", str(REAL_PAGE), "--data-dir", data)
    truth = tmp_path / "data" / "parsed" / "mandates.jsonl"
    first = truth.read_bytes()
    assert len(first.splitlines()) == 20
    assert "0 of 1 page new" in run("import", str(REAL_PAGE), "--data-dir", data).stderr
    run("parse", "--data-dir", data)
    run("parse", "--data-dir", data, env={"PYTHONHASHSEED": "1"})
    assert truth.read_bytes() == first
    assert len((tmp_path / "data" / "raw" / "manifest.jsonl").read_bytes().splitlines()) == 1
    assert not list(tmp_path.rglob("*.tmp"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "not taken"),
        (b"<html><body><p>Not found</p></body></html>", "not taken"),
        (b"Organization of American States\n\nMANDATES\nSECURITY\n", "not taken"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "bad.html"),
        (b"%PDF-1.4\n%\xe2\xe3", "bad.html"),
    ],
    ids=["empty", "not-found", "no-list", "png", "pdf"],
)
def test_a_bad_page_is_refused_and_the_good_one_beside_it_is_kept(
    run: Run, tmp_path: Path, content: bytes, said: str
) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    (folder / "bad.html").write_bytes(content)
    (folder / "good.txt").write_bytes(REAL_PAGE.read_bytes())
    done = run("import", str(folder), "--data-dir", str(tmp_path / "data"), code=5)
    assert said in done.stderr
    assert len(records(run("list", "--data-dir", str(tmp_path / "data")).stdout)) == 20
    before = sorted((tmp_path / "data").rglob("*"))
    run("import", str(folder / "bad.html"), "--data-dir", str(tmp_path / "data"), code=5)
    assert sorted((tmp_path / "data").rglob("*")) == before


def test_the_corpus_in_use_is_option_then_environment_then_folder(run: Run, tmp_path: Path, empty: Path) -> None:
    def chosen(*args: str, **more: object) -> str:
        return json.loads(run("info", *args, **more).stdout)["chosen_by"]  # type: ignore[arg-type]

    assert chosen() == "shipped"
    run("import", str(REAL_PAGE))
    assert chosen() == "user"
    run("import", str(REAL_PAGE), "--data-dir", str(empty / "data"))
    assert chosen() == "working directory"
    assert chosen(env={"MANDATES_DATA_DIR": str(empty / "data")}) == "environment"
    assert chosen("--data-dir", str(empty / "data")) == "option"


def test_an_unwritable_folder_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    done = run("import", str(REAL_PAGE), "--data-dir", str(tmp_path / "file" / "data"), code=3)
    assert "Cannot write" in done.stderr


SOURCE = Path(mandates_cli.__file__).parent


def copied(package: Path, data: Path) -> None:
    shutil.copytree(SOURCE, package, ignore=shutil.ignore_patterns("__pycache__", "data"))
    shutil.copytree(REAL_PAGE.parents[2] / "data" / "raw", data / "raw")


def test_a_checkout_writes_its_own_data_whatever_it_is_called(run: Run, tmp_path: Path) -> None:
    checkout = tmp_path / "mandates_cli"
    copied(checkout / "src" / "mandates_cli", checkout / "data")
    env = {"PYTHONPATH": str(checkout / "src")}
    assert "20 mandates" in run("parse", "--data-dir", str(checkout / "data"), env=env).stderr
    assert json.loads(run("info", env=env).stdout)["folder"] == str(checkout / "data")


def test_an_installed_package_is_not_written(run: Run, tmp_path: Path) -> None:
    package = tmp_path / "lib" / "mandates_cli"
    copied(package, package / "data")
    env = {"PYTHONPATH": str(package.parent)}
    for args, cwd in ((("--data-dir", str(package / "data")), tmp_path), ((), package)):
        done = run("parse", *args, env=env, cwd=cwd, code=3)
        assert "belongs to the installed package; choose another folder with --data-dir" in done.stderr
    assert not (package / "data" / "parsed").exists()


def test_damaged_records_name_the_line(run: Run, tmp_path: Path) -> None:
    data = tmp_path / "data"
    run("import", str(REAL_PAGE), "--data-dir", str(data))
    truth = data / "parsed" / "mandates.jsonl"
    lines = truth.read_bytes().splitlines()
    truth.write_bytes(b"\n".join([*lines[:4], b'{"id": 1}', *lines[5:]]))
    assert "mandates.jsonl:5" in run("list", "--data-dir", str(data), code=3).stderr
    run("parse", "--data-dir", str(data))
    assert len(records(run("list", "--data-dir", str(data)).stdout)) == 20


def test_a_damaged_index_is_rebuilt(run: Run, tmp_path: Path) -> None:
    data = tmp_path / "data"
    run("import", str(REAL_PAGE), "--data-dir", str(data))
    (data / "parsed" / "index.sqlite").write_bytes(b"not a database at all")
    assert len(records(run("list", "--data-dir", str(data)).stdout)) == 20


def test_head_ends_the_pipe_quietly(environment: dict[str, str], empty: Path) -> None:
    command = f"{sys.executable} -m mandates_cli list | head -1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], cwd=empty, env=environment, capture_output=True, check=False
    )
    assert done.stderr == b""
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 1


def test_output_that_cannot_be_written_is_said(environment: dict[str, str], empty: Path) -> None:
    for sink in (">/dev/full", ">&-"):
        command = f"{sys.executable} -m mandates_cli list --json {sink}"
        done = subprocess.run(
            ["bash", "-c", command], cwd=empty, env=environment, capture_output=True, encoding="utf-8", check=False
        )
        assert done.returncode == 74, done.stderr
        assert "could not be written" in done.stderr
        assert "Traceback" not in done.stderr


def test_json_stays_json_on_an_ascii_stream(run: Run) -> None:
    done = run("list", "--json", env={"PYTHONIOENCODING": "ascii"})
    assert done.stdout.isascii()
    assert json.loads(done.stdout) == json.loads(run("list", "--json").stdout)


def test_help_shows_the_panels_and_examples(run: Run) -> None:
    text = run("--help").stdout
    assert "Get" in text
    assert "Read" in text
    assert "mandates search cybercrime" in run("search", "--help").stdout


def test_completion_offers_themes_summits_documents_and_ids(run: Run) -> None:
    def offered(line: str) -> str:
        env = {"_MANDATES_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(len(line.split()) - 1)}
        return subprocess_main(run, env)

    assert "security/public-policies" in offered("mandates list --theme secur")
    assert "2018" in offered("mandates list --summit 201")
    assert "2018-lima-commitment" in offered("mandates list --document 2018")
    assert "2018-lima-commitment-" in offered("mandates show 2018")


def test_completion_asks_the_corpus_that_the_line_names(run: Run, tmp_path: Path) -> None:
    made = invented.record(invented.MADE[0])
    named = invented.written_to(tmp_path / "named", [made])
    line = f"mandates show --data-dir {named} 20"
    env = {"_MANDATES_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": "4"}
    assert subprocess_main(run, env).split() == [made.id]
    assert subprocess_main(run, env | {"COMP_WORDS": line.replace("named", "none")}) == "\n"


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_completion_shows_a_text_beside_its_id(run: Run, shell: str) -> None:
    env = {"_MANDATES_COMPLETE": f"complete_{shell}", "_TYPER_COMPLETE_ARGS": "mandates show 2018-lima-commitment-1"}
    lines = subprocess_main(run, env | {"_TYPER_COMPLETE_FISH_ACTION": "get-args"}).splitlines()
    assert lines
    assert all(re.search(r"2018-lima-commitment-\w{6}\W+[A-Z]\w+ \w+", line) for line in lines)


def test_completion_of_diff_offers_states_and_summits(run: Run) -> None:
    def offered(begun: str) -> list[str]:
        env = {"_MANDATES_COMPLETE": "complete_bash", "COMP_WORDS": f"mandates diff {begun}", "COMP_CWORD": "2"}
        return subprocess_main(run, env).splitlines()

    assert offered("")[:3] == ["latest", "previous", "2026-11-24"]
    assert offered("prev") == ["previous"]
    assert offered("2026") == ["2026-11-24"]
    assert offered("2018") == ["2018"]


def subprocess_main(run: Run, env: dict[str, str]) -> str:
    return run(env=env).stdout


READING = (
    ["list", "--json"],
    ["search", "cybercrime"],
    ["themes"],
    ["summits"],
    ["documents"],
    ["show", "2018-lima"],
    ["cite", "2018-lima"],
    ["history", "2018-lima"],
    ["stats", "--by", "theme,summit"],
    ["stats", "--taken-up"],
)
OFFLINE = (["import", "page.txt"], ["parse"], ["check"], ["export", "all.jsonl"], ["export", "all.warc"], ["info"])


def imported(args: list[str], modules: set[str], environment: dict[str, str], folder: Path) -> list[str]:
    """Which of these modules a command has imported when it is done."""
    code = (
        "import sys\nfrom mandates_cli.cli import main\n"
        f"sys.argv = ['mandates', *{args!r}]\n"
        "try: main()\nexcept SystemExit: pass\n"
        f"print(*sorted({modules!r} & set(sys.modules)), sep=',', file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=True
    )
    return [name for name in done.stderr.splitlines()[-1].split(",") if name]


@pytest.mark.parametrize("args", READING, ids=lambda a: a[0])
def test_reading_commands_import_only_what_they_use(
    environment: dict[str, str], empty: Path, run: Run, args: list[str]
) -> None:
    run("list")  # the first run makes the index
    assert imported(args, {"httpx", "selectolax", "pydantic", "rich", "tomllib"}, environment, empty) == []


def test_a_list_waits_for_no_words_and_for_no_cache(environment: dict[str, str], empty: Path, tmp_path: Path) -> None:
    folder = invented.written_to(tmp_path / "own", [invented.record(made) for made in invented.MADE])
    args = ["list", "--json", "--data-dir", str(folder)]
    imported(args, set(), environment, empty)  # the first run makes the index
    assert imported(args, {"Stemmer", "platformdirs", "tempfile"}, environment, empty) == []


@pytest.mark.parametrize("args", OFFLINE, ids=" ".join)
def test_commands_that_ask_no_server_do_not_import_what_would(
    environment: dict[str, str], empty: Path, run: Run, args: list[str]
) -> None:
    (empty / "page.txt").write_text("MANDATES\n\nSECURITY\n\n1. Promote cooperation. (Lima Commitment. Peru, 2018)\n")
    run("import", "page.txt")
    assert imported(args, {"httpx"}, environment, empty) == []


def test_an_interrupt_while_loading_leaves_no_traceback(environment: dict[str, str], empty: Path) -> None:
    code = (
        "import sys\n"
        "class Interrupt:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'mandates_cli.cli.output': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupt())\n"
        "from mandates_cli.__main__ import main\n"
        "main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=empty, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stderr) == (130, "")


def test_a_closed_standard_input_is_said(environment: dict[str, str], empty: Path) -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", '"$0" -m mandates_cli import - <&-', sys.executable],
        cwd=empty, env=environment, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "Standard input is closed" in done.stderr
