"""Keywords as filters: the same things as the API's own filters choose."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Any

import numpy as np
import pandas as pd
import pytest

import pactgraph
from pactgraph import Client

CASES: list[tuple[dict[str, Any], str]] = [
    ({"kind": "DEFENCE"}, "{kind: {eq: DEFENCE}}"),
    ({"kind": ["DEFENCE", "OFFENCE"]}, "{kind: {in: [DEFENCE, OFFENCE]}}"),
    ({"bearer": "FRA"}, '{bearers: {some: {node: {id: {eq: "actor/FRA"}}}}}'),
    ({"bearers": ["France", "actor/GBR"]}, '{bearers: {some: {node: {id: {in: ["actor/FRA", "actor/GBR"]}}}}}'),
    ({"bearer": {"name": "Portugal"}}, '{bearers: {some: {node: {name: {eq: "Portugal"}}}}}'),
    (
        {"bearer": {"kind": "STATE", "member_of": None}, "kind": "DEFENCE"},
        "{kind: {eq: DEFENCE}, bearers: {some: {node: {kind: {eq: STATE}, memberOf: {count: {eq: 0}}}}}}",
    ),
    ({"bearers__none": "FRA"}, '{bearers: {none: {node: {id: {eq: "actor/FRA"}}}}}'),
    ({"bearers__count": 2}, "{bearers: {count: {eq: 2}}}"),
    ({"bearers__count": {"gt": 20}}, "{bearers: {count: {gt: 20}}}"),
    ({"declaration": {"signed_on": "1907"}}, '{declarations: {some: {node: {signedOn: {during: "1907"}}}}}'),
    (
        {"declaration": {"signed_on": ["1949", "1950-01"]}},
        '{declarations: {some: {node: {or: [{signedOn: {during: "1949"}}, {signedOn: {during: "1950-01"}}]}}}}',
    ),
    ({"declaration": {"signed_on": {"lt": "1900"}}}, '{declarations: {some: {node: {signedOn: {lt: "1900"}}}}}'),
    ({"declaration": {"signed_on__gte": "2000"}}, '{declarations: {some: {node: {signedOn: {gte: "2000"}}}}}'),
    ({"against": "RUS"}, '{against: {some: {node: {id: {eq: "actor/RUS"}}}}}'),
    ({"against": None}, "{against: {count: {eq: 0}}}"),
    ({"summary__contains": "military"}, '{summary: {contains: "military"}}'),
    ({"modality": None}, "{modality: {isNull: true}}"),
    ({"status": "TERMINATED", "filter": {"kind": {"eq": "OFFENCE"}}}, "{and: [{status: {eq: TERMINATED}}, {kind: {eq: OFFENCE}}]}"),
]


@pytest.mark.parametrize(("keywords", "filter"), CASES)
def test_keywords(atop: Client, keywords: dict[str, Any], filter: str) -> None:
    got = atop.obligations(fields="id", page=1000, **keywords)
    want = atop.df(f"{{ obligations(filter: {filter}) {{ nodes {{ id }} }} }}", page=1000)
    assert got["id"].tolist() == want["id"].tolist()
    if keywords != {"modality": None}:
        assert 0 < len(got) < 1254


def test_lists_of_dates(atop: Client) -> None:
    """One of several dates is within, as a single one is; beside it stands whatever else is asked for."""
    one, other = (atop.declarations(signed_on=year, fields="id") for year in ("1949", "1950"))
    both = atop.declarations(signed_on=("1949", "1950"), fields="id")
    assert sorted(both["id"]) == sorted([*one["id"], *other["id"]]) and len(one) and len(other)
    late = atop.declarations(signed_on=["1949", "1950"], signed_on__gte="1950", terminated_on=["1979", "1980"], fields="id")
    assert len(late) == 1 and set(late["id"]) <= set(other["id"])
    assert len(atop.declarations(signed_on=[], fields="id")) == 0


def test_read_once(paris: Client) -> None:
    """What can be read but once, as a generator, is several values as a list is, wherever it stands."""
    several: list[tuple[dict[str, Any], dict[str, Any]]] = [
        ({"kind": iter(["CONSULTATION", "ASSISTANCE"])}, {"kind": ["CONSULTATION", "ASSISTANCE"]}),
        ({"bearer": (code for code in ["FRA", "GBR"])}, {"bearer": ["FRA", "GBR"]}),
        ({"declaration": {"party_action": map(str, ["FRA", "UKR"])}}, {"declaration": {"party_action": ["FRA", "UKR"]}}),
        ({"declaration": {"signed_on": iter(["2026-01"])}}, {"declaration": {"signed_on": ["2026-01"]}}),
    ]
    for once, listed in several:
        want = paris.obligations(**listed)
        assert paris.obligations(**once)["id"].tolist() == want["id"].tolist() and len(want), listed
    assert set(paris.graph("obligations", bearer=iter(["FRA"]))) == set(paris.graph("obligations", bearer="FRA"))


def test_dates_and_words_of_python(world: Client) -> None:
    """Keywords of Python's own have an underscore behind."""
    got = world.events(from___gte="1900", fields="id")
    want = world.df('{ events(filter: {from: {gte: "1900"}}) { nodes { id } } }')
    assert got["id"].tolist() == want["id"].tolist()


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 6),
        datetime(2026, 1, 6, 23, 59),
        datetime(2026, 1, 7, 1, tzinfo=timezone(timedelta(hours=2))),
        pd.Timestamp("2026-01-06"),
        np.datetime64("2026-01-06"),
        pd.Period("2026-01-06", freq="D"),
    ],
)
def test_days_of_python(paris: Client, day: Any) -> None:
    """What Python, numpy and pandas have for days is a day, of moments with a zone that in UTC."""
    want = paris.obligations(as_of="2026-01-06", fields="id status { status }")
    got = paris.obligations(as_of=day, fields="id status { status }")
    pd.testing.assert_frame_equal(got, want)
    assert len(paris.declarations(signed_on=day)) == len(paris.declarations(signed_on=[day], signed_on__gte=day)) == 2
    assert paris.query("query ($day: Date) { obligations(asOf: $day) { totalCount } }", day=day) == {"obligations": {"totalCount": len(want)}}


def test_numbers_of_numpy(paris: Client) -> None:
    assert len(paris.obligations(bearers__count=np.int64(2))) == len(paris.obligations(bearers__count=2)) > 0


def test_no_value(paris: Client) -> None:
    """What JSON can't say is refused with its place, and nothing is sent."""
    with pytest.raises(pactgraph.BadInputError, match=r"filter\.place\.eq: .*\{'Paris'\} .*set"):
        paris.obligations(filter={"place": {"eq": {"Paris"}}})


def test_order(atop: Client) -> None:
    last = atop.declarations(order_by="-signed_on", limit=5, relations=[])
    assert last["signedOn"].is_monotonic_decreasing
    assert last["signedOn"].max() == atop.declarations(relations=[])["signedOn"].max()


@pytest.mark.parametrize(
    ("keywords", "told"),
    [
        ({"kin": "DEFENCE"}, "the keyword for Obligations 'kin' is not known; there are kind, "),
        ({"kind": "DEFENSE"}, "the kind 'DEFENSE' is not known; there are DEFENCE, "),
        ({"bearer": {"nam": "x"}}, "the keyword for Actors 'nam' is not known; there are name, "),
        ({"summary__like": "x"}, "the comparison of summary 'like' is not known; there are "),
        ({"order_by": "sumary"}, "the order of Obligations 'sumary' is not known; there are summary, "),
        ({"relations": ["bearer"]}, "the relation of Obligation 'bearer' is not known; there are bearers, "),
        ({"explode": "barers"}, "the list 'barers' is not known; there are bearers, "),
    ],
)
def test_unknown(paris: Client, keywords: dict[str, Any], told: str) -> None:
    """What isn't there is told with what is, the nearest first."""
    with pytest.raises(pactgraph.UnknownNameError) as caught:
        paris.obligations(**keywords)
    assert caught.value.message.startswith(told)


def test_unknown_state(paris: Client) -> None:
    with pytest.raises(pactgraph.BadInputError, match="Narnia"):
        paris.obligations(bearer="Narnia")
    with pytest.raises(pactgraph.BadInputError, match="Coalition of the Willing.*client.search"):
        paris.obligations(bearer="Coalition of the Willing")
    with pytest.raises(pactgraph.NotFoundError, match="nothing about 'Germany'"):
        paris.obligations(bearer="Germany")
    with pytest.raises(pactgraph.BadInputError, match="must begin with declaration/"):
        paris.obligations(declaration="paris-2026")
    with pytest.raises(pactgraph.BadInputError, match="must begin with declaration/"):
        paris.obligations(declaration=5)


@pytest.mark.parametrize("number", [220, 220.0, np.int64(220), [220], ["cow:2", 220]])
def test_numbers_of_states(paris: Client, number: Any) -> None:
    """A number is no state, but nearly the code of one."""
    with pytest.raises(pactgraph.BadInputError, match="bearer=220.*'cow:220'"):
        paris.obligations(bearer=number)
