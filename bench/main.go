// Command bench measures the program against the least that any program would have to do, and prints ratios.
//
// It makes a graph of a fixed seed (10,000 declarations), loads it into SQLite and into Neo4j, and asks for a page of 50
// declarations with signatories, obligations, bearers and beneficiaries. Each figure is a median of several rounds in
// which the two ways take turns; quote the ratios, since the times are those of the machine.
//
// Neo4j is started for it, which takes a JDK and Maven (see internal/neo4jserver). NEO4J_TEST_URI names a running one
// instead, whose database is emptied. The peer takes Node.js and npm, and is an Apollo Server with @neo4j/graphql in a
// process of its own, in production mode; all drivers keep their own defaults. Our server and the clients share a process.
//
// The part "explorer" measures the page in a real Chromium, in milliseconds and frames a second: its goals are what people
// notice, and nothing else does the same. It takes Node.js, npm and what make web builds.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"pactgraph/graph"
	"pactgraph/graph/graphtest"
	"pactgraph/graph/sqlite"
	"pactgraph/server"
)

// seed makes the graph the same in each run.
const seed = 1

// options say what is measured, and how long.
type options struct {
	// declarations says how large the graph of the pages is, and of SQLite's loads; loaded that of Neo4j's loads.
	declarations, loaded int
	// pages, loads and rounds are how many are counted: pages one by one, loads, and rounds with several clients.
	pages, loads, rounds int
	// warm is how many pages aren't counted: a Java machine needs some until it is as fast as it gets.
	warm int
	// filled: the database of NEO4J_TEST_URI holds the graph already.
	filled bool
	// peer is the folder of the peer's package.
	peer  string
	parts []string
}

// parts of the measurement, in their order.
var allParts = []string{"sqlite-page", "sqlite-load", "explorer", "neo4j-page", "peer", "neo4j-load"}

func main() {
	var o options
	flag.IntVar(&o.declarations, "declarations", 10_000, "how large the graph is")
	flag.IntVar(&o.loaded, "loaded", 1000, "how large the graph is that is loaded into Neo4j again and again")
	flag.IntVar(&o.pages, "pages", 60, "how many pages are counted")
	flag.IntVar(&o.loads, "loads", 5, "how many loads are counted")
	flag.IntVar(&o.rounds, "rounds", 5, "how many rounds with 8 clients are counted")
	flag.IntVar(&o.warm, "warm", 200, "how many pages are asked of Neo4j before they are counted")
	flag.BoolVar(&o.filled, "filled", false, "take the graph that an earlier run left in the Neo4j that NEO4J_TEST_URI names")
	flag.StringVar(&o.peer, "peer", filepath.Join("bench", "peer"), "the folder of the peer's package")
	only := flag.String("only", "", "measure these parts alone, of "+strings.Join(allParts, ","))
	skip := flag.String("skip", "", "leave these parts out")
	flag.Parse()
	var err error
	if o.parts, err = chosen(*only, *skip); err == nil {
		server.CollectLess() // as the program does where it serves; what is measured against gains from it too
		err = run(context.Background(), o)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench: "+err.Error())
		os.Exit(1)
	}
}

// chosen gives the parts that two lists leave.
func chosen(only, skip string) ([]string, error) {
	list := func(text string) []string {
		return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
	}
	for _, name := range append(list(only), list(skip)...) {
		if !slices.Contains(allParts, name) {
			return nil, fmt.Errorf("%q is none of the parts: these are %s", name, strings.Join(allParts, ", "))
		}
	}
	return slices.DeleteFunc(slices.Clone(allParts), func(part string) bool {
		return only != "" && !slices.Contains(list(only), part) || slices.Contains(list(skip), part)
	}), nil
}

// wanted gives those of some parts that are to be measured.
func (o options) wanted(parts ...string) []string {
	return slices.DeleteFunc(parts, func(p string) bool { return !slices.Contains(o.parts, p) })
}

func (o options) wants(part string) bool { return slices.Contains(o.parts, part) }

// run measures all parts that it can; the error tells which it couldn't, and why.
func run(ctx context.Context, o options) error {
	var errs []error
	if parts := o.wanted("sqlite-page", "sqlite-load"); len(parts) > 0 {
		errs = append(errs, notMeasured(parts, onSQLite(ctx, o)))
	}
	if parts := o.wanted("explorer"); len(parts) > 0 {
		errs = append(errs, notMeasured(parts, measureExplorer(ctx, o)))
	}
	if parts := o.wanted("neo4j-page", "peer", "neo4j-load"); len(parts) > 0 {
		errs = append(errs, onNeo4j(ctx, o, parts))
	}
	return errors.Join(errs...)
}

func notMeasured(parts []string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("not measured: %s: %w", strings.Join(parts, ", "), err)
}

func onSQLite(ctx context.Context, o options) error {
	dir, err := os.MkdirTemp("", "pactgraph-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "graph.db")
	if err := loadAll(ctx, file, graphtest.Generate(seed, o.declarations)); err != nil {
		return err
	}
	// Pages come first and by themselves: what measuring loads keeps in memory would slow the server down.
	if o.wants("sqlite-page") {
		if err := measurePages(ctx, file, o.pages); err != nil {
			return err
		}
	}
	if o.wants("sqlite-load") {
		return measureLoads(ctx, dir, file, graphtest.Generate(seed, o.declarations), o.loads)
	}
	return nil
}

func measurePages(ctx context.Context, file string, rounds int) error {
	page, err := newPage(ctx, file)
	if err != nil {
		return err
	}
	defer page.close()
	fmt.Printf("SQLite, a page of %d rows\n", page.rows)
	return report(os.Stdout,
		comparison{name: "over HTTP, against bare SQLite statements", ours: page.client.ask, bare: page.bare, goal: 5, rounds: rounds, warm: 1},
		comparison{name: "from the store, against bare SQLite statements", ours: page.store, bare: page.bare, goal: 2, rounds: rounds, warm: 1},
	)
}

func measureLoads(ctx context.Context, dir, file string, batches []graph.Batch, rounds int) error {
	load, err := newLoad(ctx, dir, file, batches)
	if err != nil {
		return err
	}
	fmt.Printf("\nSQLite, a load of %d rows\n", load.rows)
	return report(os.Stdout,
		comparison{name: "into SQLite, against bare prepared inserts", ours: load.ours, bare: load.bare, goal: 3, rounds: rounds, warm: 1})
}

// onNeo4j measures on one Neo4j, which is started for it.
func onNeo4j(ctx context.Context, o options, parts []string) error {
	d, err := startDatabase(ctx)
	if err != nil {
		return notMeasured(parts, err)
	}
	defer d.close()
	fmt.Printf("\n%s\n", d.about())
	var errs []error
	if pages := o.wanted("neo4j-page", "peer"); len(pages) > 0 {
		errs = append(errs, measureNeo4jPages(d, o, pages))
	}
	if o.wants("neo4j-load") {
		errs = append(errs, notMeasured([]string{"neo4j-load"}, measureNeo4jLoads(d, o)))
	}
	return errors.Join(errs...)
}

func measureNeo4jPages(d *database, o options, parts []string) error {
	if !o.filled {
		if err := d.fill(graphtest.Generate(seed, o.declarations)); err != nil {
			return notMeasured(parts, err)
		}
	}
	pages, err := newNeo4jPages(d)
	if err != nil {
		return notMeasured(parts, err)
	}
	defer pages.close()
	fmt.Printf("\nNeo4j, a page of %d rows\n", rowsOf(pages.page))
	var errs []error
	if o.wants("neo4j-page") {
		errs = append(errs, notMeasured([]string{"neo4j-page"}, report(os.Stdout, pages.comparisons(o)...)))
	}
	if o.wants("peer") {
		errs = append(errs, notMeasured([]string{"peer"}, measurePeer(pages, o)))
	}
	return errors.Join(errs...)
}

func loadAll(ctx context.Context, file string, batches []graph.Batch) error {
	store, err := sqlite.Open(ctx, file)
	if err != nil {
		return err
	}
	defer store.Close()
	return apply(ctx, store, batches)
}

func apply(ctx context.Context, store graph.Store, batches []graph.Batch) error {
	for _, b := range batches {
		if _, err := store.Apply(ctx, b); err != nil {
			return err
		}
	}
	return nil
}
