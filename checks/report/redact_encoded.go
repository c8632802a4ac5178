package report

import (
	"html"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
)

// decodings is how many layers of encoding are looked through: an address in the
// query of an address in a page has three.
const decodings = 4

// encodedPattern finds pieces of text in which something is written in an encoded
// way: percent, JSON, HTML.
var encodedPattern = regexp.MustCompile(`[^\s"<>]*(?:%[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|\\[\\/]|&[#A-Za-z])[^\s"<>]*`)

// layered redacts a text and what is written in it in an encoded way. Where there
// is something to hide beneath, the redacted plain text takes the place of that
// piece; what has nothing to hide stays as it was written.
func (c *censor) layered(s string, layers int) string {
	if layers > 0 {
		s = encodedPattern.ReplaceAllStringFunc(s, func(piece string) string {
			decoded := visible(decodeOnce(piece))
			if decoded == piece {
				return piece
			}
			if hidden := c.layered(decoded, layers-1); hidden != decoded {
				return hidden
			}
			return piece
		})
	}
	return c.plain(s)
}

// decodeOnce takes off one layer of every encoding.
func decodeOnce(s string) string {
	return strings.ToValidUTF8(unescapeJSON(unescapePercent(html.UnescapeString(s))), "\uFFFD")
}

var percentPattern = regexp.MustCompile(`%[0-9A-Fa-f]{2}`)

// unescapePercent decodes what is valid and leaves the rest, unlike net/url.
func unescapePercent(s string) string {
	return percentPattern.ReplaceAllStringFunc(s, func(code string) string {
		n, err := strconv.ParseUint(code[1:], 16, 8)
		if err != nil {
			return code
		}
		return string([]byte{byte(n)})
	})
}

var jsonPattern = regexp.MustCompile(`(?:\\u[0-9A-Fa-f]{4})+|\\[\\/]`)

// unescapeJSON decodes \uXXXX, \\ and \/.
func unescapeJSON(s string) string {
	return jsonPattern.ReplaceAllStringFunc(s, func(code string) string {
		if code[1] != 'u' {
			return code[1:]
		}
		var units []uint16
		for at := 0; at < len(code); at += len(`\u0000`) {
			n, err := strconv.ParseUint(code[at+2:at+6], 16, 16)
			if err != nil {
				return code
			}
			units = append(units, uint16(n))
		}
		return string(utf16.Decode(units))
	})
}
