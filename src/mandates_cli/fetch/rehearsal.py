"""A store in which all that is written is known until it is left, and nothing of it reaches the disk."""

import hashlib
from typing import Any

from mandates_cli.fetch.store import OUTSIDE, RawStore
from mandates_cli.model import Verdict


class Rehearsal(RawStore):
    def keep(self, data: bytes, page: str, media_type: str | None, verdict: Verdict) -> dict[str, Any]:  # noqa: ARG002 (the names are those of the store)
        digest = hashlib.sha256(data).hexdigest()
        return {"sha256": digest, "size": len(data), "file": self._files.get((digest, verdict in OUTSIDE))}

    def commit(self) -> None:
        """Nothing waits that is to be written."""
