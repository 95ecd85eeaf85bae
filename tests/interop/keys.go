package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	cosignatureV1 = 0x04
	timeSize      = 8
)

// checkpoint is what a signed note says of a log.
type checkpoint struct {
	origin string
	tree   tlog.Tree
	note   []byte
}

// openCheckpoint opens a note that key signed and reads the checkpoint in it.
func openCheckpoint(msg []byte, key string) (*checkpoint, error) {
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return nil, fmt.Errorf("key: %w", err)
	}
	opened, err := note.Open(msg, note.VerifierList(verifier))
	if err != nil {
		return nil, fmt.Errorf("checkpoint: %w", err)
	}
	origin, rest, _ := strings.Cut(opened.Text, "\n")
	if origin != verifier.Name() {
		return nil, fmt.Errorf("checkpoint: the origin %q is not the key's name", origin)
	}
	// tlog knows the name of one log only, and ignores lines that ours must not have.
	if strings.Count(rest, "\n") != 2 {
		return nil, errors.New("checkpoint: expected three lines")
	}
	tree, err := tlog.ParseTree([]byte("go.sum database tree\n" + rest))
	if err != nil {
		return nil, fmt.Errorf("checkpoint: %w", err)
	}
	return &checkpoint{origin, tree, msg}, nil
}

// verifyCosigned checks that the witness with this key cosigned a checkpoint.
func verifyCosigned(msg []byte, key string) error {
	verifier, err := newCosigner(key)
	if err != nil {
		return fmt.Errorf("witness key: %w", err)
	}
	if _, err := note.Open(msg, note.VerifierList(verifier)); err != nil {
		return fmt.Errorf("witness %s: %w", verifier.Name(), err)
	}
	return nil
}

// cosigner verifies the signature type of C2SP tlog-cosignature that sumdb/note does not know.
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func newCosigner(text string) (*cosigner, error) {
	parts := strings.SplitN(text, "+", 3)
	if len(parts) != 3 {
		return nil, errors.New("malformed")
	}
	key, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(key) != 1+ed25519.PublicKeySize || key[0] != cosignatureV1 {
		return nil, errors.New("not an Ed25519 key for cosignatures")
	}
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), key...))
	hash := binary.BigEndian.Uint32(sum[:])
	if fmt.Sprintf("%08x", hash) != parts[1] {
		return nil, errors.New("its id is of another key")
	}
	return &cosigner{parts[0], hash, key[1:]}, nil
}

func (c *cosigner) Name() string    { return c.name }
func (c *cosigner) KeyHash() uint32 { return c.hash }

func (c *cosigner) Verify(msg, sig []byte) bool {
	if len(sig) != timeSize+ed25519.SignatureSize {
		return false
	}
	time := binary.BigEndian.Uint64(sig)
	return ed25519.Verify(c.key, cosigned(msg, time), sig[timeSize:])
}

func cosigned(msg []byte, time uint64) []byte {
	var text bytes.Buffer
	fmt.Fprintf(&text, "cosignature/v1\ntime %d\n%s", time, msg)
	return text.Bytes()
}

// cosignerOf signs as a witness, so that Python can be shown a cosignature that it did not make.
type cosignerOf struct {
	cosigner
	secret ed25519.PrivateKey
	time   uint64
}

func newCosignerOf(name string, seed []byte, time uint64) *cosignerOf {
	secret := ed25519.NewKeyFromSeed(seed)
	public := secret.Public().(ed25519.PublicKey)
	sum := sha256.Sum256(append([]byte(name+"\n\x04"), public...))
	return &cosignerOf{cosigner{name, binary.BigEndian.Uint32(sum[:]), public}, secret, time}
}

func (c *cosignerOf) Sign(msg []byte) ([]byte, error) {
	stamp := make([]byte, timeSize)
	binary.BigEndian.PutUint64(stamp, c.time)
	return append(stamp, ed25519.Sign(c.secret, cosigned(msg, c.time))...), nil
}
