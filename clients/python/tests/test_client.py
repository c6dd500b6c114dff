"""What the client does when things go wrong, and in programs that await."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pandas as pd
import pytest

import pactgraph
from pactgraph import AsyncClient, Client

BUSY = {"errors": [{"message": "there is no room", "extensions": {"code": "TOO_MANY_REQUESTS"}}]}


@contextmanager
def before(url: str, fail: Any) -> Iterator[tuple[str, list[str]]]:
    """A server before the real one: ``fail`` says of each request, by its number, with which status and body it fails, if it does."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked.append(json.loads(body)["query"])
            failing = fail(len(asked), json.loads(body))
            if failing is None:
                real = httpx.post(
                    url, content=body, headers={k: v for k, v in self.headers.items() if k in ("Content-Type", "Accept")}
                )
                status, answer = real.status_code, real.content
            else:
                status, answer = failing[0], json.dumps(failing[1]).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Retry-After", "0")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/graphql", asked
        finally:
            server.shutdown()


def test_address(paris: Client) -> None:
    """A server is named by its address, as to dashboards, or by that of its GraphQL."""
    server = paris.url.removesuffix("/graphql")
    for address in (server, server + "/", server + "/graphql", server + "/graphql/"):
        with Client(address) as client:
            assert client.url == paris.url
            assert len(client.actors(kind="STATE")) > 1
    assert Client("https://example.org/pactgraph?team=a").url == "https://example.org/pactgraph/graphql?team=a"
    for wrong in ("127.0.0.1:8080", "ftp://127.0.0.1", "http://", "http://127.0.0.1:port", "graph"):
        with pytest.raises(pactgraph.BadInputError, match="is no address of a server"):
            Client(wrong)


def test_errors(paris: Client) -> None:
    with pytest.raises(pactgraph.BadInputError) as caught:
        paris.query("query ($n: Int) { actors(first: $n) { totalCount } }", n=-1)
    err = caught.value
    assert (err.code, err.path, err.variables) == ("BAD_USER_INPUT", ("actors",), {"n": -1})
    assert "asked: query ($n: Int)" in str(err)
    assert 'with: {"n": -1}' in str(err)
    with pytest.raises(pactgraph.DocumentError, match="foo"):
        paris.query("{ foo }")
    with pytest.raises(pactgraph.DocumentError):
        paris.df("{ actors { nodes { id } }")
    with pytest.raises(pactgraph.ForbiddenError):
        paris.query("mutation { load(input: {files: []}) { unchanged } }")
    with pytest.raises(pactgraph.LimitError):
        paris.query("{ actors(first: 1000) { nodes { owes(first: 1000) { nodes { id } } } } }")
    with pytest.raises(pactgraph.NotFoundError):
        paris.what_if(condition="condition/nowhere")
    with pytest.raises(pactgraph.UnknownNameError):
        paris.df("obligatons")


def test_no_server() -> None:
    with Client("http://127.0.0.1:9/graphql", retries=0) as client, pytest.raises(pactgraph.UnavailableError, match="make run"):
        client.query("{ revision }")


def test_retries(paris: Client) -> None:
    """A server without room is asked again, as often as was said; a mutation never is."""
    with before(paris.url, lambda n, _: (503, BUSY) if n <= 2 else None) as (url, asked), Client(url) as client:
        assert client.query("{ revision }") == {"revision": 1}
        assert len(asked) == 3
    with before(paris.url, lambda n, _: (503, BUSY)) as (url, asked), Client(url, retries=2) as client:
        with pytest.raises(pactgraph.UnavailableError):
            client.query("{ revision }")
        assert len(asked) == 3
        with pytest.raises(pactgraph.UnavailableError):
            client.query("mutation { load(input: {}) { unchanged } }")
        assert len(asked) == 4
    with before(paris.url, lambda n, _: (502, {})) as (url, asked), Client(url, retries=1) as client:
        with pytest.raises(pactgraph.UnavailableError, match="no GraphQL"):
            client.query("{ revision }")
        assert len(asked) == 2


def test_smaller_pages(paris: Client) -> None:
    """A page that is more than the server answers at once is asked for in smaller ones."""
    limit = {"errors": [{"message": "too many rows", "extensions": {"code": "LIMIT_EXCEEDED"}}]}
    large = lambda _, body: (200, limit) if (body["variables"].get("pactgraphFirst") or 0) > 5 else None  # noqa: E731
    with before(paris.url, large) as (url, _), Client(url) as client:
        pd.testing.assert_frame_equal(client.obligations(), paris.obligations())


def test_missing_rows(paris: Client) -> None:
    """Pages that don't add up to what the list has are no frame."""

    def lose(_: int, body: dict[str, Any]) -> tuple[int, Any] | None:
        if "pactgraphFirst" not in body["query"]:
            return None
        answer = httpx.post(paris.url, json=body).json()
        answer["data"]["obligations"]["nodes"].pop()
        return 200, answer

    with (
        before(paris.url, lose) as (url, _),
        Client(url) as client,
        pytest.raises(pactgraph.IncompleteError, match="has 12 things"),
    ):
        client.obligations()


def _load(client: Client, name: str) -> None:
    bundle = f"pactgraph: 1\ndataset: {name}\nactors: {{{name}: {{kind: STATE}}}}\n"
    answer = client.query(
        "mutation ($input: LoadInput!) { load(input: $input) { unchanged problems { message } } }",
        input={"files": [{"name": f"{name}.yaml", "text": bundle}]},
    )
    assert answer["load"] == {"unchanged": False, "problems": []}


def test_changed_meanwhile(writable: Client) -> None:
    """A load between two pages makes the list be read again; one after each page makes it be given up."""
    loads: list[str] = []

    def once(_: int, body: dict[str, Any]) -> None:
        if body["variables"].get("pactgraphAfter") and not loads:
            loads.append("meanwhile")
            _load(writable, "meanwhile")

    with before(writable.url, once) as (url, _), Client(url) as client:
        table = client.actors(page=8, relations=[])
        assert "actor/meanwhile" in set(table["id"])
        assert len(table) == table.attrs["totalCount"]
        assert loads

    def always(_: int, body: dict[str, Any]) -> None:
        if body["variables"].get("pactgraphAfter"):
            loads.append(f"again-{len(loads)}")
            _load(writable, loads[-1])

    with before(writable.url, always) as (url, _), Client(url) as client, pytest.raises(pactgraph.ChangedError):
        client.actors(page=8, relations=[])


def test_graph_changed_meanwhile(writable: Client) -> None:
    """A load after the ids of a graph were read makes all of it be read again, so that it is of one revision."""
    loads: list[str] = []

    def once(_: int, body: dict[str, Any]) -> None:
        if body["variables"].get("roots") and not loads:
            loads.append("beside")
            _load(writable, "beside")

    with before(writable.url, once) as (url, _), Client(url) as client:
        graph = client.graph("actors")
    assert loads and "actor/beside" in graph
    assert graph.graph["revision"] == writable.query("{ revision }")["revision"]


def test_async(paris: Client) -> None:
    """The client that awaits gives what the one that waits gives."""

    async def ask() -> None:
        async with AsyncClient(paris.url) as client:
            some, effects, graph = await asyncio.gather(
                client.obligations(bearer="FRA"),
                client.what_if(attacker="RUS", victim="UKR", as_of="2026-01-07"),
                client.graph("actor/FRA"),
            )
            pd.testing.assert_frame_equal(some, paris.obligations(bearer="FRA"))
            assert effects.effects.equals(paris.what_if(attacker="RUS", victim="UKR", as_of="2026-01-07").effects)
            assert set(graph) == set(paris.graph("actor/FRA"))
            with pytest.raises(pactgraph.BadInputError):
                await client.query("{ actors(first: -1) { totalCount } }")

    asyncio.run(ask())


def test_same_methods() -> None:
    """Both clients have the same questions."""

    def public(kind: type) -> set[str]:
        return {n for n in vars(kind) if not n.startswith("_")}

    assert public(Client) == public(AsyncClient)


def test_inside_a_running_loop(paris: Client) -> None:
    """Notebooks run a loop of their own, in which the client that waits works."""

    async def cell() -> int:
        return len(paris.obligations())

    assert asyncio.run(cell()) == 12
