package server

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"strconv"
	"time"

	"pactgraph/graph"
)

// files hold the templates, and what npm built of GraphiQL if it was built (see web/).
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

// startPage shows what the graph holds, and where to go on.
type startPage struct{ engine *engine }

// startExample is a question that any graph can be asked.
const startExample = `{
  obligations(first: 5, filter: { status: { eq: ACTIVE } }) {
    totalCount
    nodes {
      label
      bearers { nodes { label } }
      status { status reason }
      claims(first: 1) { nodes { evidence { nodes { exact source { label } } } } }
    }
  }
}`

// startQuery asks for all that the page shows.
const startQuery = `{
  revision
  actors { totalCount } declarations { totalCount } obligations { totalCount } conditions { totalCount }
  events { totalCount } statements { totalCount } sources { totalCount }
  loads(first: 1, orderBy: { field: REVISION, direction: DESC }) { nodes { label who } }
}`

// startData is what the page shows.
type startData struct {
	Counts   []count
	Revision int
	Latest   *load
	Example  string
}

// count is how many nodes there are of a name.
type count struct {
	Name string
	N    int
}

// load is the latest load.
type load struct{ Label, Who string }

func (h startPage) serve(w http.ResponseWriter, r *http.Request) {
	leave, ok := h.engine.gate.enter(r.Context())
	if !ok {
		w.Header().Set("Retry-After", strconv.Itoa(retryAfter))
		plain(w, http.StatusServiceUnavailable, h.engine.gate.busy().err.Message)
		return
	}
	defer leave()
	resp := h.engine.do(r.Context(), request{Query: startQuery})
	if len(resp.Errors) > 0 {
		plain(w, statusOf(codeOf(resp.Errors[0])), resp.Errors[0].Message)
		return
	}
	data, err := readStart(resp.Data)
	if err != nil {
		plain(w, http.StatusInternalServerError, "the page can't be made")
		return
	}
	render(w, "start.html", data)
}

// readStart reads the answer to startQuery.
func readStart(answer []byte) (startData, error) {
	data := startData{Example: startExample}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(answer, &fields); err != nil {
		return data, err
	}
	if err := json.Unmarshal(fields["revision"], &data.Revision); err != nil {
		return data, err
	}
	for _, n := range graph.Entities() {
		list := struct{ TotalCount int }{}
		name := n.Prefix() + "s"
		if err := json.Unmarshal(fields[name], &list); err != nil {
			return data, err
		}
		data.Counts = append(data.Counts, count{name, list.TotalCount})
	}
	loads := struct{ Nodes []load }{}
	if err := json.Unmarshal(fields["loads"], &loads); err != nil {
		return data, err
	}
	if len(loads.Nodes) > 0 {
		data.Latest = &loads.Nodes[0]
	}
	return data, nil
}

func render(w http.ResponseWriter, name string, data any) {
	var b bytes.Buffer
	if err := templates.ExecuteTemplate(&b, name, data); err != nil {
		plain(w, http.StatusInternalServerError, "the page can't be made")
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(b.Bytes()) // the client may have gone
}

// serveGraphiQL serves GraphiQL, or says how it is built.
func serveGraphiQL(w http.ResponseWriter, _ *http.Request) {
	_, err := fs.Stat(files, "assets/dist/graphiql.js")
	render(w, "graphiql.html", struct{ Built bool }{err == nil})
}

// serveAsset serves a style sheet or a script.
func serveAsset(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("file")
	for _, dir := range []string{"assets/dist/", "assets/style/"} {
		if _, err := fs.Stat(files, dir+name); err == nil {
			w.Header().Set("Cache-Control", "no-cache")
			http.ServeFileFS(w, r, files, dir+name)
			return
		}
	}
	plain(w, http.StatusNotFound, "there is no such file")
}
