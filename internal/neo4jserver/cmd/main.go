// Command cmd starts a Neo4j in the foreground for development, prints its address, and ends it at an interrupt.
//
//	go run ./internal/neo4jserver/cmd -dir var/neo4j -port 7687
//
// With PACTGRAPH_NEO4J_PASSWORD set, authentication is on, for the user neo4j.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"pactgraph/internal/neo4jserver"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "neo4j:", err)
		os.Exit(1)
	}
}

func run() error {
	var o neo4jserver.Options
	flag.StringVar(&o.Version, "version", "", "Neo4j's version, or the beginning of it (default: the newest that runs here)")
	flag.StringVar(&o.Dir, "dir", "", "folder for the data (default: one that is removed at the end)")
	flag.IntVar(&o.Port, "port", 0, "port of Bolt (default: a free one)")
	flag.IntVar(&o.HeapMB, "heap", 0, "heap in MiB (default: 1024)")
	flag.IntVar(&o.PageCacheMB, "pagecache", 0, "page cache in MiB (default: 256)")
	flag.Parse()
	o.Password = os.Getenv("PACTGRAPH_NEO4J_PASSWORD")
	o.Log = os.Stderr

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	s, err := neo4jserver.Start(ctx, o)
	if err != nil {
		return err
	}
	fmt.Println(s.URI)
	select {
	case <-ctx.Done():
		return s.Stop()
	case <-s.Done():
		return fmt.Errorf("the server ended by itself")
	}
}
