"""Answers as frames: which dtype each column has, and what becomes of lists in a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from ._documents import Column
from ._steps import unknown

# Enumerations whose values the schema gives from the least to the most, or from the best to the worst.
_ORDERED = frozenset({"Reliability", "Discretion", "Certainty"})
# Instants, which the schema has as text: RFC 3339 in UTC.
_INSTANTS = frozenset({("Load", "startedAt"), ("Load", "finishedAt")})
_DTYPES = {"Int": "Int64", "Milliseconds": "Int64", "Float": "Float64", "Boolean": "boolean"}


def frame(rows: Sequence[Mapping[str, Any]], columns: Sequence[Column], explode: str | None, join: str | None) -> pd.DataFrame:
    """Makes a frame of rows.

    Where a row has several values, they are joined by ``join``, in the answer's order and with nothing where there is none, or are a
    Python list where it is None. ``explode`` names a list, such as ``"bearers"``: each of its elements makes a row of its own,
    and a row without any stays one.
    """
    prefix = _exploded(columns, explode)
    pairs = [(row, element) for row in rows for element in (list(_gather(row, prefix)) if prefix else [row]) or [None]]
    out: dict[str, Any] = {}
    for column in columns:
        inside = bool(prefix) and column.path[: len(prefix)] == prefix
        path = column.path[len(prefix) :] if inside else column.path
        values = [list(_gather(element if inside else row, path)) for row, element in pairs]
        if any(steps > len(prefix) or not inside for _, steps in column.lists):
            out[column.name] = _joined(values, join)
        else:
            out.update(_typed(column, [found[0] if found else None for found in values]))
    return pd.DataFrame(out, index=pd.RangeIndex(len(pairs)))


def first_days(texts: Iterable[Any]) -> pd.Series[Any]:
    """The first day of each date: of ``2026`` and ``2026-01`` the 1 January 2026; NaT where there is no date.

    The dtype is datetime64[s], which has room for all years of the calendar: nanoseconds would end in 1677 and 2262.
    """
    return _days([_first(text) for text in texts])


def last_days(texts: Iterable[Any]) -> pd.Series[Any]:
    """The last day of each date, of ``2026-02`` the 28 February 2026; NaT where there is no date."""
    return _days([_last(text) for text in texts])


def text_of(values: Sequence[Any]) -> pd.Series[Any]:
    """Text, with missing values as <NA>."""
    return pd.Series(values, dtype=pd.StringDtype())


def numbers(values: Sequence[Any], dtype: str) -> pd.Series[Any]:
    """Numbers or truth values, with missing ones as <NA>: dtype is Int64, Float64 or boolean."""
    series: pd.Series[Any] = pd.Series(list(values), dtype=dtype)
    return series


def _typed(column: Column, values: list[Any]) -> Iterator[tuple[str, Any]]:
    if column.categories is not None:
        ordered = column.type in _ORDERED
        yield column.name, pd.Series(pd.Categorical(values, categories=list(column.categories), ordered=ordered))
    elif column.type in _DTYPES:
        yield column.name, numbers(values, _DTYPES[column.type])
    elif column.type == "Date" and column.owner.endswith("Row"):
        # Flat rows have the days of a date beside its text.
        day = column.path[-1].lower().endswith(("first", "last"))
        yield column.name, first_days(values) if day else text_of(values)
    elif column.type == "Date":
        yield column.name, first_days(values)
        yield f"{column.name}.text", text_of(values)
    elif (column.owner, column.path[-1]) in _INSTANTS:
        yield column.name, pd.Series(pd.to_datetime(pd.Series(values, dtype="object"), utc=True, format="ISO8601"))
    else:
        yield column.name, text_of(values)


def _joined(values: list[list[Any]], join: str | None) -> pd.Series[Any]:
    if join is None:
        return pd.Series(values, dtype="object")
    return text_of([join.join(_written(v) for v in found) if any(v is not None for v in found) else None for found in values])


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _exploded(columns: Sequence[Column], explode: str | None) -> tuple[str, ...]:
    """The path from a row to the elements of the list that is named; none where none is."""
    if explode is None:
        return ()
    lists = {name: column.path[:steps] for column in columns for name, steps in column.lists}
    if explode not in lists:
        raise unknown("the list", explode, lists)
    return lists[explode]


def _gather(value: Any, path: Sequence[str]) -> Iterator[Any]:
    """What stands at a path, all elements of the lists on the way."""
    if isinstance(value, list):
        for element in value:
            yield from _gather(element, path)
    elif not path:
        yield value
    elif isinstance(value, Mapping):
        yield from _gather(value.get(path[0]), path[1:])
    else:
        yield None


def _days(days: list[str | None]) -> pd.Series[Any]:
    return pd.Series(np.array([day or "NaT" for day in days], dtype="datetime64[s]"))


def _first(text: Any) -> str | None:
    return None if _missing(text) else str(text) + "-01-01"[len(str(text)) - 4 :]


def _last(text: Any) -> str | None:
    if _missing(text):
        return None
    day = str(text)
    if len(day) == 4:
        return day + "-12-31"
    return str(np.datetime64(day, "M") + 1 - np.timedelta64(1, "D")) if len(day) == 7 else day


def _missing(value: Any) -> bool:
    return value is None or value is pd.NA or value != value or value == ""
