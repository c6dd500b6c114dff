// Package pactgraph holds what the whole project shares as a file: the GraphQL schema.
package pactgraph

import _ "embed"

// Schema is the text of schema.graphqls, the API's contract.
//
//go:embed schema.graphqls
var Schema string
