package resolve

import (
	"hash/fnv"
	"slices"
)

// maxBlock is how many things may share a key for it to be used: a word that more have tells nothing. It bounds how many
// pairs are compared: at most maxBlock for each key of each thing.
const maxBlock = 100

// blocks finds the things that share a key. Keys are kept as hashes: two that fall together make pairs that are compared
// for nothing, and no other harm.
type blocks struct {
	keys   [][]uint64
	things map[uint64][]int
}

func newBlocks(things []*thing) *blocks {
	b := &blocks{keys: make([][]uint64, len(things)), things: map[uint64][]int{}}
	for i, t := range things {
		for _, key := range t.keys() {
			h := fnv.New64a()
			h.Write([]byte(key))
			b.keys[i] = append(b.keys[i], h.Sum64())
			b.things[h.Sum64()] = append(b.things[h.Sum64()], i)
		}
	}
	return b
}

// after gives the things after the i-th that share a key with it, in order.
func (b *blocks) after(i int) []int {
	var list []int
	for _, key := range b.keys[i] {
		block := b.things[key]
		if len(block) > maxBlock {
			continue
		}
		at, _ := slices.BinarySearch(block, i+1)
		list = append(list, block[at:]...)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// crowded counts the keys that too many things share.
func (b *blocks) crowded() int {
	n := 0
	for _, block := range b.things {
		if len(block) > maxBlock {
			n++
		}
	}
	return n
}
