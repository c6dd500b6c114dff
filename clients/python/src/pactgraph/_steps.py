"""What a question is made of: requests, one after the other, whoever sends them.

Each question is a generator that yields what to ask and is sent the answers, so that the client that waits and the one that
awaits share every line but the sending.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timezone
from difflib import get_close_matches
from typing import Any, TypeVar, Union

import numpy as np
import pandas as pd
from graphql import GraphQLSchema, build_client_schema, get_introspection_query

from .errors import BadInputError, ChangedError, UnknownNameError

T = TypeVar("T")
Data = dict[str, Any]
Day = Union[str, date]  # also datetime and pd.Timestamp, which are dates


@dataclass(frozen=True)
class Ask:
    """One request: a document, its variables, and whether asking twice does no harm."""

    text: str
    variables: Mapping[str, Any] = field(default_factory=dict)
    safe: bool = True


Steps = Generator[Ask, Data, T]

_TRIES = 4


def settled(read: Callable[[], Steps[T | None]], query: str = "", variables: Mapping[str, Any] | None = None) -> Steps[T]:
    """What is read by several requests of one state of the graph; ``read`` gives None where it changed meanwhile, and is tried again."""
    for _ in range(_TRIES):
        found = yield from read()
        if found is not None:
            return found
    raise ChangedError(
        f"the graph was loaded into each of the {_TRIES} times that it was read; ask for less, or later",
        query=query,
        variables=variables,
    )


class Core:
    """What the questions of one client share: the server's schema, asked for once."""

    def __init__(self) -> None:
        self._schema: GraphQLSchema | None = None

    def schema(self) -> Steps[GraphQLSchema]:
        if self._schema is None:
            answer = yield Ask(get_introspection_query(descriptions=True))
            self._schema = build_client_schema(answer)  # type: ignore[arg-type]
        return self._schema


def camel(name: str) -> str:
    """``as_of`` is ``asOf``; what is written so already stays."""
    head, *rest = name.rstrip("_").split("_")
    return head + "".join(part[:1].upper() + part[1:] for part in rest)


def plain(value: Any, place: str) -> Any:
    """A variable as JSON has it: what Python, numpy and pandas have for days is an ISO day, of moments with a zone that in UTC.

    ``place`` says in the error where a value stands that JSON has no form for.
    """
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    if isinstance(value, Mapping):
        return {k: plain(v, f"{place}.{k}") for k, v in value.items()}
    if isinstance(value, (list, tuple, np.ndarray, pd.Series, pd.Index)):
        return [plain(v, f"{place}.{i}") for i, v in enumerate(value)]
    if isinstance(value, np.datetime64):
        value = pd.Timestamp(value)
    elif isinstance(value, np.generic):
        return value.item()
    if value is not pd.NaT:
        if isinstance(value, datetime):
            return (value.astimezone(timezone.utc) if value.tzinfo else value).date().isoformat()
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, pd.Period):  # its text is as long as it is: 2026, 2026-01 or 2026-01-06
            return str(value)
    raise BadInputError(f"{place}: {value!r} can't be sent, as {type(value).__name__} has no form in JSON: give a text, a number or a date")


def unknown(what: str, name: str, allowed: Iterable[str]) -> UnknownNameError:
    """The error for a name that isn't there: it names what is allowed, what is most like it first."""
    names = list(dict.fromkeys(allowed))
    near = get_close_matches(name.lower(), [n.lower() for n in names], n=3, cutoff=0.5)
    first = [n for low in near for n in names if n.lower() == low]
    listed = first + sorted(n for n in names if n not in first)
    return UnknownNameError(f"{what} {name!r} is not known; there are {', '.join(listed)}")
