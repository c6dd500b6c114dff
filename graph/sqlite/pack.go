package sqlite

import (
	"database/sql/driver"
	"encoding/binary"
	"encoding/json"
	"math"

	"pactgraph/graph"
)

// Properties are packed into one value of a row, since reading one column and taking it apart in Go is several times
// quicker than reading twenty, most of them NULL. A packed property is its place in its table's list, then its value:
// numbers as varints, texts with their length before them, lists with their number of elements.

// pack writes the properties that have a value; nil where there is none.
func (t *table) pack(props graph.Props) []byte {
	if len(props) == 0 {
		return nil
	}
	b := make([]byte, 0, 256)
	for i := range t.props {
		if v, ok := props[t.props[i].Name]; ok {
			b = packValue(binary.AppendUvarint(b, uint64(i)), v)
		}
	}
	return b
}

func packValue(b []byte, value any) []byte {
	switch v := value.(type) {
	case string:
		return packText(b, v)
	case graph.Date:
		return packText(b, string(v))
	case int:
		return binary.AppendVarint(b, int64(v))
	case float64:
		return binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
	case bool:
		if v {
			return append(b, 1)
		}
		return append(b, 0)
	case []string:
		b = binary.AppendUvarint(b, uint64(len(v)))
		for _, s := range v {
			b = packText(b, s)
		}
	case []graph.Identifier:
		b = binary.AppendUvarint(b, uint64(len(v)))
		for _, id := range v {
			b = packText(packText(b, id.Scheme), id.Value)
		}
	}
	return b
}

func packText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// packed is what pack wrote. It is a string so that the texts in it can be cut out of it without a copy of each.
type packed string

// unpack sets the properties that were packed.
func (t *table) unpack(data packed, set graph.Setter) (err error) {
	// A row that was damaged can end anywhere; cutting beyond its end is the one way in which reading it can fail.
	defer func() {
		if recover() != nil {
			err = errDamaged
		}
	}()
	for data != "" {
		p := &t.props[data.uvarint()]
		switch p.Type {
		case graph.TypeInt:
			set.Int(p, int(data.varint()))
		case graph.TypeFloat:
			set.Float(p, math.Float64frombits(binary.LittleEndian.Uint64([]byte(data.cut(8)))))
		case graph.TypeBool:
			set.Bool(p, data.cut(1) == "\x01")
		case graph.TypeStrings, graph.TypeEnums:
			list := make([]string, data.count())
			for i := range list {
				list[i] = data.text()
			}
			set.Texts(p, list)
		case graph.TypeIdentifiers:
			list := make([]graph.Identifier, data.count())
			for i := range list {
				list[i] = graph.Identifier{Scheme: data.text(), Value: data.text()}
			}
			set.Identifiers(p, list)
		default:
			set.Text(p, data.text())
		}
	}
	return nil
}

func (d *packed) cut(n int) string {
	s := string((*d)[:n])
	*d = (*d)[n:]
	return s
}

func (d *packed) text() string { return d.cut(int(d.uvarint())) }

// count reads the number of a list's elements, each of which takes a byte at least.
func (d *packed) count() int {
	n := d.uvarint()
	return len((*d)[:n])
}

func (d *packed) uvarint() uint64 {
	var v uint64
	for i, shift := 0, 0; ; i, shift = i+1, shift+7 {
		c := (*d)[i]
		v |= uint64(c&0x7f) << shift
		if c < 0x80 {
			*d = (*d)[i+1:]
			return v
		}
	}
}

func (d *packed) varint() int64 {
	u := d.uvarint()
	return int64(u>>1) ^ -int64(u&1)
}

// values gives a row's values in the columns of the properties, in the order of columnsOf.
func (t *table) values(row []driver.Value, props graph.Props) []driver.Value {
	for i := range t.props {
		p := &t.props[i]
		v := props[p.Name]
		row = append(row, columnValue(v))
		if p.Type == graph.TypeDate {
			if d, ok := v.(graph.Date); ok {
				row = append(row, d.First(), d.Last())
			} else {
				row = append(row, nil, nil)
			}
		}
		if p.Folded {
			row = append(row, foldedValue(v))
		}
	}
	return row
}

// columnValue gives a property's value as its column has it; nil for none.
func columnValue(value any) driver.Value {
	switch v := value.(type) {
	case string:
		return v
	case graph.Date:
		return string(v)
	case int:
		return int64(v)
	case float64:
		return v
	case bool:
		return boolValue(v)
	case []string, []graph.Identifier:
		return jsonText(v)
	}
	return nil
}

func boolValue(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func foldedValue(value any) driver.Value {
	switch v := value.(type) {
	case string:
		return graph.FoldText(v)
	case []string:
		list := make([]string, len(v))
		for i, s := range v {
			list[i] = graph.FoldText(s)
		}
		return jsonText(list)
	}
	return nil
}

// jsonText writes a text or a list as JSON.
func jsonText(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic("sqlite: a value can't be written: " + err.Error())
	}
	return string(b)
}

// idsJSON writes ids as a JSON list.
func idsJSON(ids []string) string {
	b := make([]byte, 0, 32*len(ids)+2)
	b = append(b, '[')
	for i, id := range ids {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendJSONText(b, id)
	}
	return string(append(b, ']'))
}

// appendJSONText writes a text as JSON; one that needs no escapes, as ids don't, is only quoted.
func appendJSONText(b []byte, s string) []byte {
	for i := range len(s) {
		if s[i] < ' ' || s[i] == '"' || s[i] == '\\' {
			return append(b, jsonText(s)...)
		}
	}
	return append(append(append(b, '"'), s...), '"')
}
