"""show: a graph to look at, as a widget in a notebook that runs, and as SVG wherever none does."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import numpy.typing as npt
import pandas as pd

from .errors import BadInputError

if TYPE_CHECKING:
    from ._widget import GraphWidget
    from .client import Client

MOST_DRAWN = 150
_STATIC = Path(__file__).parent / "static"

# Okabe and Ito's colours, darker, and the explorer's shapes: nouns are told apart by both, and by the legend's words.
_COLOURS = {
    "Actor": "#0072b2",
    "Declaration": "#b34a00",
    "Obligation": "#00785a",
    "Condition": "#8a6100",
    "Event": "#a3487a",
    "Statement": "#4b5fc4",
    "Source": "#5c6066",
}
_OUTLINES: dict[str, list[tuple[float, float]]] = {
    "Declaration": [(-0.8, -1), (0.8, -1), (0.8, 1), (-0.8, 1)],
    "Obligation": [(-0.5, -0.9), (0.5, -0.9), (1, 0), (0.5, 0.9), (-0.5, 0.9), (-1, 0)],
    "Condition": [(0, -1), (1, 0), (0, 1), (-1, 0)],
    "Event": [(0, -1), (1, 0.9), (-1, 0.9)],
    "Statement": [(-1, -0.8), (1, -0.8), (1, 0.45), (-0.1, 0.45), (-0.6, 0.95), (-0.6, 0.45), (-1, 0.45)],
    "Source": [(0, -1), (1, -0.25), (0.6, 0.95), (-0.6, 0.95), (-1, -0.25)],
}
_OTHER = "#5a626b"
_INK, _FAINT, _LINE = "#1a1d21", "#5a626b", "#b6bcc4"
_HALF, _LEGEND, _MARGIN = 13.0, 44.0, 24.0

Spots = Mapping[str, tuple[float, float]]


class Picture:
    """A graph as SVG: notebooks show it, and so do the code hosts that render them."""

    def __init__(self, svg: str) -> None:
        self.svg = svg

    def _repr_svg_(self) -> str:
        return self.svg

    def save(self, path: str | Path) -> None:
        """Writes the SVG into a file."""
        Path(path).write_text(self.svg, encoding="utf-8")


def show(
    what: nx.MultiDiGraph[str] | str | Iterable[str] | pd.DataFrame,
    /,
    *,
    title: str | None = None,
    height: int = 520,
    edge_labels: bool | None = None,
    client: Client | None = None,
    **options: Any,
) -> GraphWidget | Picture:
    """Shows a graph: nouns by shape and colour, everything else on a click.

    Args:
        what: a graph, as Client.graph, Paths.graph or networkx gives it; or what Client.graph takes: ids, or a noun; or a frame with ids.
        title: what stands above it.
        height: of the widget, in pixels.
        edge_labels: whether edges have their types beside them; by themselves where there are at most 60.
        client: whom to ask about ids; a Client of the usual address without it.
        options: what else Client.graph takes, such as ``depth=2``.

    Returns:
        A widget to move, search and click in, whose output holds an SVG too: a notebook that is only read shows that one. Where the
        widget hasn't been built, the SVG alone, with a warning that says how to build it. At most 150 things are drawn in the SVG,
        those with the most edges; it says how many are left out.
    """
    graph = _graph(what, client, options)
    labelled = graph.number_of_edges() <= 60 if edge_labels is None else edge_labels
    spots = layout(graph)
    picture = draw(graph, spots, title, labelled)
    script = _STATIC / "widget.js"
    if not script.exists():
        warnings.warn(
            "the interactive graph hasn't been built, so this is a picture; `make python` builds it (Node.js 20 or later)",
            stacklevel=2,
        )
        return Picture(picture)
    from ._widget import GraphWidget  # ipywidgets takes a while to import, and only a notebook needs it

    return GraphWidget.of(graph, spots, picture, title or "", height, labelled)


def _graph(what: Any, client: Client | None, options: Mapping[str, Any]) -> nx.MultiDiGraph[str]:
    if isinstance(what, nx.Graph):
        return nx.MultiDiGraph(what)
    if isinstance(what, pd.DataFrame):
        if "id" not in what:
            raise BadInputError("a frame to be shown has a column id, and this one doesn't: give ids, or a graph of client.graph(…)")
        what = list(dict.fromkeys(what["id"]))
    from .client import Client

    return (client or Client()).graph(what, **options)


def layout(graph: nx.MultiDiGraph[str]) -> dict[str, tuple[float, float]]:
    """Where each node stands, in pixels: the same for the same graph, and no name of those that are drawn upon another.

    Forces place as many nodes as are drawn; the others, which only the widget shows, stand around a node that they are joined to.
    """
    ranked = sorted(graph.nodes, key=lambda n: (-graph.degree(n), n))
    nodes = ranked[:MOST_DRAWN]
    if not nodes:
        return {}
    plain: nx.Graph[str] = nx.Graph()
    plain.add_nodes_from(nodes)
    plain.add_edges_from((a, b) for a, b in graph.edges() if a != b and a in plain and b in plain)
    size = 95 * math.sqrt(len(nodes))
    found = nx.spring_layout(plain, seed=1, k=1.6 / math.sqrt(len(nodes)), iterations=150)
    places = np.array([found[n] for n in nodes], dtype=float) * [size * 1.25, size * 0.8]
    places = _apart(_nearer(places), np.array([_box(graph.nodes[n], n) for n in nodes]))
    spots = {n: (round(float(x), 1), round(float(y), 1)) for n, (x, y) in zip(nodes, places, strict=True)}
    around: dict[str, int] = {}
    for n in ranked[MOST_DRAWN:]:
        hub = next((m for m in nx.all_neighbors(graph, n) if m in spots), nodes[0])
        turn = around[hub] = around.get(hub, -1) + 1
        angle, far = 2.4 * turn, 60 + 16 * math.sqrt(turn)
        x, y = spots[hub]
        spots[n] = (round(x + far * math.cos(angle), 1), round(y + far * math.sin(angle), 1))
    return spots


def _box(data: Mapping[str, Any], id: str) -> tuple[float, float]:
    """How much room a node takes with its name."""
    lines = _wrapped(_label(data, id))
    return max([2 * _HALF, *(6.2 * len(line) for line in lines)]) + 10, 2 * _HALF + 13 * len(lines) + 12


def _nearer(places: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Brings in what forces have driven far out, so that a few things don't take all the room."""
    middle = np.median(places, axis=0)
    reach = 1.3 * np.quantile(np.abs(places - middle), 0.8, axis=0) + 1
    nearer: npt.NDArray[np.float64] = middle + reach * np.tanh((places - middle) / reach)
    return nearer


def _apart(places: npt.NDArray[np.float64], boxes: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Pushes boxes that overlap apart, each pair along the way on which less of them overlaps, in a plane that grows until there is room."""
    rooms = (boxes[:, None, :] + boxes[None, :, :]) / 2
    # Two at one place part by the order in which they come.
    order = np.sign(np.subtract.outer(np.arange(len(places)), np.arange(len(places))))
    for turn in range(600):
        between = places[:, None, :] - places[None, :, :]
        over = rooms - np.abs(between)
        np.fill_diagonal(over[:, :, 0], -1)
        hit = (over > 0).all(axis=2)
        if not hit.any():
            break
        if turn % 20 == 19 or hit.sum() > 4 * len(places):
            places = places * 1.06
            continue
        sideways = over[:, :, 0] / rooms[:, :, 0] < over[:, :, 1] / rooms[:, :, 1]
        pushes = np.zeros_like(places)
        for axis, chosen in ((0, sideways), (1, ~sideways)):
            sign = np.where(between[:, :, axis] == 0, order, np.sign(between[:, :, axis]))
            pushes[:, axis] = np.where(hit & chosen, sign * (over[:, :, axis] / 2 + 0.5), 0).sum(axis=1)
        places = places + np.clip(pushes, -60, 60)
    return places


def draw(graph: nx.MultiDiGraph[str], spots: Spots, title: str | None, edge_labels: bool) -> str:
    """The SVG. All text in it is escaped; names stand below their shapes, and longer texts in titles that a pointer shows."""
    shown = sorted(graph.nodes, key=lambda n: (-graph.degree(n), n))[:MOST_DRAWN]
    kept = set(shown)
    edges = [(a, b, data) for a, b, data in graph.edges(data=True) if a in kept and b in kept]
    there = {str(graph.nodes[n].get("noun")) for n in shown}
    nouns = [noun for noun in _COLOURS if noun in there] + (["other"] if there - _COLOURS.keys() else [])
    heading = 26.0 if title else 0.0
    places = {n: spots[n] for n in shown}
    rooms = {n: _box(graph.nodes[n], n) for n in shown}
    left = min((x - rooms[n][0] / 2 for n, (x, _) in places.items()), default=0) - _MARGIN
    right = max((x + rooms[n][0] / 2 for n, (x, _) in places.items()), default=0) + _MARGIN
    top = min((y for _, y in places.values()), default=0) - _HALF - _MARGIN - _LEGEND - heading
    bottom = max((y + rooms[n][1] for n, (_, y) in places.items()), default=0)
    words = _legend(nouns, left + _MARGIN, top + heading + 22)
    width, height = max(right - left, words[1] - left + _MARGIN), bottom - top
    told = _told(graph, shown)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="{left:.0f} {top:.0f} {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" height="{height:.0f}" style="max-width:100%;height:auto" font-family="system-ui, sans-serif">',
        f"<title>{_text(title or told)}</title><desc>{_text(_described(graph, shown))}</desc>",
        f'<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        f'<path d="M0 0L8 4L0 8z" fill="{_FAINT}"/></marker></defs>',
        f'<rect x="{left:.0f}" y="{top:.0f}" width="{width:.0f}" height="{height:.0f}" fill="#fff"/>',
    ]
    if title:
        parts.append(
            f'<text x="{left + _MARGIN:.0f}" y="{top + 24:.0f}" font-size="15" font-weight="600" fill="{_INK}">{_text(title)}</text>'
        )
    parts.append(words[0])
    if len(shown) < graph.number_of_nodes():
        parts.append(
            f'<text x="{left + _MARGIN:.0f}" y="{top + heading + 42:.0f}" font-size="11" fill="{_FAINT}">{_text(told)}</text>'
        )
    beside: dict[tuple[str, str], int] = {}
    for a, b, data in edges:
        pair = (min(a, b), max(a, b))
        beside[pair] = beside.get(pair, -1) + 1
        parts.append(_line(places[a], places[b], data, beside[pair], edge_labels, a < b))
    parts += [_mark(n, graph.nodes[n], places[n]) for n in sorted(shown)]
    return "\n".join([*parts, "</svg>"]) + "\n"


def _told(graph: nx.MultiDiGraph[str], shown: list[str]) -> str:
    count = graph.number_of_nodes()
    if len(shown) < count:
        return f"{len(shown)} of {count} things are drawn, those with the most edges"
    return f"{count} things and {graph.number_of_edges()} edges"


def _described(graph: nx.MultiDiGraph[str], shown: list[str]) -> str:
    return "; ".join(_label(graph.nodes[n], n) for n in shown[:40]) + ("; …" if len(shown) > 40 else "")


def _legend(nouns: Iterable[str], x: float, y: float) -> tuple[str, float]:
    """What the shapes mean, and how far to the right that goes."""
    parts = []
    for noun in nouns:
        parts.append(
            _shape(noun, x + 7, y - 4, 7) + f'<text x="{x + 20:.0f}" y="{y:.0f}" font-size="12" fill="{_INK}">{noun}</text>'
        )
        x += 38 + 7 * len(noun)
    return "\n".join(parts), x


def _shape(noun: str, x: float, y: float, half: float) -> str:
    fill, outline = _COLOURS.get(noun, _OTHER), _OUTLINES.get(noun)
    if outline is None:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{half:g}" fill="{fill}"/>'
    points = " ".join(f"{x + dx * half:.1f},{y + dy * half:.1f}" for dx, dy in outline)
    return f'<polygon points="{points}" fill="{fill}"/>'


def _line(
    start: tuple[float, float], end: tuple[float, float], data: Mapping[str, Any], nth: int, labelled: bool, forward: bool
) -> str:
    """One edge; those that join the same two things beside each other bend away."""
    (x1, y1), (x2, y2) = start, end
    length = math.hypot(x2 - x1, y2 - y1) or 1.0
    ux, uy = (x2 - x1) / length, (y2 - y1) / length
    bend = (nth + 1) // 2 * 28.0 * (1 if nth % 2 else -1) * (1 if forward else -1)
    mx, my = (x1 + x2) / 2 - uy * bend, (y1 + y2) / 2 + ux * bend
    gap = _HALF + 3
    tip = math.hypot(x2 - mx, y2 - my) or 1.0
    ex, ey = x2 - (x2 - mx) / tip * gap, y2 - (y2 - my) / tip * gap
    text = edge_text(data)
    label = ""
    if labelled and text:
        lx, ly = (x1 + 2 * mx + x2) / 4, (y1 + 2 * my + y2) / 4 - 3
        label = (
            f'<text x="{lx:.1f}" y="{ly:.1f}" font-size="9" text-anchor="middle" fill="{_FAINT}" stroke="#fff" stroke-width="3" '
            f'paint-order="stroke">{_text(text)}</text>'
        )
    path = f"M{x1:.1f} {y1:.1f}Q{mx:.1f} {my:.1f} {ex:.1f} {ey:.1f}"
    return f'<g><title>{_text(text)}</title><path d="{path}" fill="none" stroke="{_LINE}" stroke-width="1.2" marker-end="url(#arrow)"/>{label}</g>'


def _mark(id: str, data: Mapping[str, Any], place: tuple[float, float]) -> str:
    x, y = place
    label = _label(data, id)
    lines = "".join(f'<tspan x="{x:.1f}" dy="{13 if i else 0}">{_text(line)}</tspan>' for i, line in enumerate(_wrapped(label)))
    about = " · ".join(
        str(v) for v in (label, data.get("kind") or data.get("noun"), data.get("status") or data.get("state"), id) if v
    )
    return (
        f"<g><title>{_text(about)}</title>{_shape(str(data.get('noun', '')), x, y, _HALF)}"
        f'<text x="{x:.1f}" y="{y + _HALF + 14:.1f}" font-size="11" text-anchor="middle" fill="{_INK}" stroke="#fff" stroke-width="3" '
        f'paint-order="stroke">{lines}</text></g>'
    )


def edge_text(data: Mapping[str, Any]) -> str:
    """What an edge says: its type, and the part or action that tells it from others."""
    kind = str(data.get("type", "")).replace("_", " ").lower()
    more = data.get("role") or data.get("action") or data.get("relation") or data.get("mode") or data.get("title")
    return f"{kind}: {str(more).replace('_', ' ').lower()}" if more and str(more) != "CREATES" else kind


def _label(data: Mapping[str, Any], id: str) -> str:
    return str(data.get("label") or id)


def _wrapped(text: str, width: int = 24) -> list[str]:
    """A name in at most three lines, cut at its spaces; words that are too long are cut too."""
    lines: list[str] = []
    for word in (w for part in text.split() for w in (part[i : i + width] for i in range(0, len(part), width))):
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return lines if len(lines) <= 3 else [*lines[:2], lines[2] + "…"]


def _text(text: str) -> str:
    """Text for XML; characters that it can't hold at all are left out."""
    return escape("".join(c for c in text if c in "\t\n\r" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff"))
