package main

import (
	"fmt"
	"log/slog"
	"net"

	"github.com/spf13/cobra"

	"pactgraph/internal/tokens"
	"pactgraph/server"
)

func newServe() *cobra.Command {
	var listen, admins string
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the graph: GraphQL at /graphql, GraphiQL at /graphiql",
		Long: `Serve the graph over HTTP: a page at /, GraphQL at /graphql, GraphiQL at /graphiql, and /healthz and /readyz for
whoever watches over it. It stops when it gets SIGINT or SIGTERM, after the requests that run have been answered.

It listens on this machine only, unless --listen says otherwise; it asks nobody who they are. Only explanations are for
those whom --admins names: a request of theirs, with the headers "Authorization: Bearer TOKEN" and "Pactgraph-Explain: true",
is answered with the store's statements and their plans besides, in extensions.explain.`,
		Example: `  pactgraph serve
  pactgraph serve --store sqlite:var/paris.db --listen 127.0.0.1:9000
  pactgraph token desk >> admins && pactgraph serve --admins admins`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return serve(cmd, listen, admins)
		},
	}
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:8080", "the address and port to listen on")
	cmd.Flags().StringVar(&admins, "admins", "", "a file of admins' tokens, each line a name and sha256:HASH, as pactgraph token prints it")
	return cmd
}

func serve(cmd *cobra.Command, listen, admins string) error {
	opts := server.Options{Log: slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), nil))}
	if admins != "" {
		var err error
		if opts.Admins, err = tokens.ReadFile(admins); err != nil {
			return err
		}
	}
	store, err := openStore(cmd, false)
	if err != nil {
		return err
	}
	defer store.Close()
	listener, err := net.Listen("tcp", listen)
	if err != nil {
		return fmt.Errorf("can't listen on %s: %w", listen, err)
	}
	fmt.Fprintf(cmd.OutOrStdout(), "Serving %s at http://%s (GraphQL at /graphql, GraphiQL at /graphiql); Ctrl-C stops it.\n", storeName(cmd), listener.Addr())
	server.CollectLess()
	return server.Serve(cmd.Context(), listener, server.New(store, opts))
}
