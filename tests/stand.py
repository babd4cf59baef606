"""Corpora of a few pages, before and after one more came, for what damages them or interrupts their making."""

import os
import shutil
from pathlib import Path
from typing import Final, NamedTuple

from invented import typed
from mandates_cli.corpus import Location
from mandates_cli.corpus.generation import Generation

CITED: Final = "(Declaration of Port of Spain, 2009)"
PARSED: Final = ("coverage.json", "diagnostics.jsonl", "ids.jsonl", "mandates.jsonl", "pages.jsonl")
JOURNALS: Final = ("manifest.jsonl", "snapshots.jsonl")
PAGES: Final = {
    "sec_arms": ("SECURITY: Arms Trafficking", "Melt the cannon, as follows:<ul><li>a. by night;</li><li>b. by day."),
    "dem_corr": ("DEMOCRACY: Corruption", "Publish the price of each bridge."),
    "ed": ("EDUCATION", "Lend every book twice."),
}


def saved(folder: Path, *names: str) -> Path:
    """Pages as a program saves them, each with two mandates."""
    inside = folder / "www.summit-americas.org" / "sisca"
    inside.mkdir(parents=True)
    for name in names:
        heading, text = PAGES[name]
        end = f" {CITED}</li></ul></li>" if "<ul>" in text else f" {CITED}</li>"
        page = f"<h2>{heading}</h2>\n<ol><li>{text}{end}\n<li>Count the spoons of {name}. {CITED}</li></ol>"
        (inside / f"{name}.html").write_text(page, "utf-8")
        os.utime(inside / f"{name}.html", (1.7e9, 1.7e9))
    return folder


def said(*args: object, code: int = 0) -> str:
    """What a command gave or complained of, run in this process."""
    ended, out, err = typed(*map(str, args))
    assert ended == code, err
    assert "Traceback" not in err
    return out if code == 0 else err


class Stand(NamedTuple):
    """`old` has two pages, `new` one more; `due` has the pages of the new and the records of the old."""

    old: Path
    new: Path
    due: Path
    third: Path


def made(folder: Path) -> Stand:
    old, new, due = (folder / name for name in ("old", "new", "due"))
    third = saved(folder / "third", "ed")
    said("import", saved(folder / "two", "sec_arms", "dem_corr"), "--data-dir", old)
    shutil.copytree(old, new)
    said("import", third, "--data-dir", new)
    shutil.copytree(new / "raw", due / "raw")
    shutil.copytree(old / "parsed", due / "parsed")
    return Stand(old, new, due, third)


def at(folder: Path) -> Location:
    return Location(folder, "option")


def files(folder: Path) -> dict[str, bytes]:
    """The records as a reader finds them, in their place or beside it."""
    where = Generation.opened(at(folder)).where
    return {name: where.place(name).read_bytes() for name in PARSED}
