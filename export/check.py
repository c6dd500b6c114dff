"""Reads exports with the programs that they are made for, and holds them to what their NDJSON says.

check.py SHAPES FILE…, each FILE the path of an export without its ending, of which all formats stand side by side.
"""

import csv
import io
import json
import re
import sys
import zipfile

import networkx
import openpyxl
import pyshacl
import rdflib
from rdflib.compare import isomorphic
from rdflib.namespace import RDF

BASE = "urn:pactgraph:"
PV = rdflib.Namespace(BASE + "vocabulary:")
SCHEMA = rdflib.Namespace("https://schema.org/")
OA = rdflib.Namespace("http://www.w3.org/ns/oa#")
PROV = rdflib.Namespace("http://www.w3.org/ns/prov#")

NAMES = {"actor": "name", "declaration": "title", "event": "title", "source": "title"}


def conforms(graph, shapes):
    ok, _, text = pyshacl.validate(graph, shacl_graph=shapes, advanced=False, inference="none")
    return ok, text


def records(path):
    """The lines of an export as NDJSON: its header, and what has an id, by the kind of the id."""
    with open(path + ".ndjson", encoding="utf-8") as file:
        header, *lines = [json.loads(line) for line in file]
    kinds = {}
    for line in lines:
        kinds.setdefault(line["id"].split("/")[0], []).append(line)
    return header, kinds


def check_rdf(path, kinds, shapes):
    """Turtle and JSON-LD are one graph, which passes the shapes, and has every text as it was."""
    turtle = rdflib.Graph().parse(path + ".ttl", format="turtle")
    ld = rdflib.Graph().parse(path + ".jsonld", format="json-ld")
    assert isomorphic(turtle, ld), f"{path}: Turtle has {len(turtle)} triples, JSON-LD {len(ld)}, and they differ"
    ok, text = conforms(turtle, shapes)
    assert ok, f"{path}: {text[:2000]}"
    for kind, name in NAMES.items():
        for record in kinds.get(kind, []):
            if name in record:
                got = turtle.value(rdflib.URIRef(BASE + record["id"]), SCHEMA.name)
                assert str(got) == record[name], f"{record['id']}: {got!r} is not {record[name]!r}"
    classes = {"actor": PV.Actor, "obligation": PV.Obligation, "edge": PV.Edge, "claim": PV.Claim}
    for kind, of in classes.items():
        assert len(set(turtle.subjects(RDF.type, of))) == len(kinds.get(kind, [])), f"{path}: {kind}"
    for edge in kinds.get("edge", []):
        words = edge["type"].lower().split("_")
        term = PV[words[0] + "".join(w.capitalize() for w in words[1:])]
        assert (rdflib.URIRef(BASE + edge["start"]), term, rdflib.URIRef(BASE + edge["end"])) in turtle, edge
    for claim in kinds.get("claim", []):
        subject = rdflib.URIRef(BASE + claim["id"])
        quotes = {quote.get("exact") for quote in claim.get("evidence", [])}
        got = {
            str(words) if words is not None else None
            for target in turtle.objects(subject, OA.hasTarget)
            for words in [next((w for s in turtle.objects(target, OA.hasSelector) for w in turtle.objects(s, OA.exact)), None)]
        }
        assert got == quotes, f"{claim['id']}: {got} are not {quotes}"
    return turtle


def broken(graph):
    """Graphs that the shapes must refuse, each with what is wrong with it."""

    def without(s, p):
        return lambda g: g.remove((s, p, None))

    def other(s, p, o):
        return lambda g: g.set((s, p, o))

    def more(s, p, o):
        return lambda g: g.add((s, p, o))

    def one(of):
        return sorted(graph.subjects(RDF.type, of))[0]

    actor, declaration, obligation = one(PV.Actor), one(PV.Declaration), one(PV.Obligation)
    claim, evidence, edge = one(PV.Claim), one(PV.Evidence), one(PV.Edge)
    return {
        "an obligation without a kind": without(obligation, PV.kind),
        "a kind that there isn't": other(declaration, PV.kind, rdflib.Literal("PINKY_PROMISE")),
        "two kinds": more(actor, PV.kind, rdflib.Literal("PERSON" if str(graph.value(actor, PV.kind)) != "PERSON" else "STATE")),
        "a date that is a text": other(declaration, PV.signedOn, rdflib.Literal("2026-01-06")),
        "a size that is a text": other(actor, PV.declaredSize, rdflib.Literal("many")),
        "a bearer that is no actor": more(obligation, PV.bearer, declaration),
        "an edge without an end": without(edge, RDF.object),
        "an edge of a kind that there isn't": other(edge, RDF.predicate, PV.likes),
        "a claim about nothing": without(claim, PV.about),
        "a claim without a basis": without(claim, PV.basis),
        "a quote from nowhere": without(evidence, OA.hasSource),
        "a quote from what is no source": other(evidence, PROV.wasQuotedFrom, actor),
        "a graph without a revision": without(rdflib.URIRef(BASE + "graph"), PV.revision),
    }


def check_shapes(graph, shapes):
    for name, change in broken(graph).items():
        copy = rdflib.Graph()
        for triple in graph:
            copy.add(triple)
        change(copy)
        assert not conforms(copy, shapes)[0], f"the shapes let {name} pass"


def in_xml(text):
    """What XML makes of a text: it can't hold most control characters."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "\ufffd", text)


def flat(name, value):
    if name == "amountValue":
        return float(value)
    if isinstance(value, list):
        return in_xml("; ".join(f"{v['scheme']}: {v['value']}" if isinstance(v, dict) else v for v in value))
    return in_xml(value) if isinstance(value, str) else value


def check_graphml(path, kinds):
    graph = networkx.read_graphml(path + ".graphml", force_multigraph=True)
    nodes = [r for kind, rows in kinds.items() if kind not in ("edge", "claim") for r in rows]
    claims = kinds.get("claim", [])
    quotes = {json.dumps(q, sort_keys=True) for c in claims for q in c.get("evidence", [])}
    cited = sum(len({json.dumps(q, sort_keys=True) for q in c.get("evidence", [])}) for c in claims)
    voiced = sum("voicedIn" in c for c in claims)
    assert graph.number_of_nodes() == len(nodes) + len(claims) + len(quotes), path
    assert graph.number_of_edges() == len(kinds.get("edge", [])) + len(claims) + cited + voiced + len(quotes), path
    for record in nodes + claims:
        got = graph.nodes[record["id"]]
        for name, value in record.items():
            if name in ("id", "about", "edge", "evidence", "voicedIn"):
                continue
            want = flat(name, value)
            assert got[name] == want and type(got[name]) is type(want), f"{record['id']} {name}: {got[name]!r} is not {value!r}"
        assert got["label"] and got["noun"].lower() == record["id"].split("/")[0]
    edges = {key: (start, end, data) for start, end, key, data in graph.edges(keys=True, data=True)}
    for record in kinds.get("edge", []):
        start, end, data = edges[record["id"]]
        assert (start, end, data["type"]) == (record["start"], record["end"], record["type"]), record
        for name, value in record.items():
            if name not in ("id", "start", "end"):
                want = flat(name, value)
                assert data[name] == want and type(data[name]) is type(want), f"{record['id']} {name}: {data[name]!r}"
    types = {d.get("type") for d in graph.edges.values()}
    assert not claims or "CLAIMED" in types, types


def check_tables(path):
    """The workbook has the sheets and cells of the CSV files, all of them texts."""
    book = openpyxl.load_workbook(path + ".xlsx")
    sheets = {sheet.title.lower(): sheet for sheet in book}
    with zipfile.ZipFile(path + ".zip") as packed:
        assert len(packed.namelist()) == len(sheets), f"{packed.namelist()} {list(sheets)}"
        for name in packed.namelist():
            rows = list(csv.reader(io.StringIO(packed.read(name).decode("utf-8-sig"), newline="")))
            sheet = sheets[name.removesuffix(".csv").lower()]
            for row, cells in zip(rows, sheet.iter_rows(), strict=True):
                got = [cell.value or "" for cell in cells]
                assert [c.replace("\r\n", "\n") for c in row] == got + [""] * (len(row) - len(got)), f"{name}: {row} {got}"
                assert all(cell.data_type in ("s", "inlineStr", "n") and not (cell.data_type == "n" and cell.value is not None) for cell in cells), name


def main():
    shapes = rdflib.Graph().parse(sys.argv[1], format="turtle")
    for path in sys.argv[2:]:
        header, kinds = records(path)
        assert header["verbatim"] is True
        graph = check_rdf(path, kinds, shapes)
        check_graphml(path, kinds)
        check_tables(path)
        print(path.split("/")[-1], len(graph), "triples", {kind: len(rows) for kind, rows in kinds.items()})
        if path.endswith("world"):
            check_shapes(graph, shapes)


main()
