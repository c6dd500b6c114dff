package graph

import (
	"strings"
	"testing"
)

func TestCheckID(t *testing.T) {
	for _, id := range []string{
		"actor/FRA", "actor/fra", "declaration/paris-2026", "obligation/paris-2026/monitoring", "actor/COW-300", "source/a_b.c:d", "actor/2026",
		"actor/гавань", "actor/دولة", "actor/žofín", "actor/日本", "load/7", "actor/" + strings.Repeat("x", MaxIDBytes-6), "actor/हिंदी",
	} {
		if err := CheckID(id); err != nil {
			t.Errorf("CheckID(%q): %v", id, err)
		}
	}
	tests := map[string]string{
		"":                         "must begin with one of actor/",
		"actor":                    "must begin with one of actor/",
		"treaty/x":                 "must begin with one of actor/",
		"Actor/x":                  "must begin with one of actor/",
		"actor/":                   "is empty",
		"actor/a/":                 "is empty",
		"actor//a":                 "is empty",
		"actor/a/b/c":              "actor/slug or actor/slug/slug",
		"actor/France":             `the capital letter 'F'`,
		"actor/Żofín":              "the capital letter",
		"actor/FRa":                "the capital letter",
		"actor/a b":                `the character ' '`,
		"actor/-a":                 `the character '-'`,
		"actor/a-":                 `the character '-'`,
		"actor/-":                  `the character '-'`,
		"actor/a?":                 `the character '?'`,
		"actor/a\x00":              "the character",
		"actor/a\u200b":            "the character",
		"actor/\u0301a":            "the character",
		"actor/re\u0301sume":       "composed form",
		"actor/\xff":               "not valid UTF-8",
		"actor/" + longID():        "at most 200 are allowed",
		"actor/" + longID() + "\n": "at most 200 are allowed",
	}
	for id, want := range tests {
		if err := CheckID(id); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("CheckID(%q) gives the error %v, want one with %q", id, err, want)
		}
	}
}

func longID() string { return strings.Repeat("б", MaxIDBytes/2) }

func TestIDParts(t *testing.T) {
	for _, n := range Nouns() {
		id := MakeID(n, "a", "b")
		if got, ok := NounOf(id); !ok || got != n || Slug(id) != "a/b" {
			t.Errorf("%s: noun %s, slug %s", id, got, Slug(id))
		}
	}
	if n, ok := NounOf("treaty/x"); ok || n != "" {
		t.Errorf("treaty/x is of noun %q", n)
	}
}

// Ids that are computed tell different things apart, are well formed, and don't change: stores keep them.
func TestHashID(t *testing.T) {
	if a, b := hashID("claim", "ab", "c"), hashID("claim", "a", "bc"); a == b {
		t.Errorf("different parts have the same id %s", a)
	}
	if a, b := hashID("claim", "a"), hashID("claim", "a", ""); a == b {
		t.Errorf("an empty part makes no difference: %s", a)
	}
	id := hashID("claim", "a", "b")
	if err := CheckID(id); err != nil {
		t.Error(err)
	}
	if want := "claim/jslgqk1d30dji741ckntp8mc"; id != want {
		t.Errorf("the id is %s, and was %s in the stores that there are", id, want)
	}
}

// An edge's id depends on its type, its ends and its key, and on nothing else.
func TestEdgeID(t *testing.T) {
	r, _ := RelationOf(NounActor, EdgePartyAction)
	id := r.EdgeID("actor/a", "declaration/d", Props{"action": "SIGNATURE", "date": Date("2026")})
	if got := r.EdgeID("actor/a", "declaration/d", Props{"action": "SIGNATURE", "date": Date("2026"), "text": "x"}); got != id {
		t.Errorf("a property beyond the key changes the id from %s to %s", id, got)
	}
	if want := "edge/party_action/ug1edifsmmrh985hum5klkm2"; id != want {
		t.Errorf("the id is %s, and was %s in the stores that there are", id, want)
	}
	others := map[string]string{
		"another start": r.EdgeID("actor/b", "declaration/d", Props{"action": "SIGNATURE", "date": Date("2026")}),
		"another end":   r.EdgeID("actor/a", "declaration/e", Props{"action": "SIGNATURE", "date": Date("2026")}),
		"another date":  r.EdgeID("actor/a", "declaration/d", Props{"action": "SIGNATURE", "date": Date("2026-01")}),
		"no date":       r.EdgeID("actor/a", "declaration/d", Props{"action": "SIGNATURE"}),
	}
	for name, got := range others {
		if got == id {
			t.Errorf("%s makes no difference to the id", name)
		}
	}
	m, _ := RelationOf(NounActor, EdgeMemberOf)
	p, _ := RelationOf(NounActor, EdgePartOf)
	if m.EdgeID("actor/a", "actor/b", nil) == p.EdgeID("actor/a", "actor/b", nil) || m.EdgeID("actor/a", "actor/b", nil) == m.EdgeID("actor/b", "actor/a", nil) {
		t.Error("the type or the direction makes no difference to the id")
	}
}

func FuzzCheckID(f *testing.F) {
	for _, s := range []string{"actor/FRA", "actor/a/b", "actor/é", "x", "claim/\u0301", strings.Repeat("я", 150)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if CheckID(s) != nil {
			return
		}
		n, ok := NounOf(s)
		if !ok || MakeID(n, strings.Split(Slug(s), "/")...) != s || len(s) > MaxIDBytes {
			t.Errorf("%q is an id, but not made of its parts", s)
		}
	})
}
