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
	file := filepath.Join(dir, "graph.db")
	if err := loadAll(ctx, file, graphtest.Generate(seed, declarations)); err != nil {
		return err
	}
	if err := measurePages(ctx, file, pages); err != nil {
		return err
	}
	return measureLoads(ctx, dir, file, graphtest.Generate(seed, declarations), loads)
}

// measurePages comes first and by itself: what measuring loads keeps in memory would slow the server down.
func measurePages(ctx context.Context, file string, rounds int) error {
	page, err := newPage(ctx, file)
	if err != nil {
		return err
	}
	defer page.close()
	fmt.Printf("a page of %d rows\n", page.rows)
	return report(os.Stdout, []comparison{
		{name: "over HTTP, against bare SQLite statements", ours: page.http, bare: page.bare, goal: 5, rounds: rounds},
		{name: "from the store, against bare SQLite statements", ours: page.store, bare: page.bare, goal: 2, rounds: rounds},
	})
}

func measureLoads(ctx context.Context, dir, file string, batches []graph.Batch, rounds int) error {
	load, err := newLoad(ctx, dir, file, batches)
	if err != nil {
		return err
	}
	fmt.Printf("\na load of %d rows\n", load.rows)
	return report(os.Stdout, []comparison{
		{name: "into SQLite, against bare prepared inserts", ours: load.ours, bare: load.bare, goal: 3, rounds: rounds},
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
