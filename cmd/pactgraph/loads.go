package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"pactgraph/graph"
)

func newLoads() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "loads",
		Short: "List the loads, newest first",
		Long: `List the loads that changed the graph, newest first: when, by whom, of which data set, how much they changed of what is
shown, and the files; or which load it took back, or what it chose, decided or moved. What one did, pactgraph diff tells; pactgraph revert takes one back.`,
		Example: `  pactgraph loads
  pactgraph loads --json`,
		Args: noArgs,
	}
	jsonFlag(cmd, &asJSON)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		store, err := openStore(cmd, false)
		if err != nil {
			return err
		}
		defer store.Close()
		loads := newestLoads(cmd.Context(), store)
		if asJSON {
			return printLoadsJSON(cmd.OutOrStdout(), withWords(cmd.Context(), store, loads))
		}
		return printLoads(cmd.OutOrStdout(), withWords(cmd.Context(), store, loads))
	}
	return cmd
}

// jsonFlag is the flag of the commands that answer as text or as JSON.
func jsonFlag(cmd *cobra.Command, asJSON *bool) {
	cmd.Flags().BoolVar(asJSON, "json", false, "print JSON, with the names that the GraphQL API has")
}

// newestLoads gives all loads, newest first.
func newestLoads(ctx context.Context, r graph.Reader) iter.Seq2[*graph.Load, error] {
	return func(yield func(*graph.Load, error) bool) {
		first := graph.MaxPage
		q := graph.Query{Noun: graph.NounLoad, Selection: graph.Selection{
			Order: []graph.Order{{Prop: "revision", Desc: true}}, Page: graph.Page{First: &first},
		}}
		for {
			answers, err := r.Find(ctx, []graph.Query{q})
			if err != nil {
				yield(nil, err)
				return
			}
			page := answers[0].Page.(*graph.LoadPage)
			for _, l := range page.Nodes() {
				if !yield(l, nil) {
					return
				}
			}
			if !page.PageInfo.HasNextPage {
				return
			}
			q.Page.After = page.PageInfo.EndCursor
		}
	}
}

// worded is a load, with what it did in words where it has no files.
type worded struct {
	*graph.Load
	did string
}

// withWords gives loads with what they did in words.
func withWords(ctx context.Context, r graph.Reader, loads iter.Seq2[*graph.Load, error]) iter.Seq2[worded, error] {
	return func(yield func(worded, error) bool) {
		for l, err := range loads {
			w := worded{Load: l}
			if err == nil {
				w.did, err = graph.Did(ctx, r, l)
			}
			if !yield(w, err) || err != nil {
				return
			}
		}
	}
}

// printLoads prints loads as a table.
func printLoads(w io.Writer, loads iter.Seq2[worded, error]) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	n := 0
	for l, err := range loads {
		if err != nil {
			return err
		}
		if n++; n == 1 {
			fmt.Fprintln(table, "REVISION\tFINISHED\tWHO\tDATA SET\tADDED\tCHANGED\tREMOVED\tLOAD\tFILES")
		}
		r := l.Receipt()
		fmt.Fprintf(table, "%d\t%s\t%s\t%s\t%d\t%d\t%d\t%s\t%s\n",
			r.Revision, l.FinishedAt, plain(l.Who), plain(l.Dataset), r.Added, r.Changed, r.Removed, l.ID, plain(loadFrom(l)))
	}
	if n == 0 {
		_, err := fmt.Fprintln(w, "There are no loads yet.")
		return err
	}
	return table.Flush()
}

// loadFrom says from what a load came: its files, the load that it took back, or what it did.
func loadFrom(l worded) string {
	if l.Reverts != "" {
		return "takes back " + l.Reverts
	}
	return cmp.Or(strings.Join(l.Files, ", "), l.did)
}

func printLoadsJSON(w io.Writer, loads iter.Seq2[worded, error]) error {
	list := jsonList{w: w}
	for l, err := range loads {
		if err != nil {
			return err
		}
		if err := list.add(describeWorded(l)); err != nil {
			return err
		}
	}
	if err := list.end(); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w)
	return err
}

// loadJSON is a load as the GraphQL API has it.
type loadJSON struct {
	ID         string     `json:"id"`
	Dataset    string     `json:"dataset"`
	Files      []string   `json:"files"`
	SHA256     *string    `json:"sha256"`
	Revision   int        `json:"revision"`
	StartedAt  *string    `json:"startedAt"`
	FinishedAt string     `json:"finishedAt"`
	Who        *string    `json:"who"`
	Reverts    *string    `json:"reverts"`
	Counts     countsJSON `json:"counts"`
}

// wordedJSON is a load with what it did in words; null for one that has files, or took another back.
type wordedJSON struct {
	loadJSON
	Did *string `json:"did"`
}

func describeWorded(l worded) wordedJSON { return wordedJSON{describeLoad(l.Load), optional(l.did)} }

// countsJSON counts the nodes, edges and claims of what is shown.
type countsJSON struct {
	Added   int `json:"added"`
	Changed int `json:"changed"`
	Removed int `json:"removed"`
}

func countsOf(r graph.Receipt) countsJSON { return countsJSON{r.Added, r.Changed, r.Removed} }

func describeLoad(l *graph.Load) loadJSON {
	r := l.Receipt()
	return loadJSON{
		ID: l.ID, Dataset: l.Dataset, Files: append([]string{}, l.Files...), SHA256: optional(l.SHA256), Revision: r.Revision,
		StartedAt: optional(l.StartedAt), FinishedAt: l.FinishedAt, Who: optional(l.Who), Reverts: optional(l.Reverts), Counts: countsOf(r),
	}
}

// optional is nil for an empty text, which JSON has as null.
func optional(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// jsonList writes a list one element after the other, so that it is never in memory as a whole.
type jsonList struct {
	w io.Writer
	// indent stands before the end of the list; its elements have two blanks more.
	indent string
	begun  bool
}

func (l *jsonList) add(element any) error {
	text, err := indented(element, l.indent+"  ")
	if err != nil {
		return err
	}
	sep := ","
	if !l.begun {
		l.begun, sep = true, "["
	}
	_, err = fmt.Fprintf(l.w, "%s\n%s  %s", sep, l.indent, text)
	return err
}

func (l *jsonList) end() error {
	text := "\n" + l.indent + "]"
	if !l.begun {
		text = "[]"
	}
	_, err := io.WriteString(l.w, text)
	return err
}

// indented writes a value as JSON whose further lines begin with an indent.
func indented(value any, indent string) (string, error) {
	var text strings.Builder
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	e.SetIndent(indent, "  ")
	if err := e.Encode(value); err != nil {
		return "", fmt.Errorf("the answer can't be written as JSON: %w", err)
	}
	return strings.TrimSuffix(text.String(), "\n"), nil
}
