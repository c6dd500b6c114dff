package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"pactgraph/graph"
)

func newChoose() *cobra.Command {
	var why, load string
	q := graph.ChoiceRequest{}
	cmd := &cobra.Command{
		Use:   "choose TARGET FIELD [VALUE]",
		Short: "Choose by hand which of several values is shown",
		Long: `Choose which of the values that data sets give to a field is shown, whatever the rule says. TARGET is the id of a node or an
edge, FIELD one of its fields that have one value. The value is given as it is written in conflicts, or by --dataset, the data
set that says it, or by --load, the load that said it (its id or its revision).

A choice holds as long as a data set says the value, whatever is loaded, until it is taken back by --take-back or another value
is chosen. All values stay, and conflicts tells which was chosen, by whom and why. It is kept as a load of the data set
` + graph.ChoicesData + `, which is listed and can be taken back like any other.`,
		Example: `  pactgraph choose actor/belmark name "Republic of Belmark" --why "so it calls itself since 2031"
  pactgraph choose declaration/tarn-accord signedOn --dataset register
  pactgraph choose declaration/tarn-accord signedOn --take-back`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 2 && len(args) != 3 {
				return usagef("choose takes the id of a node or an edge, a field and a value, and was given %d arguments", len(args))
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&q.Dataset, "dataset", "", "the data set that says the value")
	cmd.Flags().StringVar(&load, "load", "", "the load that said the value, by its id or its revision")
	cmd.Flags().StringVar(&why, "why", "", "why it is chosen")
	cmd.Flags().BoolVar(&q.TakeBack, "take-back", false, "let the rule decide again")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		q.Target, q.Field, q.Why, q.Who, q.StartedAt = args[0], args[1], why, who(), time.Now()
		if len(args) == 3 {
			q.Value = &args[2]
		}
		var named loadName
		if load != "" {
			var err error
			if named, err = parseLoad(load); err != nil {
				return err
			}
			q.Load = load
		}
		if err := q.Check(); err != nil {
			return usageError{err}
		}
		store, err := openStore(cmd, false)
		if err != nil {
			return err
		}
		defer store.Close()
		if load != "" {
			l, err := named.find(cmd.Context(), store)
			if err != nil {
				return err
			}
			q.Load = l.ID
		}
		receipt, err := graph.Choose(cmd.Context(), store, q)
		if err != nil {
			return err
		}
		printChoice(cmd, q, receipt)
		return nil
	}
	return cmd
}

func printChoice(cmd *cobra.Command, q graph.ChoiceRequest, r graph.Receipt) {
	of := fmt.Sprintf("the value of %s of %s", q.Field, q.Target)
	switch {
	case r.Unchanged:
		fmt.Fprintf(cmd.OutOrStdout(), "Nothing new: %s was chosen so already (revision %d).\n", of, r.Revision)
		return
	case q.TakeBack:
		fmt.Fprintf(cmd.OutOrStdout(), "Took the choice back of %s", of)
	default:
		fmt.Fprintf(cmd.OutOrStdout(), "Chose %s", of)
	}
	fmt.Fprintf(cmd.OutOrStdout(), " by %s (revision %d): %s.\n", r.LoadID, r.Revision, countsText(r))
}
