package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strconv"
	"sync"
	"time"

	discoveryv1 "k8s.io/api/discovery/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/dynamic/dynamicinformer"
	shared "k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/metadata/metadatainformer"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"
)

var slicesResource = schema.GroupVersionResource{Group: discoveryv1.GroupName, Version: "v1", Resource: "endpointslices"}

// An informer, and what its handlers alone were told: after all that happens both must equal a fresh list.
type observed struct {
	name     string
	resource schema.GroupVersionResource
	informer cache.SharedIndexInformer
	mutex    sync.Mutex
	told     map[string]string // key -> resourceVersion
	backward error
}

func observe(name string, resource schema.GroupVersionResource, informer cache.SharedIndexInformer) *observed {
	o := &observed{name: name, resource: resource, informer: informer, told: map[string]string{}}
	informer.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    func(object interface{}) { o.tell(object) },
		UpdateFunc: func(_, object interface{}) { o.tell(object) },
		DeleteFunc: func(object interface{}) {
			key, _ := cache.DeletionHandlingMetaNamespaceKeyFunc(object)
			o.mutex.Lock()
			defer o.mutex.Unlock()
			delete(o.told, key)
		},
	})
	return o
}

func (o *observed) tell(object interface{}) {
	key, _ := cache.MetaNamespaceKeyFunc(object)
	accessor, _ := meta.Accessor(object)
	o.mutex.Lock()
	defer o.mutex.Unlock()
	before, _ := strconv.ParseInt(o.told[key], 10, 64)
	now, _ := strconv.ParseInt(accessor.GetResourceVersion(), 10, 64)
	if now < before {
		o.backward = fmt.Errorf("%s: %s went back from %d to %d", o.name, key, before, now)
	}
	o.told[key] = accessor.GetResourceVersion()
}

func (o *observed) equalsFreshList(w *world) error {
	fresh, err := w.metadata.Resource(o.resource).Namespace(w.namespace).List(w.ctx, list)
	if err != nil {
		return err
	}
	o.mutex.Lock()
	defer o.mutex.Unlock()
	for _, item := range fresh.Items {
		key := item.Namespace + "/" + item.Name
		cached, there, _ := o.informer.GetStore().GetByKey(key)
		if !there {
			return fmt.Errorf("%s: %s is not in the cache", o.name, key)
		}
		accessor, _ := meta.Accessor(cached)
		if accessor.GetResourceVersion() != item.ResourceVersion || o.told[key] != item.ResourceVersion {
			return fmt.Errorf("%s: %s has version %s, the cache %s, the handlers %s", o.name, key, item.ResourceVersion,
				accessor.GetResourceVersion(), o.told[key])
		}
	}
	if cached := len(o.informer.GetStore().ListKeys()); cached != len(fresh.Items) || len(o.told) != len(fresh.Items) {
		return fmt.Errorf("%s: %d objects, %d in the cache, %d by the handlers", o.name, len(fresh.Items), cached, len(o.told))
	}
	return o.backward
}

// Typed, dynamic and metadata informers behind a gate, started.
func startInformers(ctx context.Context, w *world, way *gate) ([]*observed, error) {
	config := rest.CopyConfig(w.config)
	config.Dial = way.dial
	config.Wrap(way.wrap)
	loose := rest.CopyConfig(config)
	loose.ContentType, loose.AcceptContentTypes = "", ""
	typed, err := kubernetes.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	untyped, err := dynamic.NewForConfig(loose)
	if err != nil {
		return nil, err
	}
	partial, err := metadata.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	factory := shared.NewSharedInformerFactoryWithOptions(typed, 0, shared.WithNamespace(w.namespace))
	dynamics := dynamicinformer.NewFilteredDynamicSharedInformerFactory(untyped, 0, w.namespace, nil)
	partials := metadatainformer.NewFilteredSharedInformerFactory(partial, 0, w.namespace, nil)
	all := []*observed{
		observe("typed services", servicesResource, factory.Core().V1().Services().Informer()),
		observe("typed configmaps", configMapsResource, factory.Core().V1().ConfigMaps().Informer()),
		observe("typed endpointslices", slicesResource, factory.Discovery().V1().EndpointSlices().Informer()),
		observe("dynamic configmaps", configMapsResource, dynamics.ForResource(configMapsResource).Informer()),
		observe("metadata services", servicesResource, partials.ForResource(servicesResource).Informer()),
	}
	factory.Start(ctx.Done())
	dynamics.Start(ctx.Done())
	partials.Start(ctx.Done())
	for _, o := range all {
		if !cache.WaitForCacheSync(timeout(ctx, 30*time.Second), o.informer.HasSynced) {
			return nil, fmt.Errorf("%s: never synced", o.name)
		}
	}
	return all, nil
}

func timeout(ctx context.Context, after time.Duration) <-chan struct{} {
	limited, cancel := context.WithTimeout(ctx, after)
	_ = cancel // ends with the time
	return limited.Done()
}

func equalFreshLists(w *world, all []*observed) error {
	return eventually(func() error {
		for _, o := range all {
			if err := o.equalsFreshList(w); err != nil {
				return err
			}
		}
		return nil
	})
}

var answers = bufio.NewReader(os.Stdin)

// Asks for something to be done to the server, and waits until it is.
func please(what string) {
	fmt.Println("please " + what)
	_, _ = answers.ReadString('\n')
}

func informers(w *world, watchList bool) {
	ctx, cancel := context.WithCancel(w.ctx)
	defer cancel()
	way := &gate{}
	var all []*observed
	how := "LIST and WATCH"
	if watchList {
		how = "a streamed list"
	}
	synced := check("typed, dynamic and metadata informers sync with "+how, func() (err error) {
		if all, err = startInformers(ctx, w, way); err != nil {
			return err
		}
		lists, streamed := way.counts()
		return want((streamed > 0) == watchList && (lists > 0) != watchList, "%d lists, %d streamed", lists, streamed)
	})
	if !synced {
		return
	}
	check("writes while the server is killed and started three times: caches equal a fresh list", func() error {
		return withKills(ctx, w, func() error { return equalFreshLists(w, all) })
	})
	check("410 after history was compacted away: informers list anew, caches equal a fresh list", func() error {
		return compacted(w, way, all)
	})
}

func compacted(w *world, way *gate, all []*observed) error {
	way.close()
	before, beforeStreamed := way.counts()
	writes := newWriter(w, 7)
	for i := 0; i < 40; i++ {
		writes.step()
	}
	please("kill")
	please("compact")
	please("start")
	way.open()
	if err := equalFreshLists(w, all); err != nil {
		return err
	}
	after, afterStreamed := way.counts()
	return want(after+afterStreamed > before+beforeStreamed, "nothing was listed anew")
}
