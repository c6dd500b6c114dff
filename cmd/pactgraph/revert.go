package main

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"pactgraph/graph"
)

func newRevert() *cobra.Command {
	var asJSON, dry, keep bool
	cmd := &cobra.Command{
		Use:   "revert LOAD",
		Short: "Take one load back",
		Long: `Take one load back: what its data set said before of all that it spoke of is said again, so that the graph is as it would be
without it. LOAD is a load's id or its revision, as pactgraph loads lists them. Taking back is itself a load, of the same data
set, that is listed and can be taken back.

What the data set said otherwise in a later load, or what something else that is said still names, can't be taken back. Then
all of that is listed, and nothing is done; with --keep it is left as it is, and the rest is taken back.`,
		Example: `  pactgraph revert 3 --plan
  pactgraph revert load/20260107t080000z-1f2e3d4c
  pactgraph revert 3 --keep --json`,
		Args: oneLoad,
	}
	jsonFlag(cmd, &asJSON)
	cmd.Flags().BoolVar(&dry, "plan", false, "tell what would change, field by field, without doing it")
	cmd.Flags().BoolVar(&keep, "keep", false, "leave what can't be taken back, and take back the rest")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		store, l, err := openLoad(cmd, args[0])
		if err != nil {
			return err
		}
		defer store.Close()
		v := reversal{cmd: cmd, of: l, asJSON: asJSON, dry: dry}
		q := graph.RevertRequest{Load: l.ID, Who: who(), StartedAt: time.Now(), Keep: keep}
		ctx, end := withProgress(cmd)
		if dry {
			v.planned, v.conflicts, err = graph.PlanRevert(ctx, store, q)
		} else {
			v.planned.Receipt, v.conflicts, err = graph.RevertLoad(ctx, store, q)
		}
		end()
		// What a load says again that took another back, is lost in none.
		if err == nil && l.Reverts == "" && !v.planned.Unchanged {
			if v.later, err = graph.LaterLoads(cmd.Context(), store, l); err != nil {
				return err
			}
		}
		return v.print(err)
	}
	return cmd
}

// oneLoad wants one load.
func oneLoad(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usagef("%s takes one load, by its id or its revision, and was given %d", cmd.Name(), len(args))
	}
	return nil
}

// reversal is a load that was taken back, would be, or can't be.
type reversal struct {
	cmd         *cobra.Command
	of          *graph.Load
	asJSON, dry bool
	planned     graph.Planned
	conflicts   []graph.RevertConflict
	// later are loads that may have said some of what goes again.
	later []*graph.Load
}

// revertJSON is what taking a load back does.
type revertJSON struct {
	Reverts string `json:"reverts"`
	Dataset string `json:"dataset"`
	// Load is the load that took it back; null where none did.
	Load      *string        `json:"load"`
	Revision  int            `json:"revision"`
	Unchanged bool           `json:"unchanged"`
	Counts    countsJSON     `json:"counts"`
	Conflicts []conflictJSON `json:"conflicts"`
	// Later are the data set's later loads, which may have said some of it again in the same words: that goes too.
	Later []string `json:"later"`
}

type conflictJSON struct {
	Target string `json:"target"`
	Reason string `json:"reason"`
	// Load is the later load that stands against it, Dataset its data set, Named what names the target or is missing.
	Load    *string `json:"load"`
	Dataset string  `json:"dataset"`
	Named   *string `json:"named"`
}

// print tells what was done, or what stands against it; err is what came of it.
func (v *reversal) print(err error) error {
	if err != nil && len(v.conflicts) == 0 {
		return err
	}
	if v.asJSON {
		return cmp.Or(v.printJSON(err == nil), findingsOf(err))
	}
	if err != nil {
		printConflicts(v.cmd.ErrOrStderr(), v.conflicts)
		fmt.Fprintf(v.cmd.ErrOrStderr(), "%s can't be taken back whole: %s; nothing was changed. With --keep they are left, and the rest is taken back.\n",
			v.of.ID, count(len(v.conflicts), "conflict"))
		return errFindings
	}
	return v.printDone(v.cmd.OutOrStdout())
}

// findingsOf is the error for what was told already.
func findingsOf(err error) error {
	if err == nil {
		return nil
	}
	return errFindings
}

func printConflicts(w io.Writer, conflicts []graph.RevertConflict) {
	for _, c := range conflicts {
		fmt.Fprintln(w, plain(c.String()))
	}
}

func (v *reversal) printDone(w io.Writer) error {
	r := v.planned.Receipt
	switch {
	case r.Unchanged:
		fmt.Fprintf(w, "Nothing of %s can be taken back: the graph stays at revision %d.\n", v.of.ID, r.Revision)
	case v.dry:
		fmt.Fprintf(w, "Taking %s back would make revision %d: %s.\n", v.of.ID, r.Revision, countsText(r))
	default:
		fmt.Fprintf(w, "Took %s of %s back by %s (revision %d): %s.\n", v.of.ID, plain(v.of.Dataset), r.LoadID, r.Revision, countsText(r))
	}
	if len(v.conflicts) > 0 {
		fmt.Fprintf(w, "Left as it is, for %s:\n", count(len(v.conflicts), "conflict"))
		printConflicts(w, v.conflicts)
	}
	v.printLater(w)
	return printChanges(w, withoutErrors(v.planned.Changes))
}

// mostLater is how many later loads are named.
const mostLater = 5

// printLater names the later loads whose files are worth loading again.
func (v *reversal) printLater(w io.Writer) {
	if len(v.later) == 0 {
		return
	}
	fmt.Fprintf(w, "Later loads of %s may have said some of it again in the same words, which goes too: load their files again to have it back.\n", plain(v.of.Dataset))
	for _, l := range v.later[:min(len(v.later), mostLater)] {
		fmt.Fprintf(w, "    %s (revision %d%s)\n", l.ID, *l.Revision, plain(strings.Join(append([]string{""}, l.Files...), ", ")))
	}
	if more := len(v.later) - mostLater; more > 0 {
		fmt.Fprintf(w, "    and %d more\n", more)
	}
}

func (v *reversal) printJSON(possible bool) error {
	r := v.planned.Receipt
	told := revertJSON{
		Reverts: v.of.ID, Dataset: v.of.Dataset, Revision: r.Revision, Unchanged: !possible || r.Unchanged, Counts: countsOf(r), Conflicts: []conflictJSON{}, Later: []string{},
	}
	for _, l := range v.later {
		told.Later = append(told.Later, l.ID)
	}
	if possible && !v.dry && !r.Unchanged {
		told.Load = &r.LoadID
	}
	for _, c := range v.conflicts {
		told.Conflicts = append(told.Conflicts, conflictJSON{Target: c.Target, Reason: c.Reason, Load: optional(c.By), Dataset: c.Dataset, Named: optional(c.Named)})
	}
	return printChangesJSON(v.cmd.OutOrStdout(), "revert", told, withoutErrors(v.planned.Changes))
}
