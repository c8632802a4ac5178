// Package assets holds what the program ships beside its code: the catalogue,
// texts, guides, icons and the report's schema. It imports nothing but embed.
package assets

import "embed"

// Catalog is catalog.yaml: what the program knows about the outside world.
//
//go:embed catalog.yaml
var Catalog []byte

// Interference is interference.yaml: software that stands between a computer and
// the web, and the signs by which it is known.
//
//go:embed interference.yaml
var Interference []byte

// Texts holds texts/<language>/<area>.json: message code to sentence.
//
//go:embed texts
var Texts embed.FS

// Guides holds guides/<language>/<step or verdict>.yaml: instructions for people.
// Their form is told at the top of guides/en/check-status.yaml.
//
//go:embed guides
var Guides embed.FS

// Schema is report.schema.json: the form of a report, contract §2.
//
//go:embed report.schema.json
var Schema []byte

// Icon is the program's icon, 512 pixels square.
//
//go:embed icons/fix502.png
var Icon []byte

// IconSVG is the same as a drawing.
//
//go:embed icons/fix502.svg
var IconSVG []byte
