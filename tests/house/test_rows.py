"""The records as `rows` types them for readers are those that `model` validates: the same keys, the same types."""

import datetime as dt
import types
import typing
from typing import Any, Literal, Union, get_args, get_origin

import pytest

from mandates_cli import model, rows

TYPED: dict[type[model.Record], type] = {
    model.Mandate: rows.MandateRow,
    model.Placement: rows.PlacementRow,
    model.PlacedItem: rows.PlacedItemRow,
    model.Item: rows.ItemRow,
    model.Citation: rows.CitationRow,
    model.Twin: rows.TwinRow,
    model.Deadline: rows.DeadlineRow,
    model.Addressee: rows.AddresseeRow,
    model.Phase: rows.PhaseRow,
    model.Lifetime: rows.LifetimeRow,
}
PARTIAL = {
    rows.PartialRow: rows.MandateRow,
    rows.PartialPlacementRow: rows.PlacementRow,
    rows.PartialCitationRow: rows.CitationRow,
}


def in_json(type_: Any) -> Any:
    """What a value of that type is after `json.loads`."""
    if type_ in TYPED:
        return TYPED[type_]
    if type_ in (dt.date, dt.datetime):
        return str
    origin, parts = get_origin(type_), [part for part in get_args(type_) if part is not Ellipsis]
    if origin is Literal:
        return str
    if origin is tuple:
        return list[in_json(parts[0])]  # type: ignore[misc]
    if origin in (Union, types.UnionType):
        return Union[tuple(map(in_json, parts))]  # noqa: UP007 (made of a list)
    return type_


def differing(of: type[model.Record], row: type) -> dict[str, tuple[Any, Any]]:
    """The keys that only one of the two has, or whose types differ, with both types."""
    meant = {key: in_json(field.annotation) for key, field in of.model_fields.items()}
    said = typing.get_type_hints(row)
    return {key: (meant.get(key), said.get(key)) for key in meant.keys() | said if meant.get(key) != said.get(key)}


@pytest.mark.parametrize(("of", "row"), TYPED.items(), ids=[of.__name__ for of in TYPED])
def test_keys_and_types_are_those_of_the_model(of: type[model.Record], row: type) -> None:
    assert differing(of, row) == {}


@pytest.mark.parametrize(("part", "row"), PARTIAL.items(), ids=[part.__name__ for part in PARTIAL])
def test_a_table_of_some_columns_has_no_others(part: type, row: type) -> None:
    assert part.__annotations__.keys() <= typing.get_type_hints(row).keys()


def test_a_row_that_drifted_is_found() -> None:
    class Drifted(typing.TypedDict):
        text: str
        year: int
        place: str | None
        documents: str | None

    assert differing(model.Citation, Drifted) == {
        "year": (int | None, int),
        "document": (str | None, None),
        "documents": (None, str | None),
    }
