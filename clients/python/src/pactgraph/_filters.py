"""Keywords as filters: ``kind="DEFENCE", bearer="FRA"`` as the filter language of the API has it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from numbers import Real
from typing import Any

from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLList, GraphQLSchema, get_named_type, get_nullable_type

from ._steps import Ask, Data, Steps, camel, unknown
from .errors import BadInputError, NotFoundError

_KINDS = ("actor", "declaration", "obligation", "condition", "event", "statement", "source", "evidence", "claim", "load")


def singular(name: str) -> str:
    """``bearers`` is ``bearer``, as the API's flat rows have it: ``bearerIds``."""
    for ending, one in (("ies", "y"), ("ches", "ch"), ("shes", "sh"), ("s", "")):
        if name.endswith(ending):
            return name.removesuffix(ending) + one
    return name


def make(schema: GraphQLSchema, noun: str, keywords: Mapping[str, Any], filter: Mapping[str, Any] | None) -> Steps[Data]:
    """The filter for some keywords, and for what is said in the API's own language besides.

    Raises UnknownNameError for a keyword or a value of an enumeration that the schema doesn't have.
    """
    keywords = kept(keywords)
    names = yield from _named(_wanted(schema, noun, keywords))
    made = _part(schema, f"{noun}Filter", keywords, names)
    if not filter:
        return made
    return {"and": [made, dict(filter)]} if made else dict(filter)


def kept(keywords: Mapping[str, Any]) -> Data:
    """Keywords that can be read again and again: what may be read but once, as a generator, is a list."""
    return {k: kept(v) if isinstance(v, Mapping) else list(v) if isinstance(v, Iterator) else v for k, v in keywords.items()}


def order(schema: GraphQLSchema, noun: str, wanted: Any) -> list[Data] | None:
    """The order for ``"from"``, ``"-signed_on"`` (the last first) or several of them; what the API has is taken as it is."""
    if wanted is None:
        return None
    kind = schema.type_map[f"{noun}OrderField"]
    assert isinstance(kind, GraphQLEnumType)
    out: list[Data] = []
    for one in [wanted] if isinstance(wanted, (str, Mapping)) else wanted:
        if isinstance(one, Mapping):
            out.append(dict(one))
            continue
        field = upper(one.lstrip("-"))
        if field not in kind.values:
            raise unknown(f"the order of {noun}s", one, [v.lower() for v in kind.values])
        out.append({"field": field, "direction": "DESC" if one.startswith("-") else "ASC"})
    return out


def upper(name: str) -> str:
    """``signedOn`` and ``signed_on`` are ``SIGNED_ON``."""
    return "".join("_" + c if c.isupper() and name != name.upper() else c for c in name).upper()


def _part(schema: GraphQLSchema, filter_type: str, keywords: Mapping[str, Any], names: Mapping[str, str]) -> Data:
    out: Data = {}
    for keyword, value in keywords.items():
        name, operator, kind = _field(schema, filter_type, keyword)
        if operator is None and "during" in kind.fields and _several(value):
            # "in" wants dates as they are written: each of several is to be within, as a single one is.
            out.setdefault("and", []).append({"or": [{name: {"during": date}} for date in value]})
            continue
        made = _condition(schema, kind, name, operator, value, names)
        if name in out and isinstance(out[name], dict) and isinstance(made, dict):
            made = {**out[name], **made}
        out[name] = made
    return out


def _field(schema: GraphQLSchema, filter_type: str, keyword: str) -> tuple[str, str | None, GraphQLInputObjectType]:
    kind = schema.type_map[filter_type]
    assert isinstance(kind, GraphQLInputObjectType)
    word, mark, operator = keyword.rpartition("__")
    if not mark:
        word, operator = keyword, ""
    name = camel(word)
    fields = {n: f for n, f in kind.fields.items() if n not in ("and", "or", "not")}
    by_one = {singular(n): n for n, f in fields.items() if get_named_type(f.type).name.endswith("ConnectionFilter")}
    name = name if name in fields else by_one.get(name, name)
    if name not in fields:
        raise unknown(
            f"the keyword for {filter_type.removesuffix('Filter')}s",
            keyword,
            [*by_one, *(n for n in fields if n not in by_one.values())],
        )
    inner = get_named_type(fields[name].type)
    assert isinstance(inner, GraphQLInputObjectType)
    if operator and operator not in map(_snake, inner.fields):
        raise unknown(f"the comparison of {word}", operator, map(_snake, inner.fields))
    return name, camel(operator) or None, inner


def _condition(
    schema: GraphQLSchema, kind: GraphQLInputObjectType, name: str, operator: str | None, value: Any, names: Mapping[str, str]
) -> Any:
    if kind.name.endswith("ConnectionFilter"):
        return _relation(schema, kind, operator, value, names)
    if operator is not None:
        return {operator: _values(kind, name, operator, value)}
    if isinstance(value, Mapping):
        return dict(value)
    if value is None:
        return {"isNull": True}
    if "has" in kind.fields:
        chosen = "hasAny" if _several(value) else "has"
    elif _several(value):
        chosen = "in"
    else:
        chosen = "during" if "during" in kind.fields else "eq"
    return {chosen: _values(kind, name, chosen, value)}


def _values(kind: GraphQLInputObjectType, name: str, operator: str, value: Any) -> Any:
    """The value of a comparison, which an enumeration must have."""
    field = kind.fields[operator]
    if isinstance(get_nullable_type(field.type), GraphQLList):
        value = list(value) if _several(value) else [value]
    enum = get_named_type(field.type)
    if isinstance(enum, GraphQLEnumType):
        for one in value if isinstance(value, list) else [value]:
            if one not in enum.values:
                raise unknown(f"the {name}", str(one), enum.values)
    return value


def _several(value: Any) -> bool:
    """Whether a value is several; a text is one, and so is what the API has itself."""
    return isinstance(value, Iterable) and not isinstance(value, (str, Mapping))


def _relation(
    schema: GraphQLSchema, kind: GraphQLInputObjectType, operator: str | None, value: Any, names: Mapping[str, str]
) -> Data:
    """A relation is tested by the id of what it leads to, by keywords for that, by how many there are, or as the API has it."""
    if operator == "count":
        return {"count": dict(value) if isinstance(value, Mapping) else {"eq": value}}
    if value is None:
        return {"count": {"eq": 0}}
    if isinstance(value, Mapping) and set(value) & {"some", "all", "none", "count", "where"}:
        return dict(value)
    match = get_named_type(kind.fields["some"].type)
    assert isinstance(match, GraphQLInputObjectType)
    node_filter = get_named_type(match.fields["node"].type)
    if isinstance(value, Mapping):
        node = _part(schema, node_filter.name, value, names)
    elif isinstance(value, str):
        node = {"id": {"eq": names.get(value, value)}}
    else:
        node = {"id": {"in": [names.get(v, v) for v in value]}}
    return {operator or "some": {"node": node}}


def _wanted(schema: GraphQLSchema, noun: str, keywords: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The names in relations that are no ids, each with the noun it is of."""
    out: list[tuple[str, str]] = []
    for keyword, value in keywords.items():
        _, operator, kind = _field(schema, f"{noun}Filter", keyword)
        if not kind.name.endswith("ConnectionFilter") or operator == "count" or value is None:
            continue
        match = get_named_type(kind.fields["some"].type)
        assert isinstance(match, GraphQLInputObjectType)
        target = get_named_type(match.fields["node"].type).name.removesuffix("Filter")
        if isinstance(value, Mapping):
            if not set(value) & {"some", "all", "none", "count", "where"}:
                out += _wanted(schema, target, value)
            continue
        for one in value if _several(value) else [value]:
            if target == "Actor" and not isinstance(one, str):
                code = f"cow:{one:g}" if isinstance(one, Real) else "cow:220"
                raise BadInputError(f"{keyword}={one}: a text is wanted, such as {code!r} for a state by its number in the Correlates of War")
            if str(one).partition("/")[0] not in _KINDS:
                out.append((target, str(one)))
    return out


def _named(wanted: list[tuple[str, str]]) -> Steps[dict[str, str]]:
    """The ids of what is named: states by their names and codes, as the server knows them."""
    names: dict[str, str] = {}
    actors = sorted({name for noun, name in wanted if noun == "Actor"})
    for noun, name in wanted:
        if noun != "Actor":
            raise BadInputError(
                f"{name!r} is no id: it must begin with {noun.lower()}/" if noun != "Entity" else f"{name!r} is no id"
            )
    for start in range(0, len(actors), 19):
        part = actors[start : start + 19]
        declared = ", ".join(f"$n{i}: ID!" for i in range(len(part)))
        asked = " ".join(f"n{i}: actor(id: $n{i}) {{ id }}" for i in range(len(part)))
        try:
            data = yield Ask(f"query ({declared}) {{ {asked} }}", {f"n{i}": name for i, name in enumerate(part)})
        except BadInputError as err:
            raise BadInputError(f"{err.message}; client.search(…) finds the ids of others") from err
        for i, name in enumerate(part):
            if data[f"n{i}"] is None:
                raise NotFoundError(f"the graph has nothing about {name!r}: client.actors(kind=\"STATE\") has the states that it knows")
            names[name] = data[f"n{i}"]["id"]
    return names


def _snake(name: str) -> str:
    return "".join("_" + c.lower() if c.isupper() else c for c in name)


__all__ = ["kept", "make", "order", "singular"]
