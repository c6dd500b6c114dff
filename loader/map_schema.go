package loader

// mappingKeys are the keys of a mapping that are no sections.
func mappingKeys() []mapKey {
	return []mapKey{
		{name: "mapping", doc: "The version of the language: 1."},
		{name: "dataset", doc: "Whose word it is: a later load of the same data set corrects this one. It is the source where it is left out."},
		{name: "source", doc: "The source that the tables are: all evidence points into it. What it is stands under sources."},
		{name: "unknown", doc: "What stands in cells of all tables for a value that isn't known, as -9. An empty cell always does."},
		{name: "values", doc: "Value tables by name, for columns to name."},
		{name: "tables", doc: "The tables, by name."},
		{name: "records", doc: "What the rows of tables make: a list."},
	}
}

func tableKeys() []mapKey {
	return []mapKey{
		{name: "file", doc: "The name of its file, in which * stands for any letters and ? for one. Capitals don't matter, nor does .gz behind it."},
		{name: "sheet", doc: "The sheet, where the file is a workbook with several."},
		{name: "many", doc: "true: several files, or sheets, with the same columns make it up."},
		{name: "unknown", doc: "What stands in its cells for a value that isn't known: a list, or a map by column, in which \"*\" is every column."},
		{name: "where", doc: "Which of its rows are read: a map of columns and the values that they must have."},
		{name: "columns", doc: "Columns that are made of others, by name."},
	}
}

func conditionKeysOfWhere() []mapKey {
	return []mapKey{
		{name: "is", doc: "The value is this, or one of these."},
		{name: "not", doc: "The value is not this, nor one of these; it may be unknown."},
		{name: "known", doc: "true: there is a value. false: there is none."},
		{name: "atLeast", doc: "The value is a number, this one or a larger."},
		{name: "atMost", doc: "The value is a number, this one or a smaller."},
	}
}

func columnKeys() []mapKey {
	return []mapKey{
		{name: "column", doc: "The value of another column."},
		{name: "text", doc: "A text with the names of columns in it: <member> (<phase>)."},
		{name: "date", doc: "The columns of year, month and day, of which the last may be 0 or missing; or one column that holds a date."},
		{name: "slug", doc: "A text with the names of columns in it, made to what an id may have: small letters and digits, joined by hyphens."},
		{name: "actor", doc: "A text that names a state by name or code, as cow:<member>, or an actor of the mapping's own; the value is the actor's slug."},
		{name: "format", doc: "How a date of one column is written, by YYYY, MM or MON (a month's English name), and DD, as DD.MM.YYYY."},
		{name: "split", doc: "What parts the items where a cell holds a list: a text, or several."},
		{name: "values", doc: "What each value means: a map, or the name of a value table. ~ means that nothing is known."},
		{name: "otherwise", doc: "What any other value means: a text, ~, or keep for the value itself; with actor, the slug and the properties of an actor of its own. Without it another value is an error."},
		{name: "warn", doc: "false: an actor that is no state is no surprise, and not warned of."},
	}
}

func ruleKeys() []mapKey {
	return []mapKey{
		{name: "from", doc: "The table whose rows make the records, each row those below."},
		{name: "join", doc: "Tables of which a row belongs to each row, by name: their columns are written <table.column>."},
		{name: "where", doc: "Which rows make the records: a map of columns and the values that they must have."},
		{name: "each", doc: "A list of columns: each row is taken once for each that has a value, <column> being its name and <value> the value. Or one column with a list: once for each item, <value>."},
		{name: "columns", doc: "Columns that are made of others, by name; of <column> and <value> too."},
	}
}

func joinKeys() []mapKey {
	return []mapKey{
		{name: "on", doc: "The column that both tables have, or a list of such, or a map of this table's columns to the other's."},
		{name: "optional", doc: "true: there may be no such row; nothing of it is known then."},
	}
}
