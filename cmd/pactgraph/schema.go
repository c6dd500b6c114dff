package main

import (
	"github.com/spf13/cobra"

	"pactgraph"
	"pactgraph/loader"
)

func newSchema() *cobra.Command {
	return &cobra.Command{
		Use:   "schema [graphql|bundle|mapping]",
		Short: "Print the GraphQL schema, or the JSON Schema of bundles or mappings",
		Long: `Print the GraphQL schema (graphql, the default), or the JSON Schema of bundles (bundle) or of mappings (mapping), by
which an editor completes and checks what is written.`,
		Example: `  pactgraph schema > schema.graphqls
  pactgraph schema bundle > bundle.schema.json
  pactgraph schema mapping > mapping.schema.json`,
		ValidArgs: []string{"graphql", "bundle", "mapping"},
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usagef("schema takes one of graphql, bundle and mapping, and was given %d arguments", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			what := "graphql"
			if len(args) == 1 {
				what = args[0]
			}
			text := pactgraph.Schema
			switch what {
			case "graphql":
			case "bundle":
				text = string(loader.Schema())
			case "mapping":
				text = string(loader.MappingSchema())
			default:
				return usagef("there is no schema %q: graphql, bundle and mapping are there", what)
			}
			_, err := cmd.OutOrStdout().Write([]byte(text))
			return err
		},
	}
}
