package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"pactgraph/graph"
	"pactgraph/graph/sqlite"
)

// load loads the graph into a new file in two ways: as the store does it, and by prepared inserts of the very rows
// that the store makes, in one transaction, into the same tables with the same indexes.
type load struct {
	ctx     context.Context
	dir     string
	batches []graph.Batch
	tables  []table
	rows    int
	made    int
}

// table is a table with all its rows.
type table struct {
	name    string
	columns int
	rows    [][]any
}

func newLoad(ctx context.Context, dir, file string, batches []graph.Batch) (*load, error) {
	l := &load{ctx: ctx, dir: dir, batches: batches}
	db, err := sql.Open("sqlite", "file:"+file)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	names, err := tableNames(db)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		t, err := readTable(db, name)
		if err != nil {
			return nil, err
		}
		l.tables = append(l.tables, t)
		l.rows += len(t.rows)
	}
	return l, nil
}

// tableNames gives the tables in the order in which they were made, so that what is referred to comes first. The full-text index isn't
// among them: its rows can't be read back, and the bare load has that much less to do.
func tableNames(db *sql.DB) ([]string, error) {
	rows, err := db.Query(`SELECT m.name FROM sqlite_master m JOIN pragma_table_list l ON l.schema = 'main' AND l.name = m.name
		WHERE l.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name <> 'meta' ORDER BY m.rowid`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, rows.Err()
}

func readTable(db *sql.DB, name string) (table, error) {
	rows, err := db.Query(`SELECT * FROM "` + name + `"`)
	if err != nil {
		return table{}, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return table{}, err
	}
	t := table{name: name, columns: len(columns)}
	for rows.Next() {
		row := make([]any, len(columns))
		dest := make([]any, len(columns))
		for i := range row {
			dest[i] = &row[i]
		}
		if err := rows.Scan(dest...); err != nil {
			return table{}, err
		}
		t.rows = append(t.rows, row)
	}
	return t, rows.Err()
}

func (l *load) next() string {
	l.made++
	return filepath.Join(l.dir, fmt.Sprintf("load-%d.db", l.made))
}

func (l *load) ours() error { return loadAll(l.ctx, l.next(), l.batches) }

func (l *load) bare() error {
	file := l.next()
	store, err := sqlite.Open(l.ctx, file)
	if err != nil {
		return err
	}
	if err := store.Close(); err != nil {
		return err
	}
	db, err := sql.Open("sqlite", "file:"+file)
	if err != nil {
		return err
	}
	defer db.Close()
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	for _, t := range l.tables {
		if err := t.insert(tx); err != nil {
			return errors.Join(err, tx.Rollback())
		}
	}
	return tx.Commit()
}

func (t table) insert(tx *sql.Tx) error {
	stmt, err := tx.Prepare(`INSERT INTO "` + t.name + `" VALUES (?` + strings.Repeat(",?", t.columns-1) + `)`)
	if err != nil {
		return err
	}
	defer stmt.Close()
	for _, row := range t.rows {
		if _, err := stmt.Exec(row...); err != nil {
			return err
		}
	}
	return nil
}
