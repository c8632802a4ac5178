// Package assets holds what the program ships beside its code: the catalogue,
// texts, guides, icons and the report's schema. It imports nothing but embed.
package assets

import "embed"

// Catalog is catalog.yaml: what the program knows about the outside world.
//
//go:embed catalog.yaml
var Catalog []byte

// Texts holds texts/<language>/<area>.json: message code to sentence.
//
//go:embed texts
var Texts embed.FS
