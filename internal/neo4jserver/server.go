package neo4jserver

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// Options say how a Neo4j is started. The zero value is the newest version that the JDKs here run, empty, without
// authentication, on a free port, and gone when it is stopped.
type Options struct {
	// Version is one of Versions by its name, or the beginning of one ("5"); empty for the newest that runs here.
	Version string
	// Password switches authentication on, for the user neo4j. Neo4j wants at least eight characters.
	Password string
	// Dir keeps the data; empty for a folder that Stop and Kill remove.
	Dir string
	// Port of Bolt; 0 for a free one.
	Port int
	// HeapMB and PageCacheMB limit its memory; 0 for 1024 and 256.
	HeapMB, PageCacheMB int
	// Settings are more lines of neo4j.conf.
	Settings map[string]string
	// Log takes what it prints; nil for nobody. What it printed before it failed is in Start's error in any case.
	Log io.Writer
}

// Server is a Neo4j that can be used.
type Server struct {
	// URI is its address for a driver. User and Password are empty without authentication.
	URI, User, Password string
	// Version is the release; empty for a server that was not started here.
	Version string

	cmd        *exec.Cmd
	stop, kill func() error // how it is told to end, in good order or at once
	own        string       // the folder to remove, if any
	done       chan struct{}
	err        error // why it ended, once done is closed
	ended      sync.Once
}

// FromEnvironment gives the server that NEO4J_TEST_URI names, if it is set.
func FromEnvironment() (*Server, bool) {
	uri := os.Getenv("NEO4J_TEST_URI")
	if uri == "" {
		return nil, false
	}
	return &Server{URI: uri, User: os.Getenv("NEO4J_TEST_USER"), Password: os.Getenv("NEO4J_TEST_PASSWORD")}, true
}

// startTime is how long a Neo4j may take to be ready, once it is installed.
// An idle machine takes ten seconds; a busy one may take minutes.
const startTime = 5 * time.Minute

// stopTime is how long one may take to end in good order.
const stopTime = time.Minute

// Start starts a Neo4j, by a JDK if there is one that runs it and otherwise in Docker, and gives it when it is ready. It ends
// with Stop or with Kill; one that a JDK runs also ends with this process.
func Start(ctx context.Context, o Options) (*Server, error) {
	v, err := o.version(ctx)
	if err != nil {
		return nil, err
	}
	_, docker, err := startable(ctx, []Version{v})
	if err != nil {
		return nil, err
	}
	s := &Server{Version: v.Name, Password: o.Password, done: make(chan struct{})}
	if o.Password != "" {
		s.User = "neo4j"
	}
	if docker {
		err = s.startContainer(ctx, v, o)
	} else {
		err = s.startJava(ctx, v, o)
	}
	if err != nil {
		_ = s.Kill()
		return nil, fmt.Errorf("starting Neo4j %s: %w", v.Name, err)
	}
	return s, nil
}

func (o Options) version(ctx context.Context) (Version, error) {
	if o.Version == "" {
		list, err := Available(ctx)
		if err != nil {
			return Version{}, err
		}
		return list[0], nil
	}
	var names []string
	for _, v := range Versions() {
		if v.Name == o.Version || strings.HasPrefix(v.Name, o.Version+".") {
			return v, nil
		}
		names = append(names, v.Name)
	}
	return Version{}, fmt.Errorf("Neo4j %q can't be started: there are %s", o.Version, strings.Join(names, " and "))
}

// settings gives the settings that all servers have, however they are started.
func (o Options) settings() map[string]string {
	settings := map[string]string{
		"server.http.enabled":          "false",
		"server.memory.pagecache.size": fmt.Sprintf("%dm", cmp.Or(o.PageCacheMB, 256)),
		"dbms.usage_report.enabled":    "false",
	}
	if o.Dir == "" {
		// What is thrown away needn't have its logs laid out beforehand.
		settings["db.tx_log.preallocate"] = "false"
	}
	maps.Copy(settings, o.Settings)
	return settings
}

// configuration writes neo4j.conf.
func (o Options) configuration() string {
	settings := o.settings()
	settings["server.bolt.enabled"] = "true"
	settings["server.bolt.listen_address"] = fmt.Sprintf("127.0.0.1:%d", o.Port)
	settings["dbms.security.auth_enabled"] = fmt.Sprint(o.Password != "")
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		fmt.Fprintf(&b, "%s=%s\n", name, settings[name])
	}
	return b.String()
}

// startJava starts the server by a JDK of this machine.
func (s *Server) startJava(ctx context.Context, v Version, o Options) error {
	at, err := install(ctx, v)
	if err != nil {
		return err
	}
	home := o.Dir
	if home == "" {
		if home, err = os.MkdirTemp(scratch(), "pactgraph-neo4j-*"); err != nil {
			return err
		}
		s.own = home
	}
	if err := os.MkdirAll(home, 0o755); err != nil {
		return err
	}
	conf := filepath.Join(home, "neo4j.conf")
	if err := os.WriteFile(conf, []byte(o.configuration()), 0o644); err != nil {
		return err
	}
	s.cmd = exec.Command(at.jdk.tool("java"), at.arguments(o, home, conf)...)
	stdin, err := s.cmd.StdinPipe()
	if err != nil {
		return err
	}
	s.stop = stdin.Close
	s.kill = func() error { return s.cmd.Process.Kill() }
	ready := make(chan string, 1)
	printed, err := s.run(o.Log, ready)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(stdin, o.Password); err != nil {
		return fmt.Errorf("%w\n%s", err, printed)
	}
	return s.wait(ctx, ready, printed)
}

// arguments are those of the Java machine.
func (at installation) arguments(o Options, home, conf string) []string {
	args := []string{fmt.Sprintf("-Xmx%dm", cmp.Or(o.HeapMB, 1024)), "--add-opens=java.base/java.nio=ALL-UNNAMED"}
	if at.jdk.version >= 24 {
		args = append(args, "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow")
	}
	after := "keep"
	if o.Dir == "" {
		after = "discard"
	}
	return append(args, "-cp", at.classPath, "Launcher", home, conf, after)
}

// run starts the command. The address that it says it is ready at goes to ready, and all else that it prints is kept.
func (s *Server) run(log io.Writer, ready chan<- string) (*tail, error) {
	out, in, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	OwnGroup(s.cmd)
	s.cmd.Stdout, s.cmd.Stderr = in, in
	err = s.cmd.Start()
	in.Close()
	if err != nil {
		out.Close()
		return nil, err
	}
	printed := &tail{log: log}
	go s.watch(out, printed, ready)
	return printed, nil
}

// watch reads what the process prints until it ends.
func (s *Server) watch(out io.ReadCloser, printed *tail, ready chan<- string) {
	defer close(s.done)
	defer out.Close()
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if address, ok := strings.CutPrefix(lines.Text(), "READY "); ok {
			ready <- address
			continue
		}
		printed.add(lines.Text())
	}
	s.err = s.cmd.Wait()
}

func (s *Server) wait(ctx context.Context, ready <-chan string, printed *tail) error {
	select {
	case address := <-ready:
		s.URI = "bolt://" + address
		return nil
	case <-s.done:
		return fmt.Errorf("it ended before it was ready (%v):\n%s", s.err, printed)
	case <-time.After(startTime):
		return fmt.Errorf("it was not ready after %s:\n%s", startTime, printed)
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Stop ends the server in good order, and removes its data unless they have a folder of their own.
// A server that was not started here goes on.
func (s *Server) Stop() error {
	if s.own != "" {
		// Nobody will read the data again, so it needn't take the time to end well.
		return s.Kill()
	}
	return s.end(func() error {
		err := s.stop()
		select {
		case <-s.done:
		case <-time.After(stopTime):
			err = errors.Join(err, s.kill())
		}
		return err
	})
}

// Kill ends the server at once, as a power cut would (kill -9); data in a folder of their own stay as they are then.
func (s *Server) Kill() error { return s.end(s.kill) }

func (s *Server) end(how func() error) error {
	var err error
	s.ended.Do(func() {
		if s.cmd != nil && s.cmd.Process != nil {
			if err = how(); errors.Is(err, os.ErrProcessDone) {
				err = nil
			}
			<-s.done
		}
		if s.own != "" {
			err = errors.Join(err, os.RemoveAll(s.own))
		}
	})
	return err
}

// Done is closed when a server that was started here has ended.
func (s *Server) Done() <-chan struct{} { return s.done }

// tail keeps the last lines that a process printed.
type tail struct {
	log   io.Writer
	mu    sync.Mutex
	lines []string
}

func (t *tail) add(line string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.log != nil {
		fmt.Fprintln(t.log, line)
	}
	const most = 40
	if t.lines = append(t.lines, line); len(t.lines) > most {
		t.lines = t.lines[1:]
	}
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return strings.Join(t.lines, "\n")
}
