package main

import (
	"fmt"
	"log/slog"
	"net"
	"net/http"

	"github.com/spf13/cobra"

	"pactgraph/internal/inbox"
	"pactgraph/internal/tokens"
	"pactgraph/mcp"
	"pactgraph/server"
)

func newServe() *cobra.Command {
	var flags serveFlags
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the graph: GraphQL at /graphql, GraphiQL at /graphiql, assistants at /mcp",
		Long: `Serve the graph over HTTP: a page at /, GraphQL at /graphql, GraphiQL at /graphiql, the Model Context Protocol for
assistants at /mcp, and /healthz and /readyz for whoever watches over it. It stops when it gets SIGINT or SIGTERM, after the requests that run have been answered.

It listens on this machine only, unless --listen says otherwise; whoever reaches it may ask, and nobody may write. Those
whom --writers names may load, take loads back and choose values, by mutations with the header "Authorization: Bearer TOKEN". Those whom
--admins names may ask for explanations: a request of theirs, with that header and "Pactgraph-Explain: true", is answered with
the store's statements and their plans besides, in extensions.explain. An admin is no writer, and a writer no admin, unless both files have them.`,
		Example: `  pactgraph serve
  pactgraph serve --store sqlite:var/paris.db --listen 127.0.0.1:9000
  pactgraph token desk >> admins && pactgraph serve --admins admins
  pactgraph token ana >> writers && pactgraph serve --writers writers`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return serve(cmd, flags)
		},
	}
	cmd.Flags().StringVar(&flags.listen, "listen", "127.0.0.1:8080", "the address and port to listen on")
	cmd.Flags().StringVar(&flags.admins, "admins", "", "a file of admins' tokens, each line a name and sha256:HASH, as pactgraph token prints it")
	cmd.Flags().StringVar(&flags.writers, "writers", "", "a file of the tokens of those who may load, as --admins has them; nobody may, where it is left out")
	return cmd
}

// serveFlags are the flags of serve.
type serveFlags struct{ listen, admins, writers string }

// holders reads a file of tokens; nobody where none is named.
func holders(path string) (*tokens.Holders, error) {
	if path == "" {
		return nil, nil
	}
	return tokens.ReadFile(path)
}

func serve(cmd *cobra.Command, flags serveFlags) (err error) {
	opts := server.Options{Log: slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), nil))}
	if opts.Admins, err = holders(flags.admins); err != nil {
		return err
	}
	if opts.Writers, err = holders(flags.writers); err != nil {
		return err
	}
	store, err := openStore(cmd, false)
	if err != nil {
		return err
	}
	defer store.Close()
	if opts.Writers.Len() > 0 {
		opts.Loader = inbox.New(store)
	}
	opts.MCP = func(ask server.Ask) http.Handler { return mcp.Handler(mcp.New(asker(ask), mcpOptions())) }
	listener, err := net.Listen("tcp", flags.listen)
	if err != nil {
		return fmt.Errorf("can't listen on %s: %w", flags.listen, err)
	}
	fmt.Fprintf(cmd.OutOrStdout(), "Serving %s at http://%s (GraphQL at /graphql, GraphiQL at /graphiql, assistants at /mcp); Ctrl-C stops it.\n", storeName(cmd), listener.Addr())
	server.CollectLess()
	return server.Serve(cmd.Context(), listener, server.New(store, opts))
}
