// SPDX-License-Identifier: Apache-2.0

package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"time"
)

// Target is the server under test: where it is and how to log in. It is read
// from flags that all phases share. Only loopback addresses are accepted.
type Target struct {
	Server, Token, TokenFile, CA, Cert, Key string
	Insecure                                bool
	Pids                                    string
	Label, NS, Out                          string

	hostport string
}

func (t *Target) flags(fs *flag.FlagSet) {
	fs.StringVar(&t.Server, "server", "https://127.0.0.1:6443", "server URL, loopback only")
	fs.StringVar(&t.Token, "token", "", "bearer token")
	fs.StringVar(&t.TokenFile, "token-file", "", "file with the bearer token (read at each connect)")
	fs.StringVar(&t.CA, "ca", "", "CA file that signs the server's certificate")
	fs.StringVar(&t.Cert, "cert", "", "client certificate (PEM)")
	fs.StringVar(&t.Key, "key", "", "client key (PEM)")
	fs.BoolVar(&t.Insecure, "insecure", false, "do not verify the server's certificate")
	fs.StringVar(&t.Pids, "pids", "", "comma separated process ids of the server, for CPU and memory")
	fs.StringVar(&t.Label, "label", "server", "name of the server in the results")
	fs.StringVar(&t.NS, "ns", "apibench", "namespace to work in")
	fs.StringVar(&t.Out, "out", "", "also append the JSON lines to this file")
}

func (t *Target) resolve() error {
	u, err := url.Parse(t.Server)
	if err != nil {
		return err
	}
	if u.Scheme != "https" {
		return errors.New("only https servers")
	}
	host, port := u.Hostname(), u.Port()
	if port == "" {
		port = "443"
	}
	if host == "localhost" {
		host = "127.0.0.1"
	}
	ip := net.ParseIP(host)
	if ip == nil || !ip.IsLoopback() {
		return fmt.Errorf("%s is not a loopback address: refused", host)
	}
	t.hostport = net.JoinHostPort(host, port)
	return nil
}

func (t *Target) authorization() string {
	tok := t.Token
	if t.TokenFile != "" {
		b, _ := os.ReadFile(t.TokenFile)
		tok = strings.TrimSpace(string(b))
	}
	if tok == "" {
		return ""
	}
	return "Bearer " + tok
}

func (t *Target) tlsConfig(alpn string) (*tls.Config, error) {
	c := &tls.Config{NextProtos: []string{alpn}, InsecureSkipVerify: t.Insecure}
	if t.CA != "" {
		pem, err := os.ReadFile(t.CA)
		if err != nil {
			return nil, err
		}
		c.RootCAs = x509.NewCertPool()
		if !c.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("%s: no certificate", t.CA)
		}
	}
	if t.Cert != "" {
		kp, err := tls.LoadX509KeyPair(t.Cert, t.Key)
		if err != nil {
			return nil, err
		}
		c.Certificates = []tls.Certificate{kp}
	}
	return c, nil
}

// countConn counts the bytes on the wire (TLS records, both ways).
type countConn struct {
	net.Conn
	in, out atomic.Int64
}

func (c *countConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.in.Add(int64(n))
	return n, err
}

func (c *countConn) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	c.out.Add(int64(n))
	return n, err
}

// dial opens one TLS connection with exactly the given ALPN protocol.
func (t *Target) dial(alpn string, cfg *tls.Config) (*tls.Conn, *countConn, error) {
	nc, err := net.DialTimeout("tcp", t.hostport, 10*time.Second)
	if err != nil {
		return nil, nil, err
	}
	if a, ok := nc.RemoteAddr().(*net.TCPAddr); !ok || !a.IP.IsLoopback() {
		nc.Close()
		return nil, nil, errors.New("not a loopback peer")
	}
	cc := &countConn{Conn: nc}
	c := cfg.Clone()
	c.ServerName, _, _ = net.SplitHostPort(t.hostport)
	tc := tls.Client(cc, c)
	tc.SetDeadline(time.Now().Add(60 * time.Second))
	if err := tc.Handshake(); err != nil {
		nc.Close()
		return nil, nil, err
	}
	tc.SetDeadline(time.Time{})
	if p := tc.ConnectionState().NegotiatedProtocol; p != alpn && !(alpn == "http/1.1" && p == "") {
		nc.Close()
		return nil, nil, fmt.Errorf("server negotiated %q, wanted %q", p, alpn)
	}
	return tc, cc, nil
}
