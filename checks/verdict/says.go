package verdict

import (
	"html"
	"strconv"
	"strings"

	"fix502/checks"
)

// Explained is what the words of an error mean.
type Explained struct {
	Status int         // HTTP status that is named or meant, 0 for none
	Code   int         // an edge's own number that is named, 1015, 0 for none
	Maker  string      // whose words they are, as in checks.PageFact, "" where that can't be told
	Text   string      // text code of a sentence or two that end in what to do: "says.502"; "says.unknown" where nothing was recognised
	Args   checks.Args // values for that text
}

// saysLimit is how much of what the user typed is read, in bytes; a pasted error
// page's beginning is in it.
const saysLimit = 8 << 10

// Says reads what a user typed or pasted under "What does it say?".
func Says(text string) Explained {
	words := spoken(text)
	meant := firstOf(words, phrases)
	e := Explained{Maker: firstOf(words, saidBy), Text: "says.unknown"}
	e.Status, e.Code = numbersIn(words, e.Maker, meant)
	if e.Status == 0 && e.Code == 0 {
		number, err := strconv.Atoi(meant)
		switch {
		case err == nil && explainedCode[number]:
			e.Code = number
		case err == nil:
			e.Status = number
		case meant != "":
			e.Text = "says." + meant
		}
	}
	number := e.Status
	if e.Code != 0 { // an edge's number says more than the status it comes with
		number = e.Code
	}
	if number != 0 {
		e.Text = textOfNumber(number)
	}
	if e.Text == "says.502" && e.Maker == "apache" {
		e.Text = "says.502.proxy"
	}
	e.Args = checks.Args{"code": strconv.Itoa(number)}
	return e
}

// spoken makes text ready for matching: lower case, straight apostrophes, spaces in
// place of underscores, wide digits narrow, white space and tags gone, and a space
// before and behind.
func spoken(text string) string {
	text = strings.ToLower(strings.ToValidUTF8(clip(text, saysLimit), " "))
	text = html.UnescapeString(withoutTags(text))
	text = strings.Map(func(r rune) rune {
		const wide, narrow = '！', '!' // the forms of Asian keyboards follow ASCII's order
		switch {
		case r >= wide && r <= '～':
			return r - wide + narrow
		case r == '_', r < ' ', r == 0x7f:
			return ' '
		}
		return r
	}, text)
	return " " + collapse(plainSigns(strings.ToLower(text))) + " "
}

// textOfNumber picks the text for a status or an edge's number. Several numbers
// that mean the same to the user share one.
func textOfNumber(n int) string {
	switch {
	case explainedStatus[n], n == 1015:
		return "says." + strconv.Itoa(n)
	case cloudflareKind(n) == checks.PageBlock:
		return "says.banned"
	case n == 1000 || n == 1001 || n == 1016:
		return "says.origin_name"
	case n >= 1101 && n <= 1104:
		return "says.script"
	}
	return "says.edge_origin"
}

// firstOf returns the meaning of the first phrase of a list that is in the words.
func firstOf(words string, list []phrase) string {
	for _, p := range list {
		if strings.Contains(words, p.words) {
			return p.meaning
		}
	}
	return ""
}

type phrase struct{ words, meaning string }
