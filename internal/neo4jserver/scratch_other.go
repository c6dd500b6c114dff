//go:build !linux

package neo4jserver

// scratch gives the folder for data that nobody keeps; empty for the system's own.
func scratch() string { return "" }
