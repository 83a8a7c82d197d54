package wire

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"strings"
	"syscall"
	"testing"

	"ollu/codec"
	"ollu/keystore"
)

// Each error of the store becomes a code with a status and with advice, and is
// recognised again at the far end.
func TestErrorsCrossTheWire(t *testing.T) {
	for _, c := range []struct {
		err    error
		code   ErrorCode
		status int
		is     error
	}{
		{fmt.Errorf("licence: %w", keystore.ErrNotFound), NotFound, http.StatusNotFound, keystore.ErrNotFound},
		{keystore.ErrRegistered, Registered, http.StatusConflict, keystore.ErrRegistered},
		{keystore.ErrTaken, LoginTaken, http.StatusConflict, keystore.ErrTaken},
		{keystore.ErrStale, Stale, http.StatusConflict, keystore.ErrStale},
		{keystore.ErrUsed, Used, http.StatusConflict, keystore.ErrUsed},
		{fmt.Errorf("account: %w", keystore.ErrHeld), AccountHeld, http.StatusConflict, keystore.ErrHeld},
		{keystore.ErrTicket, TicketInvalid, http.StatusConflict, keystore.ErrTicket},
		{&keystore.ConflictError{Want: "renew", Standing: keystore.Revoked, Why: "resume it first"}, Conflict, http.StatusConflict, keystore.ErrConflict},
		{&keystore.FieldError{Field: "seats", Why: "must be at least 1"}, InvalidRequest, http.StatusBadRequest, keystore.ErrInvalid},
		{keystore.ErrExists, AlreadyIssued, http.StatusConflict, keystore.ErrExists},
		{keystore.ErrDeviceLimit, DeviceLimit, http.StatusConflict, keystore.ErrDeviceLimit},
		{keystore.ErrIdempotency, IdempotencyMismatch, http.StatusUnprocessableEntity, keystore.ErrIdempotency},
		{keystore.ErrDamaged, Damaged, http.StatusInternalServerError, keystore.ErrDamaged},
		{fmt.Errorf("%w: %w", keystore.ErrUnavailable, keystore.ErrDamaged), Unavailable, http.StatusServiceUnavailable, keystore.ErrUnavailable},
		{context.Canceled, Unavailable, http.StatusServiceUnavailable, keystore.ErrUnavailable},
		{errors.New("index out of range"), Internal, http.StatusInternalServerError, nil},
		{NewError(TooLarge, "too large"), TooLarge, http.StatusRequestEntityTooLarge, nil},
	} {
		b, err := json.Marshal(ErrorResponse{Error: FromError(c.err)})
		var far ErrorResponse
		if err != nil || json.Unmarshal(b, &far) != nil {
			t.Fatalf("%s: %v", b, err)
		}
		e := far.Error
		if e.Code != c.code || e.Status() != c.status || e.Next == "" || !strings.HasSuffix(e.Error(), e.Next) {
			t.Errorf("%v: %+v", c.err, e)
		}
		if c.is != nil && !errors.Is(e, c.is) || errors.Is(e, fs.ErrNotExist) {
			t.Errorf("%v is not recognised in %+v", c.is, e)
		}
	}
}

// A conflict says how the licence stands and what to do; a field is named.
func TestErrorsKeepWhatHelps(t *testing.T) {
	e := FromError(&keystore.ConflictError{Code: code7(t), Want: "renew", Standing: keystore.Revoked, Why: "resume it first"})
	if e.Standing != "revoked" || e.Next != "resume it first" || strings.Contains(e.Message, code7(t).Reveal()) {
		t.Errorf("%+v", e)
	}
	e = FromError(&keystore.ConflictError{Want: "hold", Why: "the account is held already"})
	if e.Standing != "" || e.Message != "cannot hold: the account is held already" || e.Next == "" {
		t.Errorf("%+v", e)
	}
	if e := FromError(&keystore.FieldError{Field: "seats", Why: "must be at least 1"}); e.Field != "seats" || !strings.Contains(e.Message, "at least 1") {
		t.Errorf("%+v", e)
	}
}

// A fault of the machine keeps its details to itself.
func TestErrorsOfTheMachineAreNotTold(t *testing.T) {
	for _, err := range []error{
		fmt.Errorf("%w: open /var/lib/ollu/ollu.db", keystore.ErrUnavailable),
		errors.New("open /var/lib/ollu/ollu.db"),
	} {
		if e := FromError(err); strings.Contains(e.Error(), "/var") {
			t.Errorf("%v", e)
		}
	}
}

// What the operator can mend is named, without the file.
func TestErrorsOfTheDiskSayWhatToDo(t *testing.T) {
	for cause, want := range map[error]string{
		syscall.ENOSPC: "free space", syscall.EDQUOT: "free space", syscall.EFBIG: "free space",
		syscall.EROFS: "writable", syscall.EACCES: "writable", syscall.EPERM: "writable",
		syscall.EIO: "read the server's log",
	} {
		err := fmt.Errorf("%w: %w", keystore.ErrUnavailable, &fs.PathError{Op: "write", Path: "/var/lib/ollu/ollu.db", Err: cause})
		e := FromError(err)
		if e.Code != Unavailable || !strings.Contains(e.Next, want) || strings.Contains(e.Error(), "/var") {
			t.Errorf("%v: %+v, want %q in what to do next", cause, e, want)
		}
		if told := strings.Contains(e.Message, "data directory"); told == (cause == syscall.EIO) {
			t.Errorf("%v: %s", cause, e.Message)
		}
	}
	if e := FromError(fmt.Errorf("audit: %w", syscall.ENOSPC)); e.Code != Internal || strings.Contains(e.Message, "disk") {
		t.Errorf("%+v", e)
	}
}

func TestErrorCodesAreDistinct(t *testing.T) {
	seen := map[ErrorCode]bool{}
	for _, c := range ErrorCodes() {
		if seen[c] || NewError(c, "x").Status() < 400 {
			t.Errorf("%s", c)
		}
		seen[c] = true
	}
	if e := NewError("invented", "x"); e.Status() != http.StatusInternalServerError || e.Error() != "x" || errors.Is(e, keystore.ErrNotFound) {
		t.Errorf("%+v", e)
	}
}

// code7 is a well-formed code.
func code7(t testing.TB) codec.Code {
	t.Helper()
	c, err := codec.NewCode(codec.Prefix{'I', 'M'}, strings.NewReader(strings.Repeat("7", 15)))
	if err != nil {
		t.Fatal(err)
	}
	return c
}
