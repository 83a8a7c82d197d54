package hook

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The test binary is its own hook: with "hook" as first argument it is one.
func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == "hook" {
		os.Exit(played(os.Args[2], os.Args[3:]))
	}
	os.Setenv("GORACE", "atexit_sleep_ms=0") // the programs need not wait for late reports
	os.Exit(m.Run())
}

func played(part string, args []string) int {
	switch part {
	case "print":
		fmt.Printf("%q", args)
	case "environment":
		for _, e := range os.Environ() {
			if strings.Contains(e, "OLLU_") || strings.HasPrefix(e, "KEPT") {
				fmt.Println(e)
			}
		}
	case "chatter":
		for i := range 100_000 {
			fmt.Println(i)
		}
		fmt.Fprint(os.Stderr, "the end")
	case "fail":
		fmt.Print("no such service")
		return 7
	case "hang": // deaf to all but the strongest signal, with a child that is as well
		signal.Ignore(syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP)
		if len(args) > 0 {
			child := exec.Command(os.Args[0], "hook", "hang")
			if err := child.Start(); err != nil {
				return 1
			}
			if err := os.WriteFile(args[0], []byte(strconv.Itoa(child.Process.Pid)), 0o600); err != nil {
				return 1
			}
		}
		<-time.After(time.Minute)
	case "daemon": // leaves a child behind that holds the output open
		child := exec.Command(os.Args[0], "hook", "linger")
		child.Stdout = os.Stdout
		if err := child.Start(); err != nil {
			return 1
		}
		fmt.Print(child.Process.Pid)
	case "linger":
		<-time.After(time.Minute)
	}
	return 0
}

func program(args ...string) Program {
	return Program{Run: append([]string{os.Args[0], "hook"}, args...), Timeout: 20 * time.Second}
}

func run(t *testing.T, env []string, args ...string) string {
	t.Helper()
	out, err := Run(t.Context(), program(args...), env)
	if err != nil {
		t.Fatalf("%v: %v: %s", args, err, out)
	}
	return string(out)
}

func TestArgumentsAreNotForAShell(t *testing.T) {
	args := []string{"print", "a b", "$HOME", "`id`", ";reboot", "*", "", "日本"}
	if got, want := run(t, nil, args...), fmt.Sprintf("%q", args[1:]); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestEnvironment(t *testing.T) {
	t.Setenv("OLLU_AGENT_MAIL_PASSWORD_FILE", "/etc/secret")
	t.Setenv("OLLU_EVENT", "stale")
	t.Setenv("KEPT", "yes")
	got := strings.Fields(run(t, []string{"OLLU_EVENT=grace", "OLLU_COMPONENT=antivirus"}, "environment"))
	slices.Sort(got)
	if want := []string{"KEPT=yes", "OLLU_COMPONENT=antivirus", "OLLU_EVENT=grace"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestOutputIsBounded(t *testing.T) {
	out := run(t, nil, "chatter")
	if len(out) != MaxOutput || !strings.HasSuffix(out, "99999\nthe end") {
		t.Errorf("%d bytes, ending in %q", len(out), out[max(0, len(out)-20):])
	}
}

func TestFailures(t *testing.T) {
	out, err := Run(t.Context(), program("fail"), nil)
	if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != 7 || string(out) != "no such service" {
		t.Errorf("%v: %s", err, out)
	}
	for _, none := range [][]string{nil, {""}} {
		if _, err := Run(t.Context(), Program{Run: none}, nil); !errors.Is(err, ErrNoProgram) {
			t.Errorf("%q: %v", none, err)
		}
	}
	if _, err := Run(t.Context(), Program{Run: []string{"/no/such/program"}}, nil); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v", err)
	}
}

func TestTimeKillsTheWholeGroup(t *testing.T) {
	pidFile := t.TempDir() + "/pid"
	p := program("hang", pidFile)
	p.Timeout = 700 * time.Millisecond
	began := time.Now()
	if _, err := Run(t.Context(), p, nil); !errors.Is(err, ErrTimeout) {
		t.Errorf("%v", err)
	}
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("took %v", took)
	}
	b, err := os.ReadFile(pidFile)
	if err != nil {
		t.Fatal(err)
	}
	gone(t, string(b))
}

// gone waits until a process has ended; its parent, the system's first process,
// may not have taken note of that yet.
func gone(t *testing.T, pid string) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for range 500 {
		stat, err := os.ReadFile("/proc/" + pid + "/stat")
		if err != nil || strings.Contains(string(stat), ") Z ") {
			return
		}
		<-tick.C
	}
	t.Errorf("process %s still runs", pid)
}

func TestCallerGivesUp(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	stopping := errors.New("stopping")
	time.AfterFunc(200*time.Millisecond, func() { cancel(stopping) })
	if _, err := Run(ctx, program("hang"), nil); !errors.Is(err, stopping) {
		t.Errorf("%v", err)
	}
}

func TestWhatIsLeftRunningIsLeftAlone(t *testing.T) {
	pid := run(t, nil, "daemon")
	n, err := strconv.Atoi(pid)
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(n, 0); err != nil {
		t.Errorf("the daemon: %v", err)
	}
	if err := syscall.Kill(n, syscall.SIGKILL); err != nil {
		t.Error(err)
	}
}
