package resolve

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"pactgraph/graph"
	"pactgraph/graph/sqlite"
)

// labelled is a node of the labelled set. Nodes of one group are labelled pair by pair: those that are the same thing in
// truth are the same, all others are different.
type labelled struct {
	group, truth string
	// id is the node's slug; it begins with "declaration/" for a declaration, and is an actor's otherwise.
	id   string
	kind string
	// names are parted by |: name and aliases of an actor, the title of a declaration.
	names string
	// facts are parted by spaces: from=, to=, signedOn=, adoptedOn= with a date; scheme:value for an identifier; and edges, as
	// HOLDS_OFFICE>actor/UKR(President), MEMBER_OF>actor/x, PARTY_ACTION<actor/x.
	facts string
}

const (
	person  = "PERSON"
	state   = "STATE"
	intOrg  = "INTERNATIONAL_ORGANISATION"
	body    = "GOVERNMENT_BODY"
	coal    = "COALITION"
	media   = "MEDIA"
	group   = "NON_STATE_ARMED_GROUP"
	otherOr = "OTHER_ORGANISATION"
)

// labelledSet was made by hand, from public knowledge, and the points were weighed by it. More than half of it is there to mislead.
var labelledSet = []labelled{
	// Persons in three scripts, whose offices are known.
	{"zelensky", "zelensky", "volodymyr-zelenskyy", person, "Volodymyr Zelenskyy", "HOLDS_OFFICE>UKR(President)"},
	{"zelensky", "zelensky", "zelenskyi-uk", person, "Володимир Зеленський", "HOLDS_OFFICE>UKR(Президент) from=1978-01-25"},
	{"zelensky", "zelensky", "zelensky-ru", person, "Владимир Зеленский", "HOLDS_OFFICE>UKR"},
	{"zelensky", "zelensky", "zelensky-ar", person, "فولوديمير زيلينسكي", "HOLDS_OFFICE>UKR"},
	{"zelensky", "zelensky", "zelensky", person, "Zelensky", "HOLDS_OFFICE>UKR(President)"},
	{"zelensky", "zelenska", "olena-zelenska", person, "Olena Zelenska", "HOLDS_OFFICE>UKR(First Lady)"},
	{"zelensky", "yermak", "andriy-yermak", person, "Andriy Yermak", "HOLDS_OFFICE>UKR(Head of the Office of the President)"},
	{"zelensky", "poroshenko", "petro-poroshenko", person, "Petro Poroshenko", "HOLDS_OFFICE>UKR(President)"},

	{"macron", "macron", "emmanuel-macron", person, "Emmanuel Macron", "HOLDS_OFFICE>FRA(President) from=1977-12-21"},
	{"macron", "macron", "macron-ru", person, "Эмманюэль Макрон", "HOLDS_OFFICE>FRA(Президент)"},
	{"macron", "macron", "macron-uk", person, "Емманюель Макрон", "HOLDS_OFFICE>FRA"},
	{"macron", "macron", "macron-ar", person, "إيمانويل ماكرون", "HOLDS_OFFICE>FRA"},
	{"macron", "brigitte", "brigitte-macron", person, "Brigitte Macron", "from=1953-04-13"},

	{"starmer", "starmer", "keir-starmer", person, "Keir Starmer", "HOLDS_OFFICE>GBR(Prime Minister)"},
	{"starmer", "starmer", "sir-keir-starmer", person, "Sir Keir Rodney Starmer", "HOLDS_OFFICE>GBR(Prime Minister)"},
	{"starmer", "starmer", "starmer-ar", person, "كير ستارمر", "HOLDS_OFFICE>GBR"},
	{"starmer", "starmer", "starmer-uk", person, "Кір Стармер", "HOLDS_OFFICE>GBR"},

	{"putin", "putin", "vladimir-putin", person, "Vladimir Putin", "HOLDS_OFFICE>RUS(President)"},
	{"putin", "putin", "putin-ru", person, "Владимир Владимирович Путин", "HOLDS_OFFICE>RUS(Президент)"},
	{"putin", "putin", "putin-ar", person, "فلاديمير بوتين", "HOLDS_OFFICE>RUS"},
	{"putin", "medvedev", "dmitry-medvedev", person, "Dmitry Medvedev", "HOLDS_OFFICE>RUS(President)"},
	{"putin", "kliuchko", "vitali-klitschko", person, "Vitali Klitschko", "HOLDS_OFFICE>UKR(Mayor)"},
	{"putin", "wladimir", "wladimir-klitschko", person, "Wladimir Klitschko", ""},

	// Misspelt, abbreviated, in another order.
	{"tusk", "tusk", "donald-tusk", person, "Donald Tusk", "HOLDS_OFFICE>POL(Prime Minister) wikidata:Q946"},
	{"tusk", "tusk", "tusk-donald", person, "Tusk, Donald", "HOLDS_OFFICE>POL"},
	{"tusk", "trump", "donald-trump", person, "Donald Trump", "HOLDS_OFFICE>USA(President) wikidata:Q22686"},
	{"tusk", "trump", "d-trump", person, "D. Trump", "HOLDS_OFFICE>USA(President)"},
	{"tusk", "trumpjr", "donald-trump-jr", person, "Donald Trump Jr.", ""},
	{"witkoff", "witkoff", "steve-witkoff", person, "Steve Witkoff", "REPRESENTS>USA(Special Envoy)"},
	{"witkoff", "witkoff", "steven-witkof", person, "Steven Witkof", "REPRESENTS>USA(Special Envoy)"},
	{"witkoff", "kushner", "jared-kushner", person, "Jared Kushner", "REPRESENTS>USA(Special Envoy)"},

	// Fathers and sons, and strangers of one name.
	{"bush", "bush41", "george-bush", person, "George Bush", "from=1924-06-12 to=2018-11-30 HOLDS_OFFICE>USA(President)"},
	{"bush", "bush43", "george-w-bush", person, "George W. Bush|George Bush", "from=1946-07-06 HOLDS_OFFICE>USA(President)"},
	{"aliyev", "heydar", "heydar-aliyev", person, "Heydar Aliyev", "from=1923-05-10 to=2003-12-12 HOLDS_OFFICE>AZE(President)"},
	{"aliyev", "ilham", "ilham-aliyev", person, "Ilham Aliyev", "from=1961-12-24 HOLDS_OFFICE>AZE(President)"},
	{"aliyev", "ilham", "aliyev-ru", person, "Ильхам Алиев", "HOLDS_OFFICE>AZE"},
	{"kim", "ilsung", "kim-il-sung", person, "Kim Il-sung", "from=1912-04-15 to=1994-07-08 HOLDS_OFFICE>PRK(President)"},
	{"kim", "jongil", "kim-jong-il", person, "Kim Jong-il", "from=1941-02-16 to=2011-12-17 HOLDS_OFFICE>PRK(Supreme Leader)"},
	{"kim", "jongun", "kim-jong-un", person, "Kim Jong Un", "HOLDS_OFFICE>PRK(Supreme Leader)"},
	{"kim", "jongun", "kim-chen-yn", person, "Kim Jong-un|Ким Чен Ын", "HOLDS_OFFICE>PRK"},
	{"smith", "smith-nz", "john-smith-1", person, "John Smith", "HOLDS_OFFICE>NZL(Minister)"},
	{"smith", "smith-ca", "john-smith-2", person, "John Smith", "HOLDS_OFFICE>CAN(Minister)"},
	{"smith", "smith-old", "john-smith-3", person, "John Smith", "from=1850 to=1911"},
	{"abdullah", "abdullah1", "abdullah-i", person, "Abdullah I of Jordan", "from=1882 to=1951-07-20 HOLDS_OFFICE>JOR(King)"},
	{"abdullah", "abdullah2", "abdullah-ii", person, "Abdullah II of Jordan", "from=1962-01-30 HOLDS_OFFICE>JOR(King)"},
	{"assad", "hafez", "hafez-al-assad", person, "Hafez al-Assad", "HOLDS_OFFICE>SYR(President)"},
	{"assad", "bashar", "bashar-al-assad", person, "Bashar al-Assad", "HOLDS_OFFICE>SYR(President)"},
	{"assad", "bashar", "assad-ar", person, "بشار الأسد", "HOLDS_OFFICE>SYR"},

	// States that have a word in common, with no codes.
	{"guinea", "guinea", "guinea", state, "Guinea|Republic of Guinea", ""},
	{"guinea", "guinea", "guinee", state, "Guinée", ""},
	{"guinea", "equatorial", "equatorial-guinea", state, "Equatorial Guinea", ""},
	{"guinea", "papua", "papua-new-guinea", state, "Papua New Guinea", ""},
	{"guinea", "bissau", "guinea-bissau", state, "Guinea-Bissau", ""},
	{"niger", "niger", "niger", state, "Niger|Republic of the Niger", ""},
	{"niger", "nigeria", "nigeria", state, "Nigeria|Federal Republic of Nigeria", ""},
	{"niger", "nigeria", "nigeria-ru", state, "Нигерия", ""},
	{"niger", "niger", "niger-ru", state, "Нигер", ""},
	{"korea", "south", "south-korea", state, "South Korea|Republic of Korea", "from=1948-08-15"},
	{"korea", "north", "north-korea", state, "North Korea|Democratic People's Republic of Korea|DPRK", "from=1948-09-09"},
	{"korea", "south", "korea-republic-of", state, "Korea, Republic of", ""},
	{"korea", "north", "korea-dpr", state, "DPR Korea|Democratic People’s Republic of Korea", ""},
	{"congo", "drc", "dr-congo", state, "DR Congo|Democratic Republic of the Congo", "iso3:COD"},
	{"congo", "congo", "republic-of-the-congo", state, "Republic of the Congo|Congo-Brazzaville", "iso3:COG"},
	{"congo", "drc", "congo-kinshasa", state, "Congo-Kinshasa|Democratic Republic of Congo", ""},
	{"congo", "congo", "congo-brazzaville", state, "Congo-Brazzaville", ""},
	{"vowels", "austria", "austria", state, "Austria", ""},
	{"vowels", "australia", "australia", state, "Australia", ""},
	{"vowels", "iran", "iran", state, "Iran", ""},
	{"vowels", "iraq", "iraq", state, "Iraq", ""},
	{"vowels", "slovakia", "slovakia", state, "Slovakia", ""},
	{"vowels", "slovenia", "slovenia", state, "Slovenia", ""},
	{"sudan", "sudan", "sudan", state, "Sudan", ""},
	{"sudan", "southsudan", "south-sudan", state, "South Sudan", ""},
	{"sudan", "southsudan", "south-sudan-ru", state, "Южный Судан|South Sudan", ""},
	{"dominica", "dominica", "dominica", state, "Dominica", ""},
	{"dominica", "dominican", "dominican-republic", state, "Dominican Republic", ""},
	{"germany", "germany", "germany", state, "Germany|Federal Republic of Germany", "wikidata:Q183"},
	{"germany", "west", "west-germany", state, "West Germany|Federal Republic of Germany", "wikidata:Q713750 to=1990-10-02"},
	{"germany", "east", "east-germany", state, "East Germany|German Democratic Republic", ""},
	{"germany", "germany", "brd", state, "Bundesrepublik Deutschland|Germany", "wikidata:Q183"},
	{"ukraine", "ukraine", "ukraine-ar", state, "أوكرانيا|Ukraine", ""},
	{"ukraine", "ukraine", "ukraina", state, "Україна", ""},
	{"ukraine", "ukraine", "ukraine", state, "Ukraine|Україна", ""},

	// Organisations by their names and their letters.
	{"nato", "nato", "nato", intOrg, "NATO", ""},
	{"nato", "nato", "north-atlantic-treaty-organization", intOrg, "North Atlantic Treaty Organization", ""},
	{"nato", "nato", "nato-ru", intOrg, "НАТО", ""},
	{"nato", "pa", "nato-parliamentary-assembly", intOrg, "NATO Parliamentary Assembly", ""},
	{"osce", "osce", "osce", intOrg, "OSCE", ""},
	{"osce", "osce", "organization-for-security", intOrg, "Organization for Security and Co-operation in Europe", ""},
	{"osce", "smm", "osce-smm", body, "OSCE Special Monitoring Mission to Ukraine", "PART_OF>osce"},
	{"africa", "oau", "oau", intOrg, "Organisation of African Unity", "to=2002"},
	{"africa", "au", "au", intOrg, "African Union", "from=2002"},
	{"africa", "au", "african-union", intOrg, "The African Union", ""},
	{"eu", "eu", "european-union", intOrg, "European Union|EU", ""},
	{"eu", "eu", "eu-de", intOrg, "Europäische Union|European Union", ""},
	{"eu", "council", "european-council", intOrg, "European Council", ""},
	{"eu", "councilofeurope", "council-of-europe", intOrg, "Council of Europe", ""},
	{"mfa", "mfaukr", "ministry-of-foreign-affairs-ukr", body, "Ministry of Foreign Affairs", "PART_OF>UKR"},
	{"mfa", "mfageo", "ministry-of-foreign-affairs-geo", body, "Ministry of Foreign Affairs", "PART_OF>GEO"},
	{"mfa", "mfaukr", "ukrainian-mfa", body, "Ministry of Foreign Affairs of Ukraine", "PART_OF>UKR"},
	{"willing", "willing26", "coalition-of-the-willing", coal, "Coalition of the Willing", "from=2025-03-02"},
	{"willing", "willing03", "coalition-of-the-willing-2003", coal, "Coalition of the Willing", "from=2003 to=2011"},
	{"willing", "willing26", "coalition-of-willing", coal, "“Coalition of the Willing”", "from=2025"},
	{"media", "guardian", "the-guardian", media, "The Guardian", ""},
	{"media", "guardian", "guardian", media, "Guardian", ""},
	{"media", "guardian-ng", "the-guardian-nigeria", media, "The Guardian Nigeria", ""},
	{"media", "sky", "sky-news", media, "Sky News", ""},
	{"media", "skyau", "sky-news-australia", media, "Sky News Australia", ""},
	{"kinds", "wagner", "wagner-group", group, "Wagner Group", ""},
	{"kinds", "wagnerperson", "wagner", person, "Wagner", ""},
	{"kinds", "lincoln", "abraham-lincoln", person, "Abraham Lincoln", ""},
	{"kinds", "lincolnship", "abraham-lincoln-foundation", otherOr, "Abraham Lincoln", ""},

	// Declarations: the same title in other years, protocols with numbers, one treaty in two data sets.
	{"jointuk", "js2014", "declaration/joint-statement-2014", "JOINT_STATEMENT", "Joint Statement on Security Co-operation", "signedOn=2014-09-04 PARTY_ACTION<UKR PARTY_ACTION<GBR"},
	{"jointuk", "js2016", "declaration/joint-statement-2016", "JOINT_STATEMENT", "Joint Statement on Security Co-operation", "signedOn=2016-07-09 PARTY_ACTION<UKR PARTY_ACTION<GBR"},
	{"jointuk", "js2014", "declaration/js-gbr-ukr", "DECLARATION", "Joint Statement on Security Cooperation", "signedOn=2014-09 PARTY_ACTION<UKR PARTY_ACTION<GBR"},
	{"friendship", "frapol", "declaration/friendship-fra-pol", "TREATY", "Treaty of Friendship and Co-operation", "signedOn=1991-04-09 PARTY_ACTION<FRA PARTY_ACTION<POL"},
	{"friendship", "ukrpol", "declaration/friendship-ukr-pol", "TREATY", "Treaty of Friendship and Co-operation", "signedOn=1992-05-18 PARTY_ACTION<UKR PARTY_ACTION<POL"},
	{"friendship", "unknown", "declaration/friendship-geo-aze", "TREATY", "Treaty of Friendship and Co-operation", "PARTY_ACTION<GEO PARTY_ACTION<AZE"},
	{"budapest", "budapest", "declaration/budapest-memorandum", "MEMORANDUM", "Budapest Memorandum on Security Assurances", "signedOn=1994-12-05 PARTY_ACTION<UKR PARTY_ACTION<RUS PARTY_ACTION<GBR PARTY_ACTION<USA"},
	{"budapest", "budapest", "declaration/budapest-uk", "MEMORANDUM", "Будапештський меморандум", "signedOn=1994-12-05 PARTY_ACTION<UKR PARTY_ACTION<RUS PARTY_ACTION<GBR PARTY_ACTION<USA"},
	{"budapest", "budapestkaz", "declaration/budapest-kaz", "MEMORANDUM", "Memorandum on Security Assurances (Kazakhstan)", "signedOn=1994-12-05 PARTY_ACTION<KAZ PARTY_ACTION<RUS PARTY_ACTION<GBR PARTY_ACTION<USA"},
	{"minsk", "minsk1", "declaration/minsk-1", "PROTOCOL", "Minsk Protocol", "signedOn=2014-09-05"},
	{"minsk", "minsk2", "declaration/minsk-2", "AGREEMENT", "Minsk II", "signedOn=2015-02-12"},
	{"minsk", "minsk1", "declaration/minsk-protocol-ru", "PROTOCOL", "Минский протокол", "signedOn=2014-09-05"},
	{"protocols", "p6", "declaration/protocol-6", "PROTOCOL", "Protocol No. 6 to the Convention", "signedOn=1983-04-28"},
	{"protocols", "p13", "declaration/protocol-13", "PROTOCOL", "Protocol No. 13 to the Convention", ""},
	{"washington", "nat", "declaration/north-atlantic-treaty", "TREATY", "North Atlantic Treaty", "signedOn=1949-04-04 unts:541"},
	{"washington", "nat", "declaration/atop-3180", "TREATY", "The North Atlantic Treaty", "signedOn=1949-04-04"},
	{"washington", "nat", "declaration/washington-treaty", "TREATY", "Washington Treaty", "signedOn=1949-04-04 unts:541"},
	{"washington", "naval", "declaration/washington-naval-treaty", "TREATY", "Washington Naval Treaty", "signedOn=1922-02-06"},
	{"paris", "paris2026", "declaration/paris-2026", "DECLARATION", "Paris Declaration", "signedOn=2026-01-06 PARTY_ACTION<UKR PARTY_ACTION<FRA PARTY_ACTION<GBR"},
	{"paris", "parisseparate", "declaration/paris-separate", "DECLARATION", "Separate declaration on the deployment of forces", "signedOn=2026-01-06 PARTY_ACTION<UKR PARTY_ACTION<FRA PARTY_ACTION<GBR"},
	{"paris", "paris1856", "declaration/paris-1856", "DECLARATION", "Paris Declaration", "signedOn=1856-04-16"},
	{"paris", "paris2026", "declaration/paris-declaration-ua", "JOINT_DECLARATION", "Паризька декларація", "signedOn=2026-01-06 PARTY_ACTION<UKR PARTY_ACTION<FRA PARTY_ACTION<GBR"},
	{"amend", "start", "declaration/start-treaty", "TREATY", "Strategic Arms Reduction Treaty", "signedOn=1991-07-31 PARTY_ACTION<USA PARTY_ACTION<RUS"},
	{"amend", "newstart", "declaration/new-start", "TREATY", "New Strategic Arms Reduction Treaty", "signedOn=2010-04-08 PARTY_ACTION<USA PARTY_ACTION<RUS"},
	{"amend", "start", "declaration/start-i", "TREATY", "START", "signedOn=1991-07-31 PARTY_ACTION<USA PARTY_ACTION<RUS"},
	{"erdogan", "erdogan", "recep-tayyip-erdogan", person, "Recep Tayyip Erdoğan", "HOLDS_OFFICE>TUR(President)"},
	{"erdogan", "erdogan", "erdogan-ru", person, "Реджеп Тайип Эрдоган", "HOLDS_OFFICE>TUR(Президент)"},
	{"erdogan", "erdogan", "erdogan-ar", person, "رجب طيب أردوغان", "HOLDS_OFFICE>TUR"},
	{"erdogan", "erdogan", "erdogan", person, "Tayyip Erdogan", "HOLDS_OFFICE>TUR(President)"},
	{"erdogan", "emine", "emine-erdogan", person, "Emine Erdoğan", ""},
	{"scholz", "scholz", "olaf-scholz", person, "Olaf Scholz", "HOLDS_OFFICE>DEU(Chancellor)"},
	{"scholz", "scholz", "scholz-ru", person, "Олаф Шольц", "HOLDS_OFFICE>DEU"},
	{"scholz", "scholz", "scholz-ar", person, "أولاف شولتس", "HOLDS_OFFICE>DEU"},
	{"scholz", "schulz", "martin-schulz", person, "Martin Schulz", "HOLDS_OFFICE>DEU(Member of the Bundestag)"},
	{"mitsotakis", "mitsotakis", "kyriakos-mitsotakis", person, "Kyriakos Mitsotakis", "HOLDS_OFFICE>GRC(Prime Minister) from=1968-03-04"},
	{"mitsotakis", "mitsotakis", "mitsotakis-el", person, "Κυριάκος Μητσοτάκης", "HOLDS_OFFICE>GRC"},
	{"mitsotakis", "father", "konstantinos-mitsotakis", person, "Konstantinos Mitsotakis", "HOLDS_OFFICE>GRC(Prime Minister) from=1918-10-18 to=2017-05-29"},
	{"papandreou", "grandson", "george-papandreou", person, "George Papandreou", "HOLDS_OFFICE>GRC(Prime Minister) from=1952-06-16"},
	{"papandreou", "grandfather", "georgios-papandreou", person, "George Papandreou|Georgios Papandreou", "HOLDS_OFFICE>GRC(Prime Minister) from=1888-02-13 to=1968-11-01"},
	{"lavrov", "lavrov", "sergey-lavrov", person, "Sergey Lavrov", "HOLDS_OFFICE>RUS(Foreign Minister)"},
	{"lavrov", "lavrov", "sergei-lawrow", person, "Sergei Lawrow", "HOLDS_OFFICE>RUS"},
	{"lavrov", "shoigu", "sergei-shoigu", person, "Sergei Shoigu", "HOLDS_OFFICE>RUS(Defence Minister)"},
	{"sisi", "sisi", "abdel-fattah-el-sisi", person, "Abdel Fattah el-Sisi", "HOLDS_OFFICE>EGY(President)"},
	{"sisi", "sisi", "sisi-ar", person, "عبد الفتاح السيسي", "HOLDS_OFFICE>EGY"},
	{"mali", "mali", "mali", state, "Mali", ""},
	{"mali", "malawi", "malawi", state, "Malawi", ""},
	{"mali", "maldives", "maldives", state, "Maldives|Republic of Maldives", ""},
	{"saintkitts", "kitts", "saint-kitts-and-nevis", state, "Saint Kitts and Nevis", ""},
	{"saintkitts", "kitts", "st-kitts", state, "St. Kitts and Nevis", ""},
	{"saintkitts", "lucia", "saint-lucia", state, "Saint Lucia", ""},
	{"vietnam", "north", "north-vietnam", state, "Democratic Republic of Vietnam|North Vietnam", "to=1976"},
	{"vietnam", "vietnam", "vietnam", state, "Vietnam|Socialist Republic of Vietnam", "from=1976-07-02"},
	{"vietnam", "vietnam", "viet-nam", state, "Viet Nam", ""},
	{"un", "un", "united-nations", intOrg, "United Nations", ""},
	{"un", "un", "un", intOrg, "UN", ""},
	{"un", "un", "oon", intOrg, "Организация Объединённых Наций|ООН", ""},
	{"un", "unsc", "un-security-council", body, "United Nations Security Council", ""},
	{"csto", "csto", "csto", intOrg, "CSTO|Collective Security Treaty Organization", ""},
	{"csto", "csto", "odkb", intOrg, "Collective Security Treaty Organisation|ОДКБ", ""},
	{"csto", "cis", "cis", intOrg, "Commonwealth of Independent States", ""},
	{"mod", "modgbr", "mod-gbr", body, "Ministry of Defence", "PART_OF>GBR"},
	{"mod", "modfra", "mod-fra", body, "Ministry of Defence", "PART_OF>FRA"},
	{"helsinki", "helsinki", "declaration/helsinki-final-act", "FINAL_ACT", "Helsinki Final Act", "signedOn=1975-08-01"},
	{"helsinki", "helsinki", "declaration/final-act-of-helsinki", "DECLARATION", "Final Act of Helsinki", "adoptedOn=1975-08-01"},
	{"helsinki", "charter", "declaration/charter-of-paris", "CHARTER", "Charter of Paris for a New Europe", "adoptedOn=1990-11-21"},
	{"ukfr", "lancaster", "declaration/lancaster-house", "TREATY", "Lancaster House Treaty", "signedOn=2010-11-02 PARTY_ACTION<GBR PARTY_ACTION<FRA"},
	{"ukfr", "lancaster", "declaration/lancaster-treaties", "TREATY", "Lancaster House Treaties", "signedOn=2010-11 PARTY_ACTION<GBR PARTY_ACTION<FRA"},
	{"ukfr", "rhodesia", "declaration/lancaster-house-agreement", "AGREEMENT", "Lancaster House Agreement", "signedOn=1979-12-21 PARTY_ACTION<GBR"},
	{"geneva", "geneva1949", "declaration/geneva-iii", "CONVENTION", "Geneva Convention III", "adoptedOn=1949-08-12"},
	{"geneva", "geneva1949-4", "declaration/geneva-iv", "CONVENTION", "Geneva Convention IV", "adoptedOn=1949-08-12"},
	{"security", "bilfra", "declaration/security-fra-ukr", "AGREEMENT", "Agreement on security co-operation", "signedOn=2024-02-16 PARTY_ACTION<UKR PARTY_ACTION<FRA"},
	{"security", "bildeu", "declaration/security-deu-ukr", "AGREEMENT", "Agreement on security co-operation", "signedOn=2024-02-16 PARTY_ACTION<UKR PARTY_ACTION<DEU"},
	{"security", "bilfra", "declaration/security-ukr-fra", "AGREEMENT", "Угода про співробітництво у сфері безпеки", "signedOn=2024-02-16 PARTY_ACTION<UKR PARTY_ACTION<FRA"},
}

// states are the actors that the set's edges lead to.
var states = strings.Fields("UKR FRA GBR RUS POL USA AZE PRK NZL CAN JOR SYR GEO KAZ TUR DEU GRC EGY BLR NLD HUN ROU IND CHN EST LTU")

func (l labelled) nodeID() string {
	if strings.HasPrefix(l.id, "declaration/") {
		return l.id
	}
	return "actor/" + l.id
}

// said gives all that is said of the node.
func (l labelled) said(t testing.TB) []graph.Said {
	t.Helper()
	id := l.nodeID()
	props := graph.Props{"kind": l.kind}
	var said []graph.Said
	names := strings.Split(l.names, "|")
	if strings.HasPrefix(id, "declaration/") {
		props["title"] = names[0]
	} else {
		props["name"] = names[0]
		if len(names) > 1 {
			props["aliases"] = names[1:]
		}
	}
	for _, fact := range l.parts() {
		edge, rest, isEdge := strings.Cut(fact, ">")
		if isEdge {
			said = append(said, edgeOf(t, id, edge, id, rest))
			continue
		}
		if edge, start, ok := strings.Cut(fact, "<"); ok {
			said = append(said, edgeOf(t, id, edge, "actor/"+start, strings.TrimPrefix(id, "actor/")))
			continue
		}
		if field, value, ok := strings.Cut(fact, "="); ok {
			props[field] = graph.Date(value)
			continue
		}
		scheme, value, _ := strings.Cut(fact, ":")
		props["identifiers"] = []graph.Identifier{{Scheme: scheme, Value: value}}
	}
	return append(said, graph.SayNode(id, props))
}

// parts cuts the facts at blanks that aren't between brackets.
func (l labelled) parts() []string {
	open := 0
	return strings.FieldsFunc(l.facts, func(r rune) bool {
		switch r {
		case '(':
			open++
		case ')':
			open--
		}
		return r == ' ' && open == 0
	})
}

func edgeOf(t testing.TB, owner, edge, start, end string) graph.Said {
	t.Helper()
	end, title, titled := strings.Cut(end, "(")
	if !strings.Contains(end, "/") {
		end = "actor/" + end
	}
	props := graph.Props{}
	if titled {
		props["title"] = strings.TrimSuffix(title, ")")
	}
	if edge == "PARTY_ACTION" {
		props["action"] = "SIGNATURE"
	}
	said, err := graph.SayEdge(owner, graph.EdgeType(edge), start, end, props)
	if err != nil {
		t.Fatal(err)
	}
	return said
}

// openWith opens a store and loads what is said into it.
func openWith(t testing.TB, said ...graph.Said) graph.Store {
	t.Helper()
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "graph.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	apply(t, store, graph.Batch{LoadID: "load/first", Dataset: "own", Said: said})
	return store
}

func apply(t testing.TB, store graph.Store, b graph.Batch) graph.Receipt {
	t.Helper()
	receipt, err := store.Apply(context.Background(), b)
	if err != nil {
		t.Fatal(err)
	}
	return receipt
}

// heldBack was made when the points were fixed, and none was changed by what it showed.
var heldBack = []labelled{
	{"sunak", "sunak", "rishi-sunak", person, "Rishi Sunak", "HOLDS_OFFICE>GBR(Prime Minister)"},
	{"sunak", "sunak", "sunak-uk", person, "Ріші Сунак", "HOLDS_OFFICE>GBR(Прем’єр-міністр)"},
	{"sunak", "sunak", "sunak-ar", person, "ريشي سوناك", "HOLDS_OFFICE>GBR"},
	{"sunak", "johnson", "boris-johnson", person, "Boris Johnson", "HOLDS_OFFICE>GBR(Prime Minister)"},
	{"lukashenko", "lukashenko", "alexander-lukashenko", person, "Alexander Lukashenko", "HOLDS_OFFICE>BLR(President)"},
	{"lukashenko", "lukashenko", "lukashenka", person, "Аляксандр Лукашэнка", "HOLDS_OFFICE>BLR"},
	{"lukashenko", "lukashenko", "lukashenko-ru", person, "Александр Лукашенко", "HOLDS_OFFICE>BLR"},
	{"lukashenko", "viktor", "viktor-lukashenko", person, "Viktor Lukashenko", "HOLDS_OFFICE>BLR(Aide)"},
	{"rutte", "rutte", "mark-rutte", person, "Mark Rutte", "HOLDS_OFFICE>NLD(Prime Minister)"},
	{"rutte", "rutte", "rutte-uk", person, "Марк Рютте", "HOLDS_OFFICE>NLD"},
	{"orban", "orban", "viktor-orban", person, "Viktor Orbán", "HOLDS_OFFICE>HUN(Prime Minister)"},
	{"orban", "orban", "orban-viktor", person, "Orbán Viktor", "HOLDS_OFFICE>HUN(Miniszterelnök)"},
	{"orban", "ludovic", "ludovic-orban", person, "Ludovic Orban", "HOLDS_OFFICE>ROU(Prime Minister)"},
	{"nehru", "nehru", "jawaharlal-nehru", person, "Jawaharlal Nehru", "HOLDS_OFFICE>IND(Prime Minister) from=1889-11-14 to=1964-05-27"},
	{"nehru", "motilal", "motilal-nehru", person, "Motilal Nehru", "from=1861-05-06 to=1931-02-06"},
	{"trudeau", "pierre", "pierre-trudeau", person, "Pierre Trudeau", "HOLDS_OFFICE>CAN(Prime Minister) from=1919-10-18"},
	{"trudeau", "justin", "justin-trudeau", person, "Justin Trudeau|Justin Pierre James Trudeau", "HOLDS_OFFICE>CAN(Prime Minister) from=1971-12-25"},
	{"wang", "wangnz", "wang-wei-1", person, "Wang Wei", "HOLDS_OFFICE>CHN(Ambassador)"},
	{"wang", "wangca", "wang-wei-2", person, "Wang Wei", "HOLDS_OFFICE>CAN(Deputy Minister)"},
	{"macedonia", "macedonia", "north-macedonia", state, "North Macedonia", ""},
	{"macedonia", "macedonia", "macedonia", state, "Former Yugoslav Republic of Macedonia|North Macedonia", ""},
	{"macedonia", "montenegro", "montenegro", state, "Montenegro", ""},
	{"samoa", "samoa", "samoa", state, "Samoa", ""},
	{"samoa", "samoa", "western-samoa", state, "Western Samoa|Samoa", ""},
	{"samoa", "somalia", "somalia", state, "Somalia", ""},
	{"gambia", "gambia", "gambia", state, "The Gambia", ""},
	{"gambia", "gambia", "gambia-2", state, "Gambia", ""},
	{"gambia", "zambia", "zambia", state, "Zambia", ""},
	{"aukus", "ecowas", "ecowas", intOrg, "ECOWAS", ""},
	{"aukus", "ecowas", "economic-community", intOrg, "Economic Community of West African States", ""},
	{"aukus", "asean", "asean", intOrg, "ASEAN|Association of Southeast Asian Nations", ""},
	{"aukus", "asean", "asean-ru", intOrg, "АСЕАН", ""},
	{"afp", "afp", "afp", media, "AFP", ""},
	{"afp", "afp", "agence-france-presse", media, "Agence France-Presse", ""},
	{"ramstein", "udcg", "ukraine-defense-contact-group", coal, "Ukraine Defense Contact Group", ""},
	{"ramstein", "udcg", "udcg", coal, "Ukraine Defence Contact Group|UDCG", ""},
	{"ramstein", "drone", "drone-coalition", coal, "Drone Coalition", ""},
	{"vilnius", "vilnius", "declaration/vilnius-communique", "COMMUNIQUE", "Vilnius Summit Communiqué", "adoptedOn=2023-07-11"},
	{"vilnius", "vilnius", "declaration/vilnius-summit", "COMMUNIQUE", "Vilnius Summit Communique", "adoptedOn=2023-07-11"},
	{"vilnius", "madrid", "declaration/madrid-summit", "DECLARATION", "Madrid Summit Declaration", "adoptedOn=2022-06-29"},
	{"vilnius", "g7", "declaration/g7-vilnius", "JOINT_DECLARATION", "Joint declaration of support for Ukraine", "adoptedOn=2023-07-12"},
	{"locarno", "locarno", "declaration/locarno", "TREATY", "Locarno Treaties", "signedOn=1925-12-01 PARTY_TO<FRA PARTY_TO<DEU"},
	{"locarno", "locarno", "declaration/atop-2055", "TREATY", "Locarno Treaties of 1925", "signedOn=1925-10-16 PARTY_TO<FRA PARTY_TO<DEU"},
	{"locarno", "locarnopol", "declaration/locarno-pol", "TREATY", "Locarno Treaty", "signedOn=1925-10-16 PARTY_TO<FRA PARTY_TO<POL"},
	{"alliance", "fra1891", "declaration/atop-1350", "TREATY", "Alliance", "signedOn=1891-08-27 PARTY_TO<FRA PARTY_TO<RUS"},
	{"alliance", "fra1892", "declaration/franco-russian", "TREATY", "Franco-Russian Alliance", "signedOn=1892-08-18 PARTY_TO<FRA PARTY_TO<RUS"},
	{"baltic", "est", "declaration/security-est", "AGREEMENT", "Agreement on Security Cooperation and Long-Term Support", "signedOn=2024-06-27 PARTY_ACTION<UKR PARTY_ACTION<EST"},
	{"baltic", "ltu", "declaration/security-ltu", "AGREEMENT", "Agreement on Security Cooperation and Long-Term Support", "signedOn=2024-06-27 PARTY_ACTION<UKR PARTY_ACTION<LTU"},
}

// openLabelled opens a store with a labelled set, and the states that its edges lead to.
func openLabelled(t testing.TB, set []labelled) graph.Store {
	t.Helper()
	var said []graph.Said
	for _, s := range states {
		said = append(said, graph.SayNode("actor/"+s, graph.Props{"kind": state, "identifiers": []graph.Identifier{{Scheme: "iso3", Value: s}}}))
	}
	for _, l := range set {
		said = append(said, l.said(t)...)
	}
	return openWith(t, said...)
}

// measured is how well the pairs of a set are told.
type measured struct {
	// same and different count the labelled pairs.
	same, different int
	// right are the proposed pairs that are the same; wrong are those that aren't, wrongByName those of them that are said
	// to be proposed by their names alone.
	right, wrong, wrongByName int
}

// measure compares what is proposed with the labels: all pairs of a group are labelled, and any other pair that is proposed is
// wrong.
func measure(t *testing.T, set []labelled) measured {
	t.Helper()
	proposed := map[pairKey]Pair{}
	for _, p := range find(t, openLabelled(t, set), Options{Least: Line}).Pairs {
		proposed[keyOf(p.A.ID, p.B.ID)] = p
	}
	var m measured
	for i, a := range set {
		for _, b := range set[i+1:] {
			if a.group != b.group {
				continue
			}
			key := keyOf(a.nodeID(), b.nodeID())
			_, ok := proposed[key]
			switch {
			case a.truth != b.truth:
				m.different++
				continue
			case ok:
				m.right++
			default:
				t.Logf("missed: %s and %s", key.a, key.b)
			}
			m.same++
			delete(proposed, key)
		}
	}
	for _, p := range proposed {
		t.Logf("wrong: %s and %s have %.3f, by name alone: %t, %v", p.A.ID, p.B.ID, p.Score, p.ByNameAlone, p.Reasons)
		m.wrong++
		if p.ByNameAlone {
			m.wrongByName++
		}
	}
	return m
}

// The labelled sets are told as well as docs/resolve.md says.
func TestLabelled(t *testing.T) {
	for name, c := range map[string]struct {
		set  []labelled
		want measured
	}{
		"weighed by": {labelledSet, measured{same: 81, different: 185, right: 64, wrong: 2, wrongByName: 2}},
		"held back":  {heldBack, measured{same: 17, different: 32, right: 13}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := measure(t, c.set); got != c.want {
				t.Errorf("measured %+v, and docs/resolve.md says %+v", got, c.want)
			}
		})
	}
}

func find(t testing.TB, r graph.Contents, o Options) *Proposals {
	t.Helper()
	found, err := Find(t.Context(), r, o)
	if err != nil {
		t.Fatal(err)
	}
	return found
}
