package server

import (
	"cmp"
	"encoding/json"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"pactgraph/graph"
)

// The media types of answers: the one that the GraphQL-over-HTTP specification made, in which the status tells whether
// anything was executed, and plain JSON, in which a request that could be read has status 200.
const (
	typeGraphQL = "application/graphql-response+json"
	typeJSON    = "application/json"
)

// partialSuccess is the status of an answer that has both data and errors. GraphQL over HTTP recommends it with its own
// media type; whoever doesn't know it takes it for 200.
const partialSuccess = 294

// graphQL answers GraphQL requests.
type graphQL struct {
	engine    *engine
	persisted *persisted
}

func newGraphQL(e *engine) graphQL {
	return graphQL{e, newPersisted()}
}

func (g graphQL) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Add("Vary", "Accept")
	accept := r.Header.Values("Accept")
	if isSocket(r) {
		g.socket(w, r)
		return
	}
	if wantsEvents(accept) && r.Method != http.MethodHead {
		if problem := g.events(w, r); problem != nil {
			problem.write(w, typeGraphQL)
		}
		return
	}
	media, ok := negotiate(accept)
	if !ok {
		http.Error(w, "an answer can be "+typeGraphQL+", "+typeJSON+" or "+typeEvents+"; the request's Accept header takes none", http.StatusNotAcceptable)
		return
	}
	leave, problem := g.roomFor(w, r)
	defer leave()
	var req request
	if problem == nil {
		req, problem = g.request(w, r)
	}
	if problem == nil {
		g.allowTime(w, req)
		problem = g.gated(w, r, media, req)
	}
	if problem != nil {
		problem.write(w, media)
	}
}

// request reads all that a request says, in its body or address and in its headers.
func (g graphQL) request(w http.ResponseWriter, r *http.Request) (req request, p *problem) {
	if req, p = g.read(w, r); p != nil {
		return req, p
	}
	req.writer, req.token = g.engine.writerOf(r)
	req.hasRoom = g.isLong(r)
	if req.explain, p = g.wantsExplanation(r); p != nil {
		return req, p
	}
	req.time, p = askedTime(r.Header)
	return req, p
}

// allowTime lets a writer's request take as long as a mutation may: to wait for its turn and be done, and then to be answered.
func (g graphQL) allowTime(w http.ResponseWriter, req request) {
	if req.get || req.writer == "" {
		return
	}
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Time{}) // the request was read; what may come now is the client's leaving
	_ = control.SetWriteDeadline(time.Now().Add(g.engine.limits.LoadTime + writeTime))
}

// gated answers a request as soon as there is room for it.
func (g graphQL) gated(w http.ResponseWriter, r *http.Request, media string, req request) *problem {
	leave, ok := g.engine.gate.enter(r.Context())
	if !ok {
		return g.engine.gate.busy()
	}
	defer leave()
	if req.get && g.unchanged(w, r, media, req) {
		return nil
	}
	resp := g.engine.do(r.Context(), req)
	if req.get {
		g.mark(r.Context(), w.Header(), media, req, resp)
	}
	resp = resp.withExtensions()
	write(w, media, status(media, resp), resp)
	return nil
}

// status says whether anything was executed, and went well; plain JSON has 200 for all that could be read as GraphQL, unless the
// method isn't allowed or there is no room for it.
func status(media string, resp response) int {
	if len(resp.Errors) == 0 {
		return http.StatusOK
	}
	code := statusOf(codeOf(resp.Errors[0]))
	switch {
	case code == http.StatusMethodNotAllowed || codeOf(resp.Errors[0]) == codeBusy:
		return code
	case media == typeJSON:
		return http.StatusOK
	case resp.Data != nil:
		return partialSuccess
	}
	return code
}

func write(w http.ResponseWriter, media string, status int, resp response) {
	parts, err := resp.parts()
	if err != nil {
		http.Error(w, "the answer can't be written", http.StatusInternalServerError)
		return
	}
	size := 0
	for _, part := range parts {
		size += len(part)
	}
	h := w.Header()
	h.Set("Content-Type", media+"; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(size))
	switch {
	case status == http.StatusMethodNotAllowed:
		h.Set("Allow", http.MethodPost)
	case len(resp.Errors) > 0 && codeOf(resp.Errors[0]) == codeBusy:
		h.Set("Retry-After", strconv.Itoa(retryAfter))
	}
	w.WriteHeader(status)
	for _, part := range parts {
		_, _ = w.Write(part) // the client may have gone
	}
}

// parts writes an answer as JSON, in parts that follow each other. Data is JSON already, and may be long: it isn't copied.
func (r response) parts() ([][]byte, error) {
	data := r.Data
	if data == nil {
		all, err := json.Marshal(r)
		return [][]byte{all}, err
	}
	before, after := []byte(`{"data":`), []byte("}")
	if len(r.Errors) > 0 {
		errs, err := json.Marshal(r.Errors)
		if err != nil {
			return nil, err
		}
		before = slices.Concat([]byte(`{"errors":`), errs, []byte(`,"data":`))
	}
	if r.Extensions != nil {
		extensions, err := json.Marshal(r.Extensions)
		if err != nil {
			return nil, err
		}
		after = slices.Concat([]byte(`,"extensions":`), extensions, after)
	}
	return [][]byte{before, data, after}, nil
}

// negotiate chooses the media type of the answer. Plain JSON is for those who don't ask for the other by its name.
func negotiate(accept []string) (string, bool) {
	best, quality := "", 0.0
	take := func(media string, q float64) {
		if q > quality {
			best, quality = media, q
		}
	}
	for part := range strings.SplitSeq(strings.Join(accept, ","), ",") {
		media, params, err := mime.ParseMediaType(strings.TrimSpace(part))
		if err != nil {
			continue
		}
		q, err := strconv.ParseFloat(params["q"], 64)
		if err != nil {
			q = 1
		}
		if c := params["charset"]; c != "" && !strings.EqualFold(c, "utf-8") {
			continue
		}
		switch media {
		case typeGraphQL:
			take(typeGraphQL, q)
		case typeJSON, "application/*", "*/*":
			take(typeJSON, q)
		}
	}
	if strings.TrimSpace(strings.Join(accept, "")) == "" {
		return typeJSON, true
	}
	return best, best != ""
}

// problem is why a request isn't answered as GraphQL. Its status is the one given; if there is none, it is that of an
// answer that holds the error.
type problem struct {
	status int
	err    *gqlerror.Error
}

func (p *problem) write(w http.ResponseWriter, media string) {
	p.err.Message = shortened(p.err.Message)
	resp := response{Errors: gqlerror.List{p.err}}
	write(w, media, cmp.Or(p.status, status(media, resp)), resp)
}

// refused makes a problem of what has a code of its own.
func refused(code, format string, args ...any) *problem {
	return &problem{err: withCode(gqlerror.List{gqlerror.Errorf(format, args...)}, code)[0]}
}

func bad(status int, err error) *problem { return &problem{status, refuse(err, nil, nil, "")} }

func badf(format string, args ...any) *problem {
	return bad(http.StatusBadRequest, graph.Errorf(graph.KindInvalid, format, args...))
}

// headerTimeout asks for an answer within a time.
const headerTimeout = "Pactgraph-Timeout"

// askedTime reads how long a client would wait; 0 if it doesn't say.
func askedTime(h http.Header) (time.Duration, *problem) {
	text := h.Get(headerTimeout)
	if text == "" {
		return 0, nil
	}
	d, err := time.ParseDuration(text)
	if err != nil || d <= 0 {
		return 0, badf("the header %s is a time such as 5s or 500ms, and here it is %q", headerTimeout, text)
	}
	return d, nil
}
