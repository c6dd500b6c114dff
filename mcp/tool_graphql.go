package mcp

import (
	"context"
	"encoding/json"
	"errors"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
)

// graphqlIn is what graphql takes.
type graphqlIn struct {
	Query     string         `json:"query" jsonschema:"The document: one query, or several with operation. No mutation and no subscription." max:"100000"`
	Variables map[string]any `json:"variables,omitempty" jsonschema:"The query's variables."`
	Operation string         `json:"operation,omitempty" jsonschema:"Which operation is meant, where the document has several." max:"200"`
}

// Data is what a query is answered.
type Data struct {
	Data map[string]any `json:"data" jsonschema:"The data of GraphQL's answer."`
}

var graphqlTool = tool[graphqlIn, Data]{
	name: "graphql", title: "Ask in GraphQL",
	description: `Answer a GraphQL query over the whole graph, where no other tool asks what you need. Only queries; the limits of cost, depth and time are those of the server's /graphql. Ask for evidence yourself, so that you can cite: claims { nodes { field value basis note voicedIn { madeBy { nodes { label } } } evidence { nodes { exact start end verified source { title url publishedOn reliability publisher { label } } } } } }, on things and on edges. The schema: { __type(name: "Obligation") { fields { name description args { name } } } }, or the resources pactgraph://schema/TYPE, such as pactgraph://schema/Query and pactgraph://schema/ObligationFilter. Example: { obligations(filter: {kind: {eq: DEFENCE}}, first: 5) { totalCount nodes { id label status { status reason } bearers { nodes { label } } } } }`,
}

// addGraphQL adds the tool that runs a query as it is given. Its text is the answer's JSON.
func addGraphQL(s *sdk.Server, ask Ask) {
	sdk.AddTool(s, graphqlTool.told(), func(ctx context.Context, _ *sdk.CallToolRequest, in graphqlIn) (*sdk.CallToolResult, Data, error) {
		var out Data
		q := &inquiry{ask: ask}
		data, err := q.data(ctx, in.Query, in.Operation, in.Variables)
		if err == nil {
			err = fits(len(data))
		}
		if err != nil {
			return nil, out, err
		}
		if err := json.Unmarshal(data, &out.Data); err != nil || out.Data == nil {
			return nil, out, errors.Join(errors.New("the query has no data"), err)
		}
		return nil, out, nil
	})
}
