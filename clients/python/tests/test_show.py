"""Graphs for networkx, and graphs to look at."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from io import BytesIO

import networkx as nx
import pytest

import pactgraph
from pactgraph import Client, show
from pactgraph._show import MOST_DRAWN, Picture, _box, draw, layout


def test_around(paris: Client) -> None:
    graph = paris.graph("declaration/paris-2026")
    data = paris.query(
        '{ subgraph(roots: ["declaration/paris-2026"]) { nodes { node { id label } } edges { id type start end role } } }'
    )
    answer = data["subgraph"]
    assert {n: d["label"] for n, d in graph.nodes(data=True)} == {n["node"]["id"]: n["node"]["label"] for n in answer["nodes"]}
    assert {(k, a, b, d["type"], d.get("role")) for a, b, k, d in graph.edges(keys=True, data=True)} == {
        (e["id"], e["start"], e["end"], e["type"], e["role"]) for e in answer["edges"]
    }
    assert graph.nodes["declaration/paris-2026"]["status"] == "SIGNED"
    assert graph.graph["truncated"] is False


def test_no_graph_of_loads(paris: Client) -> None:
    with pytest.raises(ValueError, match="'loads' are no part of a graph: it is one of actors, declarations, .*sources, or ids"):
        paris.graph("loads")


def test_collection(paris: Client) -> None:
    """All things of a noun, what they are joined to, and each edge that touches one of them."""
    graph = paris.graph("obligations")
    mine = {n for n, d in graph.nodes(data=True) if d["noun"] == "Obligation"}
    assert mine == set(paris.obligations()["id"])
    assert all(a in mine or b in mine for a, b in graph.edges())
    degrees = paris.obligations(relations=[]).set_index("id")["degree"]
    assert {n: graph.degree(n) for n in mine} == degrees.to_dict()


@pytest.mark.parametrize("language", ["graphml", "gexf", "gml"])
def test_languages(lake: Client, language: str) -> None:
    """networkx writes and reads the graph, with amounts, statuses and states named as in flat rows."""
    graph = lake.graph("obligations")
    assert {"statusReason", "stateReason", "amountValue", "amountUnit"} <= {k for _, d in graph.nodes(data=True) for k in d}
    file = BytesIO()
    getattr(nx, f"write_{language}")(graph, file)
    file.seek(0)
    assert len(getattr(nx, f"read_{language}")(file)) == len(graph)


def test_attributes_survive(paris: Client) -> None:
    """Every attribute is a plain value, which GraphML takes and gives back."""
    graph = paris.graph("obligations")
    file = BytesIO()
    nx.write_graphml(graph, file)
    file.seek(0)
    back = nx.read_graphml(file, force_multigraph=True)
    assert {n: dict(d) for n, d in back.nodes(data=True)} == {n: dict(d) for n, d in graph.nodes(data=True)}
    assert back.number_of_edges() == graph.number_of_edges()


def test_paths(paris: Client) -> None:
    found = paris.paths("FRA", "UKR", limit=5)
    assert len(found) == 5
    for ids in found.nodes:
        assert (ids[0], ids[-1]) == ("actor/FRA", "actor/UKR")
    assert set(found.steps["path"]) == set(range(5))
    assert set(found.graph) == {i for ids in found.nodes for i in ids}
    assert {k for _, _, k in found.graph.edges(keys=True)} == set(found.steps["edge"])


def test_widget(paris: Client) -> None:
    """The widget's output holds the picture too, and its script is Cytoscape's."""
    widget = show("declaration/paris-2026", client=paris)
    assert not isinstance(widget, Picture), "the wheel has no widget in it"
    data, _ = widget._repr_mimebundle_()
    assert set(data) >= {"application/vnd.jupyter.widget-view+json", "image/svg+xml"}
    ET.fromstring(data["image/svg+xml"])
    graph = paris.graph("declaration/paris-2026")
    assert {n["id"] for n in widget.nodes} == set(graph)
    assert {e["id"] for e in widget.edges} == {k for _, _, k in graph.edges(keys=True)}
    assert "cytoscape" in str(widget._esm)


def test_without_widget(paris: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setattr("pactgraph._show._STATIC", tmp_path)
    with pytest.warns(UserWarning, match="make python"):
        picture = show(paris.graph("actor/FRA"))
    assert isinstance(picture, Picture)
    ET.fromstring(picture._repr_svg_())


def test_frame(paris: Client) -> None:
    """A frame is shown by its ids."""
    promises = paris.obligations(kind="TROOP_DEPLOYMENT", explode="bearers")
    ids = sorted(set(promises["id"]))
    assert len(promises) > len(ids) == 2
    assert sorted(paris.graph(ids, depth=0)) == ids
    assert show(promises, client=paris, depth=0).svg == show(ids, client=paris, depth=0).svg
    with pytest.raises(pactgraph.BadInputError, match="a column id"):
        show(promises[["kind"]], client=paris)


def test_picture() -> None:
    """Whatever names hold is text, every node and edge is drawn, and no name is drawn upon another."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_node("actor/a", label='<script>alert("x")</script> & \x07more', noun="Actor", kind="STATE")
    for i in range(30):
        graph.add_node(f"obligation/{i}", label=f"Promise {i} of a rather long name", noun="Obligation")
        graph.add_edge(f"obligation/{i}", "actor/a", type="BEARER")
        graph.add_edge(f"obligation/{i}", "actor/a", type="BENEFICIARY")
    spots = layout(graph)
    assert spots == layout(graph), "the same graph is drawn the same"
    svg = draw(graph, spots, "Title <&>", True)
    root = ET.fromstring(svg)
    assert "<script" not in svg
    names = ["".join(t.itertext()) for t in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "Title <&>" in names
    assert {"Actor", "Obligation"} <= set(names)
    assert sum(n == "bearer" for n in names) == sum(n == "beneficiary" for n in names) == 30
    _check_room(graph)


def _check_room(graph: nx.MultiDiGraph[str]) -> None:
    """No name that is drawn stands upon another."""
    spots = layout(graph)
    drawn = sorted(graph.nodes, key=lambda n: (-graph.degree(n), n))[:MOST_DRAWN]
    boxes = [(*spots[n], *_box(graph.nodes[n], n)) for n in drawn]
    for i, (x, y, w, h) in enumerate(boxes):
        for u, v, s, t in boxes[i + 1 :]:
            assert abs(x - u) > (w + s) / 2 - 1 or abs(y - v) > (h + t) / 2 - 1, "two names stand upon each other"


def test_crowded_picture(atop: Client) -> None:
    """There is room for 150 names that are alike and joined to few states."""
    _check_room(atop.graph("obligations", kind="OFFENCE"))


def test_large_picture() -> None:
    """A picture says what it leaves out; any graph of networkx is shown."""
    hub = nx.star_graph(400)
    with_all = show(hub)
    assert "150 of 401 things are drawn" in with_all.svg
    assert show(nx.MultiDiGraph()).svg.startswith("<svg")
    assert pactgraph.show is show
