// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// Dist is a sorted sample of durations in nanoseconds.
type Dist []int64

func dist(parts ...[]int64) Dist {
	var d Dist
	for _, p := range parts {
		d = append(d, p...)
	}
	slices.Sort(d)
	return d
}

// ms gives the q-quantile in milliseconds.
func (d Dist) ms(q float64) float64 {
	if len(d) == 0 {
		return math.NaN()
	}
	i := int(math.Ceil(q*float64(len(d)))) - 1
	return float64(d[max(0, min(i, len(d)-1))]) / 1e6
}

// Report is one line of result; the order of its fields is kept.
type Report struct {
	keys   []string
	vals   map[string]any
	Errors int64
	bad    []string
}

func report(t *Target, phase, key string) *Report {
	r := &Report{vals: map[string]any{}}
	r.set("label", t.Label).set("phase", phase).set("key", key)
	return r
}

func (r *Report) set(k string, v any) *Report {
	if f, ok := v.(float64); ok {
		if math.IsNaN(f) || math.IsInf(f, 0) {
			v = nil
		} else {
			p := math.Pow(10, math.Max(0, 4-math.Ceil(math.Log10(math.Abs(f)+1e-9))))
			v = math.Round(f*p) / p
		}
	}
	if _, seen := r.vals[k]; !seen {
		r.keys = append(r.keys, k)
	}
	r.vals[k] = v
	return r
}

func (r *Report) lat(prefix string, d Dist) *Report {
	return r.set(prefix+"p50_ms", d.ms(.5)).set(prefix+"p99_ms", d.ms(.99)).set(prefix+"max_ms", d.ms(1))
}

// fail records a wrong answer: the phase's result is then not valid.
func (r *Report) fail(format string, a ...any) {
	if len(r.bad) < 5 {
		r.bad = append(r.bad, fmt.Sprintf(format, a...))
	}
}

// emit prints the JSON line and the human line and returns whether all was right.
func (r *Report) emit(t *Target) bool {
	ok := r.Errors == 0 && len(r.bad) == 0
	r.set("errors", r.Errors).set("ok", ok)
	if len(r.bad) > 0 {
		r.set("wrong", r.bad)
	}
	var b bytes.Buffer
	b.WriteByte('{')
	human := fmt.Sprintf("# %s | %s | %s:", r.vals["label"], r.vals["phase"], r.vals["key"])
	for i, k := range r.keys {
		if i > 0 {
			b.WriteByte(',')
		}
		v, _ := json.Marshal(r.vals[k])
		fmt.Fprintf(&b, "%q:%s", k, v)
		if i > 2 {
			human += " " + k + "=" + strings.Trim(string(v), `"`)
		}
	}
	b.WriteString("}\n")
	os.Stdout.Write(b.Bytes())
	fmt.Println(human)
	if t.Out != "" {
		if f, err := os.OpenFile(t.Out, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644); err == nil {
			f.Write(b.Bytes())
			f.Close()
		}
	}
	return ok
}

func (t *Target) pidList() []int {
	var l []int
	for _, s := range strings.Split(t.Pids, ",") {
		if n, err := strconv.Atoi(strings.TrimSpace(s)); err == nil {
			l = append(l, n)
		}
	}
	return l
}

// serverCPU is the CPU time in seconds that the server's processes have used, NaN without --pids.
func (t *Target) serverCPU() float64 {
	pids := t.pidList()
	if len(pids) == 0 {
		return math.NaN()
	}
	var ticks float64
	for _, p := range pids {
		b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p))
		if err != nil {
			return math.NaN()
		}
		f := strings.Fields(string(b[bytes.LastIndexByte(b, ')')+2:]))
		u, _ := strconv.ParseFloat(f[11], 64)
		s, _ := strconv.ParseFloat(f[12], 64)
		ticks += u + s
	}
	return ticks / 100
}

func clientCPU() float64 {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}

// Meter measures wall-clock and CPU time of a piece of work.
type Meter struct {
	t          *Target
	t0         int64
	sc, cc, mc float64
}

func (t *Target) meter() Meter { return Meter{t, now(), t.serverCPU(), clientCPU(), machineCPU()} }

// machineCPU is the CPU time in seconds that all processes and the kernel have used.
func machineCPU() (s float64) {
	b, _ := os.ReadFile("/proc/stat")
	line, _, _ := strings.Cut(string(b), "\n")
	for i, f := range strings.Fields(line) {
		if i != 0 && i != 4 && i != 5 && i < 9 { // not idle, not iowait
			n, _ := strconv.ParseFloat(f, 64)
			s += n / 100
		}
	}
	return
}

// done writes wall, CPU and the derived cost per operation.
func (m Meter) done(r *Report, ops int64, unit string) float64 {
	wall := float64(now()-m.t0) / 1e9
	sc, cc := m.t.serverCPU()-m.sc, clientCPU()-m.cc
	others := max(0, machineCPU()-m.mc-sc-cc) / wall / float64(runtime.NumCPU())
	r.set("wall_s", wall).set("server_cpu_s", sc).set("client_cpu_s", cc).set("others_cpu_share", others)
	if ops > 0 {
		r.set("server_cpu_us_per_"+unit, sc*1e6/float64(ops)).set("client_cpu_us_per_"+unit, cc*1e6/float64(ops))
	}
	return wall
}

// memory gives the processes' proportional and resident set and their peak in MiB.
func (t *Target) memory() (pss, rss, hwm float64) {
	for _, p := range t.pidList() {
		pss += procKB(fmt.Sprintf("/proc/%d/smaps_rollup", p), "Pss:")
		rss += procKB(fmt.Sprintf("/proc/%d/status", p), "VmRSS:")
		hwm += procKB(fmt.Sprintf("/proc/%d/status", p), "VmHWM:")
	}
	if pss == 0 {
		pss = math.NaN()
	}
	return
}

func procKB(file, key string) float64 {
	b, _ := os.ReadFile(file)
	for _, l := range strings.Split(string(b), "\n") {
		if strings.HasPrefix(l, key) {
			f := strings.Fields(l)
			n, _ := strconv.ParseFloat(f[1], 64)
			return n / 1024
		}
	}
	return 0
}

func (t *Target) memoryOf(pid int) (comm string, pss, rss float64) {
	c, _ := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid))
	return strings.TrimSpace(string(c)), procKB(fmt.Sprintf("/proc/%d/smaps_rollup", pid), "Pss:"), procKB(fmt.Sprintf("/proc/%d/status", pid), "VmRSS:")
}
