package graph

// HeldOn wants the nodes of a noun that held on a day. What no date speaks against is kept: an unknown date is
// neither before nor after.
//
//	Actor        existed: neither began later nor ended before
//	Declaration  had been made, and had not ended (see MadeBy, EndedBy)
//	Obligation   was neither prospective nor terminated (see DeriveStatus)
//	Event        had begun
//	Statement    had been made
//	Source       had been published
//
// Other nouns always hold.
func HeldOn(n Noun, day Date) Filter {
	switch n {
	case NounActor:
		return And{notLater("from", day), notOver("to", day)}
	case NounDeclaration:
		return And{MadeBy(day), Not{EndedBy(day)}}
	case NounObligation:
		return Not{StatusFilter(day, "", ObligationStatusProspective, ObligationStatusTerminated)}
	case NounEvent:
		return notLater("from", day)
	case NounStatement:
		return notLater("date", day)
	case NounSource:
		return notLater("publishedOn", day)
	}
	return nil
}

// EdgeHeldOn wants the edges of a field that held on a day, by the dates that they have.
func EdgeHeldOn(field Field, day Date) Filter {
	var all And
	for _, name := range []string{"from", "date"} {
		if _, ok := field.EdgeProperty(name); ok {
			all = append(all, notLater(name, day))
		}
	}
	for _, name := range []string{"to", "until"} {
		if _, ok := field.EdgeProperty(name); ok {
			all = append(all, notOver(name, day))
		}
	}
	if len(all) == 0 {
		return nil
	}
	return all
}

func notLater(prop string, day Date) Filter { return Not{Is{prop, OpGt, day}} }
func notOver(prop string, day Date) Filter  { return Not{overBy(prop, day)} }
