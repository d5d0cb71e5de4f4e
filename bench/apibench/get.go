// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"
)

// runGet keeps c GETs in flight. Each answer's callback starts the next request,
// so the client spends as little as it can.
func runGet(t *Target, fs *flag.FlagSet, args []string) bool {
	n := fs.Int("n", 1000, "objects there (from fill)")
	conc := fs.Int("c", 64, "GETs in flight")
	conns := fs.Int("k", 4, "HTTP/2 connections")
	kind := fs.String("kind", "endpointslices", "services or endpointslices")
	proto := fs.Bool("proto", false, "protobuf in place of JSON")
	dur := fs.Duration("d", 5*time.Second, "duration")
	t.parse(fs, args)
	p, err := t.pool(*conns)
	if err != nil {
		die(err)
	}
	defer p.Close()
	defer p.guard(*dur + 30*time.Second).Stop()
	enc, accept := "json", jsonType
	if *proto {
		enc, accept = "protobuf", protoType
	}
	r := report(t, "get", fmt.Sprintf("%s %s c=%d k=%d n=%d", *kind, enc, *conc, *conns, *n))
	type slot struct {
		s    Stream
		body []byte
		name string
		t0   int64
		req  Request
		lats []int64
		seen int
	}
	var mu sync.Mutex
	var wg sync.WaitGroup
	var bytesTotal int64
	mt := t.meter()
	end := now() + int64(*dur)
	slots := make([]*slot, *conc)
	for i := range slots {
		sl := &slot{req: Request{Method: "GET", Accept: accept}}
		slots[i] = sl
		c := p.conns[i%*conns]
		wg.Add(1)
		bad := func(err error) {
			mu.Lock()
			r.Errors++
			r.fail("%v", err)
			mu.Unlock()
		}
		next := func(flush bool) {
			if sl.t0 = now(); sl.t0 >= end {
				wg.Done()
				return
			}
			j := rand.IntN(*n)
			if *kind == "services" {
				sl.name = svcName(j)
				sl.req.Path = svcPath(t.NS) + "/" + sl.name
			} else {
				sl.name = sliceName(j)
				sl.req.Path = slicesPath(t.NS) + "/" + sl.name
			}
			sl.body = sl.body[:0]
			if err := c.start(&sl.s, &sl.req, flush); err != nil {
				bad(err)
				wg.Done()
			}
		}
		sl.s.onData = func(_ *Stream, d []byte, _ int64) { sl.body = append(sl.body, d...) }
		sl.s.onEnd = func(s *Stream, err error) {
			if err != nil {
				bad(err)
				wg.Done()
				return
			}
			t1 := now()
			if err := checkGet(s.Status, sl.body, sl.name, *proto, sl.seen%1000 == 0); err != nil {
				bad(err)
			} else {
				sl.lats = append(sl.lats, t1-sl.t0)
			}
			sl.seen++
			next(false)
		}
		sl.lats = make([]int64, 0, 1<<14)
		next(true)
	}
	wg.Wait()
	var all [][]int64
	for _, s := range slots {
		all = append(all, s.lats)
		bytesTotal = int64(len(s.body))
	}
	d := dist(all...)
	wall := mt.done(r, int64(len(d)), "get")
	r.set("gets_per_s", float64(len(d))/wall).lat("", d).set("bytes_each", bytesTotal)
	return r.emit(t)
}

func checkGet(status int, body []byte, name string, proto, full bool) error {
	if status != 200 || !bytes.Contains(body, []byte(name)) {
		return fmt.Errorf("GET %s: %d %s", name, status, short(body))
	}
	if proto {
		raw, ok := pbRaw(body)
		if !ok {
			return fmt.Errorf("GET %s: not protobuf", name)
		}
		if full {
			if n, rv, _, ok := pbMeta(raw); !ok || n != name || rv == 0 {
				return fmt.Errorf("GET %s: wrong object %q", name, n)
			}
		}
		return nil
	}
	if full {
		var o struct {
			Metadata struct{ Name, ResourceVersion string }
		}
		if err := json.Unmarshal(body, &o); err != nil || o.Metadata.Name != name || o.Metadata.ResourceVersion == "" {
			return fmt.Errorf("GET %s: wrong object: %v", name, err)
		}
	}
	return nil
}
