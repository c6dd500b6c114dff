// Package gql holds what gqlgen generates from schema.graphqls, and the scalars that it is bound to. It knows package
// graph's types, and nothing of how they are found.
package gql

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"

	"github.com/99designs/gqlgen/graphql"
)

//go:generate go tool gqlgen generate

// MarshalString writes a text, and no text as null: package graph keeps a property without a value as "", and a
// reader of the API must be able to tell it from a text. Enumerations, dates and ids are written by it too.
func MarshalString(s string) graphql.Marshaler {
	if s == "" {
		return graphql.Null
	}
	return graphql.MarshalString(s)
}

// UnmarshalString reads a text, and a number where an id was given as one.
func UnmarshalString(v any) (string, error) {
	switch v := v.(type) {
	case string:
		return v, nil
	case json.Number:
		return v.String(), nil
	case int64:
		return strconv.FormatInt(v, 10), nil
	}
	return "", fmt.Errorf("%v is not a text", v)
}

// MarshalInt writes a whole number. GraphQL's Int has 32 bits: a larger one is an error of the field.
func MarshalInt(n int) graphql.Marshaler {
	if n < math.MinInt32 || n > math.MaxInt32 {
		panic(fmt.Sprintf("%d doesn't fit the 32 bits of an Int", n))
	}
	return graphql.WriterFunc(func(w io.Writer) {
		_, _ = io.WriteString(w, strconv.Itoa(n)) // a buffer takes all
	})
}

// UnmarshalInt reads a whole number within 32 bits.
func UnmarshalInt(v any) (int, error) {
	var text string
	switch v := v.(type) {
	case json.Number:
		text = v.String()
	case int64:
		text = strconv.FormatInt(v, 10)
	default:
		return 0, fmt.Errorf("%v is not a whole number", v)
	}
	n, err := strconv.ParseInt(text, 10, 32)
	if err != nil {
		return 0, fmt.Errorf("%s is not a whole number within 32 bits", text)
	}
	return int(n), nil
}

// UnmarshalUpload takes a file of a multipart request; the reading of the request has put it among the variables.
func UnmarshalUpload(v any) (BundleFile, error) {
	if f, ok := v.(BundleFile); ok {
		return f, nil
	}
	return BundleFile{}, errors.New("it is no file of a multipart request")
}

// MarshalUpload is there for gqlgen; no field gives a file.
func MarshalUpload(BundleFile) graphql.Marshaler { return graphql.Null }

// LoadCounts says how much a load changed.
type LoadCounts struct {
	Added, Changed, Removed int
}
