// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httputil"
	"strconv"
	"sync"
	"sync/atomic"
)

// Watcher is one watch stream. It checks each event as it comes: our sequence
// number must be the last one plus 1, and the resourceVersion must grow.
type Watcher struct {
	fleet   *Fleet
	s       Stream
	proto   bool
	buf     []byte
	lastRV  uint64
	lastSeq int
	recv    []int64 // time of arrival of update i+1
	sum     uint64  // hash over the resourceVersions in order
	lost    int64
	dup     int64
	reorder int64
	other   int64 // events that are none of ours: errors, wrong types
	why     string
	full    bool // decode every event in full
}

// Fleet is all watchers of a run.
type Fleet struct {
	ws        []*Watcher
	free      bool // many writers: no sequence, only growing resourceVersions and the number of events
	delivered []atomic.Int64
	events    atomic.Int64
	open      atomic.Int64
	closed    atomic.Int64
	tick      chan struct{} // gets a token when an update has reached all
	pool      *Pool
	h1        []io.Closer
	h1wire    []*countConn
	mu        sync.Mutex
	whys      []string
	stopping  atomic.Bool
}

func hashRV(h, rv uint64) uint64 { return (h ^ rv) * 0x100000001b3 }

func (w *Watcher) event(typ string, rv uint64, seq int, at int64) {
	f := w.fleet
	switch {
	case typ == "BOOKMARK":
		return
	case typ != "MODIFIED":
		w.other++
		w.why = "event of type " + typ
		return
	}
	if rv <= w.lastRV {
		if rv == w.lastRV {
			w.dup++
		} else {
			w.reorder++
		}
		w.why = fmt.Sprintf("resourceVersion %d after %d", rv, w.lastRV)
		return
	}
	w.lastRV = rv
	if f.free {
		f.events.Add(1)
		w.recv = append(w.recv, at)
		return
	}
	if seq > w.lastSeq+1 {
		w.lost += int64(seq - w.lastSeq - 1)
		w.why = fmt.Sprintf("update %d after %d", seq, w.lastSeq)
	} else if seq <= w.lastSeq {
		w.reorder++
		w.why = fmt.Sprintf("update %d after %d", seq, w.lastSeq)
		return
	}
	w.lastSeq = seq
	w.sum = hashRV(w.sum, rv)
	if seq < 1 || seq > len(w.recv) {
		w.other++
		return
	}
	w.recv[seq-1] = at
	f.events.Add(1)
	if f.delivered[seq-1].Add(1) == int64(len(f.ws)) {
		select {
		case f.tick <- struct{}{}:
		default:
		}
	}
}

// feed takes the next bytes of the stream, as they come.
func (w *Watcher) feed(d []byte, at int64) {
	if len(w.buf) > 0 {
		w.buf = append(w.buf, d...)
		d = w.buf
	}
	for {
		var msg []byte
		if w.proto {
			if len(d) < 4 || len(d)-4 < int(binary.BigEndian.Uint32(d)) {
				break
			}
			n := 4 + int(binary.BigEndian.Uint32(d))
			msg, d = d[4:n], d[n:]
		} else {
			i := bytes.IndexByte(d, '\n')
			if i < 0 {
				break
			}
			msg, d = d[:i], d[i+1:]
		}
		w.message(msg, at)
	}
	w.buf = append(w.buf[:0], d...)
}

func (w *Watcher) message(msg []byte, at int64) {
	if w.proto {
		var typ string
		var obj []byte
		pbFields(msg, func(n int, v []byte) {
			if n == 1 {
				typ = string(v)
			} else if n == 2 {
				pbFields(v, func(n int, v []byte) {
					if n == 1 {
						obj = v
					}
				})
			}
		})
		raw, _ := pbRaw(obj)
		_, rv, seq, ok := pbMeta(raw)
		if !ok || rv == 0 && typ != "ERROR" {
			typ = "not to be read"
		}
		w.event(typ, rv, seq, at)
		return
	}
	typ := after(msg, []byte(`"type":"`))
	if i := bytes.IndexByte(typ, '"'); i >= 0 {
		typ = typ[:i]
	}
	rv, seq, ok := jsonMeta(msg)
	if w.full {
		var e struct {
			Type   string
			Object struct {
				Metadata struct {
					Name, ResourceVersion string
					Annotations           map[string]string
				}
			}
		}
		err := json.Unmarshal(msg, &e)
		frv, _ := strconv.ParseUint(e.Object.Metadata.ResourceVersion, 10, 64)
		if s, has := e.Object.Metadata.Annotations[seqKey]; has {
			seq, _ = strconv.Atoi(s)
		}
		if err != nil || frv != rv {
			w.other++
			w.why = fmt.Sprintf("event does not decode (%v): %s", err, short(msg))
		}
		typ = []byte(e.Type)
	}
	if !ok {
		w.other++
		w.why = "event without resourceVersion: " + short(msg)
		return
	}
	switch string(typ) {
	case "MODIFIED":
		w.event("MODIFIED", rv, seq, at)
	default:
		w.event(string(typ), rv, seq, at)
	}
}

func (f *Fleet) ended(w *Watcher, err error) {
	if f.stopping.Load() {
		return
	}
	f.closed.Add(1)
	f.mu.Lock()
	if len(f.whys) < 5 {
		f.whys = append(f.whys, fmt.Sprintf("watch ended: status %d, %v", w.s.Status, err))
	}
	f.mu.Unlock()
}

// openH2 starts n watchers over at least k connections, as many as the server's stream limit needs.
func (t *Target) openH2(f *Fleet, n, k int, path string, proto bool) error {
	p, err := t.pool(1)
	if err != nil {
		return err
	}
	if most := int(p.conns[0].maxStreams.Load()); (n+most-1)/most > k {
		k = (n + most - 1) / most
	}
	if k = min(k, n); k > 1 {
		more, err := t.pool(k - 1)
		if err != nil {
			return err
		}
		p.conns = append(p.conns, more.conns...)
	}
	f.pool = p
	accept := jsonType
	if proto {
		accept = protoType + ";stream=watch"
	}
	for i, w := range f.ws {
		w.s.onHeader = func(s *Stream) {
			if s.Status == 200 {
				f.open.Add(1)
			}
		}
		w.s.onData = func(s *Stream, d []byte, at int64) {
			if s.Status == 200 {
				w.feed(d, at)
			}
		}
		w.s.onEnd = func(_ *Stream, err error) { f.ended(w, err) }
		if err := p.conns[i%k].start(&w.s, &Request{Method: "GET", Path: path, Accept: accept}, true); err != nil {
			return err
		}
	}
	return nil
}

// openH1 starts n watchers, each on its own HTTP/1.1 connection.
func (t *Target) openH1(f *Fleet, path string, proto bool) error {
	cfg, err := t.tlsConfig("http/1.1")
	if err != nil {
		return err
	}
	auth := ""
	if a := t.authorization(); a != "" {
		auth = "Authorization: " + a + "\r\n"
	}
	accept := jsonType
	if proto {
		accept = protoType + ";stream=watch"
	}
	errs := make(chan error, len(f.ws))
	gate := make(chan struct{}, 8)
	for _, w := range f.ws {
		go func() {
			gate <- struct{}{}
			tc, wire, err := t.dial("http/1.1", cfg)
			if err == nil {
				_, err = fmt.Fprintf(tc, "GET %s HTTP/1.1\r\nHost: %s\r\nAccept: %s\r\nUser-Agent: apibench/1\r\n%s\r\n", path, t.hostport, accept, auth)
			}
			<-gate
			if err != nil {
				errs <- err
				return
			}
			f.mu.Lock()
			f.h1, f.h1wire = append(f.h1, tc), append(f.h1wire, wire)
			f.mu.Unlock()
			errs <- nil
			br := bufio.NewReaderSize(tc, 4096)
			resp, err := http.ReadResponse(br, nil)
			if err != nil {
				f.ended(w, err)
				return
			}
			if w.s.Status = resp.StatusCode; w.s.Status != 200 {
				f.ended(w, nil)
				return
			}
			f.open.Add(1)
			var body io.Reader = br
			if len(resp.TransferEncoding) > 0 {
				body = httputil.NewChunkedReader(br)
			}
			b := make([]byte, 8192)
			for {
				n, err := body.Read(b)
				if n > 0 {
					w.feed(b[:n], now())
				}
				if err != nil {
					f.ended(w, err)
					return
				}
			}
		}()
	}
	for range f.ws {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

func (f *Fleet) wire() (n int64) {
	if f.pool != nil {
		n = f.pool.bytesIn()
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, c := range f.h1wire {
		n += c.in.Load()
	}
	return
}

// Close ends the watchers.
func (f *Fleet) Close() {
	f.stopping.Store(true)
	if f.pool != nil {
		f.pool.Close()
	}
	f.mu.Lock()
	for _, c := range f.h1 {
		c.Close()
	}
	f.mu.Unlock()
}
