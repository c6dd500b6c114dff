// Package clients lets the clients that others wrote loose on a served graph: an audit of GraphQL over HTTP, Apollo Client,
// urql, graphql-request, gql for Python, Relay's compiler. What they do stands in the programs beside it; the tests
// start a server for them. It also compares the schema with the last released one. In python stands a client of our own, the
// package pactgraph for Python, which is built and tried in the same way.
package clients
