package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"sync"
	"testing"
)

// oldNeo4j gives the store of a Neo4j that is too old. Such a one needs an older Java than the ones that the tests run on,
// and is refused for how it greets; so this speaks as much of the Bolt protocol as a greeting takes.
func oldNeo4j(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var running sync.WaitGroup
	running.Go(func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			running.Go(func() {
				defer c.Close()
				if err := greet(c); err != nil && !errors.Is(err, io.EOF) {
					t.Errorf("the old Neo4j: %v", err)
				}
			})
		}
	})
	t.Cleanup(func() {
		listener.Close()
		running.Wait()
	})
	return "bolt://" + listener.Addr().String()
}

// greet answers every message with success, and with the name of a server: version 4.4 of Bolt, and of Neo4j.
func greet(c net.Conn) error {
	handshake := make([]byte, 20)
	if _, err := io.ReadFull(c, handshake); err != nil {
		return err
	}
	if _, err := c.Write([]byte{0, 0, 4, 4}); err != nil {
		return err
	}
	const success = "\xb1\x70\xa2" + "\x86server" + "\x8cNeo4j/4.4.40" + "\x8dconnection_id" + "\x86bolt-0"
	answer := append(binary.BigEndian.AppendUint16(nil, uint16(len(success))), success+"\x00\x00"...)
	for {
		message, err := readMessage(c)
		if err != nil {
			return err
		}
		const goodbye = 0x02
		if len(message) > 1 && message[1] == goodbye {
			return nil
		}
		if _, err := c.Write(answer); err != nil {
			return err
		}
	}
}

// readMessage reads the chunks of one message; each has its length before it, and the last is empty.
func readMessage(r io.Reader) ([]byte, error) {
	var message bytes.Buffer
	for {
		var size uint16
		if err := binary.Read(r, binary.BigEndian, &size); err != nil {
			return nil, err
		}
		if size == 0 {
			return message.Bytes(), nil
		}
		if _, err := io.CopyN(&message, r, int64(size)); err != nil {
			return nil, err
		}
	}
}
