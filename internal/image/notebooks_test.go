package image

import (
	"bytes"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// checkNotebooks starts JupyterLab as the service of the compose file does, with the stage's folder before each path of the image: it is well, lists the
// notebooks to whoever has the token and to nobody else, and finds the package and the program.
func checkNotebooks(t *testing.T, img Image, service Service) {
	if user, _, err := Ids(img.User); err != nil || user == 0 {
		t.Errorf("it runs as %q (%v), want another than root, by number", img.User, err)
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := free.Addr().String()
	free.Close()
	_, port, _ := net.SplitHostPort(address)
	placed := func(word string) string {
		word = strings.NewReplacer("0.0.0.0", "127.0.0.1", "127.0.0.1:8888", address, "port=8888", "port="+port).Replace(word)
		return strings.ReplaceAll(word, "/opt/pactgraph", filepath.Join(img.Root, "/opt/pactgraph"))
	}
	// As root, which a test may be, JupyterLab wants to be told that it may.
	env := append(os.Environ(), "HOME="+t.TempDir(), "JUPYTER_TOKEN="+testPassword, "PATH="+filepath.Join(img.Root, "/opt/pactgraph/bin")+":"+os.Getenv("PATH"))
	var words []string
	for _, word := range slices.Concat(img.Entrypoint, img.Cmd, []string{"--allow-root"}) {
		words = append(words, placed(word))
	}
	var told bytes.Buffer
	lab := exec.CommandContext(t.Context(), words[0], words[1:]...)
	lab.Dir, lab.Env, lab.Stdout, lab.Stderr = filepath.Join(img.Root, img.Workdir), env, &told, &told
	if err := lab.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := lab.Process.Signal(syscall.SIGTERM); err != nil {
			t.Error(err)
		}
		_ = lab.Wait()
		if t.Failed() {
			t.Logf("it told:\n%s", told.String())
		}
	}()
	for _, name := range []string{"JUPYTER_TOKEN", "PACTGRAPH_URL"} {
		if _, ok := service.Environment[name]; !ok {
			t.Errorf("the service isn't given %s", name)
		}
	}
	var health []string
	for _, word := range service.Healthcheck.Test[1:] {
		health = append(health, placed(word))
	}
	well := func() error { return exec.CommandContext(t.Context(), health[0], health[1:]...).Run() }
	for end := time.Now().Add(2 * time.Minute); well() != nil; time.Sleep(time.Second) {
		if time.Now().After(end) {
			t.Fatal("the health check doesn't find it well")
		}
	}
	if status, _ := list(t, address, ""); status != http.StatusForbidden {
		t.Errorf("without a token, the list of notebooks gives status %d", status)
	}
	status, names := list(t, address, testPassword)
	if status != http.StatusOK || !slices.Contains(names, "paris-commitments.ipynb") || !slices.Contains(names, "pactgraph.mplstyle") {
		t.Errorf("with the token, the list of notebooks gives status %d and %q", status, names)
	}
	tried := exec.CommandContext(t.Context(), words[0], "-c", `import subprocess, pactgraph; print(pactgraph.__file__, subprocess.check_output(["pactgraph", "version"], text=True))`)
	tried.Env = env
	out, err := tried.CombinedOutput()
	if err != nil || !strings.HasPrefix(string(out), img.Root) || !strings.Contains(string(out), testVersion) {
		t.Errorf("the package and the program are %s (%v), want those below %s", out, err, img.Root)
	}
}

// list asks JupyterLab for the names in its folder.
func list(t *testing.T, address, token string) (status int, names []string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+address+"/api/contents", nil)
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		request.Header.Set("Authorization", "token "+token)
	}
	resp, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var folder struct{ Content []struct{ Name string } }
	if body, err := io.ReadAll(resp.Body); err != nil || resp.StatusCode == http.StatusOK && json.Unmarshal(body, &folder) != nil {
		t.Fatalf("%v: %.300s", err, body)
	}
	for _, file := range folder.Content {
		names = append(names, file.Name)
	}
	return resp.StatusCode, names
}
