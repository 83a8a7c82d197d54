package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/spf13/cobra"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"ollu/cmd/build"
	"ollu/codec/product"
	"ollu/config"
	"ollu/keystore/bolt"
	"ollu/server"
	"ollu/server/check"
	"ollu/server/ops"
	"ollu/server/wire"
)

// databaseFile is the store's file in the data directory.
const databaseFile = "ollu.db"

func newServeCommand() *cobra.Command {
	var settings dataFlags
	var demo bool
	c := &cobra.Command{
		Use:   "serve",
		Short: "Run the licence server",
		Long: `serve answers the products in the field, the operators' commands and Prometheus, until it is told to stop.

SIGTERM and Ctrl-C let the requests under way finish; SIGHUP reads the catalogue, the certificate and the signing keys again. At the first start it makes a signing key.
With --demo the server starts with a few hundred licences in all phases and prints lines to try.`,
		Example: "  ollu serve --data-dir data --listen 127.0.0.1:8080",
		Args:    noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			loaded, err := settings.load()
			if err != nil {
				return err
			}
			if demo {
				return serveDemo(c.Context(), c.OutOrStdout(), loaded.Config)
			}
			return serve(c.Context(), c.OutOrStdout(), loaded.Config, staging{})
		},
	}
	settings.register(c)
	f := c.Flags()
	f.BoolVar(&demo, "demo", false, "start with demonstration data, in a data directory of its own")
	f.String("listen", config.Default().Agents.Listen, "address of the agents' door")
	f.String("admin-listen", config.Default().Admin.Listen, "address of the admin API, metrics and health checks")
	f.String("portal-listen", config.Default().Portal.Listen, "address of the customer portal; empty: none")
	return c
}

// staging is what a demonstration changes about a node. Each may be nil.
type staging struct {
	options func(*server.Options)
	whenUp  func(*server.Node, *bolt.Store) error // once it listens, and before anybody is told
}

// serve runs a node until ctx ends.
func serve(ctx context.Context, out io.Writer, c config.Config, stage staging) (err error) {
	log, err := newLog(c.Log)
	if err != nil {
		return err
	}
	defer log.Sync() //nolint:errcheck // a terminal cannot be synced

	hup := make(chan os.Signal, 1)
	signal.Notify(hup, syscall.SIGHUP)
	defer signal.Stop(hup)

	// Before the store is opened, and made where there is none.
	if _, err := config.LoadCatalogue(c.Catalog); err != nil {
		return &fault{what: err.Error(), next: "ollu catalog check FILE tells all that is wrong with a catalogue"}
	}
	registry := prometheus.NewRegistry()
	store, err := openStore(c, ops.NewCommits(registry), log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	options, err := nodeOptions(c, store, log, registry)
	if err != nil {
		return err
	}
	if stage.options != nil {
		stage.options(&options)
	}
	node, err := server.New(options)
	if err != nil {
		return adviseOnTemplate(err)
	}
	if err := node.Start(); err != nil {
		return err
	}
	go debug.FreeOSMemory() // what reading the stock took, it is not needed again
	if stage.whenUp != nil {
		err = stage.whenUp(node, store)
	} else {
		sayListening(out, node, c.Portal.URL)
	}
	if err == nil {
		notify(log, daemon.SdNotifyReady)
		err = watch(ctx, node, hup, log)
	}
	notify(log, daemon.SdNotifyStopping)
	return errors.Join(err, stop(node, c.ShutdownTimeout))
}

// watch returns when the node is to stop: ctx has ended, or a listener failed.
func watch(ctx context.Context, node *server.Node, hup <-chan os.Signal, log *zap.Logger) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-node.Failed():
			return err
		case <-hup:
			notify(log, daemon.SdNotifyReloading)
			if err := node.Reload(); err != nil {
				log.Error("reload: what could not be read stays as it was", zap.Error(err))
			} else {
				log.Info("reloaded catalogue, certificate and signing keys", zap.String("key_id", node.KeyID()))
			}
			notify(log, daemon.SdNotifyReady)
		}
	}
}

func stop(node *server.Node, patience time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return node.Stop(ctx)
}

// notify tells systemd, where it is listening.
func notify(log *zap.Logger, state string) {
	if _, err := daemon.SdNotify(false, state); err != nil {
		log.Warn("could not notify systemd", zap.Error(err))
	}
}

// sayListening prints where the node listens; customers is the address that they
// reach the portal by, "" that on which it listens.
func sayListening(out io.Writer, node *server.Node, customers string) {
	fmt.Fprintf(out, "agents  %s%s\nadmin   %s (API, /metrics, /healthz, /readyz)\n", node.AgentsURL(), check.Path, node.AdminURL())
	if node.PortalURL() != "" {
		fmt.Fprintf(out, "portal  %s\n", cmp.Or(customers, node.PortalURL()))
	}
}

func openStore(c config.Config, commits *ops.Commits, log *zap.Logger) (*bolt.Store, error) {
	return bolt.Open(bolt.Options{
		Path:           filepath.Join(c.DataDir, databaseFile),
		Now:            time.Now,
		FlushEvery:     c.Store.FlushEvery,
		InitialMapSize: c.Store.InitialMapSize,
		OnCommit:       func(i bolt.CommitInfo) { commits.Observe(i.Acts, i.Sync) },
		Log: func(event string, err error) {
			if err != nil {
				log.Error(event, zap.Error(err))
				return
			}
			log.Info(event)
		},
	})
}

func nodeOptions(c config.Config, store *bolt.Store, log *zap.Logger, registry *prometheus.Registry) (server.Options, error) {
	customers, err := portalOptions(&c)
	return server.Options{
		Store:     store,
		Catalogue: func() (*product.Catalogue, error) { return config.LoadCatalogue(c.Catalog) },
		Backup:    func(ctx context.Context, w io.Writer) error { return bolt.WriteBackup(ctx, store, w) },
		DataDir:   c.DataDir,
		Version:   versionResponse(),
		Agents: server.Agents{
			Listen:  c.Agents.Listen,
			TLSCert: c.Agents.TLSCert, TLSKey: c.Agents.TLSKey,
			Limit:       limit(c.Agents.Rate),
			ReadTimeout: c.Agents.ReadTimeout, WriteTimeout: c.Agents.WriteTimeout, IdleTimeout: c.Agents.IdleTimeout,
			MaxConnections: c.Agents.MaxConnections, MaxPerAddress: c.Agents.MaxConnectionsPerAddress,
			AccessLog: c.Agents.AccessLog, KeptAnswers: c.Agents.KeptAnswers,
			MaxWaiters: c.Agents.MaxWaiters,
		},
		Admin:    server.Admin{Listen: c.Admin.Listen, Pprof: c.Admin.Pprof},
		Portal:   customers,
		Log:      log,
		Now:      time.Now,
		Random:   rand.Reader,
		Registry: registry,
	}, err
}

func versionResponse() wire.VersionResponse {
	b := build.This(version)
	return wire.VersionResponse{Version: b.Version, Commit: b.Revision, Go: b.Go}
}

func limit(r config.Rate) check.Limit {
	return check.Limit{PerSecond: r.PerSecond, Burst: r.Burst, Exempt: networks(r.Exempt)}
}

func networks(all []string) []netip.Prefix {
	out := make([]netip.Prefix, len(all))
	for i, p := range all {
		out[i] = netip.MustParsePrefix(p) // the configuration has been checked
	}
	return out
}

func newLog(c config.Log) (*zap.Logger, error) {
	level, err := zap.ParseAtomicLevel(c.Level)
	if err != nil {
		return nil, err
	}
	z := zap.NewProductionConfig()
	z.Level, z.Encoding, z.Sampling = level, c.Format, nil
	z.DisableStacktrace = true // errors say what to do; a trace would bury it
	z.EncoderConfig.EncodeTime = zapcore.RFC3339NanoTimeEncoder
	return z.Build()
}
