package mcp

import (
	"context"
	"fmt"
	"strings"

	"pactgraph/graph"
)

// compareIn is what compare takes.
type compareIn struct {
	Declarations []string   `json:"declarations" jsonschema:"The ids of the declarations, 2 to 5: declaration/…" min:"2" max:"5"`
	AsOf         graph.Date `json:"as_of,omitempty" jsonschema:"The day on which statuses and parties are seen: 2026-01-06, or 2026-01 or 2026; today, if left out."`
	First        int        `json:"first,omitempty" jsonschema:"How many rows are shown, 1 to 50." min:"1" max:"50" default:"20"`
	Skip         int        `json:"skip,omitempty" jsonschema:"How many rows to pass over, to get the next ones." min:"0" max:"100000" default:"0"`
}

// Comparison is declarations side by side.
type Comparison struct {
	Declarations []Compared `json:"declarations"`
	Counts       []Count    `json:"counts" jsonschema:"How many rows there are of each outcome."`
	Rows         []Row      `json:"rows" jsonschema:"One for each kind of promise and each set of bearers. Which declarations have it, and in what they differ, is DERIVED by comparing what is coded of them."`
	Answer
}

// Compared is a declaration that is compared.
type Compared struct {
	Ref
	Facts  []Fact `json:"facts"`
	Others []Fact `json:"also_claimed,omitempty" jsonschema:"Other values that are claimed."`
}

// Count is how many there are of something.
type Count struct {
	Name  string `json:"name"`
	Count int    `json:"count"`
}

func (c Count) line() string { return fmt.Sprintf("%s: %d", c.Name, c.Count) }

// Row is what declarations promise of one kind, by the same bearers.
type Row struct {
	Kind        string       `json:"kind" jsonschema:"What is promised."`
	Bearers     []Ref        `json:"bearers,omitempty" jsonschema:"Who promises it; none, where no bearer is recorded."`
	Outcome     string       `json:"outcome" jsonschema:"COMMON: all have it, in the same way. DIFFERS: all have it, not in the same way. ONLY_IN_SOME, ONLY_IN_ONE: not all have it."`
	Basis       Basis        `json:"basis" jsonschema:"Always DERIVED."`
	Differences []Difference `json:"differences,omitempty"`
	Cells       []Cell       `json:"cells" jsonschema:"What each declaration has."`
}

// Difference is a field in which declarations differ.
type Difference struct {
	Field  string   `json:"field"`
	Values []string `json:"values" jsonschema:"The values in each declaration that has the promise."`
}

func (d Difference) line() string {
	var values []string
	for _, v := range d.Values {
		values = append(values, oneLine(v))
	}
	return d.Field + ": " + strings.Join(values, " | ")
}

// Cell is what one declaration has.
type Cell struct {
	Declaration string         `json:"declaration" jsonschema:"Its id."`
	Obligations []ComparedDuty `json:"obligations" jsonschema:"Its promises; none, where it has none."`
}

// ComparedDuty is a promise that is compared.
type ComparedDuty struct {
	Ref
	Status Status `json:"status"`
	Facts  []Fact `json:"facts" jsonschema:"What is claimed of it."`
}

var compareTool = tool[compareIn, Comparison]{
	name: "compare", title: "Compare declarations",
	description: "Declarations side by side: which promises are in all of them, which differ and in what, and which only some have, with the quotes and sources for each promise.",
}

// duty is an obligation as duties.graphql asks for it.
type duty struct {
	Ref
	Status statusInfo
	Claims claimPage
}

func (s settings) compare(ctx context.Context, q *inquiry, in compareIn) (out Comparison, err error) {
	asOf, err := s.day(in.AsOf)
	if err != nil {
		return out, err
	}
	ids, err := q.things(ctx, "declarations", in.Declarations, graph.NounDeclaration)
	if err != nil {
		return out, err
	}
	var got struct {
		Compare struct {
			Counts []struct {
				Outcome string
				Count   int
			}
			Rows []struct {
				Kind, Outcome string
				Bearers       []Ref
				Differences   []struct {
					Field  string
					Values []struct {
						Declaration Ref
						Values      []string
					}
				}
				Cells []struct {
					Declaration Ref
					Obligations []Ref
				}
			}
		}
		Nodes []declared
	}
	if err := q.question(ctx, "compare", map[string]any{"declarations": ids, "asOf": asOf}, &got); err != nil {
		return out, err
	}
	total := len(got.Compare.Rows)
	from := min(in.Skip, total)
	until := min(from+in.First, total)
	var wanted []string
	for _, r := range got.Compare.Rows[from:until] {
		for _, c := range r.Cells {
			for _, o := range c.Obligations {
				wanted = append(wanted, o.ID)
			}
		}
	}
	duties, err := q.duties(ctx, wanted, asOf)
	if err != nil {
		return out, err
	}
	if err := q.load(ctx); err != nil {
		return out, err
	}
	for _, d := range got.Nodes {
		out.Declarations = append(out.Declarations, q.compared(d))
	}
	for _, c := range got.Compare.Counts {
		out.Counts = append(out.Counts, Count{c.Outcome, c.Count})
	}
	out.Rows = []Row{}
	for _, r := range got.Compare.Rows[from:until] {
		row := Row{Kind: r.Kind, Bearers: r.Bearers, Outcome: r.Outcome, Basis: Derived, Cells: []Cell{}}
		for _, d := range r.Differences {
			one := Difference{Field: d.Field}
			for _, v := range d.Values {
				one.Values = append(one.Values, v.Declaration.Label+": "+strings.Join(v.Values, "; "))
			}
			row.Differences = append(row.Differences, one)
		}
		for _, c := range r.Cells {
			cell := Cell{Declaration: c.Declaration.ID, Obligations: []ComparedDuty{}}
			for _, o := range c.Obligations {
				d := duties[o.ID]
				_, facts := q.facts(nil, d.Claims)
				cell.Obligations = append(cell.Obligations, ComparedDuty{o, d.Status.derived(), facts})
				out.left("claims about "+o.ID, len(d.Claims.Nodes), d.Claims.TotalCount, "describe "+o.ID)
			}
			row.Cells = append(row.Cells, cell)
		}
		out.Rows = append(out.Rows, row)
	}
	out.left("rows", until-from, total, fmt.Sprintf("ask again with skip: %d", until%max(total, 1)))
	out.close(q, asOf)
	return out, nil
}

// duties asks for the obligations that a comparison names, with what is claimed of them.
func (q *inquiry) duties(ctx context.Context, ids []string, asOf graph.Date) (map[string]duty, error) {
	found := map[string]duty{}
	err := each(ids, func(part []string) error {
		var got struct{ Nodes []*duty }
		if err := q.question(ctx, "duties", map[string]any{"ids": part, "asOf": asOf}, &got); err != nil {
			return err
		}
		for _, d := range got.Nodes {
			if d != nil {
				found[d.ID] = *d
			}
		}
		return nil
	})
	return found, err
}

// compared tells of a declaration in short.
func (q *inquiry) compared(d declared) Compared {
	facts, others := q.facts(d.properties(), d.Claims)
	return Compared{Ref{d.ID, d.Label}, facts, others}
}

// declared is a declaration as questions ask for it.
type declared struct {
	ID, Label, Kind, Status, Bindingness, SignedOn string
	Claims                                         claimPage
}

func (d declared) properties() []property {
	return []property{{"kind", d.Kind}, {"status", d.Status}, {"bindingness", d.Bindingness}, {"signedOn", d.SignedOn}}
}
