package load

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"sync"
)

// Post sends each JSON body once, over so many connections. An answer must be
// 200 and hold mark so many times as its body has questions.
func Post(ctx context.Context, url string, bodies [][]byte, mark string, questions, conns int) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: conns}}
	defer client.CloseIdleConnections()
	next := make(chan []byte)
	var wg sync.WaitGroup
	for range conns {
		wg.Go(func() {
			for body := range next {
				if err := post(ctx, client, url, body, mark, questions); err != nil {
					cancel(err)
				}
			}
		})
	}
	for _, body := range bodies {
		next <- body
	}
	close(next)
	wg.Wait()
	return context.Cause(ctx)
}

func post(ctx context.Context, client *http.Client, url string, body []byte, mark string, questions int) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("a batch was answered with %s: %.300s", response.Status, answer)
	}
	if n := bytes.Count(answer, []byte(mark)); n != questions {
		return fmt.Errorf("a batch of %d questions has %d answers %s: %.300s", questions, n, mark, answer)
	}
	return nil
}
