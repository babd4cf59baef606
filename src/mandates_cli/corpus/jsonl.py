"""JSON Lines: one record a line, UTF-8, keys in the order of the model. The truth that the index is made from."""

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from mandates_cli import atomic
from mandates_cli.errors import CorpusError

R = TypeVar("R", bound=BaseModel)


def write(path: Path, records: Iterable[BaseModel]) -> None:
    atomic.write(path, (record.model_dump_json().encode() + b"\n" for record in records))


def read(path: Path, kind: type[R]) -> list[R]:
    """Raises CorpusError with file and line of the first line that is no such record."""
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise CorpusError(f"Cannot read {path} ({error.strerror}); run 'mandates parse' to make it again.") from error
    records = []
    for number, line in enumerate(lines, 1):
        try:
            records.append(kind.model_validate_json(line))
        except ValidationError as error:
            fault = error.errors()[0]
            where = ".".join(map(str, fault["loc"])) or "the line"
            raise CorpusError(
                f"{path}:{number} is no {kind.__name__} ({where}: {fault['msg']}); 'mandates parse' makes it anew."
            ) from error
    return records
