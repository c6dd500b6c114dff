package neo4jserver

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestChooseJDK(t *testing.T) {
	current, long := Versions()[0], Versions()[1]
	tests := []struct {
		name    string
		version Version
		found   []int
		want    int // 0 for none
	}{
		{"the newest", current, []int{25, 21, 17}, 25},
		{"none is new enough", current, []int{17, 11}, 0},
		{"none too new", long, []int{25, 17}, 17},
		{"the newest that isn't too new", long, []int{17, 21, 25}, 21},
		{"none at all", long, nil, 0},
	}
	for _, test := range tests {
		var jdks []jdk
		for _, n := range test.found {
			jdks = append(jdks, jdk{version: n})
		}
		got := 0
		if j := test.version.choose(jdks); j != nil {
			got = j.version
		}
		if got != test.want {
			t.Errorf("%s: of %v JDK %d is chosen for Neo4j %s, want %d", test.name, test.found, got, test.version.Name, test.want)
		}
	}
}

func TestNoJDK(t *testing.T) {
	err := noJDK(Versions(), []jdk{{version: 11}})
	for _, words := range []string{"JDK 21 or newer", "JDK 17 to 21", "found: JDK 11", "NEO4J_TEST_URI", "apt-get install"} {
		if !strings.Contains(err.Error(), words) {
			t.Errorf("the message %q doesn't say %q", err, words)
		}
	}
}

func TestNoMaven(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	t.Setenv("PACTGRAPH_CACHE", t.TempDir())
	err := fetchJars(t.Context(), Versions()[0], jdk{}, t.TempDir())
	if err == nil || !strings.Contains(err.Error(), "apt-get install maven") {
		t.Errorf("without Maven the error is %v, want one that says what to install", err)
	}
}

func TestVersion(t *testing.T) {
	for name, want := range map[string]string{"5": "5.26.12", "5.26": "5.26.12", "2026": "2026.09.0", "2026.09.0": "2026.09.0"} {
		if v, err := (Options{Version: name}).version(t.Context()); err != nil || v.Name != want {
			t.Errorf("%q is Neo4j %q with the error %v, want %s", name, v.Name, err, want)
		}
	}
	if _, err := (Options{Version: "4.4"}).version(t.Context()); err == nil || !strings.Contains(err.Error(), "2026.09.0 and 5.26.12") {
		t.Errorf("4.4 gives the error %v, want one that says what there is", err)
	}
}

func TestKeep(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "cache", "thing")
	made := 0
	half := func(d string) error { made++; return os.ErrDeadlineExceeded }
	whole := func(d string) error { made++; return os.WriteFile(filepath.Join(d, "file"), nil, 0o600) }
	if err := keep(dir, half); err == nil {
		t.Error("a folder that could not be made was kept")
	}
	for range 2 {
		if err := keep(dir, whole); err != nil {
			t.Fatal(err)
		}
	}
	if made != 2 {
		t.Errorf("the folder was made %d times, want once after the failure", made)
	}
	if _, err := os.Stat(filepath.Join(dir, "file")); err != nil {
		t.Error(err)
	}
	if list, _ := filepath.Glob(filepath.Join(filepath.Dir(dir), ".new-*")); len(list) > 0 {
		t.Errorf("%v was left over", list)
	}
}

// A server lets in who has the password, keeps its data in a folder of its own, and ends when it is told to.
func TestStart(t *testing.T) {
	if testing.Short() {
		t.Skip("it starts a server, which the store's tests do too")
	}
	dir := t.TempDir()
	s, err := Start(t.Context(), Options{Dir: dir, Password: "open-sesame", HeapMB: 512})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(s.URI, "bolt://127.0.0.1:") || s.User != "neo4j" || s.Password != "open-sesame" || s.Version == "" {
		t.Errorf("the server is %+v", s)
	}
	if err := speaksBolt(strings.TrimPrefix(s.URI, "bolt://")); err != nil {
		t.Errorf("the server doesn't answer the greeting of Bolt: %v", err)
	}
	if err := s.Stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
	select {
	case <-s.Done():
	default:
		t.Error("the server was stopped and has not ended")
	}
	if _, err := os.Stat(filepath.Join(dir, "data")); err != nil {
		t.Errorf("the data are gone: %v", err)
	}
	bad := Options{Settings: map[string]string{"server.memory.pagecache.size": "plenty"}}
	if _, err := Start(t.Context(), bad); err == nil || !strings.Contains(err.Error(), "plenty") {
		t.Errorf("a setting that is none gives the error %v, want one with what Neo4j printed", err)
	}
}

// A server whose starter is gone, so that its input ends, ends too and leaves no data behind.
func TestAbandoned(t *testing.T) {
	if testing.Short() {
		t.Skip("it starts a server")
	}
	s, err := Start(t.Context(), Options{HeapMB: 512})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Kill()
	if s.own == "" {
		t.Skipf("Neo4j %s runs in Docker here, where it doesn't end with its starter", s.Version)
	}
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	select {
	case <-s.Done():
	case <-time.After(stopTime):
		t.Fatalf("it goes on %s after its input has ended", stopTime)
	}
	if _, err := os.Stat(s.own); !os.IsNotExist(err) {
		t.Errorf("its data are still in %s (%v)", s.own, err)
	}
}
