package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"ollu/bench/figures"
)

// judge is the program that judges pages; .ci/install puts it there.
var judge = filepath.Join("..", ".tools", "node", "node_modules", ".bin", "lighthouse")

// categories are what pages are judged by.
var categories = []string{"performance", "accessibility", "best-practices"}

// judged are the portal's main pages.
var judged = []string{list, "/register", "/login", list + "/1", "/account"}

func forStrangers(page string) bool { return page == "/register" || page == "/login" }

// measureLighthouse has the main pages judged, and gives the least of all points.
func measureLighthouse(b *bench) (m measured, err error) {
	if _, err := os.Stat(judge); err != nil {
		return m, fmt.Errorf("lighthouse is missing: %w; run make tools", err)
	}
	s, _, err := b.visited(max(b.scale.small, b.scale.owned))
	if err != nil {
		return m, err
	}
	v := nobody()
	if err := v.arrive(visitOrder{Portal: s.portal, Users: 1}); err != nil {
		return m, err
	}
	least := 100.0
	for _, page := range judged[:b.scale.judged] {
		b.progress.say("judging %s", page)
		session := v.sessions[0]
		if forStrangers(page) {
			session = ""
		}
		points, err := b.points(s.portal+page, session)
		if err != nil {
			return m, fmt.Errorf("%s: %w", page, err)
		}
		line := page + ":"
		for i, c := range categories {
			line += fmt.Sprintf(" %s %s", c, figures.Number(points[i]))
			least = min(least, points[i])
		}
		m.note("%s", line)
	}
	m.rounds = []float64{least}
	return m, nil
}

// points judges one page, in the order of categories.
func (b *bench) points(page, session string) (points []float64, err error) {
	dir, err := b.dir("lighthouse")
	if err != nil {
		return nil, err
	}
	headers, report := filepath.Join(dir, "headers.json"), filepath.Join(dir, "report.json")
	if err := os.WriteFile(headers, []byte(`{"Cookie":"ollu=`+session+`"}`), 0o600); err != nil {
		return nil, err
	}
	c := exec.CommandContext(b.ctx, judge, page, "--quiet", "--no-enable-error-reporting", "--output=json", "--output-path="+report,
		"--chrome-flags=--headless=new --no-sandbox", "--extra-headers="+headers, "--only-categories="+strings.Join(categories, ","))
	if out, err := c.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w: %.500s", err, out)
	}
	text, err := os.ReadFile(report)
	if err != nil {
		return nil, err
	}
	var told struct {
		FinalDisplayedURL string
		Categories        map[string]struct{ Score *float64 }
	}
	if err := json.Unmarshal(text, &told); err != nil {
		return nil, err
	}
	if told.FinalDisplayedURL != page {
		return nil, fmt.Errorf("it led to %s", told.FinalDisplayedURL)
	}
	for _, name := range categories {
		score := told.Categories[name].Score
		if score == nil {
			return nil, errors.New("no points for " + name)
		}
		points = append(points, 100**score)
	}
	return points, nil
}
