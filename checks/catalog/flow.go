package catalog

import (
	"unicode/utf8"

	"github.com/goccy/go-yaml/token"
)

// mended puts texts with a colon together again, such as [127.0.0.1:53] or [::1]:
// inside a mapping in braces the lexer takes every colon for that of a key, also
// in a list in brackets, where YAML asks for a space behind it (YAML 1.2.2, 7.3.3).
func mended(tokens token.Tokens) token.Tokens {
	whole := make(token.Tokens, 0, len(tokens))
	var brackets []token.Type
	for i := 0; i < len(tokens); {
		n := 1
		switch t := tokens[i]; t.Type {
		case token.MappingStartType, token.SequenceStartType:
			brackets = append(brackets, t.Type)
		case token.MappingEndType, token.SequenceEndType:
			brackets = brackets[:max(0, len(brackets)-1)]
		default:
			if len(brackets) > 1 && brackets[len(brackets)-1] == token.SequenceStartType {
				n = pieces(tokens[i:])
			}
		}
		whole = append(whole, joined(tokens[i:i+n]))
		i += n
	}
	for i, t := range whole {
		t.Prev, t.Next = nil, nil
		if i > 0 {
			t.Prev, whole[i-1].Next = whole[i-1], t
		}
	}
	return whole
}

// pieces counts the tokens at the beginning that are one text with colons in it;
// 1 where the first stands for itself.
func pieces(tokens token.Tokens) int {
	n := 0
	for n < len(tokens) && isPiece(tokens[n]) && (n == 0 || touches(tokens[n-1], tokens[n])) {
		n++
	}
	if n < 2 || tokens[n-1].Type == token.MappingValueType { // "key: value" after all
		return 1
	}
	return n
}

// isPiece tells colons, and scalars without quotes.
func isPiece(t *token.Token) bool {
	switch t.Type {
	case token.MappingValueType, token.StringType, token.IntegerType, token.FloatType, token.HexIntegerType, token.OctetIntegerType, token.BinaryIntegerType:
		return t.Indicator != token.QuotedScalarIndicator && t.Position != nil
	}
	return false
}

// touches tells that nothing stands between two tokens.
func touches(a, b *token.Token) bool {
	return a.Position.Line == b.Position.Line && a.Position.Column+utf8.RuneCountInString(a.Value) == b.Position.Column
}

func joined(tokens token.Tokens) *token.Token {
	if len(tokens) == 1 {
		return tokens[0]
	}
	value, origin := "", ""
	for _, t := range tokens {
		value += t.Value
		origin += t.Origin
	}
	return token.String(value, origin, tokens[0].Position)
}
