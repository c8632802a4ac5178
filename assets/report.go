package assets

import _ "embed" // for the files below

// ReportPage is the HTML form of a report, for html/template.
//
//go:embed report.html.tmpl
var ReportPage string

// ReportStyle is what that page looks like; it goes into the page itself.
//
//go:embed report.css
var ReportStyle string
