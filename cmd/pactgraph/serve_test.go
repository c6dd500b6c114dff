package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// The server says where it is, answers there, and stops when it is told to.
func TestServe(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent()) // servers of other tests go on
	ctx, stop := context.WithCancel(t.Context())
	address, done := startServe(ctx, t, parisFile(t))
	for path, want := range map[string]string{
		"/":        "Pactgraph",
		"/healthz": "",
		"/readyz":  "",
		"/graphql?query=" + "%7B%20declaration(id%3A%22declaration%2Fparis-2026%22)%20%7B%20title%20%7D%20%7D": `"title":"Paris Declaration"`,
	} {
		if body := fetch(t, address+path); !strings.Contains(body, want) {
			t.Errorf("%s gives %.300s, want %q in it", path, body, want)
		}
	}
	stop()
	select {
	case err := <-done:
		if err != nil {
			t.Errorf("it stops with the error %v", err)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("it doesn't stop")
	}
}

// startServe starts a server of a store, and gives its address and how it ends.
func startServe(ctx context.Context, t *testing.T, store string) (address string, done <-chan error) {
	t.Helper()
	out, in := io.Pipe()
	root := newRoot()
	root.SetArgs([]string{"serve", "--store", store, "--listen", "127.0.0.1:0"})
	root.SetOut(in)
	ended := make(chan error, 1)
	go func() { ended <- root.ExecuteContext(ctx) }()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return regexp.MustCompile(`http://[0-9.:]+`).FindString(line), ended
}

// fetch gets a page by a connection of its own, which is closed at once.
func fetch(t *testing.T, url string) string {
	t.Helper()
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 10 * time.Second}
	r, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	if r.StatusCode != http.StatusOK {
		t.Errorf("%s gives %s", url, r.Status)
	}
	return string(body)
}
