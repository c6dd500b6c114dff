package server

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"pactgraph/graph"
)

// The media types of answers: the one that the GraphQL-over-HTTP specification made, in which the status tells whether
// anything was executed, and plain JSON, in which a request that could be read has status 200.
const (
	typeGraphQL = "application/graphql-response+json"
	typeJSON    = "application/json"
)

// graphQL answers GraphQL requests.
type graphQL struct{ engine *engine }

func (g graphQL) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	media, ok := negotiate(r.Header.Values("Accept"))
	if !ok {
		http.Error(w, "an answer can be "+typeGraphQL+" or "+typeJSON+"; the request's Accept header takes neither", http.StatusNotAcceptable)
		return
	}
	req, problem := g.read(w, r)
	if problem != nil {
		write(w, media, problem.status, response{Errors: gqlerror.List{problem.err}})
		return
	}
	resp := g.engine.do(r.Context(), req)
	write(w, media, status(media, resp), resp)
}

// status is 200 if something was executed or the answer is plain JSON, and else what the first error's code says.
func status(media string, resp response) int {
	if media == typeJSON || resp.Data != nil || len(resp.Errors) == 0 {
		return http.StatusOK
	}
	return statusOf(codeOf(resp.Errors[0]))
}

func write(w http.ResponseWriter, media string, status int, resp response) {
	body, err := json.Marshal(resp)
	if err != nil {
		http.Error(w, "the answer can't be written", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", media+"; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	h.Set("Cache-Control", "no-store")
	h.Set("Vary", "Accept")
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client may have gone
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

// problem is why a request can't be read as GraphQL, with its HTTP status.
type problem struct {
	status int
	err    *gqlerror.Error
}

func bad(status int, err error) *problem { return &problem{status, refuse(err, nil, nil, "")} }

func badf(format string, args ...any) *problem {
	return bad(http.StatusBadRequest, graph.Errorf(graph.KindInvalid, format, args...))
}

func (g graphQL) read(w http.ResponseWriter, r *http.Request) (request, *problem) {
	if r.Method != http.MethodPost {
		return readURL(r.URL.Query())
	}
	media, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != typeJSON || params["charset"] != "" && !strings.EqualFold(params["charset"], "utf-8") {
		return request{}, bad(http.StatusUnsupportedMediaType, graph.Errorf(graph.KindInvalid, "a POST has Content-Type %s, in UTF-8; this one has %q", typeJSON, r.Header.Get("Content-Type")))
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, g.engine.limits.Body))
	if _, long := errors.AsType[*http.MaxBytesError](err); long {
		return request{}, bad(http.StatusRequestEntityTooLarge, overLimit("the request has more than %d bytes, which is the most allowed", g.engine.limits.Body))
	}
	if err != nil {
		return request{}, badf("the request's body can't be read to its end")
	}
	var req request
	if err := decode(body, &req); err != nil {
		return request{}, badf("the request's body is not a JSON object with query, variables, operationName: %s", err)
	}
	return checkRequest(req)
}

// readURL reads a request from an address, as GET has it.
func readURL(values url.Values) (request, *problem) {
	req := request{Query: values.Get("query"), OperationName: values.Get("operationName")}
	for name, into := range map[string]*map[string]any{"variables": &req.Variables, "extensions": &req.Extensions} {
		if text := values.Get(name); text != "" {
			if err := decode([]byte(text), into); err != nil {
				return request{}, badf("%s is not a JSON object: %s", name, err)
			}
		}
	}
	return checkRequest(req)
}

func checkRequest(req request) (request, *problem) {
	if strings.TrimSpace(req.Query) == "" {
		return request{}, badf("the request has no query")
	}
	return req, nil
}

// decode reads one JSON value, and keeps numbers as they are written.
func decode(data []byte, into any) error {
	d := json.NewDecoder(strings.NewReader(string(data)))
	d.UseNumber()
	if err := d.Decode(into); err != nil {
		return jsonError(err)
	}
	if _, err := d.Token(); err != io.EOF {
		return errors.New("something follows the object")
	}
	return nil
}

// jsonError says what is wrong with JSON without the names of Go's types.
func jsonError(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("it ends too early")
	}
	wrong, ok := errors.AsType[*json.UnmarshalTypeError](err)
	if !ok {
		return err
	}
	got, _, _ := strings.Cut(wrong.Value, " ") // a number's value may follow
	if name, ok := jsonNames[got]; ok {
		got = name
	}
	want := "an object"
	if wrong.Type.Kind() == reflect.String {
		want = "a text"
	}
	text := got + " stands where " + want + " is wanted"
	if wrong.Field != "" {
		text = wrong.Field + ": " + text
	}
	return errors.New(text)
}

// jsonNames are the kinds of JSON's values, as encoding/json calls them.
var jsonNames = map[string]string{"array": "a list", "string": "a text", "number": "a number", "bool": "true or false", "object": "an object"}
