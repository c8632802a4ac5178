package verdict

import (
	"strings"

	"fix502/checks"
)

// vercel judges an error page of Vercel by the code that it names. Codes that begin
// with "INTERNAL_" are the platform's own failures, all others the site's. Facts:
// Vercel's list of errors.
func (p page) vercel() string {
	code := p.header["x-vercel-error"]
	if code == "" {
		_, code, _ = strings.Cut(p.text, "code: ")
		code = strings.TrimLeft(code, "'")
	}
	switch {
	case p.status < 500:
		return ""
	case strings.HasPrefix(code, "internal_"):
		return checks.PageEdge
	}
	return checks.PageOrigin
}
