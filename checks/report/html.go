package report

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"strings"

	"fix502/assets"
	"fix502/checks/text"
)

// HTML writes the report as one page that needs nothing beside it: no script, no
// picture, no font, no style from elsewhere. The page's own policy forbids them.
func HTML(w io.Writer, r Report, texts *text.Table) error {
	page, err := template.New("report").Parse(assets.ReportPage)
	if err != nil {
		return fmt.Errorf("reading the report's page: %w", err)
	}
	var out bytes.Buffer
	if err := page.Execute(&out, pageView{newView(r, texts)}); err != nil {
		return fmt.Errorf("writing a report: %w", err)
	}
	if _, err := out.WriteTo(w); err != nil {
		return fmt.Errorf("writing a report: %w", err)
	}
	return nil
}

// pageView adds to the view what only a page has.
type pageView struct{ view }

// Style is the page's look. It is our own file, so it goes in as it is.
func (pageView) Style() template.CSS { return template.CSS(style()) }

// Policy allows that style by its hash, and nothing else at all.
func (pageView) Policy() string {
	sum := sha256.Sum256([]byte(style()))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'"
}

// style has the line ends that a browser makes of any, or the hash would not fit
// on a checkout with others.
func style() string { return strings.ReplaceAll(assets.ReportStyle, "\r\n", "\n") }

// Language is the language of the page's words.
func (p pageView) Language() string { return p.texts.Language }

// JSON is the whole report, for copying out of the page.
func (p pageView) JSON() (string, error) {
	var b strings.Builder
	err := JSON(&b, p.Report)
	return b.String(), err
}

// Paragraphs splits what the user wrote.
func (pageView) Paragraphs(s string) []string {
	return strings.FieldsFunc(s, func(c rune) bool { return c == '\n' })
}

// Bar is the length of a bar as SVG writes it.
func (pageView) Bar(b bookLine) string { return fmt.Sprintf("%.1f", b.Bar) }
