package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"pactgraph/graph"
)

func newDiff() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "diff LOAD",
		Short: "Tell what one load did, field by field",
		Long: `Tell what one load changed of what is shown: each node, edge and claim that it added (+), changed (~) or removed (-), and
of each the fields, with the old value (-) and the new one (+). LOAD is a load's id or its revision, as pactgraph loads
lists them.`,
		Example: `  pactgraph diff 3
  pactgraph diff load/20260107t080000z-1f2e3d4c --json`,
		Args: oneLoad,
	}
	jsonFlag(cmd, &asJSON)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		store, l, err := openLoad(cmd, args[0])
		if err != nil {
			return err
		}
		defer store.Close()
		did, err := graph.Did(cmd.Context(), store, l)
		if err != nil {
			return err
		}
		changes := changesOf(cmd.Context(), store, l)
		if asJSON {
			return printChangesJSON(cmd.OutOrStdout(), "load", describeWorded(worded{l, did}), changes)
		}
		fmt.Fprintln(cmd.OutOrStdout(), loadLine(worded{l, did}))
		return printChanges(cmd.OutOrStdout(), changes)
	}
	return cmd
}

// openLoad opens the command's store, and finds in it the load that an argument names.
func openLoad(cmd *cobra.Command, arg string) (graph.Store, *graph.Load, error) {
	named, err := parseLoad(arg)
	if err != nil {
		return nil, nil, err
	}
	store, err := openStore(cmd, false)
	if err != nil {
		return nil, nil, err
	}
	l, err := named.find(cmd.Context(), store)
	if err != nil {
		return nil, nil, errors.Join(err, store.Close())
	}
	return store, l, nil
}

// loadName is how an argument names a load: by its id, or else by its revision.
type loadName struct {
	id       string
	revision int
}

func parseLoad(arg string) (loadName, error) {
	if noun, _ := graph.NounOf(arg); noun == graph.NounLoad {
		return loadName{id: arg}, nil
	}
	revision, err := strconv.Atoi(arg)
	if err != nil {
		return loadName{}, usagef("LOAD can't be %q: it is a load's id, such as load/…, or its revision, a number; pactgraph loads lists both", arg)
	}
	return loadName{revision: revision}, nil
}

// find gives the load that is named.
func (n loadName) find(ctx context.Context, r graph.Reader) (*graph.Load, error) {
	const listed = "pactgraph loads lists those that are there"
	if n.id == "" {
		l, err := graph.LoadOf(ctx, r, n.revision)
		if graph.KindOf(err) == graph.KindNotFound {
			err = graph.Errorf(graph.KindNotFound, "%w: %s", err, listed)
		}
		return l, err
	}
	answers, err := r.Find(ctx, []graph.Query{{Noun: graph.NounLoad, IDs: []string{n.id}}})
	if err != nil {
		return nil, err
	}
	if l, ok := answers[0].Nodes[0].(*graph.Load); ok {
		return l, nil
	}
	return nil, graph.Errorf(graph.KindNotFound, "there is no load %q: %s", n.id, listed)
}

// changesOf gives all that a load changed, in the order of the targets.
func changesOf(ctx context.Context, r graph.Reader, l *graph.Load) iter.Seq2[*graph.LoggedChange, error] {
	return func(yield func(*graph.LoggedChange, error) bool) {
		q := graph.ChangesQuery{Loads: []string{l.ID}, First: graph.MaxPage}
		for {
			page, err := graph.FindChanges(ctx, r, q)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, c := range page.Nodes() {
				if !yield(c, nil) {
					return
				}
			}
			if !page.PageInfo.HasNextPage {
				return
			}
			q.After = page.PageInfo.EndCursor
		}
	}
}

// loadLine says in one line what a load was.
func loadLine(l worded) string {
	r := l.Receipt()
	by := ""
	if l.Who != "" {
		by = " by " + plain(l.Who)
	}
	of := ""
	if len(l.Files) > 0 {
		of = " from " + plain(strings.Join(l.Files, ", "))
	}
	did := cmp.Or(plain(l.did), "loaded "+plain(l.Dataset)+of)
	if l.Reverts != "" {
		did = fmt.Sprintf("took %s of %s back", l.Reverts, plain(l.Dataset))
	}
	return fmt.Sprintf("%s (revision %d, %s)%s %s: %s.", l.ID, r.Revision, l.FinishedAt, by, did, countsText(r))
}

func countsText(r graph.Receipt) string {
	return fmt.Sprintf("%d added, %d changed, %d removed", r.Added, r.Changed, r.Removed)
}

// printChanges prints changes as text: nodes and edges first, and then claims, but for those that only moved to other lines of a table,
// since rows above theirs came or went. These are counted.
func printChanges(w io.Writer, changes iter.Seq2[*graph.LoggedChange, error]) error {
	out := bufio.NewWriter(w)
	moved := movedClaims{}
	for c, err := range changes {
		switch {
		case err != nil:
			return err
		case c.What == graph.ChangedThingClaim:
			moved.note(c)
		default:
			printChange(out, c)
		}
	}
	if len(moved) == 0 {
		return out.Flush()
	}
	n := moved.settle()
	for c, err := range changes {
		switch {
		case err != nil:
			return err
		case c.What == graph.ChangedThingClaim && !moved.take(c):
			printChange(out, c)
		}
	}
	if n > 0 {
		fmt.Fprintf(out, "\nBesides, %s only moved to other lines.\n", count(n, "claim"))
	}
	return out.Flush()
}

// The signs of what happened, before things and before the values of their fields.
const (
	signAdded   = "+"
	signChanged = "~"
	signRemoved = "-"
)

var actionSigns = map[graph.ChangeAction]string{
	graph.ChangeActionAdded: signAdded, graph.ChangeActionChanged: signChanged, graph.ChangeActionRemoved: signRemoved,
}

func printChange(w io.Writer, c *graph.LoggedChange) {
	fmt.Fprintf(w, "\n%s %s\n", actionSigns[c.Action], changeName(c))
	for _, f := range c.Fields {
		printValue(w, signRemoved, f.Field, f.Old)
		printValue(w, signAdded, f.Field, f.New)
	}
}

func printValue(w io.Writer, sign, field string, value *string) {
	if value != nil {
		fmt.Fprintf(w, "    %s %s: %s\n", sign, field, plain(*value))
	}
}

// changeName says what was changed: a node by its id and label, an edge by its ends, a claim by what it is about.
func changeName(c *graph.LoggedChange) string {
	label := plain(c.Label)
	switch c.What {
	case graph.ChangedThingEdge:
		return label
	case graph.ChangedThingClaim:
		about := c.About.NodeID()
		if c.AboutEdge != nil {
			about = *c.AboutEdge + " of " + about
		}
		return fmt.Sprintf("%s about %s: %s", c.Target, about, label)
	}
	return c.Target + " " + label
}

// plain gives a text as it can stand in a line: one with line breaks, or with anything else that isn't seen, between
// quotation marks and with escapes.
func plain(text string) string {
	if strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsGraphic(r) }) {
		return strconv.QuoteToGraphic(text)
	}
	return text
}

// changeJSON is a change as the GraphQL API has it, but for what its load says once for all.
type changeJSON struct {
	Action    graph.ChangeAction `json:"action"`
	What      graph.ChangedThing `json:"what"`
	Target    string             `json:"target"`
	Label     string             `json:"label"`
	About     idJSON             `json:"about"`
	AboutEdge *string            `json:"aboutEdge"`
	Edge      *edgeJSON          `json:"edge"`
	Fields    []fieldJSON        `json:"fields"`
}

type idJSON struct {
	ID string `json:"id"`
}

type edgeJSON struct {
	ID    string         `json:"id"`
	Type  graph.EdgeType `json:"type"`
	Start string         `json:"start"`
	End   string         `json:"end"`
}

type fieldJSON struct {
	Field string  `json:"field"`
	Old   *string `json:"old"`
	New   *string `json:"new"`
}

func describeChange(c *graph.LoggedChange) changeJSON {
	change := changeJSON{Action: c.Action, What: c.What, Target: c.Target, Label: c.Label, About: idJSON{c.About.NodeID()}, AboutEdge: c.AboutEdge, Fields: []fieldJSON{}}
	if e := c.Edge; e != nil {
		change.Edge = &edgeJSON{e.ID, e.Type, e.Start, e.End}
	}
	for _, f := range c.Fields {
		change.Fields = append(change.Fields, fieldJSON(f))
	}
	return change
}

// printChangesJSON prints an object with two keys: what made the changes, under a name, and the changes.
func printChangesJSON(w io.Writer, name string, by any, changes iter.Seq2[*graph.LoggedChange, error]) error {
	head, err := indented(by, "  ")
	if err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "{\n  %q: %s,\n  \"changes\": ", name, head)
	list := jsonList{w: out, indent: "  "}
	for c, err := range changes {
		if err != nil {
			return err
		}
		if err := list.add(describeChange(c)); err != nil {
			return err
		}
	}
	if err := list.end(); err != nil {
		return err
	}
	fmt.Fprintln(out, "\n}")
	return out.Flush()
}
