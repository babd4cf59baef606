"""How much of the site a corpus holds, written down beside its records."""

import json
from collections import Counter
from collections.abc import Iterable

from mandates_cli.fetch import RawStore
from mandates_cli.model import Page
from mandates_cli.registry.lookup import Registry


def counted(store: RawStore, tables: Registry, pages: Iterable[Page]) -> str:
    """Pages known and pages read, by language, as JSON. A saved page without an address stands for the page of its
    theme and language, where there is one."""
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
    return json.dumps({lang: {"known": of_known[lang], "read": of_read[lang]} for lang in sorted(of_known)})
