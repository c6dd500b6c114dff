package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"runtime/debug"
	"strings"
	"sync"

	"pactgraph"
	"pactgraph/graph"
)

// A GET's answer has an ETag, made from all that it depends on: the graph's revision, the day by which status is derived,
// what was asked, the media type, and the program itself. Whoever asks again with it is told that nothing has changed,
// and the store is asked for its revision only.

// answered says what the answer to a request was made from.
type answered struct {
	// revision is the graph's; -1 where nothing was read of it.
	revision int
	day      graph.Date
	// chance: asked again, the answer may be another, since it depends on how long things took.
	chance bool
	cost   *cost
}

// unchanged answers that what the client has is still right, if it is.
func (g graphQL) unchanged(w http.ResponseWriter, r *http.Request, media string, req request) bool {
	asked := r.Header.Get("If-None-Match")
	if asked == "" || req.explain {
		return false
	}
	revision, err := g.engine.store.Revision(r.Context())
	if err != nil {
		return false // answering will tell
	}
	tag := etag(revision, g.engine.today(), media, req)
	if !matches(asked, tag) {
		return false
	}
	markCacheable(w.Header(), tag)
	w.WriteHeader(http.StatusNotModified)
	return true
}

// mark lets a good answer be kept, and shown for as long as the server says that it is right.
func (g graphQL) mark(ctx context.Context, h http.Header, media string, req request, resp response) {
	if len(resp.Errors) > 0 || req.explain || resp.chance {
		return
	}
	revision := resp.revision
	if revision < 0 {
		var err error
		if revision, err = g.engine.store.Revision(ctx); err != nil {
			return
		}
	}
	markCacheable(h, etag(revision, resp.day, media, req))
}

// markCacheable has an answer kept, but never shown without asking whether it is still right: a load may come any time.
func markCacheable(h http.Header, tag string) {
	h.Set("ETag", tag)
	h.Set("Cache-Control", "public, no-cache")
}

// etag is weak: an answer that means the same may be written otherwise.
func etag(revision int, day graph.Date, media string, req request) string {
	sum := sha256.New()
	// Texts in JSON can't run into each other, and maps are written in the order of their keys.
	_ = json.NewEncoder(sum).Encode([]any{program(), revision, day, media, req.Query, req.OperationName, req.Variables})
	return `W/"` + hex.EncodeToString(sum.Sum(nil)[:16]) + `"`
}

// matches tells whether a tag is among those of an If-None-Match header.
func matches(header, tag string) bool {
	weak := func(t string) string { return strings.TrimPrefix(strings.TrimSpace(t), "W/") }
	for t := range strings.SplitSeq(header, ",") {
		if weak(t) == weak(tag) {
			return true
		}
	}
	return false
}

// program tells one build from another: the same graph may be answered from otherwise by the next one.
var program = sync.OnceValue(func() string {
	mark := hashOf(pactgraph.Schema)
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return mark
	}
	mark += info.Main.Version
	for _, s := range info.Settings {
		if strings.HasPrefix(s.Key, "vcs.") {
			mark += " " + s.Value
		}
	}
	return mark
})
