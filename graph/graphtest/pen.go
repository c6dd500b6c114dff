package graphtest

import (
	"time"

	"pactgraph/graph"
)

// props is short for what is written most often.
type props = graph.Props

// pen writes a batch, one thing after the other. A thing that can't be said is a mistake in our own text, so it panics.
type pen struct {
	batch graph.Batch
	// reliability is that of the source which the next things rest on.
	reliability graph.Reliability
}

func newPen(load, dataset string, reliability graph.Reliability) *pen {
	return &pen{
		batch: graph.Batch{
			LoadID: graph.MakeID(graph.NounLoad, load), Dataset: dataset, Files: []string{dataset + ".yaml"},
			SHA256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", Who: "graphtest",
			StartedAt: time.Date(2031, 7, 1, 8, 30, 0, 0, time.UTC),
		},
		reliability: reliability,
	}
}

func (p *pen) say(s graph.Said) *graph.Said {
	s.Reliability = p.reliability
	p.batch.Said = append(p.batch.Said, s)
	return &p.batch.Said[len(p.batch.Said)-1]
}

// node says a node, and gives what was said for a change before the next.
func (p *pen) node(id string, values props) *graph.Said { return p.say(graph.SayNode(id, values)) }

// edge says an edge under a node, and gives the edge's id.
func (p *pen) edge(owner string, t graph.EdgeType, start, end string, values props) string {
	s, err := graph.SayEdge(owner, t, start, end, values)
	if err != nil {
		panic("graphtest: " + err.Error())
	}
	return p.say(s).Target
}

// out says an edge under the node that it goes out from.
func (p *pen) out(start string, t graph.EdgeType, end string, values props) string {
	return p.edge(start, t, start, end, values)
}

// claim says a claim about a node, and gives its id. It is voiced in a statement where one is named.
func (p *pen) claim(about string, values props, voicedIn string, evidence ...graph.EvidenceSaid) string {
	return p.say(graph.SayClaim(about, about, "", values, evidence, voicedIn)).Target
}

// claimEdge says a claim about an edge that goes out from a node, and gives its id.
func (p *pen) claimEdge(start, edge string, values props, voicedIn string, evidence ...graph.EvidenceSaid) string {
	return p.say(graph.SayClaim(start, start, edge, values, evidence, voicedIn)).Target
}

// quote is evidence that stands in a source's text.
func quote(source, exact string, start int) graph.EvidenceSaid {
	end := start + len([]rune(exact))
	return graph.EvidenceSaid{Source: source, Props: props{"exact": exact, "start": start, "end": end, "verified": true}}
}

// place is evidence that is a place in a data set.
func place(source, locator string) graph.EvidenceSaid {
	return graph.EvidenceSaid{Source: source, Props: props{"locator": locator}}
}
