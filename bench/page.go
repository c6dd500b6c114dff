package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net/http/httptest"

	"pactgraph/graph"
	"pactgraph/graph/sqlite"
	"pactgraph/server"
)

// pageDocument is the page as a client asks for it.
const pageDocument = `query Page {
  declarations(first: 50) {
    edges { node {
      id title kind status bindingness signedOn term
      partyActions(edgeFilter: {action: {eq: SIGNATURE}}) { edges { action date node { id name fullName kind identifiers { scheme value } } } }
      obligations { edges { mode node {
        id summary kind modality modalText bindingness bearerRole locator topics
        bearers { edges { from node { id name fullName kind identifiers { scheme value } } } }
        beneficiaries { edges { from asNamed node { id name fullName kind identifiers { scheme value } } } }
      } } }
    } }
  }
}`

// page asks for the same page in three ways.
type page struct {
	s      *sqlite.Store
	server *httptest.Server
	client client
	db     *sql.DB
	stmts  []*sql.Stmt
	rows   int
	ctx    context.Context
}

func newPage(ctx context.Context, file string) (*page, error) {
	s, err := sqlite.Open(ctx, file)
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", "file:"+file)
	if err != nil {
		return nil, err
	}
	p := &page{s: s, db: db, ctx: ctx, server: httptest.NewServer(server.New(s, server.Options{}))}
	p.client = newClient(p.server.URL+"/graphql", pageDocument)
	for _, text := range bareStatements() {
		stmt, err := db.Prepare(text)
		if err != nil {
			return nil, fmt.Errorf("%w in %s", err, text)
		}
		p.stmts = append(p.stmts, stmt)
	}
	return p, p.agree()
}

func (p *page) close() {
	p.server.Close()
	p.db.Close()
	p.s.Close()
}

// agree checks that the ways give as many rows, before any of them is timed.
func (p *page) agree() error {
	bare, err := p.readBare()
	if err != nil {
		return err
	}
	body, err := p.client.post()
	if err != nil {
		return err
	}
	shown, err := readOurs(body)
	if err != nil {
		return err
	}
	if n := rowsOf(shown); n != bare {
		return fmt.Errorf("over HTTP the page has %d rows, with bare statements %d", n, bare)
	}
	p.rows = bare
	return nil
}

// store asks the store itself, without GraphQL and HTTP.
func (p *page) store() error {
	_, err := p.s.Find(p.ctx, pageQuery())
	return err
}

// pageQuery is the page as a store is asked for it.
func pageQuery() []graph.Query {
	fifty := 50
	return []graph.Query{{Noun: graph.NounDeclaration, Selection: graph.Selection{
		Page: graph.Page{First: &fifty},
		With: []graph.With{
			{Field: "partyActions", Edge: graph.Is{Prop: "action", Op: graph.OpEq, Value: string(graph.PartyActionSignature)}},
			{Field: "obligations", Selection: graph.Selection{With: []graph.With{{Field: "bearers"}, {Field: "beneficiaries"}}}},
		},
	}}}
}

func (p *page) bare() error {
	_, err := p.readBare()
	return err
}

// bareStatements are what a program written for this page alone would run: the root, and one statement for each
// relation of all parents together.
func bareStatements() []string {
	related := func(columns, noun, near, far, where string) string {
		return "SELECT p.key, e.id, n.id, " + columns + " FROM json_each(?) p JOIN edge e ON e." + near + " = p.value AND " + where +
			" JOIN " + noun + " n ON n.id = e." + far + " ORDER BY p.key, n.id"
	}
	actor := "n.kind, n.name, n.fullName, n.identifiers"
	return []string{
		"SELECT NULL, NULL, id, kind, title, bindingness, signedOn, status, term FROM Declaration ORDER BY id LIMIT 51",
		related(actor+", e.action, e.date", "Actor", `"end"`, "start", "e.type = 'PARTY_ACTION' AND e.action = 'SIGNATURE'"),
		related("n.kind, n.summary, n.modality, n.modalText, n.bindingness, n.bearerRole, n.locator, n.topics, e.mode", "Obligation", "start", `"end"`, "e.type = 'CREATES'"),
		related(actor+`, e."from"`, "Actor", "start", `"end"`, "e.type = 'BEARER'"),
		related(actor+`, e."from", e.asNamed`, "Actor", "start", `"end"`, "e.type = 'BENEFICIARY'"),
	}
}

// readBare runs the statements, reads all their rows and gives how many there are.
func (p *page) readBare() (int, error) {
	declarations, err := p.ids(0)
	if err != nil {
		return 0, err
	}
	declarations = declarations[:50]
	signatories, err := p.ids(1, declarations...)
	if err != nil {
		return 0, err
	}
	obligations, err := p.ids(2, declarations...)
	if err != nil {
		return 0, err
	}
	rows := len(declarations) + len(signatories) + len(obligations)
	for _, i := range []int{3, 4} {
		actors, err := p.ids(i, obligations...)
		if err != nil {
			return 0, err
		}
		rows += len(actors)
	}
	return rows, nil
}

// ids runs one statement for its parents, reads all columns as texts, and gives the nodes' ids.
func (p *page) ids(statement int, parents ...string) ([]string, error) {
	var args []any
	if parents != nil {
		list, err := json.Marshal(parents)
		if err != nil {
			return nil, err
		}
		args = append(args, string(list))
	}
	rows, err := p.stmts[statement].QueryContext(p.ctx, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	texts := make([]sql.NullString, len(names))
	dest := make([]any, len(names))
	for i := range texts {
		dest[i] = &texts[i]
	}
	var ids []string
	for rows.Next() {
		if err := rows.Scan(dest...); err != nil {
			return nil, err
		}
		ids = append(ids, texts[2].String)
	}
	return ids, rows.Err()
}
