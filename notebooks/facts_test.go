package notebooks_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// asOf is the day of the notebooks on Paris, and attacked the promise for the case of a new attack.
const (
	asOf     = "2026-01-07"
	attacked = "obligation/paris-2026/support-if-attacked"
)

// promise is a promise of Paris, with what the notebooks say about them.
type promise struct {
	ID, Label string
	Status    struct{ Status string }
	SilentOn  []string
	Bearers   struct{ TotalCount int }
	Claims    struct {
		Nodes []struct {
			Field, Value string
			VoicedIn     *struct {
				MadeBy struct{ Nodes []struct{ Label string } }
			}
		}
	}
}

// promisesOfParis gives the promises of Paris: those of the four declarations, by their ids and not by their source as the notebooks do.
func promisesOfParis(t *testing.T, w world) []promise {
	t.Helper()
	var answer struct {
		Declarations struct {
			Nodes []struct{ Obligations struct{ Nodes []promise } }
		}
	}
	w.ask(t, &answer, `query ($ids: [ID!], $asOf: Date) {
		declarations(filter: {id: {in: $ids}}) { nodes { obligations(first: 50) { nodes {
			id label status(asOf: $asOf) { status } silentOn bearers(first: 1) { totalCount }
			claims(first: 50) { nodes { field value voicedIn { madeBy(first: 1) { nodes { label } } } } }
		} } } }
	}`, map[string]any{"asOf": asOf, "ids": []string{
		"declaration/paris-2026", "declaration/paris-2026-separate", "declaration/ukraine-bilateral-guarantees", "declaration/ukraine-forces-framework",
	}})
	var all []promise
	for _, d := range answer.Declarations.Nodes {
		all = append(all, d.Obligations.Nodes...)
	}
	if len(all) == 0 {
		t.Fatal("there are no promises of Paris")
	}
	return all
}

// withStatus counts the promises that have a status.
func withStatus(all []promise, status string) int {
	return count(all, func(p promise) bool { return p.Status.Status == status })
}

func count[T any](all []T, holds func(T) bool) int {
	n := 0
	for _, one := range all {
		if holds(one) {
			n++
		}
	}
	return n
}

func saysOfParis(t *testing.T, w world) said {
	all := promisesOfParis(t, w)
	silent := func(field string) int {
		return count(all, func(p promise) bool { return slices.Contains(p.SilentOn, field) })
	}
	claims, told := 0, 0
	by, binding := map[string]int{}, map[string]string{}
	for _, p := range all {
		tells := false
		for _, c := range p.Claims.Nodes {
			speaker := "the report"
			if c.VoicedIn != nil {
				speaker = c.VoicedIn.MadeBy.Nodes[0].Label
			}
			claims++
			by[speaker]++
			if c.Field == "bindingness" {
				tells = true
				binding[speaker] = c.Value
			}
		}
		if tells {
			told++
		}
	}
	const macron, starmer = "Emmanuel Macron", "Keir Starmer"
	return said{
		"counted": {
			fmt.Sprintf("tells of **%d promises**", len(all)),
			fmt.Sprintf("%d of them are owed", withStatus(all, "ACTIVE")),
			fmt.Sprintf("%d wait for a condition", withStatus(all, "DORMANT")),
			fmt.Sprintf("%d belong to instruments", withStatus(all, "PROSPECTIVE")),
			fmt.Sprintf("**For %d of the %d it", count(all, func(p promise) bool { return p.Bearers.TotalCount == 0 }), len(all)),
		},
		"open": {fmt.Sprintf("“how binding” and “until when”: open for %d of %d promises", silent("bindingness"), len(all))},
		"binding": {
			fmt.Sprintf("is %s on %s's word", binding[macron], macron),
			fmt.Sprintf("%s on %s's.", binding[starmer], starmer),
			fmt.Sprintf("how binding they are: %d.", told),
		},
		"word": {
			fmt.Sprintf("Of %d claims", claims),
			fmt.Sprintf("%d are voiced by %s and %d by %s; %d are the report's own", by[starmer], starmer, by[macron], macron, by["the report"]),
		},
	}
}

func saysOfAttack(t *testing.T, w world) said {
	all := promisesOfParis(t, w)
	ours := map[string]promise{}
	for _, p := range all {
		ours[p.ID] = p
	}
	// activated gives the promises of Paris that an event would activate, with how surely.
	activated := func(event string) map[string]string {
		var answer struct {
			WhatIf struct {
				Effects []struct {
					Change, Certainty string
					Obligation        struct{ ID string }
				}
			}
		}
		w.ask(t, &answer, fmt.Sprintf(`{ whatIf(hypotheses: [{event: {%s}}], asOf: %q) { effects { change certainty obligation { id } } } }`, event, asOf), nil)
		surely := map[string]string{}
		for _, e := range answer.WhatIf.Effects {
			if _, ok := ours[e.Obligation.ID]; ok && e.Change == "ACTIVATED" {
				surely[e.Obligation.ID] = e.Certainty
			}
		}
		return surely
	}
	by := map[string]int{}
	events := []string{
		`kind: ARMED_ATTACK, attacker: "RUS", victim: "UKR"`,
		`kind: ARMED_ATTACK, victim: "UKR"`,
		`kind: ARMED_ATTACK, attacker: "UKR", victim: "RUS"`,
		`kind: ARMED_ATTACK, attacker: "RUS", victim: "FRA"`,
		`kind: THREATEN, attacker: "RUS", victim: "UKR"`,
		`kind: ASSAULT, attacker: "RUS", victim: "UKR"`,
	}
	for _, e := range events {
		by[activated(e)[attacked]]++
	}
	attack, dormant := activated(events[0]), withStatus(all, "DORMANT")
	phrases := []string{fmt.Sprintf("**%d stay dormant.**", dormant-len(attack)), fmt.Sprintf("**%d of the %d dormant promises**", len(attack), dormant)}
	for id := range attack {
		phrases = append(phrases, strings.TrimSuffix(ours[id].Label, "."))
	}
	stay := []string{fmt.Sprintf("these %d promises stay dormant", dormant-len(attack))}
	for _, p := range all {
		if p.Status.Status == "DORMANT" && attack[p.ID] == "" {
			stay = append(stay, "“"+p.Label+"”")
		}
	}
	return said{
		"dormant":   {fmt.Sprintf("%d of %d promises are dormant", dormant, len(all))},
		"activated": phrases,
		"dormancy":  stay,
		"variants": {
			fmt.Sprintf("Of these %d events, %d would surely", len(events), by["CERTAIN"]),
			fmt.Sprintf("%d possibly (", by["POSSIBLE"]),
			fmt.Sprintf("%d not at all (", by[""]),
		},
	}
}

// saysOfSpreadsheet has what follows from the communiqué in the notebook.
func saysOfSpreadsheet(*testing.T, world) said {
	return said{
		"amounts": {"4 promises, of which 2 wait", "65,000 tonnes of grain a year by Mirova and Varnia"},
		"binding": {"is now POLITICALLY_BINDING, on Ina Solm's word"},
	}
}

// ATOP's files, which may be used and not be passed on.
const (
	atopAlliances = project + "/../shared/data/atop4_01_alliance.csv"
	atopMembers   = project + "/../shared/data/atop4_01_member.csv"
)

// lastDay is where ATOP ends.
var lastDay = time.Date(2016, 12, 31, 0, 0, 0, 0, time.UTC)

// record is a row of ATOP's files: its numbers by their columns, 0 where there is none.
type record map[string]int

func readATOP(t *testing.T, file string) []record {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var records []record
	for _, row := range rows[1:] {
		r := record{}
		for i, name := range rows[0] {
			r[name], _ = strconv.Atoi(row[i])
		}
		records = append(records, r)
	}
	return records
}

// first is the first day of a date of ATOP's, whose month and day may be unknown.
func (r record) first(year, month, day string) time.Time {
	return time.Date(r[year], time.Month(max(r[month], 1)), max(r[day], 1), 0, 0, 0, 0, time.UTC)
}

// last is the last day of such a date, and the day where ATOP ends if there is none.
func (r record) last(year, month, day string) time.Time {
	switch {
	case r[year] == 0:
		return lastDay
	case r[month] == 0:
		return time.Date(r[year], 12, 31, 0, 0, 0, 0, time.UTC)
	case r[day] == 0:
		return time.Date(r[year], time.Month(r[month])+1, 0, 0, 0, 0, 0, time.UTC)
	}
	return time.Date(r[year], time.Month(r[month]), r[day], 0, 0, 0, 0, time.UTC)
}

// saysOfAlliances is worked out from ATOP's files, and not from the graph.
func saysOfAlliances(t *testing.T, w world) said {
	alliances, members := readATOP(t, atopAlliances), readATOP(t, atopMembers)
	kinds := []struct{ column, name string }{
		{"defense", "defence"}, {"offense", "offence"}, {"neutral", "neutrality"}, {"nonagg", "non-aggression"}, {"consul", "consultation"},
	}
	promises, flags, inForce := 0, 0, map[string]int{}
	var list []string
	for _, k := range kinds {
		has := func(r record) bool { return r[k.column] == 1 }
		n := count(alliances, has)
		promises += n
		flags += count(members, has)
		inForce[k.column] = count(alliances, func(r record) bool { return has(r) && r["endyr"] == 0 })
		list = append(list, fmt.Sprintf("%d of %s", n, k.name))
	}
	if flags != 4097 {
		t.Errorf("ATOP's files have %d promises of members, want 4097 as their README says", flags)
	}
	ended := count(alliances, func(r record) bool { return r["endyr"] != 0 })
	before, now := groups(members, time.Date(1913, 12, 31, 0, 0, 0, 0, time.UTC)), groups(members, lastDay)
	phrases := []string{fmt.Sprintf("%d of %d alliances had ended by 2016", ended, len(alliances))}
	for _, era := range []struct {
		name       string
		begin, end int
	}{{"1815–1918", 1815, 1918}, {"1919–1945", 1919, 1945}, {"1946–1991", 1946, 1991}} {
		phrases = append(phrases, fmt.Sprintf("%.0f years for %s", medianLife(alliances, era.begin, era.end), era.name))
	}
	return said{
		"kinds": {
			fmt.Sprintf("ATOP's %s promises, which states took upon them %s times", thousands(promises), thousands(flags)),
			strings.Join(list, ", "),
			fmt.Sprintf("In 2016, %d promises of non-aggression and %d of consultation were in force, but only %d of defence, and none of offence",
				inForce["nonagg"], inForce["consul"], inForce["defense"]),
		},
		"networks": {
			fmt.Sprintf("At the end of 1913 the %d states with a pledge of defence stood in %d groups", sum(before), len(before)),
			fmt.Sprintf("at the end of 2016, %d of %d hang together in one", now[0], sum(now)),
		},
		"survival": phrases,
	}
}

func thousands(n int) string {
	if n < 1000 {
		return strconv.Itoa(n)
	}
	return fmt.Sprintf("%d,%03d", n/1000, n%1000)
}

func sum(all []int) int {
	total := 0
	for _, n := range all {
		total += n
	}
	return total
}

// groups gives the sizes of the groups of states that hang together by pledges of defence on a day, the largest first: a member that owes defence is
// joined to every other member of its alliance.
func groups(members []record, day time.Time) []int {
	bound, owe := map[int][]int{}, map[int]map[int]bool{}
	for _, r := range members {
		if r.first("yrent", "moent", "dayent").After(day) || r.last("yrexit", "moexit", "dayexit").Before(day) {
			continue
		}
		id := r["atopid"]
		bound[id] = append(bound[id], r["member"])
		if r["defense"] == 1 {
			if owe[id] == nil {
				owe[id] = map[int]bool{}
			}
			owe[id][r["member"]] = true
		}
	}
	joined := map[int][]int{}
	for id, bearers := range owe {
		for bearer := range bearers {
			for _, other := range bound[id] {
				if other != bearer {
					joined[bearer], joined[other] = append(joined[bearer], other), append(joined[other], bearer)
				}
			}
		}
	}
	var sizes []int
	seen := map[int]bool{}
	var walk func(int) int
	walk = func(state int) int {
		if seen[state] {
			return 0
		}
		seen[state] = true
		n := 1
		for _, other := range joined[state] {
			n += walk(other)
		}
		return n
	}
	for state := range joined {
		if n := walk(state); n > 0 {
			sizes = append(sizes, n)
		}
	}
	slices.Sort(sizes)
	slices.Reverse(sizes)
	return sizes
}

// medianLife is after how many years half of the alliances that began in some years had ended, by Kaplan and Meier.
func medianLife(alliances []record, begin, end int) float64 {
	type life struct {
		days  float64
		ended bool
	}
	var lives []life
	for _, r := range alliances {
		if r["begyr"] >= begin && r["begyr"] <= end {
			days := r.last("endyr", "endmo", "endday").Sub(r.first("begyr", "begmo", "begday")).Hours() / 24
			lives = append(lives, life{days, r["endyr"] != 0})
		}
	}
	slices.SortFunc(lives, func(a, b life) int { return int(a.days - b.days) })
	alive := 1.0
	for i := 0; i < len(lives); {
		days, ended, atRisk := lives[i].days, 0, len(lives)-i
		for ; i < len(lives) && lives[i].days == days; i++ {
			if lives[i].ended {
				ended++
			}
		}
		if alive *= 1 - float64(ended)/float64(atRisk); alive <= 0.5 {
			return days / 365.25
		}
	}
	return 0
}
