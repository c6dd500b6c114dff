"""Lists fetched whole: page by page, of one state of the graph, and counted."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from graphql import GraphQLSchema, get_named_type, is_leaf_type

from . import _documents as documents
from . import _filters as filters
from ._documents import AFTER, FIRST, INNER, MORE, PAGE, REVISION, TOTALS, Column, Composite, Question
from ._frames import frame
from ._steps import Ask, Core, Data, Day, Steps, camel, settled, unknown
from .errors import IncompleteError, LimitError, TimeLimitError

PAGE_SIZE = 250
LARGEST = 1000
_INNER = 50

# The relations that a noun's frame shows if nothing else is said. Those that would have hundreds of names in one cell are left out.
SHOWN: dict[str, tuple[str, ...]] = {
    "Actor": ("memberOf", "partOf"),
    "Declaration": ("parties", "partyActions", "adoptedAt"),
    "Obligation": ("declarations", "bearers", "counterparties", "beneficiaries", "against", "conditions"),
    "Condition": ("concerns", "obligations", "satisfiedBy"),
    "Event": ("participants", "satisfies"),
    "Statement": ("madeBy", "onBehalfOf", "madeAt", "about"),
    "Source": ("publisher", "cites"),
    "Load": (),
}
NOUNS = {
    "actors": "Actor",
    "declarations": "Declaration",
    "obligations": "Obligation",
    "conditions": "Condition",
    "events": "Event",
    "statements": "Statement",
    "sources": "Source",
    "loads": "Load",
}
_NAME = re.compile(r"[A-Za-z_]\w*\Z")


def df(
    core: Core,
    what: str,
    fields: str | None,
    rows: str | None,
    explode: str | None,
    join: str | None,
    limit: int | None,
    page: int,
    values: Mapping[str, Any],
) -> Steps[pd.DataFrame]:
    """A frame of a list, named or asked for by a document."""
    schema = yield from core.schema()
    text, variables = what, dict(values)
    if _NAME.match(what):
        text, variables = _document_for(schema, what, fields, variables)
    question = documents.read(text, schema, rows)
    found, attrs = yield from fetch(question, variables, limit, page)
    if question.kind == "Matrix" and question.items == (question.root,):
        return _matrix(found[0], attrs)
    result = frame(found, question.columns, explode, join)
    result.attrs.update(attrs)
    return result


@dataclass(frozen=True)
class Options:
    """How a noun's frame is wanted; Listing says what each option means."""

    filter: Mapping[str, Any] | None = None
    order_by: Any = None
    as_of: Day | None = None
    fields: str | None = None
    relations: str | Sequence[str] | None = None
    explode: str | None = None
    join: str | None = "; "
    limit: int | None = None
    page: int = PAGE_SIZE


def noun(core: Core, name: str, keywords: Mapping[str, Any], options: Options) -> Steps[pd.DataFrame]:
    """A frame of one of the nouns, filtered by keywords."""
    schema = yield from core.schema()
    wanted = yield from filters.make(schema, NOUNS[name], keywords, options.filter)
    given = {"filter": wanted or None, "orderBy": filters.order(schema, NOUNS[name], options.order_by), "asOf": options.as_of}
    selection = options.fields or selection_of(schema, NOUNS[name], options.relations, options.explode)
    text, variables = _document_for(schema, name, selection, {k: v for k, v in given.items() if v is not None})
    question = documents.read(text, schema)
    found, attrs = yield from fetch(question, variables, options.limit, options.page)
    columns: Sequence[Column] = question.columns
    if options.fields is None:
        columns = _own_columns(columns, found)
        _each_once(found)
    result = frame(found, columns, options.explode, options.join)
    result.attrs.update(attrs)
    return result


def named(core: Core, name: str, given: Mapping[str, Any], limit: int | None = None) -> Steps[pd.DataFrame]:
    """A frame of what a list of the API is by itself; arguments that are None are left out."""
    values = {k: v for k, v in given.items() if v is not None}
    return (yield from df(core, name, None, None, None, "; ", limit, PAGE_SIZE, values))


def fetch(question: Question, variables: Mapping[str, Any], limit: int | None, page: int) -> Steps[tuple[list[Data], Data]]:
    """All rows of a list, and what is known of them as a whole.

    A page that is more than the server answers at once is asked for in smaller ones. A list inside the list is asked for again
    with more room where it didn't fit. If the graph changes meanwhile, all is read again.
    """
    return (yield from settled(lambda: _read(question, variables, limit, page), question.text, variables))


def _read(question: Question, variables: Mapping[str, Any], limit: int | None, page: int) -> Steps[tuple[list[Data], Data] | None]:
    """As fetch, once; None if the graph changed between two pages."""
    rows: list[Data] = []
    attrs: Data = {"query": question.text, "variables": dict(variables)}
    size, inner, after, revision = max(1, min(page, LARGEST)), _INNER, None, None
    while True:
        wanted = size if limit is None else min(size, limit - len(rows))
        sent = {**variables}
        if question.paged:
            sent |= {FIRST: wanted, AFTER: after}
        if question.nested:
            sent[INNER] = inner
        try:
            data = yield Ask(question.text, sent)
        except (LimitError, TimeLimitError):
            if not question.paged or size == 1:
                raise
            size = max(1, size // 4)
            continue
        if revision is not None and data[REVISION] != revision:
            return None
        cut = _cut(data) if question.nested else None
        if cut is not None and inner < LARGEST:
            size, inner = max(1, size // 2), min(LARGEST, inner * 5)
            continue
        if cut is not None:
            raise IncompleteError(
                f"{cut} has more than {LARGEST} things in it: ask for it by itself", query=question.text, variables=sent
            )
        revision = attrs["revision"] = data[REVISION]
        top = data.get(question.root)
        rows += _items(data, question.items)
        if not question.paged or top is None:
            return (rows if limit is None else rows[:limit]), attrs
        attrs |= {name: top[TOTALS[name]] for name in question.totals}
        if limit is not None and len(rows) >= limit:
            return rows[:limit], attrs
        if not top[PAGE]["hasNextPage"]:
            break
        after = top[PAGE]["endCursor"]
    if question.totals and len(rows) != attrs[question.totals[0]]:
        told = f"{question.root} has {attrs[question.totals[0]]} things, and its pages had {len(rows)}"
        if question.items == (question.root,):
            told = f"{question.root} is asked for without its things: select nodes, edges or rows in it; client.query(…) answers any other question"
        raise IncompleteError(told, query=question.text, variables=variables)
    return rows, attrs


def _items(data: Any, path: tuple[str, ...]) -> list[Data]:
    for step in path:
        if isinstance(data, list):
            data = [element[step] for element in data if element is not None]
            data = [e for part in data for e in (part if isinstance(part, list) else [part])]
        elif data is not None:
            data = data[step]
    if data is None:
        return []
    return data if isinstance(data, list) else [data]


def _cut(data: Any, path: tuple[str, ...] = ()) -> str | None:
    """The first list inside the list that goes on after what was given of it."""
    if isinstance(data, dict):
        more = data.get(MORE)
        if more is not None and more["hasNextPage"]:
            return ".".join(path)
        found = (_cut(value, (*path, key)) for key, value in data.items())
    elif isinstance(data, list):
        found = (_cut(value, (*path, str(i))) for i, value in enumerate(data))
    else:
        return None
    return next((cut for cut in found if cut is not None), None)


def selection_of(schema: GraphQLSchema, noun_type: str, relations: Any, explode: str | None) -> str:
    """What a noun's frame shows: its own values, what is derived of it, and ids and labels of what its relations lead to."""
    kind = schema.type_map[noun_type]
    assert isinstance(kind, Composite)
    parts = []
    for name, field in kind.fields.items():
        inner = get_named_type(field.type)
        if is_leaf_type(inner):
            parts.append(name)
        elif isinstance(inner, Composite) and not _leads_on(inner) and name not in ("claims", "groups"):
            parts.append(f"{name} {{ {' '.join(documents.leaves(inner))} }}")
    for name in _relations(kind, relations, explode):
        inner = get_named_type(kind.fields[name].type)
        assert isinstance(inner, Composite)
        if "pageInfo" not in inner.fields:
            parts.append(f"{name} {{ id label }}")
        elif name == explode:
            edge = get_named_type(inner.fields["edges"].type)
            assert isinstance(edge, Composite)
            own = [leaf for leaf in documents.leaves(edge) if leaf not in ("id", "cursor")]
            parts.append(f"{name} {{ edges {{ node {{ id label }} edge: id {' '.join(own)} }} }}")
        else:
            parts.append(f"{name} {{ nodes {{ id label }} }}")
    return " ".join(parts)


def relations_of(kind: Composite) -> list[str]:
    """The names of the fields that lead to other nodes; claims are none."""
    return [n for n, f in kind.fields.items() if n != "claims" and _leads_on(get_named_type(f.type))]


def _leads_on(kind: Any) -> bool:
    """Whether a type is a node, or a list of nodes."""
    return isinstance(kind, Composite) and ("pageInfo" in kind.fields or {"id", "label"} <= set(kind.fields))


def _relations(kind: Composite, wanted: Any, explode: str | None) -> list[str]:
    there = relations_of(kind)
    if wanted is None:
        chosen = [r for r in SHOWN.get(kind.name, ()) if r in there]
    elif wanted == "all":
        chosen = there
    else:
        chosen = [camel(r) for r in ([wanted] if isinstance(wanted, str) else wanted or ())]
        for name in chosen:
            if name not in there:
                raise unknown(f"the relation of {kind.name}", name, there)
    return chosen + ([explode] if explode in there and explode not in chosen else [])


def _own_columns(columns: Sequence[Column], rows: list[Data]) -> list[Column]:
    """The columns of a noun, named as the API's flat rows name them; identifiers become one text each in the rows, too."""
    out = []
    for column in columns:
        if column.path[0] == "identifiers":
            if column.path[-1] == "scheme":
                out.append(replace(column, name="identifiers", path=("identifiers",), type="String"))
            continue
        out.append(replace(column, name=_own_name(column)))
    for row in rows:
        if "identifiers" in row:
            row["identifiers"] = [f"{i['scheme']}:{i['value']}" for i in row["identifiers"]]
    return out


def _each_once(rows: list[Data]) -> None:
    """Keeps what a relation leads to once, however many edges lead there, as the API's flat rows do."""
    for row in rows:
        for value in row.values():
            if isinstance(value, dict) and "nodes" in value:
                value["nodes"] = list({node["id"]: node for node in value["nodes"]}.values())


def _own_name(column: Column) -> str:
    """bearers and bearerIds for bearers.label and bearers.id, status for status.status, amountValue for amount.value."""
    head, _, tail = column.name.rpartition(".")
    if not head or "." in head:
        return column.name
    if tail in ("label", head):
        return head
    if tail == "id":
        return filters.singular(head) + ("Ids" if column.lists else "Id")
    if tail == "reason" or head == "amount":
        return head + tail.capitalize()
    return tail if head == "counts" else column.name


def _document_for(schema: GraphQLSchema, name: str, fields: str | None, values: Mapping[str, Any]) -> tuple[str, Data]:
    """The document that asks for a root field with arguments, and its variables."""
    query = schema.query_type
    assert query is not None
    if name not in query.fields:
        raise unknown("the list", name, query.fields)
    field = query.fields[name]
    kind = get_named_type(field.type)
    assert isinstance(kind, Composite) or fields is None
    given: Data = {}
    for key, value in values.items():
        argument = camel(key)
        if argument not in field.args:
            raise unknown(f"the argument of {name}", key, field.args)
        given[argument] = value
    selection = fields if fields is not None else _selection_for(schema, name, kind)
    if (
        isinstance(kind, Composite)
        and "nodes" in kind.fields
        and "pageInfo" in kind.fields
        and not re.match(r"\s*(nodes|edges|rows|groups)\b", selection)
    ):
        selection = f"nodes {{ {selection} }}"
    declared = ", ".join(f"${a}: {field.args[a].type}" for a in given)
    passed = ", ".join(f"{a}: ${a}" for a in given)
    head = f"query ({declared}) " if declared else ""
    return f"{head}{{ {name}{f'({passed})' if passed else ''} {{ {selection} }} }}", given


_SELECTIONS = {
    "Groups": "groups { keys { dimension value label } count }",
    "Timeline": "buckets { name first last began held ended }",
    "Matrix": "columns { key { value label } total } rows { key { value label } total counts other } total otherRows otherColumns",
    "ChangeConnection": "nodes { revision action what target label fields { field old new } load { id dataset finishedAt who } about { id label } }",
    "ConflictConnection": "nodes { kind field reason decision about { id label } edge { id type } values { value shown } chosen { value who why } }",
    "GapConnection": "nodes { kind count fields because node { id label __typename } of { id label } }",
    "SearchConnection": "edges { score node { __typename id label } highlights { field text } }",
}


def _selection_for(schema: GraphQLSchema, name: str, kind: Any) -> str:
    if kind.name in _SELECTIONS:
        return _SELECTIONS[kind.name]
    if name in NOUNS:
        return selection_of(schema, NOUNS[name], None, None)
    if isinstance(kind, Composite) and kind.name in SHOWN:
        return selection_of(schema, kind.name, None, None)
    raise unknown("there is no selection for the list; give fields= with", name, [*NOUNS, *(f"{n[:-1]}Groups" for n in NOUNS)])


def _matrix(found: Data, attrs: Data) -> pd.DataFrame:
    """The table itself: a row for each value of the one dimension, a column for each of the other."""
    columns = pd.Index([c["key"]["label"] for c in found["columns"]], dtype=pd.StringDtype())
    index = pd.Index([r["key"]["label"] for r in found["rows"]], dtype=pd.StringDtype())
    table = pd.DataFrame([r["counts"] for r in found["rows"]], index=index, columns=columns).astype("Int64")
    table.attrs.update(attrs)
    table.attrs["rowValues"] = [r["key"]["value"] for r in found["rows"]]
    table.attrs["columnValues"] = [c["key"]["value"] for c in found["columns"]]
    table.attrs["rowTotals"] = [r["total"] for r in found["rows"]]
    table.attrs["columnTotals"] = [c["total"] for c in found["columns"]]
    table.attrs |= {k: found[k] for k in ("total", "otherRows", "otherColumns")}
    return table
