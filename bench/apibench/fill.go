// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"
)

// errStop ends one worker of crew without an error.
var errStop = errors.New("stop")

// crew runs n workers over the pool; each calls op until it says errStop or until the
// deadline. Only calls that return nil count, and only their latencies are kept.
func crew(p *Pool, n int, until time.Duration, r *Report, op func(k *Caller, worker int) error) (Dist, int64) {
	var wg sync.WaitGroup
	var mu sync.Mutex
	lats := make([][]int64, n)
	end := now() + int64(until)
	for w := range n {
		wg.Add(1)
		go func() {
			defer wg.Done()
			k := p.caller(w)
			for bad := 0; bad < 20 && (until == 0 || now() < end); {
				t0 := now()
				err := op(k, w)
				if err == errStop {
					return
				}
				if err != nil {
					bad++
					mu.Lock()
					r.Errors++
					r.fail("%v", err)
					mu.Unlock()
					continue
				}
				lats[w] = append(lats[w], now()-t0)
			}
		}()
	}
	wg.Wait()
	d := dist(lats...)
	return d, int64(len(d))
}

func short(b []byte) string {
	if len(b) > 300 {
		b = b[:300]
	}
	return string(b)
}

// expect does a request and checks the status and that the answer contains a text.
func expect(k *Caller, r *Request, status int, text string) error {
	got, err := k.Do(r)
	if err != nil {
		return err
	}
	if got != status {
		return fmt.Errorf("%s %s: %d, wanted %d: %s", r.Method, r.Path, got, status, short(k.Body))
	}
	if text != "" && !bytes.Contains(k.Body, []byte(text)) {
		return fmt.Errorf("%s %s: no %s in %s", r.Method, r.Path, text, short(k.Body))
	}
	return nil
}

func ensureNamespace(t *Target, k *Caller) {
	st, err := k.Do(&Request{Method: "POST", Path: "/api/v1/namespaces", Accept: jsonType, ContentType: jsonType,
		Body: fmt.Appendf(nil, `{"kind":"Namespace","apiVersion":"v1","metadata":{"name":%q}}`, t.NS)})
	if err == nil && st != 201 && st != 409 {
		err = fmt.Errorf("namespace %s: %d %s", t.NS, st, short(k.Body))
	}
	if err != nil {
		die(err)
	}
}

// countAll counts a collection by paging through it.
func countAll(k *Caller, path string) (int, error) {
	total, cont := 0, ""
	for {
		if err := expect(k, &Request{Method: "GET", Path: path + "?limit=500&continue=" + cont, Accept: jsonType}, 200, ""); err != nil {
			return 0, err
		}
		l, err := parseList(k.Body)
		if err != nil {
			return 0, err
		}
		total += len(l.Items)
		if cont = l.Metadata.Continue; cont == "" {
			return total, nil
		}
	}
}

func runFill(t *Target, fs *flag.FlagSet, args []string) bool {
	n := fs.Int("n", 1000, "Services")
	from := fs.Int("from", 0, "index of the first one (to extend an earlier fill)")
	m := fs.Int("m", 5, "endpoints of each")
	conc := fs.Int("c", 32, "concurrent requests")
	conns := fs.Int("k", 4, "HTTP/2 connections")
	kind := fs.String("kind", "endpointslices", "endpointslices or endpoints")
	only := fs.Bool("only", false, "no Services: they are there already")
	t.parse(fs, args)
	p, err := t.pool(*conns)
	if err != nil {
		die(err)
	}
	defer p.Close()
	defer p.guard(8 * time.Minute).Stop()
	ensureNamespace(t, p.caller(0))
	ok := true
	for _, what := range []string{"services", *kind} {
		if *only && what == "services" {
			continue
		}
		r := report(t, "fill", fmt.Sprintf("create %s n=%d c=%d", what, *n, *conc))
		path, count := svcPath(t.NS), *n
		if what == "endpointslices" {
			path = slicesPath(t.NS)
		} else if what == "endpoints" {
			path = epPath(t.NS)
		}
		var next atomic.Int64
		mt := t.meter()
		d, done := crew(p, *conc, 0, r, func(k *Caller, _ int) error {
			i := int(next.Add(1)) - 1
			if i >= count {
				return errStop
			}
			i += *from
			var body []byte
			want := `"uid":"`
			switch what {
			case "services":
				body, want = service(i), `"clusterIP":"`
			case "endpointslices":
				body = slice(sliceName(i), svcName(i), "", 0, endpointList(i**m, *m))
			default:
				body = endpointsObject(i, *m)
			}
			err := expect(k, &Request{Method: "POST", Path: path, Accept: jsonType, ContentType: jsonType, Body: body}, 201, want)
			if err == nil && i%100 == 0 {
				var o struct {
					Metadata struct{ Name, UID, ResourceVersion string }
					Spec     struct{ ClusterIP string }
				}
				if err = json.Unmarshal(k.Body, &o); err == nil && (o.Metadata.UID == "" || o.Metadata.ResourceVersion == "" || what == "services" && o.Spec.ClusterIP == "") {
					err = fmt.Errorf("created object lacks fields: %s", short(k.Body))
				}
			}
			return err
		})
		wall := mt.done(r, done, "write")
		r.set("writes_per_s", float64(done)/wall).set("writes", done).lat("", d)
		if total, err := countAll(p.caller(0), path); err != nil || total != *n+*from {
			r.fail("%d objects in the store, wanted %d (%v)", total, *n+*from, err)
		}
		ok = r.emit(t) && ok
	}
	return ok
}

func runUpdate(t *Target, fs *flag.FlagSet, args []string) bool {
	n := fs.Int("n", 1000, "objects there (from fill)")
	m := fs.Int("m", 5, "endpoints of each")
	conc := fs.Int("c", 32, "concurrent writers; writer w owns the objects i ≡ w mod c")
	conns := fs.Int("k", 4, "HTTP/2 connections")
	kind := fs.String("kind", "endpointslices", "endpointslices or endpoints")
	how := fs.String("how", "jsonpatch", "jsonpatch, merge (whole address list), put (GET, then PUT with resourceVersion)")
	hot := fs.Bool("hot", false, "all writers change object 0 (conflicts of put are counted, not errors)")
	dur := fs.Duration("d", 5*time.Second, "duration")
	t.parse(fs, args)
	p, err := t.pool(*conns)
	if err != nil {
		die(err)
	}
	defer p.Close()
	defer p.guard(*dur + time.Minute).Stop()
	key := fmt.Sprintf("%s %s c=%d n=%d", *how, *kind, *conc, *n)
	if *hot {
		key += " hot"
	}
	r := report(t, "update", key)
	var serial, conflicts atomic.Int64
	last := make([]string, *n) // what each object's owner wrote last
	object := func(i int) string {
		if *kind == "endpoints" {
			return epPath(t.NS) + "/" + svcName(i)
		}
		return slicesPath(t.NS) + "/" + sliceName(i)
	}
	body := func(i, s int, rv string) []byte {
		a := newAddr(s)
		switch {
		case *how == "jsonpatch" && *kind == "endpoints":
			return fmt.Appendf(nil, `[{"op":"replace","path":"/subsets/0/addresses/0/ip","value":%q}]`, a)
		case *how == "jsonpatch":
			return fmt.Appendf(nil, `[{"op":"replace","path":"/endpoints/0/addresses/0","value":%q}]`, a)
		}
		base := i * *m
		if *kind == "endpoints" {
			o := bytes.Replace(endpointsObject(i, *m), []byte(`"`+addr(base+1)+`"`), []byte(`"`+a+`"`), 1)
			if *how == "merge" {
				return append([]byte(`{"subsets":`), after(o, []byte(`"subsets":`))...)
			}
			return bytes.Replace(o, []byte(`"metadata":{`), fmt.Appendf(nil, `"metadata":{"resourceVersion":%q,`, rv), 1)
		}
		eps := bytes.Replace([]byte(endpointList(base, *m)), []byte(`"`+addr(base+1)+`"`), []byte(`"`+a+`"`), 1)
		if *how == "merge" {
			return fmt.Appendf(nil, `{"endpoints":[%s]}`, eps)
		}
		return slice(sliceName(i), svcName(i), rv, 0, string(eps))
	}
	mt := t.meter()
	d, done := crew(p, *conc, *dur, r, func(k *Caller, w int) error {
		i := 0
		if !*hot {
			i = w + *conc*rand.IntN(max(1, *n / *conc))
			if i >= *n {
				i = w % *n
			}
		}
		req := &Request{Method: "PATCH", Path: object(i), Accept: jsonType}
		switch *how {
		case "jsonpatch":
			req.ContentType = jsonPatch
		case "merge":
			req.ContentType = mergeType
		}
		for {
			s, rv := int(serial.Add(1)), ""
			if *how == "put" {
				if err := expect(k, &Request{Method: "GET", Path: req.Path, Accept: jsonType}, 200, ""); err != nil {
					return err
				}
				v, _, ok := jsonMeta(k.Body)
				if !ok {
					return fmt.Errorf("no resourceVersion in %s", short(k.Body))
				}
				rv, req.Method, req.ContentType = fmt.Sprint(v), "PUT", jsonType
			}
			req.Body = body(i, s, rv)
			st, err := k.Do(req)
			if err != nil {
				return err
			}
			if st == 409 && *how == "put" && *hot {
				conflicts.Add(1)
				continue
			}
			if st != 200 || !bytes.Contains(k.Body, []byte(`"`+newAddr(s)+`"`)) {
				return fmt.Errorf("%s %s: %d %s", req.Method, req.Path, st, short(k.Body))
			}
			if !*hot {
				last[i] = newAddr(s)
			}
			return nil
		}
	})
	wall := mt.done(r, done, "write")
	r.set("writes_per_s", float64(done)/wall).set("writes", done).set("conflicts", conflicts.Load()).lat("", d)
	k, checked := p.caller(0), 0
	for i := range last {
		if last[i] != "" && checked < 200 {
			checked++
			if err := expect(k, &Request{Method: "GET", Path: object(i), Accept: jsonType}, 200, `"`+last[i]+`"`); err != nil {
				r.fail("read back: %v", err)
			}
		}
	}
	r.set("read_back", checked)
	return r.emit(t)
}

// runClean deletes the namespace's Services and slices in bulk, one DELETE each collection, one by one when that is refused.
func runClean(t *Target, fs *flag.FlagSet, args []string) bool {
	conc := fs.Int("c", 32, "concurrent requests")
	t.parse(fs, args)
	p, err := t.pool(4)
	if err != nil {
		die(err)
	}
	defer p.Close()
	ok := true
	for _, path := range []string{slicesPath(t.NS), epPath(t.NS), svcPath(t.NS)} {
		r := report(t, "clean", path[bytes.LastIndexByte([]byte(path), '/')+1:])
		k := p.caller(0)
		if err := expect(k, &Request{Method: "GET", Path: path, Accept: jsonType}, 200, ""); err != nil {
			die(err)
		}
		l, err := parseList(k.Body)
		if err != nil {
			die(err)
		}
		var next atomic.Int64
		mt := t.meter()
		d, done := crew(p, *conc, 0, r, func(k *Caller, _ int) error {
			i := int(next.Add(1)) - 1
			if i >= len(l.Items) {
				return errStop
			}
			return expect(k, &Request{Method: "DELETE", Path: path + "/" + l.Items[i].Metadata.Name, Accept: jsonType}, 200, "")
		})
		wall := mt.done(r, done, "delete")
		r.set("deletes", done).set("deletes_per_s", float64(done)/wall).lat("", d)
		ok = r.emit(t) && ok
	}
	return ok
}
