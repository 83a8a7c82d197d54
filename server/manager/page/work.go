package page

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"go.uber.org/zap"

	"ollu/server/manager/book"
	"ollu/server/manager/deploy"
	"ollu/server/words"
)

const (
	patience = 2 * time.Second  // a delivery that takes no longer is shown with the answer to its button
	refresh  = 3                // seconds after which a screen looks whether the delivery under way is done
	workMost = 30 * time.Minute // of one delivery
	tellMost = 20               // failures that an outcome lists
)

// job is one delivery that somebody asked for.
type job struct {
	selector string
	since    time.Time
	done     chan struct{}

	// Set when done is closed.
	report deploy.Report
	err    error
}

// work does one job at a time, because each of them may be all there is to do.
type work struct {
	api API
	now func() time.Time
	log *zap.Logger

	ctx  context.Context
	stop context.CancelFunc
	runs sync.WaitGroup

	mu  sync.Mutex
	job *job // the last one
}

func newWork(api API, now func() time.Time, log *zap.Logger) *work {
	w := &work{api: api, now: now, log: log}
	w.ctx, w.stop = context.WithCancel(context.Background())
	return w
}

func (w *work) close() {
	w.stop()
	w.runs.Wait()
}

// running gives the job under way; nil when there is none.
func (w *work) running() *job {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.job == nil || w.job.over() {
		return nil
	}
	return w.job
}

func (j *job) over() bool {
	select {
	case <-j.done:
		return true
	default:
		return false
	}
}

// start begins a job; false when another one is under way.
func (w *work) start(selector string) (*job, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.job != nil && !w.job.over() || w.ctx.Err() != nil {
		return nil, false
	}
	j := &job{selector: selector, since: w.now(), done: make(chan struct{})}
	w.job = j
	w.runs.Go(func() {
		ctx, cancel := context.WithTimeout(w.ctx, workMost)
		defer cancel()
		defer close(j.done)
		j.report, j.err = w.api.Deploy(ctx, selector)
		if j.err != nil {
			w.log.Warn("a delivery that was asked for on the page failed", zap.Error(j.err))
		}
	})
	return j, true
}

// deploy delivers again, to what the form names (row M3).
func (p *Page) deploy(w http.ResponseWriter, r *http.Request, s *session) {
	j, ok := p.work.start(r.PostFormValue("selector"))
	if !ok {
		s.tell(words.PageBusy)
	} else {
		s.await(j)
		select {
		case <-j.done:
		case <-time.After(p.patience):
		case <-r.Context().Done():
		}
	}
	http.Redirect(w, r, back(r.PostFormValue("back")), http.StatusSeeOther)
}

// back gives where to go after a form: a screen of this page, as it was.
func back(to string) string {
	u, err := url.Parse(to)
	if err != nil || u.Host != "" || u.Scheme != "" || u.Opaque != "" {
		return pathProducts
	}
	for _, path := range []string{pathProducts, pathCodes, pathIssuer} {
		if u.Path == path && !strings.HasPrefix(to, "//") {
			return (&url.URL{Path: path, RawQuery: u.RawQuery}).String()
		}
	}
	return pathProducts
}

// noteView is the outcome of something, as it is shown.
type noteView struct {
	Tone  string // ok, warn, bad, busy
	Text  string
	Lines []string
	More  string
}

// notes gives what there is to tell somebody: the job under way, and the
// outcomes of what they asked for, once.
func (p *Page) notes(l words.Lang, s *session, zone *time.Location) (all []noteView) {
	texts, done := s.told()
	for _, id := range texts {
		all = append(all, noteView{Tone: "warn", Text: words.Say(l, id, nil)})
	}
	if j := p.work.running(); j != nil {
		all = append(all, noteView{Tone: "busy", Text: words.Say(l, words.PageDelivering, words.Args{"since": j.since.In(zone)})})
	}
	for _, j := range done {
		all = append(all, outcome(l, j))
	}
	return all
}

// outcome puts what a job came to into words.
func outcome(l words.Lang, j *job) noteView {
	if j.err != nil {
		return noteView{Tone: "bad", Text: words.Say(l, words.PageDeliveryFailed, nil), Lines: []string{j.err.Error()}}
	}
	r := &j.report
	n := noteView{Tone: "ok", Text: words.Say(l, words.PageDelivered, words.Args{
		"delivered": r.Delivered, "failed": r.Failed, "held": r.HeldBack, "waiting": r.Waiting,
	})}
	switch {
	case r.Delivered+r.Failed+r.HeldBack+r.Waiting == 0:
		n.Text = words.Say(l, words.PageNothingToDeliver, nil)
	case r.Failed > 0:
		n.Tone = "bad"
	case r.HeldBack > 0:
		n.Tone = "warn"
	}
	more := 0
	for _, p := range r.Products {
		for _, d := range p.Deliveries {
			if d.State == book.Current || d.Why == "" {
				continue
			}
			if len(n.Lines) == tellMost {
				more++
				continue
			}
			n.Lines = append(n.Lines, words.Say(l, words.PageFailure, words.Args{"product": p.Name, "code": d.Code, "why": words.ManagerBecause(l, d.Why, d.Detail)}))
		}
	}
	if more > 0 {
		n.More = words.Say(l, words.PageMore, words.Args{"count": more})
	}
	return n
}
