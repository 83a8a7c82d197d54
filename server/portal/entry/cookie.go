package entry

import (
	"net/http"
	"strings"
	"time"

	"ollu/server/access"
	"ollu/server/portal/visit"
)

// Cookies that outlive a session. Neither lets anybody in.
const (
	rememberCookie = "ollu-login"  // the login id, where that was asked for (row P9)
	deviceCookie   = "ollu-device" // see access.Devices
)

const cookieLife = 180 * 24 * time.Hour

func secure(v *visit.Visit) bool { return strings.HasPrefix(v.URL(), "https://") }

func cookieName(v *visit.Visit, name string) string {
	if secure(v) {
		return "__Host-" + name
	}
	return name
}

func readCookie(v *visit.Visit, name string) string {
	c, err := v.R.Cookie(cookieName(v, name))
	if err != nil {
		return ""
	}
	return c.Value
}

// setCookie keeps a value in the browser; "" takes it away.
func setCookie(v *visit.Visit, name, value string) {
	life := int(cookieLife / time.Second)
	if value == "" {
		life = -1
	}
	http.SetCookie(v.W, &http.Cookie{
		Name: cookieName(v, name), Value: value, Path: "/", MaxAge: life,
		HttpOnly: true, Secure: secure(v), SameSite: http.SameSiteLaxMode,
	})
}

// remember keeps the login id in the browser, or takes the one there is away.
func remember(v *visit.Visit, login string, wanted bool) {
	switch {
	case wanted:
		setCookie(v, rememberCookie, login)
	case readCookie(v, rememberCookie) != "":
		setCookie(v, rememberCookie, "")
	}
}

// know lets the browser be known again as one from which this user logged in.
func know(v *visit.Visit, login string) error {
	devices := access.NewDevices(v.Desk.Secret)
	if _, known := devices.Known(login, readCookie(v, deviceCookie)); known {
		return nil
	}
	value, err := devices.Cookie(login, v.Desk.Random)
	if err != nil {
		return err
	}
	setCookie(v, deviceCookie, value)
	return nil
}
