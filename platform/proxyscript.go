//go:build !darwin

package platform

import (
	"net/url"
	"time"
)

// scriptLimit is how long a proxy script may take, finding and fetching it
// included. Browsers wait about as long.
const scriptLimit = 5 * time.Second

// withoutPath is what a proxy script gets to see of an address: browsers hide
// the rest from it too.
func withoutPath(u *url.URL) string {
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/"}).String()
}
