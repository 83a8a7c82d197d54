package mail

import (
	"context"
	"crypto/tls"
	"net"
)

// line is the connection of one conversation. The library leaves it open when
// signing in fails, and once connected does not watch the context.
type line struct {
	sender *Sender
	ctx    context.Context // of the whole conversation
	conn   net.Conn
	stop   func() bool
}

// dial connects, in TLS where that is chosen; the connection is closed when the
// conversation's context ends.
func (l *line) dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := l.dialer().DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	l.conn, l.stop = conn, context.AfterFunc(l.ctx, func() { conn.Close() })
	return conn, nil
}

func (l *line) dialer() interface {
	DialContext(ctx context.Context, network, address string) (net.Conn, error)
} {
	if l.sender.options.TLS == TLS {
		return &tls.Dialer{Config: l.sender.tls}
	}
	return &net.Dialer{}
}

func (l *line) close() {
	if l.conn != nil {
		l.stop()
		l.conn.Close()
	}
}
