"""The graph, as networkx has graphs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import networkx as nx
from graphql import GraphQLObjectType, GraphQLSchema, get_named_type, is_leaf_type

from . import _documents as documents
from ._steps import Ask, Core, Data, Day, Steps

EDGE = "id type start end role action capacity mode relation assessment title text asNamed locator phase group lead by date effectiveDate from to until"
_MOST_NODES = 2000
_AT_ONCE = 100


@dataclass(frozen=True)
class Edge:
    """One edge, with the properties that it has."""

    id: str
    start: str
    end: str
    properties: Mapping[str, Any]

    @staticmethod
    def read(data: Data) -> Edge:
        properties = {k: v for k, v in data.items() if k not in ("start", "end") and v is not None}
        return Edge(data["id"], data["start"], data["end"], properties)


def multigraph(nodes: Iterable[Data], edges: Iterable[Edge]) -> nx.MultiDiGraph[str]:
    """A graph whose nodes are ids, and whose edges have their own ids as keys."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node in nodes:
        graph.add_node(node["id"], **node)
    for edge in edges:
        graph.add_edge(edge.start, edge.end, key=edge.id, **edge.properties)
    return graph


def node_selection(schema: GraphQLSchema) -> str:
    """Everything that a node says of itself, noun by noun.

    The same field of two nouns may be of two types, which one answer can't hold under one name: so each has the noun before it.
    """
    entity = schema.type_map["Entity"]
    parts = ["__typename", "id", "label"]
    for kind in schema.get_possible_types(entity):  # type: ignore[arg-type]
        parts.append(f"... on {kind.name} {{ {' '.join(_own(kind))} }}")
    return " ".join(parts)


def _own(kind: GraphQLObjectType) -> Iterable[str]:
    for name in documents.leaves(kind):
        if name not in ("id", "label"):
            yield f"{kind.name}__{name}: {name}"
    for name, field in kind.fields.items():
        inner = get_named_type(field.type)
        if is_leaf_type(inner) or field.args or not isinstance(inner, GraphQLObjectType):
            continue
        if "pageInfo" in inner.fields or {"id", "label"} <= set(inner.fields):
            continue
        if all(is_leaf_type(get_named_type(f.type)) for f in inner.fields.values()):
            yield f"{kind.name}__{name}: {name} {{ {' '.join(inner.fields)} }}"
    for name in ("status", "state"):
        if name in kind.fields and isinstance(get_named_type(kind.fields[name].type), GraphQLObjectType):
            yield f"{kind.name}__{name}: {name} {{ {name} reason }}"


def read_node(data: Data) -> Data:
    """The attributes of a node: plain values, named without dots as in the API's flat rows, so that GraphML, GEXF and GML take them.

    What has no value is left out.
    """
    out: Data = {"id": data["id"], "label": data["label"], "noun": data["__typename"]}
    for key, value in data.items():
        _, mark, name = key.partition("__")
        if mark and name and key != "__typename":
            out.update(_plain(name, value))
    return out


def _plain(name: str, value: Any) -> Data:
    if value is None or value == []:
        return {}
    if isinstance(value, list):
        return {name: "; ".join(":".join(str(v) for v in e.values()) if isinstance(e, dict) else str(e) for e in value)}
    if isinstance(value, dict):
        return {name if k == name else name + k[0].upper() + k[1:]: v for k, v in value.items() if v is not None}
    return {name: value}


def around(
    core: Core, roots: Sequence[str], depth: int, relations: Sequence[str] | None, as_of: Day | None, limit: int
) -> Steps[nx.MultiDiGraph[str]]:
    """What lies around some things."""
    schema = yield from core.schema()
    found = yield Ask(_subgraph(schema), _variables(roots, depth, relations, as_of, limit))
    answer = found["subgraph"]
    nodes = []
    for item in answer["nodes"]:
        node = read_node(item["node"]) | {"depth": item["depth"]}
        left = {part["field"]: part["count"] for part in item["leftOut"]}
        if left:
            node["leftOut"] = "; ".join(f"{k}: {v}" for k, v in left.items())
        nodes.append(node)
    graph = multigraph(nodes, [Edge.read(e) for e in answer["edges"]])
    graph.graph.update({"truncated": answer["truncated"], "revision": found["revision"], "asOf": as_of or ""})
    return graph


def collection(
    core: Core, ids: Sequence[str], revision: int, relations: Sequence[str] | None, as_of: Day | None
) -> Steps[nx.MultiDiGraph[str] | None]:
    """Some things, all that they are joined to, and every edge that touches one; None if the graph has another revision."""
    schema = yield from core.schema()
    mine = set(ids)
    nodes: dict[str, Data] = {}
    edges: dict[str, Edge] = {}
    cut: list[str] = []
    waiting = [list(ids[i : i + _AT_ONCE]) for i in range(0, len(ids), _AT_ONCE)]
    while waiting:
        part = waiting.pop()
        found = yield Ask(_subgraph(schema), _variables(part, 1, relations, as_of, _MOST_NODES))
        if found["revision"] != revision:
            return None
        answer = found["subgraph"]
        if answer["truncated"] and len(part) > 1:
            waiting += [part[: len(part) // 2], part[len(part) // 2 :]]
            continue
        if answer["truncated"]:
            cut += part
        for item in answer["nodes"]:
            nodes[item["node"]["id"]] = read_node(item["node"])
        for data in answer["edges"]:
            if data["start"] in mine or data["end"] in mine:
                edges[data["id"]] = Edge.read(data)
    graph = multigraph((nodes[id] for id in sorted(nodes)), (edges[id] for id in sorted(edges)))
    graph.graph.update({"truncated": bool(cut), "revision": revision, "asOf": as_of or ""})
    return graph


def _subgraph(schema: GraphQLSchema) -> str:
    return f"""query ($roots: [ID!]!, $depth: Int, $relations: [EdgeType!], $asOf: Date, $limit: Int) {{
      revision
      subgraph(roots: $roots, depth: $depth, relations: $relations, asOf: $asOf, limit: $limit) {{
        truncated
        nodes {{ depth leftOut {{ field count }} node {{ {node_selection(schema)} }} }}
        edges {{ {EDGE} }}
      }}
    }}"""


def _variables(roots: Sequence[str], depth: int, relations: Sequence[str] | None, as_of: Day | None, limit: int) -> Data:
    given: Data = {"roots": list(roots), "depth": depth, "limit": limit}
    if relations is not None:
        given["relations"] = [r.upper() for r in relations]
    if as_of is not None:
        given["asOf"] = as_of
    return given
