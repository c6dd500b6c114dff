// Command bench measures the program against the least that any program would have to do, and prints ratios.
//
// It makes a graph of a fixed seed (10,000 declarations), loads it into SQLite, and asks for a page of 50 declarations
// with signatories, obligations, bearers and beneficiaries. Each figure is a median of several rounds in which the two
// ways take turns; quote the ratios, since the times are those of the machine.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"pactgraph/graph"
	"pactgraph/graph/graphtest"
	"pactgraph/graph/sqlite"
)

// seed makes the graph the same in each run.
const seed = 1

func main() {
	declarations := flag.Int("declarations", 10_000, "how large the graph is")
	pages := flag.Int("pages", 60, "how many pages are counted")
	loads := flag.Int("loads", 3, "how many loads are counted")
	flag.Parse()
	if err := run(context.Background(), *declarations, *pages, *loads); err != nil {
		fmt.Fprintln(os.Stderr, "bench: "+err.Error())
		os.Exit(1)
	}
}

func run(ctx context.Context, declarations, pages, loads int) error {
	dir, err := os.MkdirTemp("", "pactgraph-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	batches := graphtest.Generate(seed, declarations)
	file := filepath.Join(dir, "graph.db")
	if err := loadAll(ctx, file, batches); err != nil {
		return err
	}
	page, err := newPage(ctx, file)
	if err != nil {
		return err
	}
	defer page.close()
	load, err := newLoad(ctx, dir, file, batches)
	if err != nil {
		return err
	}
	fmt.Printf("%d declarations; the page has %d rows, the load %d\n", declarations, page.rows, load.rows)
	return report(os.Stdout, []comparison{
		{name: "page over HTTP, against bare SQLite statements", ours: page.http, bare: page.bare, goal: 5, rounds: pages},
		{name: "page from the store, against bare SQLite statements", ours: page.store, bare: page.bare, goal: 2, rounds: pages},
		{name: "load, against bare prepared inserts", ours: load.ours, bare: load.bare, goal: 3, rounds: loads},
	})
}

func loadAll(ctx context.Context, file string, batches []graph.Batch) error {
	store, err := sqlite.Open(ctx, file)
	if err != nil {
		return err
	}
	defer store.Close()
	for _, b := range batches {
		if _, err := store.Apply(ctx, b); err != nil {
			return err
		}
	}
	return nil
}
