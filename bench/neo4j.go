package main

import (
	"context"
	"fmt"
	"net/http/httptest"
	"time"

	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"pactgraph/graph"
	"pactgraph/graph/neo4j"
	"pactgraph/internal/neo4jserver"
	"pactgraph/server"
)

// Memory of the Neo4j that is measured, in MiB.
const (
	heapMB      = 2048
	pageCacheMB = 512
)

// database is a Neo4j whose one database is emptied and filled, and measured through our store and through the driver.
type database struct {
	ctx    context.Context
	server *neo4jserver.Server
	driver driver.DriverWithContext
}

// startDatabase starts a Neo4j, or takes the one that NEO4J_TEST_URI names.
func startDatabase(ctx context.Context) (*database, error) {
	s, ok := neo4jserver.FromEnvironment()
	if !ok {
		var err error
		if s, err = neo4jserver.Start(ctx, neo4jserver.Options{HeapMB: heapMB, PageCacheMB: pageCacheMB}); err != nil {
			return nil, err
		}
	}
	auth := driver.NoAuth()
	if s.User != "" {
		auth = driver.BasicAuth(s.User, s.Password, "")
	}
	d, err := driver.NewDriverWithContext(s.URI, auth)
	if err != nil {
		return nil, err
	}
	return &database{ctx: ctx, server: s, driver: d}, nil
}

func (d *database) close() {
	d.driver.Close(d.ctx)
	d.server.Stop()
}

// about tells which Neo4j is measured.
func (d *database) about() string {
	rows, err := d.run("CALL dbms.components() YIELD name, versions, edition RETURN name, versions[0], edition", nil)
	if err != nil || len(rows) == 0 {
		return "Neo4j"
	}
	about := fmt.Sprintf("%s %s, %s edition", rows[0]...)
	if d.server.Version != "" {
		about += fmt.Sprintf(", with %d MiB of heap and %d of page cache", heapMB, pageCacheMB)
	}
	return about
}

// run runs a text that commits by itself, and gives its rows.
func (d *database) run(text string, params map[string]any) ([][]any, error) {
	session := d.driver.NewSession(d.ctx, driver.SessionConfig{})
	defer session.Close(d.ctx)
	result, err := session.Run(d.ctx, text, params)
	if err != nil {
		return nil, err
	}
	var rows [][]any
	for result.Next(d.ctx) {
		rows = append(rows, result.Record().Values)
	}
	return rows, result.Err()
}

// empty deletes all in the database but constraints and indexes.
func (d *database) empty() error {
	_, err := d.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS", nil)
	return err
}

func (d *database) open() (*neo4j.Store, error) {
	return neo4j.Open(d.ctx, d.server.URI, neo4j.Options{User: d.server.User, Password: d.server.Password})
}

// load loads batches through our store.
func (d *database) load(batches []graph.Batch) error {
	s, err := d.open()
	if err != nil {
		return err
	}
	defer s.Close()
	return apply(d.ctx, s, batches)
}

// fill empties the database, loads a graph, and sees that the indexes are ready and their statistics up to date.
func (d *database) fill(batches []graph.Batch) error {
	if err := d.empty(); err != nil {
		return err
	}
	if err := d.load(batches); err != nil {
		return err
	}
	for _, text := range []string{"CALL db.awaitIndexes(300)", "CALL db.resampleOutdatedIndexes()", "CALL db.clearQueryCaches()"} {
		if _, err := d.run(text, nil); err != nil {
			return err
		}
	}
	return nil
}

// cypherPage asks for the page as a program written for it alone would: one text at the driver, read into Go's values.
type cypherPage struct{ *database }

// pageText gives for each declaration what the page shows of it. “IS NOT NULL” lets the index on the id give the order.
const pageText = `CYPHER 5
MATCH (d:Declaration)
WHERE d.id IS NOT NULL
WITH d ORDER BY d.id LIMIT $first
RETURN d.id, d.title, d.kind, d.status, d.bindingness, d.signedOn, d.term,
  COLLECT {
    MATCH (d)<-[s:PARTY_ACTION]-(a:Actor)
    WHERE s.action = 'SIGNATURE'
    WITH s, a ORDER BY a.id, s.id
    RETURN [s.action, s.date, a.id, a.name, a.fullName, a.kind, a.identifiers]
  },
  COLLECT {
    MATCH (d)-[c:CREATES]->(o:Obligation)
    WITH c, o ORDER BY o.id
    RETURN [c.mode, o.id, o.summary, o.kind, o.modality, o.modalText, o.bindingness, o.bearerRole, o.locator, o.topics,
      COLLECT {
        MATCH (o)-[b:BEARER]->(a:Actor)
        WITH b, a ORDER BY a.id, b.id
        RETURN [b.from, a.id, a.name, a.fullName, a.kind, a.identifiers]
      },
      COLLECT {
        MATCH (o)-[b:BENEFICIARY]->(a:Actor)
        WITH b, a ORDER BY a.id, b.id
        RETURN [b.from, b.asNamed, a.id, a.name, a.fullName, a.kind, a.identifiers]
      }]
  }`

func (p cypherPage) ask() error {
	_, err := p.read()
	return err
}

func (p cypherPage) read() ([]declaration, error) {
	session := p.driver.NewSession(p.ctx, driver.SessionConfig{AccessMode: driver.AccessModeRead, DatabaseName: "neo4j"})
	defer session.Close(p.ctx)
	return driver.ExecuteRead(p.ctx, session, func(tx driver.ManagedTransaction) ([]declaration, error) {
		result, err := tx.Run(p.ctx, pageText, map[string]any{"first": 50})
		if err != nil {
			return nil, err
		}
		var page []declaration
		for result.Next(p.ctx) {
			page = append(page, declarationOf(result.Record().Values))
		}
		return page, result.Err()
	})
}

func declarationOf(row []any) declaration {
	d := declaration{
		ID: text(row[0]), Title: text(row[1]), Kind: text(row[2]), Status: text(row[3]),
		Bindingness: text(row[4]), SignedOn: text(row[5]), Term: text(row[6]),
	}
	d.Signatories = each(row[7], func(row []any) signatory { return signatory{text(row[0]), text(row[1]), actorOf(row[2:])} })
	d.Obligations = each(row[8], obligationOf)
	return d
}

func obligationOf(row []any) obligation {
	return obligation{
		Mode: text(row[0]), ID: text(row[1]), Summary: text(row[2]), Kind: text(row[3]), Modality: text(row[4]),
		ModalText: text(row[5]), Bindingness: text(row[6]), BearerRole: text(row[7]), Locator: text(row[8]), Topics: texts(row[9]),
		Bearers:       each(row[10], func(row []any) party { return party{text(row[0]), "", actorOf(row[1:])} }),
		Beneficiaries: each(row[11], func(row []any) party { return party{text(row[0]), text(row[1]), actorOf(row[2:])} }),
	}
}

func actorOf(row []any) actor {
	return actor{text(row[0]), text(row[1]), text(row[2]), text(row[3]), texts(row[4])}
}

func text(value any) string {
	s, _ := value.(string)
	return s
}

func texts(value any) []string { return elements(value, text) }

func each[T any](value any, read func(row []any) T) []T {
	return elements(value, func(v any) T { return read(v.([]any)) })
}

func elements[T any](value any, read func(any) T) []T {
	list, _ := value.([]any)
	out := make([]T, len(list))
	for i, v := range list {
		out[i] = read(v)
	}
	return out
}

// neo4jPages measures the page over HTTP on the store on Neo4j against the driver, or against the peer.
type neo4jPages struct {
	*database
	store  *neo4j.Store
	http   *httptest.Server
	client client
	cypher cypherPage
	page   []declaration
}

func newNeo4jPages(d *database) (*neo4jPages, error) {
	store, err := d.open()
	if err != nil {
		return nil, err
	}
	p := &neo4jPages{database: d, store: store, http: httptest.NewServer(server.New(store, server.Options{})), cypher: cypherPage{d}}
	p.client = newClient(p.http.URL+"/graphql", pageDocument)
	return p, p.agree()
}

func (p *neo4jPages) close() {
	p.http.Close()
	p.store.Close()
}

// agree checks that over HTTP and at the driver there is the same page.
func (p *neo4jPages) agree() error {
	body, err := p.client.post()
	if err != nil {
		return err
	}
	if p.page, err = readOurs(body); err != nil {
		return err
	}
	bare, err := p.cypher.read()
	if err != nil {
		return err
	}
	if err := same(p.page, bare); err != nil {
		return fmt.Errorf("over HTTP and at the driver: %w", err)
	}
	return nil
}

// find asks the store itself, without GraphQL and HTTP.
func (p *neo4jPages) find() error {
	_, err := p.store.Find(p.ctx, pageQuery())
	return err
}

// Several clients ask at the same time, each way for a span of time in each round.
const (
	clients    = 8
	clientSpan = 3 * time.Second
	clientWarm = 2
)

func (p *neo4jPages) comparisons(o options) []comparison {
	at8 := comparison{clients: clients, span: clientSpan, rounds: o.rounds, warm: clientWarm}
	against := func(name string, ours func() error, goal float64) comparison {
		c := at8
		c.name, c.ours, c.bare, c.goal = name, ours, p.cypher.ask, goal
		return c
	}
	return []comparison{
		{name: "over HTTP, against one Cypher text at the driver", ours: p.client.ask, bare: p.cypher.ask, goal: 2, rounds: o.pages, warm: o.warm},
		{name: "from the store, against the same", ours: p.find, bare: p.cypher.ask, rounds: o.pages, warm: o.warm / 4},
		against("over HTTP, 8 clients", p.client.ask, 0.6),
		against("from the store, 8 clients", p.find, 0),
	}
}
