// Command cmd starts a Neo4j for development, and ends it in good order.
//
//	neo4jserver -dir var/neo4j -port 7687
//	neo4jserver -dir var/neo4j -password-file var/neo4j-password -- COMMAND ARGUMENTS…
//	neo4jserver -check
//
// Without a command it runs in the foreground until it is interrupted. With one, it runs as long as the command does,
// which finds its graph by PACTGRAPH_STORE and PACTGRAPH_PASSWORD; an interrupt goes to the command. With -check, it only
// tells whether a Neo4j can be started here, and otherwise what to install.
//
// Authentication is on with a password, in PACTGRAPH_NEO4J_PASSWORD or in the file named, for the user neo4j.
package main

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"pactgraph/internal/neo4jserver"
)

func main() {
	err := run(os.Args[1:])
	var command *exec.ExitError
	switch {
	case err == nil:
	case errors.As(err, &command) && command.ExitCode() > 0:
		os.Exit(command.ExitCode()) // it has said why
	default:
		fmt.Fprintln(os.Stderr, "neo4j:", err)
		os.Exit(1)
	}
}

// usualPort is that of Bolt, where Neo4j's own tools look first.
const usualPort = 7687

func run(args []string) error {
	var o neo4jserver.Options
	flags := flag.NewFlagSet("neo4jserver", flag.ExitOnError)
	check := flags.Bool("check", false, "only tell whether a Neo4j can be started here")
	passwordFile := flags.String("password-file", "", "file with the password; made, with a random one, if it isn't there")
	flags.StringVar(&o.Version, "version", "", "Neo4j's version, or the beginning of it (default: the newest that runs here)")
	flags.StringVar(&o.Dir, "dir", "", "folder for the data (default: one that is removed at the end)")
	flags.IntVar(&o.Port, "port", 0, "port of Bolt (default: 7687, or a free one if that is taken)")
	flags.IntVar(&o.HeapMB, "heap", 0, "heap in MiB (default: 1024)")
	flags.IntVar(&o.PageCacheMB, "pagecache", 0, "page cache in MiB (default: 256)")
	_ = flags.Parse(args) // it exits by itself

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if *check {
		return canStart(ctx)
	}
	o.Password = os.Getenv("PACTGRAPH_NEO4J_PASSWORD")
	if *passwordFile != "" {
		var err error
		if o.Password, err = keptPassword(*passwordFile); err != nil {
			return err
		}
	}
	if o.Port == 0 && free(usualPort) {
		o.Port = usualPort
	}
	if flags.NArg() == 0 {
		o.Log = os.Stderr
	}
	s, err := neo4jserver.Start(ctx, o)
	if err != nil {
		return err
	}
	announce(s, *passwordFile)
	if flags.NArg() == 0 {
		return wait(ctx, s)
	}
	stop() // from here on, signals go to the command
	return errors.Join(accompany(s, flags.Args()), s.Stop())
}

// canStart tells what is missing to start a Neo4j; nothing is if one runs already that tests may use.
func canStart(ctx context.Context) error {
	if _, ok := neo4jserver.FromEnvironment(); ok {
		return nil
	}
	_, err := neo4jserver.Available(ctx)
	return err
}

// keptPassword gives the password in a file, which only its owner can read; it makes the file if it isn't there.
func keptPassword(file string) (string, error) {
	text, err := os.ReadFile(file)
	if err == nil {
		if password := strings.TrimSpace(string(text)); password != "" {
			return password, nil
		}
		return "", fmt.Errorf("%s is empty: write a password of eight characters or more into it, or remove it", file)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return "", err
	}
	password := rand.Text()
	return password, os.WriteFile(file, []byte(password+"\n"), 0o600)
}

// free tells whether nobody listens at a port of this machine.
func free(port int) bool {
	l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return false
	}
	return l.Close() == nil
}

// announce says how Neo4j's own tools get at the graph.
func announce(s *neo4jserver.Server, passwordFile string) {
	who := "without a password"
	switch {
	case passwordFile != "":
		who = fmt.Sprintf("user %s, password in %s", s.User, passwordFile)
	case s.User != "":
		who = "user " + s.User
	}
	fmt.Printf("Neo4j %s is at %s, %s\n", s.Version, s.URI, who)
}

// wait ends the server at an interrupt.
func wait(ctx context.Context, s *neo4jserver.Server) error {
	select {
	case <-ctx.Done():
		return s.Stop()
	case <-s.Done():
		return errors.New("the server ended by itself")
	}
}

// accompany runs a command on the server's graph until it ends. It hands each signal on once: the command is in a group of
// its own, so that an interrupt at the terminal doesn't reach it twice.
func accompany(s *neo4jserver.Server, args []string) error {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(signals)

	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.Env = append(os.Environ(), "PACTGRAPH_STORE="+store(s), "PACTGRAPH_PASSWORD="+s.Password)
	neo4jserver.OwnGroup(cmd)
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	gone := s.Done()
	var lost error
	for {
		select {
		case err := <-ended:
			return errors.Join(lost, err)
		case sig := <-signals:
			_ = neo4jserver.SignalGroup(cmd, sig)
		case <-gone:
			lost, gone = errors.New("the server ended by itself"), nil
			_ = neo4jserver.SignalGroup(cmd, syscall.SIGTERM)
		}
	}
}

// store is the server's graph as the program's --store names it.
func store(s *neo4jserver.Server) string {
	if s.User == "" {
		return s.URI
	}
	return strings.Replace(s.URI, "://", "://"+s.User+"@", 1)
}
