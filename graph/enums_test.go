package graph

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// enumConst is a constant as the source declares it.
type enumConst struct {
	typ, value string
}

// declaredEnums reads the string types and their constants from the source
// rather than from the table, since a constant that the table forgot can't be
// seen from inside the program.
func declaredEnums(t *testing.T) (types map[string]bool, consts map[string]enumConst, order map[string][]string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "enums.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	types, consts, order = map[string]bool{}, map[string]enumConst{}, map[string][]string{}
	for _, decl := range file.Decls {
		gen, ok := decl.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, spec := range gen.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				if id, ok := spec.Type.(*ast.Ident); ok && id.Name == "string" {
					types[spec.Name.Name] = true
				}
			case *ast.ValueSpec:
				if gen.Tok != token.CONST {
					continue
				}
				for i, name := range spec.Names {
					typ, ok := spec.Type.(*ast.Ident)
					if !ok || i >= len(spec.Values) {
						t.Errorf("constant %s: want a type and a value of its own", name.Name)
						continue
					}
					lit, ok := spec.Values[i].(*ast.BasicLit)
					if !ok || lit.Kind != token.STRING {
						t.Errorf("constant %s: want a string literal", name.Name)
						continue
					}
					value, err := strconv.Unquote(lit.Value)
					if err != nil {
						t.Fatal(err)
					}
					consts[name.Name] = enumConst{typ.Name, value}
					order[typ.Name] = append(order[typ.Name], value)
				}
			}
		}
	}
	if len(types) == 0 || len(consts) == 0 {
		t.Fatalf("found %d types and %d constants in enums.go", len(types), len(consts))
	}
	return types, consts, order
}

func TestEnumTableMatchesConstants(t *testing.T) {
	types, consts, order := declaredEnums(t)

	for name := range types {
		if _, ok := EnumByName(name); !ok {
			t.Errorf("type %s is not in the table", name)
		}
	}
	for name, c := range consts {
		e, ok := EnumByName(c.typ)
		if !ok {
			t.Errorf("constant %s: its type %s is not in the table", name, c.typ)
			continue
		}
		if !slices.Contains(e.Names(), c.value) {
			t.Errorf("constant %s = %q is not in the table", name, c.value)
		}
		if want := c.typ + camelCase(c.value); name != want {
			t.Errorf("constant for %s %q is named %s, want %s", c.typ, c.value, name, want)
		}
	}
	for _, e := range Enums() {
		if !types[e.Name] {
			t.Errorf("the table has %s, which is no string type in enums.go", e.Name)
		}
		if got := e.Names(); !slices.Equal(got, order[e.Name]) {
			t.Errorf("%s: the table has\n\t%v\nthe constants are\n\t%v", e.Name, got, order[e.Name])
		}
	}
}

func camelCase(value string) string {
	var b strings.Builder
	for word := range strings.SplitSeq(value, "_") {
		if word != "" {
			b.WriteString(word[:1] + strings.ToLower(word[1:]))
		}
	}
	return b.String()
}

func TestEnumsAreWellFormed(t *testing.T) {
	valueName := regexp.MustCompile(`^[A-Z][A-Z0-9_]*$`)
	enumName := regexp.MustCompile(`^[A-Z][A-Za-z]*$`)
	reserved := []string{"TRUE", "FALSE", "NULL"}

	list := Enums()
	if !slices.IsSortedFunc(list, func(a, b Enum) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("Enums() is not sorted by name")
	}
	seenEnum := map[string]bool{}
	for _, e := range list {
		if seenEnum[e.Name] {
			t.Errorf("enum %s is there twice", e.Name)
		}
		seenEnum[e.Name] = true
		if !enumName.MatchString(e.Name) {
			t.Errorf("enum name %q does not match %v", e.Name, enumName)
		}
		if strings.TrimSpace(e.Source) == "" {
			t.Errorf("%s has no Source", e.Name)
		}
		if len(e.Values) == 0 {
			t.Errorf("%s has no values", e.Name)
		}
		checkDoc(t, e.Name, e.Doc)

		seenValue, seenDoc := map[string]bool{}, map[string]string{}
		for _, v := range e.Values {
			where := e.Name + "." + v.Name
			if seenValue[v.Name] {
				t.Errorf("%s is there twice", where)
			}
			seenValue[v.Name] = true
			if !valueName.MatchString(v.Name) || slices.Contains(reserved, v.Name) {
				t.Errorf("%s: the name does not match %v or is reserved", where, valueName)
			}
			if other, ok := seenDoc[v.Doc]; ok {
				t.Errorf("%s has the same Doc as %s, so it does not tell them apart", where, other)
			}
			seenDoc[v.Doc] = v.Name
			checkDoc(t, where, v.Doc)
		}
	}
}

func checkDoc(t *testing.T, where, doc string) {
	t.Helper()
	for _, problem := range docProblems(doc) {
		t.Errorf("%s: Doc %s: %s", where, problem, doc)
	}
}

// docProblems keeps docs fit to be pasted into a schema, where quotes and
// markup would be shown or would end the string.
func docProblems(doc string) []string {
	var problems []string
	if strings.TrimSpace(doc) == "" {
		return []string{"is empty"}
	}
	if doc != strings.TrimSpace(doc) || strings.Contains(doc, "  ") {
		problems = append(problems, "has stray space")
	}
	if !strings.HasSuffix(doc, ".") || strings.HasSuffix(doc, "..") {
		problems = append(problems, "does not end with one full stop")
	}
	if first := []rune(doc)[0]; !unicode.IsUpper(first) {
		problems = append(problems, "does not start with a capital")
	}
	if strings.Contains(doc, ". ") {
		problems = append(problems, "is more than one sentence")
	}
	if i := strings.IndexAny(doc, "\"'`*_<>\\#"); i >= 0 {
		problems = append(problems, "contains "+strconv.Quote(doc[i:i+1]))
	}
	if strings.ContainsFunc(doc, unicode.IsControl) {
		problems = append(problems, "contains a control character")
	}
	if strings.Count(doc, "‘") > strings.Count(doc, "’") {
		problems = append(problems, "opens a quotation without closing it")
	}
	return problems
}

func TestDocProblems(t *testing.T) {
	for _, tt := range []struct {
		doc  string
		want int
	}{
		{"A precise sentence with ‘a word’ in it.", 0},
		{"", 1},
		{" ", 1},
		{"No full stop", 1},
		{"Trails off...", 1},
		{"lower case.", 1},
		{"One. Two.", 1},
		{"Has \"quotes\".", 1},
		{"Has `code`.", 1},
		{"Breaks\noff.", 1},
		{"Opens ‘only.", 1},
		{"Ends in space. ", 3},
	} {
		if got := docProblems(tt.doc); len(got) != tt.want {
			t.Errorf("docProblems(%q) = %q, want %d", tt.doc, got, tt.want)
		}
	}
}

func TestEnumLookups(t *testing.T) {
	e, ok := EnumByName("ObligationKind")
	if !ok || e.Name != "ObligationKind" {
		t.Fatalf("EnumByName(ObligationKind) = %q, %v", e.Name, ok)
	}
	for value, want := range map[string]bool{
		"DEFENCE":                        true,
		string(ObligationKindMonitoring): true,
		"defence":                        false,
		" DEFENCE":                       false,
		"":                               false,
		"STATE":                          false, // another enumeration's
	} {
		if got := e.Has(value); got != want {
			t.Errorf("ObligationKind.Has(%q) = %v, want %v", value, got, want)
		}
	}
	for _, name := range []string{"", "obligationKind", "Credibility"} {
		if got, ok := EnumByName(name); ok || got.Has("DEFENCE") {
			t.Errorf("EnumByName(%q) found %q", name, got.Name)
		}
	}
	for _, e := range Enums() {
		byName, ok := EnumByName(e.Name)
		if !ok || !slices.Equal(byName.Values, e.Values) {
			t.Errorf("EnumByName(%q) differs from what Enums() lists", e.Name)
		}
		for _, name := range e.Names() {
			if !e.Has(name) {
				t.Errorf("%s.Has(%q) = false for a value of its own", e.Name, name)
			}
		}
	}
}

func TestEnumSlicesBelongToTheCaller(t *testing.T) {
	list := Enums()
	want := list[0].Name
	list[0] = Enum{Name: "Changed"}
	if got := Enums()[0].Name; got != want {
		t.Errorf("after a caller's change Enums()[0] is %q, want %q", got, want)
	}
	e := Enums()[0]
	names := e.Names()
	first := names[0]
	names[0] = "CHANGED"
	if got := e.Names()[0]; got != first {
		t.Errorf("after a caller's change Names()[0] is %q, want %q", got, first)
	}
}

// publishedEnums is what stored data and saved queries rely on. Adding a value
// needs no change here; renaming, dropping or reordering one must fail.
var publishedEnums = map[string]string{
	"ActorKind": "STATE INTERNATIONAL_ORGANISATION COALITION GOVERNMENT_BODY FORCE DELEGATION PERSON MECHANISM " +
		"NON_STATE_ARMED_GROUP DESCRIBED_GROUP MEDIA OTHER_ORGANISATION",
	"Existence": "ENVISAGED OPERATING DISSOLVED",
	"DeclarationKind": "TREATY CONVENTION AGREEMENT FRAMEWORK_AGREEMENT PROTOCOL CHARTER EXCHANGE_OF_NOTES MEMORANDUM " +
		"MEMORANDUM_OF_UNDERSTANDING DECLARATION JOINT_DECLARATION DECLARATION_OF_INTENT LETTER_OF_INTENT " +
		"JOINT_STATEMENT COMMUNIQUE UNILATERAL_DECLARATION RESOLUTION PLAN STATUS_OF_FORCES_AGREEMENT FINAL_ACT " +
		"AMENDMENT OTHER",
	"DeclarationStatus": "PROPOSED UNDER_NEGOTIATION DRAFT INITIALLED ADOPTED SIGNED PROVISIONALLY_APPLIED IN_FORCE SUSPENDED TERMINATED " +
		"EXPIRED SUPERSEDED UNKNOWN",
	"Stage": "PRE_NEGOTIATION CEASEFIRE PARTIAL COMPREHENSIVE IMPLEMENTATION RENEWAL OTHER",
	"PartyAction": "PROPOSAL INITIALLING ADOPTION SIGNATURE SIGNATURE_AD_REFERENDUM DEFINITIVE_SIGNATURE RATIFICATION ACCEPTANCE " +
		"APPROVAL ACCESSION FORMAL_CONFIRMATION SUCCESSION PROVISIONAL_APPLICATION NOTIFICATION RESERVATION " +
		"INTERPRETATIVE_DECLARATION OBJECTION ENDORSEMENT SUSPENSION WITHDRAWAL DENUNCIATION TERMINATION",
	"Capacity": "PARTY GUARANTOR WITNESS MEDIATOR DEPOSITARY",
	"ObligationKind": "DEFENCE OFFENCE NEUTRALITY NONAGGRESSION CONSULTATION ASSISTANCE MILITARY_AID ARMS_SUPPLY TRAINING INTELLIGENCE " +
		"LOGISTICS FINANCING ECONOMIC_AID HUMANITARIAN_AID RECONSTRUCTION DIPLOMATIC_SUPPORT SANCTIONS TROOP_DEPLOYMENT " +
		"FORCE_CONTRIBUTION BASING INTEGRATED_COMMAND NO_AID_TO_ENEMY NO_OPPOSING_ALLIANCE NO_SEPARATE_PEACE " +
		"NON_INTERVENTION RESPECT_TERRITORIAL_INTEGRITY NO_ECONOMIC_COERCION ARMS_LIMITATION DISARMAMENT CEASEFIRE " +
		"WITHDRAWAL MONITORING DISPUTE_SETTLEMENT INSTITUTION_BUILDING FURTHER_NEGOTIATION RATIFICATION_PROCEDURE " +
		"REPORTING OTHER",
	"Modality": "OBLIGATION PROHIBITION PERMISSION RIGHT INTENTION RECOMMENDATION UNSTATED",
	"Bindingness": "LEGALLY_BINDING POLITICALLY_BINDING LEGALLY_AND_POLITICALLY_BINDING BINDING_UNSPECIFIED NON_BINDING DISPUTED " +
		"UNDETERMINED",
	"BearerMode": "INDIVIDUAL JOINT SEVERAL JOINT_AND_SEVERAL COLLECTIVE_BODY UNSTATED",
	"BearerRole": "ACTORS EACH_PARTY ANY_PARTY OTHER_PARTIES",
	"ConditionKind": "ARMED_ATTACK RENEWED_ATTACK THREAT_OR_CRISIS CEASEFIRE_IN_FORCE CEASEFIRE_BREACH PEACE_AGREEMENT " +
		"REQUEST_OF_BENEFICIARY DOMESTIC_APPROVAL ENTRY_INTO_FORCE UN_MANDATE THIRD_PARTY_SUPPORT PERFORMANCE_BY_OTHER " +
		"VERIFICATION DATE_REACHED GEOGRAPHIC_SCOPE SPECIFIC_ADVERSARY SPECIFIC_CONFLICT NUMBER_OF_ADVERSARIES " +
		"ADVERSARY_DEMAND NON_PROVOCATION OTHER",
	"ConditionState": "UNMET MET UNKNOWN",
	"EventKind": "AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE " +
		"COERCE ASSAULT SUMMIT MEETING PRESS_CONFERENCE SIGNING INVOCATION CEASEFIRE PEACE_AGREEMENT ARMED_ATTACK " +
		"NON_PERFORMANCE OTHER",
	"EventStatus":      "PLANNED ONGOING OCCURRED HYPOTHETICAL CANCELLED",
	"ObligationStatus": "PROSPECTIVE DORMANT ACTIVE FULFILLED BREACHED SUSPENDED TERMINATED UNKNOWN",
	"StatementForm":    "DIRECT_QUOTE MIXED INDIRECT PARAPHRASE",
	"StatementAct": "ASSERTS ANNOUNCES PROMISES REQUESTS ENDORSES CONFIRMS QUALIFIES EVALUATES HOPES RECOGNISES REJECTS DENIES " +
		"THREATENS",
	"SourceKind":            "PRIMARY_TEXT OFFICIAL_STATEMENT NEWS_REPORT SOCIAL_POST DATASET ANALYSIS",
	"Reliability":           "A B C D E F",
	"Stance":                "CONFIRMS CONTRADICTS",
	"Basis":                 "TEXT IDENTIFIED INFERRED BACKGROUND",
	"MemberRole":            "LEAD MEMBER CONTRIBUTOR HOST OBSERVER",
	"ParticipantRole":       "HOST CHAIR PARTICIPANT MEDIATOR OBSERVER INITIATOR ATTACKER VICTIM SUBJECT",
	"CreatesMode":           "CREATES REAFFIRMS INCORPORATES",
	"EstablishesMode":       "ESTABLISHES ENVISAGES CALLS_FOR",
	"DeclarationRelation":   "DRAFT_OF AMENDS SUPPLEMENTS IMPLEMENTS SUPERSEDES ANNEXED_TO REFERS_TO PARALLEL_TO ENABLES_ACCESSION",
	"ObligationRelation":    "DEPENDS_ON CONSEQUENCE_OF VARIANT_OF REAFFIRMS IMPLEMENTS IN_EXCHANGE_FOR",
	"ConcernsRole":          "SUBJECT INSTRUMENT",
	"ConditionRole":         "ACTIVATES LIMITS SUSPENDS TERMINATES EXCEPT",
	"ConditionConcernsRole": "ATTACKER VICTIM SUBJECT",
	"VictimRole":            "ANY_PARTY",
	"Assessment":            "ALLEGED DENIED ADMITTED FOUND",
	"Domain":                "AIR SEA LAND CYBER SPACE INFORMATION",
	"Discretion":            "NONE SOME FULL",
}

func TestPublishedEnumValuesStay(t *testing.T) {
	for name, values := range publishedEnums {
		e, ok := EnumByName(name)
		if !ok {
			t.Errorf("enum %s is gone", name)
			continue
		}
		want := strings.Fields(values)
		got := slices.DeleteFunc(e.Names(), func(v string) bool { return !slices.Contains(want, v) })
		if !slices.Equal(got, want) {
			t.Errorf("%s: of the published values\n\t%v\nthe table keeps\n\t%v", name, want, got)
		}
	}
	for _, e := range Enums() {
		if publishedEnums[e.Name] == "" {
			t.Errorf("enum %s is not listed in publishedEnums", e.Name)
		}
	}
}
