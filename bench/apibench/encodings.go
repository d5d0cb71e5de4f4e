// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"strconv"
	"strings"
)

// encodings is what the server says of itself: how many objects, watch events and stretches
// of compressed lists it has turned into bytes, by representation. Empty when it does not say.
func encodings(k *Caller) map[string]float64 {
	made := map[string]float64{}
	if st, err := k.Do(&Request{Method: "GET", Path: "/metrics", Accept: "text/plain"}); err != nil || st != 200 {
		return made
	}
	for _, line := range bytes.Split(k.Body, []byte("\n")) {
		rest, ours := strings.CutPrefix(string(line), `seamark_object_encodings_total{representation="`)
		name, value, cut := strings.Cut(rest, `"} `)
		if n, err := strconv.ParseFloat(value, 64); ours && cut && err == nil {
			made[name] = n
		}
	}
	return made
}

// encodingsSince puts what was encoded during a phase into its report.
func (r *Report) encodingsSince(k *Caller, before map[string]float64) {
	total := 0.0
	for name, n := range encodings(k) {
		r.set("encodings_"+name, n-before[name])
		total += n - before[name]
	}
	if len(before) > 0 {
		r.set("encodings", total)
	}
}
