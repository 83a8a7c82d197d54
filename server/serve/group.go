package serve

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// Service is something that runs until it is stopped.
type Service struct {
	Name string
	Run  func() error                    // blocks; nil after a Stop
	Stop func(ctx context.Context) error // lets what is under way finish, until ctx ends
}

// Group is a set of running services. The zero value is ready for use.
type Group struct {
	mu       sync.Mutex
	services []Service
	running  sync.WaitGroup
	failed   chan error
	once     sync.Once
}

// Start runs one more service beside those that run already.
func (g *Group) Start(s Service) {
	failed := g.Failed()
	g.mu.Lock()
	g.services = append(g.services, s)
	g.mu.Unlock()
	g.running.Go(func() {
		if err := s.Run(); err != nil {
			select {
			case failed <- fmt.Errorf("%s: %w", s.Name, err):
			default: // the first failure is the one that counts
			}
		}
	})
}

// Failed gives the first failure of a service that was not asked to stop.
func (g *Group) Failed() chan error {
	g.once.Do(func() { g.failed = make(chan error, 1) })
	return g.failed
}

// Stop stops the services, last started first, and returns when all have
// ended or ctx does. Every service is stopped, whatever the others say.
func (g *Group) Stop(ctx context.Context) error {
	g.mu.Lock()
	services := g.services
	g.services = nil
	g.mu.Unlock()
	var failures []error
	for i := len(services) - 1; i >= 0; i-- {
		if err := services[i].Stop(ctx); err != nil {
			failures = append(failures, fmt.Errorf("stop %s: %w", services[i].Name, err))
		}
	}
	if len(failures) == 0 {
		g.running.Wait()
	}
	return errors.Join(failures...)
}
