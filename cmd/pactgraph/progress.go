package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"pactgraph/graph"
)

// How soon and how often progress is shown: what is done in no time shows nothing.
const (
	barAfter   = time.Second
	barEvery   = 100 * time.Millisecond
	linesAfter = 5 * time.Second
)

// withProgress has the command's work show on standard error how far it has come: as a bar on a terminal, else as a line now
// and then. What is returned last takes the bar away; it is called before anything else is printed.
func withProgress(cmd *cobra.Command) (context.Context, func()) {
	out := cmd.ErrOrStderr()
	if f, ok := out.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		b := &bar{out: out, began: time.Now()}
		return graph.WithProgress(cmd.Context(), b.show), b.end
	}
	l := &lines{out: out, now: time.Now, every: linesAfter}
	return graph.WithProgress(cmd.Context(), l.show), func() {}
}

// bar shows progress as a bar, one for each part of the work.
type bar struct {
	out   io.Writer
	began time.Time
	part  string
	shown *progressbar.ProgressBar
}

func (b *bar) show(p graph.Progress) {
	if p.Total == 0 {
		return
	}
	if b.shown == nil || b.part != p.Part {
		b.end()
		b.part = p.Part
		b.shown = progressbar.NewOptions(p.Total, progressbar.OptionSetWriter(b.out), progressbar.OptionSetDescription(p.Part),
			progressbar.OptionThrottle(barEvery), progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetItsString("step"),
			progressbar.OptionSetPredictTime(true), progressbar.OptionClearOnFinish(), progressbar.OptionFullWidth())
	}
	// The bar counts its time from when it is made, and is seen when it is first set.
	if time.Since(b.began) >= barAfter {
		_ = b.shown.Set(p.Done)
	}
}

// end takes the bar away.
func (b *bar) end() {
	if b.shown != nil {
		_ = b.shown.Clear()
		b.shown = nil
	}
}

// lines shows progress as lines, for logs.
type lines struct {
	out   io.Writer
	now   func() time.Time
	every time.Duration
	part  string
	// began is when the part began, told when the last line was written, or could first have been.
	began, told time.Time
}

func (l *lines) show(p graph.Progress) {
	now := l.now()
	if l.told.IsZero() {
		l.told = now
	}
	if l.part != p.Part {
		l.part, l.began = p.Part, now
	}
	if now.Sub(l.told) < l.every || p.Done == 0 {
		return
	}
	l.told = now
	took := now.Sub(l.began)
	left := time.Duration(float64(took) / float64(p.Done) * float64(p.Total-p.Done))
	fmt.Fprintf(l.out, "%s: %d of %d (%d%%), %.0f/s, about %s left\n", p.Part, p.Done, p.Total, 100*p.Done/p.Total,
		float64(p.Done)/took.Seconds(), left.Round(time.Second))
}
