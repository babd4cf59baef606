"""A corpus of what a plan found, for whoever reads corpora: it has no bytes of pages."""

import shutil
from pathlib import Path

from mandates_cli import atomic
from mandates_cli.cluster.plan import Dated, Found
from mandates_cli.corpus import Corpus, Location, jsonl
from mandates_cli.fetch.store import RawStore


def corpus_of(found: Found, folder: Path, own: Path) -> Corpus:
    """Written into `folder`, with a user's own tables of names."""
    where = Location(folder, "option")
    if own.is_dir():
        shutil.copytree(own, where.registry)
    atomic.write(where.truth, (f"{record}\n".encode() for record in found.mandates))
    jsonl.write(where.pages, [dated.page for dated in found.pages])
    store = RawStore(where.raw)
    with store.together():
        for dated in found.pages:
            _seen(store, dated)
    return Corpus(where)


def _seen(store: RawStore, dated: Dated) -> None:
    kept = {"sha256": dated.page.snapshot, "size": 0, "file": None}
    url = dated.page.url
    store.note(
        dated.page.page, f"{dated.seen:%Y-%m-%d}", "page", dated.seen, asked=url, answered=url, status=None, kept=kept
    )
