package registry

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// want checks that Resolve gives id, or nothing where id is empty.
func want(t *testing.T, text, id string) {
	t.Helper()
	if s, ok := Resolve(text); s.ID != id || ok != (id != "") {
		t.Errorf("Resolve(%q) = %q, %v; want %q", text, s.ID, ok, id)
	}
}

func TestTable(t *testing.T) {
	all := All()
	if len(all) != 230 {
		t.Errorf("%d states, want 230", len(all))
	}
	if !slices.IsSortedFunc(all, func(a, b State) int { return strings.Compare(a.ID, b.ID) }) {
		t.Error("states are not sorted by id")
	}
	id := regexp.MustCompile(`^actor/([A-Z]{3}|[a-z]+(-[a-z]+)*)$`)
	seen := map[string]bool{}
	for _, s := range all {
		if seen[s.ID] || !id.MatchString(s.ID) {
			t.Errorf("id %q is malformed or repeated", s.ID)
		}
		seen[s.ID] = true
		slug := strings.TrimPrefix(s.ID, "actor/")
		living := len(slug) == 3
		if living && s.ISO3 != slug {
			t.Errorf("%s has alpha-3 code %q", s.ID, s.ISO3)
		}
		if living && (s.ISO2 == "" || s.Wikidata == "" || s.From != "" || s.To != "") {
			t.Errorf("%s lacks a code, or has dates although it lives: %+v", s.ID, s)
		}
		if !living && s.To == "" {
			t.Errorf("%s is extinct and has no last day", s.ID)
		}
		if s.From != "" && s.From > s.To {
			t.Errorf("%s ends %s before it begins %s", s.ID, s.To, s.From)
		}
		if s.Name == "" || s.FullName == "" {
			t.Errorf("%s has no name: %+v", s.ID, s)
		}
		for _, lang := range []string{"fr", "ru", "uk"} {
			if s.Names[lang] == "" {
				t.Errorf("%s has no name in %s", s.ID, lang)
			}
		}
		got, ok := ByID(s.ID)
		if !ok || got.Name != s.Name {
			t.Errorf("ByID(%q) = %v, %v", s.ID, got, ok)
		}
	}
}

// Whatever the table calls a state must lead back to it.
func TestEveryNameAndCodeLeadsToItsState(t *testing.T) {
	for _, s := range All() {
		names := slices.Concat([]string{s.ID, s.Name, s.FullName, s.Names["fr"], s.Names["ru"], s.Names["uk"]}, s.Aliases)
		for _, name := range names {
			want(t, name, s.ID)
		}
		for _, name := range slices.Concat([]string{s.Name, s.FullName}, s.Aliases) {
			want(t, strings.ToUpper(name), s.ID)
		}
		cow := ""
		if s.COW != 0 {
			cow = strconv.Itoa(s.COW)
		}
		for scheme, code := range map[string]string{
			"iso2": s.ISO2, "iso3": s.ISO3, "isonum": s.ISONumeric,
			"cow": cow, "cowabb": s.COWAbb, "wikidata": s.Wikidata,
		} {
			if code == "" {
				continue
			}
			for _, value := range []string{code, strings.ToLower(code)} {
				if got, ok := ResolveCode(scheme, value); !ok || got.ID != s.ID {
					t.Errorf("ResolveCode(%q, %q) = %q, %v; want %q", scheme, value, got.ID, ok, s.ID)
				}
				want(t, scheme+":"+value, s.ID)
			}
		}
		for _, code := range []string{s.ISO2, s.ISO3, s.Wikidata} {
			if code != "" {
				want(t, code, s.ID)
			}
		}
	}
}

// No two states may share a folded name, nor one state list a name twice.
func TestFoldedNamesAreUnique(t *testing.T) {
	owner := map[string]string{}
	for _, s := range All() {
		own := map[string]string{}
		for _, name := range []string{s.Name, s.FullName, s.Names["fr"], s.Names["ru"], s.Names["uk"]} {
			own[fold(name)] = name
		}
		for _, alias := range s.Aliases {
			key, ok := abbreviation(alias)
			if !ok {
				key = fold(alias)
			}
			if first, twice := own[key]; twice {
				t.Errorf("%s: alias %q says no more than %q", s.ID, alias, first)
			}
			own[key] = alias
		}
		for key, name := range own {
			if key == "" {
				t.Errorf("%s: %q folds to nothing", s.ID, name)
			}
			if other, taken := owner[key]; taken {
				t.Errorf("%q means %s and %s", name, other, s.ID)
			}
			owner[key] = s.ID
		}
	}
}

// cowCodes is the state system membership list, version 2016.
const cowCodes = `2 20 31 40 41 42 51 52 53 54 55 56 57 58 60 70 80 90 91 92 93 94 95 100 101 110 115 130 135 140
145 150 155 160 165 200 205 210 211 212 220 221 223 225 230 232 235 240 245 255 260 265 267 269 271 273 275 280
290 300 305 310 315 316 317 325 327 329 331 332 335 337 338 339 341 343 344 345 346 347 349 350 352 355 359 360
365 366 367 368 369 370 371 372 373 375 380 385 390 395 402 403 404 411 420 432 433 434 435 436 437 438 439 450
451 452 461 471 475 481 482 483 484 490 500 501 510 511 516 517 520 522 530 531 540 541 551 552 553 560 565 570
571 572 580 581 590 591 600 615 616 620 625 626 630 640 645 651 652 660 663 666 670 678 679 680 690 692 694 696
698 700 701 702 703 704 705 710 712 713 730 731 732 740 750 760 770 771 775 780 781 790 800 811 812 816 817 820
830 835 840 850 860 900 910 920 935 940 946 947 950 955 970 983 986 987 990`

func TestEveryCOWCodeLeadsToOneState(t *testing.T) {
	codes := strings.Fields(cowCodes)
	taken := map[string]string{}
	for _, code := range codes {
		s, ok := ResolveCode("cow", code)
		if !ok || strconv.Itoa(s.COW) != code {
			t.Errorf("COW %s gives %q (%d), %v", code, s.ID, s.COW, ok)
		}
		if other, twice := taken[s.ID]; twice {
			t.Errorf("COW %s and %s both give %s", other, code, s.ID)
		}
		taken[s.ID] = code
	}
	n := 0
	for _, s := range All() {
		if s.COW != 0 {
			n++
		}
	}
	if n != len(codes) {
		t.Errorf("%d states have a COW code, the list has %d", n, len(codes))
	}
}

func TestResolveCode(t *testing.T) {
	for _, tt := range []struct{ scheme, value, id string }{
		{"cow", "2", "actor/USA"},
		{"cow", "002", "actor/USA"},
		{"cow", "220", "actor/FRA"},
		{"cow", "255", "actor/DEU"},
		{"cow", "260", "actor/west-germany"},
		{"cow", "265", "actor/east-germany"},
		{"cow", "245", "actor/kingdom-of-bavaria"},
		{"cow", "300", "actor/austria-hungary"},
		{"cow", "315", "actor/czechoslovakia"},
		{"cow", "316", "actor/CZE"},
		{"cow", "327", "actor/papal-states"},
		{"cow", "337", "actor/grand-duchy-of-tuscany"},
		{"cow", "345", "actor/SRB"},
		{"cow", "347", "actor/XKX"},
		{"cow", "365", "actor/RUS"},
		{"cow", "511", "actor/sultanate-of-zanzibar"},
		{"cow", "640", "actor/TUR"},
		{"cow", "678", "actor/north-yemen"},
		{"cow", "679", "actor/YEM"},
		{"cow", "680", "actor/south-yemen"},
		{"cow", "713", "actor/TWN"},
		{"cow", "730", "actor/korean-empire"},
		{"cow", "731", "actor/PRK"},
		{"cow", "732", "actor/KOR"},
		{"cow", "816", "actor/VNM"},
		{"cow", "817", "actor/south-vietnam"},
		{"cowabb", "AUS", "actor/AUT"}, // and AUS is Australia in ISO
		{"iso3", "AUS", "actor/AUS"},
		{"cowabb", "YUG", "actor/SRB"},
		{"iso3", "YUG", "actor/yugoslavia"},
		{"iso3", "SUN", "actor/soviet-union"},
		{"iso3", "ddr", "actor/east-germany"},
		{"ISO2", "xk", "actor/XKX"},
		{"isonum", "4", "actor/AFG"},
		{"isonum", "004", "actor/AFG"},
		{"isonum", "220", ""}, // COW's number, not ISO's
		{"wikidata", "q142", "actor/FRA"},
		{"wikidata", "Q35", "actor/DNK"}, // Denmark, beside the Kingdom of Denmark
		{"wikidata", "Q756617", "actor/DNK"},
		{"wikidata", "Q55", "actor/NLD"},
		{"wikidata", "Q865", "actor/TWN"},
		{"cow", "8152", ""},
		{"cow", "0", ""},
		{"cow", "", ""},
		{"iso3", "", ""},
		{"iso2", "GP", ""}, // a territory
		{"icao", "FR", ""},
	} {
		if s, ok := ResolveCode(tt.scheme, tt.value); s.ID != tt.id || ok != (tt.id != "") {
			t.Errorf("ResolveCode(%q, %q) = %q, %v; want %q", tt.scheme, tt.value, s.ID, ok, tt.id)
		}
	}
}

func TestResolve(t *testing.T) {
	for _, tt := range []struct {
		id    string
		texts []string
	}{
		{"actor/FRA", []string{"actor/FRA", "FR", "FRA", "Q142", "q142", "cow:220", "COW 220", "Cow: 220", "iso:250", "iso:fr", "ISO:FRA",
			"iso3:fra", "cowabb:FRN", "https://www.wikidata.org/wiki/Q142", "http://www.wikidata.org/entity/Q142",
			"France", "FRANCE", " france ", "la France", "French Republic", "République française", "republique francaise",
			"RE\u0301PUBLIQUE FRANC\u0327AISE", "Франція", "Франция", "Frankreich", "Francja", "فرنسا", "فَرَنْسا", "法国", "法國", "フランス"}},
		{"actor/GBR", []string{"GB", "UK", "U.K.", "Great Britain", "Britain", "United Kingdom", "the United Kingdom",
			"United Kingdom of Great Britain & Northern Ireland", "Велика Британія", "Grande-Bretagne", "Vereinigtes Königreich"}},
		{"actor/USA", []string{"US", "U.S.", "USA", "U.S.A.", "United States", "The United States of America", "США", "EE. UU.", "Etats-Unis", "Сполучені Штати Америки", "美国"}},
		{"actor/DEU", []string{"Germany", "Federal Republic of Germany", "Deutschland", "Німеччина", "ألمانيا"}},
		{"actor/west-germany", []string{"West Germany", "German Federal Republic", "actor/west-germany"}},
		{"actor/east-germany", []string{"East Germany", "GDR", "German Democratic Republic", "ГДР", "DDR"}},
		{"actor/RUS", []string{"Russia", "Russian Federation", "Росія", "Россия", "РФ", "Fédération de Russie", "俄罗斯"}},
		{"actor/soviet-union", []string{"Soviet Union", "USSR", "U.S.S.R.", "СССР", "СРСР", "URSS", "Union of Soviet Socialist Republics"}},
		{"actor/russian-empire", []string{"Russian Empire"}},
		{"actor/UKR", []string{"Ukraine", "the Ukraine", "l'Ukraine", "L’Ukraine", "Україна", "УКРАЇНА", "Украі\u0308на", "Украина", "乌克兰", "أوكرانيا", "اوكرانيا"}},
		{"actor/CHN", []string{"China", "PRC", "P.R. China", "People's Republic of China", "Peoples Republic of China", "КНР", "中国", "中华人民共和国"}},
		{"actor/TWN", []string{"Taiwan", "Taiwan, Province of China", "Taiwan (Province of China)", "台灣"}},
		{"actor/PRK", []string{"North Korea", "DPRK", "D.P.R.K.", "Korea, North", "Korea (Democratic People's Republic of)",
			"Korea, Dem. People's Rep.", "КНДР", "조선민주주의인민공화국"}},
		{"actor/KOR", []string{"South Korea", "ROK", "Republic of Korea", "Korea, Republic of", "Korea, Rep.", "Korea (the Republic of)", "대한민국"}},
		{"actor/korean-empire", []string{"Korean Empire", "Joseon"}},
		{"actor/COD", []string{"DRC", "DR Congo", "Democratic Republic of the Congo", "Democratic Republic of Congo", "Congo, Dem. Rep.",
			"Congo (Democratic Republic of the)", "Congo, The Democratic Republic of the", "Congo-Kinshasa", "Zaire", "Zaïre"}},
		{"actor/COG", []string{"Republic of the Congo", "Congo, Rep.", "Congo-Brazzaville", "Congo Brazzaville"}},
		{"actor/TUR", []string{"Turkey", "Türkiye", "Turkiye", "TÜRKİYE", "Туреччина"}},
		{"actor/ottoman-empire", []string{"Ottoman Empire"}},
		{"actor/IRN", []string{"Iran", "Iran (Islamic Republic of)", "Iran, Islamic Rep.", "Iran (IRN)", "إيران"}},
		{"actor/EGY", []string{"Egypt", "Egypt, Arab Rep.", "مصر"}},
		{"actor/SYR", []string{"Syria", "Syrian Arab Republic"}},
		{"actor/VEN", []string{"Venezuela", "Venezuela (Bolivarian Republic of)"}},
		{"actor/BOL", []string{"Bolivia (Plurinational State of)"}},
		{"actor/TZA", []string{"Tanzania", "Tanzania, United Republic of"}},
		{"actor/MDA", []string{"Moldova", "Moldova, Republic of", "Republic of Moldova"}},
		{"actor/FSM", []string{"Micronesia", "Micronesia (Federated States of)"}},
		{"actor/MMR", []string{"Myanmar", "Burma", "Myanmar (Burma)"}},
		{"actor/CIV", []string{"Côte d'Ivoire", "Cote D’Ivoire", "Cote dIvoire", "Ivory Coast", "Кот-д’Ивуар"}},
		{"actor/CZE", []string{"Czechia", "Czech Republic", "Česko", "Česká republika"}},
		{"actor/czechoslovakia", []string{"Czechoslovakia", "Чехословаччина", "ČSSR", "CSK"}},
		{"actor/SRB", []string{"Serbia", "Србија"}},
		{"actor/yugoslavia", []string{"Yugoslavia", "SFRY", "Socialist Federal Republic of Yugoslavia"}},
		{"actor/serbia-and-montenegro", []string{"Serbia and Montenegro", "Federal Republic of Yugoslavia"}},
		{"actor/MKD", []string{"North Macedonia", "FYROM", "Macedonia", "The former Yugoslav Republic of Macedonia"}},
		{"actor/BIH", []string{"Bosnia and Herzegovina", "Bosnia & Herzegovina", "Bosnia-Herzegovina"}},
		{"actor/XKX", []string{"XK", "XKX", "Kosovo", "Kosova", "Косово"}},
		{"actor/PSE", []string{"Palestine", "State of Palestine", "Palestine, State of", "فلسطين"}},
		{"actor/VAT", []string{"Holy See", "the Holy See", "Vatican City", "Saint-Siège"}},
		{"actor/austria-hungary", []string{"Austria-Hungary", "Austria Hungary", "Österreich-Ungarn"}},
		{"actor/papal-states", []string{"Papal States"}},
		{"actor/kingdom-of-bavaria", []string{"Kingdom of Bavaria", "Königreich Bayern"}},
		{"actor/VNM", []string{"Vietnam", "Viet Nam", "Việt Nam", "В'єтнам", "Вʼєтнам"}},
		{"actor/south-vietnam", []string{"South Vietnam", "Republic of Vietnam"}},
		{"actor/north-vietnam", []string{"North Vietnam", "Viet-Nam, Democratic Republic of"}},
		{"actor/YEM", []string{"Yemen", "Yemen, Rep."}},
		{"actor/north-yemen", []string{"Yemen Arab Republic"}},
		{"actor/south-yemen", []string{"Yemen People's Republic", "South Yemen"}},
		{"actor/GEO", []string{"Georgia", "საქართველო"}},
		{"actor/LCA", []string{"Saint Lucia", "St. Lucia", "St Lucia"}},
		{"actor/GMB", []string{"The Gambia", "Gambia, The"}},
		{"actor/GNB", []string{"Guinea-Bissau", "Guinea Bissau"}},
		{"actor/GIN", []string{"Guinea"}},
		{"actor/STP", []string{"São Tomé and Príncipe", "Sao Tome & Principe"}},
		{"actor/LAO", []string{"Laos", "Lao PDR", "Lao People's Democratic Republic"}},
		{"actor/GRC", []string{"Greece", "Ελλάδα", "ΕΛΛΑΔΑ", "Hellas"}},
		{"actor/ISR", []string{"ישראל", "إسرائيل", "以色列"}},
		{"actor/IND", []string{"India", "भारत"}},
		{"actor/JPN", []string{"Japan", "日本", "日本国"}},
		{"actor/THA", []string{"ไทย", "Siam"}},
		{"actor/POL", []string{"Polska", "Польща", "Rzeczpospolita Polska"}},
		{"actor/NLD", []string{"The Netherlands", "Kingdom of the Netherlands", "Pays-Bas"}},
		{"actor/BHS", []string{"Bahamas", "The Bahamas"}},
		{"actor/NAM", []string{"NA", "Namibia"}},
		{"actor/NRU", []string{"Nauru", "Naoero"}},
	} {
		for _, text := range tt.texts {
			want(t, text, tt.id)
		}
	}
}

// What means two states, a part of one, its people or no state at all means nothing here.
func TestResolveRefuses(t *testing.T) {
	for _, text := range []string{
		"", " ", "the", "of", "'", "-", ",", "()", "actor/", "actor/fra", "actor/ZZZ", "actor/FRA/x",
		"Congo", "the Congo", "Congo (le)", "Конго", "Kongo", "Korea", "Corée", "Корея", "Republic of China", "中華民國", "FRG", "ФРГ",
		"in", "no", "to", "is", "it", "us", "so", "be", "at", "my", "and", "can", "per", "fra", "usa", "uk", "u.s.", "сша",
		"Ukrainian", "French", "Bavarian", "Russian", "Andorran", "Paris", "Crimea", "Scotland", "England", "Siberia", "Donetsk Oblast",
		"Bavaria", "Saxony", "Hanover", "Baden", "Hesse", "Tuscany", "Parma", "Modena", "Zanzibar", "Sardinia", "Mecklenburg",
		"America", "Ireland, Northern", "Island", "Indie", "Granada", "Holland", "Guiana",
		"Guadeloupe", "Bermuda", "Hong Kong", "GP", "BMU", "Faroe Islands", "German Empire", "Ukrainian SSR",
		"220", "2", "840", "cow:", "cow 8152", "cow and", "to 220", "cow:FRN", "wikidata:142", "iso:220", "iso:", "Q", "Q1", "Q142x",
		"France (Germany)", "Cyprus (Turkish)", "France, Germany", "EU", "NATO", "IN NO", "F.R.A.",
	} {
		want(t, text, "")
	}
}

func TestCopiesAreTheCallers(t *testing.T) {
	get := map[string]func() State{
		"All": func() State {
			all := All()
			return all[slices.IndexFunc(all, func(s State) bool { return s.ID == "actor/FRA" })]
		},
		"ByID":        func() State { s, _ := ByID("actor/FRA"); return s },
		"Resolve":     func() State { s, _ := Resolve("France"); return s },
		"ResolveCode": func() State { s, _ := ResolveCode("cow", "220"); return s },
		"Suggest":     func() State { return Suggest("Frence")[0] },
	}
	for name, f := range get {
		s := f()
		s.Names["fr"], s.Aliases[0] = "spoilt", "spoilt"
		if s := f(); s.ID != "actor/FRA" || s.Names["fr"] != "France" || s.Aliases[0] == "spoilt" {
			t.Errorf("what %s returns is shared: %+v", name, s)
		}
	}
}

func TestSuggest(t *testing.T) {
	for _, tt := range []struct {
		text string
		ids  string
	}{
		{"Congo", "actor/COD actor/COG"},
		{"Korea", "actor/KOR actor/PRK actor/korean-empire"},
		{"Bavaria", "actor/kingdom-of-bavaria"},
		{"Frnace", "actor/FRA"},
		{"Ukrain", "actor/UKR"},
		{"fr", "actor/FRA"},
		{"usa", "actor/USA"},
		{"220", "actor/FRA"},
		{"840", "actor/PHL actor/USA"}, // COW and ISO
		{"xyzzy", ""},
		{"", ""},
		{strings.Repeat("Франція ", 1000), ""},
	} {
		for range 3 { // the order does not follow the maps'
			var ids []string
			for _, s := range Suggest(tt.text) {
				ids = append(ids, s.ID)
			}
			if got := strings.Join(ids, " "); got != tt.ids {
				t.Errorf("Suggest(%.20q) = %s; want %s", tt.text, got, tt.ids)
			}
		}
	}
	if n := len(Suggest("Republic")); n != maxSuggestions {
		t.Errorf("%d suggestions for a common word, want %d", n, maxSuggestions)
	}
}

func TestDistance(t *testing.T) {
	for _, tt := range []struct {
		a, b  string
		limit int
		want  int
	}{
		{"", "", 0, 0},
		{"mali", "mali", 0, 0},
		{"mali", "malt", 1, 1},
		{"france", "frnace", 2, 1}, // swapped
		{"iran", "iraq", 0, 1},     // more than the limit
		{"chad", "chadd", 2, 1},
		{"україн", "україна", 2, 1},
		{"abc", "xyz", 3, 3},
		{"a", "abcdef", 2, 3},
	} {
		for _, pair := range [][2]string{{tt.a, tt.b}, {tt.b, tt.a}} {
			if got := distance([]rune(pair[0]), []rune(pair[1]), tt.limit); got != tt.want {
				t.Errorf("distance(%q, %q, %d) = %d, want %d", pair[0], pair[1], tt.limit, got, tt.want)
			}
		}
	}
}

func TestFold(t *testing.T) {
	for in, out := range map[string]string{
		"The Republic of the Congo":    "republic congo",
		"Côte d’Ivoire":                "cote d ivoire",
		"L'Italie":                     "italie",
		"St. Vincent & the Grenadines": "saint vincent and grenadines",
		"Lao People's Dem. Rep.":       "lao peoples democratic republic",
		"Łódź straße Æ İstanbul":       "lodz strasse ae istanbul",
		"Việt Nam":                     "viet nam",
		"Китай":                        "китаи",
		"Китаи\u0306":                  "китаи",
		"Ελλάς":                        "ελλασ",
		"إِيرَان":                      "ايران",
		"سرزمین\u200cهای":              "سرزمينهاي",
		"भारत":                         "भारत",
		"  Guinea -- Bissau!":          "guinea bissau",
		"the la of":                    "",
	} {
		if got := fold(in); got != out {
			t.Errorf("fold(%q) = %q, want %q", in, got, out)
		}
	}
}

func TestReadStatesRefuses(t *testing.T) {
	head := strings.Join(columns, ",") + "\n"
	const fra = "FRA,FR,FRA,250,220,FRN,Q142,France,French Republic,France,Франция,Франція,,,RF\n"
	if _, err := readStates(strings.NewReader(head + fra)); err != nil {
		t.Fatalf("a sound table is refused: %v", err)
	}
	for name, tt := range map[string]struct{ rows, message string }{
		"no header":         {"", "header"},
		"wrong header":      {"id,name\n", "columns"},
		"short row":         {head + "FRA,FR\n", "fields"},
		"bad id":            {head + strings.Replace(fra, "FRA", "Fra", 1), "slug"},
		"no name":           {head + strings.Replace(fra, "France", "", 1), "no name"},
		"bad code":          {head + strings.Replace(fra, "250", "25", 1), "isonum"},
		"bad item":          {head + strings.Replace(fra, "Q142", "142", 1), "wikidata"},
		"bad date":          {head + strings.Replace(fra, ",,,RF", ",1816?,,RF", 1), "date"},
		"repeated id":       {head + fra + fra, "sorted"},
		"unsorted":          {head + fra + "AND,AD,AND,020,232,AND,Q228,Andorra,Andorra,,,,,,\n", "sorted"},
		"shared code":       {head + fra + "GAB,GA,GAB,266,220,GAB,Q1000,Gabon,Gabon,,,,,,\n", "cow"},
		"shared name":       {head + fra + "GAB,GA,GAB,266,481,GAB,Q1000,Gabon,Gabon,,,,,,FRANCE!\n", "means both"},
		"shared short form": {head + fra + "GAB,GA,GAB,266,481,GAB,Q1000,Gabon,Gabon,,,,,,R.F.\n", "means both"},
		"empty alias":       {head + strings.Replace(fra, "RF", "RF|...", 1), "no word"},
	} {
		if _, err := readStates(strings.NewReader(tt.rows)); err == nil || !strings.Contains(err.Error(), tt.message) {
			t.Errorf("%s: error %v, want one about %q", name, err, tt.message)
		}
	}
}

func TestAttribution(t *testing.T) {
	for _, word := range []string{"PDDL", "MIT", "CC BY 4.0", "Correlates of War", "Unicode License"} {
		if !strings.Contains(Attribution(), word) {
			t.Errorf("the attribution does not mention %s", word)
		}
	}
}

// Whatever is typed, nothing panics, and what resolves is an entry that its id finds again.
func FuzzResolve(f *testing.F) {
	for _, seed := range []string{"France", "Korea, Republic of", "Myanmar (Burma)", "cow:220", "cow:000", "((,", "l'", "\xff", "а\u0301"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got, ok := Resolve(s); ok {
			if again, ok := ByID(got.ID); !ok || again.ID != got.ID {
				t.Errorf("Resolve(%q) gives %q, which has no entry", s, got.ID)
			}
		}
		Suggest(s)
	})
}

func BenchmarkResolve(b *testing.B) {
	for b.Loop() {
		Resolve("République française")
	}
}
