package grafana_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
)

// What Grafana and its Infinity plugin do with a query, since neither can be had where the tests run: Grafana fills in variables,
// the plugin sends the request, takes apart the answer, and makes columns of it.

// value is what a variable of a dashboard stands for.
type value struct {
	// list are the values chosen, of a variable that may have several.
	list []string
	// text is the value of any other.
	text string
	// all is what is filled in as it is, whatever the format, where All is chosen and the variable says what that means.
	all string
}

// format writes a value as Grafana does.
func (v value) format(name string) (string, error) {
	switch {
	case v.all != "":
		return v.all, nil
	case name == "json" && v.list != nil:
		text, err := json.Marshal(v.list)
		return string(text), err
	case name == "json", name == "raw", name == "" && v.list == nil:
		return v.text, nil
	case name == "" && len(v.list) == 1:
		return v.list[0], nil
	case name == "":
		return "{" + strings.Join(v.list, ",") + "}", nil
	}
	return "", fmt.Errorf("the format %q isn't known here", name)
}

// reference matches the three ways in which Grafana's texts name a variable: $name, [[name:format]] and ${name:format}.
var reference = regexp.MustCompile(`\$(\w+)|\[\[(\w+)(?::(\w+))?\]\]|\$\{(\w+)(?::([^}]+))?\}`)

// interpolate fills in variables. A name that is none is left as it stands, as Grafana leaves it.
func interpolate(text string, values map[string]value) (string, error) {
	var failed error
	filled := reference.ReplaceAllStringFunc(text, func(match string) string {
		m := reference.FindStringSubmatch(match)
		name, format := m[1]+m[2]+m[4], m[3]+m[5]
		v, ok := values[name]
		if !ok {
			return match
		}
		written, err := v.format(format)
		if err != nil {
			failed = fmt.Errorf("%s: %w", match, err)
		}
		return written
	})
	return filled, failed
}

// asker sends queries to a server, as the data source does whose address it has.
type asker struct {
	url    string
	client *http.Client
}

// ask sends a target and gives the whole answer.
func (a asker) ask(t target, values map[string]value) (any, error) {
	query, err := interpolate(t.URLOptions.Query, values)
	if err != nil {
		return nil, err
	}
	text, err := interpolate(t.URLOptions.Variables, values)
	if err != nil {
		return nil, err
	}
	var variables map[string]any
	if err := json.Unmarshal([]byte(text), &variables); err != nil {
		return nil, fmt.Errorf("the variables are no JSON once they are filled in: %w: %s", err, text)
	}
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequest(http.MethodPost, a.url+t.URL, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "application/json;q=0.9,text/plain")
	req.Header.Set("Content-Type", "application/json")
	resp, err := a.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode >= http.StatusBadRequest {
		return nil, fmt.Errorf("status %s: %.500s", resp.Status, answer)
	}
	var all map[string]any
	if err := json.Unmarshal(answer, &all); err != nil {
		return nil, err
	}
	if errs, ok := all["errors"]; ok {
		return nil, fmt.Errorf("errors: %v", errs)
	}
	return all, nil
}

// row is what a target has in one row, by the names of its columns.
type row map[string]any

// plainPath is what the root selector may be here. The plugin takes other ones too, which mean more to it.
var plainPath = regexp.MustCompile(`^\w+(\.\w+)*$`)

// rows takes an answer apart by the root selector and the columns. An object is one row.
func (t target) rows(answer any) ([]row, error) {
	if !plainPath.MatchString(t.RootSelector) {
		return nil, fmt.Errorf("the root selector %q is no plain path", t.RootSelector)
	}
	at := answer
	for _, step := range strings.Split(t.RootSelector, ".") {
		object, _ := at.(map[string]any)
		next, ok := object[step]
		if !ok {
			return nil, fmt.Errorf("the answer has nothing at %q of the root selector %s", step, t.RootSelector)
		}
		at = next
	}
	list, ok := at.([]any)
	if !ok {
		list = []any{at}
	}
	var rows []row
	for _, element := range list {
		object, ok := element.(map[string]any)
		if !ok {
			return nil, fmt.Errorf("at %s stands %v, which is no row", t.RootSelector, element)
		}
		r := row{}
		for _, c := range t.Columns {
			v, err := c.read(object)
			if err != nil {
				return nil, err
			}
			r[c.Text] = v
		}
		rows = append(rows, r)
	}
	return rows, nil
}

// read gives a column's value of a row, of the type that the column is declared to have.
func (c column) read(object map[string]any) (any, error) {
	if c.Selector != c.Text || !regexp.MustCompile(`^\w+$`).MatchString(c.Selector) {
		return nil, fmt.Errorf("the column %q is called %q: here a column has the name that the query's alias gives it", c.Selector, c.Text)
	}
	v, ok := object[c.Selector]
	if !ok {
		return nil, fmt.Errorf("the rows have no column %s", c.Selector)
	}
	if v == nil {
		return nil, nil
	}
	switch number, isNumber := v.(float64); {
	case c.Type == "number" && isNumber:
		return number, nil
	case c.Type == "timestamp_epoch" && isNumber:
		if number < 0 || number > 4e12 {
			return nil, fmt.Errorf("the column %s has %v, which are no milliseconds since 1970", c.Selector, v)
		}
		return time.UnixMilli(int64(number)).UTC(), nil
	case c.Type == "string":
		if text, ok := v.(string); ok {
			return text, nil
		}
	case c.Type == "boolean":
		if b, ok := v.(bool); ok {
			return b, nil
		}
	}
	return nil, fmt.Errorf("the column %s is declared as %s and has %v", c.Selector, c.Type, v)
}

// option is one value that a variable can be given.
type option struct{ text, value string }

// options gives the options of a variable that asks a query, as the plugin makes them of its two columns.
func (a asker) options(v variable, values map[string]value) ([]option, error) {
	t := v.query().Infinity
	answer, err := a.ask(t, values)
	if err != nil {
		return nil, err
	}
	rows, err := t.rows(answer)
	if err != nil {
		return nil, err
	}
	var list []option
	for _, r := range rows {
		text, isText := r["__text"].(string)
		v, isValue := r["__value"].(string)
		if !isText || !isValue {
			return nil, fmt.Errorf("an option is %v: its columns are __text and __value, which are never null", r)
		}
		list = append(list, option{text, v})
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("it has no options")
	}
	return list, nil
}

// values gives what the variables of a dashboard stand for: what was chosen, or else what the dashboard begins with.
func (a asker) values(d dashboard, from, to time.Time, chosen map[string][]string) (map[string]value, error) {
	values := map[string]value{
		"__from": {text: fmt.Sprint(from.UnixMilli())}, "__to": {text: fmt.Sprint(to.UnixMilli())},
	}
	for _, v := range d.Templating.List {
		picked, ok := chosen[v.Name]
		if v.Type != "query" {
			if !ok {
				picked = v.Current.texts()
			}
			values[v.Name] = value{text: strings.Join(picked, "")}
			continue
		}
		options, err := a.options(v, values)
		if err != nil {
			return nil, fmt.Errorf("the variable %s: %w", v.Name, err)
		}
		if !ok {
			picked = v.Current.texts()
		}
		values[v.Name], err = v.pick(options, picked)
		if err != nil {
			return nil, err
		}
	}
	return values, nil
}

// pick gives the value of a variable with some options of which some are picked; the first, if none is.
func (v variable) pick(options []option, picked []string) (value, error) {
	isAll := slices.Equal(picked, []string{"$__all"})
	if !isAll {
		for _, p := range picked {
			if !slices.ContainsFunc(options, func(o option) bool { return o.value == p }) {
				return value{}, fmt.Errorf("the variable %s is to be %q, which is no option: %v", v.Name, p, options)
			}
		}
	}
	switch {
	case isAll && !v.IncludeAll:
		return value{}, fmt.Errorf("the variable %s is to be All, which it doesn't offer", v.Name)
	case isAll && v.AllValue != "":
		return value{all: v.AllValue}, nil
	case isAll:
		var list []string
		for _, o := range options {
			list = append(list, o.value)
		}
		return value{list: list}, nil
	case v.Multi:
		return value{list: picked}, nil
	case len(picked) == 0:
		return value{text: options[0].value}, nil
	}
	return value{text: picked[0]}, nil
}
