// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"crypto/tls"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// probe does one GET on a fresh connection and returns the status and the body's kind check.
func (t *Target) probe(path, want string) bool {
	cfg, err := t.tlsConfig("http/1.1")
	if err != nil {
		return false
	}
	tc, _, err := t.dial("http/1.1", cfg)
	if err != nil {
		return false
	}
	defer tc.Close()
	tc.SetDeadline(time.Now().Add(5 * time.Second))
	status, body, err := t.plainGet(tc, path)
	return err == nil && status == 200 && strings.Contains(string(body), want)
}

func (t *Target) plainGet(tc *tls.Conn, path string) (int, []byte, error) {
	req, _ := http.NewRequest("GET", "https://"+t.hostport+path, nil)
	if a := t.authorization(); a != "" {
		req.Header.Set("Authorization", a)
	}
	req.Header.Set("Accept", jsonType)
	if err := req.Write(tc); err != nil {
		return 0, nil, err
	}
	resp, err := http.ReadResponse(bufio.NewReader(tc), req)
	if err != nil {
		return 0, nil, err
	}
	b, err := io.ReadAll(resp.Body)
	return resp.StatusCode, b, err
}

func runStart(t *Target, fs *flag.FlagSet, args []string) bool {
	cmd := fs.String("cmd", "", "shell command that starts the server and stays in the foreground")
	reset := fs.String("reset", "", "shell command before each run (not timed), such as removing the data directory")
	ready := fs.String("ready", "", "also time this path's first 200, such as /readyz")
	runs := fs.Int("runs", 5, "number of runs")
	limit := fs.Duration("limit", 90*time.Second, "give up a run after this")
	t.parse(fs, args)
	r := report(t, "start", "first GET services")
	if *cmd == "" {
		die(fmt.Errorf("--cmd is needed"))
	}
	if t.probe("/api/v1/namespaces/default/services", "") {
		die(fmt.Errorf("something answers at %s already", t.Server))
	}
	var first, readyAt []int64
	for range *runs {
		if *reset != "" {
			if out, err := exec.Command("sh", "-c", *reset).CombinedOutput(); err != nil {
				die(fmt.Errorf("reset: %v: %s", err, out))
			}
		}
		c := exec.Command("sh", "-c", *cmd)
		c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
		c.Stderr = os.Stderr
		t0 := now()
		if err := c.Start(); err != nil {
			die(err)
		}
		exited := make(chan struct{})
		go func() { c.Wait(); close(exited) }()
		ok := false
		for !ok && now()-t0 < int64(*limit) {
			if ok = t.probe("/api/v1/namespaces/default/services", `"kind":"ServiceList"`); ok {
				first = append(first, now()-t0)
				break
			}
			select {
			case <-exited:
				r.fail("the command ended before it answered")
				t0 = 0
			case <-time.After(2 * time.Millisecond):
			}
			if t0 == 0 {
				break
			}
		}
		if !ok {
			r.Errors++
		}
		for ok && *ready != "" && now()-t0 < int64(*limit) {
			if t.probe(*ready, "") {
				readyAt = append(readyAt, now()-t0)
				break
			}
			time.Sleep(5 * time.Millisecond)
		}
		syscall.Kill(-c.Process.Pid, syscall.SIGTERM)
		select {
		case <-exited:
		case <-time.After(15 * time.Second):
		}
		for i := 0; i < 200 && syscall.Kill(-c.Process.Pid, 0) == nil; i++ {
			if i > 100 {
				syscall.Kill(-c.Process.Pid, syscall.SIGKILL)
			}
			time.Sleep(50 * time.Millisecond)
		}
		if r.Errors > 0 {
			break
		}
	}
	d := dist(first)
	r.set("runs", len(d)).set("min_ms", d.ms(0)).set("median_ms", d.ms(.5)).set("max_ms", d.ms(1))
	if *ready != "" {
		r.set("ready_median_ms", dist(readyAt).ms(.5))
	}
	return r.emit(t)
}

func runRSS(t *Target, fs *flag.FlagSet, args []string) bool {
	key := fs.String("state", "now", "what the server is doing: idle, filled, …")
	t.parse(fs, args)
	r := report(t, "rss", *key)
	pss, rss, hwm := t.memory()
	r.set("pss_mib", pss).set("rss_mib", rss).set("peak_rss_mib", hwm)
	for _, p := range t.pidList() {
		comm, pp, rr := t.memoryOf(p)
		r.set(comm+"_pss_mib", pp).set(comm+"_rss_mib", rr)
	}
	if rss == 0 {
		r.fail("no memory figures for pids %q", t.Pids)
	}
	return r.emit(t)
}
