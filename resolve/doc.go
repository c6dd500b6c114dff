// Package resolve finds nodes of a graph that may be one and the same: one person under a Ukrainian, an English and an
// Arabic spelling, one organisation by its name and by its letters, one treaty that two data sets have.
//
// It proposes pairs, each with a score and its reasons, and changes nothing; what people decide about pairs is kept as
// claims (see Decide). How the score comes about is written in docs/resolve.md.
package resolve
