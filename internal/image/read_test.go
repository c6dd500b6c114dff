package image

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func write(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

func shell(t *testing.T, command string, env ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "/bin/sh", "-c", command)
	cmd.Env = env
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", command, err, out)
	}
	return string(out)
}

// What the build isn't given: passwords, graphs, tests, and what was built on this machine.
func TestIgnore(t *testing.T) {
	ignore, err := ReadIgnore(project + "/.dockerignore")
	if err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]bool{
		".env": true, ".env.example": true, ".git/config": true, "var/paris.db": true, "bin/pactgraph": true, "README.md": true,
		"docker-compose.yml": true, "scripts/lint.sh": true, "deps_test.go": true, "graph/filter_test.go": true,
		"server/testdata/schema/x.json": true, "server/assets/dist/graphiql.js": true, "web/node_modules/react/index.js": true,
		"go.mod": false, "schema.go": false, "schema.graphqls": false, "graph/filter.go": false, "cmd/pactgraph/main.go": false,
		"server/assets/explorer.html": false, "scripts/web.sh": false, "web/src/graphiql.jsx": false, "web/package-lock.json": false,
		"data/paris-2026/paris-2026.yaml": false, "LICENSE": false,
	} {
		if got := ignore.Excludes(file); got != want {
			t.Errorf("%s: excluded is %t, want %t", file, got, want)
		}
	}
}

func TestReadDockerfile(t *testing.T) {
	got, err := ReadDockerfile(write(t, "# a comment\nFROM golang:1.26.8 AS build\nRUN --mount=type=cache,target=/x a && \\\n    b\n\nFROM scratch\nCOPY --from=build --chown=1:2 a b /c/\nCMD [\"serve\"]\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := []Stage{
		{Name: "build", Base: "golang:1.26.8", Steps: []Step{{3, "RUN", []string{"mount=type=cache,target=/x"}, "a && b"}}},
		{Base: "scratch", Steps: []Step{
			{7, "COPY", []string{"from=build", "chown=1:2"}, "a b /c/"},
			{8, "CMD", nil, `["serve"]`},
		}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	for text, has := range map[string]string{
		"FROM scratch\nADD a b\n": ":2: ADD is not among the instructions",
		"RUN a\nFROM scratch\n":   ":1: RUN stands before the first FROM",
	} {
		if _, err := ReadDockerfile(write(t, text)); err == nil || !strings.Contains(err.Error(), has) {
			t.Errorf("%q: %v, want %q", text, err, has)
		}
	}
}

// A build tells the step that fails, and why.
func TestBuildFails(t *testing.T) {
	context := t.TempDir()
	for _, name := range []string{"seen", "hidden"} {
		if err := os.WriteFile(filepath.Join(context, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	ignore, err := ReadIgnore(write(t, "hidden\n"))
	if err != nil {
		t.Fatal(err)
	}
	for step, has := range map[string]string{
		"COPY seen there/":         "",
		"RUN test -z \"$UNSET\"":   "",
		"COPY absent there/":       "line 2, COPY absent there/: there is no absent to copy",
		"COPY hidden there/":       ".dockerignore keeps all of hidden out",
		"COPY --from=other a b":    "there is no a to copy",
		"COPY seen":                "COPY needs a source and a destination",
		"RUN exit 3":               "exit status 3",
		"RUN echo a > /etc/passwd": "/etc/passwd is an absolute path",
		"ENTRYPOINT pactgraph":     "ENTRYPOINT takes a list",
	} {
		stages, err := ReadDockerfile(write(t, "FROM scratch\n"+step+"\n"))
		if err != nil {
			t.Fatal(err)
		}
		_, err = Builder{Context: context, Ignore: ignore, Dir: t.TempDir()}.Build(t.Context(), stages)
		if has == "" && err != nil || has != "" && (err == nil || !strings.Contains(err.Error(), has)) {
			t.Errorf("%s: %v, want %q", step, err, has)
		}
	}
}

func TestReadCompose(t *testing.T) {
	const text = "x-more: &more {restart: \"no\"}\nservices:\n  a:\n    <<: *more\n    image: ${IMAGE:-a:1}\n    command: [\"$${HOME}\", \"${WORD:?say it}\"]\n"
	got, variables, err := ReadCompose(write(t, text), map[string]string{"WORD": "hello"})
	if err != nil {
		t.Fatal(err)
	}
	want := Compose{Services: map[string]Service{"a": {Image: "a:1", Restart: "no", Command: []string{"${HOME}", "hello"}}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	wantVariables := map[string]Variable{"IMAGE": {Name: "IMAGE", Default: "a:1"}, "WORD": {Name: "WORD", Message: "say it", Required: true}}
	if diff := cmp.Diff(wantVariables, variables); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	for text, has := range map[string]string{
		text:                                    "WORD has no value: say it",
		"services:\n  a:\n    heathcheck: {}\n": "heathcheck",
		"services: [":                           "",
	} {
		if _, _, err := ReadCompose(write(t, text), nil); err == nil || !strings.Contains(err.Error(), has) {
			t.Errorf("%q: %v, want %q", text, err, has)
		}
	}
}

func TestIds(t *testing.T) {
	if user, group, err := Ids("65532:65533"); err != nil || user != 65532 || group != 65533 {
		t.Errorf("got %d, %d, %v", user, group, err)
	}
	for _, owner := range []string{"", "pactgraph", "65532", "65532:pactgraph"} {
		if _, _, err := Ids(owner); err == nil {
			t.Errorf("%q passes for two numbers", owner)
		}
	}
}

// A file gets the mode that COPY gives it, and else keeps its own.
func TestCopyMode(t *testing.T) {
	context := t.TempDir()
	if err := os.WriteFile(filepath.Join(context, "file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	stages, err := ReadDockerfile(write(t, "FROM scratch\nCOPY file same/\nCOPY --chmod=755 file given/\n"))
	if err != nil {
		t.Fatal(err)
	}
	img, err := Builder{Context: context, Dir: t.TempDir()}.Build(t.Context(), stages)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]os.FileMode{"same/file": 0o600, "given/file": 0o755} {
		info, err := os.Stat(filepath.Join(img.Root, name))
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode() != want {
			t.Errorf("%s has the mode %s, want %s", name, info.Mode(), want)
		}
	}
}

// Where the program runs in its folder without calling it a root, its paths begin with the folder, and nothing else does.
func TestImagePath(t *testing.T) {
	for word, want := range map[string]string{
		"/usr/bin/pactgraph": "ROOT/usr/bin/pactgraph",
		"PACTGRAPH_STORE=sqlite:/var/lib/pactgraph/pactgraph.db": "PACTGRAPH_STORE=sqlite:ROOT/var/lib/pactgraph/pactgraph.db",
		"sqlite:/tmp/x.db":             "sqlite:ROOT/tmp/x.db",
		"load":                         "load",
		"http://127.0.0.1:8080/readyz": "http://127.0.0.1:8080/readyz",
		"PACTGRAPH_STORE=bolt://neo4j@127.0.0.1:1": "PACTGRAPH_STORE=bolt://neo4j@127.0.0.1:1",
	} {
		if got := imagePath.ReplaceAllString(word, "${1}ROOT${2}"); got != want {
			t.Errorf("%s becomes %s, want %s", word, got, want)
		}
	}
}
