package graph

import (
	"errors"
	"fmt"
)

// Kind says what sort of failure an error is. Each has one GraphQL code and one exit status, and nothing else about
// an error is promised to a program.
type Kind string

// The kinds of error.
const (
	// KindInvalid: the question or the input is wrong, and asking again won't help.
	KindInvalid Kind = "INVALID"
	// KindNotFound: what was named isn't there.
	KindNotFound Kind = "NOT_FOUND"
	// KindConflict: it can't be done to the graph as it is now, such as a load while another runs.
	KindConflict Kind = "CONFLICT"
	// KindForbidden: the one who asks may not.
	KindForbidden Kind = "FORBIDDEN"
	// KindTooLarge: it is beyond a limit, which the message names.
	KindTooLarge Kind = "TOO_LARGE"
	// KindTimeout: it took longer than it was given.
	KindTimeout Kind = "TIMEOUT"
	// KindUnavailable: the store can't be reached or isn't ready; asking later may help.
	KindUnavailable Kind = "UNAVAILABLE"
	// KindInternal: a defect of ours. Its message is logged and not shown.
	KindInternal Kind = "INTERNAL"
)

// Error is an error with a kind. Message is meant for the person who asked.
type Error struct {
	Kind    Kind
	Message string
	// Err is the cause, for the log; it is not part of the message.
	Err error
}

// Error is the message for the person who asked.
func (e *Error) Error() string { return e.Message }

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Errorf makes an error of a kind. A %w verb sets its cause.
func Errorf(kind Kind, format string, args ...any) *Error {
	err := fmt.Errorf(format, args...)
	return &Error{Kind: kind, Message: err.Error(), Err: errors.Unwrap(err)}
}

// KindOf gives the kind of err: KindInternal for errors that have none, "" for nil.
func KindOf(err error) Kind {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return KindInternal
}
