"""What `mandates check` tells: by page and place, as table, as JSON, as accounts, as errata, and by its exit code."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

import processes
from conftest import Run
from invented import typed
from mandates_cli.corpus import derived
from mandates_cli.model import Account, Diagnostic
from mandates_cli.render.checked import ADVICE, MOST, checked, errata
from mandates_cli.render.screen import Screen
from test_planted import UNPRIVILEGED

CITED: Final = "(Declaration of Port of Spain, 2009)"
SOUND: Final = f"""<html><body><h2>SECURITY: Arms Trafficking</h2>
<ol><li>Melt the cannon, as follows:<ul><li>a. by night;</li><li>b. by day. {CITED}</li></ul></li></ol></body></html>
"""
# An introduction, an item without citation, one of a document that is none, and an acronym in markup's characters.
DOUBTFUL: Final = f"""<html><body><h2>DEMOCRACY: Corruption</h2>
<p>These mandates are about [bridges] & *tolls*.</p>
<ol><li>Publish the price of each bridge.</li>
<li>Weigh the mayor’s purse. (Plan of Nowhere, Lima, 2018)</li>
<li>Count the spoons after each feast. {CITED}</li></ol></body></html>
"""
EMPTY: Final = "<html><body><h2>ENERGY</h2><p>MANDATES</p></body></html>\n"


def site(folder: Path, **pages: str) -> Path:
    """Saved pages, by the file name that they have on the site."""
    inside = folder / "www.summit-americas.org" / "sisca"
    inside.mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        (inside / f"{name}.html").write_text(text, "utf-8")
    return inside.parent


Corpus = Callable[..., str]
Env = dict[str, str]


@pytest.fixture
def corpus(run: Run, tmp_path: Path) -> Corpus:
    """Makes a corpus of pages; its folder."""

    def made(**pages: str) -> str:
        data = str(tmp_path / "data")
        run("import", str(site(tmp_path, **pages)), "--data-dir", data)
        return data

    return made


@pytest.fixture
def doubtful(corpus: Corpus) -> str:
    return corpus(sec_arms=SOUND, dem_corr=DOUBTFUL)


def found(run: Run, data: str, *args: str, code: int = 0) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(run("check", "--json", "--data-dir", data, *args, code=code).stdout)
    return rows


def changed(data: str, change: Callable[[dict[str, Any]], None], name: str = "mandates.jsonl") -> None:
    """Change the first record of a file, and have it pass for what was written: there is no seal then."""
    (Path(data) / "parsed" / "seal.json").unlink(missing_ok=True)
    path = Path(data) / "parsed" / name
    first, *rest = path.read_text("utf-8").splitlines()
    record = json.loads(first)
    change(record)
    path.write_text("\n".join([json.dumps(record), *rest]) + "\n", "utf-8")


def test_a_table_says_how_much_was_read_then_what_was_found_the_worst_first(run: Run, doubtful: str) -> None:
    lines = run("check", "-f", "table", "--data-dir", doubtful).stdout.splitlines()
    assert lines[0].startswith("2 pages show ")
    assert "in texts" in lines[0]
    titles = [line for line in lines if line and not line.startswith((" ", "2 pages"))]
    assert titles == [
        "warning no-citation: 1, no citation ends this item",
        "warning stray-text: 1, text outside any item; it is in no mandate",
        "warning unresolved-citation: 1, no document of the registry has this name",
        "note page-without-twin: 2, no Spanish page of this theme is known",
    ]
    assert "  /sisca/dem_corr.html:3  Publish the price of each bridge." in lines
    assert "  /sisca/dem_corr.html:2  These mandates are about " in "\n".join(lines)


def test_json_gives_every_diagnostic_with_its_place(run: Run, doubtful: str) -> None:
    rows = found(run, doubtful)
    assert all(Diagnostic.model_validate(row) for row in rows)
    places = {(row["code"], row["page"], row["line"], row["text"]) for row in rows if row["severity"] == "warning"}
    assert places == {
        ("no-citation", "/sisca/dem_corr.html", 3, "Publish the price of each bridge."),
        ("unresolved-citation", "/sisca/dem_corr.html", 4, "Plan of Nowhere, Lima, 2018"),
        ("stray-text", "/sisca/dem_corr.html", 2, "These mandates are about [bridges] & *tolls*."),
    }
    piped = run("check", "--data-dir", doubtful).stdout.splitlines()
    assert [json.loads(line) for line in piped] == rows
    picked = found(run, doubtful, "--fields", "code,line")
    assert picked == [{"code": row["code"], "line": row["line"]} for row in rows]


def test_accounts_sum_to_what_each_page_shows(run: Run, doubtful: str) -> None:
    rows = found(run, doubtful, "--accounts")
    assert [row["page"] for row in rows] == ["/sisca/dem_corr.html", "/sisca/sec_arms.html"]
    for row in rows:
        account = Account.model_validate({name: count for name, count in row.items() if name != "page"})
        total, *parts = account.model_dump().values()
        assert total == sum(parts)
    assert [row["diagnostics"] for row in rows] == [len("Thesemandatesareabout[bridges]&*tolls*."), 0]
    table = run("check", "--accounts", "-f", "table", "--data-dir", doubtful).stdout.splitlines()
    assert table[0].split() == ["page", "total", "texts", "citations", "markers", "skeleton", "diagnostics", "hidden"]
    assert len(table) == 3


@pytest.mark.parametrize("name", ["/sisca/sec_arms.html", "sec_arms.html"])
def test_a_page_is_named_by_path_or_file_name(run: Run, doubtful: str, name: str) -> None:
    assert {row["page"] for row in found(run, doubtful, "--page", name)} == {"/sisca/sec_arms.html"}
    assert len(found(run, doubtful, "--page", name, "--accounts")) == 1
    assert "1 page shows" in run("check", "-f", "table", "--page", name, "--data-dir", doubtful).stdout
    both = found(run, doubtful, "--page", name, "--page", "dem_corr.html")
    assert both == found(run, doubtful)


def test_an_unknown_page_is_a_usage_error(run: Run, doubtful: str) -> None:
    done = run("check", "--page", "sec", "--data-dir", doubtful, code=2)
    assert done.stdout == ""
    assert "No page 'sec'. Did you mean" in done.stderr
    assert "--accounts" in done.stderr


def test_pages_are_chosen_by_theme_and_language(run: Run, doubtful: str) -> None:
    def pages(*args: str) -> list[str]:
        return [row["page"].rpartition("/")[2] for row in found(run, doubtful, "--accounts", *args, code=0)]

    assert pages("--theme", "security") == ["sec_arms.html"]
    assert pages("--theme", "democracy", "--theme", "security/arms-trafficking") == ["dem_corr.html", "sec_arms.html"]
    assert pages("--theme", "security", "--page", "sec_arms.html", "--lang", "en") == ["sec_arms.html"]
    assert "No page passes" in run("check", "--lang", "es", "--data-dir", doubtful).stderr
    assert "Did you mean security" in run("check", "--theme", "securit", "--data-dir", doubtful, code=2).stderr


def test_a_sound_corpus_has_its_provenance(run: Run, doubtful: str) -> None:
    done = run("check", "--provenance", "--json", "--data-dir", doubtful)
    assert json.loads(done.stdout) == found(run, doubtful)
    # Four leads, two items, three citations.
    told = "9 texts and citations cut out of the raw bytes again, 4 mandates read again: 0 differ\n"
    assert done.stderr == told


def moved(record: dict[str, Any]) -> None:
    start, end = record["placements"][0]["span"]
    record["placements"][0]["span"] = [start + 1, end + 1]


def outside(record: dict[str, Any]) -> None:
    record["placements"][0]["span"] = [10_000, 10_010]


def rewritten(record: dict[str, Any]) -> None:
    field = "chapeau" if record["chapeau"] else "text"
    record[field] = record[field].replace("a", "o", 1)


def recited(record: dict[str, Any]) -> None:
    record["citation"]["text"] = "Declaration of Port of Spain, 2010"


def denied(record: dict[str, Any]) -> None:
    """A word that no span holds: the whole text, the item as the mandate has it, and what follows from them."""
    record["text"] = record["text"].replace("by night", "not by night")


def denied_in_an_item(record: dict[str, Any]) -> None:
    record["items"][0]["text"] = "not " + record["items"][0]["text"]


def of_another_summit(record: dict[str, Any]) -> None:
    record["summit"] = 2012


def addressed(record: dict[str, Any]) -> None:
    record["addressees"] = [{"body": "paho", "text": "Melt", "role": "asked", "label": None, "span": [0, 4]}]


def renamed(record: dict[str, Any]) -> None:
    record["id"] = record["id"][:-6] + "000000"


DAMAGES: Final = [moved, outside, rewritten, recited, denied, denied_in_an_item, of_another_summit, addressed]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda change: change.__name__)
def test_a_record_that_its_page_does_not_show_is_an_error(
    run: Run, corpus: Corpus, damage: Callable[[dict[str, Any]], None]
) -> None:
    data = corpus(sec_arms=SOUND)
    changed(data, damage)
    assert found(run, data) == found(run, data, "--page", "sec_arms.html"), "only --provenance looks at the bytes"
    (fault,) = [row for row in found(run, data, "--provenance", code=1) if row["severity"] == "error"]
    assert fault["code"] == "provenance"
    assert fault["page"] == "/sisca/sec_arms.html"
    assert fault["line"] in (2, 3, 4)
    assert "mandates parse" in fault["message"]
    done = run("check", "--provenance", "-f", "table", "--data-dir", data, code=1)
    assert any(line.startswith("error provenance: 1, ") for line in done.stdout.splitlines())
    assert "1 differ" in done.stderr
    run("parse", "--data-dir", data)
    assert found(run, data, "--provenance")


def test_a_field_that_its_page_does_not_make_is_named_with_its_line(run: Run, doubtful: str) -> None:
    mandates = Path(doubtful) / "parsed" / "mandates.jsonl"
    changed(doubtful, lambda record: record.update(notes=["so they said"], section="Culture"))
    (fault,) = [row for row in found(run, doubtful, "--provenance", code=1) if row["code"] == "provenance"]
    id = json.loads(mandates.read_text("utf-8").splitlines()[0])["id"]
    assert fault["message"].startswith(f"section, notes of {id} (mandates.jsonl:1) not what the page says")
    assert fault["text"] == "Culture"


def test_records_that_are_missing_renamed_or_there_twice_are_told(run: Run, corpus: Corpus) -> None:
    data = corpus(sec_arms=SOUND)
    changed(data, renamed)
    told = [row["message"] for row in found(run, data, "--provenance", code=1) if row["code"] == "provenance"]
    assert len(told) == 2
    assert any("000000 (mandates.jsonl:1)" in message for message in told)
    assert any(message.endswith("is not among the records; run 'mandates parse' again") for message in told)


def test_a_fault_of_another_page_is_not_told_of_this_one(run: Run, doubtful: str) -> None:
    changed(doubtful, lambda record: record["placements"][0].update(span=[0, 4]))
    (fault,) = [row for row in found(run, doubtful, "--provenance", code=1) if row["code"] == "provenance"]
    (other,) = {"/sisca/dem_corr.html", "/sisca/sec_arms.html"} - {fault["page"]}
    assert "provenance" not in {row["code"] for row in found(run, doubtful, "--provenance", "--page", other)}


def test_bytes_that_changed_are_no_provenance(run: Run, corpus: Corpus) -> None:
    data = corpus(sec_arms=SOUND)
    (raw,) = (Path(data) / "raw").glob("*.html")
    raw.write_text(SOUND.replace("cannon", "canon"), "utf-8")
    assert "is not what was stored" in run("check", "--provenance", "--data-dir", data, code=3).stderr
    raw.unlink()
    assert "Cannot read" in run("check", "--provenance", "--data-dir", data, code=3).stderr


def test_errors_are_exit_code_1_and_warnings_are_not(run: Run, corpus: Corpus) -> None:
    data = corpus(sec_arms=SOUND, dem_corr=DOUBTFUL)
    assert {row["severity"] for row in found(run, data)} == {"warning", "note"}
    changed(data, lambda record: record.update(severity="error"), "diagnostics.jsonl")
    for args in ([], ["--accounts"], ["--publisher"], ["-f", "table"]):
        run("check", "--data-dir", data, *args, code=1)


def test_nothing_to_report_is_said(run: Run, corpus: Corpus) -> None:
    spanish = SOUND.replace("SECURITY: Arms Trafficking", "SEGURIDAD: Tráfico de Armas")
    data = corpus(
        sec_arms=SOUND, sec_arms_sp=spanish.replace("Declaration of Port of Spain", "Declaración de Puerto España")
    )
    assert found(run, data) == []
    assert run("check", "--data-dir", data).stdout == ""
    assert run("check", "-f", "table", "--data-dir", data).stdout.splitlines()[-1] == "nothing to report"


def test_no_corpus_is_exit_code_3(run: Run, tmp_path: Path) -> None:
    done = run("check", "--data-dir", str(tmp_path / "nowhere"), code=3)
    assert "No corpus in" in done.stderr
    assert done.stdout == ""


def test_a_corpus_of_an_older_version_is_told_to_be_parsed(run: Run, doubtful: str) -> None:
    for name in ("pages.jsonl", "seal.json"):
        (Path(doubtful) / "parsed" / name).unlink()
    done = run("check", "--data-dir", doubtful, code=3)
    assert "older version" in done.stderr
    assert "mandates parse" in done.stderr
    run("parse", "--data-dir", doubtful)
    assert found(run, doubtful)


@pytest.mark.parametrize("name", ["pages.jsonl", "diagnostics.jsonl"])
def test_a_damaged_file_is_named_with_its_line(run: Run, doubtful: str, name: str) -> None:
    path = Path(doubtful) / "parsed" / name
    path.write_text(path.read_text("utf-8") + "{}\n", "utf-8")
    done = run("check", "--data-dir", doubtful, code=3)
    assert f"{name}:" in done.stderr
    assert "mandates parse" in done.stderr


def test_the_shipped_corpus_has_no_error(run: Run) -> None:
    assert "0 differ" in run("check", "--provenance").stderr


ERRATA: Final = """\
# Errata of the Mandates pages

3 on {count}. Line numbers are those of the page's source.

## <http://www.summit-americas.org/sisca/dem_corr.html>

- Line 2: “These mandates are about \\[bridges\\] & \\*tolls\\*.”
  This text stands outside any item. Make it part of one, or remove it.
- Line 3: “Publish the price of each bridge.”
  This item names no document. Add the citation.
- Line 4: “Plan of Nowhere, Lima, 2018”
  No document of the summits has this name. Correct the citation.
"""


def test_errata_read_as_a_person_would(run: Run, doubtful: str) -> None:
    shown = run("check", "--publisher", "--data-dir", doubtful).stdout
    assert shown == ERRATA.format(count="1 page")
    assert run("check", "--publisher", "--page", "sec_arms.html", "--data-dir", doubtful).stdout.startswith(
        "# Errata of the Mandates pages\n\nNone were found.\n"
    )


def test_errata_of_one_page_are_on_1_page(run: Run, doubtful: str) -> None:
    assert run("check", "--publisher", "--data-dir", doubtful).stdout == ERRATA.format(count="1 page")


def diagnostic(
    code: str, text: str = "x", severity: str = "warning", line: int | None = 1, page: str = "a"
) -> Diagnostic:
    return Diagnostic.model_validate(
        {"code": code, "severity": severity, "page": page, "line": line, "text": text, "message": "so it is"}
    )


def test_errata_are_by_page_and_line_and_leave_out_what_only_we_could_mend() -> None:
    rows = [diagnostic("no-citation", "late", line=9, page="b"), diagnostic("stray-text", "early", line=2, page="b")]
    rows += [diagnostic("unknown-theme", "ours"), diagnostic("mojibake", "first", line=None, page="a")]
    shown = "".join(errata(rows, {"a": None, "b": "http://example.org/b"}))
    assert "ours" not in shown
    assert [shown.index(text) for text in ("## a", "first", "## <http", "early", "late")] == sorted(
        shown.index(text) for text in ("## a", "first", "## <http", "early", "late")
    )
    assert "- “first”\n" in shown
    assert "so it is" in shown, "the message says what the word was"
    assert "unknown-theme" not in ADVICE


def test_errata_cut_a_long_text_between_its_quotation_marks() -> None:
    shown = "".join(errata([diagnostic("no-citation", "word " * 100)], {"a": None}))
    (line,) = [line for line in shown.splitlines() if line.startswith("- ")]
    assert line.endswith("word…”")
    assert len(line) < 190


def test_a_table_shows_some_of_each_code_and_counts_the_rest() -> None:
    rows = [diagnostic("no-citation", f"text {number}", line=number) for number in range(1, MOST + 4)]
    rows += [diagnostic("provenance", "wrong", "error"), diagnostic("variant", "\x1b[31mred\n  word", "note")]
    lines = "".join(checked([], rows, Screen(60, color=False))).splitlines()
    assert [line for line in lines[1:] if line and not line.startswith(" ")] == [
        "error provenance: 1, so it is",
        f"warning no-citation: {MOST + 3}, so it is",
        "note variant: 1, so it is",
    ]
    assert "  … and 3 more: mandates check --json" in lines
    assert r"  a:1  \x1b[31mred word" in lines
    assert max(map(len, lines)) <= 60


def test_a_long_text_is_wrapped_and_cut_at_a_word() -> None:
    lines = "".join(checked([], [diagnostic("no-citation", "word " * 100)], Screen(60, color=False))).splitlines()
    (start,) = [number for number, line in enumerate(lines) if line.startswith("  a:1")]
    assert len(lines) == start + 3
    assert all(line.startswith("    word") for line in lines[start + 1 :])
    assert lines[-1].endswith("word …")


def test_an_empty_page_is_an_error(run: Run, corpus: Corpus, tmp_path: Path) -> None:
    """Such a page is refused on its way in; one that came in otherwise is reported."""
    data = corpus(sec_arms=SOUND)
    done = run("import", str(site(tmp_path, energy=EMPTY)), "--data-dir", data, code=5)
    assert "energy.html" in done.stderr


def test_a_damaged_table_of_ids_is_kept_and_its_line_named(run: Run, doubtful: str) -> None:
    table = Path(doubtful) / "parsed" / "ids.jsonl"
    whole = table.read_bytes()
    table.write_bytes(whole[:-20])
    (table.parent / "seal.json").unlink()  # which would show that the pages make it again
    said = run("parse", "--data-dir", doubtful, code=3).stderr
    assert f"{table}:{len(whole.splitlines())} is not a valid identity" in said
    assert "mend it, " in said
    assert "'mandates parse'" not in said
    assert table.read_bytes() == whole[:-20]
    table.write_bytes(whole)
    run("parse", "--data-dir", doubtful)


def test_what_is_written_otherwise_is_shown_where_it_differs(run: Run, corpus: Corpus) -> None:
    long = "Melt the cannon at the customs house, " + "and melt the anchors, " * 12
    pages = {name: f"<h2>{name}</h2>\n<p>1. {long}{end} {CITED}</p>" for name, end in (("a", "all."), ("b", "all;"))}
    pages |= {"c": f"<h2>c</h2>\n\n<p>1. {long}none. {CITED}</p>"}
    data = corpus(**pages)
    rows = {row["code"]: row for row in found(run, data) if row["code"] in ("variant", "near-duplicate")}
    assert rows["variant"]["message"] == "“the anchors, all;” is “the anchors, all.” on other pages"
    near = rows["near-duplicate"]
    assert near["message"].startswith("“the anchors, none.” is “the anchors, all.” in 2009-declaration-")
    assert near["message"].endswith(" on /sisca/a.html")
    assert (near["page"], near["line"]) == ("/sisca/c.html", 3)
    shown = run("check", "--publisher", "--data-dir", data).stdout
    assert "all;” is “the anchors, all.”" in shown


@pytest.fixture
def worn(doubtful: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An index that a worn disk changed. Searches believe the times of a large one; such a disk leaves them."""
    monkeypatch.setattr(derived, "READ_WHOLE", 1_000)
    assert typed("search", "cannon", "--data-dir", doubtful)[0] == 0
    path = Path(doubtful) / "parsed" / "index.sqlite"
    seal = path.with_name("index.sqlite.sum")
    before = derived.times(path)
    path.write_bytes(path.read_bytes().replace(b"Melt the cannon", b"Hail the cannon"))
    seal.write_text(seal.read_text().replace(before, derived.times(path)))
    return path


def test_an_index_that_a_worn_disk_changed_is_told_of_and_made_anew(doubtful: str, worn: Path) -> None:
    def asked(command: str) -> tuple[int, str, str]:
        return typed(*command.split(), "--data-dir", doubtful)

    assert "Hail the cannon" in asked("search cannon")[1]
    assert f"{worn} was damaged; it is made anew when it is next asked for.\n" in asked("check")[2]
    assert "Melt the cannon" in asked("search cannon")[1]
    assert "damaged" not in asked("check")[2]


def test_an_index_that_is_made_anew_meanwhile_is_not_damaged(
    doubtful: str, worn: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = derived._checksum

    def reading(path: Path) -> str:
        checksum = read(path)
        path.write_bytes(path.read_bytes().replace(b"Hail the cannon", b"Melt the cannon"))
        return checksum

    monkeypatch.setattr(derived, "_checksum", reading)
    assert "damaged" not in typed("check", "--data-dir", doubtful)[2]
    assert worn.with_name("index.sqlite.sum").exists()


def test_an_index_that_cannot_be_removed_is_to_be_removed(doubtful: str, worn: Path, environment: Env) -> None:
    worn.parent.chmod(0o555)
    done = processes.run("-c", UNPRIVILEGED, "check", "--data-dir", doubtful, env=environment)
    worn.parent.chmod(0o755)
    told = f"{worn} is damaged and cannot be removed here; remove it, since searches may still answer from it.\n"
    assert (done.returncode, done.stderr) == (0, told)
    assert worn.with_name("index.sqlite.sum").exists()


@pytest.mark.parametrize("left", [None, "", "not a seal", "0 00000000\nnor this"])
def test_a_sound_index_without_a_seal_is_not_called_damaged(doubtful: str, left: str | None) -> None:
    assert typed("search", "cannon", "--data-dir", doubtful)[0] == 0
    seal = Path(doubtful) / "parsed" / "index.sqlite.sum"
    seal.unlink()
    if left is not None:
        seal.write_text(left)
    assert "damaged" not in typed("check", "--data-dir", doubtful)[2]


def test_a_cache_that_cannot_be_looked_into_holds_nothing(doubtful: str, tmp_path: Path, environment: Env) -> None:
    shut = tmp_path / "shut"
    (shut / "cache").mkdir(parents=True)
    shut.chmod(0)
    env = environment | {"XDG_CACHE_HOME": str(shut / "cache")}
    done = processes.run("-c", UNPRIVILEGED, "check", "--data-dir", doubtful, env=env)
    shut.chmod(0o755)
    assert (done.returncode, done.stderr) == (0, "")
