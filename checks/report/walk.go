package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// rewrite is what happens to one string of a report. The key is the name of the
// JSON field the string stands under, "" at the top.
type rewrite func(key, s string) string

// inData rewrites every string inside a fact's JSON, keeping the order of fields
// and the numbers as they are written. Strings are rewritten decoded, so that no
// escape hides anything. What is not one JSON object becomes {}.
func inData(raw json.RawMessage, do rewrite) json.RawMessage {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	first, err := d.Token()
	if err != nil || first != json.Delim('{') {
		return json.RawMessage("{}")
	}
	w := walker{from: d, do: do}
	if err := w.value(first, ""); err != nil {
		return json.RawMessage("{}")
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return json.RawMessage("{}")
	}
	return w.out.Bytes()
}

type walker struct {
	from *json.Decoder
	out  bytes.Buffer
	do   rewrite
}

// value copies the value that begins with a token already read.
func (w *walker) value(t json.Token, key string) error {
	switch v := t.(type) {
	case json.Delim:
		return w.group(v, key)
	case string:
		return w.quote(w.do(key, v))
	case json.Number:
		w.out.WriteString(v.String())
	case bool:
		w.out.WriteString(strconv.FormatBool(v))
	case nil:
		w.out.WriteString("null")
	default:
		return fmt.Errorf("rewriting facts: unexpected %T", t)
	}
	return nil
}

// group copies an object or a list whose opening has been read. The members of a
// list stand under the list's own key.
func (w *walker) group(open json.Delim, key string) error {
	w.out.WriteString(open.String())
	for n := 0; w.from.More(); n++ {
		if n > 0 {
			w.out.WriteByte(',')
		}
		member := key
		if open == '{' {
			name, err := w.from.Token()
			if err != nil {
				return err
			}
			member, _ = name.(string)
			if err := w.quote(w.name(key, member)); err != nil {
				return err
			}
			w.out.WriteByte(':')
		}
		t, err := w.from.Token()
		if err != nil {
			return err
		}
		if err := w.value(t, member); err != nil {
			return err
		}
	}
	end, err := w.from.Token()
	if err != nil {
		return err
	}
	w.out.WriteString(end.(json.Delim).String())
	return nil
}

// name rewrites a field's name where it comes from outside: in the table of
// response headers. All others are the names of our own fields.
func (w *walker) name(parent, name string) string {
	if parent == keyHeaders {
		return w.do("", name)
	}
	return name
}

// keyHeaders is the field of a fact whose members are named by a server.
const keyHeaders = "headers"

func (w *walker) quote(s string) error {
	raw, err := marshal(s)
	w.out.Write(raw)
	return err
}

// marshal writes JSON in which <, > and & stay readable. Where a report is shown
// in a page, the page escapes it.
func marshal(v any) (json.RawMessage, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}
