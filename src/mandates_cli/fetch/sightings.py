"""How a page is written down that was seen to have left."""

import datetime as dt
from collections.abc import Mapping

from mandates_cli.fetch.answer import REDIRECTS
from mandates_cli.model import Sighting


def departed(
    page: str,
    snapshot: str,
    seen: dt.datetime,
    status: int | None,
    asked: str | None,
    answered: str | None,
    headers: Mapping[str, str] = {},
) -> Sighting:
    """`asked` and `answered` are addresses; a `status` that redirects says that the page moved, any other that it is
    gone."""
    return Sighting(
        page=page,
        snapshot=snapshot,
        url=asked,
        final_url=answered,
        seen=seen,
        status=status,
        verdict="moved" if status in REDIRECTS else "gone",
        sha256=None,
        size=0,
        file=None,
        media_type=None,
        charset=None,
        encoding=None,
        shape=None,
        headers=dict(headers),
    )
