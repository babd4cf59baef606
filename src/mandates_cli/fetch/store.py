"""data/raw: the bytes of every page as seen, and a manifest with one line per sighting."""

import datetime as dt
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from pydantic import ValidationError

from mandates_cli import atomic
from mandates_cli.errors import CorpusError
from mandates_cli.model import Snapshot

MANIFEST: Final = "manifest.jsonl"
UNSAFE: Final = re.compile(r"[^a-z0-9._-]+")


def page_of(name: str, url: str | None) -> str:
    """The page's identity: the URL without scheme and host, or the file's name where the URL is unknown."""
    if url is None:
        return name
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


class RawStore:
    """The raw pages below `folder` (a corpus' data/raw)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def manifest(self) -> Path:
        return self.folder / MANIFEST

    def sightings(self) -> list[Snapshot]:
        """Every sighting, oldest first. Raises CorpusError with file and line where the manifest is damaged."""
        try:
            lines = self.manifest.read_bytes().splitlines()
        except FileNotFoundError:
            return []
        except OSError as error:
            raise CorpusError(f"Cannot read {self.manifest} ({error.strerror}); check its permissions.") from error
        found = []
        for number, line in enumerate(lines, 1):
            try:
                found.append(Snapshot.model_validate_json(line))
            except ValidationError as error:
                raise CorpusError(
                    f"{self.manifest}:{number} is damaged ({error.errors()[0]['msg']}); restore that line or delete it."
                ) from error
        return found

    def latest(self) -> Iterator[tuple[Snapshot, bytes]]:
        """The newest snapshot of each page with its bytes, in page order. Raises CorpusError for bytes that changed."""
        newest = {s.page: s for s in sorted(self.sightings(), key=lambda s: s.seen)}
        for _, snapshot in sorted(newest.items()):
            path = self.folder / snapshot.file
            if path.resolve().parent != self.folder.resolve():
                raise CorpusError(
                    f"{self.manifest} names {snapshot.file!r}, which is outside {self.folder}; correct it."
                )
            try:
                data = path.read_bytes()
            except OSError as error:
                raise CorpusError(
                    f"Cannot read {path} ({error.strerror}), which the manifest names; import it again."
                ) from error
            if hashlib.sha256(data).hexdigest() != snapshot.sha256:
                raise CorpusError(f"{path} is not what was stored (its sha256 differs); import the page again.")
            yield snapshot, data

    def add(self, data: bytes, *, name: str, url: str | None, media_type: str, seen: dt.datetime) -> Snapshot | None:
        """Store a page; null where these bytes are already the page's newest."""
        page = page_of(name, url)
        sightings = self.sightings()
        digest = hashlib.sha256(data).hexdigest()
        of_page = [s for s in sightings if s.page == page]
        if of_page and max(of_page, key=lambda s: s.seen).sha256 == digest:
            return None
        same = next((s.file for s in sightings if s.sha256 == digest), None)
        snapshot = Snapshot(
            page=page,
            url=url,
            seen=seen,
            sha256=digest,
            size=len(data),
            media_type=media_type,
            file=same or self._file_name(page, digest, media_type, {s.file for s in sightings}),
        )
        if same is None:
            atomic.write(self.folder / snapshot.file, [data])
        lines = [s.model_dump_json().encode() + b"\n" for s in [*sightings, snapshot]]
        atomic.write(self.manifest, lines)
        return snapshot

    def _file_name(self, page: str, digest: str, media_type: str, taken: set[str]) -> str:
        suffix = ".txt" if media_type == "text/plain" else ".html"
        stem = UNSAFE.sub("-", page.lower().rsplit("/", 1)[-1].removesuffix(".htm").removesuffix(suffix)).strip("-.")[
            :80
        ]
        plain = f"{stem or 'page'}{suffix}"
        return plain if plain not in taken and plain != MANIFEST else f"{stem or 'page'}-{digest[:12]}{suffix}"
