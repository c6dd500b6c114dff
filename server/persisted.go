package server

import (
	"container/list"
	"crypto/sha256"
	"encoding/hex"
	"sync"
)

// Automatic persisted queries: a client sends a document's SHA-256 in its place; the server says if it doesn't know it, and
// then the client sends both. So a long document becomes a short address, which caches can hold.

// How many documents are kept, and how many bytes of them.
const (
	persistedCount = 1000
	persistedBytes = 8 << 20
)

// persisted keeps the documents that were used last, by their hashes.
type persisted struct {
	mu     sync.Mutex
	byHash map[string]*list.Element
	recent *list.List // of keptDocument, the last used first
	bytes  int
}

type keptDocument struct{ hash, text string }

func newPersisted() *persisted {
	return &persisted{byHash: map[string]*list.Element{}, recent: list.New()}
}

// document gives the document of a request: the one sent, which is kept if its hash is sent too, or the one kept under
// the hash.
func (p *persisted) document(req request) (string, *problem) {
	wanted, problem := persistedHash(req.Extensions)
	if problem != nil || wanted == "" {
		return req.Query, problem
	}
	if req.Query == "" {
		if text, ok := p.get(wanted); ok {
			return text, nil
		}
		// Clients know this error by its message as much as by its code.
		return "", refused(codeNotPersisted, "PersistedQueryNotFound")
	}
	if hash := hashOf(req.Query); hash != wanted {
		return "", refused(codeOtherHash, "the query's SHA-256 is %s, and extensions.persistedQuery.sha256Hash is %q", hash, wanted)
	}
	p.put(wanted, req.Query)
	return req.Query, nil
}

// persistedHash gives the hash that a request names a document by; empty if it names none.
func persistedHash(extensions map[string]any) (string, *problem) {
	said, ok := extensions["persistedQuery"]
	if !ok || said == nil {
		return "", nil
	}
	q, _ := said.(map[string]any)
	hash, _ := q["sha256Hash"].(string)
	if raw, err := hex.DecodeString(hash); err != nil || len(raw) != sha256.Size {
		return "", badf(`extensions.persistedQuery is an object with version 1 and sha256Hash, a SHA-256 in hexadecimal digits; here the hash is %s`, shown(q["sha256Hash"]))
	}
	return hash, nil
}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func (p *persisted) get(hash string) (string, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	e, ok := p.byHash[hash]
	if !ok {
		return "", false
	}
	p.recent.MoveToFront(e)
	return e.Value.(keptDocument).text, true
}

// put keeps a document, and lets go of those that weren't used for the longest time where there is no room.
func (p *persisted) put(hash, text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if e, ok := p.byHash[hash]; ok {
		p.recent.MoveToFront(e)
		return
	}
	p.byHash[hash] = p.recent.PushFront(keptDocument{hash, text})
	p.bytes += len(text)
	for p.recent.Len() > persistedCount || p.bytes > persistedBytes {
		oldest := p.recent.Remove(p.recent.Back()).(keptDocument)
		delete(p.byHash, oldest.hash)
		p.bytes -= len(oldest.text)
	}
}
