"""The dyad-year table: of ATOP it is what its CSV says, worked out here by other means, and it knows what ATOP doesn't have."""

from __future__ import annotations

import csv
import os
from collections import defaultdict
from functools import cache
from itertools import permutations
from typing import Any, Literal

import numpy as np
import pandas as pd
import pytest

from pactgraph import BadInputError, Client, DocumentError
from pactgraph._dyads import _named

LAST_YEAR = 2016  # ATOP 4.01 ends with it; an exit in year 0 is none by then
Day = tuple[int, int, int]
Rule = Literal["any", "first", "last"]
RULES: tuple[Rule, ...] = ("any", "first", "last")


def _read() -> dict[str, list[dict[str, int]]]:
    """ATOP's rows of members, by alliance; only their own file is read, none of the loader's or the client's code."""
    alliances: dict[str, list[dict[str, int]]] = defaultdict(list)
    names = (
        "member",
        "yrent",
        "moent",
        "dayent",
        "yrexit",
        "moexit",
        "dayexit",
        "defense",
        "offense",
        "neutral",
        "nonagg",
        "consul",
    )
    with open(os.environ["PACTGRAPH_ATOP_MEMBERS"], newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            alliances[row["atopid"]].append({name: int(row[name] or 0) for name in names})
    assert sum(map(len, alliances.values())) == 2398
    return alliances


def _entered(row: dict[str, int]) -> Day:
    return row["yrent"], row["moent"] or 1, row["dayent"] or 1


def _left(row: dict[str, int]) -> Day:
    if row["yrexit"] == 0:
        return LAST_YEAR, 12, 31
    return row["yrexit"], row["moexit"] or 12, row["dayexit"] or 31


@cache
def _counts(flag: str) -> dict[Rule, dict[tuple[int, int, int], int]]:
    """How many alliances of a year have one state owe another, by each rule: by going through the days that stand for each year."""
    found: dict[Rule, dict[tuple[int, int, int], set[str]]] = {rule: defaultdict(set) for rule in RULES}
    for alliance, rows in _read().items():
        for a, b in permutations(rows, 2):
            if a["member"] == b["member"] or a[flag] != 1:
                continue
            since, until = max(_entered(a), _entered(b)), min(_left(a), _left(b))
            for year in range(since[0], until[0] + 1):
                new_year, eve = (year, 1, 1), (year, 12, 31)
                pair = (year, a["member"], b["member"])
                if max(since, new_year) <= min(until, eve):
                    found["any"][pair].add(alliance)
                if since <= new_year <= until:
                    found["first"][pair].add(alliance)
                if since <= eve <= until:
                    found["last"][pair].add(alliance)
    return {rule: {pair: len(alliances) for pair, alliances in pairs.items()} for rule, pairs in found.items()}


def _code(id: str, cow: object) -> int:
    """The state's code in ATOP: COW's, but for the one member that COW doesn't know."""
    return 8152 if id == "actor/atop-8152" else int(str(cow))


def _asked(table: pd.DataFrame, count: str) -> dict[tuple[int, int, int], int]:
    columns = ("year", "stateA", "cowA", "stateB", "cowB", count)
    rows = zip(*(table[name].tolist() for name in columns), strict=True)
    return {(year, _code(a, cow_a), _code(b, cow_b)): n for year, a, cow_a, b, cow_b, n in rows}


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(("kind", "flag"), [("DEFENCE", "defense"), ("OFFENCE", "offense")])
def test_atop(atop: Client, kind: str, flag: str, rule: Rule) -> None:
    """Row for row, what the graph gives is what the CSV has."""
    table = atop.dyads(kind, years=(1815, LAST_YEAR), rule=rule)
    want = _counts(flag)[rule]
    got = _asked(table, "obligations")
    assert len(got) == len(table), "a pair stands twice in a year"
    wrong = {k: (got.get(k), want.get(k)) for k in got.keys() | want.keys() if got.get(k) != want.get(k)}
    assert not wrong, f"{len(wrong)} of {len(want)} differ (graph, CSV): {sorted(wrong.items())[:10]}"
    assert len(want) > 1000
    # ATOP has one obligation of a kind for each alliance, so that both are counted alike.
    assert (table["obligations"] == table["declarations"]).all()


def test_atop_undirected(atop: Client) -> None:
    """A pair has one row; what each owes the other is told; both ways together are the directed table."""
    directed = atop.dyads("DEFENCE", years=(1900, 1914))
    pairs = atop.dyads("DEFENCE", years=(1900, 1914), directed=False)
    assert not pairs.duplicated(["year", "stateA", "stateB"]).any()
    assert (pairs["stateA"] < pairs["stateB"]).all()
    assert pairs["aOwesB"].sum() + pairs["bOwesA"].sum() == len(directed)
    one_way = pairs[~(pairs["aOwesB"] & pairs["bOwesA"])]
    assert len(one_way), "ATOP has asymmetric alliances"


def test_atop_detail(atop: Client) -> None:
    """Each row of the table is told by its obligations."""
    table = atop.dyads("DEFENCE", years=(1949, 1951))
    detail = atop.dyads("DEFENCE", years=(1949, 1951), detail=True)
    counted = detail.groupby(["year", "stateA", "stateB"]).size()
    assert counted.tolist() == table["obligations"].tolist()


def test_atop_requests(atop: Client) -> None:
    """A table takes a handful of requests, not one for each alliance."""
    with Client(atop.url) as client:
        sent: list[object] = []
        client._http.event_hooks["request"].append(sent.append)
        client.dyads("DEFENCE", years=(1815, LAST_YEAR))
        assert len(sent) <= 10, len(sent)


def test_parties_and_coalitions(lake: Client) -> None:
    """What ATOP doesn't have, worked out by hand from docs/examples/lake: parties by their actions, and members of a coalition.

    The Treaty of Tarn, in force on 1 September 2024, has each party defend the others: Ardovia, Belmark and, to the end of 2030, Estmere
    (its withdrawal takes effect on 1 January 2031), with Corvane from 1 March 2026. Each of the Friends of Ardovia, of whom Belmark and
    Corvane are named, promised on 4 March 2031 to fight for it.
    """
    a, b, c, e = "actor/ardovia", "actor/belmark", "actor/corvane", "actor/estmere"
    parties = {2023: [], 2024: [a, b, e], 2026: [a, b, c, e], 2030: [a, b, c, e], 2031: [a, b, c]}
    for year, states in parties.items():
        want = {(x, y): 1 for x, y in permutations(states, 2)}
        if year == 2031:
            want[b, a] = want[c, a] = 2
        table = lake.dyads("DEFENCE", years=(year, year))
        got = {(x, y): n for x, y, n in zip(table["stateA"], table["stateB"], table["obligations"], strict=True)}
        assert got == want, year
    new_year = lake.dyads("DEFENCE", years=(2026, 2026), rule="first")
    assert c not in set(new_year["stateA"]), "Corvane acceded in March"
    assert c in set(lake.dyads("DEFENCE", years=(2026, 2026), rule="last")["stateA"])
    trained = lake.dyads("TRAINING")
    assert trained["year"].tolist() == list(range(2024, 2032)), "from the treaty's entry into force to 30 June 2031"
    assert set(zip(trained["stateA"], trained["stateB"], strict=True)) == {(b, a)}


def test_one_year(lake: Client) -> None:
    whole = lake.dyads(None)
    year = int(whole["year"].max())
    assert len(whole) > len(lake.dyads(None, years=year)) == (whole["year"] == year).sum() > 0


@pytest.mark.parametrize("years", [np.int64(2026), np.array([2026, 2026]), [2026, np.int32(2026)]])
def test_years_of_numpy(lake: Client, years: Any) -> None:
    """Years as frames have them are years."""
    pd.testing.assert_frame_equal(lake.dyads(None, years=years), lake.dyads(None, years=2026))


def test_range_of_years(lake: Client) -> None:
    """A range ends before its end, as everywhere in Python."""
    pd.testing.assert_frame_equal(lake.dyads(None, years=range(2024, 2027)), lake.dyads(None, years=(2024, 2026)))


@pytest.mark.parametrize(
    "years", ["1955", ("1955", "1956"), (1955,), (1955, None), (1955, 1956, 1957), 1955.5, {}, range(0), range(1955, 1965, 5), range(1955, 1975, 5)]
)
def test_no_years(lake: Client, years: Any) -> None:
    with pytest.raises(BadInputError, match="it is one year, or the first and the last"):
        lake.dyads("DEFENCE", years=years)


def test_what_cannot_be(lake: Client) -> None:
    with pytest.raises(BadInputError, match="2031, 2024"):
        lake.dyads("DEFENCE", years=(2031, 2024))
    with pytest.raises(BadInputError, match="by 'any' day of it"):
        lake.dyads("DEFENCE", rule="mean")  # type: ignore[arg-type]
    with pytest.raises(BadInputError, match="rows are directed"):
        lake.dyads("DEFENCE", detail=True, directed=False)
    with pytest.raises(DocumentError, match="it is one of DEFENCE"):
        lake.dyads("DEFENSE")
    assert len(lake.dyads("OFFENCE")) == 0
    assert dict(lake.dyads("OFFENCE").dtypes) == dict(lake.dyads("DEFENCE").dtypes)


def test_codes_that_are_none() -> None:
    """An identifier is any text: one that is no code leaves the table without it, and doesn't fail it."""
    pair = pd.DataFrame({"year": [1914], "stateA": ["actor/a"], "stateB": ["actor/b"]})
    codes = {"a": "220a", "b": "2"}
    actors = [{"id": f"actor/{name}", "label": name, "identifiers": [{"scheme": "cow", "value": code}]} for name, code in codes.items()]
    table = _named(pair, actors)
    assert table["cowA"].isna().all() and list(table["cowB"]) == [2]
