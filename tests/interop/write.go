package main

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// job says which log to write. Bytes are in base64.
type job struct {
	Origin  string
	Seed    []byte
	Witness string
	Time    uint64
	Entries [][]byte
	Olders  []int64 // sizes to prove consistency from
}

// proofs are what Python has to accept.
type proofs struct {
	Key         string              `json:"key"`
	Inclusion   [][][]byte          `json:"inclusion"`
	Consistency map[string][][]byte `json:"consistency"`
	Roots       map[string][]byte   `json:"roots"`
}

// store holds the hashes of a tree in the order of tlog.StoredHashIndex.
type store []tlog.Hash

func (s *store) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		hashes[i] = (*s)[index]
	}
	return hashes, nil
}

// writeLog makes a log's folder, checkpoint and tiles and bundles, and prints its proofs.
func writeLog(root string, input io.Reader, output io.Writer) error {
	var asked job
	if err := json.NewDecoder(input).Decode(&asked); err != nil {
		return err
	}
	hashes := &store{}
	for i, entry := range asked.Entries {
		added, err := tlog.StoredHashes(int64(i), entry, hashes)
		if err != nil {
			return err
		}
		*hashes = append(*hashes, added...)
	}
	files := folder(root)
	if err := writeTiles(files, asked.Entries, hashes); err != nil {
		return err
	}
	answer, err := prove(&asked, hashes)
	if err != nil {
		return err
	}
	msg, err := sign(&asked, hashes, answer)
	if err != nil {
		return err
	}
	if err := files.write("checkpoint", msg); err != nil {
		return err
	}
	return json.NewEncoder(output).Encode(answer)
}

func writeTiles(files folder, entries [][]byte, hashes tlog.HashReader) error {
	size := int64(len(entries))
	for _, tile := range tlog.NewTiles(height, 0, size) {
		data, err := tlog.ReadTileData(tile, hashes)
		if err != nil {
			return err
		}
		if err := files.write(pathOf(tile), data); err != nil {
			return err
		}
	}
	for _, tile := range leafTiles(size) {
		under := entries[tile.N*width:][:tile.W]
		if err := files.write(bundlePathOf(tile), bundle(under)); err != nil {
			return err
		}
	}
	return nil
}

func sign(asked *job, hashes tlog.HashReader, answer *proofs) ([]byte, error) {
	tree, err := tlog.TreeHash(int64(len(asked.Entries)), hashes)
	if err != nil {
		return nil, err
	}
	// The key in the text form of sumdb/note: its id is made of the public half.
	public := ed25519.NewKeyFromSeed(asked.Seed).Public().(ed25519.PublicKey)
	answer.Key, err = note.NewEd25519VerifierKey(asked.Origin, public)
	if err != nil {
		return nil, err
	}
	verifier, err := note.NewVerifier(answer.Key)
	if err != nil {
		return nil, err
	}
	seed := base64.StdEncoding.EncodeToString(append([]byte{1}, asked.Seed...))
	signer, err := note.NewSigner(fmt.Sprintf("PRIVATE+KEY+%s+%08x+%s", asked.Origin, verifier.KeyHash(), seed))
	if err != nil {
		return nil, err
	}
	text := fmt.Sprintf("%s\n%d\n%s\n", asked.Origin, len(asked.Entries), tree)
	witness := newCosignerOf(asked.Witness, asked.Seed, asked.Time)
	return note.Sign(&note.Note{Text: text}, signer, witness)
}

func prove(asked *job, hashes tlog.HashReader) (*proofs, error) {
	size := int64(len(asked.Entries))
	answer := &proofs{Consistency: map[string][][]byte{}, Roots: map[string][]byte{}}
	for i := range asked.Entries {
		proof, err := tlog.ProveRecord(size, int64(i), hashes)
		if err != nil {
			return nil, err
		}
		answer.Inclusion = append(answer.Inclusion, bytesOf(proof))
	}
	for _, older := range asked.Olders {
		proof, err := tlog.ProveTree(size, older, hashes)
		if err != nil {
			return nil, err
		}
		root, err := tlog.TreeHash(older, hashes)
		if err != nil {
			return nil, err
		}
		answer.Consistency[fmt.Sprint(older)] = bytesOf(proof)
		answer.Roots[fmt.Sprint(older)] = root[:]
	}
	return answer, nil
}

func bytesOf(hashes []tlog.Hash) [][]byte {
	out := make([][]byte, len(hashes))
	for i := range hashes {
		out[i] = hashes[i][:]
	}
	return out
}
