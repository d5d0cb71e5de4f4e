// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// The checks of answers: cheap ones for every answer, full ones for the first
// and then now and then.

func gunzip(b []byte) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

// gzipSize is the decoded length that a gzip file's trailer tells.
func gzipSize(b []byte) int {
	if len(b) < 18 || b[0] != 0x1f || b[1] != 0x8b {
		return -1
	}
	return int(binary.LittleEndian.Uint32(b[len(b)-4:]))
}

// countJSON counts objects without parsing: each has one creationTimestamp.
func countJSON(b []byte) int {
	if len(b) == 0 || b[0] != '{' || !bytes.HasSuffix(bytes.TrimRight(b, "\n"), []byte("}")) {
		return -1
	}
	return bytes.Count(b, []byte(`"creationTimestamp":"`))
}

type listShape struct {
	Kind     string
	Metadata struct {
		ResourceVersion, Continue string
		RemainingItemCount        *int64
	}
	Items []struct {
		Metadata struct{ Name, Namespace, UID, ResourceVersion string }
	}
}

// parseList decodes a JSON list in full; names must differ.
func parseList(b []byte) (l listShape, err error) {
	if err = json.Unmarshal(b, &l); err != nil {
		return
	}
	seen := map[string]bool{}
	for _, i := range l.Items {
		if i.Metadata.Name == "" || i.Metadata.UID == "" || i.Metadata.ResourceVersion == "" || seen[i.Metadata.Name] {
			return l, fmt.Errorf("item %q: no name, uid or resourceVersion, or twice", i.Metadata.Name)
		}
		seen[i.Metadata.Name] = true
	}
	if l.Metadata.ResourceVersion == "" {
		err = errors.New("list without resourceVersion")
	}
	return
}

// pbFields calls f for each field of a protobuf message; it returns false when the bytes are not a message.
func pbFields(b []byte, f func(num int, v []byte)) bool {
	for len(b) > 0 {
		tag, n := binary.Uvarint(b)
		if n <= 0 {
			return false
		}
		b = b[n:]
		switch tag & 7 {
		case 0:
			_, n = binary.Uvarint(b)
			if n <= 0 {
				return false
			}
			f(int(tag>>3), b[:n])
			b = b[n:]
		case 2:
			l, n := binary.Uvarint(b)
			if n <= 0 || l > uint64(len(b)-n) {
				return false
			}
			f(int(tag>>3), b[n:n+int(l)])
			b = b[n+int(l):]
		case 1, 5:
			n := 8
			if tag&7 == 5 {
				n = 4
			}
			if len(b) < n {
				return false
			}
			b = b[n:]
		default:
			return false
		}
	}
	return true
}

// pbRaw takes Kubernetes' envelope off: "k8s\0", then Unknown{raw=2}.
func pbRaw(b []byte) ([]byte, bool) {
	if !bytes.HasPrefix(b, []byte("k8s\x00")) {
		return nil, false
	}
	var raw []byte
	ok := pbFields(b[4:], func(n int, v []byte) {
		if n == 2 {
			raw = v
		}
	})
	return raw, ok
}

// countProto counts a list's items (field 2) and gives its continue token.
func countProto(b []byte) (n int, cont string) {
	raw, ok := pbRaw(b)
	if !ok {
		return -1, ""
	}
	ok = pbFields(raw, func(f int, v []byte) {
		switch f {
		case 1:
			pbFields(v, func(f int, v []byte) {
				if f == 3 {
					cont = string(v)
				}
			})
		case 2:
			n++
		}
	})
	if !ok {
		return -1, ""
	}
	return n, cont
}

// pbMeta reads name, resourceVersion and our sequence number from an object's protobuf.
func pbMeta(raw []byte) (name string, rv uint64, seq int, ok bool) {
	seq = -1
	ok = pbFields(raw, func(f int, v []byte) {
		if f != 1 {
			return
		}
		pbFields(v, func(f int, v []byte) {
			switch f {
			case 1:
				name = string(v)
			case 6:
				rv, _ = strconv.ParseUint(string(v), 10, 64)
			case 12:
				var key, val []byte
				pbFields(v, func(f int, v []byte) {
					if f == 1 {
						key = v
					} else if f == 2 {
						val = v
					}
				})
				if string(key) == seqKey {
					seq, _ = strconv.Atoi(string(val))
				}
			}
		})
	})
	return name, rv, seq, ok
}

const seqKey = "apibench/seq"

var (
	metaMark = []byte(`"metadata":{`)
	rvMark   = []byte(`"resourceVersion":"`)
	seqMark  = []byte(`"apibench/seq":"`)
)

func digits(b []byte) (n uint64, ok bool) {
	for i, c := range b {
		if c == '"' {
			return n, i > 0
		}
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + uint64(c-'0')
	}
	return 0, false
}

func after(b, mark []byte) []byte {
	if i := bytes.Index(b, mark); i >= 0 {
		return b[i+len(mark):]
	}
	return nil
}

// jsonMeta finds resourceVersion and sequence number of an object of ours (seq -1: none) without parsing.
func jsonMeta(b []byte) (rv uint64, seq int, ok bool) {
	m := after(b, metaMark)
	rv, ok = digits(after(m, rvMark))
	seq = -1
	if s, found := digits(after(m, seqMark)); found {
		seq = int(s)
	}
	return
}
