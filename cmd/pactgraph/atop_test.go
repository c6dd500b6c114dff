package main

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
	"pactgraph/graph/graphtest"
	"pactgraph/graph/neo4j/neo4jtest"
	"pactgraph/graph/registry"
	"pactgraph/graph/sqlite"
	"pactgraph/internal/golden"
	"pactgraph/internal/neo4jserver"
	"pactgraph/loader"
)

// atopFolder holds the files of ATOP 4.01, which may be used and not be passed on.
const atopFolder = "../../../shared/data/"

// atopFiles gives ATOP's files; without them the test ends.
func atopFiles(t *testing.T) []string {
	t.Helper()
	files := []string{atopFolder + "atop4_01_alliance.csv", atopFolder + "atop4_01_member.csv"}
	for _, name := range files {
		if _, err := os.Stat(name); os.IsNotExist(err) {
			t.Skipf("%s is not at hand: ATOP isn't loaded", name)
		}
	}
	return files
}

// loadATOP loads ATOP by the mapping that is shipped.
func loadATOP(t *testing.T, store graph.Store) loader.Report {
	t.Helper()
	report, err := loader.Load(t.Context(), store, atopFiles(t), loader.Options{Mapping: "../../mappings/atop-4.01.yaml"})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// ATOP and the Paris data in one graph: the numbers that ATOP's files have are found in it again, both meet in the same
// states, loading ATOP again changes nothing, and taking it back leaves the graph as it was.
func TestATOP(t *testing.T) {
	atopFiles(t)
	onEachLargeStore(t, func(t *testing.T, store graph.Store) {
		loadParis(t, store)
		before := shownBy(t, store)
		began := time.Now()
		report := loadATOP(t, store)
		t.Logf("ATOP was loaded in %s", time.Since(began).Round(100*time.Millisecond))
		if want := `"cow:8152" is no state of the registry`; len(report.Warnings) != 1 || !strings.Contains(report.Warnings[0].String(), want) ||
			!strings.Contains(report.Warnings[0].String(), "atop4_01_member.csv, line 203, column D (member)") {
			t.Errorf("the one member that nobody knows is told as %s", report.Warnings.Error())
		}
		t.Run("numbers", func(t *testing.T) { checkATOPNumbers(t, store) })
		t.Run("flags", func(t *testing.T) { checkATOPFlags(t, store) })
		t.Run("members", func(t *testing.T) { checkATOPMembers(t, store) })
		t.Run("evidence", func(t *testing.T) { checkATOPEvidence(t, store) })
		t.Run("with Paris", func(t *testing.T) { checkATOPWithParis(t, store) })
		t.Run("again", func(t *testing.T) {
			if again := loadATOP(t, store); !again.Unchanged {
				t.Errorf("a second load adds %d, changes %d and removes %d", again.Added, again.Changed, again.Removed)
			}
		})
		t.Run("taken back", func(t *testing.T) { checkATOPTakenBack(t, store, report.LoadID, before) })
	})
}

// onEachLargeStore runs a test as onEachStore does, on Neo4js with 2 GiB of heap: to take ATOP back is some 157,000 nodes, edges and
// records in one transaction, for which 1 GiB is too little.
func onEachLargeStore(t *testing.T, test func(t *testing.T, store graph.Store)) {
	t.Run("sqlite", func(t *testing.T) {
		store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "graph.db"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { store.Close() })
		test(t, store)
	})
	for _, name := range neo4jtest.Standing(t) {
		t.Run("neo4j "+name, func(t *testing.T) {
			server, running := neo4jserver.FromEnvironment()
			if !running {
				var err error
				if server, err = neo4jserver.Start(t.Context(), neo4jserver.Options{Version: name, HeapMB: 2048}); err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { server.Stop() })
			}
			test(t, neo4jtest.Open(t, server))
		})
	}
}

// checkATOPTakenBack takes the load back, after which each node, edge and claim is as it was before.
func checkATOPTakenBack(t *testing.T, store graph.Store, load, before string) {
	began := time.Now()
	r, _, err := graph.RevertLoad(t.Context(), store, graph.RevertRequest{Load: load})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%s was taken back in %s: %d added, %d changed, %d removed", load, time.Since(began).Round(100*time.Millisecond), r.Added, r.Changed, r.Removed)
	if got := shownBy(t, store); got != before {
		t.Errorf("what is shown after it is not what was shown before (-before +after):\n%.2000s", cmp.Diff(before, got))
	}
}

// shownBy gives everything that a store shows, as text.
func shownBy(t *testing.T, store graph.Reader) string {
	t.Helper()
	text, err := graphtest.CanonicalWalk(func(v graph.Visitor) error { return store.Walk(t.Context(), v) })
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// askInto asks a question and reads the answer's data into a value.
func askInto(t *testing.T, store graph.Reader, into any, document string, variables map[string]any) {
	t.Helper()
	answer := struct{ Data any }{into}
	if err := json.Unmarshal([]byte(ask(t, store, document, variables)), &answer); err != nil {
		t.Fatal(err)
	}
}

// pageInfo is where a page ends.
type pageInfo struct {
	HasNextPage bool
	EndCursor   string
}

// checkATOPNumbers counts in the graph what ATOP's files have: alliances, memberships, flags of each kind, asymmetric rows.
func checkATOPNumbers(t *testing.T, store graph.Store) {
	numbers := map[string]int{}
	members := map[string]bool{}
	for after, more := any(nil), true; more; {
		var page struct {
			Declarations struct {
				Nodes []struct {
					ID      string
					Parties struct {
						TotalCount int
						Nodes      []struct{ ID string }
					}
				}
				PageInfo pageInfo
			}
		}
		askInto(t, store, &page, `query($after: String) { declarations(first: 800, after: $after, filter: {title: {startsWith: "ATOP alliance"}}) {
			nodes { id parties(first: 110) { totalCount nodes { id } } } pageInfo { hasNextPage endCursor } } }`, map[string]any{"after": after})
		for _, d := range page.Declarations.Nodes {
			numbers["alliances"]++
			numbers["rows of members"] += d.Parties.TotalCount
			for _, p := range d.Parties.Nodes {
				members[d.ID+" "+p.ID] = true
			}
		}
		after, more = page.Declarations.PageInfo.EndCursor, page.Declarations.PageInfo.HasNextPage
	}
	numbers["memberships"] = len(members)
	for _, o := range atopObligations(t, store) {
		numbers["obligations"]++
		numbers["flags"] += len(o.Bearers.Edges)
		numbers[o.Kind] += len(o.Bearers.Edges)
	}
	var claims struct {
		ClaimGroups struct{ TotalCount int }
	}
	askInto(t, store, &claims, `{ claimGroups(by: [BASIS], filter: {note: {in: [
		"Asymmetric: its promises differ from a partner's.",
		"Bound on 31 December 2016, where ATOP 4.01 ends. Asymmetric: its promises differ from a partner's."
	]}}) { totalCount } }`, nil)
	numbers["asymmetric rows"] = claims.ClaimGroups.TotalCount
	want := map[string]int{
		"alliances": 745, "rows of members": 2398, "memberships": 2155, "obligations": 1254, "flags": 4097,
		"DEFENCE": 994, "OFFENCE": 230, "NEUTRALITY": 265, "NONAGGRESSION": 1394, "CONSULTATION": 1214, "asymmetric rows": 228,
	}
	if diff := cmp.Diff(want, numbers); diff != "" {
		t.Errorf("the numbers of ATOP (-files +graph):\n%s", diff)
	}
}

// atopObligation is an obligation of ATOP's, as the graph has it.
type atopObligation struct {
	ID, Kind string
	Bearers  struct {
		Edges []struct {
			From, To, Phase string
			Node            struct{ ID string }
		}
	}
	Conditions struct {
		Edges []struct {
			Role string
			Node struct{ Kind string }
		}
	}
	Against struct {
		Edges []struct {
			Phase string
			Node  struct{ ID string }
		}
	}
}

// atopObligations reads all obligations of ATOP's alliances.
func atopObligations(t *testing.T, store graph.Store) []atopObligation {
	t.Helper()
	var all []atopObligation
	for after, more := any(nil), true; more; {
		var page struct {
			Obligations struct {
				Nodes    []atopObligation
				PageInfo pageInfo
			}
		}
		askInto(t, store, &page, `query($after: String) { obligations(first: 1000, after: $after,
			filter: {declarations: {some: {node: {title: {startsWith: "ATOP alliance"}}}}}) {
			nodes {
				id kind
				bearers(first: 110) { edges { from to phase node { id } } }
				conditions(first: 10) { edges { role node { kind } } }
				against(first: 10) { edges { phase node { id } } }
			} pageInfo { hasNextPage endCursor } } }`, map[string]any{"after": after})
		all = append(all, page.Obligations.Nodes...)
		after, more = page.Obligations.PageInfo.EndCursor, page.Obligations.PageInfo.HasNextPage
	}
	return all
}

// atopKinds are the columns of ATOP's flags with the obligations' keys, the letters with which the columns of their conditions
// begin, and what activates them by definition.
var atopKinds = []struct{ column, key, letters, trigger string }{
	{"defense", "defence", "def", "ARMED_ATTACK"},
	{"offense", "offence", "off", ""},
	{"neutral", "neutrality", "neu", ""},
	{"nonagg", "nonaggression", "", ""},
	{"consul", "consultation", "con", "THREAT_OR_CRISIS"},
}

// atopLimits are the endings of the columns of conditions, with what they mean.
var atopLimits = map[string]string{
	"coadv": "LIMITS SPECIFIC_ADVERSARY", "coloc": "LIMITS GEOGRAPHIC_SCOPE", "cocon": "LIMITS SPECIFIC_CONFLICT",
	"conum": "LIMITS NUMBER_OF_ADVERSARIES", "codem": "LIMITS ADVERSARY_DEMAND", "conpr": "LIMITS NON_PROVOCATION",
	"coatt": "ACTIVATES ARMED_ATTACK", "coreq": "ACTIVATES REQUEST_OF_BENEFICIARY",
}

// checkATOPFlags compares each flag with an edge, each condition and each threat, by the file alone.
func checkATOPFlags(t *testing.T, store graph.Store) {
	want, got := map[string]bool{}, map[string]bool{}
	for _, row := range atopRows(t) {
		for _, kind := range atopKinds {
			if row[kind.column] != "1" {
				continue
			}
			id := "obligation/atop-" + row["atopid"] + "/" + kind.key
			phase := strings.TrimPrefix(row["phase"], "0")
			want[strings.Join([]string{id, "BEARER", atopActor(row["member"]), atopDate(row, "yrent", "moent", "dayent"), atopDate(row, "yrexit", "moexit", "dayexit"), phase}, " ")] = true
			if kind.trigger != "" {
				want[id+" ACTIVATES "+kind.trigger] = true
			}
			for ending, condition := range atopLimits {
				if kind.letters != "" && row[kind.letters+ending] == "1" {
					want[id+" "+condition] = true
				}
			}
			for _, threat := range []string{row["statthr1"], row["statthr2"]} {
				if active := kind.key == "defence" || kind.key == "offence"; active && threat != "" && threat != "0" {
					want[id+" AGAINST "+atopActor(threat)+" "+phase] = true
				}
			}
		}
	}
	for _, o := range atopObligations(t, store) {
		for _, e := range o.Bearers.Edges {
			got[strings.Join([]string{o.ID, "BEARER", e.Node.ID, e.From, e.To, e.Phase}, " ")] = true
		}
		for _, e := range o.Conditions.Edges {
			got[o.ID+" "+e.Role+" "+e.Node.Kind] = true
		}
		for _, e := range o.Against.Edges {
			got[o.ID+" AGAINST "+e.Node.ID+" "+e.Phase] = true
		}
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(want)), slices.Sorted(maps.Keys(got))); diff != "" {
		t.Errorf("flags, conditions and threats (-file +graph):\n%s", diff)
	}
}

// atopActor is the id of the actor that a member's code stands for.
func atopActor(code string) string {
	if s, ok := registry.ResolveCode("cow", code); ok {
		return s.ID
	}
	return "actor/atop-" + code
}

// atopDate writes a date of a row as far as it is known.
func atopDate(row map[string]string, columns ...string) string {
	date := ""
	for i, c := range columns {
		if row[c] == "" || row[c] == "0" {
			break
		}
		if i > 0 {
			date += "-"
		}
		date += strings.Repeat("0", max(0, 2-len(row[c]))) + row[c]
	}
	return date
}

// checkATOPMembers looks at the states that are no more: 20 that the registry knows, and the one that no list has.
func checkATOPMembers(t *testing.T, store graph.Store) {
	var answer struct {
		Extinct struct {
			TotalCount int
			Nodes      []struct{ ID string }
		}
		Unknown struct {
			Label, Kind string
			Identifiers []struct{ Scheme, Value string }
			PartyTo     struct{ Nodes []struct{ Label string } }
		}
		Hungary struct {
			Label   string
			PartyTo struct{ TotalCount int }
		}
	}
	askInto(t, store, &answer, `{
		extinct: actors(first: 50, filter: {to: {isNull: false}, partyTo: {some: {node: {title: {startsWith: "ATOP alliance"}}}}}) { totalCount nodes { id } }
		unknown: actor(id: "actor/atop-8152") { label kind identifiers { scheme value } partyTo { nodes { label } } }
		hungary: actor(id: "cow:300") { label partyTo(first: 1) { totalCount } }
	}`, nil)
	if answer.Extinct.TotalCount != 20 {
		t.Errorf("%d members are states that are no more: %v", answer.Extinct.TotalCount, answer.Extinct.Nodes)
	}
	if u := answer.Unknown; u.Label != "ATOP member 8152" || len(u.PartyTo.Nodes) != 1 || u.PartyTo.Nodes[0].Label != "ATOP alliance 1320" {
		t.Errorf("the member that no list has is %+v", u)
	}
	if answer.Hungary.Label != "Austria-Hungary" || answer.Hungary.PartyTo.TotalCount == 0 {
		t.Errorf("Austria-Hungary is %+v", answer.Hungary)
	}
}

// checkATOPEvidence follows one flag back to its cell: an alliance of which only one partner is protected.
func checkATOPEvidence(t *testing.T, store graph.Store) {
	var answer struct {
		Obligation struct {
			Bearers struct {
				Edges []struct {
					From, To string
					Node     struct{ Label string }
					Claims   struct {
						Nodes []struct {
							Basis    string
							Evidence struct {
								Nodes []struct {
									Locator string
									Source  struct{ Kind string }
								}
							}
						}
					}
				}
			}
		}
	}
	askInto(t, store, &answer, `{ obligation(id: "obligation/atop-1320/defence") { bearers { edges { from to node { label }
		claims(first: 5) { nodes { basis evidence(first: 5) { nodes { locator source { kind } } } } } } } } }`, nil)
	edges := answer.Obligation.Bearers.Edges
	if len(edges) != 1 || edges[0].Node.Label != "France" || edges[0].From != "1874-03-15" || edges[0].To != "1883-08-25" {
		t.Fatalf("the defence of alliance 1320 is owed by %+v", edges)
	}
	claims := edges[0].Claims.Nodes
	if len(claims) != 1 || len(claims[0].Evidence.Nodes) != 1 {
		t.Fatalf("it is claimed by %+v", claims)
	}
	e := claims[0].Evidence.Nodes[0]
	if want := "atop4_01_member.csv, line 202, defense, member, "; claims[0].Basis != "TEXT" || e.Source.Kind != "DATASET" || !strings.HasPrefix(e.Locator, want) {
		t.Errorf("its evidence is %+v, not at %q", e, want)
	}
}

// checkATOPWithParis asks what takes both: ATOP's alliances and the Paris declarations name the same France.
func checkATOPWithParis(t *testing.T, store graph.Store) {
	var answer struct {
		France      struct{ TotalCount int }
		Bound       struct{ Nodes []struct{ Label string } }
		ATOP, Paris struct{ TotalCount int }
	}
	askInto(t, store, &answer, `{
		france: actors(filter: {name: {eq: "France"}}) { totalCount }
		bound: declarations(first: 100, orderBy: {field: TITLE}, filter: {and: [
			{parties: {some: {node: {id: {eq: "actor/FRA"}}, edge: {from: {lte: "2016-01-06"}, or: [{to: {isNull: true}}, {to: {gte: "2016-01-06"}}]}}}}
			{parties: {some: {node: {id: {eq: "actor/GBR"}}, edge: {from: {lte: "2016-01-06"}, or: [{to: {isNull: true}}, {to: {gte: "2016-01-06"}}]}}}}
		]}) { nodes { label } }
		atop: obligations(first: 1, filter: {bearers: {some: {node: {id: {eq: "actor/FRA"}}}}, declarations: {some: {node: {title: {startsWith: "ATOP alliance"}}}}}) { totalCount }
		paris: obligations(first: 1, filter: {bearers: {some: {node: {id: {eq: "actor/FRA"}}}}, declarations: {some: {node: {id: {eq: "declaration/paris-2026-separate"}}}}}) { totalCount }
	}`, nil)
	var bound []string
	for _, d := range answer.Bound.Nodes {
		bound = append(bound, d.Label)
	}
	if want := boundInFiles(t, "220", "200", 20160106); !slices.Equal(bound, want) {
		t.Errorf("on 6 January 2016 France and the United Kingdom were bound by (-files +graph)\n%s", cmp.Diff(want, bound))
	}
	if answer.France.TotalCount != 1 || answer.ATOP.TotalCount != owedInFiles(t, "220") || answer.Paris.TotalCount != 1 {
		t.Errorf("there are %d Frances, which owe %d in ATOP (its files have %d) and %d in Paris",
			answer.France.TotalCount, answer.ATOP.TotalCount, owedInFiles(t, "220"), answer.Paris.TotalCount)
	}
}

// atopRows reads ATOP's rows of members plainly, so that the graph is held to the file and not to the mapping.
func atopRows(t *testing.T) []map[string]string {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(golden.Read(t, atopFiles(t)[1])), "\n")
	header := strings.Split(strings.TrimSpace(lines[0]), ",")
	var rows []map[string]string
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, cell := range strings.Split(strings.TrimSpace(line), ",") {
			row[header[i]] = cell
		}
		rows = append(rows, row)
	}
	return rows
}

// boundInFiles gives the alliances that bound two members on a day, as the file has them; 20160106 is 6 January 2016.
func boundInFiles(t *testing.T, a, b string, day int) []string {
	bound := map[string]map[string]bool{a: {}, b: {}}
	for _, row := range atopRows(t) {
		from, to := dayNumber(row, "yrent", "moent", "dayent"), dayNumber(row, "yrexit", "moexit", "dayexit")
		if bound[row["member"]] != nil && from <= day && (to == 0 || to >= day) {
			bound[row["member"]]["ATOP alliance "+row["atopid"]] = true
		}
	}
	return slices.Sorted(maps.Keys(common(bound[a], bound[b])))
}

func common(a, b map[string]bool) map[string]bool {
	both := map[string]bool{}
	for name := range a {
		if b[name] {
			both[name] = true
		}
	}
	return both
}

func dayNumber(row map[string]string, columns ...string) int {
	number := 0
	for _, c := range columns {
		part := 0
		for _, digit := range row[c] {
			part = part*10 + int(digit-'0')
		}
		number = number*100 + part
	}
	return number
}

// owedInFiles counts the kinds of promises that a member owes in each alliance.
func owedInFiles(t *testing.T, member string) int {
	owed := map[string]bool{}
	for _, row := range atopRows(t) {
		for _, flag := range []string{"defense", "offense", "neutral", "nonagg", "consul"} {
			if row["member"] == member && row[flag] == "1" {
				owed[row["atopid"]+flag] = true
			}
		}
	}
	return len(owed)
}
