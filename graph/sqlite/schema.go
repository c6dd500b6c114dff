package sqlite

import (
	"fmt"
	"slices"
	"strings"

	"pactgraph/graph"
)

// truthDDL makes the tables that keep what loads said. They are as they were made in version 1: a later version
// changes them by a migration.
//
// A record is live while it is the last that its data set said of its target, and says something.
const truthDDL = `
CREATE TABLE loads (
  id TEXT PRIMARY KEY,
  revision INTEGER NOT NULL UNIQUE,
  props TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE records (
  seq INTEGER PRIMARY KEY,
  target TEXT NOT NULL,
  dataset TEXT NOT NULL,
  owner TEXT NOT NULL,
  load TEXT NOT NULL,
  revision INTEGER NOT NULL,
  withdrawn INTEGER NOT NULL,
  live INTEGER NOT NULL,
  said TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX records_live ON records (target, dataset) WHERE live = 1;
CREATE INDEX records_owner ON records (dataset, owner) WHERE live = 1;
CREATE INDEX records_load ON records (revision);
CREATE TABLE refs (
  target TEXT NOT NULL,
  dataset TEXT NOT NULL,
  id TEXT NOT NULL,
  PRIMARY KEY (target, dataset, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX refs_id ON refs (id);
CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`

// nodeDDL and edgeDDL make the projection's tables that all nouns share. The indexes on edges hold all that a page
// needs of an edge, so that the page doesn't look it up again; they end in the edge's id, as the primary key of a
// table without row ids, and so are in the order that pages have when no other is asked for.
const (
	nodeDDL = `CREATE TABLE node (
  id TEXT PRIMARY KEY,
  noun TEXT NOT NULL,
  degree INTEGER NOT NULL,
  props BLOB
) STRICT, WITHOUT ROWID;
`
	edgeDDL = `CREATE TABLE edge (
  id TEXT PRIMARY KEY,
  type TEXT NOT NULL,
  start TEXT NOT NULL REFERENCES node (id),
  "end" TEXT NOT NULL REFERENCES node (id),
  props BLOB,
%s) STRICT, WITHOUT ROWID;
CREATE INDEX edge_out ON edge (start, type, "end", id, props);
CREATE INDEX edge_in ON edge ("end", type, start, id, props);
`
)

// table is the table of a noun, or of edges, as its properties make it.
type table struct {
	name  string
	props []graph.Property
	// refs are the names of the properties that name nodes.
	refs []string
	// insert is the statement that puts a row: the fixed columns, then those of the properties.
	insert string
}

var (
	nounTables = makeNounTables()
	edgeTable  = newTable("edge", []string{"id", "type", "start", "end", "props"}, graph.EdgeProperties())
)

func makeNounTables() map[graph.Noun]*table {
	tables := map[graph.Noun]*table{}
	for _, n := range graph.Nouns() {
		tables[n] = newTable(string(n), []string{"id"}, n.Properties())
	}
	return tables
}

func newTable(name string, fixed []string, props []graph.Property) *table {
	t := &table{name: name, props: props}
	columns := slices.Clone(fixed)
	for _, p := range props {
		if p.Type == graph.TypeRef {
			t.refs = append(t.refs, p.Name)
		}
		for _, c := range columnsOf(p) {
			columns = append(columns, c.name)
		}
	}
	for i, c := range columns {
		columns[i] = quote(c)
	}
	marks := strings.TrimSuffix(strings.Repeat("?,", len(columns)), ",")
	t.insert = fmt.Sprintf("INSERT OR REPLACE INTO %s (%s) VALUES (%s)", quote(name), strings.Join(columns, ","), marks)
	return t
}

// column is one column of a property.
type column struct{ name, kind string }

// columnsOf gives the columns that a property takes: its value; for a date its first and last day too, for a folded
// text its folded form. Lists are JSON.
func columnsOf(p graph.Property) []column {
	list := []column{{p.Name, "TEXT"}}
	switch p.Type {
	case graph.TypeInt, graph.TypeBool:
		list[0].kind = "INTEGER"
	case graph.TypeFloat:
		list[0].kind = "REAL"
	case graph.TypeDate:
		list = append(list, column{firstDay(p.Name), "TEXT"}, column{lastDay(p.Name), "TEXT"})
	}
	if p.Folded {
		list = append(list, column{folded(p.Name), "TEXT"})
	}
	return list
}

func firstDay(prop string) string { return prop + "_first" }
func lastDay(prop string) string  { return prop + "_last" }
func folded(prop string) string   { return prop + "_fold" }

// quote writes a name of the model as an SQL name. It is never used on what comes from outside.
func quote(name string) string { return `"` + name + `"` }

// literal writes a name of the model, such as an edge's type, as an SQL text.
func literal(name string) string { return "'" + name + "'" }

// projectionDDL makes the tables of the projection. It follows from the model alone.
func projectionDDL() string {
	var b strings.Builder
	b.WriteString(nodeDDL)
	for _, n := range graph.Nouns() {
		writeNounDDL(&b, nounTables[n])
	}
	fmt.Fprintf(&b, edgeDDL, columnDDL(edgeTable.props))
	b.WriteString("CREATE INDEX edge_claimed ON edge (edge) WHERE edge IS NOT NULL;\n")
	fmt.Fprintf(&b, searchDDL, graph.SearchForm())
	return b.String()
}

func columnDDL(props []graph.Property) string {
	var lines []string
	for _, p := range props {
		for _, c := range columnsOf(p) {
			lines = append(lines, "  "+quote(c.name)+" "+c.kind)
		}
	}
	return strings.Join(lines, ",\n") + "\n"
}

func writeNounDDL(b *strings.Builder, t *table) {
	fmt.Fprintf(b, "CREATE TABLE %s (\n  id TEXT PRIMARY KEY,\n%s) STRICT, WITHOUT ROWID;\n", quote(t.name), columnDDL(t.props))
	for _, p := range t.props {
		if !indexed(p) {
			continue
		}
		key := quote(p.Name)
		if p.Type == graph.TypeDate {
			key = quote(firstDay(p.Name)) + ", " + quote(lastDay(p.Name))
		}
		fmt.Fprintf(b, "CREATE INDEX %s ON %s (%s);\n", quote(t.name+"_"+p.Name), quote(t.name), key)
	}
}

// indexed tells whether a noun's table has an index on a property: dates, what every node of the noun has, and the
// names by which people sort. An index on each property would double the time of a load.
func indexed(p graph.Property) bool {
	switch p.Name {
	case "name", "title", "summary", "revision":
		return true
	}
	return p.Type == graph.TypeDate || p.Required
}
