"""gql for Python: a load of two files, by one who may write, and a plan whose bundle has a problem."""

import io
import sys

from gql import Client, FileVar, gql
from gql.transport.requests import RequestsHTTPTransport

LOAD = """mutation Load($input: LoadInput!) {
  load(input: $input) { load { dataset files who } bundle { verified } problems { message } }
}"""
PLAN = "mutation Plan($input: LoadInput!) { planLoad(input: $input) { problems { file line } changes { nodes { target } } } }"
TEXT = "The ministers of Lorin and Velland met on Tuesday."
BUNDLE = """pactgraph: 1
source: python
sources: {python: {kind: NEWS_REPORT, file: text.txt}}
actors: {python-lorin: {kind: STATE, quote: QUOTE}}
"""


def files(quote: str) -> dict:
    bundle = io.BytesIO(BUNDLE.replace("QUOTE", quote).encode())
    return {"input": {"uploads": [FileVar(bundle, filename="lorin.yaml"), FileVar(io.BytesIO(TEXT.encode()), filename="text.txt")]}}


def main(url: str, token: str) -> None:
    transport = RequestsHTTPTransport(url=url, headers={"Authorization": f"Bearer {token}"})
    with Client(transport=transport, fetch_schema_from_transport=True) as session:
        query = gql(LOAD)
        query.variable_values = files("ministers of Lorin")
        got = session.execute(query, upload_files=True)["load"]
        want = {"load": {"dataset": "python", "files": ["lorin.yaml"], "who": "ana"}, "bundle": {"verified": 1}, "problems": []}
        assert got == want, got
        query = gql(PLAN)
        query.variable_values = files("nobody")
        got = session.execute(query, upload_files=True)["planLoad"]
        assert got == {"problems": [{"file": "lorin.yaml", "line": 4}], "changes": {"nodes": []}}, got


main(sys.argv[1], sys.argv[2])
