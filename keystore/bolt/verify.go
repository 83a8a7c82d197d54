package bolt

import (
	"context"

	"ollu/keystore"
)

// Verify reads everything.
func (s *Store) Verify(ctx context.Context, progress func(done, total int64)) (keystore.Report, error) {
	return keystore.Report{}, keystore.ErrUnavailable
}
