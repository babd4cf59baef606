"""The build as a plan of Daft's: from archives to pages, to documents, to mandates.

Rows carry packed values of our own; only keys are columns. The plan runs on this machine, or on those of a Ray cluster
where DAFT_RUNNER=ray says so: then each needs the archives at the same paths. Mandates come together here.
"""

import datetime as dt
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

from mandates_cli import registry
from mandates_cli.cluster.shown import Held, current, packed, parted, read, unpacked
from mandates_cli.errors import CorpusError
from mandates_cli.model import Mandate, Page
from mandates_cli.parse import assemble
from mandates_cli.registry.lookup import Registry

# Daft and Ray tell their makers of every run, unless told not to.
os.environ.update(DO_NOT_TRACK="1", DAFT_ANALYTICS_ENABLED="0", RAY_USAGE_STATS_ENABLED="0")
os.environ.setdefault("DAFT_PROGRESS_BAR", "0")

import daft
from daft import DataFrame, DataType, col

ROWS: Final = DataType.list(
    DataType.struct({"kind": DataType.string(), "key": DataType.string(), "held": DataType.binary()})
)
# What an archive shows of a page, and of how many; what a page shows now, and of a document; of how many archives that
# was told; a sentence on what is damaged.
HELD, READ, PAGE, PART, CHOSEN, DAMAGE = "held", "read", "page", "part", "chosen", "damage"
REASON: Final = 200
Row: TypeAlias = dict[str, Any]


class Dated(NamedTuple):
    """A page, and when it was last seen."""

    page: Page
    seen: dt.datetime


class Found(NamedTuple):
    """`mandates` as JSON, in the order of a corpus; `damages` has a sentence for each record that is damaged."""

    mandates: Sequence[str]
    pages: Sequence[Dated]
    damages: Sequence[str]


class Work:
    """The pure functions, on columns of packed values; each process gets the tables of names once."""

    def __init__(self, tables: Registry, now: dt.datetime) -> None:
        self._tables = tables
        self._now = now

    @daft.method.batch(return_dtype=ROWS, batch_size=1)
    def read(self, archives: daft.Series, paths: daft.Series) -> list[list[Row]]:
        both = zip(archives.to_pylist(), paths.to_pylist(), strict=True)
        return [[*_read(read(Path(path), archive, self._tables, self._now))] for archive, path in both]

    @daft.method.batch(return_dtype=ROWS)
    def choose(self, kinds: daft.Series, held: daft.Series) -> list[list[Row]]:
        both = zip(kinds.to_pylist(), held.to_pylist(), strict=True)
        return [
            [*_chosen([*map(unpacked, each)])] if kind == HELD else [_row(kind, "", one) for one in each]
            for kind, each in both
        ]

    @daft.method.batch(return_dtype=DataType.binary())
    def join(self, parts: daft.Series) -> list[bytes]:
        """The mandates of a document. None is joined with one of another document, nor are ids or twins."""
        joined = (assemble([*map(unpacked, each)], tables=self._tables).mandates for each in parts.to_pylist())
        return [packed([(_place(mandate), mandate.model_dump_json()) for mandate in mandates]) for mandates in joined]


def _place(mandate: Mandate) -> tuple[int, str, str, int]:
    """Where it stands in a corpus: the newest summit is first."""
    first = mandate.placements[0]
    return -(mandate.summit or 0), mandate.document or "~", first.page, first.position


def _row(kind: str, key: str, held: bytes) -> Row:
    return {"kind": kind, "key": key, "held": held}


def _read(found: Iterable[Held | str]) -> Iterator[Row]:
    pages = 0
    for one in found:
        if isinstance(one, str):
            yield _row(DAMAGE, "", packed(one))
        else:
            yield _row(HELD, one.page, packed(one))
            pages += 1
    yield _row(READ, "", packed(pages))


def _chosen(held: Sequence[Held]) -> Iterator[Row]:
    if found := current(held):
        yield _row(PAGE, "", packed(Dated(found.records.page, found.seen)))
        for document, part in parted(found.records):
            yield _row(PART, document, packed(part))
    yield _row(CHOSEN, "", packed(len(held)))


def run(archives: Sequence[Path], own: Path, now: dt.datetime, jobs: int | None = None) -> Found:
    """What the archives hold; `own` has a user's own tables of names, which other machines need not have, `jobs` is how
    many processes read and join. Raises CorpusError where Daft fails, or a table is not valid, and KeyboardInterrupt
    where it was stopped."""
    tables = registry.load(own)
    try:
        return _run(archives, tables, now, jobs)
    except Exception as error:  # its errors, Ray's and those of their processes have no kind in common
        reason = " ".join((str(error) or type(error).__name__).split())[:REASON]
        raise CorpusError("Daft failed ({reason}); nothing was written: run the same again.", reason=reason) from error


def _run(archives: Sequence[Path], tables: Registry, now: dt.datetime, jobs: int | None) -> Found:
    work = daft.cls(Work, use_process=True, max_concurrency=jobs or _processors())(tables, now)
    listed = daft.from_pydict({"archive": [*range(len(archives))], "path": [*map(str, archives)]}).into_batches(1)
    held = _parted(listed.select(work.read(col("archive"), col("path")).alias("row")))
    shown = held.groupby("kind", "key").agg(col("held").list_agg())
    chosen = _parted(shown.select(work.choose(col("kind"), col("held")).alias("row"))).collect()
    told: dict[str, list[Any]] = defaultdict(list)
    for row in chosen.where(f"kind <> '{PART}'").iter_rows():
        told[row["kind"]].append(unpacked(row["held"]))
    parts = chosen.where(f"kind = '{PART}'").groupby("key").agg(col("held").list_agg())
    joined = parts.select(work.join(col("held")).alias("held")).collect()
    # Where it is told to stop, Daft ends early and says that it is done.
    whole = len(told[READ]) == len(archives) and sum(told[READ]) == sum(told[CHOSEN])
    if not whole or joined.count_rows() != parts.count_rows():
        raise KeyboardInterrupt
    mandates = sorted(one for row in joined.iter_rows() for one in unpacked(row["held"]))
    pages = sorted(told[PAGE], key=lambda dated: dated.page.page)
    return Found([record for _, record in mandates], pages, sorted(told[DAMAGE]))


def _processors() -> int:
    """How many there are, on all machines of a cluster."""
    if daft.get_or_infer_runner_type() == "ray":
        import ray

        ray.init(ignore_reinit_error=True)
        machines: Any = ray.cluster_resources()
        return int(machines.get("CPU", 1))
    return len(os.sched_getaffinity(0))


def _parted(frame: DataFrame) -> DataFrame:
    """The rows of lists of them. An empty list is no row."""
    rows = frame.explode("row").where(col("row").not_null())
    return rows.select(*(col("row").get(name).alias(name) for name in ("kind", "key", "held")))
