// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"
)

// newFleet opens n watchers on path from the collection's present resourceVersion and waits until all are answered.
func (t *Target) newFleet(k *Caller, n, conns, updates int, path string, h1, proto, free bool, sel string) (*Fleet, error) {
	if err := expect(k, &Request{Method: "GET", Path: path + "?limit=1" + sel, Accept: jsonType}, 200, ""); err != nil {
		return nil, err
	}
	l, err := parseList(k.Body)
	if err != nil {
		return nil, err
	}
	f := &Fleet{free: free, delivered: make([]atomic.Int64, updates), tick: make(chan struct{}, updates+1)}
	for i := range n {
		w := &Watcher{fleet: f, proto: proto, full: i == 0 && !proto}
		if !free {
			w.recv = make([]int64, updates)
		}
		f.ws = append(f.ws, w)
	}
	q := path + "?watch=true&allowWatchBookmarks=true&timeoutSeconds=3000&resourceVersion=" + l.Metadata.ResourceVersion + sel
	if h1 {
		err = t.openH1(f, q, proto)
	} else {
		err = t.openH2(f, n, conns, q, proto)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	for end := now() + 60e9; f.open.Load() < int64(n); time.Sleep(5 * time.Millisecond) {
		if now() > end || f.closed.Load() > 0 {
			f.Close()
			return nil, fmt.Errorf("%d of %d watches open: %v", f.open.Load(), n, f.whys)
		}
	}
	return f, nil
}

// drive makes the updates and waits for the watchers. gap<0: lockstep, the next
// update goes out when the last has reached all; 0: as fast as answers come.
func (f *Fleet) drive(k *Caller, r *Report, updates int, gap time.Duration, update func(seq int) (*Request, string)) (sent, answered []int64, wantSum uint64) {
	sent, answered = make([]int64, updates), make([]int64, updates)
	start := now()
	for i := range updates {
		if gap > 0 {
			if d := start + int64(i)*int64(gap) - now(); d > 0 {
				time.Sleep(time.Duration(d))
			}
		}
		req, want := update(i + 1)
		sent[i] = now()
		err := expect(k, req, 200, want)
		answered[i] = now()
		if err != nil {
			r.Errors++
			r.fail("%v", err)
			continue
		}
		rv, seq, ok := jsonMeta(k.Body)
		if !ok || seq != i+1 {
			r.fail("answer has sequence %d, wanted %d", seq, i+1)
		}
		wantSum = hashRV(wantSum, rv)
		if gap < 0 {
			select {
			case <-f.tick:
			case <-time.After(20 * time.Second):
				r.fail("update %d reached %d of %d watchers", i+1, f.delivered[i].Load(), len(f.ws))
				return
			}
		}
	}
	want := int64(updates) * int64(len(f.ws))
	last, since := f.events.Load(), now()
	for f.events.Load() < want && now()-since < 10e9 {
		if e := f.events.Load(); e != last {
			last, since = e, now()
		}
		time.Sleep(time.Millisecond)
	}
	return
}

// judge adds up what the watchers saw and fills the report.
func (f *Fleet) judge(r *Report, updates int, sent, answered []int64, wantSum uint64) (end int64) {
	var lost, dup, reorder, other, sums int64
	for _, w := range f.ws {
		lost += w.lost + int64(updates-w.lastSeq)
		dup += w.dup
		reorder += w.reorder
		other += w.other
		if w.sum != wantSum {
			sums++
		}
		if w.why != "" {
			r.fail("%s", w.why)
		}
	}
	var first, median, last, fromSend []int64
	for u := range updates {
		var at []int64
		for _, w := range f.ws {
			if w.recv[u] > 0 {
				at = append(at, w.recv[u])
			}
		}
		if len(at) == 0 {
			continue
		}
		d := dist(at)
		end = max(end, d[len(d)-1])
		first = append(first, d[0]-answered[u])
		median = append(median, d[(len(d)-1)/2]-answered[u])
		last = append(last, d[len(d)-1]-answered[u])
		fromSend = append(fromSend, d[len(d)-1]-sent[u])
	}
	wr := make([]int64, updates)
	for i := range wr {
		wr[i] = answered[i] - sent[i]
	}
	r.set("write_p50_ms", dist(wr).ms(.5))
	fd, md, ld, sd := dist(first), dist(median), dist(last), dist(fromSend)
	r.set("answer_to_first_p50_ms", fd.ms(.5)).set("answer_to_median_p50_ms", md.ms(.5)).set("answer_to_last_p50_ms", ld.ms(.5)).set("answer_to_last_p99_ms", ld.ms(.99))
	r.set("send_to_last_p50_ms", sd.ms(.5)).set("send_to_last_p99_ms", sd.ms(.99))
	r.set("lost", lost).set("duplicated", dup).set("reordered", reorder).set("wrong_events", other).set("watches_closed", f.closed.Load())
	if lost+dup+reorder+other+f.closed.Load() > 0 {
		r.fail("events lost, repeated, reordered or wrong; %v", f.whys)
	}
	if sums > 0 && r.Errors == 0 {
		r.fail("%d watchers saw other resourceVersions than the writer's answers", sums)
	}
	return end
}

func runWatch(t *Target, fs *flag.FlagSet, args []string) bool {
	n := fs.Int("w", 100, "watchers")
	conns := fs.Int("k", 4, "HTTP/2 connections at least (more where the server's stream limit needs it)")
	h1 := fs.Bool("http1", false, "HTTP/1.1, one connection for each watcher")
	proto := fs.Bool("proto", false, "protobuf in place of JSON")
	updates := fs.Int("u", 50, "updates")
	rate := fs.Float64("rate", -1, "updates a second; 0: as fast as answers come; -1: lockstep")
	objects := fs.Int("n", 1000, "EndpointSlices there (from fill)")
	t.parse(fs, args)
	enc, how := "json", "lockstep"
	if *proto {
		enc = "protobuf"
	}
	gap := time.Duration(-1)
	if *rate == 0 {
		gap, how = 0, "burst"
	} else if *rate > 0 {
		gap, how = time.Duration(1e9 / *rate), fmt.Sprintf("%g/s", *rate)
	}
	ver := "h2"
	if *h1 {
		ver = "h1"
	}
	r := report(t, "watch", fmt.Sprintf("w=%d %s %s %s u=%d", *n, ver, enc, how, *updates))
	p, err := t.pool(1)
	if err != nil {
		die(err)
	}
	defer p.Close()
	k := p.caller(0)
	pss0, rss0, _ := t.memory()
	t0, cpu0 := now(), t.serverCPU()
	f, err := t.newFleet(k, *n, *conns, *updates, slicesPath(t.NS), *h1, *proto, false, "")
	if err != nil {
		r.Errors++
		r.fail("%v", err)
		return r.emit(t)
	}
	defer f.Close()
	r.set("open_s", float64(now()-t0)/1e9).set("open_server_cpu_ms_per_watcher", (t.serverCPU()-cpu0)*1e3/float64(*n))
	if f.pool != nil {
		r.set("connections", len(f.pool.conns))
	} else {
		r.set("connections", len(f.h1))
	}
	time.Sleep(300 * time.Millisecond)
	wire0, made := f.wire(), encodings(k)
	mt := t.meter()
	sent, answered, sum := f.drive(k, r, *updates, gap, func(seq int) (*Request, string) {
		return &Request{Method: "PATCH", Path: slicesPath(t.NS) + "/" + sliceName(seq%*objects), Accept: jsonType, ContentType: jsonPatch, Body: sliceSeqPatch(seq)}, `"` + newAddr(seq) + `"`
	})
	ev := f.events.Load()
	mt.done(r, ev, "event")
	r.encodingsSince(k, made)
	pss1, rss1, _ := t.memory()
	end := f.judge(r, *updates, sent, answered, sum)
	r.set("events", ev).set("events_per_s", float64(ev)/(float64(end-sent[0])/1e9))
	r.set("wire_bytes_per_event", float64(f.wire()-wire0)/math.Max(1, float64(ev)))
	r.set("pss_mib", pss1).set("pss_kib_per_watcher", (pss1-pss0)*1024/float64(*n)).set("rss_mib", rss1).set("rss_mib_before", rss0)
	return r.emit(t)
}

func runChurn(t *Target, fs *flag.FlagSet, args []string) bool {
	n := fs.Int("w", 100, "watchers")
	conns := fs.Int("k", 4, "HTTP/2 connections at least")
	eps := fs.Int("m", 1000, "endpoints of the Service")
	slices := fs.Int("slices", 10, "slices")
	changes := fs.Int("changes", 200, "endpoints replaced, one after the other")
	rate := fs.Float64("rate", 0, "changes a second; 0: as fast as answers come; -1: lockstep")
	proto := fs.Bool("proto", false, "watchers take protobuf in place of JSON")
	t.parse(fs, args)
	gap := time.Duration(0)
	if *rate > 0 {
		gap = time.Duration(1e9 / *rate)
	} else if *rate < 0 {
		gap = -1
	}
	enc := "json"
	if *proto {
		enc = "protobuf"
	}
	r := report(t, "churn", fmt.Sprintf("w=%d %s m=%d slices=%d changes=%d rate=%g", *n, enc, *eps, *slices, *changes, *rate))
	p, err := t.pool(1)
	if err != nil {
		die(err)
	}
	defer p.Close()
	defer p.guard(4 * time.Minute).Stop()
	k := p.caller(0)
	ensureNamespace(t, k)
	per := *eps / *slices
	name := func(s int) string { return fmt.Sprintf("churn-s%d", s) }
	list := make([][]string, *slices) // the endpoints as text
	for s := range list {
		for j := range per {
			list[s] = append(list[s], endpointList(1<<21+s*per+j, 1))
		}
		k.Do(&Request{Method: "DELETE", Path: slicesPath(t.NS) + "/" + name(s), Accept: jsonType})
		if err := expect(k, &Request{Method: "POST", Path: slicesPath(t.NS), Accept: jsonType, ContentType: jsonType, Body: slice(name(s), "churn", "", 0, join(list[s]))}, 201, ""); err != nil {
			die(err)
		}
	}
	f, err := t.newFleet(k, *n, *conns, *changes, slicesPath(t.NS), false, *proto, false, "&labelSelector=kubernetes.io/service-name%3Dchurn")
	if err != nil {
		r.Errors++
		r.fail("%v", err)
		return r.emit(t)
	}
	defer f.Close()
	wire0, up0, made := f.wire(), p.conns[0].wire.out.Load(), encodings(k)
	mt := t.meter()
	sent, answered, sum := f.drive(k, r, *changes, gap, func(seq int) (*Request, string) {
		s := (seq - 1) % *slices
		list[s][(seq-1) / *slices % per] = endpointList(1<<21+50000+seq, 1) // the slices are new in each run: no change is a repeated one
		return &Request{Method: "PUT", Path: slicesPath(t.NS) + "/" + name(s), Accept: jsonType, ContentType: jsonType, Body: slice(name(s), "churn", "", seq, join(list[s]))}, `"` + addr(1<<21+50001+seq) + `"`
	})
	ev := f.events.Load()
	mt.done(r, ev, "event")
	r.encodingsSince(k, made)
	end := f.judge(r, *changes, sent, answered, sum)
	secs := float64(end-sent[0]) / 1e9
	down := f.wire() - wire0
	r.set("events", ev).set("events_per_s", float64(ev)/secs).set("changes_per_s", float64(*changes)/secs)
	r.set("bytes_to_watchers", down).set("bytes_per_event", float64(down)/math.Max(1, float64(ev))).set("mb_per_s", float64(down)/1e6/secs).set("bytes_from_writer", p.conns[0].wire.out.Load()-up0)
	ok := r.emit(t)
	for s := range list {
		k.Do(&Request{Method: "DELETE", Path: slicesPath(t.NS) + "/" + name(s), Accept: jsonType})
	}
	return ok
}

func join(l []string) string {
	var b bytes.Buffer
	for i, s := range l {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(s)
	}
	return b.String()
}

func runMixed(t *Target, fs *flag.FlagSet, args []string) bool {
	n := fs.Int("n", 1000, "objects there (from fill)")
	conc := fs.Int("c", 32, "requests in flight at most")
	conns := fs.Int("k", 4, "HTTP/2 connections")
	watchers := fs.Int("w", 100, "standing watchers of all slices")
	rate := fs.Float64("rate", 0, "requests a second, latency counted from the planned moment; 0: as fast as it goes")
	dur := fs.Duration("d", 60*time.Second, "duration")
	t.parse(fs, args)
	how := "closed loop"
	if *rate > 0 {
		how = fmt.Sprintf("%g/s", *rate)
	}
	r := report(t, "mixed", fmt.Sprintf("%s c=%d w=%d n=%d", how, *conc, *watchers, *n))
	p, err := t.pool(*conns)
	if err != nil {
		die(err)
	}
	defer p.Close()
	defer p.guard(*dur + 2*time.Minute).Stop()
	f, err := t.newFleet(p.caller(0), *watchers, 4, 0, slicesPath(t.NS), false, false, true, "")
	if err != nil {
		r.Errors++
		r.fail("%v", err)
		return r.emit(t)
	}
	defer f.Close()
	const (
		get = iota
		list
		watch
		write
	)
	names := []string{"get", "list10", "watch", "write"}
	var mu sync.Mutex
	lats := make([][]int64, 4)
	var serial, ticket, writes atomic.Int64
	mt := t.meter()
	start := now()
	_, done := crew(p, *conc, *dur, r, func(k *Caller, _ int) error {
		planned := now()
		if *rate > 0 {
			planned = start + int64(float64(ticket.Add(1)-1) / *rate * 1e9)
			if planned-start >= int64(*dur) {
				return errStop
			}
			if d := planned - now(); d > 0 {
				time.Sleep(time.Duration(d))
			}
		}
		i, what := rand.IntN(*n), get
		switch x := rand.IntN(100); {
		case x < 20:
			what = write
		case x < 35:
			what = list
		case x < 40:
			what = watch
		}
		path := slicesPath(t.NS) + "/" + sliceName(i)
		var err error
		switch what {
		case get:
			if err = expect(k, &Request{Method: "GET", Path: path, Accept: jsonType}, 200, ""); err == nil {
				err = checkGet(200, k.Body, sliceName(i), false, false)
			}
		case list:
			if err = expect(k, &Request{Method: "GET", Path: slicesPath(t.NS) + "?limit=10", Accept: jsonType}, 200, ""); err == nil && countJSON(k.Body) != min(10, *n) {
				err = fmt.Errorf("LIST limit=10: %d items", countJSON(k.Body))
			}
		case watch:
			err = firstEvent(k.c, slicesPath(t.NS)+"?watch=true&resourceVersion=0&timeoutSeconds=60&fieldSelector=metadata.name%3D"+sliceName(i), sliceName(i))
		case write:
			a := newAddr(int(serial.Add(1)))
			err = expect(k, &Request{Method: "PATCH", Path: path, Accept: jsonType, ContentType: jsonPatch,
				Body: fmt.Appendf(nil, `[{"op":"replace","path":"/endpoints/0/addresses/0","value":%q}]`, a)}, 200, `"`+a+`"`)
			if err == nil {
				writes.Add(1)
			}
		}
		if err != nil {
			return err
		}
		t1 := now()
		mu.Lock()
		lats[what] = append(lats[what], t1-planned)
		mu.Unlock()
		return nil
	})
	for end := now() + 10e9; f.events.Load() < writes.Load()*int64(*watchers) && now() < end; {
		time.Sleep(5 * time.Millisecond)
	}
	wall := mt.done(r, done, "op")
	r.set("ops_per_s", float64(done)/wall).set("ops", done)
	for i, name := range names {
		d := dist(lats[i])
		r.set(name+"_n", len(d)).lat(name+"_", d).set(name+"_p999_ms", d.ms(.999))
	}
	var wrong int64
	for _, w := range f.ws {
		wrong += w.dup + w.reorder + w.other
		if int64(len(w.recv)) != writes.Load() {
			r.fail("a watcher saw %d events of %d writes", len(w.recv), writes.Load())
		}
	}
	r.set("watch_events", f.events.Load()).set("watch_events_wrong", wrong).set("watches_closed", f.closed.Load())
	if wrong+f.closed.Load() > 0 {
		r.fail("standing watchers: repeated, reordered or wrong events, or closed: %v", f.whys)
	}
	return r.emit(t)
}

// firstEvent opens a watch, waits for its first event, which must be ADDED, and cancels it.
func firstEvent(c *Conn, path, name string) error {
	done := make(chan error, 1)
	var buf []byte
	s := &Stream{}
	s.onData = func(s *Stream, d []byte, _ int64) {
		buf = append(buf, d...)
		if i := bytes.IndexByte(buf, '\n'); i >= 0 {
			var err error
			if s.Status != 200 || !bytes.Contains(buf[:i], []byte(`"ADDED"`)) || !bytes.Contains(buf[:i], []byte(name)) {
				err = fmt.Errorf("watch %s: %d %s", path, s.Status, short(buf))
			}
			select {
			case done <- err:
			default:
			}
		}
	}
	s.onEnd = func(s *Stream, err error) {
		select {
		case done <- fmt.Errorf("watch %s ended: %d %v %s", path, s.Status, err, short(buf)):
		default:
		}
	}
	if err := c.start(s, &Request{Method: "GET", Path: path, Accept: jsonType}, true); err != nil {
		return err
	}
	err := <-done
	c.cancel(s)
	return err
}
