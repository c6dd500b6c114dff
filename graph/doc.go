// Package graph is the heart of Pactgraph: what an international commitment is made of, what a question about it
// means, and what a store promises.
//
// It holds the nouns (Actor, Declaration, Obligation, …), their ids, partial dates and enumerations; one table of
// relations; Filter, Order, Page and Query with the one evaluator that says what they mean; the Store contract with
// its kinds of error; the records that keep what each load said, and the fold that makes of them what is shown; and
// the analysis on values, such as an obligation's derived status. It imports the standard library only, and knows
// neither GraphQL nor any database.
package graph
