package loader

import (
	"context"
	"errors"
	"slices"
	"time"

	"pactgraph/graph"
	"pactgraph/loader/table"
)

// readMapped reads tables by a mapping into the bundle that they make.
func readMapped(ctx context.Context, paths []string, started time.Time, opts Options) (*Bundle, error) {
	m, err := openMapping(ctx, opts)
	if err != nil {
		return nil, err
	}
	files, err := openTables(ctx, paths, opts)
	if err != nil {
		return nil, err
	}
	mapper := newMapper(m)
	if err := mapper.make(ctx, files, opts); err != nil {
		return nil, err
	}
	f := *m.file
	f.root = mapper.root()
	b, err := newBundle([]*file{&f}, append([]*file{&f}, files...), started, opts)
	if err != nil {
		return nil, err
	}
	b.flaws, b.warnings = mapper.list, mapper.warnings.list
	return b, nil
}

// openMapping reads the options' mapping file.
func openMapping(ctx context.Context, opts Options) (*mapping, error) {
	if opts.Mapping == StandardInput {
		return nil, graph.Errorf(graph.KindInvalid, "the mapping can't come by %s: name its file", inputName)
	}
	f, err := openFile(ctx, opts.Mapping, Options{})
	if err != nil {
		return nil, err
	}
	var problems collector
	if !parseText(f, &problems) {
		return nil, problems.err()
	}
	m := readMapping(f, &problems)
	return m, problems.err()
}

// openTables reads the files of tables that the paths name. In a folder, or a zip, other files are passed over.
func openTables(ctx context.Context, paths []string, opts Options) ([]*file, error) {
	files, err := openPaths(ctx, paths, opts)
	if err != nil {
		return nil, err
	}
	var tables []*file
	for _, f := range files {
		switch {
		case formatOf(f).isTable():
			tables = append(tables, f)
		case slices.Contains(paths, f.name):
			return nil, graph.Errorf(graph.KindInvalid, "%s is no table: a mapping reads CSV, TSV and XLSX files, zips and folders of them", f.name)
		}
	}
	return tables, nil
}

// make opens the tables of files, and makes the mapping's records of them. What is wrong with the tables, or with the mapping for
// these tables, is an error; what is wrong with what rows say is collected.
func (m *mapper) make(ctx context.Context, files []*file, opts Options) error {
	var tables []*table.Table
	for _, f := range files {
		opened, err := table.Open(ctx, f.name, f.data, tableOptions(formatOf(f), opts))
		if err != nil {
			m.tableFault(err)
			if ctx.Err() != nil {
				return ctx.Err()
			}
		}
		for _, t := range opened {
			m.tableFaults(t.Faults)
		}
		tables = append(tables, opened...)
	}
	if len(m.list) > 0 {
		return m.err()
	}
	if err := m.bind(ctx, tables); err != nil {
		return err
	}
	if len(m.list) == 0 {
		for _, r := range m.mapping.rules {
			m.checkRule(r)
		}
	}
	if len(m.list) > 0 {
		return m.err()
	}
	m.takeConstants()
	return m.run(ctx)
}

// tableFault tells what is wrong with a table.
func (m *mapper) tableFault(err error) {
	faults, ok := errors.AsType[table.Errors](err)
	if !ok {
		m.file("", "%s", err)
		return
	}
	m.tableFaults(faults)
}

// takeConstants takes up the records that stand in the mapping itself.
func (m *mapper) takeConstants() {
	for _, section := range m.mapping.constants {
		noun, _ := sectionNoun(section.key.text)
		for _, f := range section.value.fields {
			m.put(noun, f.key, f.value)
		}
	}
}

// root gives what was made as the root of a bundle.
func (m *mapper) root() *node {
	at := m.mapping.file.root
	root := at.sibling("")
	root.kind = mapNode
	add := func(name string, value *node) {
		if value != nil {
			root.fields = append(root.fields, field{at.sibling(name), value})
		}
	}
	add("pactgraph", at.sibling(Version))
	add("dataset", m.mapping.dataset)
	add("source", m.mapping.source)
	for _, noun := range m.found {
		section := at.sibling("")
		section.kind, section.fields = mapNode, m.fields(noun)
		add(sectionOf(noun), section)
	}
	return root
}

// fileOf gives the file that messages about a table's cells name.
func (m *mapper) fileOf(t *table.Table) *file {
	f := m.files[t]
	if f == nil {
		f = &file{name: t.File, table: t, shelf: m.shelf}
		m.files[t] = f
	}
	return f
}
