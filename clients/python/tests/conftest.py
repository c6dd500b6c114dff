"""The servers that the tests ask: their addresses come from the environment, which clients/clients_test.go sets."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from pactgraph import Client


def _client(variable: str) -> Iterator[Client]:
    url = os.environ.get(variable)
    if not url:
        pytest.fail(f"{variable} names no server: go test ./clients -run TestPackage starts them")
    with Client(url) as client:
        yield client


@pytest.fixture(scope="session")
def world() -> Iterator[Client]:
    """The suite's small world."""
    yield from _client("PACTGRAPH_WORLD")


@pytest.fixture(scope="session")
def paris() -> Iterator[Client]:
    """The Paris data."""
    yield from _client("PACTGRAPH_PARIS")


@pytest.fixture(scope="session")
def lake() -> Iterator[Client]:
    """The invented world of docs/examples/lake."""
    yield from _client("PACTGRAPH_LAKE")


@pytest.fixture(scope="session")
def writable() -> Iterator[Client]:
    """The small world on a server into which the tests may load."""
    with Client(os.environ["PACTGRAPH_WRITABLE"], token=os.environ["PACTGRAPH_TOKEN"]) as client:
        yield client


@pytest.fixture(scope="session")
def atop() -> Iterator[Client]:
    """ATOP 4.01, where its files are at hand."""
    if "PACTGRAPH_ATOP" not in os.environ:
        pytest.skip("ATOP's files are not at hand")
    yield from _client("PACTGRAPH_ATOP")
