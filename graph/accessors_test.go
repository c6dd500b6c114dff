package graph

import (
	"reflect"
	"strings"
	"testing"
)

// Each field of the table of relations has an accessor that reads its page, and there is no accessor without a field.
func TestAccessorsAndFields(t *testing.T) {
	for noun, typ := range nounTypes {
		fields := map[string]Field{}
		for _, f := range noun.Fields() {
			fields[strings.ToUpper(f.Name[:1])+f.Name[1:]] = f
		}
		ptr := reflect.PointerTo(typ)
		for i := range ptr.NumMethod() {
			m := ptr.Method(i)
			if strings.Contains(m.Type.String(), "graph.PageOf") && fields[m.Name].Name == "" {
				t.Errorf("%s.%s is an accessor, but no relation has this field", noun, m.Name)
			}
		}
		for name, f := range fields {
			m, ok := ptr.MethodByName(name)
			if !ok {
				t.Errorf("%s has the field %s, but no accessor %s", noun, f.Name, name)
				continue
			}
			checkAccessor(t, noun, f, m)
		}
	}
}

func checkAccessor(t *testing.T, noun Noun, f Field, m reflect.Method) {
	t.Helper()
	end := NewNode(f.Ends[0], MakeID(f.Ends[0], "x"), Props{})
	n := NewNode(noun, MakeID(noun, "y"), Props{})
	Attach(n, f.Name, NewPage(f.Ends, []RawEdge{{Node: end}}, PageInfo{}, nil))
	got := m.Func.Call([]reflect.Value{reflect.ValueOf(n)})[0]
	if f.One {
		if got.IsNil() || got.Interface().(Node).NodeID() != end.NodeID() {
			t.Errorf("%s.%s gives %v, want %s", noun, m.Name, got, end.NodeID())
		}
		return
	}
	if got.IsNil() || links(got.Interface())[0].node != end {
		t.Errorf("%s.%s doesn't read its field's page", noun, m.Name)
	}
}
