// apibench loads a Kubernetes API server and checks its answers meanwhile.
// It only talks to loopback addresses. See README.md.
// SPDX-License-Identifier: Apache-2.0
package main

import (
	"flag"
	"fmt"
	"os"
	"syscall"
)

type phase struct {
	help string
	run  func(t *Target, fs *flag.FlagSet, args []string) bool
}

var phases map[string]phase

func main() {
	phases = map[string]phase{
		"start":  {"time from exec to the first authenticated answer", runStart},
		"fill":   {"create Services and their EndpointSlices or Endpoints", runFill},
		"update": {"change one address of many objects (PATCH, or GET+PUT)", runUpdate},
		"get":    {"single GETs", runGet},
		"list":   {"LIST of all objects", runList},
		"watch":  {"many watchers, one writer", runWatch},
		"churn":  {"rolling update of one Service with 10 slices", runChurn},
		"rss":    {"memory of the server's processes", runRSS},
		"mixed":  {"reads, lists, watches and writes together", runMixed},
		"clean":  {"delete what fill made", runClean},
		"table":  {"turn JSON lines into a Markdown table", runTable},
	}
	if len(os.Args) < 2 || phases[os.Args[1]].run == nil {
		fmt.Fprintln(os.Stderr, "usage: apibench PHASE [flags]; apibench PHASE -h for its flags")
		for _, n := range []string{"start", "fill", "update", "get", "list", "watch", "churn", "rss", "mixed", "clean", "table"} {
			fmt.Fprintf(os.Stderr, "  %-7s %s\n", n, phases[n].help)
		}
		os.Exit(2)
	}
	var lim syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &lim) == nil {
		lim.Cur = lim.Max
		syscall.Setrlimit(syscall.RLIMIT_NOFILE, &lim)
	}
	t := &Target{}
	fs := flag.NewFlagSet(os.Args[1], flag.ExitOnError)
	t.flags(fs)
	if !phases[os.Args[1]].run(t, fs, os.Args[2:]) {
		os.Exit(1)
	}
}

// parse reads the flags and checks the target; it ends the program on a mistake.
func (t *Target) parse(fs *flag.FlagSet, args []string) {
	fs.Parse(args)
	if err := t.resolve(); err != nil {
		die(err)
	}
}

func die(err error) {
	fmt.Fprintln(os.Stderr, "apibench:", err)
	os.Exit(2)
}
