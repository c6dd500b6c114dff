package graph

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// maxCompared is how many declarations can be compared at once.
const maxCompared = 5

// Comparison puts the obligations of several declarations side by side.
type Comparison struct {
	// AsOf is the day on which those who bear what the parties bear are seen.
	AsOf         Date
	Declarations []*Declaration
	// Rows are by the obligations' kind, then by the ids of the bearers.
	Rows []*ComparisonRow
	// Counts are the numbers of rows by outcome; outcomes that no row has are left out.
	Counts []OutcomeCount
}

// OutcomeCount is how many rows have an outcome.
type OutcomeCount struct {
	Outcome Outcome
	Count   int
}

// ComparisonRow is what the declarations make some actors promise of one kind.
type ComparisonRow struct {
	Kind ObligationKind
	// Bearers are those for whom all that follows is the same; none where no bearer is recorded. They are known by their
	// ids alone, as all nodes here are.
	Bearers []*Actor
	Outcome Outcome
	// Cells are the obligations, one cell for each declaration in the order asked.
	Cells       []ComparisonCell
	Differences []Difference
}

// ComparisonCell is what one declaration has in a row; no obligation where it has none.
type ComparisonCell struct {
	Declaration *Declaration
	Obligations []*Obligation
}

// Difference is a field in which the cells of a row differ.
type Difference struct {
	Field  string
	Values []DifferenceValues
}

// DifferenceValues are the values of a field in one declaration; of several obligations in one cell, those of all.
type DifferenceValues struct {
	Declaration *Declaration
	Values      []string
}

// Outcome says how the declarations stand to each other in a row.
type Outcome string

// The outcomes.
const (
	OutcomeCommon     Outcome = "COMMON"
	OutcomeDiffers    Outcome = "DIFFERS"
	OutcomeOnlyInSome Outcome = "ONLY_IN_SOME"
	OutcomeOnlyInOne  Outcome = "ONLY_IN_ONE"
)

func compareEnums() []Enum {
	return []Enum{
		enumOf("How declarations stand to each other in what they make the same actors promise.", "Pactgraph", []enumDoc[Outcome]{
			{OutcomeCommon, "All declarations have it, and in all the same way."},
			{OutcomeDiffers, "All declarations have it, and not in the same way."},
			{OutcomeOnlyInSome, "Several declarations have it, and not all."},
			{OutcomeOnlyInOne, "One declaration alone has it."},
		}),
	}
}

// CheckCompared tells whether declarations can be compared.
func CheckCompared(declarations []string) error {
	if n := len(declarations); n < 2 || n > maxCompared {
		return Errorf(KindInvalid, "%d declarations were given: 2 to %d can be compared", n, maxCompared)
	}
	for i, id := range declarations {
		if err := checkPart("declarations", id, NounDeclaration); err != nil {
			return Errorf(KindInvalid, "%w", err)
		}
		if slices.Contains(declarations[:i], id) {
			return Errorf(KindInvalid, "%s is given twice: a declaration doesn't differ from itself", id)
		}
	}
	return nil
}

// Compare puts the obligations of declarations side by side, by what is promised and by whom; as of a day, for those that
// the parties bear. Coalitions are not opened: a coalition and its member are two bearers.
//
// KindInvalid: the declarations don't pass CheckCompared. KindNotFound: one isn't there.
func Compare(ctx context.Context, r Reader, declarations []string, day Date) (*Comparison, error) {
	if err := CheckCompared(declarations); err != nil {
		return nil, err
	}
	c, _, err := Analyse(ctx, r, func() *comparing { return &comparing{ids: declarations, day: day} })
	if err != nil {
		return nil, err
	}
	return c.result, nil
}

// comparing is the analysis that compares declarations.
type comparing struct {
	ids    []string
	day    Date
	result *Comparison
}

// Want asks for the declarations with their obligations, loaded as a what-if reads them.
func (c *comparing) Want() []Query {
	if c.result != nil {
		return nil
	}
	obligations := withAll("obligations",
		withAll("declarations", partiesWith()...), withAll("bearers"), withAll("beneficiaries"), withAll("counterparties"),
		withAll("conditions"),
	)
	return []Query{{Noun: NounDeclaration, IDs: c.ids, Selection: Selection{With: []With{obligations}}}}
}

// Take compares.
func (c *comparing) Take(answers []Answer) error {
	c.result = &Comparison{AsOf: c.day, Rows: []*ComparisonRow{}, Counts: []OutcomeCount{}}
	cells := map[rowKey][]map[string]*Obligation{}
	for i, n := range answers[0].Nodes {
		if n == nil {
			return Errorf(KindNotFound, "there is no %s", c.ids[i])
		}
		c.result.Declarations = append(c.result.Declarations, stub(c.ids[i]).(*Declaration))
		for _, l := range loadedLinks(n, "obligations") {
			o := l.node.(*Obligation)
			for _, bearer := range c.bearers(o) {
				key := rowKey{o.Kind, bearer}
				if cells[key] == nil {
					cells[key] = make([]map[string]*Obligation, len(c.ids))
				}
				if cells[key][i] == nil {
					cells[key][i] = map[string]*Obligation{}
				}
				cells[key][i][o.ID] = o
			}
		}
	}
	c.rows(cells)
	return nil
}

// rowKey is by what obligations are aligned: their kind and one bearer, empty where there is none.
type rowKey struct {
	kind   ObligationKind
	bearer string
}

// bearers gives the ids of those who bear an obligation, as a what-if sees them when nothing is supposed.
func (c *comparing) bearers(o *Obligation) []string {
	whatIf := WhatIfAnalysis{day: c.day}
	var ids []string
	for _, b := range whatIf.bearers(o, cast{}) {
		ids = append(ids, b.Actor.ID)
	}
	if len(ids) == 0 {
		return []string{""}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// rows makes the rows; bearers with the same obligations of a kind share one.
func (c *comparing) rows(cells map[rowKey][]map[string]*Obligation) {
	byCells := map[string]*ComparisonRow{}
	keys := slices.SortedFunc(maps.Keys(cells), func(a, b rowKey) int { return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.bearer, b.bearer)) })
	for _, key := range keys {
		same := string(key.kind)
		if key.bearer == "" {
			same += "\x00nobody"
		}
		for _, cell := range cells[key] {
			same += "\x00\x00" + strings.Join(slices.Sorted(maps.Keys(cell)), "\x00")
		}
		row := byCells[same]
		if row == nil {
			row = c.row(key.kind, cells[key])
			byCells[same] = row
			c.result.Rows = append(c.result.Rows, row)
		}
		if key.bearer != "" {
			row.Bearers = append(row.Bearers, stub(key.bearer).(*Actor))
		}
	}
	for _, e := range compareEnums()[0].Values {
		outcome := Outcome(e.Name)
		count := 0
		for _, row := range c.result.Rows {
			if row.Outcome == outcome {
				count++
			}
		}
		if count > 0 {
			c.result.Counts = append(c.result.Counts, OutcomeCount{outcome, count})
		}
	}
}

func (c *comparing) row(kind ObligationKind, cells []map[string]*Obligation) *ComparisonRow {
	row := &ComparisonRow{Kind: kind, Bearers: []*Actor{}, Differences: []Difference{}}
	filled := 0
	for i, cell := range cells {
		obligations := []*Obligation{}
		for _, id := range slices.Sorted(maps.Keys(cell)) {
			obligations = append(obligations, stub(id).(*Obligation))
		}
		if len(obligations) > 0 {
			filled++
		}
		row.Cells = append(row.Cells, ComparisonCell{Declaration: c.result.Declarations[i], Obligations: obligations})
	}
	for _, f := range comparedFields {
		if d, ok := c.difference(f, cells); ok {
			row.Differences = append(row.Differences, d)
		}
	}
	switch {
	case filled == 1:
		row.Outcome = OutcomeOnlyInOne
	case filled < len(cells):
		row.Outcome = OutcomeOnlyInSome
	case len(row.Differences) > 0:
		row.Outcome = OutcomeDiffers
	default:
		row.Outcome = OutcomeCommon
	}
	return row
}

// difference compares a field between the cells that have obligations.
func (c *comparing) difference(f comparedField, cells []map[string]*Obligation) (Difference, bool) {
	d := Difference{Field: f.name}
	differs := false
	for i, cell := range cells {
		if len(cell) == 0 {
			continue
		}
		values := []string{}
		for _, o := range cell {
			values = append(values, f.values(o)...)
		}
		slices.Sort(values)
		values = slices.Compact(values)
		differs = differs || len(d.Values) > 0 && !slices.Equal(values, d.Values[0].Values)
		d.Values = append(d.Values, DifferenceValues{c.result.Declarations[i], values})
	}
	return d, differs
}

// comparedField is something that obligations may differ in.
type comparedField struct {
	name   string
	values func(*Obligation) []string
}

// comparedFields are compared in this order.
var comparedFields = []comparedField{
	{"bindingness", func(o *Obligation) []string { return oneText(string(bindingnessOf(o))) }},
	{"modality", func(o *Obligation) []string { return oneText(string(o.Modality)) }},
	{"bearerMode", func(o *Obligation) []string { return oneText(string(o.BearerMode)) }},
	{"discretion", func(o *Obligation) []string { return oneText(string(o.Discretion)) }},
	{"conditions", conditionTexts},
	{"beneficiaries", func(o *Obligation) []string { return endsOf(o, "beneficiaries") }},
	{"counterparties", func(o *Obligation) []string { return endsOf(o, "counterparties") }},
	{"domains", func(o *Obligation) []string {
		var texts []string
		for _, d := range o.Domains {
			texts = append(texts, string(d))
		}
		return texts
	}},
	{"amount", func(o *Obligation) []string {
		if o.AmountValue == nil {
			return nil
		}
		return []string{joinNonEmpty(ValueText(*o.AmountValue), o.AmountUnit)}
	}},
}

func oneText(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}

func endsOf(o *Obligation, field string) []string {
	var ids []string
	for _, l := range loadedLinks(o, field) {
		ids = append(ids, l.node.NodeID())
	}
	return ids
}

// conditionTexts writes an obligation's conditions, one text for each group of a role: the numbers of groups mean nothing
// beyond the obligation.
func conditionTexts(o *Obligation) []string {
	type groupKey struct {
		role  string
		group int
	}
	groups := map[groupKey][]string{}
	for _, l := range loadedLinks(o, "conditions") {
		key := groupKey{role: l.edge.Role, group: -1}
		if l.edge.Group != nil {
			key.group = *l.edge.Group
		}
		groups[key] = append(groups[key], conditionText(l.node.(*Condition)))
	}
	var texts []string
	for key, list := range groups {
		slices.Sort(list)
		texts = append(texts, key.role+" "+strings.Join(list, " and "))
	}
	return texts
}

func conditionText(c *Condition) string {
	text := string(c.Kind)
	if c.Negated != nil && *c.Negated {
		text = "not " + text
	}
	if c.Text != "" {
		text += fmt.Sprintf(" %s", quoted(c.Text))
	}
	return text
}
