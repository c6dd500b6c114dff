package main

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"pactgraph/graph"
	"pactgraph/resolve"
)

// resolveFlags are the flags of pactgraph resolve.
type resolveFlags struct {
	nouns        []string
	least        float64
	first        int
	asJSON       bool
	decided      bool
	decide, undo []string
	why          string
}

func newResolve() *cobra.Command {
	var f resolveFlags
	cmd := &cobra.Command{
		Use:   "resolve",
		Short: "Propose pairs that may be one actor or declaration, and keep what is decided about them",
		Long: `Propose pairs of actors, and of declarations, that may be one: each with a score from 0 to 1, and the reasons for and
against it. Nothing is changed, and nothing is ever decided by the program.

With --decide, keep what you decided about two nodes: A=B (they are the same), A!=B (they are different), A?B (it can't be
told). Pairs that are decided aren't proposed again. Two that are the same are shown as one: B, or A where A alone is a
state of the registry. Its old id still answers, loads that say something of it say it of the one that is left, and --undo
makes them two again. Each is one or more loads, so pactgraph loads and diff tell of it.`,
		Example: `  pactgraph resolve
  pactgraph resolve --noun declaration --least 0.5 --first 20
  pactgraph resolve --decide 'actor/zelensky=actor/volodymyr-zelenskyy' --why 'the same office at the same time'
  pactgraph resolve --undo 'actor/zelensky=actor/volodymyr-zelenskyy'`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd) },
	}
	flags := cmd.Flags()
	flags.StringSliceVar(&f.nouns, "noun", nil, "what is compared: actor, declaration, or both (the default)")
	flags.Float64Var(&f.least, "least", resolve.Line, "the least score that is printed, 0 to 1")
	flags.IntVar(&f.first, "first", 0, "how many pairs are printed, the best (default all)")
	flags.BoolVar(&f.decided, "decided", false, "list what was decided, by whom and when, instead")
	flags.StringArrayVar(&f.decide, "decide", nil, "keep a decision: 'ID=ID', 'ID!=ID' or 'ID?ID'; may be given again")
	flags.StringArrayVar(&f.undo, "undo", nil, "take the decision on two nodes back, written in the same way; may be given again")
	flags.StringVar(&f.why, "why", "", "why it is decided so, kept with --decide")
	jsonFlag(cmd, &f.asJSON)
	cmd.MarkFlagsMutuallyExclusive("decided", "decide")
	cmd.MarkFlagsMutuallyExclusive("decided", "undo")
	return cmd
}

func (f *resolveFlags) run(cmd *cobra.Command) error {
	options, err := f.options()
	if err != nil {
		return err
	}
	decide, undo, err := f.decisions()
	if err != nil {
		return err
	}
	store, err := openStore(cmd, false)
	if err != nil {
		return err
	}
	defer store.Close()
	switch {
	case len(decide)+len(undo) > 0:
		return f.keep(cmd, store, decide, undo)
	case f.decided:
		return f.printDecided(cmd, store)
	}
	found, err := resolve.Find(cmd.Context(), store, options)
	if err != nil {
		return err
	}
	if f.asJSON {
		return printJSON(cmd.OutOrStdout(), describeProposals(found))
	}
	return printProposals(cmd.OutOrStdout(), found, options)
}

// options gives what is to be compared.
func (f *resolveFlags) options() (resolve.Options, error) {
	o := resolve.Options{Least: f.least, First: f.first}
	for _, name := range f.nouns {
		i := slices.IndexFunc(resolve.Resolvable(), func(n graph.Noun) bool { return n.Prefix() == name })
		if i < 0 {
			return o, usagef("--noun can't be %q: it is actor or declaration", name)
		}
		o.Nouns = append(o.Nouns, resolve.Resolvable()[i])
	}
	if err := o.Check(); err != nil {
		return o, usageError{err}
	}
	return o, nil
}

// decisions gives what is to be kept, and what is to be taken back.
func (f *resolveFlags) decisions() (decide, undo []resolve.Decision, err error) {
	if decide, err = parseDecisions(f.decide); err != nil {
		return nil, nil, err
	}
	if f.why != "" && len(decide) == 0 {
		return nil, nil, usagef("--why says why something is decided: give --decide too")
	}
	for i := range decide {
		decide[i].Why = f.why
	}
	undo, err = parseDecisions(f.undo)
	return decide, undo, err
}

func parseDecisions(texts []string) ([]resolve.Decision, error) {
	var list []resolve.Decision
	for _, text := range texts {
		d, err := resolve.Parse(text)
		if err != nil {
			return nil, usageError{err}
		}
		list = append(list, d)
	}
	return list, nil
}

// keep makes decisions, or takes them back.
func (f *resolveFlags) keep(cmd *cobra.Command, store graph.Store, decide, undo []resolve.Decision) error {
	receipts, err := resolve.Keep(cmd.Context(), store, resolve.Request{Decide: decide, Undo: undo, Who: who(), StartedAt: time.Now().UTC()})
	out := cmd.OutOrStdout()
	if err == nil {
		sayKept(out, decide, undo, len(receipts) > 0)
	}
	for _, r := range receipts {
		fmt.Fprintf(out, "Kept as %s (revision %d): %s.\n", r.LoadID, r.Revision, countsText(r))
	}
	return err
}

func sayKept(w io.Writer, decide, undo []resolve.Decision, changed bool) {
	if !changed {
		fmt.Fprintln(w, "Nothing new: that is decided already.")
		return
	}
	for _, d := range undo {
		fmt.Fprintf(w, "Taken back: the decision about %s and %s.\n", d.A, d.B)
	}
	for _, d := range decide {
		fmt.Fprintf(w, "Decided: %s.\n", sayDecision(d))
	}
}

func sayDecision(d resolve.Decision) string {
	switch d.Verdict {
	case resolve.Same:
		return d.A + " and " + d.B + " are the same"
	case resolve.Different:
		return d.A + " and " + d.B + " are different"
	}
	return "whether " + d.A + " and " + d.B + " are the same can’t be told"
}

// printProposals prints pairs as text: the nodes, then the reasons with their points.
func printProposals(w io.Writer, found *resolve.Proposals, o resolve.Options) error {
	out := bufio.NewWriter(w)
	for _, p := range found.Pairs {
		fmt.Fprintf(out, "%.3f  %s\n       %s\n", p.Score, sayNode(p.A), sayNode(p.B))
		if p.ByNameAlone {
			fmt.Fprintln(out, "       by name alone: nothing else speaks for it")
		}
		for _, r := range p.Reasons {
			fmt.Fprintf(out, "       %+.2f %s\n", r.Points, plain(r.Text))
		}
		fmt.Fprintln(out)
	}
	fmt.Fprintf(out, "Of %s, %s may be one (a score of %v or more)", count(found.Nodes, "node"), count(found.Total, "pair"), o.Least)
	if len(found.Pairs) < found.Total {
		fmt.Fprintf(out, "; the first %d are shown", len(found.Pairs))
	}
	fmt.Fprintf(out, ". Compared: %s.", count(found.Compared, "pair"))
	if found.Decided > 0 {
		fmt.Fprintf(out, " Left out, as decided: %d.", found.Decided)
	}
	if found.Crowded > 0 {
		fmt.Fprintf(out, " Words and dates that too many nodes share to find pairs by: %d.", found.Crowded)
	}
	fmt.Fprintln(out)
	return out.Flush()
}

func sayNode(s resolve.Side) string { return fmt.Sprintf("%s  %s (%s)", s.ID, plain(s.Label), s.Kind) }

// printDecided lists decisions.
func (f *resolveFlags) printDecided(cmd *cobra.Command, store graph.Store) error {
	all, err := resolve.ReadDecisions(cmd.Context(), store)
	if err != nil {
		return err
	}
	list := all.List()
	loads, err := resolve.Loads(cmd.Context(), store, list)
	if err != nil {
		return err
	}
	if f.asJSON {
		return printJSON(cmd.OutOrStdout(), describeDecisions(list, loads))
	}
	if len(list) == 0 {
		_, err := fmt.Fprintln(cmd.OutOrStdout(), "Nothing is decided yet.")
		return err
	}
	table := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "VERDICT\tA\tB\tWHO\tWHEN\tWHY")
	for _, d := range list {
		who, when := "", ""
		if l := loads[d.Claim]; l != nil {
			who, when = l.Who, l.FinishedAt
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", d.Verdict, d.A, d.B, plain(who), when, plain(d.Why))
	}
	return table.Flush()
}

// proposalsJSON is what resolve found.
type proposalsJSON struct {
	Pairs    []pairJSON `json:"pairs"`
	Total    int        `json:"total"`
	Nodes    int        `json:"nodes"`
	Compared int        `json:"compared"`
	Decided  int        `json:"decided"`
	Crowded  int        `json:"crowded"`
}

type pairJSON struct {
	A           sideJSON     `json:"a"`
	B           sideJSON     `json:"b"`
	Score       float64      `json:"score"`
	ByNameAlone bool         `json:"byNameAlone"`
	Reasons     []reasonJSON `json:"reasons"`
}

type sideJSON struct {
	ID    string `json:"id"`
	Label string `json:"label"`
	Kind  string `json:"kind"`
}

type reasonJSON struct {
	Points float64 `json:"points"`
	Text   string  `json:"text"`
}

func describeProposals(found *resolve.Proposals) proposalsJSON {
	all := proposalsJSON{Pairs: []pairJSON{}, Total: found.Total, Nodes: found.Nodes, Compared: found.Compared, Decided: found.Decided, Crowded: found.Crowded}
	for _, p := range found.Pairs {
		pair := pairJSON{A: sideJSON(p.A), B: sideJSON(p.B), Score: p.Score, ByNameAlone: p.ByNameAlone, Reasons: []reasonJSON{}}
		for _, r := range p.Reasons {
			pair.Reasons = append(pair.Reasons, reasonJSON(r))
		}
		all.Pairs = append(all.Pairs, pair)
	}
	return all
}

// decisionJSON is what somebody decided.
type decisionJSON struct {
	A       string          `json:"a"`
	B       string          `json:"b"`
	Verdict resolve.Verdict `json:"verdict"`
	Why     *string         `json:"why"`
	Claim   string          `json:"claim"`
	Load    *loadJSON       `json:"load"`
}

func describeDecisions(list []resolve.Decision, loads map[string]*graph.Load) []decisionJSON {
	all := []decisionJSON{}
	for _, d := range list {
		one := decisionJSON{A: d.A, B: d.B, Verdict: d.Verdict, Why: optional(d.Why), Claim: d.Claim}
		if l := loads[d.Claim]; l != nil {
			load := describeLoad(l)
			one.Load = &load
		}
		all = append(all, one)
	}
	return all
}

func printJSON(w io.Writer, value any) error {
	text, err := indented(value, "")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(w, strings.TrimSpace(text))
	return err
}
