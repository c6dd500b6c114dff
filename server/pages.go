package server

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"time"

	"pactgraph/graph"
)

// files hold the templates, and what npm built of the explorer and of GraphiQL, if it was built (see web/).
//
//go:embed assets
var files embed.FS

var templates = template.Must(template.ParseFS(files, "assets/*.html"))

// readyTime is how long a store may take to say that it is there.
const readyTime = 5 * time.Second

// healthy says that the process runs.
func healthy(w http.ResponseWriter, _ *http.Request) {
	plain(w, http.StatusOK, "ok")
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = fmt.Fprintln(w, text) // the client may have gone
}

// ready says whether the store answers.
type ready struct{ store graph.Reader }

func (h ready) serve(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), readyTime)
	defer cancel()
	revision, err := h.store.Revision(ctx)
	if err != nil {
		plain(w, http.StatusServiceUnavailable, "the store doesn't answer")
		return
	}
	plain(w, http.StatusOK, fmt.Sprintf("ready, at revision %d", revision))
}

// explorerPaths are the paths of the explorer's views, beside the pages of things, which are at their ids. The page itself
// knows which view is at which (web/src/explorer/views.ts).
var explorerPaths = []string{
	"compare", "conflicts", "gaps", "graph", "import", "list", "loads", "matrix", "saved", "search", "timeline", "whatif",
}

// serveExplorer serves the page in which the graph is explored, or says how it is built.
func serveExplorer(w http.ResponseWriter, _ *http.Request) {
	renderExplorer(w, http.StatusOK)
}

// serveNothing answers where there is nothing: to a browser with the page, which says so and how to go on.
func serveNothing(w http.ResponseWriter, r *http.Request) {
	if strings.Contains(r.Header.Get("Accept"), "text/html") {
		renderExplorer(w, http.StatusNotFound)
		return
	}
	http.NotFound(w, r)
}

func renderExplorer(w http.ResponseWriter, status int) {
	_, built := assets()["explorer.js"]
	render(w, status, "explorer.html", struct{ Built bool }{built})
}

func render(w http.ResponseWriter, status int, name string, data any) {
	var b bytes.Buffer
	if err := templates.ExecuteTemplate(&b, name, data); err != nil {
		plain(w, http.StatusInternalServerError, "the page can't be made")
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // the client may have gone
}

// serveGraphiQL serves GraphiQL, or says how it is built.
func serveGraphiQL(w http.ResponseWriter, _ *http.Request) {
	_, built := assets()["graphiql.js"]
	render(w, http.StatusOK, "graphiql.html", struct{ Built bool }{built})
}
