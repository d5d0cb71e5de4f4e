// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"flag"
	"fmt"
	"sync/atomic"
	"time"
)

// runList lists a whole collection again and again.
func runList(t *Target, fs *flag.FlagSet, args []string) bool {
	n := fs.Int("n", 1000, "objects there (from fill); each list must have as many")
	conc := fs.Int("c", 1, "lists in flight")
	conns := fs.Int("k", 1, "HTTP/2 connections")
	kind := fs.String("kind", "endpointslices", "services or endpointslices")
	proto := fs.Bool("proto", false, "protobuf in place of JSON")
	gz := fs.Bool("gzip", false, "accept gzip")
	rv := fs.String("rv", "", "resourceVersion: 0 (any) or empty (most recent)")
	limit := fs.Int("limit", 0, "page size, 0: no pages; one list is then all its pages")
	dur := fs.Duration("d", 5*time.Second, "duration")
	t.parse(fs, args)
	p, err := t.pool(*conns)
	if err != nil {
		die(err)
	}
	defer p.Close()
	defer p.guard(*dur + time.Minute).Stop()
	enc, accept := "json", jsonType
	if *proto {
		enc, accept = "protobuf", protoType
	}
	path := slicesPath(t.NS)
	if *kind == "services" {
		path = svcPath(t.NS)
	}
	key := fmt.Sprintf("%s %s rv=%q", *kind, enc, *rv)
	if *limit > 0 {
		key += fmt.Sprintf(" limit=%d", *limit)
	}
	if *gz {
		key += " gzip"
	}
	r := report(t, "list", fmt.Sprintf("%s c=%d n=%d", key, *conc, *n))
	var body, plain, pages, turn, zipped atomic.Int64
	teller := p.caller(0)
	made := encodings(teller)
	mt := t.meter()
	wire0 := p.bytesIn()
	d, done := crew(p, *conc, *dur, r, func(k *Caller, _ int) error {
		total, cont := 0, ""
		full := turn.Add(1)%50 == 1
		for page := 0; ; page++ {
			q := path + "?resourceVersion=" + *rv
			if *limit > 0 {
				q = fmt.Sprintf("%s?limit=%d&continue=%s", path, *limit, cont)
				if cont == "" {
					q += "&resourceVersion=" + *rv
				}
			}
			st, err := k.Do(&Request{Method: "GET", Path: q, Accept: accept, Gzip: *gz})
			if err != nil {
				return err
			}
			if st != 200 {
				return fmt.Errorf("LIST %s: %d %s", q, st, short(k.Body))
			}
			b := k.Body
			body.Add(int64(len(b)))
			pages.Add(1)
			cont = ""
			if k.s.Gzipped {
				zipped.Add(1)
				sz := gzipSize(b)
				plain.Add(int64(sz))
				if *limit == 0 && !full { // decoded now and then only: the size in the trailer must be about as before
					if avg := plain.Load() / pages.Load(); int64(sz) < avg-4096 || int64(sz) > avg+4096 {
						return fmt.Errorf("LIST %s: gzip of %d bytes, usually %d", q, sz, avg)
					}
					return nil
				}
				if b, err = gunzip(b); err != nil || len(b) != sz {
					return fmt.Errorf("LIST %s: gzip: %v", q, err)
				}
			} else {
				plain.Add(int64(len(b)))
			}
			got := 0
			switch {
			case *proto:
				got, cont = countProto(b)
			case full:
				l, err := parseList(b)
				if err != nil {
					return fmt.Errorf("LIST %s: %v", q, err)
				}
				got, cont = len(l.Items), l.Metadata.Continue
			default:
				got = countJSON(b)
				if c := after(b, []byte(`"continue":"`)); c != nil {
					cont = string(c[:bytes.IndexByte(c, '"')])
				}
			}
			if got < 0 || *limit > 0 && got > *limit {
				return fmt.Errorf("LIST %s: %d items: %s", q, got, short(b))
			}
			total += got
			if cont == "" {
				break
			}
		}
		if total != *n {
			return fmt.Errorf("LIST %s: %d items, wanted %d", path, total, *n)
		}
		return nil
	})
	wall := mt.done(r, done, "list")
	if *gz && zipped.Load() == 0 {
		r.set("gzip_used", false)
	}
	lists := float64(max(1, done))
	r.set("lists_per_s", float64(done)/wall).set("lists", done).set("pages_per_list", float64(pages.Load())/lists)
	r.set("body_mb_per_s", float64(body.Load())/1e6/wall).set("decoded_mb_per_s", float64(plain.Load())/1e6/wall)
	r.set("body_bytes_per_list", float64(body.Load())/lists).set("wire_bytes_per_list", float64(p.bytesIn()-wire0)/lists).lat("", d)
	r.encodingsSince(teller, made)
	return r.emit(t)
}
