package image

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// testPassword stands where the user's password would.
const testPassword = "a-password-of-the-test"

const composeFile = project + "/docker-compose.yml"

func readCompose(t *testing.T) Compose {
	t.Helper()
	compose, _, err := ReadCompose(composeFile, map[string]string{"NEO4J_PASSWORD": testPassword})
	if err != nil {
		t.Fatal(err)
	}
	return compose
}

// Each service is pinned, watched over, kept from what it doesn't need, and reached from this machine only.
func TestComposeServices(t *testing.T) {
	compose := readCompose(t)
	for name, s := range compose.Services {
		once := s.Restart == "no"
		if watched := s.Healthcheck != nil && len(s.Healthcheck.Test) > 0; watched == once {
			t.Errorf("%s: a service has a health check, unless it runs once: restart is %q, the check %+v", name, s.Restart, s.Healthcheck)
		}
		if s.Build == nil && !pinned.MatchString(s.Image) {
			t.Errorf("%s: the image %q isn't pinned to a version", name, s.Image)
		}
		if _, tag, ok := strings.Cut(s.Image, ":"); !ok || tag == "latest" {
			t.Errorf("%s: the image %q has no tag of its own", name, s.Image)
		}
		for _, port := range s.Ports {
			if !strings.HasPrefix(port, "127.0.0.1:") {
				t.Errorf("%s: the port %s is open to other machines", name, port)
			}
		}
		if !slices.Contains(s.CapDrop, "ALL") || !slices.Contains(s.SecurityOpt, "no-new-privileges:true") || s.MemLimit == "" {
			t.Errorf("%s: it has more rights than it needs, or no limit of memory: %+v", name, s)
		}
		if s.Build != nil && !s.ReadOnly {
			t.Errorf("%s: its root can be written to", name)
		}
		if strings.HasPrefix(s.User, "0") || s.User == "root" {
			t.Errorf("%s: it runs as root", name)
		}
		for other := range s.DependsOn {
			if _, ok := compose.Services[other]; !ok {
				t.Errorf("%s: it depends on %s, which isn't there", name, other)
			}
		}
		for _, mount := range s.Volumes {
			volume, _, _ := strings.Cut(mount, ":")
			if strings.HasPrefix(volume, "./") { // a part of the project
				if _, err := os.Stat(filepath.Join(project, volume)); err != nil || !strings.HasSuffix(mount, ":ro") {
					t.Errorf("%s: %s isn't there, or can be written to: %v", name, mount, err)
				}
				continue
			}
			if _, ok := compose.Volumes[volume]; !ok {
				t.Errorf("%s: the volume %s isn't there", name, volume)
			}
		}
	}
}

// Things happen in order: the database answers, the data is loaded, the service starts.
func TestComposeOrder(t *testing.T) {
	compose := readCompose(t)
	got := map[string]map[string]Dependency{}
	for name, s := range compose.Services {
		got[name] = s.DependsOn
	}
	want := map[string]map[string]Dependency{
		"neo4j":     nil,
		"load":      {"neo4j": {"service_healthy"}},
		"pactgraph": {"neo4j": {"service_healthy"}, "load": {"service_completed_successfully"}},
		"grafana":   {"pactgraph": {"service_healthy"}},
		"notebooks": {"pactgraph": {"service_healthy"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("dependencies (-want +got):\n%s", diff)
	}
}

// What isn't needed to ask questions starts only if it is asked for by its profile.
func TestComposeProfiles(t *testing.T) {
	got := map[string][]string{}
	for name, s := range readCompose(t).Services {
		got[name] = s.Profiles
	}
	want := map[string][]string{"neo4j": nil, "load": nil, "pactgraph": nil, "grafana": {"grafana"}, "notebooks": {"notebooks"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("profiles (-want +got):\n%s", diff)
	}
}

// No password stands in the file: without one nothing starts, and the message says what to do.
func TestComposePassword(t *testing.T) {
	_, _, err := ReadCompose(composeFile, nil)
	if err == nil || !strings.Contains(err.Error(), "set NEO4J_PASSWORD") || !strings.Contains(err.Error(), ".env.example") {
		t.Errorf("without a password: %v", err)
	}
	secret := regexp.MustCompile(`(?i)password|secret|token|auth`)
	for name, s := range readCompose(t).Services {
		for key, value := range s.Environment {
			if secret.MatchString(key) && value != "" && !strings.HasSuffix(value, testPassword) {
				t.Errorf("%s: %s is written into the file", name, key)
			}
		}
	}
}

// The database's health check finds the password where the container has it, and doesn't show it as an argument.
func TestComposeNeo4jHealth(t *testing.T) {
	neo4j := readCompose(t).Services["neo4j"]
	want := []string{"CMD-SHELL", `NEO4J_USERNAME=neo4j NEO4J_PASSWORD="${NEO4J_AUTH#neo4j/}" cypher-shell --non-interactive 'RETURN 1'`}
	if diff := cmp.Diff(want, neo4j.Healthcheck.Test); diff != "" {
		t.Errorf("the check (-want +got):\n%s", diff)
	}
	bin := t.TempDir()
	stub := "#!/bin/sh\necho \"$NEO4J_USERNAME $NEO4J_PASSWORD $*\"\n"
	if err := os.WriteFile(filepath.Join(bin, "cypher-shell"), []byte(stub), 0o755); err != nil {
		t.Fatal(err)
	}
	out := shell(t, neo4j.Healthcheck.Test[1], "PATH="+bin, "NEO4J_AUTH="+neo4j.Environment["NEO4J_AUTH"])
	if want := "neo4j " + testPassword + " --non-interactive RETURN 1\n"; out != want {
		t.Errorf("the shell makes %q of it, want %q", out, want)
	}
}

// The image of Neo4j takes each variable for a setting, and Neo4j refuses to start with one that it doesn't know.
func TestComposeNeo4jSettings(t *testing.T) {
	known := []string{
		"dbms.usage_report.enabled", "server.memory.heap.initial_size", "server.memory.heap.max_size", "server.memory.pagecache.size",
	}
	for name := range readCompose(t).Services["neo4j"].Environment {
		setting, ok := strings.CutPrefix(name, "NEO4J_")
		setting = strings.NewReplacer("__", "_", "_", ".").Replace(setting)
		if name != "NEO4J_AUTH" && (!ok || !slices.Contains(known, setting)) {
			t.Errorf("%s is the setting %q, which isn't among those that are known to be right: %v", name, setting, known)
		}
	}
}

// The program reads the variables that its services are given.
func TestComposeVariablesOfTheProgram(t *testing.T) {
	var code strings.Builder
	files, err := filepath.Glob(project + "/cmd/pactgraph/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if !strings.HasSuffix(file, "_test.go") {
			code.WriteString(read(t, file))
		}
	}
	for name, s := range readCompose(t).Services {
		for key := range s.Environment {
			if s.Build != nil && s.Build.Target == "" && !strings.Contains(code.String(), `"`+key+`"`) {
				t.Errorf("%s: the program doesn't read %s", name, key)
			}
		}
	}
}

// .env.example has every variable of the compose file: those with a default as a comment with it, the others to be filled
// in; and docs/deploy.md speaks of each.
func TestEnvExample(t *testing.T) {
	_, variables, err := ReadCompose(composeFile, map[string]string{"NEO4J_PASSWORD": testPassword})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for name, v := range variables {
		if v.Required {
			want[name+"="] = ""
		} else {
			want["#"+name+"="] = v.Default
		}
	}
	got := map[string]string{}
	for _, m := range regexp.MustCompile(`(?m)^(#?[A-Z0-9_]+=)(.*)$`).FindAllStringSubmatch(read(t, project+"/.env.example"), -1) {
		got[m[1]] = m[2]
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf(".env.example (-want +got):\n%s", diff)
	}
	page := read(t, project+"/docs/deploy.md")
	for name := range variables {
		if !strings.Contains(page, name) {
			t.Errorf("docs/deploy.md doesn't speak of %s", name)
		}
	}
}
