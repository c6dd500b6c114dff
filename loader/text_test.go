package loader

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestFindQuote(t *testing.T) {
	const text = "\ufeffThe “Isle’s” council — of nine\n\t members — met.\r\nIt met… and met again; cafe\u0301 owners co\u00adoperate.\nNine members: they met at\u00a0last."
	tests := []struct {
		name           string
		quote          string
		prefix, suffix string
		want           string // the source's words
		message        string // a part of it, if nothing is found
	}{
		{"straight quotes", `The "Isle's" council`, "", "", "The “Isle’s” council", ""},
		{"curly quotes of another kind", "‘Isle’s’", "", "", "", "the source doesn't have this quote"},
		{"white space and dashes", "council - of nine members – met", "", "", "council — of nine\n\t members — met", ""},
		{"white space around", "  It met  ", "", "", "It met", ""},
		{"an ellipsis of the source's own", "It met... and met", "", "", "It met… and met", ""},
		{"a span", "of nine … met.", "", "", "of nine\n\t members — met.", ""},
		{"a span by dots", "of nine ... met.", "", "", "of nine\n\t members — met.", ""},
		{"a span in three parts", "council … members … It met", "", "", "council — of nine\n\t members — met.\r\nIt met", ""},
		{"the shortest span", "met … again", "", "", "met again", "but not"},
		{"composed characters", "café owners", "", "", "cafe\u0301 owners", ""},
		{"characters that aren't seen", "cooperate", "", "", "co\u00adoperate", ""},
		{"a space that doesn't break", "met at last", "", "", "met at\u00a0last", ""},
		{"twice", "members", "", "", "", "the source has this quote twice"},
		{"many times", "met", "", "", "", "4 times"},
		{"told by a prefix", "members", "Nine", "", "members", ""},
		{"told by a suffix", "members", "", "- met.", "members", ""},
		{"another prefix", "members", "Ten", "", "", "but not with this prefix or suffix"},
		{"case", "the isle", "", "", "", "the source doesn't have this quote"},
		{"a slip", "Nine people: they met at last", "", "", "", `the nearest it has is "Nine members: they met at last." (character`},
		{"the second part is missing", "of nine … ten", "", "", "", `the source doesn't have "ten" of this quote`},
		{"the parts in the wrong order", "owners … council", "", "", "", "after the words that stand before it here"},
	}
	source := newSourceText([]byte(text))
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			q := quotation{prefix: tt.prefix, suffix: tt.suffix}
			q.setExact(tt.quote)
			found, message := source.find(q)
			if found == nil {
				if tt.want != "" || !strings.Contains(message, tt.message) || tt.message == "" {
					t.Errorf("it isn't found: %s", message)
				}
				return
			}
			if diff := cmp.Diff(tt.want, found.Exact); diff != "" {
				t.Errorf("the words (-want +got):\n%s", diff)
			}
			if words := string([]rune(text)[found.Start:found.End]); words != found.Exact {
				t.Errorf("%d to %d is %q", found.Start, found.End, words)
			}
		})
	}
}

// TestFindInLargeText sees that no quote takes more than about one look through the text.
func TestFindInLargeText(t *testing.T) {
	source := newSourceText([]byte(strings.Repeat("a ", 1<<20) + "b"))
	start := time.Now()
	for _, quote := range []string{"a … b", "a … a … b", "c … b", "a b", "b … a"} {
		q := quotation{}
		q.setExact(quote)
		source.find(q)
	}
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("it took %v", took)
	}
}
