"""How the mandates of a corpus are linked, in rows: commands cannot wait for pydantic."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from mandates_cli.corpus.location import Location
from mandates_cli.corpus.records import EVERYTHING, Records
from mandates_cli.corpus.sql import entries
from mandates_cli.query.filters import Filters
from mandates_cli.rows import MandateRow

if TYPE_CHECKING:
    from mandates_cli.compare.lineage import Between, Family, Lineage, Links
    from mandates_cli.compare.links import Link


class Kinship(Records):
    def __init__(self, where: Location) -> None:
        super().__init__(where)
        self._held_links: Sequence[Link] | None = None

    def links(self) -> "Sequence[Link]":
        """Which mandates take up mandates of earlier summits. Computed once for the records as they are."""
        from mandates_cli.compare.links import links, said
        from mandates_cli.corpus import linked

        def computed() -> "Sequence[Link]":
            tables = entries.tables(self._database)
            return links(said(self.rows()), linked.names(tables.summits(), tables.documents()))

        if self._held_links is None:
            self._held_links = linked.links(self.where, self._index.stamp, computed)
        return self._held_links

    @cached_property
    def _by_end(self) -> "Links":
        from mandates_cli.compare.lineage import Links

        return Links(self.links())

    def lineage_rows(self, id: str) -> "Lineage[MandateRow]":
        """The mandate of that id, or beginning of one, at earlier and later summits. Raises UnknownName."""
        return self._by_end.lineage(self.row(id), self.row)

    def family_rows(self) -> "Sequence[Family[MandateRow]]":
        """Every mandate whose summit is known, with those that say the same at other summits."""
        from mandates_cli.compare.lineage import families

        return families(self.rows(), self.links())

    def between_rows(self, older: int, newer: int, filters: Filters = EVERYTHING) -> "Between[MandateRow]":
        """What the newer of two summits took up of the older, as far as either mandate passes the filters."""

        def of_summit(year: int, filters: Filters = EVERYTHING) -> Iterator[MandateRow]:
            return self.rows(filters._replace(summit=(str(year),), limit=None))

        whole = self._by_end.between((older, newer), of_summit(older), of_summit(newer))
        passing = {row["id"] for year in (older, newer) for row in of_summit(year, filters)}
        return whole.among(passing)
