package sitetest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// Remote is a site in another process, reached through its control endpoint.
type Remote struct {
	Address string // host:port
	HTTP    *http.Client
}

// States tells how every product of the site is.
func (r *Remote) States(ctx context.Context) (list []State, err error) {
	body, err := r.do(ctx, http.MethodGet, statesPath, nil)
	if err != nil {
		return nil, err
	}
	return list, json.Unmarshal(body, &list)
}

// Change changes products of the site.
func (r *Remote) Change(ctx context.Context, c Change) error {
	body, err := json.Marshal(c)
	if err != nil {
		return err
	}
	_, err = r.do(ctx, http.MethodPost, changePath, body)
	return err
}

func (r *Remote) do(ctx context.Context, method, path string, body []byte) ([]byte, error) {
	q, err := http.NewRequestWithContext(ctx, method, "http://"+r.Address+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	client := r.HTTP
	if client == nil {
		client = http.DefaultClient
	}
	resp, err := client.Do(q)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode >= 300 {
		err = fmt.Errorf("the simulated site: %s: %s", resp.Status, strings.TrimSpace(string(answer)))
	}
	return answer, err
}
