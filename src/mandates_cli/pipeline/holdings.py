"""How much of the site a corpus holds, written down beside its records."""

import json
from collections import Counter
from collections.abc import Iterable

from mandates_cli import atomic
from mandates_cli.corpus import Location
from mandates_cli.fetch import RawStore
from mandates_cli.model import Page
from mandates_cli.registry.lookup import Registry


def write(where: Location, store: RawStore, tables: Registry, pages: Iterable[Page]) -> None:
    """Pages known and pages read, by language. A saved page without an address stands for the page of its theme and
    language, where there is one."""
    known = {page: tables.language_of_path(page) for page in {*tables.pages(), *store.met()}}
    of_theme = {(theme.slug, known[path]): path for theme in tables.themes for path in theme.paths}
    read: set[str] = set()
    for page in sorted(pages, key=lambda page: page.url is None):
        path = page.page
        if page.url is None:
            path = of_theme.get((page.theme or path, page.language), path)
        elif page.theme:
            of_theme.setdefault((page.theme, page.language), path)
        known.setdefault(path, page.language)
        read.add(path)
    of_known, of_read = Counter(known.values()), Counter(known[path] for path in read)
    counts = {language: {"known": of_known[language], "read": of_read[language]} for language in sorted(of_known)}
    atomic.write(where.coverage, [json.dumps(counts).encode("ascii"), b"\n"])
