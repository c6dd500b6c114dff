package docs_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
)

// expected is what an answer must contain, worked out by hand from the texts of examples/lake: rows, by a rule (see rule).
type expected struct {
	rows string
	want [][]any
	// with asks about something else than the question's own variables do: it takes the place of some of them.
	with map[string]any
	// inOrder holds the order, too.
	inOrder bool
}

func (h expected) check(t *testing.T, store graph.Reader, document, answer string) {
	t.Helper()
	if h.with != nil {
		answer = ask(t, store, document, h.with)
	}
	var data struct{ Data any }
	if err := json.Unmarshal([]byte(answer), &data); err != nil {
		t.Fatal(err)
	}
	want, got := written(t, h.want), written(t, parseRule(t, h.rows).of(data.Data))
	if !h.inOrder {
		slices.Sort(want)
		slices.Sort(got)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s, asked with %v, by hand (-) and answered (+):\n%s", h.rows, h.with, diff)
	}
}

// written writes each row as one text.
func written(t *testing.T, rows [][]any) []string {
	t.Helper()
	texts := make([]string, len(rows))
	for i, row := range rows {
		values := make([]string, len(row))
		for j, v := range row {
			values[j] = encode(t, v)
		}
		texts[i] = strings.Join(values, " | ")
	}
	return texts
}

type list = []any

// given is what a question is asked with.
type given = map[string]any

const (
	lakeDay = "2031-04-01"

	consult, defence, training = "obligation/tarn-treaty/consult", "obligation/tarn-treaty/defence", "obligation/tarn-treaty/training"
	oldBoats, oldFuel          = "obligation/harbour-agreement/boats", "obligation/harbour-agreement/fuel"
	reports                    = "obligation/tarn-protocol/reports"
	boats, fuel, port          = "obligation/tarn-accord/boats", "obligation/tarn-accord/fuel", "obligation/tarn-accord/port"
	fight, trade               = "obligation/lissen-declaration/fight", "obligation/lissen-declaration/trade"
	patrols, watch             = "obligation/lissen-declaration/patrols", "obligation/lissen-declaration/watch"
	peacekeepers, rebuild      = "obligation/lissen-declaration/peacekeepers", "obligation/lissen-declaration/rebuild"
	loan                       = "obligation/lissen-declaration/loan"

	treaty, agreement, protocol = "declaration/tarn-treaty", "declaration/harbour-agreement", "declaration/tarn-protocol"
	accord, lissen              = "declaration/tarn-accord", "declaration/lissen-declaration"

	law, politics = "LEGALLY_BINDING", "POLITICALLY_BINDING"
)

// byHand is what the answers to the questions must contain of the lake. It is written from register.txt, harbour.txt and
// gazette.txt, never from an answer.
var byHand = map[string][]expected{
	// Korrath attacks Ardovia again. Estmere has left the treaty, so Belmark and Corvane defend Ardovia under it; that is possible, not
	// certain, since the treaty doesn't say whose attack it means (docs/what-if.md). Five of the seven Friends are not named.
	// Belmark's patrols wait until Ardovia asks for them, and trade goes on until somebody has fought.
	"01-attack": {
		{rows: "whatIf.effects > obligation.id, change, certainty, bindingness, unnamedBearers", want: [][]any{
			{consult, "ACTIVATED", "POSSIBLE", law, 0},
			{defence, "ACTIVATED", "POSSIBLE", law, 0},
			{fight, "ACTIVATED", "CERTAIN", politics, 5},
			{patrols, "STILL_INACTIVE", "CERTAIN", politics, 0},
			{trade, "STILL_INACTIVE", "POSSIBLE", politics, 5},
		}},
		{rows: "whatIf.effects > obligation.id, bearers.actor.label, bearers.through.label", want: [][]any{
			{consult, "Ardovia", nil}, {consult, "Belmark", nil}, {consult, "Corvane", nil},
			{defence, "Belmark", nil}, {defence, "Corvane", nil},
			{fight, "Friends of Ardovia", nil}, {fight, "Belmark", "Friends of Ardovia"}, {fight, "Corvane", "Friends of Ardovia"},
			{patrols, "Belmark", nil},
			{trade, "Friends of Ardovia", nil}, {trade, "Belmark", "Friends of Ardovia"}, {trade, "Corvane", "Friends of Ardovia"},
		}},
		{rows: "whatIf.effects > obligation.id, followsFrom!", want: [][]any{{trade, "ACTIVATED " + fight}}},
		{rows: "whatIf.effects > obligation.id, excluded.actor.label!", want: [][]any{{defence, "Ardovia"}}},
		{rows: "whatIf.effects > obligation.id, unmet.condition.label!", want: [][]any{
			{patrols, "if Ardovia asks for them"}, {trade, "each that has fought"},
		}},
		{rows: "whatIf.effects > obligation.id, toward.actor.label!, toward.certainty", want: [][]any{
			{defence, "Ardovia", "POSSIBLE"}, {fight, "Ardovia", "CERTAIN"}, {patrols, "Ardovia", "CERTAIN"}, {trade, "Ardovia", "POSSIBLE"},
		}},
		{rows: "whatIf.effects > obligation.id, against.actor.label!, against.certainty", want: [][]any{
			{defence, "Korrath", "POSSIBLE"}, {fight, "Korrath", "CERTAIN"}, {patrols, "Korrath", "POSSIBLE"}, {trade, "Korrath", "CERTAIN"},
		}},
		{rows: "whatIf.effects > obligation.id, voices.speakers.label!, voices.claims.value", want: [][]any{
			{fight, "Ila Rost", politics}, {fight, "Tove Harn", law},
		}},
		// While Estmere was bound, it was among those who had to help; and nothing had been promised at Lissen yet.
		{rows: "whatIf.effects > obligation.id, change, bearers.actor.label", with: given{"attacker": "actor/korrath", "victim": "actor/ardovia", "asOf": "2030-12-31"}, want: [][]any{
			{consult, "ACTIVATED", "Ardovia"}, {consult, "ACTIVATED", "Belmark"}, {consult, "ACTIVATED", "Corvane"}, {consult, "ACTIVATED", "Estmere"},
			{defence, "ACTIVATED", "Belmark"}, {defence, "ACTIVATED", "Corvane"}, {defence, "ACTIVATED", "Estmere"},
			{fight, "STILL_INACTIVE", "Friends of Ardovia"}, {fight, "STILL_INACTIVE", "Belmark"}, {fight, "STILL_INACTIVE", "Corvane"},
			{patrols, "STILL_INACTIVE", "Belmark"},
		}},
	},
	// What Belmark owes: by itself boats, training and, if it comes to that, patrols; as a party three more; as one of the Friends two.
	"02-owes": {
		{rows: "named.nodes > id, bindingness, status.status, beneficiaries.nodes.label", want: [][]any{
			{boats, law, "ACTIVE", "Ardovia"}, {training, law, "ACTIVE", "Ardovia"}, {patrols, politics, "DORMANT", "Ardovia"},
		}},
		{rows: "asParty.nodes > id, bindingness, status.status", want: [][]any{
			{consult, law, "DORMANT"}, {defence, law, "DORMANT"}, {reports, law, "ACTIVE"},
		}},
		{rows: "asMember.nodes > id, bindingness, status.status, bearers.nodes.label", want: [][]any{
			{fight, politics, "DORMANT", "Friends of Ardovia"}, {trade, politics, "DORMANT", "Friends of Ardovia"},
		}},
		{rows: "numbers.groups > [keys.value], count", want: [][]any{{list{law, "ACTIVE"}, 2}, {list{politics, "DORMANT"}, 1}}},
		// Estmere's notice had not taken effect on the last day of 2030, and had a day later.
		{rows: "asParty.nodes > id", with: given{"actor": "actor/estmere", "asOf": "2030-12-31"}, want: [][]any{{consult}, {defence}}},
		{rows: "asParty.nodes > id!", with: given{"actor": "actor/estmere", "asOf": "2031-01-01"}, want: [][]any{}},
		// Corvane acceded on 1 March 2026, and the protocol came later.
		{rows: "asParty.nodes > id!", with: given{"actor": "actor/corvane", "asOf": "2026-02-28"}, want: [][]any{}},
		{rows: "asParty.nodes > id", with: given{"actor": "actor/corvane", "asOf": "2026-03-01"}, want: [][]any{{consult}, {defence}}},
		// Before the accord, Belmark owed the boats under the agreement.
		{rows: "named.nodes > id", with: given{"actor": "actor/belmark", "asOf": "2031-03-03"}, want: [][]any{{oldBoats}, {training}}},
	},
	"03-owed": {
		{rows: "named.nodes > id, bearers.edges.node.label, bearers.edges.node.declaredSize, [bearers.edges.node.members.nodes.label]", want: [][]any{
			{boats, "Belmark", nil, list{}}, {training, "Belmark", nil, list{}}, {patrols, "Belmark", nil, list{}},
			{peacekeepers, "Corvane", nil, list{}}, {loan, "Corvane", nil, list{}},
			{fight, "Friends of Ardovia", 7, list{"Belmark", "Corvane"}}, {rebuild, "Friends of Ardovia", 7, list{"Belmark", "Corvane"}},
		}},
		{rows: "asParty.nodes > id, bearerRole, status.status", want: [][]any{
			{consult, "EACH_PARTY", "DORMANT"}, {defence, "OTHER_PARTIES", "DORMANT"}, {reports, "EACH_PARTY", "ACTIVE"},
		}},
		{rows: "asParty.nodes > id, [declarations.nodes.bound.edges.node.label], [declarations.nodes.left.edges.node.label], [declarations.nodes.parties.nodes.label]", want: [][]any{
			{consult, list{"Ardovia", "Belmark", "Corvane", "Estmere"}, list{"Estmere"}, list{}},
			{defence, list{"Ardovia", "Belmark", "Corvane", "Estmere"}, list{"Estmere"}, list{}},
			{reports, list{}, list{}, list{"Ardovia", "Belmark", "Corvane"}},
		}},
	},
	// A ceasefire alone sets off the watch; the peacekeepers wait for peace, too. Peace ends the boats.
	"04-conditions": {
		{rows: "onlyBecauseOfFirst.nodes > id", want: [][]any{{watch}}},
		{rows: "onlyBecauseOfThen.nodes > id", want: [][]any{{rebuild}}},
		{rows: "whenFirstHolds.effects > obligation.id, change, after.status, [unmet.condition.label]", want: [][]any{
			{watch, "ACTIVATED", "ACTIVE", list{}}, {peacekeepers, "STILL_INACTIVE", "DORMANT", list{"a peace agreement"}},
		}},
		{rows: "whenBothHold.effects > obligation.id, change, before.status, after.status", want: [][]any{
			{watch, "ACTIVATED", "DORMANT", "ACTIVE"}, {peacekeepers, "ACTIVATED", "DORMANT", "ACTIVE"}, {rebuild, "ACTIVATED", "DORMANT", "ACTIVE"},
			{boats, "ENDED", "ACTIVE", "TERMINATED"},
		}},
	},
	"05-parties": {
		{rows: "declaration.signed.edges > node.label, action, date", want: [][]any{
			{"Ardovia", "SIGNATURE", "2024-05-10"}, {"Belmark", "SIGNATURE", "2024-05-10"}, {"Estmere", "SIGNATURE", "2024-05-10"},
		}},
		{rows: "declaration.bound.edges > node.label, action, date", want: [][]any{
			{"Ardovia", "RATIFICATION", "2024-09-01"}, {"Belmark", "RATIFICATION", "2024-09-01"}, {"Estmere", "RATIFICATION", "2024-09-01"},
			{"Corvane", "ACCESSION", "2026-03-01"},
		}},
		{rows: "declaration.withdrew.edges > node.label, action, date, effectiveDate", want: [][]any{{"Estmere", "WITHDRAWAL", "2030-06-30", "2031-01-01"}}},
		{rows: "declaration.adoptedAt.nodes.onlyAttended.edges > node.label, role", want: [][]any{{"Fenn", "OBSERVER"}}},
		{rows: "declaration.onlyEndorsed.edges > node.label!; groups.nodes > label!", want: [][]any{}},
		// The Friends signed at Lissen, two of seven are named, the League endorsed, and Estmere's delegation sat in the hall.
		{rows: "declaration.signed.edges > node.label, date", with: given{"declaration": lissen, "asOf": lakeDay}, want: [][]any{{"Friends of Ardovia", "2031-03-04"}}},
		{rows: "declaration.onlyEndorsed.edges > node.label", with: given{"declaration": lissen, "asOf": lakeDay}, want: [][]any{{"League of Shores"}}},
		{rows: "declaration.adoptedAt.nodes.onlyAttended.edges > node.label, node.represents.nodes.label", with: given{"declaration": lissen, "asOf": lakeDay},
			want: [][]any{{"delegation of Estmere", "Estmere"}}},
		{rows: "groups.nodes > label, declaredSize, members.totalCount", with: given{"declaration": lissen, "asOf": lakeDay}, want: [][]any{
			{"Friends of Ardovia", 7, 2}, {"League of Shores", 10, 10},
		}},
	},
	// Rost and Harn contradict each other in one report, which cites the text; the Gazette sides with Harn, and cites that report.
	"06-evidence": {
		{rows: "node.claims.nodes > value, voicedIn.madeBy.edges.node.label, credibility, evidence.nodes.exact, evidence.nodes.source.label, [evidence.nodes.source.chain.label]", want: [][]any{
			{politics, "Ila Rost", nil, "This is a political promise", "Friends of Ardovia promise help against a new attack", list{"text of the Lissen Declaration"}},
			{law, "Tove Harn", nil, "Our friends are legally bound", "Friends of Ardovia promise help against a new attack", list{"text of the Lissen Declaration"}},
			{law, nil, 4, "The promise to fight for Ardovia is legally binding", "What the Friends of Ardovia really promised",
				list{"Friends of Ardovia promise help against a new attack", "text of the Lissen Declaration"}},
		}},
		{rows: "node > primary.totalCount, citingPrimary.totalCount", want: [][]any{{0, 2}}},
		{rows: "node.claims.nodes.evidence.nodes > verified, source.kind, source.seen, #", want: [][]any{{true, "NEWS_REPORT", nil, 3}}},
		// The treaty's own words stand in a primary text.
		{rows: "node > primary.totalCount, citingPrimary.totalCount", with: given{"about": training, "field": "to"}, want: [][]any{{1, 0}}},
	},
	// Between the data sets: how binding, how many boats, and on which day of March.
	"07-conflicts": {
		{rows: "conflicts.nodes > about.id, field, kind, decision, [values.value]", want: [][]any{
			{lissen, "signedOn", "PRECISION", "RELIABILITY", list{"2031-03-04", "2031-03"}},
			{fight, "bindingness", "VALUES", "RELIABILITY", list{politics, law}},
			{boats, "amountValue", "VALUES", "RELIABILITY", list{"2", "3"}},
		}},
		{rows: "conflicts.nodes > field, values.value, values.shown, [values.datasets.dataset]", want: [][]any{
			{"signedOn", "2031-03-04", true, list{"lake"}}, {"signedOn", "2031-03", false, list{"gazette"}},
			{"bindingness", politics, true, list{"lake"}}, {"bindingness", law, false, list{"gazette"}},
			{"amountValue", "2", true, list{"lake"}}, {"amountValue", "3", false, list{"gazette"}},
		}},
		{rows: "conflicts.nodes.values > value, confirmedBy.voicedIn.madeBy.nodes.label!", want: [][]any{{politics, "Ila Rost"}, {law, "Tove Harn"}}},
	},
	// The loan is in the Gazette alone, whose reliability is D. Of the others, what both reports tell of rests on two sources.
	"08-weak": {
		{rows: "gaps.counts > kind, count", want: [][]any{{"ONE_SOURCE", 14}, {"WEAK_SOURCES", 1}}},
		{rows: "gaps.nodes > kind, node.id, of.kind, of.reliability", want: [][]any{
			{"ONE_SOURCE", consult, "PRIMARY_TEXT", "A"}, {"ONE_SOURCE", defence, "PRIMARY_TEXT", "A"}, {"ONE_SOURCE", training, "PRIMARY_TEXT", "A"},
			{"ONE_SOURCE", oldBoats, "PRIMARY_TEXT", "A"}, {"ONE_SOURCE", oldFuel, "PRIMARY_TEXT", "A"}, {"ONE_SOURCE", reports, "PRIMARY_TEXT", "A"},
			{"ONE_SOURCE", fuel, "PRIMARY_TEXT", "A"}, {"ONE_SOURCE", port, "PRIMARY_TEXT", "A"},
			{"ONE_SOURCE", trade, "NEWS_REPORT", "B"}, {"ONE_SOURCE", patrols, "NEWS_REPORT", "B"}, {"ONE_SOURCE", watch, "NEWS_REPORT", "B"},
			{"ONE_SOURCE", peacekeepers, "NEWS_REPORT", "B"}, {"ONE_SOURCE", rebuild, "NEWS_REPORT", "B"},
			{"ONE_SOURCE", loan, "NEWS_REPORT", "D"}, {"WEAK_SOURCES", loan, "NEWS_REPORT", "D"},
		}},
	},
	// Ardovia gives fuel and lets the port be used, Belmark trains and delivers; to consult and to defend falls on both.
	"09-one-sided": {
		{rows: "onOne.nodes > id, kind, beneficiaries.nodes.label", want: [][]any{{fuel, "LOGISTICS", "Belmark"}, {port, "BASING", "Belmark"}}},
		{rows: "onOther.nodes > id, kind, beneficiaries.nodes.label", want: [][]any{{boats, "ARMS_SUPPLY", "Ardovia"}, {training, "TRAINING", "Ardovia"}}},
		{rows: "onBoth.nodes > id, bearerRole", want: [][]any{{consult, "EACH_PARTY"}, {defence, "OTHER_PARTIES"}}},
		{rows: "matrix.rows > key.label, total", want: [][]any{{"Ardovia", 2}, {"Belmark", 2}, {"none", 2}}},
	},
	// All roads lead through the League, Ardovia or Belmark; but the Friends, of whom Corvane is one, promise against Korrath.
	"10-paths": {
		{rows: "paths.paths > length, [nodes.id]", inOrder: true, want: [][]any{
			{3, list{"actor/korrath", fight, "actor/friends", "actor/corvane"}},
			{3, list{"actor/korrath", trade, "actor/friends", "actor/corvane"}},
		}},
		{rows: "paths > [paths.steps.edges.type]", want: [][]any{{list{"AGAINST", "BEARER", "MEMBER_OF", "AGAINST", "BEARER", "MEMBER_OF"}}}},
		// With hubs, the shortest way is that both are members of the League.
		{rows: "paths.paths > [nodes.id]", with: given{"from": "actor/korrath", "to": "actor/corvane", "asOf": lakeDay, "first": json.Number("1")}, want: [][]any{
			{list{"actor/korrath", "actor/league", "actor/corvane"}},
		}},
	},
	// The accord has twice the boats, until there is peace; the same fuel; and the use of the port.
	"11-compare": {
		{rows: "compare.rows > kind, bearers.label, outcome, [cells.obligations.id]", want: [][]any{
			{"ARMS_SUPPLY", "Belmark", "DIFFERS", list{oldBoats, boats}},
			{"LOGISTICS", "Ardovia", "COMMON", list{oldFuel, fuel}},
			{"BASING", "Ardovia", "ONLY_IN_ONE", list{port}},
		}},
		{rows: "compare.rows.differences > field!, [values.values]", want: [][]any{
			{"amount", list{"1 patrol boats/year", "2 patrol boats/year"}}, {"conditions", list{"TERMINATES PEACE_AGREEMENT “a peace agreement”"}},
		}},
		{rows: "compare.counts > outcome, count", want: [][]any{{"DIFFERS", 1}, {"COMMON", 1}, {"ONLY_IN_ONE", 1}}},
	},
	"12-in-force": {
		{rows: "declaration.changedBy.edges > relation, node.id", want: [][]any{{"AMENDS", protocol}}},
		{rows: "inForce.nodes > id, [obligations.nodes.id]", want: [][]any{{protocol, list{reports}}, {treaty, list{consult, defence, training}}}},
		// The agreement was superseded, and isn't in force any more.
		{rows: "declaration.changedBy.edges > relation, node.id", with: given{"declaration": agreement, "asOf": lakeDay}, want: [][]any{{"SUPERSEDES", accord}}},
		{rows: "inForce.nodes > id", with: given{"declaration": agreement, "asOf": lakeDay}, want: [][]any{{accord}}},
		{rows: "inForce.nodes > id", with: given{"declaration": agreement, "asOf": "2031-03-03"}, want: [][]any{{agreement}}},
	},
	// Within six months of 1 April 2031: the training ends in June, the accord at the end of August.
	"13-lapses": {
		{rows: "declarations.nodes > id, expiresOn, [obligations.nodes.id]", want: [][]any{{accord, "2031-08-31", list{boats, fuel, port}}}},
		{rows: "obligations.nodes > id, to, bearers.nodes.label", want: [][]any{{training, "2031-06-30", "Belmark"}}},
		{rows: "due.nodes > id!; leaving.nodes > id!", want: [][]any{}},
		{rows: "timeline.buckets > name, ended", inOrder: true, want: [][]any{
			{"2031-04", 0}, {"2031-05", 0}, {"2031-06", 1}, {"2031-07", 0}, {"2031-08", 3}, {"2031-09", 0}, {"2031-10", 0},
		}},
		{rows: "noTermKnown.nodes > id", want: [][]any{{lissen}, {protocol}}},
		// Half a year before Estmere's withdrawal took effect.
		{rows: "leaving.nodes > id", with: given{"from": "2030-07-01", "until": "2031-01-01"}, want: [][]any{{treaty}}},
	},
	"14-statements": {
		{rows: "statements.nodes > date, act, madeBy.edges.node.label, onBehalfOf.nodes.label, voiced.nodes.value", inOrder: true, want: [][]any{
			{"2031-03-04", "ASSERTS", "Ila Rost", "Belmark", politics},
			{"2031-03-05", "ASSERTS", "Tove Harn", "Ardovia", law},
			{"2031-03-19", "PROMISES", "Ana Tolvik", "Friends of Ardovia", nil},
		}},
		{rows: "statements.nodes > claims.nodes.evidence.nodes.exact!, claims.nodes.evidence.nodes.source.publishedOn", inOrder: true, want: [][]any{
			{"This is a political promise, and nobody is bound in law", "2031-03-05"}, {"Our friends are legally bound", "2031-03-05"}, {"Each of us will come", "2031-03-20"},
		}},
	},
	// From April 2025 under the agreement, in 2031 under the accord until the end of August.
	"15-years": {
		{rows: "timeline.buckets > name, began, held, ended", inOrder: true, want: [][]any{
			{"2024", 0, 0, 0}, {"2025", 1, 1, 0}, {"2026", 0, 1, 0}, {"2027", 0, 1, 0}, {"2028", 0, 1, 0}, {"2029", 0, 1, 0}, {"2030", 0, 1, 0},
			{"2031", 1, 2, 2}, {"2032", 0, 0, 0},
		}},
		{rows: "obligations.nodes > id, declarations.nodes.label", want: [][]any{{oldBoats, "Harbour Agreement"}, {boats, "Tarn Accord"}}},
	},
	// The Gazette's load: itself as source and outlet, Tolvik and what she said, the loan; and the place, which nobody had said before.
	// What it says otherwise than the lake isn't shown, so it changes nothing.
	"16-changes": {
		{rows: "changes.nodes > action, what, revision, load.dataset, #", with: given{"since": json.Number("1")}, want: [][]any{
			{"ADDED", "NODE", 2, "gazette", 5}, {"ADDED", "EDGE", 2, "gazette", 9}, {"ADDED", "CLAIM", 2, "gazette", 8}, {"CHANGED", "NODE", 2, "gazette", 1},
		}},
		{rows: "changes.nodes > target", with: given{"since": json.Number("1"), "what": list{"NODE"}, "actions": list{"ADDED"}}, want: [][]any{
			{"actor/tarn-gazette"}, {"actor/tolvik"}, {loan}, {"source/gazette-0320"}, {"statement/tolvik-come"},
		}},
		{rows: "changes.nodes > edge.type, edge.start, edge.end", with: given{"since": json.Number("1"), "what": list{"EDGE"}}, want: [][]any{
			{"CREATES", lissen, loan}, {"BEARER", loan, "actor/corvane"}, {"BENEFICIARY", loan, "actor/ardovia"},
			{"REPRESENTS", "actor/tolvik", "actor/friends"},
			{"MADE_BY", "statement/tolvik-come", "actor/tolvik"}, {"ON_BEHALF_OF", "statement/tolvik-come", "actor/friends"}, {"ABOUT", "statement/tolvik-come", fight},
			{"CITES", "source/gazette-0320", "source/harbour-0305"}, {"PUBLISHED_BY", "source/gazette-0320", "actor/tarn-gazette"},
		}},
		{rows: "changes.nodes > target, fields.field, fields.old, fields.new", with: given{"since": json.Number("1"), "actions": list{"CHANGED"}}, want: [][]any{
			{lissen, "place", nil, "old customs house of Lissen"},
		}},
	},
}
