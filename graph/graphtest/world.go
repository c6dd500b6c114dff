package graphtest

import (
	"slices"

	"pactgraph/graph"
)

// The data sets of World: a newspaper's, an official register's and an analyst's notes. The register is the most
// reliable; on the Tarn Accord's dates and on the Grey Company they disagree.
const (
	HarbourData  = "harbour"
	RegisterData = "register"
	NotebookData = "notebook"
)

// World is a small invented world around the Tarn Accord between Ardovia and Belmark, and the raid by Kestria on
// 10 May 2031 that put it to the test. It has every noun, relation, property and type of enumeration, obligations of
// every status (see WorldDay), partial dates, parallel edges, shared and negated conditions, texts in several scripts,
// and sources that disagree. Apply the batches in their order.
func World() []graph.Batch {
	harbour := newPen("harbour-1", HarbourData, graph.ReliabilityB)
	harbour.sources()
	harbour.actors()
	harbour.declarations()
	harbour.events()
	harbour.conditions()
	harbour.obligations()
	harbour.statements()
	harbour.claims()
	return []graph.Batch{harbour.batch, register(), notebook()}
}

// WorldDay is a day on which the world's obligations have every status that there is.
const WorldDay graph.Date = "2031-06-01"

const (
	ardovia, belmark, kestria  = "actor/ardovia", "actor/belmark", "actor/kestria"
	oldUnion, council          = "actor/old-union", "actor/northern-council"
	coalition, ministry        = "actor/strait-coalition", "actor/ardovian-mfa"
	navy, envoys, rost, olha   = "actor/strait-force", "actor/belmark-envoys", "actor/rost", "actor/мрія"
	centre, company, allies    = "actor/patrol-centre", "actor/grey-company", "actor/belmarks-allies"
	news, cafe                 = "actor/harbour-news", "actor/cafe-society"
	accord, draft, protocol    = "declaration/tarn-accord", "declaration/tarn-accord-draft", "declaration/tarn-protocol"
	charter, oldPact, memo     = "declaration/strait-charter", "declaration/old-pact", "declaration/aid-memorandum"
	seaPlan, harbourWords      = "declaration/sea-plan", "declaration/угода"
	signing, raid, delivery    = "event/tarn-signing", "event/raid", "event/delivery"
	vote, summit, press        = "event/vote", "event/summit", "event/press"
	truce, seizure, pledge     = "event/truce", "event/seizure", "event/embargo-order"
	attack, request, mandate   = "condition/attack", "condition/request", "condition/mandate"
	approval, provoked         = "condition/approval", "condition/provoked"
	threat, noBreach, truceHas = "condition/threat", "condition/no-breach", "condition/truce"
	atSea                      = "condition/at-sea"
	report, text, postByRost   = "source/harbour-0304", "source/tarn-text", "source/rost-post"
	registerSource, hearsay    = "source/register", "source/hearsay"
	release, notes             = "source/mfa-release", "source/notes"
	notBound, weHelp, hopeful  = "statement/not-bound", "statement/we-will-help", "statement/hope"
	reported                   = "statement/reported"
)

// The obligations, named by what becomes of them on WorldDay.
const (
	boats       = "obligation/tarn-accord/boats"     // fulfilled: delivered
	defend      = "obligation/tarn-accord/defend"    // active: attacked, and helped to be asked
	consult     = "obligation/tarn-accord/consult"   // dormant: no threat is recorded
	patrol      = "obligation/tarn-accord/patrol"    // active: no condition
	embargo     = "obligation/tarn-accord/embargo"   // active as a whole, fulfilled by Belmark
	quiet       = "obligation/tarn-accord/quiet"     // active: a negated condition, and nothing recorded
	centreOpens = "obligation/tarn-accord/centre"    // unknown: approved at an unknown time
	excepted    = "obligation/tarn-accord/excepted"  // dormant: an exception holds
	respect     = "obligation/strait-charter/seas"   // prospective: the charter isn't in force
	borders     = "obligation/sea-plan/borders"      // breached, as alleged
	later       = "obligation/sea-plan/later"        // prospective: begins in 2032
	over        = "obligation/sea-plan/over"         // terminated: it ended in May
	untilWar    = "obligation/sea-plan/until-attack" // terminated by a condition
	paused      = "obligation/sea-plan/paused"       // suspended by a condition
	bases       = "obligation/old-pact/bases"        // terminated with its treaty
	aid         = "obligation/aid-memorandum/aid"    // suspended with its memorandum
	rumour      = "obligation/rumour"                // unknown: nothing makes it
)

func (p *pen) sources() {
	p.node(report, props{
		"kind": "NEWS_REPORT", "title": "Ministers sign the Tarn Accord", "url": "https://harbour.example/0304", "author": "Ada Quill",
		"publishedOn": graph.Date("2031-03-04"), "retrievedOn": graph.Date("2031-03-05"), "language": "en", "reliability": "B",
		"sha256":  "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
		"licence": "CC-BY-4.0", "attribution": "Harbour News", "seen": true,
	})
	p.node(text, props{"kind": "PRIMARY_TEXT", "title": "The Tarn Accord", "publishedOn": graph.Date("2031-03"), "language": "en", "reliability": "A"})
	p.node(postByRost, props{"kind": "SOCIAL_POST", "title": "«Ми не зв’язані» 🕊️", "publishedOn": graph.Date("2031"), "language": "uk", "reliability": "C"})
	p.node(release, props{"kind": "OFFICIAL_STATEMENT", "title": "بيان الوزارة", "language": "ar", "publishedOn": graph.Date("2031-03-04")})
	p.node(hearsay, props{"kind": "ANALYSIS", "title": "A note that the report cites", "seen": false, "reliability": "F", "silentOn": []string{"author"}})
	p.out(report, graph.EdgeCites, hearsay, nil)
	p.out(report, graph.EdgeCites, text, nil)
	p.out(report, graph.EdgePublishedBy, news, nil)
	p.out(release, graph.EdgePublishedBy, ministry, nil)
}

func (p *pen) actors() {
	p.node(ardovia, props{
		"kind": "STATE", "name": "Ardovia", "fullName": "Republic of Ardovia", "aliases": []string{"Ардовія", "أردوفيا"},
		"identifiers": []graph.Identifier{{Scheme: "world", Value: "ARD"}, {Scheme: "codes", Value: "17"}}, "from": graph.Date("1901"),
	})
	p.node(belmark, props{"kind": "STATE", "name": "Belmark", "aliases": []string{"Bélmark"}, "from": graph.Date("1919-11")})
	p.node(kestria, props{"kind": "STATE", "name": "Kestria", "silentOn": []string{"from", "fullName"}})
	p.node(oldUnion, props{"kind": "STATE", "name": "Old Union", "from": graph.Date("1901-01-01"), "to": graph.Date("2001-08"), "existence": "DISSOLVED"})
	p.node(council, props{"kind": "INTERNATIONAL_ORGANISATION", "name": "Northern Council", "existence": "OPERATING"})
	p.node(coalition, props{"kind": "COALITION", "name": "Coalition of the Strait", "declaredSize": 7})
	p.node(ministry, props{"kind": "GOVERNMENT_BODY", "name": "Ardovian foreign ministry"})
	p.node(navy, props{"kind": "FORCE", "name": "Strait Force", "declaredSize": 1200})
	p.node(envoys, props{"kind": "DELEGATION", "name": "Belmark’s envoys"})
	p.node(rost, props{"kind": "PERSON", "name": "Ila Rost"})
	p.node(olha, props{"kind": "PERSON", "name": "Ольга Мрія", "aliases": []string{"Olha Mriia"}})
	p.node(centre, props{"kind": "MECHANISM", "name": "joint patrol centre", "existence": "ENVISAGED"})
	p.node(company, props{"kind": "NON_STATE_ARMED_GROUP", "name": "Grey Company"})
	p.node(allies, props{"kind": "DESCRIBED_GROUP", "name": "Belmark’s allies"})
	p.node(news, props{"kind": "MEDIA", "name": "Harbour News"})
	// A name in decomposed form: the same to a reader, and another text to a store.
	p.node(cafe, props{"kind": "OTHER_ORGANISATION", "name": "Cafe\u0301 Society", "aliases": []string{"ＣＡＦÉ　ＳＯＣＩＥＴＹ"}})

	p.out(ardovia, graph.EdgeMemberOf, coalition, props{"role": "LEAD", "from": graph.Date("2030")})
	p.out(belmark, graph.EdgeMemberOf, coalition, props{"role": "MEMBER", "from": graph.Date("2030-05"), "to": graph.Date("2031-05-31")})
	p.out(belmark, graph.EdgeMemberOf, coalition, props{"role": "MEMBER", "from": graph.Date("2031-07-01")})
	p.out(belmark, graph.EdgeMemberOf, council, nil)
	p.out(ministry, graph.EdgePartOf, ardovia, props{"title": "ministry", "from": graph.Date("1902"), "to": graph.Date("2040")})
	p.out(rost, graph.EdgeHoldsOffice, belmark, props{"title": "minister", "from": graph.Date("2029"), "to": graph.Date("2031-12")})
	p.out(olha, graph.EdgeHoldsOffice, ministry, props{"title": "spokeswoman", "from": graph.Date("2030-09-01")})
	p.out(envoys, graph.EdgeRepresents, belmark, props{"title": "envoys", "from": graph.Date("2031"), "to": graph.Date("2031")})
}

func (p *pen) declarations() {
	p.node(accord, props{
		"kind": "AGREEMENT", "title": "Tarn Accord", "stage": "COMPREHENSIVE", "status": "SIGNED", "bindingness": "LEGALLY_BINDING",
		"adoptedOn": graph.Date("2031-03-03"), "signedOn": graph.Date("2031-03"), "inForceOn": graph.Date("2031-04-01"), "expiresOn": graph.Date("2041"),
		"term": "P10Y", "notice": "six months’ notice", "place": "Tarn", "identifiers": []graph.Identifier{{Scheme: "register", Value: "17"}},
	})
	p.node(draft, props{"kind": "AGREEMENT", "title": "Tarn Accord", "status": "DRAFT", "place": "Tarn"})
	p.node(protocol, props{"kind": "PROTOCOL", "title": "Protocol to the Tarn Accord", "signedOn": graph.Date("2031-03-04"), "status": "SIGNED"})
	p.node(charter, props{"kind": "TREATY", "title": "Charter of the Strait", "signedOn": graph.Date("2031-05"), "status": "SIGNED"})
	p.node(oldPact, props{"kind": "TREATY", "title": "Old Pact", "inForceOn": graph.Date("1950"), "terminatedOn": graph.Date("2001-08-14"), "status": "TERMINATED"})
	p.node(memo, props{"kind": "MEMORANDUM", "title": "Aid Memorandum", "signedOn": graph.Date("2029-12-31"), "status": "SUSPENDED", "bindingness": "POLITICALLY_BINDING"})
	p.node(seaPlan, props{"kind": "PLAN", "title": "Plan for the Sea", "adoptedOn": graph.Date("2030"), "status": "ADOPTED", "stage": "IMPLEMENTATION"})
	p.node(harbourWords, props{"kind": "UNILATERAL_DECLARATION", "title": "Угода про гавань", "silentOn": []string{"signedOn", "bindingness"}})

	signed := p.out(ardovia, graph.EdgePartyAction, accord, props{"action": "SIGNATURE", "date": graph.Date("2031-03-03"), "by": olha, "capacity": "PARTY"})
	p.out(ardovia, graph.EdgePartyAction, accord, props{"action": "RATIFICATION", "date": graph.Date("2031-03-20"), "effectiveDate": graph.Date("2031-04-01")})
	p.out(belmark, graph.EdgePartyAction, accord, props{"action": "SIGNATURE", "date": graph.Date("2031-03"), "by": rost, "asNamed": "the minister"})
	p.out(belmark, graph.EdgePartyAction, accord, props{"action": "RESERVATION", "text": "Not on Sundays."})
	p.out(council, graph.EdgePartyAction, accord, props{"action": "ENDORSEMENT", "capacity": "DEPOSITARY"})
	p.claimEdge(ardovia, signed, props{"stance": "CONFIRMS", "basis": "TEXT", "credibility": 2}, "", quote(report, "Ministers of Ardovia and Belmark signed the Tarn Accord", 0))
	p.claimEdge(ardovia, signed, props{"field": "by", "value": olha, "stance": "CONFIRMS", "basis": "IDENTIFIED", "note": "the only minister named"}, "")
	p.out(ardovia, graph.EdgePartyTo, accord, props{"from": graph.Date("2031-04-01"), "phase": "1"})
	p.out(ardovia, graph.EdgePartyTo, oldPact, props{"from": graph.Date("1950"), "to": graph.Date("2001-08-14"), "phase": "1"})

	p.out(accord, graph.EdgeEstablishes, centre, props{"mode": "ENVISAGES", "locator": "Article 7"})
	p.out(accord, graph.EdgeAdoptedAt, signing, nil)
	p.out(draft, graph.EdgeRelatesTo, accord, props{"relation": "DRAFT_OF"})
	p.out(protocol, graph.EdgeRelatesTo, accord, props{"relation": "ANNEXED_TO"})
	p.out(protocol, graph.EdgeRelatesTo, accord, props{"relation": "SUPPLEMENTS"})
	// An instrument may refer to itself.
	p.out(charter, graph.EdgeRelatesTo, charter, props{"relation": "REFERS_TO"})
}

func (p *pen) events() {
	p.node(signing, props{"kind": "SIGNING", "title": "Signing at Tarn", "from": graph.Date("2031-03-03"), "to": graph.Date("2031-03-04"), "place": "Tarn", "status": "OCCURRED"})
	p.node(raid, props{"kind": "ARMED_ATTACK", "title": "Raid on the harbour", "from": graph.Date("2031-05-10"), "status": "OCCURRED"})
	p.node(delivery, props{"kind": "AID", "title": "Two boats delivered", "from": graph.Date("2031-05-20"), "status": "OCCURRED"})
	p.node(vote, props{"kind": "AGREE", "title": "Parliament’s vote", "status": "OCCURRED", "silentOn": []string{"from"}})
	p.node(summit, props{"kind": "SUMMIT", "title": "Summit of the Strait", "from": graph.Date("2032"), "status": "PLANNED"})
	p.node(press, props{"kind": "PRESS_CONFERENCE", "title": "Press conference", "from": graph.Date("2031-03-04"), "status": "OCCURRED"})
	p.node(truce, props{"kind": "CEASEFIRE", "title": "Truce", "from": graph.Date("2031-05-25"), "status": "ONGOING"})
	p.node(seizure, props{"kind": "NON_PERFORMANCE", "title": "Seizure of the light", "from": graph.Date("2031-05"), "status": "OCCURRED"})
	p.node(pledge, props{"kind": "SANCTION", "title": "Belmark’s embargo order", "from": graph.Date("2031-05-15"), "status": "OCCURRED"})

	p.out(ardovia, graph.EdgeParticipatedIn, signing, props{"role": "HOST"})
	p.out(ardovia, graph.EdgeParticipatedIn, signing, props{"role": "CHAIR", "asNamed": "our hosts"})
	p.out(belmark, graph.EdgeParticipatedIn, signing, props{"role": "PARTICIPANT"})
	p.out(kestria, graph.EdgeParticipatedIn, raid, props{"role": "ATTACKER"})
	p.out(ardovia, graph.EdgeParticipatedIn, raid, props{"role": "VICTIM"})
	p.out(company, graph.EdgeParticipatedIn, raid, nil)
	p.out(summit, graph.EdgeConcerns, charter, nil)
	p.out(signing, graph.EdgeConcerns, accord, nil)
}

func (p *pen) conditions() {
	p.node(attack, props{"kind": "ARMED_ATTACK", "text": "an armed attack on a party", "negated": false, "victimRole": "ANY_PARTY", "determinedBy": "the Council"})
	p.node(request, props{"kind": "REQUEST_OF_BENEFICIARY", "text": "the party attacked asks for help"})
	p.node(mandate, props{"kind": "UN_MANDATE", "text": "a mandate"})
	p.node(approval, props{"kind": "DOMESTIC_APPROVAL", "text": "once parliaments approve"})
	p.node(provoked, props{"kind": "NON_PROVOCATION", "text": "it provoked the attack"})
	p.node(threat, props{"kind": "THREAT_OR_CRISIS", "text": "when threatened", "silentOn": []string{"determinedBy"}})
	p.node(noBreach, props{"kind": "CEASEFIRE_BREACH", "text": "as long as the truce isn’t broken", "negated": true})
	p.node(truceHas, props{"kind": "CEASEFIRE_IN_FORCE", "text": "a truce is in force"})
	p.node(atSea, props{"kind": "GEOGRAPHIC_SCOPE", "text": "only at sea"})

	attacker := p.out(attack, graph.EdgeConcerns, kestria, props{"role": "ATTACKER"})
	p.claimEdge(attack, attacker, props{"field": "role", "value": "ATTACKER", "stance": "CONFIRMS", "basis": "INFERRED", "note": "no other neighbour has ships"}, "")
	p.out(attack, graph.EdgeConcerns, accord, props{"role": "SUBJECT"})
	p.out(raid, graph.EdgeSatisfies, attack, props{"from": graph.Date("2031-05-10"), "until": graph.Date("2031-06")})
	p.out(vote, graph.EdgeSatisfies, approval, nil)
	p.out(truce, graph.EdgeSatisfies, truceHas, nil)
	p.out(summit, graph.EdgeSatisfies, mandate, nil)
}

func (p *pen) obligations() {
	p.promise(boats, accord, props{
		"kind": "ARMS_SUPPLY", "summary": "Belmark supplies two patrol boats a year", "topics": []string{"boats", "Sécurité maritime"},
		"modality": "OBLIGATION", "modalText": "shall supply", "bindingness": "LEGALLY_BINDING", "bearerMode": "INDIVIDUAL", "bearerRole": "ACTORS",
		"discretion": "NONE", "domains": []string{"SEA", "AIR"}, "amountValue": 2.5, "amountUnit": "boats/year", "purpose": "to guard the strait",
		"place": "Tarn", "due": graph.Date("2031-12"), "from": graph.Date("2031-04"), "to": graph.Date("2041-04-01"), "locator": "Article 3",
	})
	p.bearers(boats, belmark)
	p.out(boats, graph.EdgeCounterparty, ardovia, props{"lead": false, "from": graph.Date("2031-04"), "to": graph.Date("2041"), "phase": "1", "asNamed": "the other party"})
	p.out(boats, graph.EdgeBeneficiary, ardovia, props{"lead": true, "asNamed": "Ardovia’s coast guard"})
	p.out(delivery, graph.EdgePerforms, boats, props{"by": belmark, "assessment": "ADMITTED"})

	p.promise(defend, accord, props{"kind": "DEFENCE", "summary": "Each helps the other if attacked", "bearerRole": "EACH_PARTY", "bearerMode": "SEVERAL", "modality": "OBLIGATION", "domains": []string{"LAND"}})
	p.out(defend, graph.EdgeAgainst, kestria, props{"asNamed": "any aggressor", "lead": true, "from": graph.Date("2031-04"), "to": graph.Date("2041"), "phase": "1"})
	p.out(defend, graph.EdgeConditionedOn, attack, props{"role": "ACTIVATES", "group": 1})
	p.out(defend, graph.EdgeConditionedOn, request, props{"role": "ACTIVATES", "group": 2})
	p.out(defend, graph.EdgeConditionedOn, mandate, props{"role": "ACTIVATES", "group": 2})
	p.out(defend, graph.EdgeConditionedOn, provoked, props{"role": "EXCEPT"})
	p.out(defend, graph.EdgeConditionedOn, atSea, props{"role": "LIMITS"})

	p.promise(consult, accord, props{"kind": "CONSULTATION", "summary": "They consult when threatened", "bearerRole": "EACH_PARTY", "discretion": "FULL"})
	p.out(consult, graph.EdgeConditionedOn, attack, props{"role": "ACTIVATES", "group": 1})
	p.out(consult, graph.EdgeConditionedOn, threat, props{"role": "ACTIVATES", "group": 1})
	p.out(consult, graph.EdgeRelatesTo, defend, props{"relation": "DEPENDS_ON"})

	p.promise(patrol, accord, props{"kind": "MONITORING", "summary": "They patrol the strait together", "bearerMode": "JOINT", "modality": "INTENTION", "modalText": "stand ready to"})
	p.bearers(patrol, ardovia, belmark)
	p.out(patrol, graph.EdgeBearer, navy, props{"lead": true, "from": graph.Date("2031-04"), "phase": "1", "asNamed": "their ships"})
	p.out(patrol, graph.EdgeBearer, navy, props{"lead": false, "from": graph.Date("2032"), "to": graph.Date("2033"), "phase": "2"})
	p.out(patrol, graph.EdgeRelatesTo, boats, props{"relation": "CONSEQUENCE_OF"})

	p.promise(embargo, accord, props{"kind": "SANCTIONS", "summary": "No arms for Kestria", "modality": "PROHIBITION", "bearerMode": "SEVERAL"})
	p.bearers(embargo, ardovia, belmark)
	p.out(pledge, graph.EdgePerforms, embargo, props{"by": belmark})

	p.promise(quiet, accord, props{"kind": "NON_INTERVENTION", "summary": "They keep quiet while the truce isn’t broken"})
	p.out(quiet, graph.EdgeConditionedOn, noBreach, props{"role": "ACTIVATES", "group": 1})
	p.bearers(quiet, ardovia)

	p.promise(centreOpens, accord, props{"kind": "INSTITUTION_BUILDING", "summary": "A joint patrol centre opens", "silentOn": []string{"bearers"}})
	p.out(centreOpens, graph.EdgeConcerns, centre, props{"role": "SUBJECT"})
	p.out(centreOpens, graph.EdgeConcerns, protocol, props{"role": "INSTRUMENT"})
	p.out(centreOpens, graph.EdgeConditionedOn, approval, props{"role": "ACTIVATES", "group": 1})

	p.promise(excepted, accord, props{"kind": "BASING", "summary": "Bases, but not during a truce"})
	p.out(excepted, graph.EdgeConditionedOn, truceHas, props{"role": "EXCEPT", "group": 1})

	p.promise(respect, charter, props{"kind": "OTHER", "summary": "Свобода мореплавства", "modality": "RIGHT"})
	p.bearers(respect, kestria)

	p.promise(borders, seaPlan, props{"kind": "RESPECT_TERRITORIAL_INTEGRITY", "summary": "Borders at sea are respected", "bindingness": "POLITICALLY_BINDING"})
	p.bearers(borders, kestria, ardovia)
	p.out(raid, graph.EdgeBreaches, borders, props{"by": kestria, "assessment": "ALLEGED"})
	p.out(seizure, graph.EdgeBreaches, borders, props{"by": ardovia, "assessment": "DENIED"})
	p.promise(later, seaPlan, props{"kind": "FINANCING", "summary": "A fund from 2032", "from": graph.Date("2032"), "amountValue": 1000000.0, "amountUnit": "crowns"})
	p.promise(over, seaPlan, props{"kind": "REPORTING", "summary": "A report until May", "to": graph.Date("2031-05")})
	p.promise(untilWar, seaPlan, props{"kind": "NEUTRALITY", "summary": "Neutral until attacked"})
	p.out(untilWar, graph.EdgeConditionedOn, attack, props{"role": "TERMINATES"})
	p.promise(paused, seaPlan, props{"kind": "ARMS_LIMITATION", "summary": "Few ships, but while a truce holds"})
	p.out(paused, graph.EdgeConditionedOn, truceHas, props{"role": "SUSPENDS", "group": 3})

	p.promise(bases, oldPact, props{"kind": "BASING", "summary": "Bases for the Old Union"})
	p.bearers(bases, ardovia)
	p.promise(aid, memo, props{"kind": "ECONOMIC_AID", "summary": "Aid for Ardovia"})
	p.bearers(aid, council)
	p.node(rumour, props{"kind": "OTHER", "summary": "A promise that nobody has seen"})
	p.bearers(rumour, coalition)
}

// promise says an obligation and the declaration that creates it.
func (p *pen) promise(obligation, declaration string, values props) {
	p.node(obligation, values)
	locator := props{"mode": "CREATES"}
	if at, ok := values["locator"]; ok {
		locator["locator"] = at
	}
	p.edge(obligation, graph.EdgeCreates, declaration, obligation, locator)
}

func (p *pen) bearers(obligation string, actors ...string) {
	for _, a := range actors {
		p.out(obligation, graph.EdgeBearer, a, nil)
	}
}

func (p *pen) statements() {
	p.node(notBound, props{"text": "We are not legally bound.", "form": "DIRECT_QUOTE", "act": "DENIES", "date": graph.Date("2031-03-04")})
	p.out(notBound, graph.EdgeMadeBy, rost, props{"title": "minister"})
	p.out(notBound, graph.EdgeOnBehalfOf, belmark, nil)
	p.out(notBound, graph.EdgeMadeAt, press, nil)
	p.out(notBound, graph.EdgeAbout, accord, nil)
	p.node(weHelp, props{"text": "Ми допоможемо 🤝", "form": "MIXED", "act": "PROMISES", "date": graph.Date("2031-05")})
	p.out(weHelp, graph.EdgeMadeBy, olha, props{"title": "spokeswoman"})
	p.out(weHelp, graph.EdgeOnBehalfOf, ardovia, nil)
	p.node(hopeful, props{"text": "نأمل في السلام", "form": "INDIRECT", "act": "HOPES", "silentOn": []string{"date", "madeBy"}})
	p.node(reported, props{"text": "The ministry is said to have agreed.", "form": "PARAPHRASE", "act": "CONFIRMS", "date": graph.Date("2031")})
	// A statement may be about anything that sources speak of.
	for _, id := range []string{defend, kestria, attack, raid, notBound, report} {
		p.out(weHelp, graph.EdgeAbout, id, nil)
	}
	p.out(reported, graph.EdgeAbout, accord, nil)
}

func (p *pen) claims() {
	signed := quote(report, "Ministers of Ardovia and Belmark signed the Tarn Accord", 0)
	p.claim(accord, props{"stance": "CONFIRMS", "basis": "TEXT", "credibility": 2}, "", signed)
	p.claim(accord, props{"field": "signedOn", "value": "2031-03", "stance": "CONFIRMS", "basis": "INFERRED", "note": "the report is dated 4 March", "credibility": 3}, "", signed)
	p.claim(accord, props{"field": "bindingness", "value": "LEGALLY_BINDING", "stance": "CONTRADICTS", "basis": "TEXT", "credibility": 4}, notBound,
		quote(postByRost, "Ми не зв’язані", 1))
	p.claim(boats, props{"field": "modalText", "value": "shall supply", "stance": "CONFIRMS", "basis": "TEXT"}, "",
		quote(report, "“shall supply two patrol boats a year”", 212),
		graph.EvidenceSaid{Source: text, Props: props{"exact": "shall supply", "prefix": "Belmark ", "suffix": " two", "start": 90, "end": 102, "locator": "Article 3", "verified": false}})
	friends := p.out(boats, graph.EdgeBeneficiary, allies, props{"asNamed": "its friends", "from": graph.Date("2031"), "to": graph.Date("2035-06"), "phase": "2"})
	p.claimEdge(boats, friends, props{"field": "asNamed", "value": "its friends", "stance": "CONTRADICTS", "basis": "BACKGROUND"}, reported)
	for _, id := range []string{ardovia, attack, raid, notBound, report} {
		p.claim(id, props{"stance": "CONFIRMS", "basis": "TEXT"}, "", quote(release, "كما ورد", 3))
	}
	p.claimEdges(graph.EdgeEstablishes, graph.EdgeSatisfies, graph.EdgeMadeBy, graph.EdgePublishedBy)
}

// claimEdges claims, of the first edge of each type, that the text says so.
func (p *pen) claimEdges(types ...graph.EdgeType) {
	for _, t := range types {
		i := slices.IndexFunc(p.batch.Said, func(s graph.Said) bool { return s.Type == t })
		edge := p.batch.Said[i]
		p.claimEdge(edge.Start, edge.Target, props{"stance": "CONFIRMS", "basis": "TEXT"}, "", quote(text, string(t), 500))
	}
}

// register is the official register's word: it gives the Tarn Accord's day and its entry into force.
func register() graph.Batch {
	p := newPen("register-1", RegisterData, graph.ReliabilityA)
	p.node(registerSource, props{"kind": "DATASET", "title": "Register of Instruments", "reliability": "A", "sha256": "fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9"})
	p.node(accord, props{
		"kind": "TREATY", "title": "Tarn Accord", "signedOn": graph.Date("2031-03-03"), "status": "IN_FORCE",
		"identifiers": []graph.Identifier{{Scheme: "register", Value: "17"}, {Scheme: "series", Value: "R/2031/4"}},
	})
	p.edge(accord, graph.EdgePartyAction, ardovia, accord, props{"action": "SIGNATURE", "date": graph.Date("2031-03-03"), "capacity": "GUARANTOR"})
	p.claim(accord, props{"field": "signedOn", "value": "2031-03-03", "stance": "CONFIRMS", "basis": "BACKGROUND", "credibility": 1}, "", place(registerSource, "instruments.csv, row 17"))
	p.node(ardovia, props{"kind": "STATE", "name": "Ardovia", "aliases": []string{"Ardovie", "Ардовія"}})
	return p.batch
}

// notebook is an analyst's word, of unknown reliability: more names, and another view of the Grey Company.
func notebook() graph.Batch {
	p := newPen("notebook-1", NotebookData, "")
	p.node(notes, props{"kind": "ANALYSIS", "title": "Notes", "author": "N. Ote", "retrievedOn": graph.Date("2031-06")})
	p.node(company, props{"kind": "FORCE", "name": "Grey Company", "aliases": []string{"the Greys"}, "from": graph.Date("2030")})
	p.out(company, graph.EdgePartOf, kestria, nil)
	p.claim(company, props{"field": "kind", "value": "FORCE", "stance": "CONFIRMS", "basis": "INFERRED", "note": "they wear Kestria’s badge"}, "", place(notes, "page 2"))
	// The same quote that the newspaper's own claims rest on.
	p.claim(protocol, props{"stance": "CONFIRMS", "basis": "TEXT", "credibility": 6}, "", quote(report, "Ministers of Ardovia and Belmark signed the Tarn Accord", 0))
	return p.batch
}
