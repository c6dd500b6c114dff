package main

import (
	"context"
	"log/slog"

	"github.com/spf13/cobra"

	"pactgraph/mcp"
	"pactgraph/server"
)

func newMCP() *cobra.Command {
	return &cobra.Command{
		Use:   "mcp",
		Short: "Answer an assistant over the Model Context Protocol, on standard input and output",
		Long: `Answer an assistant over the Model Context Protocol: JSON-RPC messages on standard input and output, one a line, as programs
expect of a server that they start themselves. It ends when its input does. All tools only read; each fact comes with the quotes
and sources that show it. What goes wrong is logged to standard error.

A server that runs already answers the same over HTTP, at /mcp (pactgraph serve).`,
		Example: `  pactgraph mcp --store sqlite:var/paris.db
  npx @modelcontextprotocol/inspector pactgraph mcp --store sqlite:/path/to/paris.db`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			store, err := openStore(cmd, false)
			if err != nil {
				return err
			}
			defer store.Close()
			log := slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), nil))
			ask := server.NewAsk(store, server.Options{Log: log})
			return mcp.Serve(cmd.Context(), mcp.New(asker(ask), mcpOptions()), cmd.InOrStdin(), cmd.OutOrStdout())
		},
	}
}

func mcpOptions() mcp.Options { return mcp.Options{Version: versionText()} }

// asker lets the tools ask what answers GraphQL.
func asker(ask server.Ask) mcp.Ask {
	return func(ctx context.Context, document, operation string, variables map[string]any) ([]byte, error) {
		return ask(ctx, server.Request{Document: document, Operation: operation, Variables: variables})
	}
}
