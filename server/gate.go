package server

import (
	"context"
	"time"
)

// gate lets a bounded number of requests be answered at once; the others wait for a short time.
type gate struct {
	places chan struct{}
	wait   time.Duration
}

func newGate(places int, wait time.Duration) gate { return gate{make(chan struct{}, places), wait} }

// enter waits for a place, which leave gives back. It is not ok if there was none for as long as a request may wait.
func (g gate) enter(ctx context.Context) (leave func(), ok bool) {
	leave = func() { <-g.places }
	select {
	case g.places <- struct{}{}:
		return leave, true
	default:
	}
	wait := time.NewTimer(g.wait)
	defer wait.Stop()
	select {
	case g.places <- struct{}{}:
		return leave, true
	case <-wait.C:
	case <-ctx.Done():
	}
	return nil, false
}

// retryAfter is in how many seconds to come again.
const retryAfter = 2

// busy refuses a request for which there was no place.
func (g gate) busy() *problem {
	return refused(codeBusy, "the server answers %d requests at once, which is the most allowed, and none of them was done within %s: ask again in %d s", cap(g.places), g.wait, retryAfter)
}
