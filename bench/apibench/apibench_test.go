// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func event(typ string, rv, seq int) string {
	return fmt.Sprintf(`{"type":%q,"object":{"kind":"EndpointSlice","metadata":{"name":"s","resourceVersion":"%d","creationTimestamp":"2026-01-01T00:00:00Z","annotations":{"apibench/seq":"%d"}}}}`+"\n", typ, rv, seq)
}

func pbField(n int, v []byte) []byte {
	b := binary.AppendUvarint(nil, uint64(n<<3|2))
	return append(binary.AppendUvarint(b, uint64(len(v))), v...)
}

func protoObject(name string, rv, seq int) []byte {
	ann := append(pbField(1, []byte(seqKey)), pbField(2, fmt.Appendf(nil, "%d", seq))...)
	meta := append(append(pbField(1, []byte(name)), pbField(6, fmt.Appendf(nil, "%d", rv))...), pbField(12, ann)...)
	return append([]byte("k8s\x00"), pbField(2, pbField(1, meta))...)
}

func protoEvent(typ string, rv, seq int) string {
	ev := append(pbField(1, []byte(typ)), pbField(2, pbField(1, protoObject("s", rv, seq)))...)
	return string(append(binary.BigEndian.AppendUint32(nil, uint32(len(ev))), ev...))
}

// run feeds a stream in pieces of the given size to one watcher and judges it.
func run(t *testing.T, proto bool, updates, piece int, stream string) *Report {
	t.Helper()
	f := &Fleet{delivered: make([]atomic.Int64, updates), tick: make(chan struct{}, updates+1)}
	w := &Watcher{fleet: f, proto: proto, recv: make([]int64, updates), full: !proto}
	f.ws = []*Watcher{w}
	for b := []byte(stream); len(b) > 0; {
		n := min(piece, len(b))
		w.feed(b[:n], 1000)
		b = b[n:]
	}
	var sum uint64
	for i := range updates {
		sum = hashRV(sum, uint64(10*(i+1)))
	}
	r := report(&Target{}, "t", "t")
	f.judge(r, updates, make([]int64, updates), make([]int64, updates), sum)
	return r
}

func TestWatcherFindsEveryFault(t *testing.T) {
	for _, proto := range []bool{false, true} {
		e := event
		if proto {
			e = protoEvent
		}
		cases := []struct {
			name, stream string
			ok           bool
		}{
			{"right", e("MODIFIED", 10, 1) + e("BOOKMARK", 10, 0) + e("MODIFIED", 20, 2) + e("MODIFIED", 30, 3), true},
			{"first lost", e("MODIFIED", 20, 2) + e("MODIFIED", 30, 3), false},
			{"middle lost", e("MODIFIED", 10, 1) + e("MODIFIED", 30, 3), false},
			{"last lost", e("MODIFIED", 10, 1) + e("MODIFIED", 20, 2), false},
			{"all lost", "", false},
			{"twice", e("MODIFIED", 10, 1) + e("MODIFIED", 10, 1) + e("MODIFIED", 20, 2) + e("MODIFIED", 30, 3), false},
			{"swapped", e("MODIFIED", 20, 2) + e("MODIFIED", 10, 1) + e("MODIFIED", 30, 3), false},
			{"wrong resourceVersion", e("MODIFIED", 10, 1) + e("MODIFIED", 21, 2) + e("MODIFIED", 30, 3), false},
			{"wrong type", e("MODIFIED", 10, 1) + e("DELETED", 20, 2) + e("MODIFIED", 30, 3), false},
			{"error", e("MODIFIED", 10, 1) + e("MODIFIED", 20, 2) + e("MODIFIED", 30, 3) + e("ERROR", 0, 0), false},
		}
		for _, c := range cases {
			for _, piece := range []int{1, 7, 1 << 20} {
				if r := run(t, proto, 3, piece, c.stream); (len(r.bad) == 0) != c.ok {
					t.Errorf("proto=%v %s piece=%d: wrong=%v", proto, c.name, piece, r.bad)
				}
			}
		}
	}
}

func TestCounts(t *testing.T) {
	item := func(n string) string {
		return `{"metadata":{"name":"` + n + `","uid":"u","resourceVersion":"1","creationTimestamp":"x"}}`
	}
	list := `{"kind":"L","metadata":{"resourceVersion":"5"},"items":[` + item("a") + "," + item("b") + `]}`
	if countJSON([]byte(list)) != 2 || countJSON([]byte(list[:len(list)-1])) != -1 {
		t.Error("countJSON")
	}
	if l, err := parseList([]byte(list)); err != nil || len(l.Items) != 2 {
		t.Error("parseList", err)
	}
	if _, err := parseList([]byte(strings.Replace(list, `"b"`, `"a"`, 1))); err == nil {
		t.Error("parseList takes one name twice")
	}
	p := append(pbField(1, pbField(3, []byte("more"))), append(pbField(2, []byte("")), pbField(2, []byte(""))...)...)
	p = append([]byte("k8s\x00"), pbField(2, p)...)
	if n, c := countProto(p); n != 2 || c != "more" {
		t.Error("countProto", n, c)
	}
	if n, _ := countProto(p[:len(p)-1]); n != -1 {
		t.Error("countProto takes half an answer")
	}
}

// serve is a real HTTP/2 server on loopback, with the standard library.
func serve(t *testing.T, h http.HandlerFunc) *Target {
	s := httptest.NewUnstartedServer(h)
	s.EnableHTTP2 = true
	s.StartTLS()
	t.Cleanup(s.Close)
	ca := filepath.Join(t.TempDir(), "ca.crt")
	os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw}), 0o600)
	tg := &Target{Server: s.URL, CA: ca, Token: "tok", NS: "n"}
	if err := tg.resolve(); err != nil {
		t.Fatal(err)
	}
	return tg
}

func TestHTTP2Client(t *testing.T) {
	big := bytes.Repeat([]byte("0123456789abcdef"), 1<<18) // 4 MiB: more than the windows
	tg := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer tok" {
			w.WriteHeader(401)
			return
		}
		if r.Method == "POST" {
			b, _ := io.ReadAll(r.Body)
			w.WriteHeader(201)
			w.Write(b)
			return
		}
		if r.Header.Get("Accept-Encoding") == "gzip" {
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			z.Write(big)
			z.Close()
			return
		}
		w.Write([]byte("hello"))
	})
	p, err := tg.pool(2)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	k := p.caller(0)
	for range 3 {
		if st, err := k.Do(&Request{Method: "POST", Path: "/x", ContentType: jsonType, Body: big}); err != nil || st != 201 || !bytes.Equal(k.Body, big) {
			t.Fatal(st, err, len(k.Body))
		}
	}
	st, err := k.Do(&Request{Method: "GET", Path: "/x", Gzip: true})
	if err != nil || st != 200 || !k.s.Gzipped || gzipSize(k.Body) != len(big) {
		t.Fatal(st, err, k.s.Gzipped, gzipSize(k.Body))
	}
	if b, err := gunzip(k.Body); err != nil || !bytes.Equal(b, big) {
		t.Fatal(err)
	}
	p.conns[1].Close()
	if _, err := p.caller(1).Do(&Request{Method: "GET", Path: "/x"}); err == nil {
		t.Error("a closed connection answers")
	}
}

func TestErrorsAreNoThroughput(t *testing.T) {
	var n atomic.Int64
	tg := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if n.Add(1)%2 == 0 {
			w.WriteHeader(429)
		}
		json.NewEncoder(w).Encode(map[string]string{"kind": "Status"})
	})
	p, err := tg.pool(1)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	r := report(tg, "t", "t")
	_, done := crew(p, 1, time.Minute, r, func(k *Caller, _ int) error { return expect(k, &Request{Method: "GET", Path: "/"}, 200, "") })
	if r.Errors != 20 || done != 20 || len(r.bad) == 0 {
		t.Errorf("errors %d, done %d", r.Errors, done)
	}
}

func TestOnlyLoopback(t *testing.T) {
	for s, ok := range map[string]bool{"https://127.0.0.1:1": true, "https://[::1]:1": true, "https://localhost:1": true, "https://127.96.0.1:1": true,
		"https://10.0.0.1:1": false, "https://192.168.0.1": false, "https://example.org": false, "http://127.0.0.1": false} {
		if err := (&Target{Server: s}).resolve(); (err == nil) != ok {
			t.Errorf("%s: %v", s, err)
		}
	}
}
