package main

import (
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// The exit status and the text tell how a server is.
func TestHealth(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("/readyz", func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("ready, at revision 3\nmore\n")) })
	mux.HandleFunc("/down", func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "the store doesn't answer", http.StatusServiceUnavailable)
	})
	mux.HandleFunc("/silent", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) })
	mux.Handle("/moved", http.RedirectHandler("/readyz", http.StatusFound))
	mux.HandleFunc("/slow", func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-r.Context().Done():
		case <-time.After(10 * time.Second):
		}
	})
	srv := httptest.NewServer(mux)
	defer srv.Close()
	// A proxy must not be asked in the server's place.
	t.Setenv("HTTP_PROXY", "http://"+unusedAddress(t))

	tests := []struct {
		name string
		args []string
		out  string
		err  string
		exit int
	}{
		{"ready", []string{"--url", srv.URL + "/readyz"}, "ready, at revision 3\n", "", exitOK},
		{"the store is away", []string{"--url", srv.URL + "/down"}, "", srv.URL + "/down answers 503 Service Unavailable: the store doesn't answer", exitFindings},
		{"no text", []string{"--url", srv.URL + "/silent"}, "", "answers 500 Internal Server Error: nothing more", exitFindings},
		{"sent on", []string{"--url", srv.URL + "/moved"}, "", "answers 302 Found", exitFindings},
		{"too slow", []string{"--url", srv.URL + "/slow", "--timeout", "50ms"}, "", "/slow didn't answer within 50ms", exitFindings},
		{"nobody there", []string{"--url", "http://" + unusedAddress(t)}, "", "can't be reached: dial tcp", exitFindings},
		{"no address", []string{"--url", "localhost:8080"}, "", `--url is "localhost:8080": write an address as http://127.0.0.1:8080/readyz`, exitUsage},
		{"no time", []string{"--url", srv.URL, "--timeout", "0s"}, "", "--timeout is 0s", exitUsage},
		{"an argument", []string{srv.URL}, "", "takes no arguments", exitUsage},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var out strings.Builder
			root := newRoot()
			root.SetOut(&out)
			root.SetArgs(append([]string{"health"}, test.args...))
			err := root.ExecuteContext(t.Context())
			if out.String() != test.out {
				t.Errorf("it prints %q, want %q", out.String(), test.out)
			}
			if got := exitStatus(err); got != test.exit {
				t.Errorf("it ends with %d (%v), want %d", got, err, test.exit)
			}
			if test.err != "" && (err == nil || !strings.Contains(err.Error(), test.err)) {
				t.Errorf("it fails with %v, want %q in it", err, test.err)
			}
		})
	}
}

// exitStatus is the status that a command's error ends the program with, as run has it.
func exitStatus(err error) int {
	switch err.(type) {
	case nil:
		return exitOK
	case usageError:
		return exitUsage
	}
	return exitFindings
}

// unusedAddress is one at which nobody listens.
func unusedAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
