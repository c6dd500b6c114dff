// Package graphtest holds what every store is measured by: Run and RunReopen, the conformance suite of graph.Store;
// Memory, a plain store in memory that is the suite's oracle; World, one small invented world; and Generate, which
// makes graphs of any size for comparisons and benchmarks.
//
// Stores import it from their tests.
package graphtest
