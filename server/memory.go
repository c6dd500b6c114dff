package server

import (
	"os"
	"runtime/debug"
)

// gcPercent is how much a serving process may allocate, in percent of what it keeps, until its garbage is collected.
const gcPercent = 400

// memoryGoal is how much memory the process takes before it collects garbage more often than that: one large question is
// answered within it.
const memoryGoal = 320 << 20

// CollectLess lets the process that serves collect its garbage less often than Go does by itself: an answer makes
// megabytes that are dropped at once, beside little that is kept, and a third of a large page's time went into collecting.
// What GOGC and GOMEMLIMIT say in the environment holds.
func CollectLess() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryGoal)
	}
}
