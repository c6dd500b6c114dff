// Package sqlite is graph.Store on an SQLite database: the embedded default, one file and no server.
//
// The file holds two sorts of tables. The truth is what loads said: loads, records and refs (and meta). Everything else is the
// projection: what is shown, folded from the live records, in a form that questions are quick to ask of. The projection
// can be dropped and made again at any time, which is how a new property or a better index comes into an old file.
//
// The projection has one row in node for each node, with its properties packed into one column that pages decode; one
// table for each noun, with a column for each property, for filters and orders (and for people who open the file); and
// one table for edges.
//
// Files go by clause: schema.go and migrate.go make the tables, match.go and page.go compile filters and orders,
// find.go and related.go ask, pack.go turns rows into nodes and back, write.go, project.go and check.go do loads.
package sqlite
