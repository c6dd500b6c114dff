package tokens

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// file writes a file of lines and gives its path.
func file(t *testing.T, lines ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "admins")
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func line(t *testing.T, name, token string) string {
	t.Helper()
	text, err := Line(name, token)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// Each token is known as its holder's, and nothing else is; one may have two, such as an old and a new one.
func TestWho(t *testing.T) {
	one, two, three := New(), New(), New()
	h, err := ReadFile(file(t, "# admins", "", line(t, "ana", one), "  "+line(t, "desk", two)+" \r", line(t, "ana", three)))
	if err != nil {
		t.Fatal(err)
	}
	hashed := strings.TrimPrefix(line(t, "ana", one), "ana ")
	for token, want := range map[string]string{
		one: "ana", two: "desk", three: "ana", "": "", New(): "", one[1:]: "", strings.ToLower(one): "", hashed: "", strings.TrimPrefix(hashed, scheme): "",
	} {
		if got, ok := h.Who(token); got != want || ok != (want != "") {
			t.Errorf("Who(%q) is %q, %t, want %q", token, got, ok, want)
		}
	}
	if h.Len() != 3 {
		t.Errorf("there are %d tokens, want 3", h.Len())
	}
	var nobody *Holders
	if name, ok := nobody.Who(one); ok || nobody.Len() != 0 {
		t.Errorf("nobody's token is %q's", name)
	}
}

// A known pair, so that files of an earlier version stay good.
func TestLine(t *testing.T) {
	const want = "desk sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
	if got := line(t, "desk", "hello"); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for _, name := range []string{"", "two words", " desk", "#desk", "a\nb"} {
		if _, err := Line(name, "hello"); err == nil {
			t.Errorf("%q is taken for a name", name)
		}
	}
}

// All that is wrong with a file is told, by line, and never what may be a token.
func TestReadFileWrong(t *testing.T) {
	good := line(t, "ana", New())
	path := file(t, good, "desk", "desk SECRET", "desk sha256:SECRET", "desk sha256:abcd", "", strings.Replace(good, "ana", "bo", 1), good+" SECRET")
	_, err := ReadFile(path)
	if err == nil {
		t.Fatal("no error")
	}
	const form = " comes sha256: with 64 hexadecimal digits, as pactgraph token prints it, and nothing else"
	want := []string{
		`:2: after "desk"` + form,
		`:3: after "desk"` + form,
		`:4: after "desk"` + form,
		`:5: after "desk"` + form,
		`:7: "bo" has the token of "ana" in line 1: each has one of their own`,
		`:8: after "ana"` + form,
	}
	if diff := cmp.Diff(want, strings.Split(strings.ReplaceAll(err.Error(), path, ""), "\n")); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	if _, err := ReadFile(path + "x"); err == nil || !strings.Contains(err.Error(), path+"x") {
		t.Errorf("a file that isn't there gives the error %v", err)
	}
}
