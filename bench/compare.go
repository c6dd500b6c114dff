package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"sync/atomic"
	"text/tabwriter"
	"time"
)

// A comparison measures two ways of doing the same thing, in turn, so that a machine that slows down slows both.
type comparison struct {
	name string
	// ours is what is measured, bare what it is measured against; both do the same work once.
	ours, bare func() error
	// before, if any, makes ready for each of them, and isn't timed.
	before func() error
	// goal is the ratio that the project aims for; 0 for none. It is the most that ours may take of bare's time, or
	// with several clients the least that it must reach of bare's requests in a second.
	goal float64
	// rounds are counted, after warm ones that aren't.
	rounds, warm int
	// clients ask at the same time, each again and again for span; with 0, each round is one run, and its time counts.
	clients int
	span    time.Duration
}

// result has one figure for each round: seconds, or requests in a second.
type result struct{ ours, bare []float64 }

func (c comparison) run() (result, error) {
	var r result
	for round := range c.warm + c.rounds {
		ours, err := c.measure(c.ours)
		if err != nil {
			return r, fmt.Errorf("%s: %w", c.name, err)
		}
		bare, err := c.measure(c.bare)
		if err != nil {
			return r, fmt.Errorf("%s, what it is measured against: %w", c.name, err)
		}
		if round >= c.warm {
			r.ours, r.bare = append(r.ours, ours), append(r.bare, bare)
		}
	}
	return r, nil
}

func (c comparison) measure(f func() error) (float64, error) {
	if c.before != nil {
		if err := c.before(); err != nil {
			return 0, err
		}
	}
	if c.clients > 0 {
		return rate(f, c.clients, c.span)
	}
	start := time.Now()
	err := f()
	return time.Since(start).Seconds(), err
}

// rate lets several clients do the same again and again for a time, and gives how often in a second it was done.
func rate(f func() error, clients int, span time.Duration) (float64, error) {
	ctx, cancel := context.WithTimeout(context.Background(), span)
	defer cancel()
	var done atomic.Int64
	errs := make([]error, clients)
	start := time.Now()
	var all sync.WaitGroup
	for i := range clients {
		all.Go(func() {
			for ctx.Err() == nil && errs[i] == nil {
				errs[i] = f()
				done.Add(1)
			}
		})
	}
	all.Wait()
	return float64(done.Load()) / time.Since(start).Seconds(), errors.Join(errs...)
}

// ratios gives the smallest, the median and the largest ratio of the pairs.
func (r result) ratios() (least, mid, most float64) {
	list := make([]float64, len(r.ours))
	for i := range list {
		list[i] = r.ours[i] / r.bare[i]
	}
	return slices.Min(list), median(list), slices.Max(list)
}

func median(list []float64) float64 {
	sorted := slices.Sorted(slices.Values(list))
	return sorted[len(sorted)/2]
}

// report runs the comparisons and prints a line for each: the medians, and the ratio pair by pair.
func report(w io.Writer, list ...comparison) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "measured\tmedian\tagainst\tratio\tmin to max\tgoal\t")
	for _, c := range list {
		r, err := c.run()
		if err != nil {
			return err
		}
		least, mid, most := r.ratios()
		fmt.Fprintf(t, "%s\t%s\t%s\t%.2f\t%.2f to %.2f\t%s\t\n",
			c.name, c.figure(median(r.ours)), c.figure(median(r.bare)), mid, least, most, c.verdict(mid))
	}
	return t.Flush()
}

// figure writes what a round gave.
func (c comparison) figure(x float64) string {
	if c.clients > 0 {
		return fmt.Sprintf("%.1f/s", x)
	}
	d := time.Duration(x * float64(time.Second))
	if d > time.Second {
		return d.Round(10 * time.Millisecond).String()
	}
	return d.Round(10 * time.Microsecond).String()
}

// verdict tells the goal, and whether a ratio meets it.
func (c comparison) verdict(ratio float64) string {
	bound, met := "most", ratio <= c.goal
	if c.clients > 0 {
		bound, met = "least", ratio >= c.goal
	}
	switch {
	case c.goal == 0:
		return "none"
	case met:
		return fmt.Sprintf("at %s %.1f: met", bound, c.goal)
	}
	return fmt.Sprintf("at %s %.1f: missed", bound, c.goal)
}
