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
		switch n := s.errorsNumber(i, maker, meant); {
		case explainedStatus[n] && status == 0:
			status = n
		case explainedCode[n] && code == 0:
			code = n
		}
	}
	return status, code
}

// errorsNumber reads the number at a place where it is an error's, else 0.
func (s sentence) errorsNumber(i int, maker, meant string) int {
	n, glued := s.number(i)
	switch {
	case glued:
		return n
	case s.counts(i), explainedCode[n] && maker == "" && len(s) > 1 && !s.speaksOfError():
		return 0
	case maker != "", meant == strconv.Itoa(n), s.isError(i), s.followsError(i): // other words may say so already
		return n
	}
	return 0
}

// sentence is words one by one, without the punctuation between them.
type sentence []string

// pause stands where a sentence pauses or ends.
const pause = "."

func isPause(word string) bool { return word == pause }

// tokens splits at everything that does not hold a number or a word together.
func tokens(words string) []string {
	var t tokenizer
	for _, r := range words {
		t.add(r)
	}
	t.end()
	for len(t.list) > 0 && isPause(t.list[len(t.list)-1]) {
		t.list = t.list[:len(t.list)-1]
	}
	return t.list
}

// tokenizer collects the words of a sentence.
type tokenizer struct {
	list  []string
	word  strings.Builder
	other bool // the last character is no ASCII: such letters stand beside digits without a space, as in 错误502
	digit bool // it is a digit
}

// holding are signs inside numbers and words. Those of money, telephones and shares
// are among them, so that such numbers are none.
const holding = ".,/+-$€£¥%@'"

func (t *tokenizer) add(r rune) {
	colon := r == ':' && t.digit // between digits, as in times and addresses
	other, digit := r > unicode.MaxASCII, unicode.IsDigit(r)
	switch {
	case strings.ContainsRune("!?;|", r):
		t.word.WriteString(pause)
		t.end()
	case !digit && !colon && !unicode.IsLetter(r) && !unicode.IsMark(r) && !strings.ContainsRune(holding, r):
		t.end()
	default:
		if other != t.other && (digit || other && isNumber(t.word.String())) {
			t.end()
		}
		t.word.WriteRune(r)
	}
	t.other, t.digit = other, digit
}

// end closes a word, without the punctuation at its ends.
func (t *tokenizer) end() {
	word := t.word.String()
	if bare := strings.Trim(word, ".:,/-'"); bare != "" {
		t.list = append(t.list, bare)
	}
	if strings.HasSuffix(word, pause) || strings.HasSuffix(word, ",") {
		t.list = append(t.list, pause)
	}
	t.word.Reset()
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
	return false
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

// followsError tells a number that follows another which is an error's: "error 530 1016".
func (s sentence) followsError(i int) bool {
	before := s.before(i)
	if before < 0 {
		return false
	}
	n, glued := s.number(before)
	return n != 0 && (explainedStatus[n] || explainedCode[n]) && (glued || before > 0 && s.isError(before))
}

// speaksOfError tells that the sentence has the word itself. The numbers of an edge
// need that: four digits are many things, a code to sign in among them.
func (s sentence) speaksOfError() bool {
	return slices.ContainsFunc(s, func(w string) bool { return slices.Contains(errorWords, w) })
}
