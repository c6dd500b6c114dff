package loader

import (
	"slices"
	"strings"
	"sync"

	"pactgraph/graph"
	"pactgraph/loader/form"
)

// phase orders the keys of a record: what holds for all of it is read first, the evidence last.
type phase int

const (
	phaseScope phase = iota
	phaseValues
	// phaseWord is what a statement is a word on: its quotes may be about that.
	phaseWord
	phaseEvidence
	phases
)

// key is one row of the table of keys: what may stand in a record of a noun, how it is read and how the JSON Schema
// describes it. The rows for properties and relations are made from the model; a new property needs no row here.
type key struct {
	name  string
	doc   string
	phase phase
	// prop is set for a property, link for what makes edges.
	prop *graph.Property
	link *link
	// fields are the names of the model that a value under this key gives a value to, where they differ from name.
	fields []string
	// cell is how a table says a value that neither property nor link tells.
	cell   cellKind
	write  func(w *writing, k *key, name, value *node)
	schema func(noun graph.Noun, k *key) schema
}

// link says what edges a key makes.
type link struct {
	rel graph.Relation
	// reverse: the record is where the edges end.
	reverse bool
	// preset are properties that the key itself gives, as victim gives the role VICTIM.
	preset graph.Props
	// as is the property that `as` gives, computed one that follows from where an item stands; empty for none.
	as, computed string
	// ends are the nouns that may stand at the other end.
	ends []graph.Noun
	// one: at most one edge.
	one bool
}

// field is the name by which the model walks these edges from the record.
func (l *link) field(noun graph.Noun) string {
	if l.reverse {
		return l.rel.In[noun]
	}
	return l.rel.Out
}

// props are the properties that an item of the link may give under their own names.
func (l *link) props() []graph.Property {
	return slices.DeleteFunc(slices.Clone(l.rel.Props), func(p graph.Property) bool {
		_, preset := l.preset[p.Name]
		return preset || p.Name == l.as || p.Name == l.computed
	})
}

// property gives the property that an item's key stands for.
func (l *link) property(name string) (graph.Property, bool) {
	if name == "as" && l.as != "" {
		return l.rel.Property(l.as)
	}
	for _, p := range l.props() {
		if p.Name == name {
			return p, true
		}
	}
	return graph.Property{}, false
}

// refKeys are the keys under which an item may name the other end. `to` is one where edges have no last day.
func (l *link) refKeys() []string {
	names := []string{"who", "what", "in"}
	if _, taken := l.rel.Property("to"); !taken {
		names = append(names, "to")
	}
	return names
}

// conditionKeys give the roles of conditions their keys.
var conditionKeys = []struct {
	name string
	role graph.ConditionRole
	doc  string
}{
	{"when", graph.ConditionRoleActivates, "What must hold for the obligation to be active. A list is AND; {any: […]} is OR."},
	{"unless", graph.ConditionRoleExcept, "While this holds, the obligation is not active."},
	{"until", graph.ConditionRoleTerminates, "When this holds, the obligation ends."},
	{"suspendedWhile", graph.ConditionRoleSuspends, "While this holds, the obligation is suspended."},
	{"limitedBy", graph.ConditionRoleLimits, "What limits the obligation: a region, an adversary, a conflict."},
}

// keyTable is the table of one noun's keys.
type keyTable struct {
	list   []key
	byName map[string]*key
	// fields are the names that quotes, inferred and silentOn may give.
	fields []string
}

func (t *keyTable) names() []string {
	names := make([]string, len(t.list))
	for i, k := range t.list {
		names[i] = k.name
	}
	return names
}

// keyCache holds the tables; they are made when they are first needed.
var keyCache struct {
	once   sync.Once
	tables map[graph.Noun]*keyTable
}

// keyTables gives the table of each entity.
func keyTables() map[graph.Noun]*keyTable {
	keyCache.once.Do(func() { keyCache.tables = makeKeyTables() })
	return keyCache.tables
}

func makeKeyTables() map[graph.Noun]*keyTable {
	tables := map[graph.Noun]*keyTable{}
	for _, n := range graph.Entities() {
		t := &keyTable{byName: map[string]*key{}}
		for _, k := range slices.Concat(ownKeys(n), propertyKeys(n), linkKeys(n), commonKeys()) {
			if !slices.Contains(t.names(), k.name) {
				t.list = append(t.list, k)
			}
		}
		for i := range t.list {
			t.byName[t.list[i].name] = &t.list[i]
		}
		t.fields = t.fieldNames(n)
		tables[n] = t
	}
	return tables
}

// propertyKeys makes a row for each property of a noun.
func propertyKeys(noun graph.Noun) []key {
	var keys []key
	for _, p := range noun.Properties() {
		if p.Name == "silentOn" {
			continue
		}
		keys = append(keys, key{name: p.Name, doc: p.Doc, phase: phaseValues, prop: &p, write: (*writing).property, schema: propertySchema})
	}
	return keys
}

// linkKeys makes a row for each relation that can be written under a noun.
func linkKeys(noun graph.Noun) []key {
	var keys []key
	taken := map[graph.EdgeType]bool{graph.EdgeClaimed: true}
	for _, r := range form.RenamedRelations() {
		if r.On != noun {
			continue
		}
		rel, _ := graph.RelationOf(r.From, r.Edge)
		keys = append(keys, linkKey(r.Name, r.Doc, newLink(rel, r.Reverse, r.Preset)))
		taken[r.Edge] = taken[r.Edge] || !r.Also && r.From == noun
	}
	for _, rel := range graph.Relations() {
		if rel.From == noun && !taken[rel.Type] {
			keys = append(keys, linkKey(rel.Out, rel.Doc, newLink(rel, false, nil)))
		}
	}
	return keys
}

func newLink(rel graph.Relation, reverse bool, preset graph.Props) *link {
	l := &link{rel: rel, reverse: reverse, preset: preset, ends: rel.To, one: rel.One && !reverse}
	if reverse {
		l.ends = []graph.Noun{rel.From}
	}
	if _, ok := rel.Property(form.AsProperty); ok {
		l.as = form.AsProperty
	}
	return l
}

func linkKey(name, doc string, l *link) key {
	return key{name: name, doc: doc, phase: phaseValues, link: l, write: (*writing).links, schema: linkSchema}
}

// ownKeys are the rows of a noun that no property or relation makes: the conveniences.
func ownKeys(noun graph.Noun) []key {
	switch noun {
	case graph.NounActor:
		return []key{
			{name: "is", doc: "A state of the registry that this is, by name or code: the entry then adds to what the registry knows of it.", phase: phaseScope, write: ignore, schema: refSchema},
		}
	case graph.NounDeclaration:
		return []key{
			{name: "obligations", doc: "The obligations that the declaration makes, by key.", phase: phaseValues, cell: cellAny, write: (*writing).obligations, schema: obligationsSchema},
		}
	case graph.NounObligation:
		return obligationKeys()
	case graph.NounStatement:
		return []key{
			{name: "as", doc: "In what capacity it was said.", phase: phaseScope, write: (*writing).capacity, schema: textSchema},
			{name: "of", doc: "What the statement is a word on: a thing, or a field of a thing as thing.field. It makes a claim in the speaker's name.", phase: phaseWord, cell: cellList, write: (*writing).of, schema: refsSchema},
			{name: "value", doc: "The value of that field, as the speaker has it or denies it.", phase: phaseScope, cell: cellAny, write: (*writing).value, schema: valueSchema},
		}
	case graph.NounSource:
		return []key{
			{name: "file", doc: "The file with the source's text, beside the bundle.", phase: phaseScope, write: ignore, schema: textSchema},
		}
	}
	return nil
}

func obligationKeys() []key {
	bearer, _ := graph.RelationOf(graph.NounObligation, graph.EdgeBearer)
	keys := []key{
		{name: "mode", doc: "How the declaration in which it stands makes it; CREATES where it is left out.", phase: phaseScope, write: (*writing).mode, schema: modeSchema},
		{name: "amount", doc: "The quantity promised: a number and its unit, as 2 boats/year.", phase: phaseValues, fields: []string{"amountValue", "amountUnit"}, cell: cellAny, write: (*writing).amount, schema: amountSchema},
		{name: "bearers", doc: bearer.Doc + " Or one of EACH_PARTY, ANY_PARTY, OTHER_PARTIES.", phase: phaseValues, link: newLink(bearer, false, nil), write: (*writing).bearers, schema: bearersSchema},
	}
	for _, c := range conditionKeys {
		rel, _ := graph.RelationOf(graph.NounObligation, graph.EdgeConditionedOn)
		l := newLink(rel, false, graph.Props{"role": string(c.role)})
		l.computed = "group"
		keys = append(keys, key{name: c.name, doc: c.doc, phase: phaseValues, link: l, write: (*writing).conditions, schema: conditionsSchema})
	}
	return keys
}

// commonKeys may stand in every record.
func commonKeys() []key {
	basis := func(name, doc string) key {
		return key{name: name, doc: doc, phase: phaseEvidence, cell: cellAny, write: (*writing).basis, schema: notesSchema}
	}
	return []key{
		{name: "quote", doc: "Evidence for the record as such: a quote, $name, or a list of them.", phase: phaseScope, cell: cellQuote, write: (*writing).quote, schema: quoteSchema},
		{name: "quotes", doc: "Evidence for single fields or relations, by their names.", phase: phaseEvidence, cell: cellAny, write: (*writing).quotes, schema: quotesSchema},
		basis("inferred", "Fields that the coder concluded, each with the reason."),
		basis("identified", "Fields that rest on taking two names for one, each with the reason."),
		basis("background", "Fields taken from common knowledge or a registry, each with a note."),
		{name: "silentOn", doc: "Fields and relations that the sources leave open.", phase: phaseEvidence, cell: cellList, write: (*writing).silentOn, schema: namesSchema},
		{name: "said", doc: "Whose word it is: a statement, or an actor. It holds for what is nested too; ~ stops it.", phase: phaseScope, cell: cellAny, write: (*writing).said, schema: refOrNullSchema},
		{name: "in", doc: "The source of this record's quotes, if it is not the file's default one.", phase: phaseScope, write: (*writing).in, schema: refSchema},
		{name: "credibility", doc: "How credible the information is, 1 to 6 (Admiralty code); or that by field.", phase: phaseScope, cell: cellAny, write: (*writing).credibility, schema: credibilitySchema},
		{name: "note", doc: "What else a reader should know.", phase: phaseScope, write: (*writing).note, schema: textSchema},
	}
}

// fieldNames are the names that quotes, inferred and silentOn may give for a noun: its keys for values, and the
// model's own names.
func fieldNames(noun graph.Noun) []string { return keyTables()[noun].fields }

func (t *keyTable) fieldNames(noun graph.Noun) []string {
	var names []string
	for _, k := range t.list {
		if k.phase == phaseValues {
			names = append(names, k.name)
		}
	}
	for _, f := range noun.Fields() {
		if f.Name != "claims" && !slices.Contains(names, f.Name) {
			names = append(names, f.Name)
		}
	}
	return names
}

// modelFields gives the model's names for what a key of a record means.
func modelFields(noun graph.Noun, name string) []string {
	k := keyTables()[noun].byName[name]
	switch {
	case k == nil:
		return []string{name}
	case k.fields != nil:
		return k.fields
	case k.link != nil:
		return []string{k.link.field(noun)}
	}
	return []string{name}
}

// namesUnder gives the names under which it is noted what a key gives: the model's fields, and its own.
func namesUnder(noun graph.Noun, name string) []string {
	return slices.Concat(modelFields(noun, name), []string{name})
}

// ignore is for keys that are read elsewhere.
func ignore(*writing, *key, *node, *node) {}

func joinOr(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}
