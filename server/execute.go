package server

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"pactgraph"
	"pactgraph/graph"
	"pactgraph/internal/tokens"
	"pactgraph/server/gql"
)

// request is one GraphQL request, however it came.
type request struct {
	Query         string         `json:"query"`
	OperationName string         `json:"operationName"`
	Variables     map[string]any `json:"variables"`
	Extensions    map[string]any `json:"extensions"`

	// explain asks for an explanation beside the answer; whoever sets it has seen that it may be given.
	explain bool
	// get: it came by GET or HEAD, which change nothing.
	get bool
	// reading: it came where nothing but queries is answered.
	reading bool
	// stream: it came where answers follow each other, over a WebSocket or for server-sent events.
	stream bool
	// writer is the name of the writer who sent it, by the token that it has; empty if it is no writer's.
	writer, token string
	// hasRoom: the room for a mutation that is read and done was taken already.
	hasRoom bool
	// time is how long it may take, if that is less than the server's limit; 0 if it doesn't say.
	time time.Duration
}

// response is what a request is answered. Data is absent where nothing was executed.
type response struct {
	Errors     gqlerror.List   `json:"errors,omitempty"`
	Data       json.RawMessage `json:"data,omitempty"`
	Extensions *extensions     `json:"extensions,omitempty"`

	answered
}

// extensions is what an answer has beside data and errors.
type extensions struct {
	Explain []Explained `json:"explain,omitzero"`
	Cost    *cost       `json:"cost,omitempty"`
}

// withExtensions gives an answer that has what it cost among its extensions.
func (r response) withExtensions() response {
	if r.cost == nil {
		return r
	}
	e := extensions{Cost: r.cost}
	if r.Extensions != nil {
		e.Explain = r.Extensions.Explain
	}
	r.Extensions = &e
	return r
}

// engine answers requests from a store.
type engine struct {
	store   graph.Reader
	limits  Limits
	now     func() time.Time
	present presenter
	admins  *tokens.Holders
	gate    gate
	streams *streams
	// loader takes what writers send; nil where nobody may write.
	loader  Loader
	writers *tokens.Holders
	writing writingRoom

	schema     *ast.Schema
	executable graphql.ExecutableSchema
	rules      *rules.Rules
}

func newEngine(store graph.Reader, opts Options) *engine {
	schema := gqlparser.MustLoadSchema(&ast.Source{Name: "schema.graphqls", Input: pactgraph.Schema})
	// gqlparser knows @defer, and this server doesn't.
	delete(schema.Directives, "defer")
	return &engine{
		store: store, limits: opts.Limits, now: opts.Now, present: presenter{opts.Log}, admins: opts.Admins, gate: newGate(opts.Limits.Concurrent, opts.Limits.Wait),
		streams: newStreams(store, opts), loader: opts.Loader, writers: opts.Writers, writing: newWritingRoom(opts.Limits),
		schema: schema,
		executable: gql.NewExecutableSchema(gql.Config{
			Schema:     schema,
			Resolvers:  resolvers{},
			Directives: gql.DirectiveRoot{Relation: relation, Loaded: loaded, Grouped: grouped},
		}),
		rules: rules.NewDefaultRules(),
	}
}

// do answers one request: read, check, make the store's questions, ask them all at once, write the answer.
func (e *engine) do(ctx context.Context, req request) (resp response) {
	whole := ctx
	ctx, cancel := req.within(ctx, e.limits)
	defer cancel()
	defer func() {
		// A field that panics is an error of the field. This is for what runs before there are fields.
		if cause := recover(); cause != nil {
			resp = response{Errors: gqlerror.List{e.present.present(ctx, e.present.recover(ctx, cause))}}
		}
	}()
	op, p, errs := e.compile(req)
	if len(errs) == 0 && op.Operation.Operation == ast.Subscription {
		errs = needsStream(op.Operation)
	}
	if len(errs) > 0 {
		return e.refused(ctx, errs)
	}
	if op.Operation.Operation == ast.Mutation {
		return e.mutate(whole, req, op, p)
	}
	return e.answer(ctx, op, p, req.explain)
}

// within bounds the time of a request.
func (req request) within(ctx context.Context, limits Limits) (context.Context, context.CancelFunc) {
	most := req.limits(limits).Time
	return context.WithTimeoutCause(ctx, most, graph.Errorf(graph.KindTimeout, "the question took longer than the %s that it was given: ask for less at once", most))
}

// limits are those of the server, or less time if that was asked for.
func (req request) limits(limits Limits) Limits {
	if req.time > 0 {
		limits.Time = min(limits.Time, req.time)
	}
	return limits
}

// today is the day by which status is derived.
func (e *engine) today() graph.Date { return graph.DateOf(e.now()) }

// compile reads and checks a request, and makes the store's questions of it.
func (e *engine) compile(req request) (*graphql.OperationContext, *plan, gqlerror.List) {
	op, errs := e.prepare(req)
	if len(errs) == 0 {
		errs = e.mayWrite(req, op.Operation)
	}
	if len(errs) > 0 {
		return nil, nil, errs
	}
	p, errs := compilePlan(e.schema, op.Doc, op.Operation, op.Variables, req.limits(e.limits), e.today())
	return op, p, errs
}

// answer asks the store and writes the answer. What is explained stays explained if the answer fails: that is when it is
// wanted most.
func (e *engine) answer(ctx context.Context, op *graphql.OperationContext, p *plan, explain bool) (resp response) {
	var extra *extensions
	if explain {
		list, err := e.explain(ctx, p)
		if err != nil {
			return response{Errors: gqlerror.List{e.present.present(ctx, err)}}
		}
		extra = &extensions{Explain: list}
	}
	if err := p.ask(ctx, graph.Following(e.store), e.limits.Loaded); err != nil {
		return response{Errors: gqlerror.List{e.present.present(ctx, err)}, Extensions: extra}
	}
	resp = e.execute(ctx, op, p)
	resp.Extensions, resp.answered = extra, p.answered()
	return resp
}

// maxErrors is how many errors of one document are shown; nobody reads more.
const maxErrors = 50

// refused is the answer to a request of which nothing was executed.
func (e *engine) refused(ctx context.Context, errs gqlerror.List) response {
	if more := len(errs) - maxErrors; more > 0 {
		errs = append(errs[:maxErrors:maxErrors], &gqlerror.Error{
			Message:    fmt.Sprintf("and %d errors more", more),
			Extensions: map[string]any{"code": codeOf(errs[0])},
		})
	}
	for i, err := range errs {
		errs[i] = e.present.present(ctx, err)
	}
	return response{Errors: errs}
}

// prepare reads and checks a document and its variables.
func (e *engine) prepare(req request) (*graphql.OperationContext, gqlerror.List) {
	doc, errs := e.parse(req)
	if len(errs) > 0 {
		return nil, errs
	}
	op := doc.Operations.ForName(req.OperationName)
	if op == nil {
		return nil, withCode(gqlerror.List{gqlerror.Errorf("%s", noOperation(doc, req.OperationName))}, codeNoOperation)
	}
	vars, err := validator.VariableValues(e.schema, op, req.Variables)
	if err != nil {
		return nil, invalid(e.badVariable(gqlerror.WrapIfUnwrapped(err), req.Variables))
	}
	given := untypedObject(vars)
	for _, v := range op.VariableDefinitions {
		if err := e.inexact(v.Type, given[v.Variable]); err != nil {
			err.Path = append(err.Path, ast.PathName(v.Variable), ast.PathName("variable"))
			slices.Reverse(err.Path)
			return nil, invalid(err)
		}
	}
	return &graphql.OperationContext{
		RawQuery: req.Query, OperationName: req.OperationName, Variables: given, Doc: doc, Operation: op,
		RecoverFunc:            e.present.recover,
		RootResolverMiddleware: func(ctx context.Context, next graphql.RootResolver) graphql.Marshaler { return next(ctx) },
	}, nil
}

// scalarForms say what JSON the scalars take in variables.
var scalarForms = map[string]string{
	"Int": "a whole number within 32 bits", "Float": "a number", "String": "a text", "ID": "a text", "Boolean": "true or false",
}

// badVariable shows the value that a variable's scalar or enumeration can't take, and what would be allowed; gqlparser names a type of
// Go, or a wrong number, and of an enumeration only its name.
func (e *engine) badVariable(err *gqlerror.Error, vars map[string]any) *gqlerror.Error {
	if value, name, ok := strings.Cut(err.Message, " is not a valid "); ok && e.schema.Types[name] != nil {
		err.Message = notOneOf(e.schema.Types[name], value)
		return err
	}
	_, scalar, _ := strings.Cut(err.Message, " as ")
	form, ok := scalarForms[scalar]
	if !ok || !strings.HasPrefix(err.Message, "cannot use ") {
		return err
	}
	var v any = vars
	for _, step := range err.Path[1:] { // the first is "variable"
		switch step := step.(type) {
		case ast.PathName:
			m, _ := v.(map[string]any)
			v = m[string(step)]
		case ast.PathIndex:
			if list, ok := v.([]any); ok { // or else a single value stands for the list
				v = list[step]
			}
		}
	}
	err.Message = fmt.Sprintf("%s can't be used as %s, which takes %s", shown(v), scalar, form)
	return err
}

// inexact finds a value of an enumeration that isn't written as its name is: gqlparser takes it in any case, and what comes after it
// would take "desc" for another than DESC. The error's path begins with its last step, since values may be nested very deeply.
func (e *engine) inexact(t *ast.Type, value any) *gqlerror.Error {
	if list, ok := value.([]any); ok && t.Elem != nil {
		for i, one := range list {
			if err := e.inexact(t.Elem, one); err != nil {
				err.Path = append(err.Path, ast.PathIndex(i))
				return err
			}
		}
		return nil
	}
	if t.Elem != nil { // a single value stands for the list
		return e.inexact(t.Elem, value)
	}
	def := e.schema.Types[t.NamedType]
	switch value := value.(type) {
	case string:
		if def.Kind == ast.Enum && def.EnumValues.ForName(value) == nil {
			return &gqlerror.Error{Message: notOneOf(def, value)}
		}
	case map[string]any:
		for _, f := range def.Fields { // of an input; a scalar has none
			if err := e.inexact(f.Type, value[f.Name]); err != nil {
				err.Path = append(err.Path, ast.PathName(f.Name))
				return err
			}
		}
	}
	return nil
}

// notOneOf says that an enumeration doesn't have a value, and which it has.
func notOneOf(enum *ast.Definition, value string) string {
	var allowed []string
	for _, v := range enum.EnumValues {
		allowed = append(allowed, v.Name)
	}
	return fmt.Sprintf("%s can't be %q: it is one of %s", enum.Name, value, strings.Join(allowed, ", "))
}

func noOperation(doc *ast.QueryDocument, name string) string {
	switch {
	case len(doc.Operations) == 0:
		return "the document has no operation"
	case name == "":
		return "the document has several operations: operationName says which is meant"
	}
	return "the document has no operation named " + name
}

func (e *engine) parse(req request) (*ast.QueryDocument, gqlerror.List) {
	doc, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: req.Query}, e.limits.Tokens)
	if err != nil {
		return nil, e.parseError(err)
	}
	if err := checkForm(doc, e.limits); err != nil {
		return nil, gqlerror.List{err}
	}
	if op := doc.Operations.ForName(req.OperationName); req.get && op != nil && op.Operation == ast.Mutation {
		return nil, withCode(gqlerror.List{gqlerror.ErrorPosf(op.Position, "a mutation can't be asked for by GET: POST it")}, codeMethod)
	}
	if op := doc.Operations.ForName(req.OperationName); req.reading && op != nil && op.Operation != ast.Query {
		return nil, withCode(gqlerror.List{gqlerror.ErrorPosf(op.Position, "only queries are answered here, and this is a %s", op.Operation)}, codeMethod)
	}
	return doc, withCode(hinted(validator.ValidateWithRules(e.schema, doc, e.rules)), errcode.ValidationFailed)
}

// hinted says of an argument that many would look for elsewhere where it is.
func hinted(errs gqlerror.List) gqlerror.List {
	for _, err := range errs {
		if strings.HasPrefix(err.Message, `Unknown argument "asOfRevision"`) {
			err.Message += " What was at a revision is known of things by their ids alone, with all that is nested in them: ask for it by nodes(ids:), actor(id:), declaration(id:) and the like, and for what loads changed by changes."
		}
	}
	return errs
}

// parseError tells a document that is too long from one that can't be read; gqlparser tells them by the text alone.
func (e *engine) parseError(err error) gqlerror.List {
	parsed := gqlerror.WrapIfUnwrapped(err)
	if strings.Contains(parsed.Message, "exceeded token limit") {
		long := refuse(overLimit("the document has more than %d words, names and signs, which is the most allowed", e.limits.Tokens), nil, nil, "")
		return gqlerror.List{long}
	}
	return withCode(gqlerror.List{parsed}, errcode.ParseFailed)
}

func invalid(err *gqlerror.Error) gqlerror.List {
	return withCode(gqlerror.List{err}, errcode.ValidationFailed)
}

// execute writes the answer from what the store gave.
func (e *engine) execute(ctx context.Context, op *graphql.OperationContext, p *plan) response {
	w := &writing{ctx: ctx, present: e.present, most: e.limits.Text}
	op.ResolverMiddleware = w.resolve
	ctx = graphql.WithOperationContext(withPlan(ctx, p), op)
	ctx = graphql.WithResponseContext(ctx, e.present.present, e.present.recover)
	write := e.executable.Exec(ctx)
	if p.feed != nil {
		ctx = p.feed.event(ctx, p)
	}
	result := write(ctx)
	if result == nil {
		result = &graphql.Response{} // an event of which nothing can be written; its errors say why
	}
	return w.response(result, graphql.GetErrors(ctx))
}

// ask puts the plan's questions to the store: all of them in one Find, whatever was selected, but for what is worked out
// and what is counted.
// Everything in one answer is of one state of the graph.
func (p *plan) ask(ctx context.Context, store graph.Reader, most int) error {
	revision, err := graph.OneState(ctx, store, func(r graph.Reader) (err error) {
		ctx := graph.WithBudget(ctx, most)
		p.begin()
		err = p.find(ctx, r)
		for _, a := range p.worked {
			if err == nil {
				err = a.run(ctx, r, p)
			}
		}
		if err == nil {
			err = p.loadGroups(ctx, r, "")
		}
		if p.revision && err == nil {
			_, err = r.Revision(ctx)
		}
		return err
	})
	p.current = revision
	return err
}

// begin forgets what was answered before, from another state of the graph.
func (p *plan) begin() {
	p.named = map[any]*named{}
	for _, g := range p.groups {
		g.found = nil
	}
}
