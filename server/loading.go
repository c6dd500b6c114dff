package server

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/99designs/gqlgen/graphql"

	"pactgraph/graph"
	"pactgraph/server/gql"
)

// bundle reads what is to be loaded.
func (a arguments) bundle() gql.Bundle {
	in, _ := a.values["input"].(map[string]any)
	of := a
	of.values = in
	b := gql.Bundle{
		Dataset: of.text("dataset"), Format: of.text("format"), Source: of.text("source"), Encoding: of.text("encoding"), Separator: of.text("separator"),
		Mapping: of.text("mapping"), Sync: of.text("sync"), Force: in["force"] == true, LoadID: of.text("loadId"), AtRevision: of.count("atRevision"),
		MostUnpacked: a.c.limits.Unpacked,
	}
	files, uploads := asList(in["files"]), asList(in["uploads"])
	switch n, most := len(files)+len(uploads), a.c.limits.Files; {
	case n == 0:
		a.report(inputErrorf("input", "there is nothing to load: give files, as texts, or uploads"))
	case n > most:
		a.report(&inputError{"input", overLimit("%d files are sent, and at most %d are loaded together", n, most)})
		return b
	}
	for i, v := range files {
		of.values, _ = v.(map[string]any)
		b.Files = append(b.Files, gql.BundleFile{Name: of.text("name"), Data: []byte(of.text("text"))})
		a.report(checkFileName(b.Files, fmt.Sprintf("input.files[%d].name", i)))
	}
	for i, v := range uploads {
		at := fmt.Sprintf("input.uploads[%d]", i)
		f, ok := v.(gql.BundleFile)
		if !ok {
			a.report(inputErrorf(at, "%s is no file: an upload is null in the variables of a multipart request, and its map says which file stands there; a text goes into files", shown(v)))
			return b
		}
		b.Files = append(b.Files, f)
		a.report(checkFileName(b.Files, at))
	}
	if b.LoadID != "" {
		a.report(checkLoadID(b.LoadID, "input.loadId"))
	}
	if b.Mapping != "" && !slices.ContainsFunc(b.Files, func(f gql.BundleFile) bool { return f.Name == b.Mapping }) {
		a.report(inputErrorf("input.mapping", "no file is named %q: the mapping is one of those that are sent", b.Mapping))
	}
	if b.Force && b.Sync == "" {
		a.report(inputErrorf("input.force", "force is for sync, and means nothing without it"))
	}
	return b
}

// checkLoadID checks the id of a load.
func checkLoadID(id, at string) error {
	if err := graph.CheckID(id); err != nil {
		return inputErrorf(at, "%w", err)
	}
	if noun, _ := graph.NounOf(id); noun != graph.NounLoad {
		return inputErrorf(at, "%q is no id of a load, such as load/2031-05-04-harbour", id)
	}
	return nil
}

// longestName is how many bytes a file's name may have.
const longestName = 200

// checkFileName checks the name of the last of some files: it is one that a file of a folder can have everywhere.
func checkFileName(files []gql.BundleFile, at string) error {
	last := len(files) - 1
	name := files[last].Name
	switch {
	case name == "":
		return inputErrorf(at, "the file has no name")
	case len(name) > longestName:
		return inputErrorf(at, "the file's name has %d bytes; at most %d are allowed", len(name), longestName)
	case strings.ContainsAny(name, `/\:`) || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "-") || strings.ContainsFunc(name, unicode.IsControl):
		return inputErrorf(at, `%q can't be a file's name: it is without a folder, doesn't begin with . or -, and has no / \ : and nothing that isn't seen`, name)
	case slices.ContainsFunc(files[:last], func(f gql.BundleFile) bool { return strings.EqualFold(f.Name, name) }):
		return inputErrorf(at, "%q is the name of two files; names are different, not in capitals alone", name)
	}
	return nil
}

func loadOf(_ *compiler, _ selected, a arguments) (effect, int) {
	bundle := a.bundle()
	return func(ctx context.Context, loader Loader, who string) (any, error) {
		bundle.Who = who
		outcome, err := loader.Load(ctx, bundle)
		if err != nil {
			return nil, err
		}
		p := &gql.LoadPayload{Outcome: brief(outcome)}
		if p.Bundle != nil && !p.Unchanged {
			p.Load = &graph.Load{Base: graph.Base{ID: p.LoadID}}
		}
		return p, nil
	}, 1
}

func planLoadOf(c *compiler, s selected, a arguments) (effect, int) {
	bundle := a.bundle()
	pages, most := pagesOf(c, s, "PlanLoadPayload", a.at)
	return func(ctx context.Context, loader Loader, who string) (any, error) {
		bundle.Who = who
		outcome, changes, err := loader.Plan(ctx, bundle)
		if err != nil {
			return nil, err
		}
		payload := &gql.PlanLoadPayload{Outcome: brief(outcome)}
		payload.Pages, err = pages.of(graph.Planned{Receipt: outcome.Receipt, Changes: changes})
		return payload, err
	}, most
}

// plannedPages are the pages of changes that are asked for of a plan.
type plannedPages []plannedPage

type plannedPage struct {
	key   string
	first int
	after string
}

// pagesOf reads which pages are asked for of a payload, and gives how many changes they have together.
func pagesOf(c *compiler, s selected, payload string, at scope) (pages plannedPages, most int) {
	for _, part := range c.collect(payload, alias, s.under()...) {
		if part.name() != "changes" {
			continue
		}
		args := c.arguments(part.field(), at.at(part.key))
		first, after := args.integer("first"), args.text("after")
		args.report(graph.CheckPlannedPage(first, after))
		pages = append(pages, plannedPage{part.key, first, after})
		most += max(first, 0)
		inner := at.at(part.key)
		inner.rows *= float64(max(first, 0))
		c.spent.values(c.written(part.fields), inner, part.field())
	}
	return pages, most
}

// of gives the pages of a plan.
func (pages plannedPages) of(planned graph.Planned) ([]gql.PlannedPage, error) {
	var list []gql.PlannedPage
	for _, p := range pages {
		page, err := planned.Page(p.first, p.after)
		if err != nil {
			return nil, err
		}
		list = append(list, gql.PlannedPage{Key: p.key, Page: page})
	}
	return list, nil
}

// pageAt gives the page that is asked for by the field that is being resolved.
func pageAt(ctx context.Context, pages []gql.PlannedPage) (*graph.Changes, error) {
	key := graphql.GetFieldContext(ctx).Field.Alias
	for _, page := range pages {
		if page.Key == key {
			return page.Page, nil
		}
	}
	return nil, fmt.Errorf("the page %s was not made", key)
}

// reversal asks for a load to be taken back, by its id or by the revision that it made.
type reversal struct {
	graph.RevertRequest
	revision *int
}

// by gives the request with the load's id, in somebody's name.
func (v reversal) by(ctx context.Context, loader Loader, who string) (q graph.RevertRequest, err error) {
	q = v.RevertRequest
	q.Who = who
	if v.revision != nil {
		q.Load, err = loader.LoadOf(ctx, *v.revision)
	}
	return q, err
}

// reversal reads which load is to be taken back.
func (a arguments) reversal() reversal {
	a.values, _ = a.values["input"].(map[string]any)
	q := reversal{RevertRequest: graph.RevertRequest{Load: fmt.Sprint(a.values["load"]), LoadID: a.text("loadId"), Keep: a.values["keep"] == true}}
	if n, err := strconv.Atoi(q.Load); err == nil {
		q.revision = &n
	} else {
		a.report(checkLoadID(q.Load, "input.load"))
	}
	if q.LoadID != "" {
		a.report(checkLoadID(q.LoadID, "input.loadId"))
	}
	return q
}

// mostConflicts is how many conflicts are shown; nobody reads more.
const mostConflicts = 1000

// reversed makes the outcome of taking a load back.
func reversed(q graph.RevertRequest, r graph.Receipt, conflicts []graph.RevertConflict) gql.Reversal {
	out := gql.Reversal{
		Receipt: r, Reverted: &graph.Load{Base: graph.Base{ID: q.Load}},
		ConflictCount: len(conflicts), Done: q.Keep || len(conflicts) == 0,
	}
	for _, c := range conflicts[:min(len(conflicts), mostConflicts)] {
		out.Conflicts = append(out.Conflicts, gql.RevertConflict{
			Target: c.Target, Name: shortened(c.Name), Reason: shortened(c.Reason), Load: c.By, Dataset: c.Dataset, Named: c.Named,
		})
	}
	return out
}

func revertLoadOf(_ *compiler, _ selected, a arguments) (effect, int) {
	v := a.reversal()
	return func(ctx context.Context, loader Loader, who string) (any, error) {
		q, err := v.by(ctx, loader, who)
		if err != nil {
			return nil, err
		}
		receipt, conflicts, err := loader.Revert(ctx, q)
		if err != nil {
			return nil, err
		}
		p := &gql.RevertLoadPayload{Reversal: reversed(q, receipt, conflicts)}
		if p.Done && !p.Unchanged {
			p.Load = &graph.Load{Base: graph.Base{ID: p.LoadID}}
		}
		return p, nil
	}, 2
}

func planRevertLoadOf(c *compiler, s selected, a arguments) (effect, int) {
	v := a.reversal()
	pages, most := pagesOf(c, s, "PlanRevertLoadPayload", a.at)
	return func(ctx context.Context, loader Loader, who string) (any, error) {
		q, err := v.by(ctx, loader, who)
		if err != nil {
			return nil, err
		}
		planned, conflicts, err := loader.PlanRevert(ctx, q)
		if err != nil {
			return nil, err
		}
		p := &gql.PlanRevertLoadPayload{Reversal: reversed(q, planned.Receipt, conflicts)}
		p.Pages, err = pages.of(planned)
		return p, err
	}, max(most, 2)
}

func chooseOf(_ *compiler, s selected, a arguments) (effect, int) {
	in, _ := a.values["input"].(map[string]any)
	of := a
	of.values = in
	q := graph.ChoiceRequest{
		Target: of.text("target"), Field: of.text("field"), Dataset: of.text("dataset"), Load: of.text("load"), Why: of.text("why"),
		TakeBack: s.name() == "takeBackChoice",
	}
	if in["value"] != nil {
		value := of.text("value")
		q.Value = &value
	}
	a.report(asInput("input", q.Check()))
	return func(ctx context.Context, loader Loader, who string) (any, error) {
		q.Who = who
		receipt, err := loader.Choose(ctx, q)
		if err != nil {
			return nil, err
		}
		p := &gql.ChoosePayload{Receipt: receipt}
		if noun, _ := graph.NounOf(q.Target); noun.IsEntity() {
			p.Entity = graph.NewNode(noun, q.Target, nil).(graph.AnyEntity)
		}
		if !p.Unchanged {
			p.Load = &graph.Load{Base: graph.Base{ID: p.LoadID}}
		}
		return p, nil
	}, 1
}

// brief gives an outcome whose messages are as short as any other's.
func brief(o gql.Outcome) gql.Outcome {
	for _, list := range [][]gql.LoadProblem{o.Problems, o.Warnings} {
		for i := range list {
			list[i].Message = shortened(list[i].Message)
		}
	}
	return o
}

type (
	mutationResolver              struct{}
	planLoadPayloadResolver       struct{}
	planRevertLoadPayloadResolver struct{}
)

// Load gives what came of a load.
func (mutationResolver) Load(ctx context.Context, _ map[string]any) (*gql.LoadPayload, error) {
	return workedOut[*gql.LoadPayload](ctx)
}

// PlanLoad gives what would come of a load.
func (mutationResolver) PlanLoad(ctx context.Context, _ map[string]any) (*gql.PlanLoadPayload, error) {
	return workedOut[*gql.PlanLoadPayload](ctx)
}

// Changes gives a page of what a load would change.
func (planLoadPayloadResolver) Changes(ctx context.Context, p *gql.PlanLoadPayload, _ *int, _ *string) (*graph.Changes, error) {
	return pageAt(ctx, p.Pages)
}

// Changes gives a page of what taking a load back would change.
func (planRevertLoadPayloadResolver) Changes(ctx context.Context, p *gql.PlanRevertLoadPayload, _ *int, _ *string) (*graph.Changes, error) {
	return pageAt(ctx, p.Pages)
}

// Choose gives what came of a choice.
func (mutationResolver) Choose(ctx context.Context, _ map[string]any) (*gql.ChoosePayload, error) {
	return workedOut[*gql.ChoosePayload](ctx)
}

// TakeBackChoice gives what came of taking a choice back.
func (mutationResolver) TakeBackChoice(ctx context.Context, _ map[string]any) (*gql.ChoosePayload, error) {
	return workedOut[*gql.ChoosePayload](ctx)
}

// RevertLoad gives what came of taking a load back.
func (mutationResolver) RevertLoad(ctx context.Context, _ map[string]any) (*gql.RevertLoadPayload, error) {
	return workedOut[*gql.RevertLoadPayload](ctx)
}

// PlanRevertLoad gives what would come of taking a load back.
func (mutationResolver) PlanRevertLoad(ctx context.Context, _ map[string]any) (*gql.PlanRevertLoadPayload, error) {
	return workedOut[*gql.PlanRevertLoadPayload](ctx)
}
