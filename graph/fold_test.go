package graph

import (
	"strings"
	"testing"
)

func TestFoldText(t *testing.T) {
	tests := map[string]string{
		"":                       "",
		"Tarn":                   "tarn",
		"ÉCOLE Żółć":             "ecole zolc",
		"re\u0301sume\u0301":     "resume",
		"Ångström":               "angstrom",
		"Straße":                 "strasse",
		"ﬁnance oﬃce":            "finance office",
		"ＣＡＦÉ　１２３":               "cafe 123",
		"مُعاهَدَة":              FoldText("معاهدة"),
		"“curly” ‘single’":       `"curly" 'single'`,
		"a–b — c":                "a-b - c",
		"two  \t\n\u00a0 spaces": "two spaces",
		"a΄b":                    "a b",
		"  leading":              "leading",
		"ΣΊΣΥΦΟΣ":                FoldText("σίσυφοσ"),
		"Українська":             FoldText("УКРАЇНСЬКА"),
		"👩‍👩‍👧 🇺🇦":               "👩👩👧 🇺🇦",
		`100% _ \ ' " ; [z]*`:    `100% _ \ ' " ; [z]*`,
		"İstanbul":               FoldText("istanbul"),
		"\u2028line\u2029":       "line ",
	}
	for s, want := range tests {
		if got := FoldText(s); got != want {
			t.Errorf("FoldText(%q) is %q, want %q", s, got, want)
		}
	}
}

// Folding what is folded changes nothing: a search text may be folded twice.
func FuzzFoldText(f *testing.F) {
	for _, s := range []string{"ÉCOLE", "ﬁ", " a  b ", "İ", "ẞ", "\u0301", "Ǆ", "ŉ", "㎏", "½"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := FoldText(strings.ToValidUTF8(s, ""))
		if twice := FoldText(once); twice != once {
			t.Errorf("%q folds to %q, and that to %q", s, once, twice)
		}
	})
}
