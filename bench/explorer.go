package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"pactgraph/graph/graphtest"
	"pactgraph/graph/sqlite"
	"pactgraph/server"
)

// explorerTest is the package that drives a browser.
const explorerTest = "web/test"

// figures are what the browser tells, each a value for a round.
type figures struct {
	Start []float64
	Graph struct {
		Nodes, Edges int
		Pan, Zoom    []float64
	}
	Performance struct{ Start, Declaration []float64 }
}

// measureExplorer lets a real Chromium measure the explorer on a large graph: ATOP with Paris, if ATOP's files are at hand,
// and otherwise a generated one with Paris.
func measureExplorer(ctx context.Context, o options) error {
	dir, err := os.MkdirTemp("", "pactgraph-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "graph.db")
	what, err := fillExplorer(ctx, o, dir, file)
	if err != nil {
		return err
	}
	s, err := sqlite.Open(ctx, file)
	if err != nil {
		return err
	}
	defer s.Close()
	srv := httptest.NewServer(server.New(s, server.Options{}))
	defer srv.Close()
	f, err := askBrowser(ctx, srv.URL)
	if err != nil {
		return err
	}
	fmt.Printf("\nThe explorer in Chromium, on SQLite with %s\n", what)
	return f.report(os.Stdout)
}

// fillExplorer fills a file by the program itself, and says with what.
func fillExplorer(ctx context.Context, o options, dir, file string) (string, error) {
	if _, err := os.Stat("server/assets/dist/explorer.js"); err != nil {
		return "", fmt.Errorf("what the browser is served isn't built: run make web (%w)", err)
	}
	program := filepath.Join(dir, "pactgraph")
	if _, err := printed(exec.CommandContext(ctx, "go", "build", "-o", program, "./cmd/pactgraph")); err != nil {
		return "", err
	}
	load := func(args ...string) error {
		_, err := printed(exec.CommandContext(ctx, program, append([]string{"load", "--store", "sqlite:" + file}, args...)...))
		return err
	}
	if err := load("data/paris-2026"); err != nil {
		return "", err
	}
	atop := []string{"../shared/data/atop4_01_alliance.csv", "../shared/data/atop4_01_member.csv"}
	if _, err := os.Stat(atop[0]); err != nil {
		return fmt.Sprintf("Paris and %d generated declarations", o.declarations), loadAll(ctx, file, graphtest.Generate(seed, o.declarations))
	}
	return "Paris and ATOP", load(append([]string{"--mapping", "mappings/atop-4.01.yaml"}, atop...)...)
}

// askBrowser has the explorer at an address measured.
func askBrowser(ctx context.Context, address string) (f figures, err error) {
	if _, err := os.Stat(filepath.Join(explorerTest, "node_modules", ".package-lock.json")); err != nil {
		install := exec.CommandContext(ctx, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
		install.Dir = explorerTest
		if _, err := printed(install); err != nil {
			return f, err
		}
	}
	chromium, err := printed(exec.CommandContext(ctx, "scripts/chromium.sh"))
	if err != nil {
		return f, err
	}
	cmd := exec.CommandContext(ctx, "node", "measure.mjs")
	cmd.Dir = explorerTest
	cmd.Env = append(os.Environ(), "PACTGRAPH_URL="+address, "CHROMIUM="+strings.TrimSpace(chromium))
	out, err := printed(cmd)
	if err != nil {
		return f, err
	}
	return f, json.Unmarshal([]byte(out), &f)
}

// printed runs a command, and gives what it printed; the error has what it complained of.
func printed(cmd *exec.Cmd) (string, error) {
	var told strings.Builder
	cmd.Stderr = &told
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s: %w\n%s", strings.Join(cmd.Args, " "), err, told.String())
	}
	return string(out), nil
}

// report prints a line for each figure: the median, and the goal.
func (f figures) report(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "measured\tmedian\tgoal\t")
	line := func(name string, rounds []float64, unit, goal string) {
		if len(rounds) > 0 {
			fmt.Fprintf(t, "%s\t%.0f%s\t%s\t\n", name, median(rounds), unit, goal)
		}
	}
	graph := fmt.Sprintf("a graph of %d nodes and %d edges", f.Graph.Nodes, f.Graph.Edges)
	line("the start page can be used, after", f.Start, " ms", "at most 1000")
	line(graph+", panned: frames a second", f.Graph.Pan, "", "at least 30")
	line(graph+", zoomed: frames a second", f.Graph.Zoom, "", "at least 30")
	line("Lighthouse on performance: the start page", f.Performance.Start, "", "at least 95")
	line("Lighthouse on performance: a declaration", f.Performance.Declaration, "", "at least 95")
	return t.Flush()
}
