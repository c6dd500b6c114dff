package main

import (
	"strings"
	"testing"
	"time"

	"pactgraph/graph"
)

func TestProgressLines(t *testing.T) {
	var out strings.Builder
	now := time.Date(2026, 1, 6, 12, 0, 0, 0, time.UTC)
	l := &lines{out: &out, now: func() time.Time { return now }, every: 5 * time.Second}
	show := func(after time.Duration, part string, done, total int) {
		now = now.Add(after)
		l.show(graph.Progress{Part: part, Done: done, Total: total})
	}
	show(0, "checking", 0, 100)
	show(3*time.Second, "checking", 100, 100) // too soon
	show(0, "writing", 0, 1000)
	show(time.Second, "writing", 100, 1000) // too soon
	show(3*time.Second, "writing", 400, 1000)
	show(time.Second, "writing", 500, 1000) // too soon after the last
	show(4*time.Second, "writing", 800, 1000)
	want := "writing: 400 of 1000 (40%), 100/s, about 6s left\nwriting: 800 of 1000 (80%), 89/s, about 2s left\n"
	if got := out.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
