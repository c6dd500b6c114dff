package main

import (
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"
)

// A comparison times two ways of doing the same thing, in turn, so that a machine that slows down slows both.
type comparison struct {
	name string
	// ours is what is measured, bare what it is measured against; both do the same work once.
	ours, bare func() error
	// goal is the ratio that the project aims for.
	goal float64
	// rounds are counted, after one that isn't.
	rounds int
}

type result struct {
	ours, bare []time.Duration
}

func (c comparison) run() (result, error) {
	var r result
	for round := range c.rounds + 1 {
		ours, err := timed(c.ours)
		if err != nil {
			return r, fmt.Errorf("%s: %w", c.name, err)
		}
		bare, err := timed(c.bare)
		if err != nil {
			return r, fmt.Errorf("%s, bare: %w", c.name, err)
		}
		if round == 0 {
			continue
		}
		r.ours, r.bare = append(r.ours, ours), append(r.bare, bare)
	}
	return r, nil
}

func timed(f func() error) (time.Duration, error) {
	start := time.Now()
	err := f()
	return time.Since(start), err
}

// ratios gives the smallest, the median and the largest ratio of the pairs.
func (r result) ratios() (least, median, most float64) {
	list := make([]float64, len(r.ours))
	for i := range list {
		list[i] = float64(r.ours[i]) / float64(r.bare[i])
	}
	slices.Sort(list)
	return list[0], list[len(list)/2], list[len(list)-1]
}

func median(list []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(list))
	return sorted[len(sorted)/2]
}

// report runs the comparisons and prints a line for each: the medians, and the ratio pair by pair.
func report(w io.Writer, list []comparison) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "measured\tmedian\tagainst\tratio\tmin to max\tgoal\t")
	for _, c := range list {
		r, err := c.run()
		if err != nil {
			return err
		}
		least, mid, most := r.ratios()
		verdict := "met"
		if mid > c.goal {
			verdict = "missed"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%.2f\t%.2f to %.2f\tat most %.1f: %s\t\n",
			c.name, round(median(r.ours)), round(median(r.bare)), mid, least, most, c.goal, verdict)
	}
	return t.Flush()
}

func round(d time.Duration) time.Duration {
	if d > time.Second {
		return d.Round(10 * time.Millisecond)
	}
	return d.Round(10 * time.Microsecond)
}
