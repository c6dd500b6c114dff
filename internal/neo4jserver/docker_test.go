package neo4jserver

import (
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// fakeDocker puts a program named docker into PATH that writes what it is asked into a file and prints the given text. No
// container runs in these tests: they hold what Docker is asked, and how its answers are read.
func fakeDocker(t *testing.T, script string) (asked func() []string) {
	t.Helper()
	dir := t.TempDir()
	log := filepath.Join(dir, "asked")
	program := "#!/bin/sh\necho \"$@\" >> '" + log + "'\n" + script + "\n"
	if err := os.WriteFile(filepath.Join(dir, "docker"), []byte(program), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+"/usr/bin:/bin")
	return func() []string {
		text, err := os.ReadFile(log)
		if err != nil {
			t.Fatal(err)
		}
		return strings.Split(strings.TrimSpace(string(text)), "\n")
	}
}

func TestContainerArguments(t *testing.T) {
	dir := t.TempDir()
	v := Version{Name: "5.26.12"}
	args, err := containerArguments("harbour", v, Options{Settings: map[string]string{"db.tx_log.rotation.size": "1m"}})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"run", "--rm", "--name", "harbour", "--label", containerLabel, "--publish", "127.0.0.1::7687", "--env", "NEO4J_AUTH",
		"--env", "NEO4J_db_tx__log_preallocate=false", "--env", "NEO4J_db_tx__log_rotation_size=1m",
		"--env", "NEO4J_dbms_usage__report_enabled=false", "--env", "NEO4J_server_http_enabled=false",
		"--env", "NEO4J_server_memory_heap_max__size=1024m", "--env", "NEO4J_server_memory_pagecache_size=256m",
		"neo4j:5.26.12-community",
	}
	if diff := cmp.Diff(want, args); diff != "" {
		t.Errorf("docker is asked (-want +got):\n%s", diff)
	}

	args, err = containerArguments("harbour", v, Options{Dir: dir, Port: 7700, Password: "open-sesame"})
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"127.0.0.1:7700:7687", filepath.Join(dir, "data") + ":/data"} {
		if !slices.Contains(args, part) {
			t.Errorf("docker is asked %q, without %q", args, part)
		}
	}
	if text := strings.Join(args, " "); strings.Contains(text, "open-sesame") || strings.Contains(text, "preallocate") {
		t.Errorf("docker is asked %q, which shows the password, or treats data that are kept as if they weren't", text)
	}
}

// Without a JDK the versions run in Docker, if it answers; if it doesn't, what is missing is said.
func TestStartableInDocker(t *testing.T) {
	none := Version{Name: "9.9", JDK: 999}
	asked := fakeDocker(t, "echo 28.0")
	list, docker, err := startable(t.Context(), []Version{none})
	if err != nil || !docker || !cmp.Equal(list, []Version{none}, cmp.AllowUnexported(Version{})) {
		t.Errorf("with a Docker that answers: %v, %v and the error %v", list, docker, err)
	}
	if want := []string{"version --format {{.Server.Version}}"}; !cmp.Equal(asked(), want) {
		t.Errorf("docker was asked %q, want %q", asked(), want)
	}
	fakeDocker(t, "exit 1")
	if _, _, err := startable(t.Context(), []Version{none}); err == nil || !strings.Contains(err.Error(), "JDK 999 or newer") || !strings.Contains(err.Error(), "Docker") {
		t.Errorf("with a Docker that doesn't answer, the error is %v", err)
	}
}

// A container that ends before it is ready gives what it printed, and is removed.
func TestContainerFails(t *testing.T) {
	asked := fakeDocker(t, `case "$1" in run) echo "the port is taken: $NEO4J_AUTH" | tr / :; exit 1 ;; port) exit 1 ;; esac`)
	s := &Server{done: make(chan struct{})}
	err := s.startContainer(t.Context(), Versions()[0], Options{Password: "open-sesame"})
	if err == nil || !strings.Contains(err.Error(), "the port is taken: neo4j:open-sesame") {
		t.Errorf("the error is %v, want one with what was printed", err)
	}
	if err := s.Kill(); err != nil {
		t.Errorf("kill: %v", err)
	}
	list := asked()
	if first, last := list[0], list[len(list)-1]; first != "pull --quiet neo4j:2026.09.0-community" || !strings.HasPrefix(last, "rm --force pactgraph-neo4j-") {
		t.Errorf("docker was asked %q, want first a pull and last a removal", list)
	}
}

// A container that answers is ready at the address that Docker tells, and stops in good order.
func TestContainerReady(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go greet(l, [4]byte{0, 0, 8, 5})
	stopped := filepath.Join(t.TempDir(), "stopped")
	asked := fakeDocker(t, `case "$1" in
run) while [ ! -e '`+stopped+`' ]; do sleep 0.05; done ;;
port) echo '`+l.Addr().String()+`' ;;
stop) touch '`+stopped+`' ;;
esac`)
	s := &Server{done: make(chan struct{})}
	if err := s.startContainer(t.Context(), Versions()[0], Options{Dir: t.TempDir()}); err != nil {
		t.Fatal(err)
	}
	if want := "bolt://" + l.Addr().String(); s.URI != want {
		t.Errorf("the server is at %s, want %s", s.URI, want)
	}
	if err := s.Stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
	if list := asked(); !strings.HasPrefix(list[len(list)-1], "stop --time 60 pactgraph-neo4j-") {
		t.Errorf("docker was asked %q, want last to stop", list)
	}
}

// greet answers each connection's greeting of Bolt with a version.
func greet(l net.Listener, version [4]byte) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		_, _ = io.ReadFull(conn, make([]byte, 20))
		_, _ = conn.Write(version[:])
		conn.Close()
	}
}

func TestSpeaksBolt(t *testing.T) {
	for _, test := range []struct {
		answer [4]byte
		ok     bool
	}{{[4]byte{0, 0, 8, 5}, true}, {[4]byte{}, false}} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		go greet(l, test.answer)
		if err := speaksBolt(l.Addr().String()); (err == nil) != test.ok {
			t.Errorf("a server that answers %v gives the error %v", test.answer, err)
		}
		l.Close()
		if err := speaksBolt(l.Addr().String()); err == nil {
			t.Error("a server that is gone speaks Bolt")
		}
	}
}
