"""The questions that have an answer of their own shape: what-if, paths, comparisons, groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import networkx as nx
import pandas as pd
from graphql import GraphQLEnumType

from . import _documents as documents
from . import _filters as filters
from ._frames import frame, numbers, text_of
from ._graphs import EDGE, Edge, multigraph, node_selection, read_node
from ._lists import NOUNS, fetch
from ._steps import Ask, Core, Data, Day, Steps, camel, unknown
from .errors import BadInputError, NotFoundError


@dataclass(frozen=True)
class WhatIf:
    """What would follow from something supposed.

    Attributes:
        as_of: the day on which it is supposed.
        matches: one row for each condition that a hypothesis makes hold or not hold, with ``certainty`` and ``reason``.
        effects: one row for each obligation that something would become of, in the order of derivation: ``change``, ``certainty``,
            status ``before`` and ``after`` with reasons, ``bearers`` and ``toward`` whom (names joined by "; "), ``unmet`` conditions.
        steps: one row for each step of each effect's derivation.
        evidence: one row for each quote on which an effect rests: whose word it is, the claim, the quote and its source.
        data: the answer as the server gave it.
    """

    as_of: str
    matches: pd.DataFrame
    effects: pd.DataFrame
    steps: pd.DataFrame
    evidence: pd.DataFrame
    data: Data = field(repr=False)

    def _repr_html_(self) -> str:
        return self.effects.to_html(max_rows=20)


@dataclass(frozen=True)
class Paths:
    """How two things are connected.

    Attributes:
        steps: one row for each edge of each path: ``path`` and ``step`` count from 0, the shortest path first; ``start``, ``type`` and
            ``end`` as the edge is written, ``along`` whether the path goes the way of the edge.
        graph: all nodes and edges of the paths, as Client.graph gives them.
        nodes: for each path the ids that it leads through, both ends included.
        truncated: whether there may be more paths than are given.
        reason: why the search ended.
    """

    steps: pd.DataFrame
    graph: nx.MultiDiGraph[str]
    nodes: list[list[str]]
    truncated: bool
    reason: str

    def __len__(self) -> int:
        return len(self.nodes)

    def _repr_html_(self) -> str:
        return self.steps.to_html(max_rows=40)


_WHAT_IF = """query ($hypotheses: [Hypothesis!]!, $asOf: Date) {
  whatIf(hypotheses: $hypotheses, asOf: $asOf) {
    asOf
    hypotheses { text matches { condition { id label } holds certainty reason } }
    effects {
      id round change certainty
      obligation { id label kind modality declarations(first: 100) { nodes { id label } } }
      bindingness
      before { status reason } after { status reason }
      bearers { actor { id label } through { id label } certainty reason }
      unnamedBearers
      toward { actor { id label } certainty }
      against { actor { id label } certainty }
      excluded { actor { id label } reason }
      met { condition { id label } } unmet { role condition { id label } state { state } }
      steps { rule because }
      followsFrom
      voices {
        speakers { id label }
        statement { id act form date }
        claims { id field value basis evidence(first: 20) { nodes { exact verified source { id label } } } }
      }
    }
  }
}"""


def what_if(core: Core, hypotheses: Sequence[Mapping[str, Any]], as_of: Day | None) -> Steps[WhatIf]:
    schema = yield from core.schema()
    variables: Data = {"hypotheses": [dict(h) for h in hypotheses], "asOf": as_of}
    data = yield Ask(_WHAT_IF, variables)
    answer = data["whatIf"]

    def table(rows: str, selection: str, found: list[Data]) -> pd.DataFrame:
        question = documents.read(f"query ($h: [Hypothesis!]!) {{ whatIf(hypotheses: $h) {{ {selection} }} }}", schema, rows)
        return frame(found, question.columns, None, "; ")

    effects = table(
        "whatIf.effects",
        """effects { id round change certainty obligation { id label kind modality declarations { nodes { label } } } bindingness
        before { status reason } after { status reason } bearers { actor { label id } } unnamedBearers
        toward { actor { label id } } against { actor { label id } } met { condition { label } } unmet { condition { label } } followsFrom }""",
        answer["effects"],
    ).rename(columns=_EFFECT_NAMES)
    steps = [{"effect": e["id"], "step": i, **s} for e in answer["effects"] for i, s in enumerate(e["steps"])]
    matches = [
        {"hypothesis": h["text"], "conditionId": m["condition"]["id"], "condition": m["condition"]["label"], **_but(m, "condition")}
        for h in answer["hypotheses"]
        for m in h["matches"]
    ]
    return WhatIf(
        as_of=answer["asOf"],
        matches=_texts(matches, ("hypothesis", "conditionId", "condition", "holds", "certainty", "reason")),
        effects=effects,
        steps=_texts(steps, ("effect", "step", "rule", "because")),
        evidence=_texts(
            [row for e in answer["effects"] for row in _evidence(e)],
            (
                "effect",
                "obligation",
                "speakers",
                "act",
                "date",
                "field",
                "value",
                "basis",
                "quote",
                "verified",
                "source",
                "sourceId",
            ),
        ),
        data=answer,
    )


_EFFECT_NAMES = {
    "obligation.label": "obligation",
    "obligation.id": "obligationId",
    "obligation.kind": "kind",
    "obligation.modality": "modality",
    "obligation.declarations.label": "declarations",
    "before.status": "before",
    "before.reason": "beforeReason",
    "after.status": "after",
    "after.reason": "afterReason",
    "bearers.actor.label": "bearers",
    "bearers.actor.id": "bearerIds",
    "toward.actor.label": "toward",
    "toward.actor.id": "towardIds",
    "against.actor.label": "against",
    "against.actor.id": "againstIds",
    "met.condition.label": "met",
    "unmet.condition.label": "unmet",
}


def hypotheses_of(
    kind: str | None, attacker: str | None, victim: str | None, subject: str | None, condition: str | None, holds: bool
) -> list[Data]:
    """The hypotheses that keywords say: an event of a kind with those who take part, a condition, or both."""
    out: list[Data] = []
    parts = {"attacker": attacker, "victim": victim, "subject": subject}
    given = {k: v for k, v in parts.items() if v is not None}
    if kind is not None or given:
        out.append({"event": {"kind": kind or "ARMED_ATTACK", **given}})
    if condition is not None:
        out.append({"condition": condition, "holds": holds})
    return out


def _evidence(effect: Data) -> Iterable[Data]:
    for voice in effect["voices"]:
        statement = voice["statement"] or {}
        for claim in voice["claims"]:
            for quote in claim["evidence"]["nodes"] or [{}]:
                source = quote.get("source") or {}
                yield {
                    "effect": effect["id"],
                    "obligation": effect["obligation"]["label"],
                    "speakers": "; ".join(s["label"] for s in voice["speakers"]) or None,
                    "act": statement.get("act"),
                    "date": statement.get("date"),
                    "field": claim["field"],
                    "value": claim["value"],
                    "basis": claim["basis"],
                    "quote": quote.get("exact"),
                    "verified": quote.get("verified"),
                    "source": source.get("label"),
                    "sourceId": source.get("id"),
                }


def _texts(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> pd.DataFrame:
    """A frame of texts, numbers and truth values, with the columns named although there may be no row."""
    out: dict[str, Any] = {}
    for name in columns:
        values = [row.get(name) for row in rows]
        known = [v for v in values if v is not None]
        if known and all(isinstance(v, bool) for v in known):
            out[name] = numbers(values, "boolean")
        elif known and all(isinstance(v, int) for v in known):
            out[name] = numbers(values, "Int64")
        else:
            out[name] = text_of(values)
    return pd.DataFrame(out)


def _but(row: Mapping[str, Any], *names: str) -> Data:
    return {k: v for k, v in row.items() if k not in names}


def paths(core: Core, arguments: Mapping[str, Any]) -> Steps[Paths]:
    schema = yield from core.schema()
    query = schema.query_type
    assert query is not None
    field_ = query.fields["paths"]
    given = {camel(k): v for k, v in arguments.items() if v is not None}
    for name in given:
        if name not in field_.args:
            raise unknown("the argument of paths", name, field_.args)
    declared = ", ".join(f"${a}: {field_.args[a].type}" for a in given)
    passed = ", ".join(f"{a}: ${a}" for a in given)
    text = f"""query ({declared}) {{ paths({passed}) {{ truncated reason
      paths {{ nodes {{ {node_selection(schema)} }} steps {{ edges {{ {EDGE} }} }} }} }} }}"""
    data = yield Ask(text, given)
    answer = data["paths"]
    nodes: dict[str, Data] = {}
    edges: dict[str, Data] = {}
    rows: list[Data] = []
    for number, path in enumerate(answer["paths"]):
        for node in path["nodes"]:
            nodes[node["id"]] = read_node(node)
        for at, step in enumerate(path["steps"]):
            for edge in step["edges"]:
                edges[edge["id"]] = edge
                rows.append(
                    {
                        "path": number,
                        "step": at,
                        "start": edge["start"],
                        "startLabel": _label(path["nodes"], edge["start"]),
                        "type": edge["type"],
                        "end": edge["end"],
                        "endLabel": _label(path["nodes"], edge["end"]),
                        "along": edge["start"] == path["nodes"][at]["id"],
                        "edge": edge["id"],
                    }
                )
    steps = _texts(rows, ("path", "step", "start", "startLabel", "type", "end", "endLabel", "along", "edge"))
    ids = [[node["id"] for node in path["nodes"]] for path in answer["paths"]]
    graph = multigraph(nodes.values(), [Edge.read(e) for e in edges.values()])
    return Paths(steps, graph, ids, answer["truncated"], answer["reason"])


def _label(nodes: Sequence[Data], id: str) -> str | None:
    return next((str(n["label"]) for n in nodes if n["id"] == id), None)


_COMPARE = """query ($declarations: [ID!]!, $asOf: Date) {
  compare(declarations: $declarations, asOf: $asOf) {
    asOf
    declarations { id label }
    rows {
      kind outcome bearers { id label }
      cells { declaration { id } obligations { id label } }
      differences { field values { declaration { id } values } }
    }
  }
}"""


def compare(core: Core, declarations: Sequence[str], as_of: Day | None) -> Steps[pd.DataFrame]:
    schema = yield from core.schema()
    data = yield Ask(_COMPARE, {"declarations": list(declarations), "asOf": as_of})
    answer = data["compare"]
    rows = []
    for row in answer["rows"]:
        cells = {c["declaration"]["id"]: c["obligations"] for c in row["cells"]}
        rows.append(
            {
                "kind": row["kind"],
                "outcome": row["outcome"],
                "bearers": "; ".join(b["label"] for b in row["bearers"]) or None,
                "bearerIds": "; ".join(b["id"] for b in row["bearers"]) or None,
                "differences": "; ".join(d["field"] for d in row["differences"]) or None,
            }
            | {d["label"]: "; ".join(o["label"] for o in cells.get(d["id"], [])) or None for d in answer["declarations"]}
        )
    columns = ("kind", "outcome", "bearers", "bearerIds", "differences", *(d["label"] for d in answer["declarations"]))
    out = _texts(rows, columns)
    for name, enum in (("kind", "ObligationKind"), ("outcome", "Outcome")):
        kind = schema.type_map[enum]
        assert isinstance(kind, GraphQLEnumType)
        out[name] = pd.Categorical(out[name].to_list(), categories=list(kind.values))
    out.attrs.update({"asOf": answer["asOf"], "declarations": [d["id"] for d in answer["declarations"]], "data": answer})
    return out


def groups(
    core: Core,
    noun: str,
    by: Any,
    distinct: Any,
    unit: str | None,
    keywords: Mapping[str, Any],
    filter: Mapping[str, Any] | None,
    as_of: Day | None,
    having: Mapping[str, Any] | None,
    order_by: str | None,
    limit: int | None,
) -> Steps[pd.DataFrame]:
    """Counts by dimensions: for each dimension a column with what to show and one with the value, and the counts."""
    schema = yield from core.schema()
    query = schema.query_type
    assert query is not None
    if noun not in NOUNS and noun != "claims":
        raise unknown("the noun", noun, [*NOUNS, "claims"])
    one = filters.singular(noun)
    name = f"{one}Groups"
    if name not in query.fields:
        raise unknown("the groups", name, [n for n in query.fields if n.endswith("Groups")])
    type_name = one[:1].upper() + one[1:]
    wanted = yield from filters.make(schema, type_name, keywords, filter)
    dimensions = _dimensions(schema, type_name, by)
    told = _dimensions(schema, type_name, distinct)
    given: Data = {
        "by": dimensions,
        "distinct": told or None,
        "filter": wanted or None,
        "asOf": as_of,
        "having": having,
        "orderBy": order_by,
        "unit": unit,
    }
    given = {k: v for k, v in given.items() if v is not None}
    args = query.fields[name].args
    for argument in given:
        if argument not in args:
            raise unknown(f"the argument of {name}", argument, args)
    declared = ", ".join(f"${a}: {args[a].type}" for a in given)
    passed = ", ".join(f"{a}: ${a}" for a in given)
    text = (
        f"query ({declared}) {{ {name}({passed}) {{ groups {{ keys {{ dimension value label }} count "
        f"distinct {{ dimension count }} amounts {{ unit sum average }} }} }} }}"
    )
    question = documents.read(text, schema)
    found, attrs = yield from fetch(question, given, limit, 1000)
    out: dict[str, Any] = {}
    for i, dimension in enumerate(dimensions):
        column = _column(dimension)
        out[column] = text_of([g["keys"][i]["label"] if g["keys"][i]["value"] is not None else None for g in found])
        out[f"{column}.value"] = text_of([g["keys"][i]["value"] for g in found])
    out["count"] = numbers([g["count"] for g in found], "Int64")
    for i, dimension in enumerate(told):
        out[f"distinct.{_column(dimension)}"] = numbers([g["distinct"][i]["count"] for g in found], "Int64")
    if unit is not None:
        amounts: list[Data] = [next((a for a in g["amounts"] if a["unit"] == unit), {}) for g in found]
        for measure in ("sum", "average"):
            out[f"amount.{measure}"] = numbers([a.get(measure) for a in amounts], "Float64")
    result = pd.DataFrame(out)
    result.attrs.update(attrs)
    return result


def _dimensions(schema: Any, type_name: str, names: Any) -> list[str]:
    kind = schema.type_map[f"{type_name}Dimension"]
    assert isinstance(kind, GraphQLEnumType)
    out = []
    for name in [names] if isinstance(names, str) else names or ():
        upper = filters.upper(name)
        if upper not in kind.values:
            raise unknown(f"the dimension of {type_name}s", name, kind.values)
        out.append(upper)
    return out


def _column(dimension: str) -> str:
    return camel(dimension.lower())


def search(core: Core, text: str, nouns: Any, kinds: Any, limit: int) -> Steps[pd.DataFrame]:
    schema = yield from core.schema()
    given: Data = {"text": text, "first": limit}
    if nouns is not None:
        given["nouns"] = [n.upper() for n in ([nouns] if isinstance(nouns, str) else nouns)]
    if kinds is not None:
        given["kinds"] = [kinds] if isinstance(kinds, str) else list(kinds)
    query = schema.query_type
    assert query is not None
    args = query.fields["search"].args
    declared = ", ".join(f"${a}: {args[a].type}" for a in given)
    passed = ", ".join(f"{a}: ${a}" for a in given)
    document = f"query ({declared}) {{ search({passed}) {{ totalCount more edges {{ score node {{ __typename id label }} highlights {{ field text }} }} }} }}"
    data = yield Ask(document, given)
    rows = [
        {
            "id": e["node"]["id"],
            "label": e["node"]["label"],
            "noun": e["node"]["__typename"],
            "score": e["score"],
            "found": "; ".join(f"{h['field']}: {h['text']}" for h in e["highlights"]) or None,
        }
        for e in data["search"]["edges"]
    ]
    out = _texts(rows, ("id", "label", "noun", "score", "found"))
    out["noun"] = pd.Categorical(out["noun"].to_list(), categories=list(NOUNS.values()))
    out.attrs.update({"totalCount": data["search"]["totalCount"], "more": data["search"]["more"]})
    return out


_CLAIMS = """query ($id: ID!, $first: Int, $after: String) {
  revision
  node(id: $id) {
    ... on Entity {
      claims(first: $first, after: $after) {
        totalCount pageInfo { hasNextPage endCursor }
        nodes {
          id field value stance basis credibility note
          evidence(first: 100) { nodes { exact verified locator source { id label } } }
          voicedIn { id label madeBy(first: 20) { nodes { label } } }
        }
      }
    }
  }
}"""


def claims(core: Core, id: str, about: str | None, limit: int | None) -> Steps[pd.DataFrame]:
    rows: list[Data] = []
    after: str | None = None
    while True:
        data = yield Ask(_CLAIMS, {"id": id, "first": 200, "after": after})
        if data["node"] is None:
            raise NotFoundError(f"there is no {id!r}", query=_CLAIMS, variables={"id": id})
        page = data["node"].get("claims")
        if page is None:
            raise BadInputError(f"{id!r} is no entity, and only of those something is claimed", query=_CLAIMS, variables={"id": id})
        rows += [row for claim in page["nodes"] if about is None or claim["field"] == about for row in _quotes(claim)]
        if not page["pageInfo"]["hasNextPage"] or (limit is not None and len(rows) >= limit):
            break
        after = page["pageInfo"]["endCursor"]
    columns = (
        "claim",
        "field",
        "value",
        "stance",
        "basis",
        "credibility",
        "note",
        "quote",
        "verified",
        "locator",
        "source",
        "sourceId",
        "statement",
        "speakers",
    )
    return _texts(rows[:limit], columns)


def _quotes(claim: Data) -> Iterable[Data]:
    voiced = claim["voicedIn"]
    for quote in claim["evidence"]["nodes"] or [{}]:
        source = quote.get("source") or {}
        yield {
            "claim": claim["id"],
            **{name: claim[name] for name in ("field", "value", "stance", "basis", "credibility", "note")},
            "quote": quote.get("exact"),
            "verified": quote.get("verified"),
            "locator": quote.get("locator"),
            "source": source.get("label"),
            "sourceId": source.get("id"),
            "statement": voiced["label"] if voiced else None,
            "speakers": "; ".join(s["label"] for s in voiced["madeBy"]["nodes"]) if voiced else None,
        }
