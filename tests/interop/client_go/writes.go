package main

import (
	"context"
	"fmt"
	"math/rand"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/tools/cache"
	retry "k8s.io/client-go/tools/watch"
)

// Random writes of ConfigMaps and Services; remembers the version of each write to a ConfigMap that was acknowledged.
type writer struct {
	w            *world
	random       *rand.Rand
	acknowledged []string
}

func newWriter(w *world, seed int64) *writer {
	return &writer{w: w, random: rand.New(rand.NewSource(seed))}
}

// Errors are expected while the server is down; what counts is what was acknowledged.
func (r *writer) step() {
	ctx, cancel := context.WithTimeout(r.w.ctx, 5*time.Second)
	defer cancel()
	if r.random.Intn(4) == 0 {
		r.service(ctx)
		return
	}
	maps := r.w.clients.CoreV1().ConfigMaps(r.w.namespace)
	one := &corev1.ConfigMap{ObjectMeta: named(fmt.Sprintf("c-%d", r.random.Intn(20))), Data: map[string]string{"n": fmt.Sprint(r.random.Int())}}
	if r.random.Intn(4) == 0 {
		_ = maps.Delete(ctx, one.Name, remove)
		return
	}
	done, err := maps.Create(ctx, one, create)
	if errors.IsAlreadyExists(err) {
		done, err = maps.Update(ctx, one, update)
	}
	if err == nil {
		r.acknowledged = append(r.acknowledged, done.ResourceVersion)
	} else if !errors.IsNotFound(err) && !errors.IsConflict(err) {
		time.Sleep(20 * time.Millisecond) // the server is away
	}
}

func (r *writer) service(ctx context.Context) {
	services := r.w.clients.CoreV1().Services(r.w.namespace)
	one := webService()
	one.Name = fmt.Sprintf("s-%d", r.random.Intn(5))
	if _, err := services.Create(ctx, one, create); errors.IsAlreadyExists(err) {
		_ = services.Delete(ctx, one.Name, remove)
	}
}

// Every version of a ConfigMap that a watch, resumed whenever it breaks, was told of.
type witness struct {
	watcher *retry.RetryWatcher
	mutex   sync.Mutex
	seen    map[string]int
	end     error
}

func startWitness(w *world) (*witness, error) {
	maps := w.clients.CoreV1().ConfigMaps(w.namespace)
	now, err := maps.List(w.ctx, list)
	if err != nil {
		return nil, err
	}
	watcher, err := retry.NewRetryWatcher(now.ResourceVersion, &cache.ListWatch{
		WatchFunc: func(options metav1.ListOptions) (watch.Interface, error) { return maps.Watch(w.ctx, options) }})
	if err != nil {
		return nil, err
	}
	one := &witness{watcher: watcher, seen: map[string]int{}}
	go one.run()
	return one, nil
}

func (o *witness) run() {
	for event := range o.watcher.ResultChan() {
		o.mutex.Lock()
		if event.Type == watch.Error {
			o.end = fmt.Errorf("the watch ended: %v", errors.FromObject(event.Object))
		} else if one, is := event.Object.(*corev1.ConfigMap); is && event.Type != watch.Deleted {
			o.seen[one.ResourceVersion]++
		}
		o.mutex.Unlock()
	}
}

func (o *witness) sawAll(versions []string) error {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	for _, version := range versions {
		if o.seen[version] == 0 {
			return fmt.Errorf("of %d acknowledged writes, version %s was never told (%v)", len(versions), version, o.end)
		}
	}
	for version, times := range o.seen {
		if times > 1 {
			return fmt.Errorf("version %s was told %d times", version, times)
		}
	}
	return o.end
}

// Writes from two clients while the server is killed and started, then `settled` must hold, and the witness must have been told
// of every acknowledged write exactly once.
func withKills(ctx context.Context, w *world, settled func() error) error {
	one, err := startWitness(w)
	if err != nil {
		return err
	}
	defer one.watcher.Stop()
	writing, stop := context.WithCancel(ctx)
	defer stop()
	writers, group := []*writer{newWriter(w, 1), newWriter(w, 2)}, sync.WaitGroup{}
	for _, each := range writers {
		group.Add(1)
		go func(each *writer) {
			defer group.Done()
			for writing.Err() == nil {
				each.step()
			}
		}(each)
	}
	for i := 0; i < 3; i++ {
		time.Sleep(400 * time.Millisecond)
		please("kill")
		time.Sleep(100 * time.Millisecond)
		please("start")
	}
	time.Sleep(400 * time.Millisecond)
	stop()
	group.Wait()
	versions := append(writers[0].acknowledged, writers[1].acknowledged...)
	return first(settled,
		func() error { return want(len(versions) > 20, "only %d writes went through", len(versions)) },
		func() error { return eventually(func() error { return one.sawAll(versions) }) })
}
