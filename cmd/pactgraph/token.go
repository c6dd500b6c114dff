package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"pactgraph/internal/tokens"
)

func newToken() *cobra.Command {
	return &cobra.Command{
		Use:   "token NAME",
		Short: "Make a token for somebody, and the line about it for serve --admins or --writers",
		Long: `Make a new token for NAME. The line for the file that serve --admins or serve --writers names goes to standard
output; it has the token's hash only. The token itself goes to standard error, and is kept nowhere: hand it to whom it is for. Whoever has
it sends it as "Authorization: Bearer TOKEN". To take it back, remove the line and start the server again.`,
		Example: `  pactgraph token desk >> admins
  pactgraph token ana >> writers`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("token takes one name, and was given %d", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			token := tokens.New()
			line, err := tokens.Line(args[0], token)
			if err != nil {
				return usageError{err}
			}
			if _, err := fmt.Fprintln(cmd.OutOrStdout(), line); err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.ErrOrStderr(), "The token of %s, which is kept nowhere: %s\n", args[0], token)
			return err
		},
	}
}
