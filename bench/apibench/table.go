// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
)

// headline is what the table shows of each phase: field, and whether more (+) or less (-) is better.
var headline = map[string][]string{
	"start":  {"-min_ms", "-median_ms"},
	"fill":   {"+writes_per_s", "-p50_ms", "-p99_ms", "-max_ms", "-server_cpu_us_per_write"},
	"update": {"+writes_per_s", "-p50_ms", "-p99_ms", "-server_cpu_us_per_write", "-conflicts"},
	"get":    {"+gets_per_s", "-p50_ms", "-p99_ms", "-server_cpu_us_per_get", "-client_cpu_us_per_get"},
	"list":   {"+lists_per_s", "+decoded_mb_per_s", "-p50_ms", "-p99_ms", "-server_cpu_us_per_list", "-body_bytes_per_list", "-encodings"},
	"watch": {"-answer_to_first_p50_ms", "-answer_to_median_p50_ms", "-answer_to_last_p50_ms", "-answer_to_last_p99_ms", "-send_to_last_p50_ms", "+events_per_s",
		"-server_cpu_us_per_event", "-client_cpu_us_per_event", "-wire_bytes_per_event", "-pss_mib", "-pss_kib_per_watcher", "-open_s", "-encodings", "-lost"},
	"churn": {"+changes_per_s", "+events_per_s", "+mb_per_s", "-bytes_to_watchers", "-bytes_per_event", "-server_cpu_us_per_event", "-answer_to_last_p50_ms", "-encodings", "-lost"},
	"rss":   {"-pss_mib", "-rss_mib"},
	"mixed": {"+ops_per_s", "-get_p50_ms", "-get_p99_ms", "-get_p999_ms", "-list10_p50_ms", "-list10_p99_ms", "-watch_p50_ms", "-watch_p99_ms", "-write_p50_ms", "-write_p99_ms", "-write_p999_ms", "-server_cpu_us_per_op"},
	"clean": {"+deletes_per_s"},
}

// runTable prints a Markdown table of JSON lines: a column for each label, and from the
// second on how many times better than the first it is.
func runTable(t *Target, fs *flag.FlagSet, args []string) bool {
	fs.Usage = func() {
		fmt.Fprintln(fs.Output(), "apibench table FILE…: JSON lines of one or more labels; the first label is what others are compared with")
	}
	fs.Parse(args)
	var labels, rows []string
	cells := map[string]map[string]any{}
	bad := false
	var shares []float64
	for _, file := range fs.Args() {
		f, err := os.Open(file)
		if err != nil {
			die(err)
		}
		sc := bufio.NewScanner(f)
		sc.Buffer(nil, 1<<20)
		for sc.Scan() {
			var m map[string]any
			if !strings.HasPrefix(sc.Text(), "{") || json.Unmarshal(sc.Bytes(), &m) != nil {
				continue
			}
			label, ph, key := fmt.Sprint(m["label"]), fmt.Sprint(m["phase"]), fmt.Sprint(m["key"])
			if !slices.Contains(labels, label) {
				labels = append(labels, label)
			}
			if o, is := m["others_cpu_share"].(float64); is {
				shares = append(shares, o)
			}
			for _, h := range headline[ph] {
				row := ph + "|" + key + "|" + h
				if !slices.Contains(rows, row) {
					rows = append(rows, row)
				}
				if cells[row] == nil {
					cells[row] = map[string]any{}
				}
				cells[row][label] = m[h[1:]]
				if m["ok"] != true {
					cells[row][label] = "WRONG"
					bad = true
				}
			}
		}
		f.Close()
	}
	if len(rows) == 0 {
		fmt.Println("no results")
		return false
	}
	fmt.Print("| phase | case | figure |")
	for i, l := range labels {
		fmt.Printf(" %s |", l)
		if i > 0 {
			fmt.Print(" better × |")
		}
	}
	fmt.Print("\n|---|---|---|")
	for i := range labels {
		fmt.Print("---:|")
		if i > 0 {
			fmt.Print("---:|")
		}
	}
	fmt.Println()
	was := ""
	for _, row := range rows {
		p := strings.Split(row, "|")
		head := p[0] + " | " + p[1]
		if head == was {
			head = " | "
		} else {
			was = head
		}
		fmt.Printf("| %s | %s |", head, p[2][1:])
		for i, l := range labels {
			v, has := cells[row][l]
			if !has || v == nil {
				v = ""
			}
			if n, is := v.(float64); is && n >= 1000 {
				v = fmt.Sprintf("%.0f", n)
			}
			fmt.Printf(" %v |", v)
			if i > 0 {
				a, ok1 := cells[row][labels[0]].(float64)
				b, ok2 := cells[row][l].(float64)
				if ok1 && ok2 && a > 0 && b > 0 {
					if p[2][0] == '-' {
						a, b = b, a
					}
					fmt.Printf(" %.2f |", b/a)
				} else {
					fmt.Print("  |")
				}
			}
		}
		fmt.Println()
	}
	if len(shares) > 0 {
		slices.Sort(shares)
		if mid, most := shares[len(shares)/2], shares[len(shares)-1]; most > .1 {
			fmt.Printf("\nThe machine was not quiet: other processes took %.0f %% of its CPU time in the median phase, %.0f %% in the worst. Rates and latencies are not to be quoted.\n", mid*100, most*100)
		}
	}
	return !bad
}
