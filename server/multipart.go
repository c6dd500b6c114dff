package server

import (
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"
	"time"

	"pactgraph/server/gql"
)

// A request may have files, by the GraphQL multipart request specification: its part “operations” is the request as JSON, in which
// each file is null; “map” says for each file by the name of its part where in the request it stands; the files follow.
// Only writers may send one, since only what they load has files.

// typeMultipart is the media type of such a request. A page of another site may have a browser send it, without asking first,
// but not with a token.
const typeMultipart = "multipart/form-data"

// isLong tells whether a request may be longer than others: it says that it is, or has files, or doesn't say, and it has a
// writer's token.
func (g graphQL) isLong(r *http.Request) bool {
	if r.Method != http.MethodPost {
		return false
	}
	if name, _ := g.engine.writerOf(r); name == "" {
		return false
	}
	return r.ContentLength > g.engine.limits.Body || r.ContentLength < 0 || isMultipart(r)
}

func isMultipart(r *http.Request) bool {
	media, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	return strings.EqualFold(strings.TrimSpace(media), typeMultipart)
}

// roomFor takes room for a long request before it is read, which leave gives back; other requests need none. A request with
// files that is no writer's is refused.
func (g graphQL) roomFor(w http.ResponseWriter, r *http.Request) (leave func(), p *problem) {
	leave = func() {}
	name, token := g.engine.writerOf(r)
	if name == "" && r.Method == http.MethodPost && isMultipart(r) {
		return leave, forbidden(g.engine.barred(token))
	}
	if !g.isLong(r) {
		return leave, nil
	}
	free, ok := g.engine.writing.room.enter(r.Context())
	if !ok {
		return leave, g.engine.writing.busy()
	}
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(g.engine.limits.LoadTime))
	return free, nil
}

// readMultipart reads a request with files.
func (g graphQL) readMultipart(w http.ResponseWriter, r *http.Request, boundary string) (request, *problem) {
	if boundary == "" {
		return request{}, badf("the Content-Type %s has no boundary", typeMultipart)
	}
	parts := multipart.NewReader(g.bounded(w, r), boundary)
	operations, p := formPart(parts, "operations")
	if p != nil {
		return request{}, p
	}
	req, p := readRequest("operations", operations)
	if p != nil {
		return req, p
	}
	text, p := formPart(parts, "map")
	if p != nil {
		return req, p
	}
	places := map[string][]string{}
	if err := decode(text, &places); err != nil {
		return req, unreadable("map is not a JSON object with a list of places for each file", err)
	}
	slots, p := g.slots(req, places)
	if p != nil {
		return req, p
	}
	return req, readFiles(parts, slots)
}

// formPart reads the next part of a request, which must have a name.
func formPart(parts *multipart.Reader, name string) ([]byte, *problem) {
	part, err := parts.NextPart()
	switch {
	case errors.Is(err, io.EOF):
		return nil, badf("the request has no part %q: operations come first, then map, then the files", name)
	case err != nil:
		return nil, unread(err)
	case part.FormName() != name:
		return nil, badf("the part %q comes where %q is wanted: operations come first, then map, then the files", part.FormName(), name)
	}
	text, err := io.ReadAll(part)
	if err != nil {
		return nil, unread(err)
	}
	return text, nil
}

// slot takes a file to a place in the variables.
type slot func(gql.BundleFile)

// slots gives for each file, by the name of its part, the places where it goes.
func (g graphQL) slots(req request, places map[string][]string) (map[string][]slot, *problem) {
	if n, most := len(places), g.engine.limits.Files; n > most {
		return nil, bad(http.StatusUnprocessableEntity, overLimit("map names %d files, and a request has at most %d", n, most))
	}
	slots := make(map[string][]slot, len(places))
	taken := map[string]bool{}
	for file, list := range places {
		if len(list) == 0 {
			return nil, badf("map gives no place for the file %q", file)
		}
		for _, place := range list {
			put, err := slotAt(req.Variables, place)
			if err == nil && taken[place] {
				err = errors.New("it is given twice")
			}
			if err != nil {
				return nil, badf("map has the place %q for the file %q, which can't be: %s", place, file, err)
			}
			taken[place] = true
			slots[file] = append(slots[file], put)
		}
	}
	return slots, nil
}

// slotAt finds a place such as variables.input.uploads.0, where there is null.
func slotAt(variables map[string]any, place string) (slot, error) {
	steps := strings.Split(place, ".")
	if steps[0] != "variables" || len(steps) == 1 {
		return nil, errors.New("it begins with variables and a variable's name, as variables.input.uploads.0")
	}
	var at any = variables
	var put slot
	for _, step := range steps[1:] {
		var ok bool
		if at, put, ok = inside(at, step); !ok {
			return nil, fmt.Errorf("there is no %s in operations", step)
		}
	}
	if at != nil {
		return nil, fmt.Errorf("there is %s in operations where null stands for the file", shown(at))
	}
	return put, nil
}

// inside gives what stands in an object or a list under a name or number, and what puts a file in its place.
func inside(v any, step string) (inner any, put slot, ok bool) {
	switch v := v.(type) {
	case map[string]any:
		inner, ok = v[step]
		return inner, func(f gql.BundleFile) { v[step] = f }, ok
	case []any:
		i, err := strconv.Atoi(step)
		if err != nil || i < 0 || i >= len(v) {
			return nil, nil, false
		}
		return v[i], func(f gql.BundleFile) { v[i] = f }, true
	}
	return nil, nil, false
}

// readFiles reads the files to the request's end. Each that the map names comes once, and no other.
func readFiles(parts *multipart.Reader, slots map[string][]slot) *problem {
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return unread(err)
		}
		name := part.FormName()
		puts, ok := slots[name]
		if !ok {
			return badf("the file %q comes twice, or map doesn't name it", name)
		}
		delete(slots, name)
		data, err := io.ReadAll(part)
		if err != nil {
			return unread(err)
		}
		for _, put := range puts {
			put(gql.BundleFile{Name: part.FileName(), Data: data})
		}
	}
	for name := range slots {
		return badf("map names the file %q, and the request has no such part", name)
	}
	return nil
}
