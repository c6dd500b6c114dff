package mcp

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"pactgraph"
	"pactgraph/graph"
)

// scheme is that of the addresses of resources.
const scheme = "pactgraph://"

// link is the address of a thing: its id, with what addresses can't have escaped.
func link(id string) string { return scheme + (&url.URL{Path: id}).EscapedPath() }

const (
	schemaURI     = scheme + "schema"
	vocabularyURI = scheme + "vocabulary"
)

// addResources adds what can be read by an address: things by their ids, the schema, the vocabulary.
func addResources(s *sdk.Server, ask Ask, set settings) {
	s.AddResource(&sdk.Resource{
		URI: vocabularyURI, Name: "vocabulary", Title: "The words of the graph", MIMEType: "text/markdown",
		Description: "The types of things, their relations, and every value of every enumeration with its meaning.",
	}, fixed("text/markdown", vocabulary))
	s.AddResource(&sdk.Resource{
		URI: schemaURI, Name: "schema", Title: "The GraphQL schema", MIMEType: "application/graphql",
		Description: fmt.Sprintf("The whole schema, %d kB. One type of it is at %s/TYPE.", len(pactgraph.Schema)/1000, schemaURI),
	}, fixed("application/graphql", func() string { return pactgraph.Schema }))
	s.AddResourceTemplate(&sdk.ResourceTemplate{
		URITemplate: schemaURI + "/{type}", Name: "type", Title: "A type of the GraphQL schema", MIMEType: "application/graphql",
		Description: "One type of the schema, such as Query, Obligation or ObligationFilter, with its fields described.",
	}, readType)
	s.AddResourceTemplate(&sdk.ResourceTemplate{
		URITemplate: scheme + "{+id}", Name: "thing", Title: "A thing of the graph", MIMEType: "text/plain",
		Description: "All about one thing by its id, such as pactgraph://actor/FRA, with quotes and sources: what the tool describe gives as text.",
	}, readThing(ask, set))
}

func contents(uri, media, text string) *sdk.ReadResourceResult {
	return &sdk.ReadResourceResult{Contents: []*sdk.ResourceContents{{URI: uri, MIMEType: media, Text: text}}}
}

func fixed(media string, text func() string) sdk.ResourceHandler {
	return func(_ context.Context, req *sdk.ReadResourceRequest) (*sdk.ReadResourceResult, error) {
		return contents(req.Params.URI, media, text()), nil
	}
}

// typeText is a definition in the schema, with the description before it.
var typeText = regexp.MustCompile(`(?m)(^"[^\n]*\n)?^(?:type|input|enum|interface|union|scalar) (\w+)\b(?:[^{\n]*\{\n(?s:.*?)\n\}|[^\n]*)\n`)

func readType(_ context.Context, req *sdk.ReadResourceRequest) (*sdk.ReadResourceResult, error) {
	wanted := strings.TrimPrefix(req.Params.URI, schemaURI+"/")
	for _, m := range typeText.FindAllStringSubmatch(pactgraph.Schema, -1) {
		if m[2] == wanted {
			return contents(req.Params.URI, "application/graphql", m[0]), nil
		}
	}
	return nil, sdk.ResourceNotFoundError(req.Params.URI)
}

// readThing gives a thing as describe tells of it.
func readThing(ask Ask, set settings) sdk.ResourceHandler {
	return func(ctx context.Context, req *sdk.ReadResourceRequest) (*sdk.ReadResourceResult, error) {
		id, err := url.PathUnescape(strings.TrimPrefix(req.Params.URI, scheme))
		if err != nil || graph.CheckID(id) != nil {
			return nil, sdk.ResourceNotFoundError(req.Params.URI)
		}
		var out Description
		err = inquire(ctx, ask, func(q *inquiry) (err error) {
			out, err = set.describe(ctx, q, describeIn{ID: id, First: 10})
			return err
		})
		if errors.As(err, new(*unknownError)) {
			return nil, sdk.ResourceNotFoundError(req.Params.URI)
		}
		if err != nil {
			return nil, err
		}
		return contents(req.Params.URI, "text/plain", asOutline(out)), nil
	}
}

// vocabulary writes the words of the graph: types, properties, relations, enumerations.
func vocabulary() string {
	var b strings.Builder
	b.WriteString("# The words of the graph\n")
	for _, n := range graph.Nouns() {
		fmt.Fprintf(&b, "\n## %s\n\nIts id begins with %s/.\n\n", n, n.Prefix())
		for _, p := range n.Properties() {
			kind := string(p.Type)
			if p.Enum != "" {
				kind = p.Enum
			}
			fmt.Fprintf(&b, "- %s (%s): %s\n", p.Name, kind, p.Doc)
		}
	}
	b.WriteString("\n## Relations\n\n")
	for _, r := range graph.Relations() {
		fmt.Fprintf(&b, "- %s %s (%s.%s): %s\n", r.From, r.Type, r.From, r.Out, r.Doc)
	}
	for _, e := range append(graph.Enums(), graph.TrustEnums()...) {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n", e.Name, e.Doc)
		for _, v := range e.Values {
			fmt.Fprintf(&b, "- %s: %s\n", v.Name, v.Doc)
		}
	}
	return b.String()
}
