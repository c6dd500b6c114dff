package image

import (
	"bufio"
	"bytes"
	"context"
	"debug/elf"
	"encoding/json"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// project is the folder with the Dockerfile and what it is built from.
const project = "../.."

// testVersion is what the built program is told that its version is.
const testVersion = "1.2.3-image"

// certificates is a file that the image takes from the base image of its build stage.
const certificates = "/etc/ssl/certs/ca-certificates.crt"

func readStages(t *testing.T) []Stage {
	t.Helper()
	stages, err := ReadDockerfile(project + "/Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	return stages
}

// split gives the stages of the service's image, and the one that is built for the notebooks alone.
func split(t *testing.T) (service []Stage, notebooks Stage) {
	t.Helper()
	for _, s := range readStages(t) {
		if s.Name == "notebooks" {
			notebooks = s
		} else {
			service = append(service, s)
		}
	}
	return service, notebooks
}

// The image's bases are pinned, it runs as a user that isn't root, and says how it is asked whether it is well.
func TestDockerfile(t *testing.T) {
	stages := readStages(t)
	for _, stage := range stages {
		if stage.Base != "scratch" && !pinned.MatchString(stage.Base) {
			t.Errorf("the base %q isn't pinned to a version", stage.Base)
		}
	}
	final := stages[len(stages)-1]
	for _, verb := range []string{"USER", "HEALTHCHECK", "EXPOSE", "ENTRYPOINT", "CMD", "LABEL"} {
		if _, ok := final.Last(verb); !ok {
			t.Errorf("the last stage has no %s", verb)
		}
	}
	step, _ := final.Last("USER")
	if user, _, err := Ids(step.Text); err != nil || user == 0 {
		t.Errorf("the image runs as %q (%v), want another than root, by number", step.Text, err)
	}
}

// pinned matches the name of an image with a version of three numbers, or of two where that is a line of releases.
var pinned = regexp.MustCompile(`^[a-z0-9./-]+:\d+\.\d+(\.\d+)?(-[a-z0-9.-]+)?$`)

// The program is built with the Go that go.mod asks for.
func TestDockerfileGo(t *testing.T) {
	mod, err := os.ReadFile(project + "/go.mod")
	if err != nil {
		t.Fatal(err)
	}
	language := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(string(mod))[1]
	stages := readStages(t)
	i := slices.IndexFunc(stages, func(s Stage) bool { return s.Name == "build" })
	if i < 0 || !strings.HasPrefix(stages[i].Base, "golang:"+language+".") {
		t.Errorf("go.mod wants Go %s; the stages are %+v", language, stages)
	}
}

// Every step works as a command in folders that hold what .dockerignore lets through, and nothing else; and what comes
// out runs with nothing around it, as the user it is meant for: it loads, serves, says that it is well, and stops.
func TestImage(t *testing.T) {
	builder := newBuilder(t)
	service, notebooks := split(t)
	img := build(t, builder, service)
	compose := readCompose(t)
	t.Run("files", func(t *testing.T) { checkFiles(t, img) })
	t.Run("static", func(t *testing.T) { checkStatic(t, filepath.Join(img.Root, img.Entrypoint[0])) })
	t.Run("version", func(t *testing.T) {
		if out := output(t, img, nil, "version"); !strings.HasPrefix(out, "pactgraph "+testVersion+" ") {
			t.Errorf("it says %q", out)
		}
	})
	t.Run("the image alone", func(t *testing.T) {
		load := []string{"load", "/usr/share/pactgraph/paris-2026"}
		checkServed(t, img, nil, load, img.Cmd, img.Health)
	})
	t.Run("the services", func(t *testing.T) {
		// The database is a file here: the image's own store is in its place.
		service := compose.Services["pactgraph"]
		if service.Healthcheck.Test[0] != "CMD" {
			t.Fatalf("the health check is %q: the image has no shell", service.Healthcheck.Test)
		}
		env := []string{"PACTGRAPH_STORE=sqlite:/tmp/services.db"}
		checkServed(t, img, env, compose.Services["load"].Command, service.Command, service.Healthcheck.Test[1:])
	})
	t.Run("the services' store", func(t *testing.T) { checkStore(t, img, compose) })
	t.Run("the notebooks", func(t *testing.T) {
		checkNotebooks(t, build(t, builder, []Stage{notebooks}), compose.Services["notebooks"])
	})
}

// newBuilder makes a builder with an empty folder for stages.
func newBuilder(t *testing.T) Builder {
	t.Helper()
	ignore, err := ReadIgnore(project + "/.dockerignore")
	if err != nil {
		t.Fatal(err)
	}
	context, err := filepath.Abs(project)
	if err != nil {
		t.Fatal(err)
	}
	return Builder{
		Context: context,
		Ignore:  ignore,
		Dir:     t.TempDir(),
		Args:    map[string]string{"TARGETOS": runtime.GOOS, "TARGETARCH": runtime.GOARCH, "VERSION": testVersion},
		Base:    map[string][]byte{certificates: []byte("certificates\n")},
		// In the image, nobody has set flags for Go.
		Env: append(os.Environ(), "GOFLAGS=", "GOWORK=off", "npm_config_prefer_offline=true"),
	}
}

// build builds an image of some stages, which may copy from those that were built before; with the caches of Go, npm and pip filled, in seconds.
func build(t *testing.T, builder Builder, stages []Stage) Image {
	t.Helper()
	img, err := builder.Build(t.Context(), stages)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// checkFiles holds the image to its few files: no shell, no sources, nothing that was lying about.
func checkFiles(t *testing.T, img Image) {
	var got []string
	err := filepath.WalkDir(img.Root, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name := strings.TrimPrefix(filepath.ToSlash(file), filepath.ToSlash(img.Root))
		got = append(got, name)
		if info, err := entry.Info(); err != nil || info.Mode()&0o044 != 0o044 {
			t.Errorf("not everybody may read %s (%v)", name, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{certificates, "/etc/group", "/etc/passwd", "/usr/bin/pactgraph", "/usr/share/doc/pactgraph/LICENSE"}
	data, err := os.ReadDir(project + "/data/paris-2026")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range data {
		want = append(want, "/usr/share/pactgraph/paris-2026/"+entry.Name())
	}
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the image's files (-want +got):\n%s", diff)
	}
}

// checkStatic holds a program to needing no loader and no libraries, which the image doesn't have.
func checkStatic(t *testing.T, program string) {
	if runtime.GOOS != "linux" {
		t.Skip("the program isn't built for Linux here")
	}
	f, err := elf.Open(program)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, p := range f.Progs {
		if p.Type == elf.PT_INTERP {
			t.Error("the program needs a dynamic loader")
		}
	}
}

// checkServed loads twice, serves, asks, and stops. The port that is meant is replaced by a free one, in what serves and in
// what asks for health.
func checkServed(t *testing.T, img Image, env, load, serve, health []string) {
	if out := output(t, img, env, load...); !strings.Contains(out, "Loaded ") {
		t.Errorf("the first load says %q", out)
	}
	if out := output(t, img, env, load...); !strings.Contains(out, "Nothing new") {
		t.Errorf("the second load says %q", out)
	}
	base, stop := start(t, img, env, serve)
	if page := fetch(t, base+"/assets/graphiql.js"); len(page) < 100_000 {
		t.Errorf("GraphiQL's script has %d bytes: it wasn't built into the program", len(page))
	}
	query := url.QueryEscape(`{ declaration(id: "declaration/paris-2026") { title } }`)
	if got, want := answered(t, fetch(t, base+"/graphql?query="+query)), `{"declaration":{"title":"Paris Declaration"}}`; got != want {
		t.Errorf("the answer is %s, want %s", got, want)
	}
	if health[0] != img.Entrypoint[0] {
		t.Fatalf("the health check asks %q, which isn't in the image", health[0])
	}
	ask := slices.Clone(health[1:])
	for i := range ask {
		ask[i] = strings.ReplaceAll(ask[i], "http://127.0.0.1:8080", base)
	}
	if out := output(t, img, env, ask...); !strings.HasPrefix(out, "ready, at revision ") {
		t.Errorf("the health check says %q", out)
	}
	stop()
	if out, err := inside(t.Context(), t, img, env, ask...).CombinedOutput(); err == nil {
		t.Errorf("with the server gone, the health check says %q", out)
	}
}

// checkStore holds the services to a store that the program knows, and to variables that it reads. No database is there, so
// it can't be reached; a name that it didn't understand would be a wrong use, which has its own exit status.
func checkStore(t *testing.T, img Image, compose Compose) {
	for _, name := range []string{"load", "pactgraph"} {
		service := compose.Services[name]
		store, err := url.Parse(service.Environment["PACTGRAPH_STORE"])
		if err != nil {
			t.Fatal(err)
		}
		if store.Hostname() != "neo4j" {
			t.Errorf("%s has the store %s, want the service neo4j", name, store)
		}
		store.Host = "127.0.0.1:1"
		ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
		defer cancel()
		cmd := inside(ctx, t, img, []string{"PACTGRAPH_STORE=" + store.String(), "PACTGRAPH_PASSWORD=" + testPassword}, service.Command...)
		out, err := cmd.CombinedOutput()
		if code := cmd.ProcessState.ExitCode(); code != 1 || !bytes.Contains(out, []byte("127.0.0.1:1")) {
			t.Errorf("%s on %s ends with %d (%v), want 1 and a message with the address:\n%s", name, store, code, err, out)
		}
		if bytes.Contains(out, []byte(testPassword)) {
			t.Errorf("%s tells the password:\n%s", name, out)
		}
	}
}

// inside makes a command of the image's program, as a container would run it: as root, in the image's folder and as its
// user; for others, whom the system doesn't let do that, with the image's folder before each of its paths.
func inside(ctx context.Context, t *testing.T, img Image, env []string, args ...string) *exec.Cmd {
	t.Helper()
	words, env := append(slices.Clone(img.Entrypoint), args...), append(slices.Clone(img.Env), env...)
	if os.Geteuid() != 0 {
		for _, list := range [][]string{words, env} {
			for i := range list {
				list[i] = imagePath.ReplaceAllString(list[i], "${1}"+img.Root+"${2}")
			}
		}
		cmd := exec.CommandContext(ctx, words[0], words[1:]...)
		cmd.Dir, cmd.Env = filepath.Join(img.Root, img.Workdir), env
		return cmd
	}
	cmd := exec.CommandContext(ctx, words[0], words[1:]...)
	user, group, err := Ids(img.User)
	if err != nil {
		t.Fatal(err)
	}
	cmd.Dir, cmd.Env = img.Workdir, env
	cmd.SysProcAttr = &syscall.SysProcAttr{Chroot: img.Root, Credential: &syscall.Credential{Uid: uint32(user), Gid: uint32(group)}}
	return cmd
}

// imagePath matches a word, or the value of a variable or of a SQLite store, that is a path in the image.
var imagePath = regexp.MustCompile(`^((?:[A-Z_]+=)?(?:sqlite:)?)(/(?:usr|var|tmp)/)`)

// output runs the image's program and gives what it prints; it must end well.
func output(t *testing.T, img Image, env []string, args ...string) string {
	t.Helper()
	out, err := inside(t.Context(), t, img, env, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%q: %v\n%s", args, err, out)
	}
	return string(out)
}

// start starts the image's server on a free port, and gives its address and a function that stops it, as an engine does.
func start(t *testing.T, img Image, env, args []string) (base string, stop func()) {
	t.Helper()
	args = slices.Clone(args)
	for i := range args {
		args[i] = strings.Replace(args[i], "0.0.0.0:8080", "0.0.0.0:0", 1)
	}
	cmd := inside(t.Context(), t, img, env, args...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = t.Output()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, _ := bufio.NewReader(out).ReadString('\n')
	address := regexp.MustCompile(`http://\[::\]:(\d+)|http://0\.0\.0\.0:(\d+)`).FindStringSubmatch(line)
	if address == nil {
		_ = cmd.Process.Kill()
		t.Fatalf("%q says %q, and not that it serves at all of the container's addresses (%v)", args, line, cmd.Wait())
	}
	return "http://127.0.0.1:" + address[1] + address[2], func() {
		t.Helper()
		if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Error(err)
		}
		if err := cmd.Wait(); err != nil {
			t.Errorf("told to stop, it ends with %v", err)
		}
	}
}

func fetch(t *testing.T, address string) []byte {
	t.Helper()
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 20 * time.Second}
	resp, err := client.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s gives %s (%v): %.300s", address, resp.Status, err, body)
	}
	return body
}

// answered gives the data of a GraphQL answer.
func answered(t *testing.T, body []byte) string {
	t.Helper()
	var answer struct{ Data json.RawMessage }
	if err := json.Unmarshal(body, &answer); err != nil {
		t.Fatal(err)
	}
	return string(answer.Data)
}
