// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

const (
	jsonType  = "application/json"
	protoType = "application/vnd.kubernetes.protobuf"
	jsonPatch = "application/json-patch+json"
	mergeType = "application/merge-patch+json"
)

func svcName(i int) string   { return fmt.Sprintf("svc-%05d", i) }
func sliceName(i int) string { return fmt.Sprintf("svc-%05d-s0", i) }

func svcPath(ns string) string { return "/api/v1/namespaces/" + ns + "/services" }
func slicesPath(ns string) string {
	return "/apis/discovery.k8s.io/v1/namespaces/" + ns + "/endpointslices"
}
func epPath(ns string) string { return "/api/v1/namespaces/" + ns + "/endpoints" }

func addr(n int) string { return fmt.Sprintf("10.%d.%d.%d", 128+n>>16&63, n>>8&255, n&255) }

// runBase makes the addresses of each run its own: a change to what is there already
// would be no change, and the server would answer it without a write or an event.
var runBase = rand.IntN(1 << 21)

// newAddr is an address that no fill gives: for updates.
func newAddr(n int) string {
	n += runBase
	return fmt.Sprintf("10.%d.%d.%d", 192+n>>16&31, n>>8&255, n&255)
}

func service(i int) []byte {
	return fmt.Appendf(nil, `{"kind":"Service","apiVersion":"v1","metadata":{"name":%q,"labels":{"app":"apibench"}},"spec":{"ports":[{"name":"kafka","protocol":"TCP","port":9092,"targetPort":9092}]}}`, svcName(i))
}

func endpointList(base, m int) string {
	var b strings.Builder
	for j := range m {
		if j > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"addresses":[%q],"conditions":{"ready":true,"serving":true,"terminating":false},"nodeName":"node-%d"}`, addr(base+j+1), j%100)
	}
	return b.String()
}

// slice is an EndpointSlice; eps is the text inside "endpoints":[ ].
func slice(name, svc, rv string, seq int, eps string) []byte {
	if rv != "" {
		rv = fmt.Sprintf(`"resourceVersion":%q,`, rv)
	}
	return fmt.Appendf(nil, `{"kind":"EndpointSlice","apiVersion":"discovery.k8s.io/v1","metadata":{"name":%q,%s"labels":{"kubernetes.io/service-name":%q,"endpointslice.kubernetes.io/managed-by":"apibench"},"annotations":{"apibench/seq":"%d"}},"addressType":"IPv4","ports":[{"name":"kafka","protocol":"TCP","port":9092}],"endpoints":[%s]}`,
		name, rv, svc, seq, eps)
}

func endpointsObject(i, m int) []byte {
	var b strings.Builder
	for j := range m {
		if j > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"ip":%q,"nodeName":"node-%d"}`, addr(i*m+j+1), j%100)
	}
	return fmt.Appendf(nil, `{"kind":"Endpoints","apiVersion":"v1","metadata":{"name":%q,"annotations":{"apibench/seq":"0"}},"subsets":[{"addresses":[%s],"ports":[{"name":"kafka","port":9092,"protocol":"TCP"}]}]}`, svcName(i), b.String())
}

// sliceSeqPatch gives the slice its next sequence number and one new address.
func sliceSeqPatch(seq int) []byte {
	return fmt.Appendf(nil, `[{"op":"replace","path":"/metadata/annotations/apibench~1seq","value":"%d"},{"op":"replace","path":"/endpoints/0/addresses/0","value":%q}]`, seq, newAddr(seq))
}
