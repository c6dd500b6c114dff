"""Lists as frames: whole, counted, and of the dtypes that the schema has."""

from __future__ import annotations

import pandas as pd
import pytest

import pactgraph
from pactgraph import Client

NOUNS = ("actors", "declarations", "obligations", "conditions", "events", "statements", "sources", "loads")


@pytest.mark.parametrize("noun", NOUNS)
def test_nouns(world: Client, noun: str) -> None:
    """Each noun has a frame with a row for each of its things, whatever the size of the pages."""
    table = getattr(world, noun)()
    count = world.query(f"{{ {noun}(first: 0) {{ totalCount }} }}")[noun]["totalCount"]
    assert len(table) == count == table.attrs["totalCount"] > 0
    assert table["id"].is_unique
    assert table["label"].notna().all()
    for size in (1, 3):
        pd.testing.assert_frame_equal(getattr(world, noun)(page=size), table)


@pytest.mark.parametrize("noun", NOUNS)
def test_columns_agree(world: Client, noun: str) -> None:
    """The columns of a noun are named as those of its flat rows, but for dates, which have their text beside them."""
    row = noun[:-1].capitalize() + "Row"
    fields = world.query("query ($row: String!) { __type(name: $row) { fields { name } } }", row=row)["__type"]["fields"]
    table = getattr(world, noun)(relations="all")
    assert {str(c) for c in table if not str(c).endswith(".text")} <= {f["name"] for f in fields} | {"chain", "chainIds"}


def test_dtypes(paris: Client) -> None:
    table = paris.obligations(as_of="2026-01-07")
    kinds = {f["name"] for f in paris.query('{ __type(name: "ObligationKind") { enumValues { name } } }')["__type"]["enumValues"]}
    assert set(table["kind"].cat.categories) == kinds
    assert not table["kind"].cat.ordered
    dtypes = {name: str(dtype) for name, dtype in table.dtypes.items()}
    wanted = {
        "id": "string",
        "kind": "category",
        "amountValue": "Float64",
        "from": "datetime64[s]",
        "from.text": "string",
        "status": "category",
        "degree": "Int64",
        "bearers": "string",
        "bearerIds": "string",
    }
    assert {name: dtypes[name] for name in wanted} == wanted
    assert str(paris.sources()["seen"].dtype) == "boolean"
    reliability = paris.sources()["reliability"]
    assert reliability.cat.ordered
    assert list(reliability.cat.categories) == list("ABCDEF")
    assert str(paris.loads()["finishedAt"].dtype).endswith("UTC]")


def test_empty(paris: Client) -> None:
    """A list without a row has the same columns and dtypes as one with some."""
    some, none = paris.obligations(), paris.obligations(kind="OFFENCE")
    assert len(none) == 0
    assert dict(none.dtypes) == dict(some.dtypes)


def test_dates(atop: Client) -> None:
    """Dates of 1815 are dates; those that are partial begin with their first day and keep what was written."""
    table = atop.declarations()
    first = table["signedOn"].min()
    assert first == pd.Timestamp("1815-01-03")
    partial = table[table["signedOn.text"].str.len() < 10]
    assert len(partial)
    for text, day in zip(partial["signedOn.text"], partial["signedOn"], strict=True):
        assert str(day)[:10] == (text + "-01-01")[: 10 if len(text) == 4 else 7] + ("" if len(text) == 4 else "-01")


def test_days() -> None:
    texts = ["1815", "1904-02", "1900-02", "2026-01-06", "2025-12", None, pd.NA]
    assert pactgraph.first_days(texts).astype("string").tolist()[:5] == [
        "1815-01-01",
        "1904-02-01",
        "1900-02-01",
        "2026-01-06",
        "2025-12-01",
    ]
    assert pactgraph.last_days(texts).astype("string").tolist()[:5] == [
        "1815-12-31",
        "1904-02-29",
        "1900-02-28",
        "2026-01-06",
        "2025-12-31",
    ]
    assert pactgraph.last_days(texts).isna().tolist() == [False] * 5 + [True, True]
    assert str(pactgraph.first_days([]).dtype) == "datetime64[s]"


def test_explode(paris: Client) -> None:
    """A row for each edge of a relation with its own properties, and one for what has none of it."""
    whole = paris.obligations()
    parts = paris.obligations(explode="bearers")
    data = paris.query("{ obligations(first: 100) { nodes { id bearers(first: 100) { edges { asNamed node { id } } } } } }")
    want = [
        (node["id"], edge["node"]["id"] if edge else None, edge["asNamed"] if edge else None)
        for node in data["obligations"]["nodes"]
        for edge in node["bearers"]["edges"] or [None]
    ]
    got = [
        tuple(None if pd.isna(v) else v for v in row)
        for row in zip(parts["id"], parts["bearerIds"], parts["bearers.asNamed"], strict=True)
    ]
    assert got == want
    assert len(parts) > len(whole)
    joined = whole.set_index("id")["bearerIds"].dropna()
    assert joined.str.split("; ").explode().tolist() == parts["bearerIds"].dropna().tolist()


def test_each_once(atop: Client) -> None:
    """What several edges lead to stands once, as in the flat rows; explode has every edge."""
    table = atop.obligations(page=1000)
    rows = atop.df("{ obligations { rows { bearers bearerIds counterparties bearerEdges } } }", page=1000)
    whole = rows["bearerEdges"] <= 100  # flat rows have no more of them, and say so
    for name in ("bearers", "bearerIds", "counterparties"):
        pd.testing.assert_series_equal(table[name][whole], rows[name][whole])
    parts = atop.obligations(page=1000, explode="bearers")
    assert len(parts["bearerIds"].dropna()) == rows["bearerEdges"].sum() > table["bearerIds"].str.split("; ").explode().count()


def test_join(paris: Client) -> None:
    """What a cell has several of is a text, or a list."""
    lists = paris.obligations(join=None)["bearerIds"]
    texts = paris.obligations(join=" + ")["bearerIds"]
    assert [" + ".join(ids) or None for ids in lists] == [None if pd.isna(t) else t for t in texts]


def test_documents(paris: Client) -> None:
    """A document of one's own: fragments, aliases, variables, and lists inside lists."""
    table = paris.df(
        """query ($kind: ObligationKind!) {
          promises: obligations(filter: {kind: {eq: $kind}}) {
            edges { node { ...Who what: kind conditions { edges { role node { text state(asOf: "2026-01-07") { state } } } } } }
          }
        }
        fragment Who on Obligation { label bearers { nodes { id ... on Actor { name } } } }""",
        kind="TROOP_DEPLOYMENT",
    )
    assert list(table.columns) == [
        "label",
        "bearers.id",
        "bearers.name",
        "what",
        "conditions.role",
        "conditions.text",
        "conditions.state.state",
    ]
    assert set(table["what"]) == {"TROOP_DEPLOYMENT"}
    assert table.attrs["totalCount"] == len(table) == 2
    first = paris.df("{ obligations(first: 2) { nodes { id } } }")
    assert len(first) == 2, "first is taken at its word"
    with pytest.raises(pactgraph.IncompleteError, match="select nodes, edges or rows"):
        paris.df("{ obligations { totalCount } }")
    one = paris.df('{ actor(id: "FRA") { id name } }')
    assert one["id"].tolist() == ["actor/FRA"]


def test_totals_of_groups(paris: Client) -> None:
    """Groups are counted, and so is what is in them, each thing once: in a document, too, and where not all groups are wanted."""
    text = "{ obligationGroups(by: BEARERS) { totalGroups totalCount groups { count } } }"
    said = paris.query(text)["obligationGroups"]
    for table in (paris.groups("obligations", by="bearers"), paris.df(text), paris.df("obligationGroups", by="BEARERS")):
        assert {k: table.attrs[k] for k in ("totalGroups", "totalCount")} == {k: said[k] for k in ("totalGroups", "totalCount")}
        assert len(table) == said["totalGroups"] != said["totalCount"] == 12
    assert paris.groups("obligations", by="bearers", limit=1).attrs["totalGroups"] == said["totalGroups"]


def test_rows_form(paris: Client) -> None:
    """The flat rows of a list are a frame as well."""
    table = paris.df("{ obligations { rows { id kind from fromFirst fromMs bearers } } }", page=2)
    assert len(table) == paris.obligations().shape[0]
    assert str(table["fromFirst"].dtype) == "datetime64[s]"
    assert str(table["from"].dtype) == "string"
    assert table["bearers"].tolist() == paris.obligations()["bearers"].tolist()
    assert set(paris.df("{ obligationGroups(by: [KIND]) { rows { key1 key1Value count } } }")) == {"key1", "key1Value", "count"}
    cells = paris.df("{ matrix { cells { rowValue column count } } }")
    assert cells["count"].sum() == paris.matrix().to_numpy().sum()
    assert len(paris.df("{ changes { rows { target } } }")) == len(paris.changes())


def test_changes(paris: Client) -> None:
    table = paris.changes()
    assert set(table["action"]) == {"ADDED"}
    assert table["revision"].tolist() == [1] * len(table)
    assert len(table) > 250, "more than a page"
    assert len(paris.changes(limit=7)) == 7


def test_large_relations(atop: Client) -> None:
    """A relation with more things than a list inside a list is first asked for comes whole."""
    table = atop.actors(relations=["owes"], join=None, filter={"id": {"eq": "actor/RUS"}})
    want = atop.query('{ actor(id: "RUS") { owes(first: 1000) { nodes { id } } } }')["actor"]["owes"]["nodes"]
    assert table["oweIds"].iloc[0] == list(dict.fromkeys(node["id"] for node in want))
    assert len(want) > 50


def test_groups(paris: Client) -> None:
    table = paris.groups("obligations", by=["kind", "bearers_country"], distinct="declarations")
    assert list(table.columns) == ["kind", "kind.value", "bearersCountry", "bearersCountry.value", "count", "distinct.declarations"]
    french = table[table["bearersCountry.value"] == "actor/FRA"].set_index("kind.value")["count"]
    assert french.to_dict() == {"TROOP_DEPLOYMENT": 2, "MILITARY_AID": 1}
    assert paris.groups("obligations", by="kind", bearer="FRA")["count"].sum() == 3


def test_matrix(paris: Client) -> None:
    table = paris.matrix("BEARERS", "KIND")
    assert table.loc["France", "TROOP_DEPLOYMENT"] == 2
    assert table.attrs["total"] == len(paris.obligations())
    counts = paris.groups("obligations", by=["bearers", "kind"])
    assert table.to_numpy().sum() == counts["count"].sum()


def test_timeline(atop: Client) -> None:
    table = atop.timeline("declarations", start="1914", end="1918")
    assert table["name"].tolist() == ["1914", "1915", "1916", "1917", "1918"]
    assert str(table["first"].dtype) == "datetime64[s]"
    assert table["held"].dtype == "Int64"


def test_analysis(world: Client, paris: Client) -> None:
    """What is in dispute, what is missing, what compares."""
    gaps = paris.gaps(as_of="2026-01-07")
    assert len(gaps) == gaps.attrs["totalCount"] > 0
    conflicts = paris.conflicts()
    assert conflicts["about.id"].tolist() == ["obligation/paris-2026/support-if-attacked"]
    both = paris.compare("declaration/paris-2026", "declaration/paris-2026-separate", as_of="2026-01-07")
    assert set(both["outcome"].dropna()) <= set(both["outcome"].cat.categories)
    assert "Paris Declaration" in both
    hits = world.search("treaty", limit=3)
    assert len(hits) <= 3
    quotes = paris.claims("declaration/paris-2026", field="status")
    assert quotes["quote"].notna().all()
    assert set(quotes["field"]) == {"status"}
    with pytest.raises(pactgraph.NotFoundError):
        paris.claims("declaration/nowhere")
