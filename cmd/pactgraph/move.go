package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"pactgraph/graph"
)

// Where move looks for the password of each of its stores, before that of every command.
var (
	fromPassword = passwordSource{variable: "PACTGRAPH_FROM_PASSWORD", fileVariable: "PACTGRAPH_FROM_PASSWORD_FILE"}
	toPassword   = passwordSource{variable: "PACTGRAPH_TO_PASSWORD", fileVariable: "PACTGRAPH_TO_PASSWORD_FILE"}
)

func newMove() *cobra.Command {
	m := &move{}
	cmd := &cobra.Command{
		Use:   "move --from STORE --to STORE",
		Short: "Copy a whole graph into another store",
		Long: `Copy a whole graph, with all that loads have said, into a store that is empty. The revisions and the loads are the same
there, loads go on from it, and a load that was done isn't done again. Both graphs are then compared, piece by piece. The
graph that is copied stays as it is.

Nobody sees the copy before it is whole and compared. A move into Neo4j that is broken off leaves a graph there that
refuses questions and loads, until the move is run again and begins anew. It takes little of Neo4j's memory, however
large the graph is.

If both stores are Neo4j, $PACTGRAPH_FROM_PASSWORD and $PACTGRAPH_TO_PASSWORD have their passwords, or files that
$PACTGRAPH_FROM_PASSWORD_FILE and $PACTGRAPH_TO_PASSWORD_FILE name; each may be left out for the password that every
command uses.`,
		Example: `  pactgraph move --from sqlite:pactgraph.db --to neo4j://neo4j@localhost
  pactgraph move --from neo4j://neo4j@localhost --to sqlite:copy.db
  PACTGRAPH_FROM_PASSWORD_FILE=a PACTGRAPH_TO_PASSWORD_FILE=b pactgraph move --from neo4j://ann@old --to neo4j+s://ann@new`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if cmd.Flags().Changed("store") {
				return usagef("move takes --from and --to, and no --store")
			}
			return m.run(cmd)
		},
	}
	cmd.Flags().StringVar(&m.from, "from", "", "the graph to copy, as "+storeForms)
	cmd.Flags().StringVar(&m.to, "to", "", "the empty store to copy it into")
	return cmd
}

// move is a graph on its way from one store to another.
type move struct{ from, to string }

func (m *move) run(cmd *cobra.Command) error {
	if err := m.check(); err != nil {
		return err
	}
	from, err := openNamed(cmd, m.from, false, fromPassword)
	if err != nil {
		return err
	}
	defer from.Close()
	switch revision, err := from.Revision(cmd.Context()); {
	case err != nil:
		return fmt.Errorf("%s: %w", m.from, err)
	case revision == 0:
		return graph.Errorf(graph.KindNotFound, "the graph at %s is empty: there is nothing to move", m.from)
	}
	to, err := openNamed(cmd, m.to, true, toPassword)
	if err != nil {
		return err
	}
	defer to.Close()
	begun := time.Now()
	size, err := m.copy(cmd, from, to)
	if err != nil {
		return m.explain(cmd.Context(), err, to)
	}
	fmt.Fprintf(cmd.OutOrStdout(), "Moved %s to %s in %s: %s, %s, %s and %s, compared and the same.\n", m.from, m.to, time.Since(begun).Round(100*time.Millisecond),
		count(size.Loads, "load"), count(size.Records, "record"), count(size.Nodes, "node"), count(size.Edges, "edge"))
	return nil
}

func (m *move) check() error {
	switch {
	case m.from == "":
		return usagef("move needs --from, the graph to copy, as %s", storeForms)
	case m.to == "":
		return usagef("move needs --to, the empty store to copy it into, as %s", storeForms)
	case sameStore(m.from, m.to):
		return usagef("--from and --to name the same store")
	}
	return nil
}

// copy fills the empty store and compares it, before anyone sees it.
func (m *move) copy(cmd *cobra.Command, from, to graph.Store) (size graph.Size, err error) {
	ctx := cmd.Context()
	p := &progress{to: cmd.ErrOrStderr()}
	defer p.clear()
	entries := graph.Entries(ctx, watched{from, p, "copying"})
	err = to.Restore(ctx, entries, func(copied graph.Contents) (err error) {
		size, err = graph.CheckCopy(ctx, watched{from, p, "comparing"}, copied)
		return err
	})
	return size, err
}

// explain says what became of the store that was being filled, if the move was broken off.
func (m *move) explain(ctx context.Context, err error, to graph.Reader) error {
	if !errors.Is(err, context.Canceled) {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if _, unfinished := to.Revision(ctx); unfinished == nil {
		return err
	}
	return fmt.Errorf("interrupted; %s refuses questions and loads until the same move is run again", m.to)
}

// sameStore tells whether two names are plainly of one store. Where one store has names that differ, such as a server with two
// addresses, it isn't empty when it is to be filled.
func sameStore(a, b string) bool {
	fileA, isFileA := strings.CutPrefix(a, "sqlite:")
	fileB, isFileB := strings.CutPrefix(b, "sqlite:")
	if isFileA != isFileB {
		return false
	}
	if !isFileA {
		return serverOf(a) == serverOf(b)
	}
	infoA, errA := os.Stat(fileA)
	infoB, errB := os.Stat(fileB)
	return fileA == fileB || errA == nil && errB == nil && os.SameFile(infoA, infoB)
}

// serverOf gives where a graph in Neo4j is, without how it is reached and by whom; the name itself where it is no address.
func serverOf(name string) string {
	u, err := url.Parse(name)
	if err != nil || u.Host == "" {
		return name
	}
	return strings.ToLower(u.Hostname()) + ":" + cmp.Or(u.Port(), "7687") + "/" + strings.Trim(u.Path, "/")
}

// watched is a graph whose reading is shown.
type watched struct {
	graph.Contents
	progress *progress
	doing    string
}

// Journal is that of the graph.
func (w watched) Journal(ctx context.Context, visit func(graph.Entry) error) error {
	n := 0
	return w.Contents.Journal(ctx, func(e graph.Entry) error {
		n++
		w.progress.show(w.doing+": %d loads and records", n)
		return visit(e)
	})
}

// Walk is that of the graph.
func (w watched) Walk(ctx context.Context, visit graph.Visitor) error {
	return w.Contents.Walk(ctx, &watchedVisitor{Visitor: visit, watched: w})
}

type watchedVisitor struct {
	graph.Visitor
	watched
	n int
}

func (v *watchedVisitor) Node(n graph.Node) error {
	v.step()
	return v.Visitor.Node(n)
}

func (v *watchedVisitor) Edge(e graph.EdgeProps) error {
	v.step()
	return v.Visitor.Edge(e)
}

func (v *watchedVisitor) step() {
	v.n++
	v.progress.show(v.doing+": %d nodes and edges", v.n)
}

// progress is a line on a terminal that tells how far the work is; on what is no terminal there is none.
type progress struct {
	to   io.Writer
	last time.Time
}

// progressEvery is how often the line changes.
const progressEvery = 200 * time.Millisecond

func (p *progress) show(format string, n int) {
	if now := time.Now(); now.Sub(p.last) >= progressEvery && isTerminal(p.to) {
		p.last = now
		fmt.Fprintf(p.to, "\r\x1b[K"+format, n)
	}
}

func (p *progress) clear() {
	if isTerminal(p.to) {
		fmt.Fprint(p.to, "\r\x1b[K")
	}
}
