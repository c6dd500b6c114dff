"""What can go wrong, as exceptions: one class for each code of the server, and three of the client's own."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any


class PactgraphError(Exception):
    """A question that wasn't answered.

    Attributes:
        message: what the server says is wrong, with the bad value and what would be allowed.
        code: the server's code, such as ``BAD_USER_INPUT``; codes don't change.
        path: where in the answer it stands, such as ``("obligations", "nodes", 3)``.
        query: the document that was asked.
        variables: the variables that were asked with it.
        errors: every error of the answer, as the server gave them; the first is the one that is told.
        data: what was answered besides, or None.
    """

    code: str = "ERROR"

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        path: Sequence[str | int] = (),
        query: str = "",
        variables: Mapping[str, Any] | None = None,
        errors: Sequence[Mapping[str, Any]] = (),
        data: Mapping[str, Any] | None = None,
        status: int | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or type(self).code
        self.path = tuple(path)
        self.query = query
        self.variables = dict(variables or {})
        self.errors = list(errors)
        self.data = data
        self.status = status
        self.retry_after = retry_after

    def __str__(self) -> str:
        text = f"{self.code}: {self.message}"
        if self.path:
            text += f" (at {'.'.join(map(str, self.path))})"
        if len(self.errors) > 1:
            text += f" (and {len(self.errors) - 1} more: see .errors)"
        if self.query:
            text += "\nasked: " + _short(" ".join(self.query.split()))
        if self.variables:
            text += "\nwith: " + _short(json.dumps(self.variables, ensure_ascii=False, default=str))
        return text


class BadInputError(PactgraphError, ValueError):
    """A value that can't be used: a misspelt id, a date that is none, a page of -1."""

    code = "BAD_USER_INPUT"


class NotFoundError(PactgraphError):
    """Something that was named and isn't there."""

    code = "NOT_FOUND"


class ConflictError(PactgraphError):
    """Something that can't be done as the graph is now."""

    code = "CONFLICT"


class ForbiddenError(PactgraphError):
    """Something for which the token isn't known, or not allowed."""

    code = "FORBIDDEN"


class LimitError(PactgraphError):
    """A question larger than the server answers at once."""

    code = "LIMIT_EXCEEDED"


class TimeLimitError(PactgraphError):
    """A question that took longer than it was given."""

    code = "TIMEOUT"


class UnavailableError(PactgraphError):
    """A server, or its store, that can't be reached or has no room; asked again later it may answer."""

    code = "UNAVAILABLE"


class InternalError(PactgraphError):
    """A fault of the server's; its log has it under the id in the message."""

    code = "INTERNAL"


class DocumentError(PactgraphError):
    """A document that is no GraphQL, or that the schema doesn't allow."""

    code = "GRAPHQL_VALIDATION_FAILED"


class IncompleteError(PactgraphError):
    """A list that was not fetched whole, so that a frame of it would be wrong in silence."""

    code = "INCOMPLETE"


class ChangedError(PactgraphError):
    """A graph that was loaded into between the pages of a list, each time it was read."""

    code = "CHANGED"


class UnknownNameError(PactgraphError, TypeError):
    """A keyword, field, relation or value that the schema doesn't have; the message names what is like it."""

    code = "UNKNOWN_NAME"


_CLASSES: tuple[type[PactgraphError], ...] = (
    BadInputError,
    NotFoundError,
    ConflictError,
    ForbiddenError,
    LimitError,
    TimeLimitError,
    UnavailableError,
    InternalError,
    DocumentError,
)
_BY_CODE: dict[str, type[PactgraphError]] = {kind.code: kind for kind in _CLASSES} | {
    "TOO_MANY_REQUESTS": UnavailableError,
    "GRAPHQL_PARSE_FAILED": DocumentError,
    "OPERATION_RESOLUTION_FAILURE": DocumentError,
}


def from_errors(
    errors: Sequence[Mapping[str, Any]],
    query: str,
    variables: Mapping[str, Any],
    data: Mapping[str, Any] | None,
    status: int,
    retry_after: float | None,
) -> PactgraphError:
    """Makes the exception for the errors of an answer, of the class that the first one's code has."""
    first = errors[0]
    code = str((first.get("extensions") or {}).get("code") or "ERROR")
    return _BY_CODE.get(code, PactgraphError)(
        str(first.get("message", "")),
        code=code,
        path=first.get("path") or (),
        query=query,
        variables=variables,
        errors=errors,
        data=data,
        status=status,
        retry_after=retry_after,
    )


def _short(text: str, longest: int = 400) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
