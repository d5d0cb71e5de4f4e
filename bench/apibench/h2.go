// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// A lean HTTP/2 client: one reading goroutine per connection, which calls the
// stream's callbacks itself, so that a load of many small answers or many
// watchers costs the client no goroutine switch per event.

const (
	streamWindow = 1 << 30
	connWindow   = 1<<31 - 1
)

var started = time.Now()

// now is a monotonic clock in nanoseconds.
func now() int64 { return int64(time.Since(started)) }

// Request is one HTTP request; Body may be nil.
type Request struct {
	Method, Path, Accept, ContentType string
	Gzip                              bool
	Body                              []byte
}

// Stream is one request in flight. Callbacks run on the connection's reader.
type Stream struct {
	conn     *Conn
	id       uint32
	Status   int
	Gzipped  bool
	CType    string
	sendWin  int64
	recvd    int64
	hdrSeen  bool
	ended    bool
	onHeader func(*Stream)
	onData   func(*Stream, []byte, int64)
	onEnd    func(*Stream, error)
}

// Conn is one HTTP/2 connection over TLS.
type Conn struct {
	tc   *tls.Conn
	wire *countConn
	auth string
	host string

	br *bufio.Reader
	fr *http2.Framer

	mu         sync.Mutex
	cond       *sync.Cond
	bw         *bufio.Writer
	dirty      bool
	henc       *hpack.Encoder
	hbuf       bytes.Buffer
	streams    map[uint32]*Stream
	nextID     uint32
	sendWin    int64
	peerWin    int64
	peerFrame  int
	maxStreams atomic.Uint32
	dead       error

	settings chan struct{}
	once     sync.Once
	hdec     *hpack.Decoder
	cur      *Stream
	recvd    int64
}

func (t *Target) dialH2(cfg *tls.Config) (*Conn, error) {
	tc, wire, err := t.dial("h2", cfg)
	if err != nil {
		return nil, err
	}
	c := &Conn{tc: tc, wire: wire, auth: t.authorization(), host: t.hostport, br: bufio.NewReaderSize(tc, 128<<10), bw: bufio.NewWriterSize(tc, 32<<10),
		streams: map[uint32]*Stream{}, nextID: 1, sendWin: 65535, peerWin: 65535, peerFrame: 16384, settings: make(chan struct{})}
	c.maxStreams.Store(1 << 20)
	c.cond = sync.NewCond(&c.mu)
	c.fr = http2.NewFramer(c.bw, c.br)
	c.fr.SetReuseFrames()
	c.fr.SetMaxReadFrameSize(1 << 20)
	c.henc = hpack.NewEncoder(&c.hbuf)
	c.hdec = hpack.NewDecoder(4096, c.header)
	c.bw.WriteString(http2.ClientPreface)
	c.fr.WriteSettings(http2.Setting{ID: http2.SettingEnablePush, Val: 0}, http2.Setting{ID: http2.SettingInitialWindowSize, Val: streamWindow},
		http2.Setting{ID: http2.SettingMaxFrameSize, Val: 1 << 18})
	c.fr.WriteWindowUpdate(0, connWindow-65535)
	if err := c.bw.Flush(); err != nil {
		return nil, err
	}
	go c.readLoop()
	select {
	case <-c.settings:
	case <-time.After(20 * time.Second):
		c.Close()
		return nil, errors.New("no SETTINGS from the server")
	}
	return c, nil
}

// Close ends the connection; streams in flight end with an error.
func (c *Conn) Close() { c.tc.Close() }

func (c *Conn) header(f hpack.HeaderField) {
	s := c.cur
	if s == nil {
		return
	}
	switch f.Name {
	case ":status":
		s.Status, _ = strconv.Atoi(f.Value)
	case "content-encoding":
		s.Gzipped = f.Value == "gzip"
	case "content-type":
		s.CType = f.Value
	}
}

func (c *Conn) lookup(id uint32) *Stream {
	c.mu.Lock()
	s := c.streams[id]
	c.mu.Unlock()
	return s
}

func (c *Conn) readLoop() {
	var err error
	for err == nil {
		if c.br.Buffered() == 0 {
			c.flush()
		}
		var f http2.Frame
		if f, err = c.fr.ReadFrame(); err != nil {
			break
		}
		switch f := f.(type) {
		case *http2.DataFrame:
			n := int64(f.Header().Length)
			s := c.lookup(f.StreamID)
			if c.recvd += n; c.recvd > 1<<26 {
				c.mu.Lock()
				c.fr.WriteWindowUpdate(0, uint32(c.recvd))
				c.dirty = true
				c.mu.Unlock()
				c.recvd = 0
			}
			if s == nil {
				continue
			}
			if s.recvd += n; s.recvd > streamWindow/2 {
				c.mu.Lock()
				c.fr.WriteWindowUpdate(s.id, uint32(s.recvd))
				c.dirty = true
				c.mu.Unlock()
				s.recvd = 0
			}
			if d := f.Data(); len(d) > 0 {
				s.onData(s, d, now())
			}
			if f.StreamEnded() {
				c.finish(s, nil)
			}
		case *http2.HeadersFrame:
			c.cur = c.lookup(f.StreamID)
			if c.cur != nil && f.StreamEnded() {
				c.cur.ended = true
			}
			_, err = c.hdec.Write(f.HeaderBlockFragment())
			if err == nil && f.HeadersEnded() {
				err = c.headersDone()
			}
		case *http2.ContinuationFrame:
			_, err = c.hdec.Write(f.HeaderBlockFragment())
			if err == nil && f.HeadersEnded() {
				err = c.headersDone()
			}
		case *http2.SettingsFrame:
			if !f.IsAck() {
				c.applySettings(f)
			}
		case *http2.WindowUpdateFrame:
			c.mu.Lock()
			if f.StreamID == 0 {
				c.sendWin += int64(f.Increment)
			} else if s := c.streams[f.StreamID]; s != nil {
				s.sendWin += int64(f.Increment)
			}
			c.cond.Broadcast()
			c.mu.Unlock()
		case *http2.PingFrame:
			if !f.IsAck() {
				c.mu.Lock()
				c.fr.WritePing(true, f.Data)
				c.bw.Flush()
				c.mu.Unlock()
			}
		case *http2.RSTStreamFrame:
			if s := c.lookup(f.StreamID); s != nil {
				c.finish(s, fmt.Errorf("stream reset: %v", f.ErrCode))
			}
		case *http2.GoAwayFrame:
			if f.ErrCode != http2.ErrCodeNo {
				err = fmt.Errorf("GOAWAY %v %q", f.ErrCode, f.DebugData())
			}
		}
	}
	c.mu.Lock()
	c.dead = err
	left := make([]*Stream, 0, len(c.streams))
	for _, s := range c.streams {
		left = append(left, s)
	}
	c.streams = map[uint32]*Stream{}
	c.cond.Broadcast()
	c.mu.Unlock()
	c.tc.Close()
	for _, s := range left {
		s.onEnd(s, err)
	}
}

func (c *Conn) headersDone() error {
	if err := c.hdec.Close(); err != nil {
		return err
	}
	if s := c.cur; s != nil {
		if !s.hdrSeen {
			s.hdrSeen = true
			if s.onHeader != nil {
				s.onHeader(s)
			}
		}
		if s.ended {
			c.finish(s, nil)
		}
	}
	c.cur = nil
	return nil
}

func (c *Conn) applySettings(f *http2.SettingsFrame) {
	c.mu.Lock()
	f.ForeachSetting(func(s http2.Setting) error {
		switch s.ID {
		case http2.SettingMaxConcurrentStreams:
			c.maxStreams.Store(s.Val)
		case http2.SettingInitialWindowSize:
			d := int64(s.Val) - c.peerWin
			c.peerWin = int64(s.Val)
			for _, st := range c.streams {
				st.sendWin += d
			}
		case http2.SettingMaxFrameSize:
			c.peerFrame = int(s.Val)
		case http2.SettingHeaderTableSize:
			c.henc.SetMaxDynamicTableSizeLimit(s.Val)
		}
		return nil
	})
	c.fr.WriteSettingsAck()
	c.bw.Flush()
	c.cond.Broadcast()
	c.mu.Unlock()
	c.once.Do(func() { close(c.settings) })
}

func (c *Conn) finish(s *Stream, err error) {
	c.mu.Lock()
	_, open := c.streams[s.id]
	delete(c.streams, s.id)
	c.mu.Unlock()
	if open {
		s.onEnd(s, err)
	}
}

func (c *Conn) flush() {
	c.mu.Lock()
	if c.dirty {
		c.dirty = false
		c.bw.Flush()
	}
	c.mu.Unlock()
}

// start sends a request. From a callback pass flushNow=false (the reader
// flushes when it has nothing left to read) and no body.
func (c *Conn) start(s *Stream, r *Request, flushNow bool) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.dead != nil {
		return c.dead
	}
	s.conn, s.id, s.sendWin, s.recvd = c, c.nextID, c.peerWin, 0
	s.Status, s.Gzipped, s.CType, s.hdrSeen, s.ended = 0, false, "", false, false
	c.nextID += 2
	c.streams[s.id] = s
	c.hbuf.Reset()
	put := func(k, v string, once bool) { c.henc.WriteField(hpack.HeaderField{Name: k, Value: v, Sensitive: once}) }
	put(":method", r.Method, false)
	put(":scheme", "https", false)
	put(":authority", c.host, false)
	put(":path", r.Path, true)
	if c.auth != "" {
		put("authorization", c.auth, false)
	}
	if r.Accept != "" {
		put("accept", r.Accept, false)
	}
	if r.Gzip {
		put("accept-encoding", "gzip", false)
	}
	put("user-agent", "apibench/1", false)
	if r.Body != nil {
		put("content-type", r.ContentType, false)
		put("content-length", strconv.Itoa(len(r.Body)), true)
	}
	err := c.fr.WriteHeaders(http2.HeadersFrameParam{StreamID: s.id, BlockFragment: c.hbuf.Bytes(), EndStream: r.Body == nil, EndHeaders: true})
	for b := r.Body; err == nil && r.Body != nil; {
		for c.dead == nil && c.streams[s.id] != nil && len(b) > 0 && (c.sendWin <= 0 || s.sendWin <= 0) {
			c.bw.Flush()
			c.cond.Wait()
		}
		if c.dead != nil || c.streams[s.id] == nil {
			return nil // the stream has ended already; onEnd has told why
		}
		n := min(len(b), c.peerFrame)
		if len(b) > 0 {
			n = int(min(int64(n), c.sendWin, s.sendWin))
		}
		c.sendWin -= int64(n)
		s.sendWin -= int64(n)
		last := n == len(b)
		err = c.fr.WriteData(s.id, last, b[:n])
		if b = b[n:]; last {
			break
		}
	}
	if err == nil && flushNow {
		err = c.bw.Flush()
	} else {
		c.dirty = true
	}
	if err != nil {
		delete(c.streams, s.id)
	}
	return err
}

// cancel resets a stream; its onEnd is not called.
func (c *Conn) cancel(s *Stream) {
	c.mu.Lock()
	if _, open := c.streams[s.id]; open {
		delete(c.streams, s.id)
		c.fr.WriteRSTStream(s.id, http2.ErrCodeCancel)
		c.bw.Flush()
	}
	c.mu.Unlock()
}

// Caller does requests one after the other and keeps its buffers.
type Caller struct {
	c    *Conn
	s    Stream
	done chan error
	Body []byte
}

func newCaller(c *Conn) *Caller {
	k := &Caller{c: c, done: make(chan error, 1)}
	k.s.onData = func(_ *Stream, d []byte, _ int64) { k.Body = append(k.Body, d...) }
	k.s.onEnd = func(_ *Stream, err error) { k.done <- err }
	return k
}

// Do sends r and waits for the whole answer, which is in k.Body until the next call.
func (k *Caller) Do(r *Request) (status int, err error) {
	k.Body = k.Body[:0]
	if err := k.c.start(&k.s, r, true); err != nil {
		return 0, err
	}
	if err := <-k.done; err != nil {
		return 0, err
	}
	return k.s.Status, nil
}

// Pool is K connections.
type Pool struct{ conns []*Conn }

func (t *Target) pool(k int) (*Pool, error) {
	cfg, err := t.tlsConfig("h2")
	if err != nil {
		return nil, err
	}
	p := &Pool{}
	for i := 0; i < k; i++ {
		c, err := t.dialH2(cfg)
		if err != nil {
			p.Close()
			return nil, err
		}
		p.conns = append(p.conns, c)
	}
	return p, nil
}

func (p *Pool) caller(i int) *Caller { return newCaller(p.conns[i%len(p.conns)]) }

// Close closes all connections.
func (p *Pool) Close() {
	for _, c := range p.conns {
		c.Close()
	}
}

func (p *Pool) bytesIn() (n int64) {
	for _, c := range p.conns {
		n += c.wire.in.Load()
	}
	return
}

// guard closes the pool when a phase hangs, so that every call ends with an error.
func (p *Pool) guard(d time.Duration) *time.Timer { return time.AfterFunc(d, p.Close) }
