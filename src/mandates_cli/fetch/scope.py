"""Which addresses are pages of the site, and which page an address stands for."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from urllib.parse import quote, unquote, urljoin, urlsplit

from mandates_cli.errors import UsageError
from mandates_cli.model import Site

DEFAULT_PORTS: Final = {"http": 80, "https": 443}
# How a web address begins.
WEB: Final = re.compile(r"https?://", re.IGNORECASE)
HOST: Final = re.compile(r"[\w.:-]+")
# Servers take no longer address.
LONGEST: Final = 8_000
# Nothing that could leave the folder, on the site or on disk.
PLAIN: Final = re.compile(r"(?:/[^/\\]+)+")


def page_of(name: str, url: str | None) -> str:
    """The page's identity: the URL without scheme, host and fragment, or the file's name where the URL is unknown."""
    if url is None:
        return name
    try:
        parts = urlsplit(url)
    except ValueError:
        return name
    return (parts.path or "/") + query_of(url)


def query_of(url: str) -> str:
    """`?t=14`, which tells a dynamic page from its like; empty without one. Raises ValueError for what is no URL."""
    query = urlsplit(url).query
    return f"?{query}" if query else ""


@dataclass(frozen=True)
class Scope:
    """The pages below one folder of some hosts, the mirrors."""

    site: Site

    @classmethod
    def of(cls, site: Site, urls: Iterable[str] = ()) -> "Scope":
        """The site's own hosts, or those of `urls` in their place. Raises UsageError for a URL that names no host."""
        mirrors = []
        for url in urls:
            whole = url if "://" in url else f"http://{url}"
            if _origin(whole) is None:
                fault = "--site {url!r} is not a web address; write it like {example}."
                raise UsageError(fault, url=url, example=site.mirrors[0])
            parts = urlsplit(whole)
            if parts.path not in ("", "/", site.folder, site.folder.rstrip("/")):
                fault = "--site takes a host, whose pages are below {folder}: leave {path} out."
                raise UsageError(fault, folder=site.folder, path=parts.path)
            mirrors.append(f"{parts.scheme}://{parts.netloc}")
        return cls(site.model_copy(update={"mirrors": tuple(mirrors)}) if mirrors else site)

    @cached_property
    def _hosts(self) -> frozenset[tuple[str, int]]:
        """Name and port. A host that stands on a default port may answer on the other one too (http to https)."""
        found = {origin for mirror in self.site.mirrors if (origin := _origin(mirror))}
        for host, port in list(found):
            if port in DEFAULT_PORTS.values():
                found |= {(host, other) for other in DEFAULT_PORTS.values()}
        return frozenset(found)

    def allows(self, url: str) -> bool:
        return _origin(url) in self._hosts

    def page(self, url: str, base: str = "") -> str | None:
        """The page that a link means; null for what lies outside."""
        try:
            absolute = urljoin(base, url.strip())
            parts = urlsplit(absolute)
        except ValueError:
            return None
        path = unquote(parts.path, errors="surrogateescape")
        inside = path.startswith(self.site.folder) and path.lower().endswith(self.site.endings)
        if not inside or not self.allows(absolute) or not PLAIN.fullmatch(path) or not _printable(path):
            return None
        if {".", ".."} & set(path.split("/")) or len(path) > 200:
            return None
        return quote(path, safe="/~+@!$',;=:()&", errors="surrogateescape")

    def known(self, pages: Iterable[str]) -> list[str]:
        """Those of `pages` that are pages of the site, sorted; imports may have brought others."""
        mirror = self.site.mirrors[0]
        return sorted(page for page in set(pages) if self.page(mirror + page) == page)


def web(url: str) -> bool:
    """Whether it is a web address that can be asked for and written down: with a host, without a user's name or what
    ends a line."""
    return len(url) <= LONGEST and url.isprintable() and " " not in url and _origin(url) is not None


def _printable(path: str) -> bool:
    """Bytes that are not UTF-8 were escaped as lone surrogates; they are Latin-1 then."""
    return all(chr(ord(c) - 0xDC00).isprintable() if "\udc80" <= c <= "\udcff" else c.isprintable() for c in path)


def _origin(url: str) -> tuple[str, int] | None:
    """Host and port; null for what is not a plain web address (another scheme, a user name, a bad port)."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname or "@" in parts.netloc:
        return None
    if not HOST.fullmatch(parts.hostname):
        return None
    return parts.hostname, DEFAULT_PORTS[parts.scheme] if port is None else port
