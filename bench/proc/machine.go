package proc

import (
	"fmt"
	"os"
	"runtime"
	"strings"
)

// Machine describes where the figures were taken, in one line. What cannot be
// found out is left out.
func Machine() string {
	parts := []string{fmt.Sprintf("%d cores", runtime.NumCPU())}
	if model := field("/proc/cpuinfo", "model name"); model != "" {
		parts[0] += " of " + model
	}
	if b, err := os.ReadFile("/proc/meminfo"); err == nil {
		if n, err := parseKilobytes(string(b), "MemTotal"); err == nil {
			parts = append(parts, fmt.Sprintf("%d GiB", (n+1<<29)>>30))
		}
	}
	if b, err := os.ReadFile("/proc/sys/kernel/osrelease"); err == nil {
		release, _, _ := strings.Cut(strings.TrimSpace(string(b)), "-")
		parts = append(parts, "Linux "+release)
	}
	return strings.Join(append(parts, runtime.Version()+" "+runtime.GOARCH), ", ")
}

// field finds the value of the first line "name : value".
func field(path, name string) string {
	b, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(b)) {
		if key, value, found := strings.Cut(line, ":"); found && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return ""
}
