package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"sync"
)

// The way to the server, which can be shut; it also counts how informers begin.
type gate struct {
	mutex           sync.Mutex
	shut            bool
	connections     []net.Conn
	lists, streamed int
}

func (g *gate) dial(ctx context.Context, network, address string) (net.Conn, error) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	if g.shut {
		return nil, fmt.Errorf("the gate is shut")
	}
	connection, err := (&net.Dialer{}).DialContext(ctx, network, address)
	if err == nil {
		g.connections = append(g.connections, connection)
	}
	return connection, err
}

func (g *gate) close() {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	g.shut = true
	for _, connection := range g.connections {
		connection.Close()
	}
	g.connections = nil
}

func (g *gate) open() {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	g.shut = false
}

func (g *gate) counts() (lists, streamed int) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	return g.lists, g.streamed
}

func (g *gate) wrap(next http.RoundTripper) http.RoundTripper { return counter{g, next} }

type counter struct {
	gate *gate
	next http.RoundTripper
}

func (c counter) RoundTrip(request *http.Request) (*http.Response, error) {
	query := request.URL.Query()
	c.gate.mutex.Lock()
	if query.Get("sendInitialEvents") == "true" {
		c.gate.streamed++
	} else if query.Get("watch") == "" {
		c.gate.lists++
	}
	c.gate.mutex.Unlock()
	return c.next.RoundTrip(request)
}
