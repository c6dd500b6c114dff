package neo4j

import (
	"context"
	"errors"
	"strings"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"pactgraph/graph"
)

// errorMessages give the kind and the message for the database's error codes, by the end of what precedes the last dot or
// by the last part of the code. The database's own texts are kept as causes, for the log.
var errorMessages = []struct {
	code    string
	kind    graph.Kind
	message string
}{
	{"Security.AuthenticationRateLimit", graph.KindForbidden, "Neo4j refuses log-ins for a while, after too many with a wrong password: wait some seconds"},
	{"Security.CredentialsExpired", graph.KindForbidden, "Neo4j wants the password changed first: log in once with Neo4j Browser or cypher-shell and change it"},
	{"Security.Unauthorized", graph.KindForbidden, "Neo4j refuses the user or the password"},
	{"Security.", graph.KindForbidden, "Neo4j doesn't let this user do that"},
	{"MemoryPoolOutOfMemoryError", graph.KindTooLarge, "Neo4j has not enough memory for this: give it more (dbms.memory.transaction.total.max, by default 70% of server.memory.heap.max_size), or ask for less at once"},
	{"TransactionOutOfMemory", graph.KindTooLarge, "Neo4j has not enough memory for this: give it more (dbms.memory.transaction.total.max, by default 70% of server.memory.heap.max_size), or ask for less at once"},
	{"OutOfMemoryError", graph.KindTooLarge, "Neo4j has not enough memory for this: give it a larger heap (server.memory.heap.max_size)"},
	{"TransactionTimedOut", graph.KindTimeout, timeoutMessage},
	{"Transaction.LockAcquisitionTimeout", graph.KindConflict, "another load is running: try again later"},
	{"Transaction.Terminated", graph.KindUnavailable, "Neo4j ended the transaction: try again"},
	{"Transaction.LockClientStopped", graph.KindUnavailable, "Neo4j ended the transaction: try again"},
	{"Database.DatabaseNotFound", graph.KindNotFound, "Neo4j has no database of this name"},
	{"TransientError.", graph.KindUnavailable, "Neo4j can't do this just now: try again"},
	{"DatabaseUnavailable", graph.KindUnavailable, "Neo4j's database isn't running"},
	{"Cluster.NotALeader", graph.KindUnavailable, "this Neo4j server doesn't take changes: name the cluster by neo4j://, not one server of it by bolt://"},
}

const timeoutMessage = "it took longer than it was given"

// translate makes one of our errors of the driver's. The context that the work was done in decides what an end of the
// work means.
func translate(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*graph.Error](err); ok {
		return err
	}
	if ended := ctx.Err(); ended != nil {
		return endOf(ended)
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return endOf(context.DeadlineExceeded)
	}
	// The driver retries until its time is over, and then gives all the errors that it had.
	if limit, ok := errors.AsType[*neo4j.TransactionExecutionLimit](err); ok && len(limit.Errors) > 0 {
		err = limit.Errors[len(limit.Errors)-1]
	}
	if e, ok := errors.AsType[*neo4j.Neo4jError](err); ok {
		return translateCode(e)
	}
	if _, ok := errors.AsType[*neo4j.TokenExpiredError](err); ok {
		return &graph.Error{Kind: graph.KindForbidden, Message: "Neo4j refuses the user or the password", Err: err}
	}
	if unreachable(err) {
		return &graph.Error{Kind: graph.KindUnavailable, Message: "Neo4j can't be reached: is it running at this address?", Err: err}
	}
	return &graph.Error{Kind: graph.KindInternal, Message: "the Neo4j store failed", Err: err}
}

// endOf gives the error of a context that ended: its own where it was cancelled.
func endOf(err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return &graph.Error{Kind: graph.KindTimeout, Message: timeoutMessage, Err: err}
	}
	return err
}

func translateCode(e *neo4j.Neo4jError) error {
	for _, m := range errorMessages {
		if strings.Contains(e.Code, m.code) {
			return &graph.Error{Kind: m.kind, Message: m.message, Err: e}
		}
	}
	return &graph.Error{Kind: graph.KindInternal, Message: "the Neo4j store failed", Err: e}
}

// final keeps the driver from trying again what fails for want of memory: the database calls that transient, but it would
// fail the same way each time.
func final(err error) error {
	if e, ok := errors.AsType[*neo4j.Neo4jError](err); ok {
		if ours := translateCode(e); graph.KindOf(ours) == graph.KindTooLarge {
			return ours
		}
	}
	return err
}

// unreachable tells whether an error means that the link to the database failed.
func unreachable(err error) bool {
	if _, ok := errors.AsType[*neo4j.ConnectivityError](err); ok {
		return true
	}
	return neo4j.IsRetryable(err)
}
