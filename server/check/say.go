package check

import (
	"net"
	"time"

	"github.com/valyala/fasthttp"

	"ollu/server/feed"
)

const (
	writers    = 64              // that answer at once
	answerTime = 2 * time.Second // for an answer to be taken by the connection
)

// write answers guests until none is ready.
func (l *lobby) write() {
	var room []byte
	for {
		l.mu.Lock()
		if len(l.ready) == 0 {
			l.ready = nil
			l.writing--
			l.settle()
			l.mu.Unlock()
			return
		}
		g := l.ready[0]
		l.ready[0] = nil
		l.ready = l.ready[1:]
		l.mu.Unlock()
		room = appendByHand(room[:0], &g.wake, g.since.edition, l.now())
		say(g.conn, room)
	}
}

// say writes an answer and closes the connection. Nobody holds it but this, so it
// is closed once: the HTTP server uses what stands around it again.
func say(c net.Conn, text []byte) {
	gone := make(chan struct{})
	stuck := time.AfterFunc(answerTime, func() {
		c.SetWriteDeadline(time.Unix(1, 0)) //nolint:errcheck // a connection that is closed is as good
		close(gone)
	})
	c.Write(text) //nolint:errcheck // who has gone comes again
	if !stuck.Stop() {
		<-gone
	}
	c.Close() //nolint:errcheck // nothing is left to be done
}

// appendByHand writes a whole HTTP answer behind dst.
func appendByHand(dst []byte, w *feed.Wake, e Edition, now time.Time) []byte {
	body := appendWoken(nil, w, e)
	dst = append(dst, "HTTP/1.1 200 OK\r\nServer: ollu\r\nDate: "...)
	dst = fasthttp.AppendHTTPDate(dst, now)
	dst = append(dst, "\r\nContent-Type: application/json\r\nContent-Length: "...)
	dst = fasthttp.AppendUint(dst, len(body))
	dst = append(dst, "\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n"...)
	return append(dst, body...)
}
