package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
)

// client asks a GraphQL server the same question again and again. Several goroutines may use it.
type client struct {
	http    *http.Client
	url     string
	request []byte
}

func newClient(url, document string) client {
	request, err := json.Marshal(map[string]string{"query": document})
	if err != nil {
		panic("bench: a text can't be written as JSON: " + err.Error())
	}
	// The default keeps two connections, and the other clients would open a new one each time.
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = clients
	return client{&http.Client{Transport: transport}, url, request}
}

// ask asks, and reads the answer to its end.
func (c client) ask() error {
	_, err := c.post()
	return err
}

func (c client) post() ([]byte, error) {
	r, err := c.http.Post(c.url, "application/json", bytes.NewReader(c.request))
	if err != nil {
		return nil, err
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err == nil && (r.StatusCode != http.StatusOK || bytes.Contains(body, []byte(`"errors"`))) {
		err = fmt.Errorf("status %s: %.300s", r.Status, body)
	}
	return body, err
}
