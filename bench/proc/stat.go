package proc

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// CPU is the processor time that a process has used so far, in user and kernel
// mode, all threads together, those that have ended too.
func CPU(pid int) (time.Duration, error) {
	// The clock that clock_getcpuclockid(3) names: the id's complement above
	// three bits, of which 2 asks for the scheduler's own count.
	var t unix.Timespec
	if err := unix.ClockGettime(int32(^pid<<3|2), &t); err != nil {
		return 0, fmt.Errorf("processor time of process %d: %w", pid, err)
	}
	return time.Duration(t.Nano()), nil
}

// RssAnon is the resident memory of a process in bytes, without files it has
// mapped.
func RssAnon(pid int) (int64, error) { return statusBytes(pid, "RssAnon") }

// Rss is the resident memory of a process in bytes, all of it.
func Rss(pid int) (int64, error) { return statusBytes(pid, "VmRSS") }

func statusBytes(pid int, name string) (int64, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	return parseKilobytes(string(b), name)
}

// parseKilobytes finds a line like "RssAnon:	    1234 kB".
func parseKilobytes(text, name string) (int64, error) {
	for line := range strings.Lines(text) {
		value, found := strings.CutPrefix(line, name+":")
		if !found {
			continue
		}
		n, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(value), "kB")), 10, 64)
		if err != nil {
			return 0, fmt.Errorf("%s: %w", name, err)
		}
		return n << 10, nil
	}
	return 0, fmt.Errorf("no line %s", name)
}

// tick is the unit of the times in /proc/stat: the kernel shows them to programs at
// 100 Hz on every architecture that Go runs on.
const tick = 10 * time.Millisecond

// Busy is the processor time that all programs of the machine, and the kernel, have
// used so far, in steps of 10 ms.
func Busy() (time.Duration, error) {
	b, err := os.ReadFile("/proc/stat")
	if err != nil {
		return 0, err
	}
	return parseBusy(string(b))
}

// parseBusy adds up the first line without its fields for idle and for waiting.
func parseBusy(stat string) (time.Duration, error) {
	line, _, _ := strings.Cut(stat, "\n")
	fields := strings.Fields(line)
	if len(fields) < 8 || fields[0] != "cpu" {
		return 0, errors.New("/proc/stat has an unknown shape")
	}
	var ticks int64
	for i, f := range fields[1:8] {
		n, err := strconv.ParseInt(f, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("/proc/stat: %w", err)
		}
		if idle := i == 3 || i == 4; !idle {
			ticks += n
		}
	}
	return time.Duration(ticks) * tick, nil
}
