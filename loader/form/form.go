// Package form says under which names records and tables hold what a graph shows: the one definition by which package loader
// reads, and package export writes.
package form

import (
	"pactgraph/graph"
)

// Sections and tables that hold what an export has beside the entities, and the names of the tables that any bundle may have.
const (
	About    = "about"
	Quotes   = "quotes"
	Edges    = "edges"
	Claims   = "claims"
	Evidence = "evidence"
)

// Columns and keys that are no properties.
const (
	ID     = "id"
	Slug   = "slug"
	Who    = "who"
	As     = "as"
	Edge   = "edge"
	Type   = "type"
	Start  = "start"
	End    = "end"
	Source = "source"
	Voiced = "voicedIn"
)

// Verbatim is the key of a bundle, of which the value true says that what it holds is to be taken as it stands.
const Verbatim = "verbatim"

// AsProperty is the property of an edge that `as` gives in tables and bundles.
const AsProperty = "asNamed"

// Section names the key of a bundle under which a noun's records stand, and the table of which they are the rows.
func Section(n graph.Noun) string { return n.Prefix() + "s" }

// Renamed is a relation that stands under another key than the model's field, or at the side where it ends. A relation with a row
// isn't written under its field's name.
type Renamed struct {
	// On is the noun whose records have the key Name, From and Edge the relation.
	On      graph.Noun
	Name    string
	From    graph.Noun
	Edge    graph.EdgeType
	Reverse bool
	// Preset are properties that the key itself gives.
	Preset graph.Props
	Doc    string
	// Also: the field's own name stays a key.
	Also bool
}

// RenamedRelations gives them, in the order of the model.
func RenamedRelations() []Renamed {
	const (
		a, d, o, c = graph.NounActor, graph.NounDeclaration, graph.NounObligation, graph.NounCondition
		e, s       = graph.NounEvent, graph.NounStatement
	)
	role := func(r graph.ConditionConcernsRole) graph.Props { return graph.Props{"role": string(r)} }
	return []Renamed{
		{On: d, Name: "parties", From: a, Edge: graph.EdgePartyAction, Reverse: true, Doc: "Who signed, ratified, joined, left, …: each with the action and its date."},
		{On: d, Name: "bound", From: a, Edge: graph.EdgePartyTo, Reverse: true, Doc: "Who is bound, in which period; for data sets that give no actions."},
		{On: o, Name: "declarations", From: d, Edge: graph.EdgeCreates, Reverse: true, Doc: "The declarations that make the obligation, or repeat it; the one it stands in is not named again."},
		{On: c, Name: "attacker", From: c, Edge: graph.EdgeConcerns, Preset: role(graph.ConditionConcernsRoleAttacker), Doc: "Who attacks, or may.", Also: true},
		{On: c, Name: "victim", From: c, Edge: graph.EdgeConcerns, Preset: role(graph.ConditionConcernsRoleVictim), Doc: "Who is attacked, or may be.", Also: true},
		{On: c, Name: "subject", From: c, Edge: graph.EdgeConcerns, Preset: role(graph.ConditionConcernsRoleSubject), Doc: "Whom or what the condition is about.", Also: true},
		{On: e, Name: "participants", From: a, Edge: graph.EdgeParticipatedIn, Reverse: true, Doc: "Who took part, and in which role."},
		{On: s, Name: "by", From: s, Edge: graph.EdgeMadeBy, Doc: "Who said it."},
		{On: s, Name: "at", From: s, Edge: graph.EdgeMadeAt, Doc: "The event at which it was said."},
	}
}

// Column is a column of a table: its name, and the property that its cells hold; none for a column of ids.
type Column struct {
	Name string
	Prop *graph.Property
}

func ids(names ...string) []Column {
	list := make([]Column, len(names))
	for i, name := range names {
		list[i] = Column{Name: name}
	}
	return list
}

func properties(list []graph.Property) []Column {
	columns := make([]Column, len(list))
	for i, p := range list {
		columns[i] = Column{Name: p.Name, Prop: &p}
		if p.Name == AsProperty {
			columns[i].Name = As
		}
	}
	return columns
}

// NodeColumns are those of the table of a noun's records.
func NodeColumns(n graph.Noun) []Column {
	return append(ids(ID), properties(n.Properties())...)
}

// ClaimColumns are those of the table of claims: evidence lists the ids of evidence, in its order.
func ClaimColumns() []Column {
	columns := append(ids(ID, About, Edge), properties(graph.NounClaim.Properties())...)
	return append(columns, ids(Voiced, Evidence)...)
}

// EvidenceColumns are those of the table of evidence.
func EvidenceColumns() []Column {
	return append(ids(ID, Source), properties(graph.NounEvidence.Properties())...)
}

// EdgeTable is the table of a relation's edges: the items under one key of a noun's records.
type EdgeTable struct {
	Rel graph.Relation
	// Noun and Key name it; Reverse: the records are where the edges end.
	Noun    graph.Noun
	Key     string
	Reverse bool
}

// EdgeTables gives the table of each relation between entities, in the order of the model.
func EdgeTables() []EdgeTable {
	var list []EdgeTable
	for _, rel := range graph.Relations() {
		if rel.From.IsEntity() && rel.To[0].IsEntity() {
			list = append(list, edgeTable(rel))
		}
	}
	return list
}

func edgeTable(rel graph.Relation) EdgeTable {
	for _, r := range RenamedRelations() {
		if r.From == rel.From && r.Edge == rel.Type && r.Preset == nil {
			return EdgeTable{rel, r.On, r.Name, r.Reverse}
		}
	}
	return EdgeTable{Rel: rel, Noun: rel.From, Key: rel.Out}
}

// Name is that of the table, as obligations.bearers.
func (t EdgeTable) Name() string { return Section(t.Noun) + "." + t.Key }

// Columns are those of the table: whose item it is, who is at the other end, the edge's properties, and its id.
func (t EdgeTable) Columns() []Column {
	columns := append(ids(Slug, Who), properties(t.Rel.Props)...)
	return append(columns, ids(Edge)...)
}
