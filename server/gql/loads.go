package gql

import "pactgraph/graph"

// Bundle is what a writer sends to be loaded.
type Bundle struct {
	// Files are taken for those of one folder. There is at least one, and their names are different.
	Files []BundleFile
	// These are empty where nothing is said of them, and mean what the loader's options of the same name do. Mapping is the
	// name of one of the files.
	Dataset, Format, Source, Encoding, Separator, Mapping, Sync, LoadID string
	// Force is for Sync, and is set only with it.
	Force bool
	// AtRevision is the revision that the graph must have; nil for any.
	AtRevision *int
	// MostUnpacked is how many bytes the files may have together, with what is packed in them.
	MostUnpacked int64
	// Who sends it: the name that the server knows the token by.
	Who string
}

// BundleFile is a file by its name, which has no folder.
type BundleFile struct {
	Name string
	Data []byte
}

// Outcome is what came of a load, or would come of it.
type Outcome struct {
	// Receipt is the store's; empty where there are problems.
	graph.Receipt
	// Bundle is what the bundle holds; nil where there are problems.
	Bundle             *BundleReport
	Problems, Warnings []LoadProblem
	// Needs is what a planned load takes; nil where there are problems.
	Needs *LoadNeeds
}

// LoadNeeds is what a load takes of the store. The sizes are estimates in MiB, rounded up; nil where there is none.
type LoadNeeds struct {
	Records                              int
	MemoryMiB, MemoryAllowedMiB, DiskMiB *int
}

// NeedsOf gives what a planned load takes.
func NeedsOf(n graph.LoadNeeds) *LoadNeeds {
	mebibytes := func(bytes int64) *int {
		if bytes == 0 {
			return nil
		}
		rounded := int((bytes + 1<<20 - 1) >> 20)
		return &rounded
	}
	return &LoadNeeds{Records: n.Records, MemoryMiB: mebibytes(n.Memory), MemoryAllowedMiB: mebibytes(n.MemoryAllowed), DiskMiB: mebibytes(n.Disk)}
}

// Revision is the graph's after the load; nil where there are problems.
func (o *Outcome) Revision() *int {
	if o.Bundle == nil {
		return nil
	}
	return &o.Receipt.Revision
}

// Counts says how much the load changes; nil where there are problems.
func (o *Outcome) Counts() *LoadCounts {
	if o.Bundle == nil {
		return nil
	}
	return &LoadCounts{Added: o.Added, Changed: o.Changed, Removed: o.Removed}
}

// BundleReport says what a bundle holds, as the loader reports it.
type BundleReport struct {
	Dataset                                                string
	Nodes                                                  []NounCount
	Edges, Claims, Withdrawn, Verified, Unverified, Locked int
}

// NounCount is how many nodes there are of a noun.
type NounCount struct {
	Noun  string
	Count int
}

// LoadProblem is something wrong with a bundle, or worth a look.
type LoadProblem struct {
	// What there isn't is empty or nil. Sheet and ColumnName are those of a table.
	File, Sheet  string
	Line, Column *int
	ColumnName   string
	Message      string
	Text         string
}

// LoadPayload is what the mutation load gives.
type LoadPayload struct {
	Outcome
	// Load is known by its id alone; nil where nothing was done.
	Load *graph.Load
}

// PlanLoadPayload is what the mutation planLoad gives.
type PlanLoadPayload struct {
	Outcome
	// Pages are the pages of changes that are asked for.
	Pages []PlannedPage
}

// AtRevision is the graph's revision for which the plan was made; nil where there are problems.
func (p *PlanLoadPayload) AtRevision() *int {
	r := p.Revision()
	if r == nil || p.Unchanged {
		return r
	}
	before := *r - 1
	return &before
}

// PlannedPage is a page of planned changes, with the key in the answer under which it is asked for.
type PlannedPage struct {
	Key  string
	Page *graph.Changes
}

// Reversal is what came of taking a load back, or would come of it.
type Reversal struct {
	// Receipt is the store's; empty where conflicts kept it from being done.
	graph.Receipt
	// Reverted is the load that is taken back, known by its id alone.
	Reverted *graph.Load
	// Conflicts are the first of those that there are, ConflictCount is how many.
	Conflicts     []RevertConflict
	ConflictCount int
	// Done: conflicts didn't keep it from being done.
	Done bool
}

// Revision is the graph's after it; nil where it was not done.
func (r *Reversal) Revision() *int {
	if !r.Done {
		return nil
	}
	return &r.Receipt.Revision
}

// Counts says how much it changes; nil where it was not done.
func (r *Reversal) Counts() *LoadCounts {
	if !r.Done {
		return nil
	}
	return &LoadCounts{Added: r.Added, Changed: r.Changed, Removed: r.Removed}
}

// RevertConflict is something that can't be taken back; what is empty isn't there.
type RevertConflict struct {
	Target, Name, Reason string
	Load, Dataset, Named string
}

// RevertLoadPayload is what the mutation revertLoad gives.
type RevertLoadPayload struct {
	Reversal
	// Load is the load that took it back, known by its id alone; nil where nothing was done.
	Load *graph.Load
}

// PlanRevertLoadPayload is what the mutation planRevertLoad gives.
type PlanRevertLoadPayload struct {
	Reversal
	// Pages are the pages of changes that are asked for.
	Pages []PlannedPage
}

// ChoosePayload is what the mutations choose and takeBackChoice give.
type ChoosePayload struct {
	graph.Receipt
	// Load and Entity are known by their ids alone; nil where there is none.
	Load   *graph.Load
	Entity graph.AnyEntity
}

// Counts says how much the choice changed.
func (p *ChoosePayload) Counts() *LoadCounts {
	return &LoadCounts{Added: p.Added, Changed: p.Changed, Removed: p.Removed}
}
