package export

import (
	"bufio"
	"context"
	"io"
)

// Context gives the JSON-LD context of exports: the prefixes of their terms.
func Context() map[string]string {
	context := map[string]string{}
	for _, p := range prefixes {
		context[p[0]] = p[1]
	}
	return context
}

// writeJSONLD writes an export as JSON-LD, a line for each resource; its context stands in it, so that it can be read without a network.
func (e *Export) writeJSONLD(ctx context.Context, out io.Writer) error {
	to := bufio.NewWriter(out)
	head, err := jsonLine(Context())
	if err == nil {
		_, err = to.WriteString("{\"@context\": " + head + ",\n\"@graph\": [\n")
	}
	if err != nil {
		return err
	}
	between := ""
	err = e.resources(ctx, func(r *resource) error {
		line, err := jsonLine(jsonOf(r))
		if err == nil {
			_, err = to.WriteString(between + line)
		}
		between = ",\n"
		return err
	})
	if err == nil {
		_, err = to.WriteString("\n]}\n")
	}
	if err != nil {
		return err
	}
	return to.Flush()
}
