package webtest

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"pactgraph/graph/neo4j/neo4jtest"
	"pactgraph/internal/tokens"
)

// project is the folder that has the program's source, as seen from here.
const project = "../.."

// atop is the folder with the files of ATOP 4.01, which may be used and not be passed on.
const atop = project + "/../shared/data"

func TestMain(m *testing.M) {
	code := neo4jtest.Main(m)
	if made.program != "" {
		os.RemoveAll(filepath.Dir(made.program))
	}
	os.Exit(code)
}

// The explorer does what it is for, on Paris, whichever store the graph is in.
func TestExplorer(t *testing.T) {
	tools := prepare(t)
	t.Run("sqlite", func(t *testing.T) {
		s := store{name: "sqlite:" + filepath.Join(t.TempDir(), "graph.db")}
		tools.try(t, s)
	})
	// The newest version stands for all: the conformance suite holds that they give the same answers.
	name := neo4jtest.Newest(t)
	t.Run("neo4j "+name, func(t *testing.T) {
		server := neo4jtest.Server(t, name)
		neo4jtest.Wipe(t, server)
		tools.try(t, store{name: neo4jtest.DSN(t, server), password: server.Password})
	})
}

// try loads Paris into a store, serves it, and runs the flows: first those that only read, then those that load.
func (tools tools) try(t *testing.T, s store) {
	t.Helper()
	tools.load(t, s, project+"/data/paris-2026")
	address, token := tools.serve(t, s)
	if !strings.HasPrefix(s.name, "sqlite:") {
		warm := exec.Command("node", "warm.mjs")
		warm.Env = append(os.Environ(), "PACTGRAPH_URL="+address, "CHROMIUM="+tools.chromium)
		output(t, warm)
	}
	tools.node(t, address, token, "flows/*")
	tools.node(t, address, token, "loads/*")
}

// Nothing stands in the way of those who see, hear or move otherwise, on any view; nor do the pages fall short of what
// Lighthouse calls good practice. What is shown doesn't depend on the store, so one will do. ATOP shows what
// a large graph looks like.
func TestEveryone(t *testing.T) {
	tools := prepare(t)
	dir := t.TempDir()
	paris := store{name: "sqlite:" + filepath.Join(dir, "paris.db")}
	tools.load(t, paris, project+"/data/paris-2026")
	address, token := tools.serve(t, paris)
	tools.node(t, address, token, "everyone/*")
	t.Run("atop", func(t *testing.T) {
		files := []string{atop + "/atop4_01_alliance.csv", atop + "/atop4_01_member.csv"}
		for _, name := range files {
			if _, err := os.Stat(name); os.IsNotExist(err) {
				t.Skipf("%s is not at hand: ATOP isn't shown", name)
			}
		}
		both := store{name: "sqlite:" + filepath.Join(dir, "both.db")}
		tools.load(t, both, project+"/data/paris-2026")
		tools.load(t, both, append([]string{"--mapping", project + "/mappings/atop-4.01.yaml"}, files...)...)
		address, token := tools.serve(t, both)
		tools.node(t, address, token, "everyone/axe")
	})
}

// store is where a graph is, as --store says it, with its password if it has one.
type store struct{ name, password string }

// tools are what the tests take: the built program, and a Chromium.
type tools struct{ program, chromium string }

var made struct {
	sync.Once
	tools
}

// prepare builds the program and looks for the rest, once for all tests. What is missing fails the test, and is named.
func prepare(t *testing.T) tools {
	t.Helper()
	made.Do(func() {
		if _, err := os.Stat(project + "/server/assets/dist/explorer.js"); err != nil {
			t.Fatalf("what the browser is served isn't built: run make web (%v)", err)
		}
		dir, err := os.MkdirTemp("", "pactgraph-explorer-")
		if err != nil {
			t.Fatal(err)
		}
		installPackages(t)
		chromium := output(t, exec.Command(project+"/scripts/chromium.sh"))
		program := filepath.Join(dir, "pactgraph")
		output(t, exec.Command("go", "build", "-o", program, project+"/cmd/pactgraph"))
		made.tools = tools{program: program, chromium: strings.TrimSpace(chromium)}
	})
	if made.tools == (tools{}) {
		t.Fatal("the tools aren't there, as said above")
	}
	return made.tools
}

// installPackages installs what package-lock.json names, unless it is there already.
func installPackages(t *testing.T) {
	t.Helper()
	wanted, err := os.Stat("package-lock.json")
	if err != nil {
		t.Fatal(err)
	}
	if done, err := os.Stat("node_modules/.package-lock.json"); err != nil || done.ModTime().Before(wanted.ModTime()) {
		output(t, exec.Command("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"))
	}
}

// output runs a command to its end, which must be a good one, and gives what it printed.
func output(t *testing.T, cmd *exec.Cmd) string {
	t.Helper()
	var told strings.Builder
	cmd.Stderr = &told
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s%s", strings.Join(cmd.Args, " "), err, out, told.String())
	}
	return string(out)
}

// command is one of the program's, on a store.
func (tools tools) command(s store, args ...string) *exec.Cmd {
	cmd := exec.Command(tools.program, append(args, "--store", s.name)...)
	cmd.Env = append(os.Environ(), "PACTGRAPH_PASSWORD="+s.password)
	return cmd
}

func (tools tools) load(t *testing.T, s store, args ...string) {
	t.Helper()
	output(t, tools.command(s, append([]string{"load"}, args...)...))
}

// startTime is how long the program may take until it serves.
const startTime = time.Minute

// serve serves a store until the test ends, and gives the address and a token of somebody who may load.
func (tools tools) serve(t *testing.T, s store) (address, token string) {
	t.Helper()
	token = tokens.New()
	line, err := tokens.Line("ana", token)
	if err != nil {
		t.Fatal(err)
	}
	writers := filepath.Join(t.TempDir(), "writers")
	if err := os.WriteFile(writers, []byte(line+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := tools.command(s, "serve", "--listen", "127.0.0.1:0", "--writers", writers)
	return listening(t, "the server of "+s.name, cmd, " at ", startTime), token
}

// listening starts a program that serves until the test ends, and gives the address that it prints, after mark, once it does.
func listening(t *testing.T, name string, cmd *exec.Cmd, mark string, within time.Duration) (address string) {
	t.Helper()
	out, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdout, cmd.Stderr = in, in // some say their address on one of them, some on the other
	err = cmd.Start()
	in.Close() // the program's own are left, so that what it prints ends when it does
	if err != nil {
		t.Fatal(err)
	}
	var told strings.Builder
	ended := make(chan error, 1)
	said := make(chan string, 1)
	go func() {
		defer out.Close()
		found := false
		lines := bufio.NewReader(out)
		for {
			line, err := lines.ReadString('\n')
			told.WriteString(line)
			if _, rest, ok := strings.Cut(line, mark+"http://"); ok && !found {
				host, _, _ := strings.Cut(rest, " ")
				host, _, _ = strings.Cut(host, "/")
				said <- "http://" + strings.TrimSpace(host)
				found = true
			}
			if err != nil {
				break
			}
		}
		ended <- cmd.Wait()
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM) // it may have ended
		if err := <-ended; err != nil || t.Failed() {
			t.Logf("%s (%v) said:\n%s", name, err, told.String())
		}
	})
	select {
	case address = <-said:
	case err := <-ended:
		ended <- err
		t.Fatalf("%s ended before it served: %v\n%s", name, err, told.String())
	case <-time.After(within):
		t.Fatalf("%s didn't serve after %s", name, within)
	}
	return address
}

// node runs the flows of the files that a pattern names, two files at a time, and shows all that they say. More of the
// environment is given as NAME=value.
func (tools tools) node(t *testing.T, address, token, pattern string, environment ...string) {
	t.Helper()
	t.Run(pattern, func(t *testing.T) {
		files, err := filepath.Glob(pattern + ".test.mjs")
		if err != nil || len(files) == 0 {
			t.Fatalf("there are no flows in %s (%v)", pattern, err)
		}
		args := append([]string{"--test", "--test-reporter=spec", "--test-concurrency=2"}, files...)
		cmd := exec.CommandContext(t.Context(), "node", args...)
		cmd.Env = append(os.Environ(), "PACTGRAPH_URL="+address, "PACTGRAPH_TOKEN="+token, "CHROMIUM="+tools.chromium)
		cmd.Env = append(cmd.Env, environment...)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("node --test: %v\n%s", err, out)
		}
		t.Logf("%s", out)
	})
}
