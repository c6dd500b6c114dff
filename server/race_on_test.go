//go:build race

package server

// slower is how much more time the race detector takes.
const slower = 8
