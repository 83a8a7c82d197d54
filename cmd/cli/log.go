package cli

import (
	"io"

	"github.com/coreos/go-systemd/v22/daemon"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"ollu/config"
)

// Log gives a logger that writes lines to stderr.
func Log(c config.Log, stderr io.Writer) (*zap.Logger, error) {
	level, err := zapcore.ParseLevel(c.Level)
	if err != nil {
		return nil, err
	}
	lines := zap.NewProductionEncoderConfig()
	lines.EncodeTime = zapcore.RFC3339TimeEncoder
	encoder := zapcore.NewConsoleEncoder(lines)
	if c.Format == "json" {
		encoder = zapcore.NewJSONEncoder(lines)
	}
	return zap.New(zapcore.NewCore(encoder, zapcore.Lock(zapcore.AddSync(stderr)), level)), nil
}

// Quiet is the log of a command that does one thing and tells what came of it:
// errors alone, where nobody asked for more.
func Quiet(log config.Log, sources []config.Source) config.Log {
	for _, s := range sources {
		if s.Key == "log.level" && s.From == "default" {
			log.Level = "error"
		}
	}
	return log
}

// Notify tells systemd, where it is listening.
func Notify(log *zap.Logger, state string) {
	if _, err := daemon.SdNotify(false, state); err != nil {
		log.Warn("could not notify systemd", zap.Error(err))
	}
}
