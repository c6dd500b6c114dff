package graph

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func wordsOf(text string) string {
	var list []string
	runes := []rune(text)
	for _, w := range SearchWords(text) {
		joined := ""
		if w.Joined {
			joined = "+"
		}
		list = append(list, fmt.Sprintf("%s%s[%s]", joined, w.Word, string(runes[w.Start:w.End])))
	}
	return strings.Join(list, " ")
}

func TestSearchWords(t *testing.T) {
	for text, want := range map[string]string{
		"":                           "",
		" … 🤝 -- ":                   "",
		"Tarn Accord, 2031":          "tarn[Tarn] accord[Accord] 2031[2031]",
		"Київ Киев":                  "kiiv[Київ] kiev[Киев]",
		"Щирість":                    "shchirist[Щирість]",
		"Ми не зв’язані":             "mi[Ми] ne[не] zviazani[зв’язані]",
		"п'ять":                      "piat[п'ять]",
		"Belmark’s allies":           "belmark[Belmark] allies[allies]",
		"the allies' word":           "the[the] allies[allies] word[word]",
		"l’Ukraine d'Ivoire it's":    "l[l] ukraine[Ukraine] d[d] ivoire[Ivoire] it[it]",
		"'quoted'":                   "quoted[quoted]",
		"Cafe\u0301 Society":         "cafe[Cafe\u0301] society[Society]",
		"ＣＡＦÉ　ＳＯＣＩＥＴＹ":               "cafe[ＣＡＦÉ] society[ＳＯＣＩＥＴＹ]",
		"Łódź Øresund Straße":        "lodz[Łódź] oresund[Øresund] strasse[Straße]",
		"ΣΊΣΥΦΟΣ":                    "sisyfos[ΣΊΣΥΦΟΣ]",
		"თბილისი":                    "tbilisi[თბილისი]",
		"مُعاهَدَة":                  "معاهده[مُعاهَدَة]",
		"cease-fire (2014)":          "cease[cease] fire[fire] 2014[2014]",
		"co\u00adoperate":            "cooperate[co\u00adoperate]",
		"北京 2026年":                   "北[北] +京[京] 2026[2026] +年[年]",
		"𝔸 astral":                   "a[𝔸] astral[astral]",
		strings.Repeat("x", 70):      strings.Repeat("x", 60) + "[" + strings.Repeat("x", 70) + "]",
		"ь ъ":                        "",
		"'; DROP TABLE nodes; -- $1": "drop[DROP] table[TABLE] nodes[nodes] 1[1]",
	} {
		if diff := cmp.Diff(want, wordsOf(text)); diff != "" {
			t.Errorf("the words of %q (-want +got):\n%s", text, diff)
		}
	}
}

// Words are what FoldText gives, so that search and filters agree on what letters are the same.
func TestSearchWordsFold(t *testing.T) {
	for _, text := range []string{"Žofín ÉCOLE Łódź", "ﬁnance oﬃce", "re\u0301sume\u0301", "Ｔａｒｎ　２０３１", "Ångström", "İstanbul"} {
		var words []string
		for _, w := range SearchWords(text) {
			words = append(words, w.Word)
		}
		if got, want := strings.Join(words, " "), FoldText(text); got != want {
			t.Errorf("the words of %q are %q, want %q", text, got, want)
		}
	}
}

func keyOf(t *testing.T, word string) string {
	t.Helper()
	words := SearchWords(word)
	if len(words) != 1 {
		t.Fatalf("%q is %d words", word, len(words))
	}
	return SoundKey(words[0].Word)
}

func TestSoundKey(t *testing.T) {
	for _, same := range [][]string{
		{"Київ", "Киев", "Kyiv", "Kiev", "Kiew", "Kijew"},
		{"Зеленський", "Зеленский", "Zelenskyy", "Zelensky", "Zelenskiy", "Zelenskyi", "Zelenskij", "Selenskyj"},
		{"Харків", "Kharkiv", "Harkiv"},
		{"Чернобыль", "Chernobyl", "Tschernobyl", "Czernobyl"},
		{"Запоріжжя", "Zaporizhzhia", "Zaporizhzhya"},
		{"Миколаїв", "Mykolaiv", "Mykolayiv"},
		{"Одеса", "Одесса", "Odesa", "Odessa"},
		{"Юлія", "Yulia", "Yuliya", "Iulia", "Julia"},
		{"Володимир", "Volodymyr", "Wolodymyr"},
		{"Евгений", "Yevgeny", "Evgeniy", "Jewgeni"},
		{"Romanoff", "Romanov", "Романов", "Romanow"},
		{"Азербайджан", "Azerbaijan", "Aserbaidschan", "Azerbaidzhan"},
		{"Iraq", "Irak"},
		{"Макрон", "Macron", "Makron"},
		{"defence", "defense"}, {"offence", "offense"}, {"licence", "license"}, {"organisation", "organization"},
	} {
		for _, name := range same[1:] {
			if got, want := keyOf(t, name), keyOf(t, same[0]); got != want {
				t.Errorf("the sound of %q is %q, and that of %q is %q", name, got, same[0], want)
			}
		}
	}
	for _, apart := range [][2]string{
		{"Kyiv", "Kharkiv"}, {"Iran", "Iraq"}, {"Paris", "Peace"}, {"Budapest", "Bucharest"}, {"treaty", "threat"}, {"Belarus", "Belgium"},
	} {
		if a, b := keyOf(t, apart[0]), keyOf(t, apart[1]); a == b {
			t.Errorf("%q and %q both sound like %q", apart[0], apart[1], a)
		}
	}
	for _, none := range []string{"war", "b2026", "معاهدة", "é"} {
		if got := keyOf(t, none); got != "" {
			t.Errorf("the sound of %q is %q, want none", none, got)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, test := range []struct {
		a, b string
		most int
		want int
	}{
		{"tarn", "tarn", 2, 0}, {"tarn", "tern", 2, 1}, {"tarn", "tan", 2, 1}, {"tarn", "tarns", 2, 1}, {"tarn", "tran", 2, 1}, {"tarn", "atrn", 2, 1},
		{"tarn", "atnr", 2, 2}, {"zelensky", "zelenskyy", 2, 1}, {"accord", "record", 2, 2}, {"accord", "corded", 2, 3}, {"ca", "abc", 3, 3},
		{"memorandum", "memrandom", 2, 2}, {"tarn", "accord", 1, 2}, {"", "ab", 2, 2},
	} {
		if got := distance([]rune(test.a), []rune(test.b), test.most); got != test.want {
			t.Errorf("the distance from %q to %q, at most %d, is %d, want %d", test.a, test.b, test.most, got, test.want)
		}
		if got := distance([]rune(test.b), []rune(test.a), test.most); got != test.want {
			t.Errorf("the distance from %q to %q, at most %d, is %d, want %d", test.b, test.a, test.most, got, test.want)
		}
	}
}

// misspell makes mistakes in a word, no two in the same place.
func misspell(rng *rand.Rand, word []rune, n int) []rune {
	letter := func() rune { return 'a' + rune(rng.IntN(4)) }
	for range n {
		i := rng.IntN(len(word))
		switch rng.IntN(4) {
		case 0:
			word = slices.Delete(slices.Clone(word), i, i+1)
		case 1:
			word = slices.Insert(slices.Clone(word), i, letter())
		case 2:
			word = slices.Clone(word)
			word[i] = letter()
		default:
			if word = slices.Clone(word); i > 0 {
				word[i-1], word[i] = word[i], word[i-1]
			}
		}
	}
	return word
}

// An index by WordKeys finds every word that a term matches.
func TestKeysFindAllThatIsNear(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	near := 0
	for range 30000 {
		word := make([]rune, 3+rng.IntN(12))
		for i := range word {
			word[i] = 'a' + rune(rng.IntN(4))
		}
		term := looseTerms(SearchWords(string(word)))[0]
		other := string(misspell(rng, word, 1+rng.IntN(2)))
		if other == "" || other == string(word) || !term.Matches(other) {
			continue
		}
		near++
		keys := term.Keys()
		if !slices.ContainsFunc(WordKeys(other), func(k string) bool { return slices.Contains(keys, k) }) {
			t.Fatalf("%q matches %q, and they share no key: %q, %q", string(word), other, keys, WordKeys(other))
		}
	}
	if near < 10000 {
		t.Errorf("only %d words were near", near)
	}
}

func TestReadTerms(t *testing.T) {
	for text, want := range map[string]string{
		`tarn accord`:           "tarn~1 accord~1*",
		`tarn accord "`:         "tarn~1 accord~1*",
		`"tarn accord"`:         `"tarn accord"`,
		`“tarn accord” boa`:     `"tarn accord" boa*`,
		`boats «tarn accord»`:   `boats~1 "tarn accord"`,
		`"tarn" accord`:         `"tarn" accord~1*`,
		`x`:                     `x`,
		`2014 memorandum`:       "2014 memorandum~2*",
		`北京 peace`:              `"北 京" peace~1*`,
		`"" tarn "" "accord" "`: `tarn~1 "accord"`,
	} {
		var list []string
		for _, term := range readTerms(text) {
			s := strings.Join(term.Words, " ")
			if term.Exact {
				s = `"` + s + `"`
			}
			if term.Mistakes > 0 {
				s += fmt.Sprintf("~%d", term.Mistakes)
			}
			if term.Prefix {
				s += "*"
			}
			list = append(list, s)
		}
		if got := strings.Join(list, " "); got != want {
			t.Errorf("%q is read as %s, want %s", text, got, want)
		}
	}
}

func TestSearchCheck(t *testing.T) {
	minus, many := -1, MaxPage+1
	for _, test := range []struct {
		q     SearchQuery
		kind  Kind
		words string
	}{
		{SearchQuery{Text: ""}, KindInvalid, `no word in ""`},
		{SearchQuery{Text: `"…" 🤝`}, KindInvalid, "a letter or a digit"},
		{SearchQuery{Text: "a\xff"}, KindInvalid, "UTF-8"},
		{SearchQuery{Text: strings.Repeat("x", 501)}, KindTooLarge, "501 characters: at most 500"},
		{SearchQuery{Text: strings.Repeat("x ", 17)}, KindTooLarge, "17 words: at most 16"},
		{SearchQuery{Text: "tarn", Nouns: []Noun{NounActor, NounClaim}}, KindInvalid, `"Claim" can't be searched: name Actor or Declaration or`},
		{SearchQuery{Text: "tarn", First: &minus}, KindInvalid, "-1"},
		{SearchQuery{Text: "tarn", First: &many}, KindTooLarge, "1001"},
		{SearchQuery{Text: "tarn", After: "what"}, KindInvalid, `"what" is not a cursor of this search`},
		{SearchQuery{Text: "tarn", After: SearchQuery{Text: "accord"}.cursor(searchPosition{rank: 1})}, KindInvalid, "is not a cursor of this search"},
		{SearchQuery{Text: "tarn", After: SearchQuery{Text: "tarn"}.cursor(searchPosition{rank: 0})}, KindInvalid, "is not a cursor of this search"},
		{SearchQuery{Text: "tarn", After: SearchQuery{Text: "tarn"}.cursor(searchPosition{rank: SearchDepth})}, KindTooLarge, "1000 hits deep"},
		{SearchQuery{Text: "tarn", After: SearchQuery{Text: "tarn"}.cursor(searchPosition{rank: SearchDepth - 1})}, "", ""},
	} {
		err := test.q.Check()
		if KindOf(err) != test.kind || err != nil && !strings.Contains(err.Error(), test.words) {
			t.Errorf("%+v gives the error %v of kind %q, want %q with %q", test.q, err, KindOf(err), test.kind, test.words)
		}
	}
}

// Only texts have a weight, and a weight is a digit.
func TestSearchedProperties(t *testing.T) {
	for _, n := range Nouns() {
		for _, p := range n.SearchedProperties() {
			if p.Type != TypeString && p.Type != TypeStrings || p.Search < 1 || p.Search > 9 {
				t.Errorf("%s.%s, a %s, is searched with the weight %d", n, p.Name, p.Type, p.Search)
			}
		}
	}
	if want, got := append(Entities(), NounEvidence), SearchedNouns(); !slices.Equal(got, want) {
		t.Errorf("%v are searched, want %v", got, want)
	}
}
