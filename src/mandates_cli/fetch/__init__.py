"""How bytes come into data/raw."""

from mandates_cli.fetch.store import RawStore

__all__ = ["RawStore"]
