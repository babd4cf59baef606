"""The version of a corpus says what its records are and when the site was last seen."""

import json
import shutil
from pathlib import Path

from invented import MADE, record, typed, written_to
from mandates_cli.corpus import Corpus
from mandates_cli.corpus.version import Version

RECORDS = [record(made) for made in MADE[:9]]


def snapshot(name: str, finished: str, **more: object) -> str:
    counts = dict.fromkeys(("new", "changed", "unchanged", "gone", "drifted", "failed"), 0)
    told = {"source": "fetch", "started": finished, "finished": finished, "complete": True, "pages": counts}
    return json.dumps({"name": name, **told, **more}) + "\n"


def seen(folder: Path, *snapshots: str) -> Path:
    (folder / "raw").mkdir(exist_ok=True)
    (folder / "raw" / "snapshots.jsonl").write_text("".join(snapshots), "utf-8")
    return folder


def version(folder: Path) -> Version:
    with Corpus.open(folder) as corpus:
        return corpus.version


def test_the_same_records_have_one_digest_wherever_they_are(tmp_path: Path) -> None:
    one, other = written_to(tmp_path / "one", RECORDS), tmp_path / "other"
    first = version(one)
    shutil.copytree(one / "parsed", other / "parsed", ignore=shutil.ignore_patterns("index*"))
    lines = (other / "parsed" / "mandates.jsonl").read_text("utf-8").splitlines()
    spaced = [json.dumps({key: held for key, held in json.loads(line).items() if key != "notes"}) for line in lines]
    (other / "parsed" / "mandates.jsonl").write_text("\n".join(spaced) + "\n", "utf-8")
    assert version(other) == first
    assert version(written_to(tmp_path / "fewer", RECORDS[1:])).digest != first.digest


def test_the_day_is_that_of_the_last_snapshot_that_counts(tmp_path: Path) -> None:
    folder = written_to(tmp_path, RECORDS)
    assert version(folder).day == "undated"
    seen(
        folder,
        snapshot("2026-11-25", "2026-11-25T10:00:00Z"),
        snapshot("2026-11-26", "2026-11-26T23:59:00Z"),
        snapshot("2026-11-27", "2026-11-27T00:10:00Z"),
        snapshot("2026-11-27", "2026-11-27T00:10:00Z", forgotten=True),
        '{"name": "2026-11-28", "fini',
    )
    found = version(folder)
    assert str(found) == f"2026-11-26-{found.digest}"
    assert version(seen(folder, snapshot("2026-11-30", "2026-11-30T00:00:00Z"))) == Version("2026-11-30", found.digest)


def test_info_shows_it(tmp_path: Path) -> None:
    folder = seen(written_to(tmp_path, RECORDS), snapshot("2026-11-26", "2026-11-26T23:59:00Z"))
    code, out, _ = typed("info", "--json", "--data-dir", str(folder))
    assert (code, json.loads(out)[0]["corpus_version"]) == (0, str(version(folder)))
    assert str(version(folder)) in typed("info", "-f", "table", "--data-dir", str(folder))[1]
