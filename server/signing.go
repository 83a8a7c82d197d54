package server

import (
	"errors"
	"path/filepath"

	"go.uber.org/zap"

	"ollu/server/check"
	"ollu/server/signing"
)

// signingDir is the folder of the signing keys in the data directory.
const signingDir = "signing"

// defaultIssuer is the issuer of the keys that a node makes by itself.
const defaultIssuer = "ollu"

// SigningDir is the folder of the signing keys of a node on a data directory.
func SigningDir(dataDir string) string { return filepath.Join(dataDir, signingDir) }

// openRing reads the signing keys, and makes them at the first start.
func (n *Node) openRing() error {
	dir, now := SigningDir(n.o.DataDir), n.o.Now()
	ring, err := signing.Open(dir, now)
	if errors.Is(err, signing.ErrNone) {
		if ring, err = signing.Init(dir, defaultIssuer, n.o.Random, now); err == nil {
			n.sayMade(ring, dir)
		}
	}
	if err != nil {
		return err
	}
	n.ring.Store(ring)
	return nil
}

// sayMade tells of keys made at a start. A store that is in use had others, if
// it signed before: who trusts those would refuse these.
func (n *Node) sayMade(ring *signing.Ring, dir string) {
	about := []zap.Field{zap.String("folder", dir), zap.String("issuer", ring.Issuer()), zap.String("key_id", ring.Signer().KeyID())}
	if n.o.Store.Stats().Licences == 0 {
		n.o.Log.Info("made signing keys", about...)
		return
	}
	n.o.Log.Warn("made signing keys for a store in use; if there were others, put them back with ollu signing import FILE --force", about...)
}

// readRing takes over the signing keys that are there now. Unlike openRing it
// makes none: they were there when the node started.
func (n *Node) readRing() error {
	ring, err := signing.Open(SigningDir(n.o.DataDir), n.o.Now())
	if err != nil {
		return err
	}
	n.ring.Store(ring)
	return nil
}

// useSigning has the agents' door sign with the keys, and publish the catalogue,
// that are in force.
func (n *Node) useSigning() {
	ring, now := n.ring.Load(), n.o.Now()
	s := &check.Signing{Signer: ring.Signer(), Issuer: ring.Issuer(), KeySet: ring.KeySetJSON(), Products: map[string][]byte{}}
	edition := [][]byte{[]byte(n.o.Version.Version), []byte(s.Issuer), []byte(s.Signer.KeyID())}
	for _, p := range n.Catalogue().Products() {
		facts := p.AppendFacts(nil)
		edition = append(edition, facts)
		s.Products[p.ID] = s.Signer.AppendProduct(nil, s.Issuer, facts, now)
	}
	s.Edition = check.NewEdition(edition...)
	n.door.UseSigning(s)
}

// ReloadSigning reads the signing keys again. When they cannot be read, those
// that are in force stay.
func (n *Node) ReloadSigning() error {
	n.reloading.Lock()
	defer n.reloading.Unlock()
	if err := n.readRing(); err != nil {
		return err
	}
	n.useSigning()
	n.o.Log.Info("reloaded the signing keys", zap.String("key_id", n.ring.Load().Signer().KeyID()))
	return nil
}

// KeyID names the key that the node signs with.
func (n *Node) KeyID() string { return n.ring.Load().Signer().KeyID() }
