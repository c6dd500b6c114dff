package server

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"pactgraph/graph"
	"pactgraph/server/gql"
)

// Mutations write. Each root field is a row in the table below: it reads the field's arguments and makes what is to be done.
// The fields of an operation are done one after the other, each whole or not at all; what is selected on the nodes that the
// outcome names is loaded as soon as it is done, from the graph as it is then. An error of one field leaves the others alone.

// Loader takes what writers send into the graph.
type Loader interface {
	// Load loads a bundle: all of it or nothing. What is wrong with the bundle is told in the outcome, not as an error.
	Load(ctx context.Context, bundle gql.Bundle) (gql.Outcome, error)
	// Plan tells what Load would do, with all changes in their order, and does nothing.
	Plan(ctx context.Context, bundle gql.Bundle) (gql.Outcome, []*graph.LoggedChange, error)
	// Revert takes a load back. Conflicts that keep it from being done are given, not an error; then the receipt is empty.
	Revert(ctx context.Context, request graph.RevertRequest) (graph.Receipt, []graph.RevertConflict, error)
	// PlanRevert tells what Revert would do, and does nothing.
	PlanRevert(ctx context.Context, request graph.RevertRequest) (graph.Planned, []graph.RevertConflict, error)
	// Choose keeps the choice of a field's value, or that it was taken back.
	Choose(ctx context.Context, request graph.ChoiceRequest) (graph.Receipt, error)
}

// effect does what a mutation asks for, in the name of somebody.
type effect func(ctx context.Context, loader Loader, who string) (value any, err error)

// mutations are the root fields of mutations, by name. Most is as for prepare.
var mutations = map[string]func(c *compiler, s selected, args arguments) (do effect, most int){
	"load":     loadOf,
	"planLoad": planLoadOf,

	"revertLoad":     revertLoadOf,
	"planRevertLoad": planRevertLoadOf,

	"choose":         chooseOf,
	"takeBackChoice": chooseOf,
}

// mutation is one such field of an operation.
type mutation struct {
	*analysis
	do effect
}

func (c *compiler) mutation(s selected, at scope) {
	args := c.arguments(s.field(), at)
	do, most := mutations[s.name()](c, s, args)
	a := &analysis{named: named{path: at.path}}
	c.loads(&a.named, s.field().Definition.Type.Name(), s.under(), most, at)
	c.plan.worked[s.key] = a
	c.plan.mutations = append(c.plan.mutations, mutation{a, do})
}

// bundle reads what is to be loaded.
func (a arguments) bundle() gql.Bundle {
	in, _ := a.values["input"].(map[string]any)
	of := a
	of.values = in
	b := gql.Bundle{
		Dataset: of.text("dataset"), Format: of.text("format"), Source: of.text("source"), Encoding: of.text("encoding"), Separator: of.text("separator"),
		Mapping: of.text("mapping"), Sync: of.text("sync"), Force: in["force"] == true, LoadID: of.text("loadId"), AtRevision: of.count("atRevision"),
	}
	for i, v := range asList(in["files"]) {
		of.values, _ = v.(map[string]any)
		b.Files = append(b.Files, gql.BundleFile{Name: of.text("name"), Data: []byte(of.text("text"))})
		a.report(checkFileName(b.Files, fmt.Sprintf("input.files[%d].name", i)))
	}
	for i, v := range asList(in["uploads"]) {
		at := fmt.Sprintf("input.uploads[%d]", i)
		f, ok := v.(gql.BundleFile)
		if !ok {
			a.report(inputErrorf(at, "%s is no file: an upload is null in the variables of a multipart request, and its map says which file stands there; a text goes into files", shown(v)))
			return b
		}
		b.Files = append(b.Files, f)
		a.report(checkFileName(b.Files, at))
	}
	switch n, most := len(b.Files), a.c.limits.Files; {
	case n == 0:
		a.report(inputErrorf("input", "there is nothing to load: give files, as texts, or uploads"))
	case n > most:
		a.report(&inputError{"input", overLimit("%d files are sent, and at most %d are loaded together", n, most)})
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

// pagesOf reads which pages are asked for of a payload, and gives the size of the largest.
func pagesOf(c *compiler, s selected, payload string, at scope) (pages plannedPages, most int) {
	for _, part := range c.collect(payload, alias, s.under()...) {
		if part.name() != "changes" {
			continue
		}
		args := c.arguments(part.field(), at.at(part.key))
		first, after := args.integer("first"), args.text("after")
		args.report(graph.CheckPlannedPage(first, after))
		pages = append(pages, plannedPage{part.key, first, after})
		most = max(most, first)
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

// reversal reads which load is to be taken back.
func (a arguments) reversal() graph.RevertRequest {
	a.values, _ = a.values["input"].(map[string]any)
	q := graph.RevertRequest{Load: a.text("load"), LoadID: a.text("loadId"), Keep: a.values["keep"] == true}
	a.report(checkLoadID(q.Load, "input.load"))
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
	q := a.reversal()
	return func(ctx context.Context, loader Loader, who string) (any, error) {
		q.Who = who
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
	q := a.reversal()
	pages, most := pagesOf(c, s, "PlanRevertLoadPayload", a.at)
	return func(ctx context.Context, loader Loader, who string) (any, error) {
		q.Who = who
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

// mayWrite refuses a mutation to whoever may not ask for it, or can't ask so.
func (e *engine) mayWrite(req request, op *ast.OperationDefinition) gqlerror.List {
	if op.Operation != ast.Mutation {
		return nil
	}
	refusal := func(code, format string, args ...any) gqlerror.List {
		return withCode(gqlerror.List{gqlerror.ErrorPosf(op.Position, format, args...)}, code)
	}
	switch {
	case req.stream:
		return refusal(codeMethod, "a mutation has one answer, and is asked for by an ordinary POST: not over a WebSocket, nor by server-sent events")
	case req.writer == "":
		return refusal(failures[graph.KindForbidden].code, "%s", e.barred(req.token))
	case req.explain:
		return refusal(failures[graph.KindInvalid].code, "a mutation isn't explained: leave the header %s out", headerExplain)
	}
	return nil
}

// writerOf gives the name of the writer whose token a request has, and the token; the name is empty if it is no writer's.
func (e *engine) writerOf(r *http.Request) (name, token string) {
	token = bearer(r)
	name, _ = e.writers.Who(token)
	if e.loader == nil {
		name = ""
	}
	return name, token
}

// barred says why somebody may not write.
func (e *engine) barred(token string) string {
	const refusal = "only writers may load"
	switch {
	case e.loader == nil || e.writers.Len() == 0:
		return "writing is off here: whoever runs the server names a file of those who may write by serve --writers; without a server, pactgraph load and plan do the same"
	case token == "":
		return refusal + ": send the header Authorization: Bearer TOKEN with a token of one"
	}
	return refusal + ", and the token in the header Authorization is not one of theirs"
}

// writingRoom bounds those who write.
type writingRoom struct {
	// room is for those whose mutation is read or done; turn for the one that is done.
	room gate
	turn places
}

func newWritingRoom(l Limits) writingRoom {
	return writingRoom{newGate(l.Writing, l.Wait), make(places, 1)}
}

// busy refuses a mutation for which there was no room.
func (w writingRoom) busy() *problem {
	p := refused(codeBusy, "the server has %d mutations to do, which is the most allowed: ask again later", cap(w.room.places))
	p.status = http.StatusServiceUnavailable
	return p
}

// mutate does the fields of a mutation one after the other, and writes the answer.
func (e *engine) mutate(ctx context.Context, req request, op *graphql.OperationContext, p *plan) response {
	if !req.hasRoom {
		leave, ok := e.writing.room.enter(ctx)
		if !ok {
			return response{Errors: gqlerror.List{e.writing.busy().err}}
		}
		defer leave()
	}
	e.effect(ctx, req, p)
	ctx, cancel := req.within(ctx, e.limits)
	defer cancel()
	resp := e.execute(ctx, op, p)
	resp.answered = p.answered()
	return resp
}

// effect does what a mutation asks for, when it is its turn. What came of each field, or went wrong, is kept with the field.
func (e *engine) effect(ctx context.Context, req request, p *plan) {
	most := e.limits.LoadTime
	if req.time > 0 {
		most = min(most, req.time)
	}
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	p.begin()
	p.current = -1
	select {
	case e.writing.turn <- struct{}{}:
		defer func() { <-e.writing.turn }()
	case <-ctx.Done(): // and so each field is told
	}
	for _, m := range p.mutations {
		if m.err = ctx.Err(); m.err == nil {
			m.value, m.err = m.do(ctx, e.loader, req.writer)
		}
		if kindOf(m.err) == graph.KindTimeout {
			m.err = refuse(graph.Errorf(graph.KindTimeout, "the load took longer than the %s that it was given: nothing of it was kept, unless it was just done; ask again with the same loadId to be sure", most), nil, nil, "")
		}
		if m.err == nil {
			m.failed = e.readBack(ctx, p, m)
		}
	}
}

// readBack loads the nodes that the outcome of a mutation names, from the graph as it is now.
func (e *engine) readBack(ctx context.Context, p *plan, m mutation) error {
	root := string(m.path[0].(ast.PathName))
	revision, err := graph.OneState(ctx, graph.Following(e.store), func(r graph.Reader) error {
		ctx := graph.WithBudget(ctx, e.limits.Loaded)
		p.beginBelow(root)
		p.named[m.value] = &m.named
		if err := m.load(ctx, r, p, m.value); err != nil {
			return err
		}
		return p.loadGroups(ctx, r, root)
	})
	p.current = max(p.current, revision)
	return err
}

// beginBelow forgets the groups that were found below a field at the root.
func (p *plan) beginBelow(root string) {
	for _, g := range p.groups {
		if g.path[0] == ast.PathName(root) {
			g.found = nil
		}
	}
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
