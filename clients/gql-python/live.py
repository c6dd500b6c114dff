"""gql for Python over a WebSocket: the changes that loads make while it listens."""

import asyncio
import sys

from gql import Client, gql
from gql.transport.websockets import WebsocketsTransport

SUBSCRIPTION = "subscription { changes(since: 0, first: 20) { edges { node { revision target } } } }"


async def main(url: str) -> None:
    transport = WebsocketsTransport(url=url.replace("http", "ws", 1), subprotocols=["graphql-transport-ws"])
    seen: list[tuple[int, str]] = []
    async with Client(transport=transport) as session:
        revision = (await session.execute(gql("{ revision }")))["revision"]
        async for event in session.subscribe(gql(SUBSCRIPTION)):
            seen += [(e["node"]["revision"], e["node"]["target"]) for e in event["changes"]["edges"]]
            if seen[-1][0] > revision:
                break
    assert seen == sorted(set(seen)), seen


asyncio.run(main(sys.argv[1]))
