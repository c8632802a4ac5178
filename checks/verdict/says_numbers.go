package verdict

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// explainedStatus are the statuses that have a text of their own.
var explainedStatus = map[int]bool{
	400: true, 401: true, 403: true, 404: true, 407: true, 408: true, 429: true, 451: true,
	500: true, 502: true, 503: true, 504: true, 511: true,
	520: true, 521: true, 522: true, 523: true, 524: true, 525: true, 526: true, 527: true, 530: true,
}

// explainedCode are Cloudflare's own numbers. Others of four digits may be a year
// or anything else.
var explainedCode = map[int]bool{
	1000: true, 1001: true, 1005: true, 1006: true, 1007: true, 1008: true, 1009: true, 1010: true, 1012: true,
	1015: true, 1016: true, 1020: true, 1033: true, 1034: true, 1101: true, 1102: true, 1104: true, 1106: true, 1200: true,
}

// numbersIn finds the first status and the first number of an edge among the words.
// A number counts only where the words around it say that it is an error's: most
// numbers are of rooms, telephones, times and prices. maker and meant are what else
// the words told.
func numbersIn(words, maker, meant string) (status, code int) {
	s := sentence(tokens(words))
	for i := range s {
		n, glued := s.number(i)
		if !explainedStatus[n] && !explainedCode[n] {
			continue
		}
		known := meant == strconv.Itoa(n) || maker != "" // other words say so already
		if !glued && (s.counts(i) || !known && !s.isError(i)) || explainedCode[n] && maker == "" && !s.speaksOfError() && len(s) > 1 {
			continue
		}
		switch {
		case explainedStatus[n] && status == 0:
			status = n
		case explainedCode[n] && code == 0:
			code = n
		}
	}
	return status, code
}

// sentence is words one by one, without the punctuation between them.
type sentence []string

// pause stands where a sentence pauses or ends.
const pause = "."

func isPause(word string) bool { return word == pause }

// tokens splits at everything that does not hold a number or a word together. The
// signs of money, telephones and shares stay, so that such numbers are none.
func tokens(words string) []string {
	const holds = ".,/+-$€£¥%@'" // and ':' between digits, as in times and addresses
	var list []string
	var b strings.Builder
	end := func() {
		raw := b.String()
		if t := strings.Trim(raw, ".:,/-'"); t != "" {
			list = append(list, t)
		}
		if strings.HasSuffix(raw, ".") || strings.HasSuffix(raw, ",") {
			list = append(list, pause)
		}
		b.Reset()
	}
	plain := true // other letters stand beside digits without a space, as in 错误502
	digit := false
	for _, r := range words {
		ascii, colon := r <= unicode.MaxASCII, r == ':' && digit
		digit = unicode.IsDigit(r)
		switch {
		case strings.ContainsRune("!?;|", r):
			b.WriteByte('.')
			end()
			continue
		case !unicode.IsLetter(r) && !unicode.IsMark(r) && !digit && !colon && !strings.ContainsRune(holds, r):
			end()
			continue
		case b.Len() > 0 && ascii != plain && (digit || !ascii && plain && isNumber(b.String())):
			end()
		}
		plain = ascii
		b.WriteRune(r)
	}
	end()
	for len(list) > 0 && isPause(list[len(list)-1]) {
		list = list[:len(list)-1]
	}
	return list
}

func isNumber(s string) bool { return strings.Trim(s, "0123456789:.") == "" }

// gluedNumber is a number that a word for an error is written onto: "http502",
// "error-502", "http/502".
var gluedNumber = regexp.MustCompile(`^(?:https?|error|err|status|code|fehler)[/.-]*([0-9]{3,4})$`)

// number reads the number at a place, 0 for none.
func (s sentence) number(i int) (n int, glued bool) {
	digits := s[i]
	if m := gluedNumber.FindStringSubmatch(digits); m != nil {
		digits, glued = m[1], true
	}
	if len(digits) > 4 {
		return 0, false
	}
	n, err := strconv.Atoi(digits)
	if err != nil || strings.HasPrefix(digits, "+") || strings.HasPrefix(digits, "-") {
		return 0, false
	}
	return n, glued
}

// counts tells that a number counts or names something: a room, a telephone, money.
func (s sentence) counts(i int) bool {
	before, after := s.at(i-1), s.at(i+1)
	if slices.Contains(thingsBefore, before) || slices.Contains(thingsAfter, after) {
		return true
	}
	return s.otherNumber(i-1) || s.otherNumber(i+1)
}

// otherNumber tells that digits stand at a place which are no error's: of two such
// neighbours both are parts of something longer.
func (s sentence) otherNumber(i int) bool {
	t := s.at(i)
	if t == "" || !strings.ContainsAny(t[:1], "+0123456789") || strings.Contains(t, "http") {
		return false
	}
	n, _ := s.number(i)
	return !explainedStatus[n] && !explainedCode[n]
}

func (s sentence) at(i int) string {
	if i < 0 || i >= len(s) {
		return ""
	}
	return s[i]
}

// isError tells that the words beside a number say that it is an error's. A number
// all by itself is one too: it was asked what the error says.
func (s sentence) isError(i int) bool {
	if len(s) == 1 || i == 0 && len(s) == 3 && s[1] == "on" { // "502 on Discord"
		return true
	}
	behind := " " + strings.Join(slices.DeleteFunc(slices.Clone(s[i+1:min(i+5, len(s))]), isPause), " ") + " "
	if slices.ContainsFunc(errorAfter, func(w string) bool { return strings.HasPrefix(behind, " "+w+" ") }) {
		return true
	}
	before := s.before(i)
	word := s.at(before)
	switch {
	case slices.Contains(errorWords, word), slices.Contains(statusBefore, word), strings.HasPrefix(word, "http/"):
		return true
	case slices.Contains(toldBefore, word):
		return isPause(s.at(i+1)) || slices.Contains(notCounting, s.at(i+1))
	}
	return before >= 0 && s.errorNumber(before)
}

// before is the place of the word that a number belongs to, past those between.
func (s sentence) before(i int) int {
	at := i - 1
	for at > 0 && (slices.Contains(between, s[at]) && s[at] != "code" || isPause(s[at])) {
		at--
	}
	if s.at(at) == "code" && slices.Contains(errorWords, s.at(at-1)) {
		at--
	}
	return at
}

// errorNumber tells a number that follows another which is an error's: "error 530 1016".
func (s sentence) errorNumber(i int) bool {
	n, glued := s.number(i)
	return n != 0 && (explainedStatus[n] || explainedCode[n]) && (glued || i > 0 && s.isError(i))
}

// speaksOfError tells that the sentence has the word itself. The numbers of an edge
// need that: four digits are many things, a code to sign in among them.
func (s sentence) speaksOfError() bool {
	return slices.ContainsFunc(s, func(w string) bool { return slices.Contains(errorWords, w) })
}
