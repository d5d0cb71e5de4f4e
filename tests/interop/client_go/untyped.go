package main

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/watch"
)

var (
	servicesResource   = schema.GroupVersionResource{Version: "v1", Resource: "services"}
	configMapsResource = schema.GroupVersionResource{Version: "v1", Resource: "configmaps"}
)

func untyped(w *world) {
	check("dynamic client: create, get, apply patch, list, watch, delete", func() error { return dynamicLife(w) })
	check("metadata client: get, list, watch, delete", func() error { return metadataLife(w) })
}

func dynamicLife(w *world) error {
	maps := w.dynamic.Resource(configMapsResource).Namespace(w.namespace)
	object := &unstructured.Unstructured{Object: map[string]interface{}{
		"apiVersion": "v1", "kind": "ConfigMap", "metadata": map[string]interface{}{"name": "loose"}, "data": map[string]interface{}{"a": "b"}}}
	made, err := maps.Create(w.ctx, object, create)
	if err != nil {
		return err
	}
	watcher, err := maps.Watch(w.ctx, metav1.ListOptions{ResourceVersion: made.GetResourceVersion(), FieldSelector: "metadata.name=loose"})
	if err != nil {
		return err
	}
	defer watcher.Stop()
	force := true
	applied, err := maps.Patch(w.ctx, "loose", types.ApplyPatchType,
		[]byte(`{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"loose"},"data":{"c":"d"}}`),
		metav1.PatchOptions{FieldManager: "dynamic", Force: &force})
	if err != nil {
		return err
	}
	all, err := maps.List(w.ctx, list)
	if err != nil {
		return err
	}
	if err := maps.Delete(w.ctx, "loose", remove); err != nil {
		return err
	}
	data, _, _ := unstructured.NestedStringMap(applied.Object, "data")
	return first(
		func() error { return want(data["a"] == "b" && data["c"] == "d", "data: %v", data) },
		func() error {
			return want(all.GetKind() == "ConfigMapList" && len(all.Items) > 0, "list: %v", all.GetKind())
		},
		func() error { return sees(watcher, watch.Modified) },
		func() error { return sees(watcher, watch.Deleted) })
}

func metadataLife(w *world) error {
	services := w.metadata.Resource(servicesResource).Namespace(w.namespace)
	made, err := w.clients.CoreV1().Services(w.namespace).Create(w.ctx, webService(), create)
	if err != nil {
		return err
	}
	got, err := services.Get(w.ctx, "web", get)
	if err != nil {
		return err
	}
	all, err := services.List(w.ctx, metav1.ListOptions{LabelSelector: "app=web"})
	if err != nil {
		return err
	}
	watcher, err := services.Watch(w.ctx, metav1.ListOptions{ResourceVersion: all.ResourceVersion})
	if err != nil {
		return err
	}
	defer watcher.Stop()
	return first(
		func() error { return want(got.UID == made.UID && got.Labels["app"] == "web", "%v", got) },
		func() error { return want(len(all.Items) == 1, "%v", all.Items) },
		func() error { return services.Delete(w.ctx, "web", remove) },
		func() error { return sees(watcher, watch.Deleted) })
}

func sees(watcher watch.Interface, kind watch.EventType) error {
	event, open := <-watcher.ResultChan()
	return want(open && event.Type == kind, "wanted %s, the watch has %v", kind, event)
}
