"""`parse --engine daft`: tables of many archives, made on one machine or several."""

import os
import tempfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from mandates_cli import export as exporting
from mandates_cli.cli.output import say, writing
from mandates_cli.corpus import Filters, location
from mandates_cli.errors import PageError, UsageError
from mandates_cli.export import Chosen
from mandates_cli.wording import worded

ENGINE: Final = "daft"


def parse(
    archives: Sequence[Path], engine: str | None, folder: Path | None, jobs: int | None, data_dir: Path | None
) -> None:
    """Raises UsageError for what does not go together, and PageError for damaged records, of which what is whole is
    kept, and where there is no page."""
    if engine is None:
        raise UsageError(
            "WARC files and --output go with --engine daft; 'mandates import' takes WARC files into a corpus."
        )
    if engine != ENGINE:
        raise UsageError("No engine is called {engine!r}; write --engine {known}.", engine=engine, known=ENGINE)
    if not archives or folder is None:
        raise UsageError(
            "Name the WARC files, and a folder for the tables: mandates parse --engine daft WARC... -o FOLDER"
        )
    for library in ("daft", "duckdb"):
        if find_spec(library) is None:
            raise UsageError("To read archives by Daft, install what it needs: pip install 'mandates-cli[cluster]'")
    target = location.at_home(folder)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise UsageError("{folder} is there already, and not empty; choose a new name.", folder=target)
    read = [location.at_home(path).absolute() for path in archives]
    for path in read:
        if not path.is_file() or not os.access(path, os.R_OK):
            raise UsageError("There is no file {path} that can be read; check the name.", path=path)
    from mandates_cli.cluster import plan
    from mandates_cli.cluster.corpus_of import corpus_of
    from mandates_cli.pipeline.build import now

    own = location.to_write(data_dir).registry.absolute()  # as an import would: it need hold no corpus
    try:
        found = plan.run(read, own, now(), jobs)
    except KeyboardInterrupt:
        say("mandates: interrupted; nothing was written.")
        os._exit(130)  # the threads of Daft would abort an orderly end
    if not found.pages:
        nothing = worded("No Mandates page in {paths}; nothing was written.", paths=", ".join(map(str, archives)))
        raise PageError("\n".join([*found.damages, nothing]))
    with (
        tempfile.TemporaryDirectory(prefix="mandates-") as made,
        writing(str(folder)),
        corpus_of(found, Path(made), own) as corpus,
    ):
        exporting.written(target, "parquet", Chosen.of(corpus, Filters(), "summit"), lambda _: None)
    say(
        "{mandates:mandate} on {pages:page} of {archives:file}: {folder}",
        mandates=len(found.mandates), pages=len(found.pages), archives=len(read), folder=folder,
    )  # fmt: skip
    if found.damages:
        raise PageError("\n".join(found.damages))
