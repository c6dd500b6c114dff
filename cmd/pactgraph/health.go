package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

// defaultHealthURL is where a server that was started without flags says whether it can answer.
const defaultHealthURL = "http://127.0.0.1:8080/readyz"

func newHealth() *cobra.Command {
	var address string
	var timeout time.Duration
	cmd := &cobra.Command{
		Use:   "health",
		Short: "Ask a server whether it is well",
		Long: `Ask a server whether it is well, and end with 0 if it is and 1 if it isn't. /readyz says whether the server and its
store answer, /healthz whether the server alone does. For containers, which have no other program to ask with.`,
		Example: `  pactgraph health
  pactgraph health --url http://127.0.0.1:9000/healthz --timeout 2s`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			u, err := url.Parse(address)
			if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
				return usagef("--url is %q: write an address as %s", address, defaultHealthURL)
			}
			if timeout <= 0 {
				return usagef("--timeout is %s: it must be more than 0s", timeout)
			}
			ctx, cancel := context.WithTimeout(cmd.Context(), timeout)
			defer cancel()
			said, err := askHealth(ctx, address)
			if errors.Is(err, context.DeadlineExceeded) {
				return fmt.Errorf("%s didn't answer within %s", address, timeout)
			}
			if err != nil {
				return err
			}
			fmt.Fprintln(cmd.OutOrStdout(), said)
			return nil
		},
	}
	cmd.Flags().StringVar(&address, "url", defaultHealthURL, "the address to ask, with its path")
	cmd.Flags().DurationVar(&timeout, "timeout", 5*time.Second, "how long an answer may take")
	return cmd
}

// saidLimit is how many bytes of an answer are read: one sentence is expected.
const saidLimit = 200

// askHealth gives the first line of what stands at an address, or an error if its status isn't 200. It goes there
// straight: a proxy, or a page that it is sent on to, would say how they are themselves.
func askHealth(ctx context.Context, address string) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return "", err
	}
	client := http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	resp, err := client.Do(req)
	if err != nil {
		return "", fmt.Errorf("%s can't be reached: %w", address, cause(err))
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, saidLimit))
	if err != nil {
		return "", fmt.Errorf("%s broke off its answer: %w", address, err)
	}
	line, _, _ := strings.Cut(strings.TrimSpace(string(body)), "\n")
	if resp.StatusCode != http.StatusOK {
		return "", fmt.Errorf("%s answers %s: %s", address, resp.Status, cmp.Or(line, "nothing more"))
	}
	return line, nil
}

// cause is an error of an HTTP client without the method and the address, which the message has already.
func cause(err error) error {
	if outer, ok := errors.AsType[*url.Error](err); ok {
		return outer.Err
	}
	return err
}
