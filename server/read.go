package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"pactgraph/graph"
)

// read reads the request that an HTTP request holds.
func (g graphQL) read(w http.ResponseWriter, r *http.Request) (req request, p *problem) {
	if r.Method == http.MethodPost {
		req, p = g.readBody(w, r)
	} else {
		req, p = readURL(r.URL.RawQuery)
		req.get = true
	}
	if p != nil {
		return req, p
	}
	if req.Query, p = g.persisted.document(req); p != nil {
		return req, p
	}
	if strings.TrimSpace(req.Query) == "" {
		return req, badf("the request has no query")
	}
	return req, nil
}

// readBody reads a request from its body, as POST has it.
func (g graphQL) readBody(w http.ResponseWriter, r *http.Request) (request, *problem) {
	media, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if media == typeMultipart {
		return g.readMultipart(w, r, params["boundary"])
	}
	if err != nil || media != typeJSON || params["charset"] != "" && !strings.EqualFold(params["charset"], "utf-8") {
		return request{}, bad(http.StatusUnsupportedMediaType, graph.Errorf(graph.KindInvalid, "a POST has Content-Type %s, in UTF-8, or %s with files; this one has %q", typeJSON, typeMultipart, r.Header.Get("Content-Type")))
	}
	body, err := io.ReadAll(g.bounded(w, r))
	if err != nil {
		return request{}, unread(err)
	}
	return readRequest("the request's body", body)
}

// bounded gives a request's body, no more of it than may be.
func (g graphQL) bounded(w http.ResponseWriter, r *http.Request) io.Reader {
	most := g.engine.limits.Body
	if g.isLong(r) {
		most = g.engine.limits.Upload
	}
	return http.MaxBytesReader(w, r.Body, most)
}

// unread is the problem with a body that can't be read to its end.
func unread(err error) *problem {
	if long, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return bad(http.StatusRequestEntityTooLarge, overLimit("the request has more than %d bytes, which is the most allowed", long.Limit))
	}
	return badf("the request's body can't be read to its end")
}

// readRequest reads a request from JSON.
func readRequest(what string, text []byte) (request, *problem) {
	parts := map[string]json.RawMessage{}
	if err := decode(text, &parts); err != nil {
		return request{}, unreadable(what+" is not a JSON object with query, variables, operationName", err)
	}
	var req request
	for _, name := range []string{"query", "operationName", "variables", "extensions"} {
		if parts[name] == nil {
			continue
		}
		// What is in the object has been checked with it.
		if err := unmarshal(parts[name], req.part(name)); err != nil {
			return request{}, badf("%s is not a JSON object with query, variables, operationName: %s: %s", what, name, err)
		}
	}
	return req, nil
}

// part gives where a part of a request is kept.
func (r *request) part(name string) any {
	switch name {
	case "query":
		return &r.Query
	case "operationName":
		return &r.OperationName
	case "variables":
		return &r.Variables
	}
	return &r.Extensions
}

// readURL reads a request from an address, as GET has it.
func readURL(query string) (request, *problem) {
	values, err := url.ParseQuery(query)
	if err != nil {
		return request{}, badf("the address can't be read: %s", err)
	}
	var req request
	for _, name := range []string{"query", "operationName", "variables", "extensions"} {
		text := values.Get(name)
		switch into := req.part(name).(type) {
		case *string:
			*into = text
		default:
			if text == "" {
				continue
			}
			if err := decode([]byte(text), into); err != nil {
				return request{}, unreadable(name+" is not a JSON object", err)
			}
		}
		if n := len(values[name]); n > 1 {
			return request{}, badf("the address has %s %d times; it is given once", name, n)
		}
		if !utf8.ValidString(text) {
			return request{}, badf("%s is not UTF-8", name)
		}
	}
	return req, nil
}

// unreadable is the problem with JSON that can't be read, or that is over a limit.
func unreadable(what string, err error) *problem {
	if graph.KindOf(err) == graph.KindTooLarge {
		return bad(http.StatusBadRequest, err)
	}
	return badf("%s: %s", what, err)
}

// decode reads one JSON value, and keeps numbers as they are written. What JSON's readers disagree about is refused:
// bytes that are not UTF-8, half of a surrogate pair, a key that comes twice.
func decode(data []byte, into any) error {
	if !utf8.Valid(data) {
		return errors.New("it is not UTF-8")
	}
	if err := checkSurrogates(data); err != nil {
		return err
	}
	if err := checkJSON(data); err != nil {
		return err
	}
	return unmarshal(data, into)
}

func unmarshal(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := d.Decode(into); err != nil {
		return jsonError(err)
	}
	return nil
}

// jsonDepth is how deep objects and lists stand in each other in a request. A filter of the greatest depth has less than
// half of it.
const jsonDepth = 64

// checkJSON checks that there is one JSON value, not too deep, without keys that come twice.
func checkJSON(data []byte) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var open []*level
	for {
		token, err := d.Token()
		if err != nil {
			return jsonError(err)
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			if len(open) == jsonDepth {
				return overLimit("the request's JSON has more than %d objects and lists inside each other, which is the most allowed", jsonDepth)
			}
			open = append(open, newLevel(token))
			continue
		case json.Delim('}'), json.Delim(']'):
			open = open[:len(open)-1]
		default:
			if len(open) > 0 && open[len(open)-1].isKey() {
				if err := open[len(open)-1].key(token.(string)); err != nil {
					return err
				}
				continue
			}
		}
		if len(open) == 0 {
			break
		}
		open[len(open)-1].value()
	}
	if _, err := d.Token(); err != io.EOF {
		return errors.New("something follows the object")
	}
	return nil
}

// level is an object or a list that has been opened.
type level struct {
	keys  map[string]bool // nil in a list
	after bool            // a key has been read, and its value not yet
}

func newLevel(open json.Token) *level {
	if open == json.Delim('[') {
		return &level{}
	}
	return &level{keys: map[string]bool{}}
}

// isKey tells whether a key comes next.
func (l *level) isKey() bool { return l.keys != nil && !l.after }

func (l *level) key(name string) error {
	if l.keys[name] {
		return fmt.Errorf("the key %q comes twice in one object", name)
	}
	l.keys[name], l.after = true, true
	return nil
}

func (l *level) value() { l.after = false }

// checkSurrogates refuses an escape of half a surrogate pair, which stands for no character. Backslashes are in texts only,
// or else the JSON can't be read.
func checkSurrogates(data []byte) error {
	for i := 0; i < len(data); i++ {
		if data[i] != '\\' {
			continue
		}
		i++
		if i >= len(data) || data[i] != 'u' {
			continue
		}
		first := hex4(data[i+1:])
		switch {
		case first < 0xD800 || first > 0xDFFF:
		case first < 0xDC00 && bytes.HasPrefix(data[i+5:], []byte(`\u`)) && isLow(hex4(data[i+7:])):
			i += 6
		default:
			return fmt.Errorf("%s is half of a surrogate pair, and stands for no character", data[i-1:i+5])
		}
		i += 4
	}
	return nil
}

func isLow(n int) bool { return n >= 0xDC00 && n <= 0xDFFF }

// hex4 reads four hexadecimal digits; -1 if there are none.
func hex4(data []byte) int {
	if len(data) < 4 {
		return -1
	}
	n, err := strconv.ParseUint(string(data[:4]), 16, 16)
	if err != nil {
		return -1
	}
	return int(n)
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
