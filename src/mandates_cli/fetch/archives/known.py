"""What a store holds already, so that an archive need not be asked for it."""

import datetime as dt
from collections import defaultdict
from urllib.parse import urlsplit

from mandates_cli.fetch.archives.content import sha1
from mandates_cli.fetch.archives.listing import WWW, Listed
from mandates_cli.fetch.store import RawStore
from mandates_cli.model import Sighting


class Known:
    """`settled` are the captures of this archive that were asked for, by page and moment, those forgotten included;
    `of_snapshot` the sightings of each snapshot."""

    def __init__(self, store: RawStore, archive: str) -> None:
        self._store = store
        self._archive = archive
        self.settled: dict[tuple[str, dt.datetime], Sighting] = {}
        self.of_snapshot: dict[str, list[Sighting]] = defaultdict(list)
        self._held: dict[str, Sighting] = {}
        # Since when each host has shown each page.
        self._shown: dict[tuple[str, str], dt.datetime] = {}
        hashed: set[str] = set()
        for sighting in (*store.forgotten(), *store.sightings()):
            self.remember(sighting)
            # What the site itself gave need not be asked for either.
            if not sighting.archived and sighting.verdict == "page" and sighting.file not in hashed:
                hashed.add(sighting.file or "")
                if store.holds(sighting):
                    self._held.setdefault(sha1(store.bytes_of(sighting)), sighting)

    def remember(self, sighting: Sighting) -> None:
        self.of_snapshot[sighting.snapshot].append(sighting)
        if sighting.verdict == "page" and sighting.final_url:
            shown = sighting.page, _host(sighting.final_url)
            self._shown[shown] = min(sighting.seen, self._shown.get(shown, sighting.seen))
        if (archived := sighting.archived) is None:
            return
        if archived.archive == self._archive:
            self.settled[sighting.page, sighting.seen] = sighting
        if archived.digest and self._store.holds(sighting):
            self._held.setdefault(archived.digest, sighting)

    def holding(self, digest: str | None) -> Sighting | None:
        """One that brought the bytes of that digest."""
        return self._held.get(digest or "")

    def had_shown(self, listed: Listed) -> bool:
        """Whether its host had shown the page by then: it may never have had it."""
        since = self._shown.get((listed.page, _host(listed.url)))
        return since is not None and since < listed.seen


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix(WWW)
