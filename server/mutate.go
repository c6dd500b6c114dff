package server

import (
	"context"
	"net/http"

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
	// LoadOf gives the id of the load that made a revision.
	LoadOf(ctx context.Context, revision int) (string, error)
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
	const refusal = "mutations are for writers"
	switch {
	case e.loader == nil || e.writers.Len() == 0:
		return "writing is off here: whoever runs the server names a file of those who may write by serve --writers; without a server, pactgraph load, plan, revert and choose do the same"
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
	return refused(codeBusy, "the server has %d mutations to do, which is the most allowed: ask again later", cap(w.room.places))
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
	reading := graph.WithBudget(ctx, e.limits.Loaded)
	for _, m := range p.mutations {
		if m.err = ctx.Err(); m.err == nil {
			m.value, m.err = m.do(ctx, e.loader, req.writer)
		}
		if kindOf(m.err) == graph.KindTimeout {
			m.err = refuse(graph.Errorf(graph.KindTimeout, "it took longer than the %s that it was given: nothing of it was kept, unless it was just done; ask again with the same loadId to be sure", most), nil, nil, "")
		}
		if m.err == nil {
			m.failed = e.readBack(reading, p, m)
		}
	}
}

// readBack loads the nodes that the outcome of a mutation names, from the graph as it is now.
func (e *engine) readBack(ctx context.Context, p *plan, m mutation) error {
	root := string(m.path[0].(ast.PathName))
	revision, err := graph.OneState(ctx, graph.Following(e.store), func(r graph.Reader) error {
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
