package probe

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/net/html"

	"fix502/checks"
)

// The most that is kept of a status page; what is there is written for people
// and comes from outside.
const (
	incidentsMost  = 10
	componentsMost = 30
	nameLength     = 150 // characters
	updateLength   = 300 // characters
	linkLength     = 300 // bytes
)

// summary is the form of Statuspage v2. Only what is used is named; some
// providers that serve this form leave parts of it out.
type summary struct {
	Page *struct {
		ID   string `json:"id"`
		Name string `json:"name"`
		URL  string `json:"url"`
	} `json:"page"`
	Status *struct {
		Indicator   string `json:"indicator"`
		Description string `json:"description"`
	} `json:"status"`
	Components []struct {
		Name   string `json:"name"`
		Status string `json:"status"`
		Group  bool   `json:"group"`
	} `json:"components"`
	Incidents []summaryIncident `json:"incidents"`
}

type summaryIncident struct {
	Name      string `json:"name"`
	Status    string `json:"status"`
	Impact    string `json:"impact"`
	Shortlink string `json:"shortlink"`
	Created   stamp  `json:"created_at"`
	Started   stamp  `json:"started_at"`
	Updated   stamp  `json:"updated_at"`
	Resolved  stamp  `json:"resolved_at"`
	Updates   []struct {
		Body    string `json:"body"`
		Created stamp  `json:"created_at"`
		Display stamp  `json:"display_at"`
	} `json:"incident_updates"`
}

// stamp is a time as status pages give it; one that cannot be read is no time
// rather than an error.
type stamp struct{ time.Time }

// UnmarshalJSON never fails.
func (s *stamp) UnmarshalJSON(raw []byte) error {
	var text string
	s.Time = time.Time{}
	if json.Unmarshal(raw, &text) != nil {
		return nil
	}
	if at, err := time.Parse(time.RFC3339, text); err == nil && at.Year() > 0 && at.Year() < 10000 {
		s.Time = at.UTC()
	}
	return nil
}

// parseStatuspage reads a Statuspage v2 summary. Anything else (a web page,
// another provider's form, an indicator that is not known) gives a fact that is
// not Known and fails with checks.FailForm: never "all is well".
func parseStatuspage(raw []byte) checks.StatusFact {
	var s summary
	unknown := checks.StatusFact{Indicator: checks.IndicatorUnknown, Fail: checks.FailForm}
	if json.Unmarshal(raw, &s) != nil || s.Page == nil || s.Status == nil || s.Page.Name == "" && s.Page.ID == "" && s.Page.URL == "" {
		return unknown
	}
	fact := checks.StatusFact{
		Known: true, Description: clean(s.Status.Description, nameLength),
		Incidents: s.incidents(), Components: s.degraded(),
	}
	switch indicator := s.Status.Indicator; indicator {
	case checks.IndicatorNone, "maintenance": // planned work is no incident
		fact.Indicator = checks.IndicatorNone
	case checks.IndicatorMinor, checks.IndicatorMajor, checks.IndicatorCritical:
		fact.Indicator = indicator
		if len(fact.Incidents) == 0 && len(fact.Components) == 0 && s.maintained() {
			fact.Indicator = checks.IndicatorNone
		}
	default:
		unknown.Description = fact.Description
		return unknown
	}
	return fact
}

// incidents lists those that are not over, newest first.
func (s summary) incidents() []checks.IncidentFact {
	var list []checks.IncidentFact
	for _, i := range s.Incidents {
		if i.over() {
			continue
		}
		fact := checks.IncidentFact{
			Name: clean(i.Name, nameLength), Impact: clean(i.Impact, nameLength), Status: clean(i.Status, nameLength),
			Started: i.Started.Time, Link: webLink(i.Shortlink), UpdatedAt: i.Updated.Time,
		}
		if fact.Started.IsZero() {
			fact.Started = i.Created.Time
		}
		for n, u := range i.Updates {
			at := u.Display.Time
			if at.IsZero() {
				at = u.Created.Time
			}
			if n == 0 || at.After(fact.UpdatedAt) {
				fact.Update, fact.UpdatedAt = clean(u.Body, updateLength), at
			}
		}
		list = append(list, fact)
	}
	slices.SortStableFunc(list, func(a, b checks.IncidentFact) int { return b.Started.Compare(a.Started) })
	return list[:min(len(list), incidentsMost)]
}

// over tells whether an incident is none: dealt with, planned, or maintenance.
func (i summaryIncident) over() bool {
	switch i.Status {
	case "resolved", "postmortem", "completed", "scheduled", "in_progress", "verifying":
		return true
	}
	return i.Impact == "maintenance" || !i.Resolved.IsZero()
}

// degraded names the components that are in trouble; those being maintained are not.
func (s summary) degraded() []string {
	var names []string
	for _, c := range s.Components {
		trouble := c.Status == "degraded_performance" || c.Status == "partial_outage" || c.Status == "major_outage"
		if name := clean(c.Name, nameLength); trouble && !c.Group && name != "" && len(names) < componentsMost {
			names = append(names, name)
		}
	}
	return names
}

// maintained tells whether a component is down because it is worked on.
func (s summary) maintained() bool {
	for _, c := range s.Components {
		if c.Status == "under_maintenance" {
			return true
		}
	}
	return false
}

// webLink is a link that may be offered to people, "" for anything else.
func webLink(text string) string {
	u, err := url.Parse(text)
	if err != nil || len(text) > linkLength || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil {
		return ""
	}
	return u.String()
}

// clean makes plain text of what a status page says: no HTML, no characters that
// control or reorder, white space collapsed, at most so many characters.
func clean(text string, length int) string {
	const enough = 8 // bytes of markup and text for each character that is kept
	if len(text) > length*enough {
		text = text[:length*enough]
	}
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case r == unicode.ReplacementChar, unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, plain(text))
	return shortened(strings.Join(strings.Fields(text), " "), length)
}

// breaks are the tags that stand for a gap in the text.
var breaks = map[string]bool{
	"br": true, "p": true, "div": true, "li": true, "ul": true, "ol": true, "tr": true, "td": true, "hr": true,
	"h1": true, "h2": true, "h3": true, "h4": true,
}

// plain is the text of a piece of HTML, without scripts and styles.
func plain(markup string) string {
	var b strings.Builder
	tokens := html.NewTokenizer(strings.NewReader(markup))
	hidden := ""
	for {
		kind := tokens.Next()
		if kind == html.ErrorToken {
			return b.String()
		}
		if kind == html.TextToken && hidden == "" {
			b.Write(tokens.Text())
			continue
		}
		raw, _ := tokens.TagName()
		name := string(raw)
		switch {
		case kind == html.StartTagToken && (name == "script" || name == "style"):
			hidden = name
		case kind == html.EndTagToken && name == hidden:
			hidden = ""
		case breaks[name]:
			b.WriteByte(' ')
		}
	}
}

// shortened cuts a text to a number of characters and says so by its end.
func shortened(text string, length int) string {
	runes := []rune(text)
	if len(runes) <= length {
		return text
	}
	return strings.TrimSpace(string(runes[:length-1])) + "…"
}
