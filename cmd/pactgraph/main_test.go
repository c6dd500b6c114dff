package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"pactgraph/graph/neo4j/neo4jtest"
	"pactgraph/internal/neo4jserver"
)

// TestMain lets the scripts run the program itself as "pactgraph", and ends the Neo4j servers that tests have started.
func TestMain(m *testing.M) {
	testscript.Main(withServers{m}, map[string]func(){"pactgraph": main})
}

type withServers struct{ m *testing.M }

func (w withServers) Run() int { return neo4jtest.Main(w.m) }

// TestScripts runs each script of testdata/script: a user's session with the program, with exit statuses and texts.
func TestScripts(t *testing.T) {
	runScripts(t, "testdata/script", map[string]string{"OLD": oldNeo4j(t)}, nil)
}

// TestScriptsOnNeo4j runs each script of testdata/neo4j on the newest Neo4j that runs here.
func TestScriptsOnNeo4j(t *testing.T) {
	server := neo4jtest.Server(t, neo4jtest.Newest(t))
	runScripts(t, "testdata/neo4j", map[string]string{
		"NEO4J": neo4jtest.DSN(t, server), "NEO4J_SERVER": server.URI, "NEO4J_PASSWORD": server.Password,
	}, server)
}

// runScripts runs scripts with these variables and, if there is a server, with the command cypher.
func runScripts(t *testing.T, dir string, variables map[string]string, server *neo4jserver.Server) {
	variables["PARIS"] = absolute(t, "../../data/paris-2026")
	variables["EXAMPLES"] = absolute(t, "../../docs/examples")
	testscript.Run(t, testscript.Params{
		Dir: dir,
		Setup: func(env *testscript.Env) error {
			for name, value := range variables {
				env.Setenv(name, value)
			}
			port, err := freePort()
			env.Setenv("PORT", port)
			return err
		},
		Condition: func(name string) (bool, error) {
			if name == "password" {
				return server != nil && server.Password != "", nil
			}
			return false, fmt.Errorf("there is no condition %q", name)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			// cypher TEXT runs a text on the server.
			"cypher": func(_ *testscript.TestScript, _ bool, args []string) {
				neo4jtest.Run(t, server, strings.Join(args, " "), nil)
			},
			"fetch": scriptFetch,
		},
		UpdateScripts: os.Getenv("UPDATE_SCRIPTS") != "",
	})
}

func absolute(t *testing.T, path string) string {
	t.Helper()
	abs, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return abs
}

// freePort gives a port that nobody listened on just now.
func freePort() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err == nil {
		err = listener.Close()
	}
	return port, err
}

// scriptFetch is the command fetch URL HEADER…: it writes what a server that may just be starting answers to standard output.
func scriptFetch(ts *testscript.TestScript, _ bool, args []string) {
	request, err := http.NewRequest(http.MethodGet, args[0], nil)
	ts.Check(err)
	for _, header := range args[1:] {
		name, value, _ := strings.Cut(header, ": ")
		request.Header.Set(name, value)
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 20 * time.Second}
	response, err := client.Do(request)
	for until := time.Now().Add(20 * time.Second); err != nil && time.Now().Before(until); {
		time.Sleep(20 * time.Millisecond)
		response, err = client.Do(request)
	}
	ts.Check(err)
	defer response.Body.Close()
	_, err = io.Copy(ts.Stdout(), response.Body)
	ts.Check(err)
}
