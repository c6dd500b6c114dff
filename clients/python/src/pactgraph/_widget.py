"""The widget that show gives: Cytoscape in a notebook."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import anywidget
import networkx as nx
import traitlets

from ._show import edge_text

_STATIC = Path(__file__).parent / "static"


class GraphWidget(anywidget.AnyWidget):
    """A graph to move, search and click in.

    Attributes:
        svg: the same as a picture, which a notebook that is only read shows.
        selected: the ids of the nodes that are chosen in it; set it to choose them.
    """

    _esm = _STATIC / "widget.js"
    _css = _STATIC / "widget.css"

    nodes: Any = traitlets.List().tag(sync=True)
    edges: Any = traitlets.List().tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)
    height = traitlets.Int(520).tag(sync=True)
    edge_labels = traitlets.Bool(False).tag(sync=True)
    selected: Any = traitlets.List(traitlets.Unicode()).tag(sync=True)

    svg: str = ""

    @classmethod
    def of(
        cls,
        graph: nx.MultiDiGraph[str],
        spots: Mapping[str, tuple[float, float]],
        svg: str,
        title: str,
        height: int,
        labelled: bool,
    ) -> GraphWidget:
        nodes = [{"id": n, "x": spots[n][0], "y": spots[n][1], "data": _plain(data, n)} for n, data in graph.nodes(data=True)]
        edges = [
            {"id": str(key), "start": a, "end": b, "text": edge_text(data), "data": _plain(data, str(key))}
            for a, b, key, data in graph.edges(keys=True, data=True)
        ]
        if len({e["id"] for e in edges}) < len(edges):  # a graph of networkx's own, whose keys only tell parallel edges apart
            edges = [{**e, "id": f"edge {i}"} for i, e in enumerate(edges)]
        widget = cls(nodes=nodes, edges=edges, title=title, height=height, edge_labels=labelled)
        widget.svg = svg
        return widget

    def __repr__(self) -> str:
        return f"GraphWidget({len(self.nodes)} things, {len(self.edges)} edges)"

    def _repr_mimebundle_(self, **options: Any) -> Any:
        """The widget, and the SVG for whoever can't show it."""
        given = super()._repr_mimebundle_(**options)
        if given is None:
            return {"image/svg+xml": self.svg}
        data, metadata = given if isinstance(given, tuple) else (given, {})
        return {**data, "image/svg+xml": self.svg}, metadata


def _plain(data: Mapping[str, Any], id: str) -> dict[str, Any]:
    """Properties as JSON has them."""
    kept = {str(k): v if isinstance(v, (str, int, float, bool)) else str(v) for k, v in data.items() if v is not None}
    return {"label": id, **kept}
