package door

import (
	"time"

	"go.uber.org/zap"

	"ollu/server/client"
	"ollu/server/manager/book"
)

// queue keeps a device that asked to be registered for the next sync. The answer
// comes from the shelf either way, and does not say that it is registered.
func (d *Door) queue(q *client.Question, held *book.Code, now time.Time) {
	err := d.book.PutActivation(book.Activation{Code: held.Code, Device: q.Device, Component: q.Component, Product: q.Product, At: now})
	if err != nil {
		d.log.Warn("a device that asked to be registered could not be queued; it has to ask again", zap.Error(err))
		return
	}
	d.figures.queued.Inc()
}
