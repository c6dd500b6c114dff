"""The dyad-year table: who owes whom, in each year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import index
from typing import Any, Literal, SupportsIndex, Union

import numpy as np
import pandas as pd
from graphql import GraphQLSchema

from . import _documents as documents
from ._frames import numbers, text_of
from ._lists import fetch
from ._steps import Core, Data, Steps, settled
from .errors import BadInputError

Rule = Literal["any", "first", "last"]
# A year, or a first and a last one: numbers of Python or numpy; a range of years, too.
Years = Union[SupportsIndex, Iterable[SupportsIndex]]

# What binds a party, what frees it, and what a signature alone does: graph/whatif_parties.go and graph/status.go have the rule.
_BINDS = frozenset(
    {
        "RATIFICATION",
        "ACCEPTANCE",
        "APPROVAL",
        "ACCESSION",
        "FORMAL_CONFIRMATION",
        "SUCCESSION",
        "DEFINITIVE_SIGNATURE",
        "PROVISIONAL_APPLICATION",
    }
)
_BINDS_UNLESS_TREATY = frozenset({"SIGNATURE", "ADOPTION"})
_FREES = frozenset({"WITHDRAWAL", "DENUNCIATION", "TERMINATION"})
_ASIDE = frozenset({"WITNESS", "MEDIATOR", "DEPOSITARY"})
_TREATIES = frozenset(
    {
        "TREATY",
        "CONVENTION",
        "AGREEMENT",
        "FRAMEWORK_AGREEMENT",
        "PROTOCOL",
        "CHARTER",
        "EXCHANGE_OF_NOTES",
        "STATUS_OF_FORCES_AGREEMENT",
        "AMENDMENT",
    }
)
_IN_FORCE = frozenset({"PROVISIONALLY_APPLIED", "IN_FORCE", "SUSPENDED", "TERMINATED", "EXPIRED", "SUPERSEDED"})
_OPENED = frozenset({"COALITION", "DESCRIBED_GROUP"})
_EACH = frozenset({"SEVERAL", "JOINT_AND_SEVERAL"})

_OBLIGATIONS = """query ($filter: ObligationFilter) {
  obligations(filter: $filter) {
    nodes {
      id from to bearerRole bearerMode
      bearers { edges { from to node { id } } }
      counterparties { edges { from to node { id } } }
      beneficiaries { edges { from to node { id } } }
      declarations { nodes { id } }
    }
  }
}"""
_DECLARATIONS = """query ($filter: DeclarationFilter) {
  declarations(filter: $filter) {
    nodes {
      id kind status bindingness adoptedOn signedOn inForceOn terminatedOn expiresOn
      parties { edges { from to node { id } } }
      partyActions { edges { action capacity date effectiveDate node { id } } }
    }
  }
}"""
_ACTORS = "{ actors { nodes { id kind label name identifiers { scheme value } } } }"
_MEMBERS = """query ($filter: ActorFilter) {
  actors(filter: $filter) { nodes { id members { edges { role from to node { id } } } } }
}"""

# The days beyond which nothing is dated.
_BEGINNING, _END = "0000-01-01", "9999-12-31"


@dataclass(frozen=True)
class _Part:
    """An actor, and the first and last day on which it has its part; days are compared as texts."""

    actor: str
    first: str
    last: str


def dyads(
    core: Core,
    kind: str | Sequence[str] | None,
    years: Years | None,
    directed: bool,
    rule: Rule,
    states_only: bool,
    filter: Mapping[str, Any] | None,
    detail: bool,
) -> Steps[pd.DataFrame]:
    """The table; Client.dyads says what is in it."""
    if rule not in ("any", "first", "last"):
        raise BadInputError(f"rule={rule!r}: a year counts by 'any' day of it, its 'first' or its 'last'")
    if detail and not directed:
        raise BadInputError("detail=True: each obligation has a bearer and one to whom it is owed, so its rows are directed")
    span = _span(years)
    schema = yield from core.schema()
    kinds = [kind] if isinstance(kind, str) else list(kind or ())
    wanted: Data = {"kind": {"in": kinds}} if kinds else {}
    if filter:
        wanted = {"and": [wanted, dict(filter)]} if wanted else dict(filter)
    read = yield from settled(lambda: _read(schema, wanted))
    actors = read.actors
    states = {a["id"] for a in actors if a["kind"] == "STATE"} if states_only else None
    table = _Table(states, read.members)
    made = {d["id"]: d for d in read.declarations}
    for obligation in read.obligations:
        table.add(obligation, [made[d["id"]] for d in obligation["declarations"]["nodes"] if d["id"] in made])
    result = table.frame(span, directed, rule, detail)
    result = _named(result, actors)
    result.attrs.update(
        {"revision": read.revision, "kind": kinds, "rule": rule, "years": table.years(span), "undated": sorted(table.undated)}
    )
    return result


def _span(years: Any) -> tuple[int, int] | None:
    """The first and the last year of those wanted, which may be one; None where none are."""
    if years is None:
        return None
    ends = years if isinstance(years, Iterable) else (years, years)
    if isinstance(years, range):
        ends = (years[0], years[-1]) if years and years.step == 1 else ()
    try:
        first, last = map(index, ends)
    except (TypeError, ValueError):
        raise BadInputError(f"years={years!r}: it is one year, or the first and the last, as in years=(1815, 2016)") from None
    if first > last:
        raise BadInputError(f"years={years!r}: the first must not be after the last")
    return first, last


@dataclass(frozen=True)
class _Graph:
    """What the table is made of, all of one revision."""

    revision: int
    obligations: list[Data]
    declarations: list[Data]
    actors: list[Data]
    members: dict[str, list[_Part]]


def _read(schema: GraphQLSchema, wanted: Data) -> Steps[_Graph | None]:
    """All that the table is made of; None if the graph changed meanwhile."""
    making = {"obligations": {"some": {"node": wanted}}} if wanted else None
    obligations, first = yield from fetch(documents.read(_OBLIGATIONS, schema), {"filter": wanted or None}, None, 250)
    declarations, second = yield from fetch(documents.read(_DECLARATIONS, schema), {"filter": making}, None, 250)
    actors, third = yield from fetch(documents.read(_ACTORS, schema), {}, None, 1000)
    opened = {"kind": {"in": sorted(_OPENED)}}
    groups, fourth = yield from fetch(documents.read(_MEMBERS, schema), {"filter": opened}, None, 100)
    if len({attrs["revision"] for attrs in (first, second, third, fourth)}) == 1:
        members = {a["id"]: [_part(e, None) for e in a["members"]["edges"] if e["role"] != "OBSERVER"] for a in groups}
        return _Graph(first["revision"], obligations, declarations, actors, members)
    return None


class _Table:
    """Periods in which one actor owes another something, and the years they cover."""

    def __init__(self, states: set[str] | None, members: Mapping[str, list[_Part]]) -> None:
        self.states, self.members = states, members
        self.rows: list[tuple[str, str, str, str, str, tuple[str, ...]]] = []
        self.undated: set[str] = set()

    def add(self, obligation: Data, declarations: Sequence[Data]) -> None:
        """Adds what one obligation makes its bearers owe to those to whom it is owed; nothing, if its declarations were never made."""
        if declarations and not (declarations := [d for d in declarations if _made(d) is not None]):
            return
        ids = tuple(sorted(d["id"] for d in declarations))
        parties = [p for d in declarations for p in _parties(d)]
        bounds = _life(obligation, declarations)
        bearers = [_part(e, bounds) for e in obligation["bearers"]["edges"]]
        if obligation["bearerRole"] in ("EACH_PARTY", "OTHER_PARTIES", "ANY_PARTY"):
            bearers += [_within(p, bounds) for p in parties]
        if obligation["bearerMode"] in _EACH:
            bearers = [b for bearer in bearers for b in self._opened(bearer)]
        toward = [_part(e, bounds) for name in ("counterparties", "beneficiaries") for e in obligation[name]["edges"]]
        toward = toward or [_within(p, bounds) for p in parties]
        for a in self._kept(bearers, obligation["id"]):
            for b in self._kept(toward, obligation["id"]):
                first, last = max(a.first, b.first), min(a.last, b.last)
                if a.actor != b.actor and first <= last:
                    self.rows.append((a.actor, b.actor, first, last, obligation["id"], ids))

    def _opened(self, bearer: _Part) -> Iterator[_Part]:
        yield bearer
        for member in self.members.get(bearer.actor, ()):
            yield _within(member, (bearer.first, bearer.last))

    def _kept(self, parts: Iterable[_Part], obligation: str) -> Iterator[_Part]:
        for part in parts:
            if self.states is not None and part.actor not in self.states:
                continue
            if part.first == _BEGINNING:
                self.undated.add(obligation)
                continue
            yield part

    def years(self, years: tuple[int, int] | None) -> tuple[int, int]:
        """The years wanted, or those from the first beginning to the last beginning or end."""
        if years is not None:
            return years
        dated = [int(day[:4]) for row in self.rows for day in row[2:4] if day != _END]
        return (min(dated), max(dated)) if dated else (0, -1)

    def frame(self, years: tuple[int, int] | None, directed: bool, rule: Rule, detail: bool) -> pd.DataFrame:
        low, high = self.years(years)
        first = np.array([max(low, _first_year(row[2], rule)) for row in self.rows], dtype=np.int64)
        last = np.array([min(high, _last_year(row[3], rule)) for row in self.rows], dtype=np.int64)
        counts = np.maximum(last - first + 1, 0)
        at = np.repeat(np.arange(len(self.rows)), counts)
        offsets = np.arange(len(at)) - np.repeat(np.cumsum(counts) - counts, counts)
        each = pd.DataFrame(
            {
                "year": first[at] + offsets if len(at) else np.array([], dtype=np.int64),
                "stateA": text_of([self.rows[i][0] for i in at]),
                "stateB": text_of([self.rows[i][1] for i in at]),
                "obligation": text_of([self.rows[i][4] for i in at]),
                "declarations": pd.Series([self.rows[i][5] for i in at], dtype="object"),
            }
        ).drop_duplicates(["year", "stateA", "stateB", "obligation"])
        if detail:
            each["declarations"] = text_of(["; ".join(d) for d in each["declarations"]]).set_axis(each.index)
            return each.sort_values(["year", "stateA", "stateB", "obligation"], ignore_index=True)
        return _counted(each, directed)


def _counted(each: pd.DataFrame, directed: bool) -> pd.DataFrame:
    """One row for each pair and year."""
    keys = ["year", "stateA", "stateB"]
    if not directed:
        swapped = each["stateA"] > each["stateB"]
        each = each.assign(
            aOwesB=~swapped,
            bOwesA=swapped,
            stateA=each["stateA"].where(~swapped, each["stateB"]),
            stateB=each["stateB"].where(~swapped, each["stateA"]),
        )
    table = each.groupby(keys, sort=True)["obligation"].nunique().rename("obligations").astype("int64").reset_index()
    made = each[[*keys, "declarations"]].explode("declarations").dropna().drop_duplicates()
    count = made.groupby(keys)["declarations"].size().rename("declarations")
    table = table.merge(count.reset_index(), on=keys, how="left").fillna({"declarations": 0}).astype({"declarations": "int64"})
    if not directed:
        owes = each.groupby(keys)[["aOwesB", "bOwesA"]].any().reset_index()
        table = table.merge(owes, on=keys, how="left").astype({"aOwesB": "bool", "bOwesA": "bool"})
    return table


def _named(table: pd.DataFrame, actors: Sequence[Data]) -> pd.DataFrame:
    """Names and codes beside the ids of both states."""
    codes = {a["id"]: {i["scheme"]: i["value"] for i in a["identifiers"]} for a in actors}
    names = {a["id"]: a["label"] for a in actors}
    place = 3
    for side in ("A", "B"):
        ids = table[f"state{side}"]
        cow = [codes.get(i, {}).get("cow") for i in ids]
        table.insert(place, f"name{side}", text_of([names.get(i) for i in ids]))
        table.insert(place + 1, f"cow{side}", numbers([_code(c) for c in cow], "Int64"))
        table.insert(place + 2, f"iso{side}", text_of([codes.get(i, {}).get("iso3") for i in ids]))
        place += 3
    return table


def _code(text: str | None) -> int | None:
    """A code of the Correlates of War; None for what is written as one and is none."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else None


def _part(edge: Data, bounds: tuple[str, str] | None) -> _Part:
    """An actor's part by the dates of its edge; where it has none, by those around it."""
    first, last = bounds or (_BEGINNING, _END)
    return _Part(edge["node"]["id"], _first_day(edge.get("from")) or first, _last_day(edge.get("to")) or last)


def _within(part: _Part, bounds: tuple[str, str]) -> _Part:
    """A part with what it leaves open filled in."""
    first = bounds[0] if part.first == _BEGINNING else part.first
    last = bounds[1] if part.last == _END else part.last
    return _Part(part.actor, first, last)


def _life(obligation: Data, declarations: Sequence[Data]) -> tuple[str, str]:
    """When an obligation begins and ends: by its own dates, or else when its declarations were made and ended."""
    first = _first_day(obligation["from"]) or min((_made(d) or _BEGINNING for d in declarations), default=_BEGINNING)
    last = _last_day(obligation["to"]) or max((_ended(d) for d in declarations), default=_END)
    return first, last


def _made(declaration: Data) -> str | None:
    """The day on which a declaration was made, the first of all days where that isn't dated; None where it never was.

    A treaty is made when it is in force, any other declaration, and one that is said not to bind in law, when it is adopted or signed.
    """
    in_force, adopted, signed = (_first_day(declaration[name]) for name in ("inForceOn", "adoptedOn", "signedOn"))
    if _binds_in_force(declaration):
        if in_force is None and declaration["status"] not in _IN_FORCE:
            return None
        return in_force or max(adopted or _BEGINNING, signed or _BEGINNING)
    dates = [day for day in (adopted, signed, in_force) if day]
    if not dates and declaration["status"] not in _IN_FORCE | {"ADOPTED", "SIGNED"}:
        return None
    return min(dates, default=_BEGINNING)


def _ended(declaration: Data) -> str:
    return min((day for day in (_last_day(declaration[name]) for name in ("terminatedOn", "expiresOn")) if day), default=_END)


def _binds_in_force(declaration: Data) -> bool:
    """Whether a declaration is made by being in force."""
    return declaration["kind"] in _TREATIES and declaration["bindingness"] not in ("POLITICALLY_BINDING", "NON_BINDING")


def _parties(declaration: Data) -> list[_Part]:
    """Who is bound by a declaration, and when: by what is recorded of parties, or else by their actions."""
    recorded = [_part(e, None) for e in declaration["parties"]["edges"]]
    known = {p.actor for p in recorded}
    by_actor: dict[str, list[Data]] = {}
    for edge in declaration["partyActions"]["edges"]:
        if edge["node"]["id"] not in known and edge["capacity"] not in _ASIDE:
            by_actor.setdefault(edge["node"]["id"], []).append(edge)
    treaty, made, ended = _binds_in_force(declaration), _made(declaration) or _END, _ended(declaration)
    acting = [p for actor, actions in by_actor.items() for p in _by_actions(actor, actions, treaty)]
    return recorded + [_Part(p.actor, max(p.first, made), min(p.last, ended)) for p in acting]


def _by_actions(actor: str, actions: list[Data], treaty: bool) -> Iterator[_Part]:
    """The periods in which an actor's actions bind it; a treaty's signature alone binds nobody for sure, and doesn't count."""
    binding = _BINDS if treaty else _BINDS | _BINDS_UNLESS_TREATY
    since: str | None = None
    for action in sorted(actions, key=lambda a: _first_day(a["effectiveDate"] or a["date"]) or _BEGINNING):
        when = action["effectiveDate"] or action["date"]
        if action["action"] in binding and since is None:
            since = _first_day(when) or _BEGINNING
        elif action["action"] in _FREES and since is not None:
            yield _Part(actor, since, _day_before(when))
            since = None
    if since is not None:
        yield _Part(actor, since, _END)


def _first_day(text: str | None) -> str | None:
    return text + "-01-01"[len(text) - 4 :] if text else None


def _last_day(text: str | None) -> str | None:
    """The last day of a date, for comparison: the 31st of whichever month."""
    return text + "-12-31"[len(text) - 4 :] if text else None


def _day_before(when: str | None) -> str:
    """The last day before something took effect; of a partial date, the last on which it may not have done so."""
    if when is None or len(when) < 10:
        return _last_day(when) or _END
    return str(np.datetime64(when, "D") - 1)


def _first_year(day: str, rule: Rule) -> int:
    """The first year that counts from a day on."""
    year = int(day[:4])
    return year + 1 if rule == "first" and day[4:] != "-01-01" else year


def _last_year(day: str, rule: Rule) -> int:
    """The last year that counts up to a day."""
    year = int(day[:4])
    return year - 1 if rule == "last" and day[4:] < "-12-31" else year
