package graphtest

import (
	"fmt"
	"math"
	"strings"

	"pactgraph/graph"
)

// extraDates are the dates of the events "event/date-…" in extras, with their slugs; the first has none.
var extraDates = []struct {
	slug string
	date graph.Date
}{
	{"none", ""}, {"2024-leap", "2024-02-29"}, {"2025", "2025"}, {"2026", "2026"}, {"2026-01", "2026-01"},
	{"2026-01-06", "2026-01-06"}, {"2026-01-31", "2026-01-31"}, {"2026-02", "2026-02"}, {"2026-12-31", "2026-12-31"},
	{"2027-01-01", "2027-01-01"}, {"first", "0001"}, {"last", "9999-12-31"},
}

// extraTexts are the names of the actors "actor/text-…" in extras: what stores and their query languages stumble over.
var extraTexts = map[string]string{
	"accents":    "Žofín ÉCOLE Łódź",
	"sharp":      "GROSSE STRASSE große Straße",
	"ligature":   "ﬁnance oﬃce",
	"full-width": "Ｔａｒｎ　２０３１",
	"decomposed": "re\u0301sume\u0301",
	"composed":   "résumé",
	"vowels":     "مُعاهَدَة",
	"greek":      "ΣΊΣΥΦΟΣ Οδυσσεύς",
	"emoji":      "👩‍👩‍👧 family 🇺🇦",
	"quotes":     "“curly” and ‘single’ – dash",
	"spaces":     "two  spaces\u00a0and\tmore",
	"percent":    "100% sure",
	"underscore": "under_score",
	"backslash":  `back\slash`,
	"apostrophe": `it's "quoted" with ''`,
	"code":       "'; DROP TABLE nodes; -- $1 ?1 {x} `y` [z] * \u2028",
	"astral":     "𝔸 astral",
	"private":    "\uffee halfwidth",
}

const longText = 10_000

// extras is a data set of corner cases: dates, texts, equal sort keys, numbers at their limits, a hub.
func extras() graph.Batch {
	p := newPen("extras", "extras", graph.ReliabilityE)
	for _, d := range extraDates {
		values := props{"kind": "OTHER", "title": "date"}
		if d.date != "" {
			values["from"] = d.date
		}
		p.node("event/date-"+d.slug, values)
	}
	for slug, name := range extraTexts {
		p.node("actor/text-"+slug, props{"kind": "MEDIA", "name": name})
	}
	p.node("statement/long", props{"text": strings.Repeat("Довгий текст. ", longText/14)})
	p.node("actor/largest", props{"kind": "COALITION", "declaredSize": math.MaxInt32})
	p.node("actor/smallest", props{"kind": "COALITION", "declaredSize": math.MinInt32})
	p.node("actor/zero", props{"kind": "COALITION", "declaredSize": 0})
	for slug, x := range map[string]float64{"zero": 0, "below": -1.5, "tiny": 1e-300, "huge": 1e300, "third": 1.0 / 3} {
		p.node("obligation/amount/"+slug, props{"kind": "FINANCING", "amountValue": x})
	}
	p.ties()
	return p.batch
}

// ties says sources "source/tie-00" … with few different titles and dates, some without, all published by one actor.
func (p *pen) ties() {
	p.node("actor/hub", props{"kind": "MEDIA", "name": "Hub"})
	titles := []string{"beta", "alpha", "", "Beta", "alpha"}
	dates := []graph.Date{"2030", "2030-01", "", "2030-01-01"}
	for i := range tieCount {
		values := props{"kind": "NEWS_REPORT"}
		if t := titles[i%len(titles)]; t != "" {
			values["title"] = t
		}
		if d := dates[i%len(dates)]; d != "" {
			values["publishedOn"] = d
		}
		if i%3 != 0 {
			values["seen"] = i%3 == 1
		}
		id := fmt.Sprintf("source/tie-%02d", i)
		p.node(id, values)
		p.out(id, graph.EdgePublishedBy, "actor/hub", nil)
	}
}

const tieCount = 23
