package door

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strings"
	"time"

	"ollu/server/manager/book"
)

const (
	askMost  = 50_000 // products that are known only because they ask
	nameMost = 64     // characters of a product's name

	countEvery = time.Minute // while there are too many
)

// newcomer takes in a product that was never seen before, unless there are too
// many.
func (l *learner) newcomer(s *sighting) (*book.Product, error) {
	if l.counted.IsZero() || l.asks >= askMost && s.at.Sub(l.counted).Abs() >= countEvery {
		if err := l.count(s.at); err != nil {
			return nil, err
		}
	}
	if l.asks >= askMost {
		l.lost.Inc()
		return nil, nil
	}
	name, err := l.name(s.device)
	if err != nil {
		return nil, err
	}
	p := book.Product{Name: name, Device: s.device, Asks: true, SeenAt: s.at}
	s.tell(&p)
	if err := l.book.PutProduct(p); err != nil {
		return nil, err
	}
	l.asks++
	return &p, nil
}

// count counts those who came by themselves. It is done again while there are too
// many, because a person may have removed some.
func (l *learner) count(now time.Time) error {
	n := 0
	err := l.book.Products(func(p *book.Product) error {
		if p.Asks {
			n++
		}
		return nil
	})
	if err == nil {
		l.asks, l.counted = n, now
	}
	return err
}

// name makes a product's name of its device: the same where that may stand as a
// name and is free.
func (l *learner) name(device string) (string, error) {
	plain := strings.Map(func(r rune) rune {
		if unnameable(r) {
			return '-'
		}
		return r
	}, device)
	if plain == device && len(plain) <= nameMost {
		_, err := l.book.Product(plain)
		if errors.Is(err, book.ErrNotFound) {
			return plain, nil
		}
		if err != nil {
			return "", err
		}
	}
	sum := sha256.Sum256([]byte(device))
	mark := "." + base64.RawURLEncoding.EncodeToString(sum[:9])
	return plain[:min(len(plain), nameMost-len(mark))] + mark, nil
}

func unnameable(r rune) bool {
	return !('A' <= r && r <= 'Z' || 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || strings.ContainsRune("._-", r))
}
