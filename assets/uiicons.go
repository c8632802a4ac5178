package assets

import "embed"

// UIIcons holds icons/ui/<name>.svg: the window's signs, drawn in currentColor.
//
//go:embed icons/ui
var UIIcons embed.FS
