package sqlite

import (
	"database/sql"
	"errors"
	"slices"
	"strings"
	"testing"

	"pactgraph/graph"
	"pactgraph/graph/graphtest"
)

// generated gives a store that holds the suite's generated graph.
func generated(b *testing.B, declarations int) *Store {
	b.Helper()
	s := openNew(b)
	for _, batch := range graphtest.Generate(1, declarations) {
		if _, err := s.Apply(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
	}
	return s
}

// pageQuery asks for a page of 50 declarations with signatories, obligations, bearers and beneficiaries.
func pageQuery() graph.Query {
	fifty := 50
	return graph.Query{Noun: graph.NounDeclaration, Selection: graph.Selection{
		Page: graph.Page{First: &fifty},
		With: []graph.With{
			{Field: "partyActions", Edge: graph.Is{Prop: "action", Op: graph.OpEq, Value: "SIGNATURE"}},
			{Field: "obligations", Selection: graph.Selection{With: []graph.With{{Field: "bearers"}, {Field: "beneficiaries"}}}},
		},
	}}
}

// countRows counts the declarations of a page and all that was loaded with them.
func countRows(p *graph.DeclarationPage) int {
	rows := len(p.Edges)
	for _, d := range p.Nodes() {
		rows += len(d.PartyActions().Edges) + len(d.Obligations().Edges)
		for _, o := range d.Obligations().Nodes() {
			rows += len(o.Bearers().Edges) + len(o.Beneficiaries().Edges)
		}
	}
	return rows
}

// BenchmarkPage compares the store's page with the bare statements that a program written for that page alone would
// run on the same file: the rows are read, and nothing is made of them.
func BenchmarkPage(b *testing.B) {
	s := generated(b, 5000)
	rows := 0
	b.Run("Store", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			answers, err := s.Find(b.Context(), []graph.Query{pageQuery()})
			if err != nil {
				b.Fatal(err)
			}
			rows = countRows(answers[0].Page.(*graph.DeclarationPage))
		}
		b.ReportMetric(float64(rows), "rows")
	})
	b.Run("Bare", func(b *testing.B) {
		b.ReportAllocs()
		db, err := sql.Open("sqlite", "file:"+s.path)
		if err != nil {
			b.Fatal(err)
		}
		defer db.Close()
		page := newBarePage(b, db)
		for b.Loop() {
			if n := page.read(b); n != rows {
				b.Fatalf("%d rows, and the store finds %d", n, rows)
			}
		}
	})
}

// BenchmarkHub asks for the first few obligations owed to the actor that most is owed to.
func BenchmarkHub(b *testing.B) {
	s := generated(b, 5000)
	ten := 10
	q := graph.Query{Noun: graph.NounActor, IDs: []string{"actor/g0"}, Selection: graph.Selection{With: []graph.With{
		{Field: "owed", Selection: graph.Selection{Page: graph.Page{First: &ten}}},
	}}}
	b.ReportAllocs()
	for b.Loop() {
		answers, err := s.Find(b.Context(), []graph.Query{q})
		if err != nil {
			b.Fatal(err)
		}
		if n := len(answers[0].Nodes[0].(*graph.Actor).Owed().Edges); n != ten {
			b.Fatalf("%d obligations", n)
		}
	}
}

// BenchmarkApply compares a load into an empty store with bare inserts of the rows that it makes.
func BenchmarkApply(b *testing.B) {
	batches := graphtest.Generate(1, 2000)
	records := 0
	for _, batch := range batches {
		records += len(batch.Said)
	}
	b.Run("Store", func(b *testing.B) {
		for b.Loop() {
			s := openNew(b)
			for _, batch := range batches {
				if _, err := s.Apply(b.Context(), batch); err != nil {
					b.Fatal(err)
				}
			}
		}
		b.ReportMetric(float64(records), "records")
	})
	b.Run("Bare", func(b *testing.B) {
		s := openNew(b)
		for _, batch := range batches {
			if _, err := s.Apply(b.Context(), batch); err != nil {
				b.Fatal(err)
			}
		}
		tables := readTables(b, s.path)
		for b.Loop() {
			tables.insertInto(b, openNew(b).path)
		}
	})
}

// tables are all rows of a database's tables, by the statement that inserts them.
type tables map[string][][]any

func readTables(b *testing.B, path string) tables {
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	all := tables{}
	for _, name := range slices.Concat([]string{"loads", "records", "refs", "node", "edge"}, nounNames()) {
		rows, err := db.Query("SELECT * FROM " + quote(name))
		if err != nil {
			b.Fatal(err)
		}
		columns, err := rows.Columns()
		if err != nil {
			b.Fatal(err)
		}
		insert := "INSERT INTO " + quote(name) + " VALUES (?" + strings.Repeat(",?", len(columns)-1) + ")"
		for rows.Next() {
			row := make([]any, len(columns))
			dest := make([]any, len(columns))
			for i := range row {
				dest[i] = &row[i]
			}
			if err := rows.Scan(dest...); err != nil {
				b.Fatal(err)
			}
			all[insert] = append(all[insert], row)
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			b.Fatal(err)
		}
	}
	return all
}

func nounNames() []string {
	var names []string
	for _, n := range graph.Nouns() {
		names = append(names, string(n))
	}
	return names
}

// insertInto inserts the rows with prepared statements in one transaction.
func (all tables) insertInto(b *testing.B, path string) {
	db, err := sql.Open("sqlite", "file:"+path+"?_synchronous=FULL")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	tx, err := db.Begin()
	if err != nil {
		b.Fatal(err)
	}
	for insert, rows := range all {
		stmt, err := tx.Prepare(insert)
		if err != nil {
			b.Fatal(err)
		}
		for _, row := range rows {
			if _, err := stmt.Exec(row...); err != nil {
				b.Fatal(err)
			}
		}
	}
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
}

// barePage is four prepared statements on database/sql.
type barePage struct {
	root, signatories, obligations, bearers, beneficiaries *sql.Stmt
}

func newBarePage(b *testing.B, db *sql.DB) *barePage {
	prepare := func(text string) *sql.Stmt {
		s, err := db.Prepare(text)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { s.Close() })
		return s
	}
	related := func(columns, noun, near, far, types, and string) *sql.Stmt {
		return prepare("SELECT p.key, e.id, n.id, " + columns + " FROM json_each(?) p JOIN edge e ON e." + near + " = p.value AND e.type = '" + types +
			"' JOIN " + noun + " n ON n.id = e." + far + and + " ORDER BY p.key, n.id")
	}
	return &barePage{
		root:          prepare("SELECT id, kind, title, bindingness, signedOn, status, term FROM Declaration ORDER BY id LIMIT 51"),
		signatories:   related("n.kind, n.name, n.fullName, n.identifiers, e.action, e.date", "Actor", `"end"`, "start", "PARTY_ACTION", " WHERE e.action = 'SIGNATURE'"),
		obligations:   related("n.kind, n.summary, n.modality, n.modalText, n.bindingness, n.bearerRole, n.locator, n.topics, e.mode", "Obligation", "start", `"end"`, "CREATES", ""),
		bearers:       related(`n.kind, n.name, n.fullName, n.identifiers, e."from"`, "Actor", "start", `"end"`, "BEARER", ""),
		beneficiaries: related(`n.kind, n.name, n.fullName, n.identifiers, e."from", e.asNamed`, "Actor", "start", `"end"`, "BENEFICIARY", ""),
	}
}

// read runs the statements and gives the number of rows.
func (p *barePage) read(b *testing.B) int {
	declarations := bareRows(b, p.root, 0)[:50]
	obligations := bareRows(b, p.obligations, 2, idsJSON(declarations))
	rows := len(declarations) + len(obligations)
	rows += len(bareRows(b, p.signatories, 2, idsJSON(declarations)))
	rows += len(bareRows(b, p.bearers, 2, idsJSON(obligations)))
	return rows + len(bareRows(b, p.beneficiaries, 2, idsJSON(obligations)))
}

// bareRows reads all rows of a statement into texts, and gives those of one column.
func bareRows(b *testing.B, s *sql.Stmt, column int, args ...any) []string {
	rows, err := s.Query(args...)
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		b.Fatal(err)
	}
	texts := make([]sql.NullString, len(names))
	dest := make([]any, len(names))
	for i := range texts {
		dest[i] = &texts[i]
	}
	var list []string
	for rows.Next() {
		if err := rows.Scan(dest...); err != nil {
			b.Fatal(err)
		}
		list = append(list, texts[column].String)
	}
	if err := rows.Err(); err != nil {
		b.Fatal(err)
	}
	return list
}
