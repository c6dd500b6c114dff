"""gql for Python: its requests transport, with documents checked by the schema that the server gives, and an error."""

import sys

from gql import Client, gql
from gql.transport.exceptions import TransportQueryError
from gql.transport.requests import RequestsHTTPTransport

QUESTION = """query Actors($first: Int!) {
  actors(first: $first) { totalCount edges { cursor node { id label } } pageInfo { hasNextPage } }
}"""


def main(url: str) -> None:
    with Client(transport=RequestsHTTPTransport(url=url), fetch_schema_from_transport=True) as session:
        query = gql(QUESTION)
        query.variable_values = {"first": 2}
        actors = session.execute(query)["actors"]
        assert len(actors["edges"]) == 2, actors
        assert actors["pageInfo"]["hasNextPage"], actors
        try:
            session.execute(gql("{ actors(first: -1) { totalCount } }"))
        except TransportQueryError as err:
            assert err.errors[0]["extensions"]["code"] == "BAD_USER_INPUT", err
        else:
            raise AssertionError("a page of -1 gives no error")


main(sys.argv[1])
