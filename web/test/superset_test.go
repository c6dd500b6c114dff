package webtest

import (
	"archive/zip"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// supersetTime is how long it may take to install Superset, to make its database and to start it.
const supersetTime = 10 * time.Minute

// Superset, as scripts/superset.sh sets it up, shows of Paris what the API says. It is a step of its own, make
// test-superset, since it takes a minute to install.
func TestSuperset(t *testing.T) {
	tools := prepare(t)
	paris := store{name: "sqlite:" + filepath.Join(t.TempDir(), "paris.db")}
	tools.load(t, paris, project+"/data/paris-2026")
	address, token := tools.serve(t, paris)

	home := t.TempDir()
	pictures, err := filepath.Abs(project + "/var/superset-pictures")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(pictures, 0o755); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(project + "/scripts/superset.sh")
	cmd.Env = append(os.Environ(), "PACTGRAPH_URL="+address, "SUPERSET_PORT=0", "SUPERSET_HOME="+home)
	superset := listening(t, "Superset", cmd, " at ", supersetTime)
	password, err := os.ReadFile(filepath.Join(home, "password"))
	if err != nil {
		t.Fatal(err)
	}
	tools.node(t, address, token, "superset/*", "SUPERSET_URL="+superset, "SUPERSET_PASSWORD="+string(password), "PACTGRAPH_PICTURES="+pictures)
}

// What is packed for a Superset elsewhere has the address of Pactgraph that was said, wherever it has one, and in Superset's
// form: all in one folder, beside metadata.yaml. What is no address is refused.
func TestSupersetBundle(t *testing.T) {
	const written, said = "http://127.0.0.1:8080", "https://example.org/pactgraph"
	program, file := project+"/dashboards/superset/bundle.py", filepath.Join(t.TempDir(), "pactgraph.zip")
	output(t, exec.Command("python3", program, "--url", said+"/", file))
	bundle, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer bundle.Close()
	texts := map[string]string{}
	for _, f := range bundle.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		texts[f.Name] = string(text)
		if strings.Contains(texts[f.Name], written) {
			t.Errorf("%s has the address %s, and not the one that was said", f.Name, written)
		}
		if strings.Contains(f.Name, "/datasets/") && !strings.Contains(texts[f.Name], `"`+said+`/graphql?query=`) {
			t.Errorf("%s doesn't ask %s", f.Name, said)
		}
	}
	for _, name := range []string{"pactgraph/metadata.yaml", "pactgraph/databases/Pactgraph.yaml", "pactgraph/dashboards/pactgraph.yaml"} {
		if texts[name] == "" {
			t.Errorf("there is no %s", name)
		}
	}
	for _, url := range []string{"example.org", "ftp://example.org", `http://example.org/"`, "http://example.org/?a=b"} {
		if out, err := exec.Command("python3", program, "--url", url, file).CombinedOutput(); err == nil || !strings.Contains(string(out), url) {
			t.Errorf("--url %s: got %q (%v), want a message that quotes it", url, out, err)
		}
	}
}
