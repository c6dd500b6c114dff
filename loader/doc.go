// Package loader reads bundles: files in which a person writes who promised what to whom, with the quotes that show it.
//
// A load goes through four stages, and each is a file or a few of this package: the files are read into a small tree
// that keeps every position (read.go, json.go); the records of all files are collected by their slugs (bundle.go);
// each record is written as what its data set says, by one table of keys (keys.go, record.go, and the build files),
// with its references resolved (refs.go) and its quotes found in their texts (quotes.go, text.go); and the whole is
// handed to a store as one batch (load.go). All problems are collected and told at once, each with its place.
//
// Tables of any columns are read by a mapping (map_read.go, map_schema.go), which makes the same small tree of their rows:
// map_rows.go finds what names stand for in a row, map_columns.go makes columns, map_records.go fills records in, and
// map_merge.go puts together what several rows make.
//
// The table of keys is made from the model in package graph. The JSON Schema (schema.go) is made from the same table.
package loader
