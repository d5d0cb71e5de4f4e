package main

import (
	"fmt"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes/scheme"
	typedcorev1 "k8s.io/client-go/kubernetes/typed/core/v1"
	newer "k8s.io/client-go/tools/events"
	"k8s.io/client-go/tools/record"
)

// An old client-go begins a series with a count of 1, which every API server since refuses: it sends one event alone.
func events(w *world, series bool) {
	check("event recorder: created, then counted", func() error {
		broadcaster := record.NewBroadcaster()
		defer broadcaster.Shutdown()
		broadcaster.StartRecordingToSink(&typedcorev1.EventSinkImpl{Interface: w.clients.CoreV1().Events(w.namespace)})
		recorder := broadcaster.NewRecorder(scheme.Scheme, corev1.EventSource{Component: "interop"})
		about := &corev1.ObjectReference{Kind: "Service", APIVersion: "v1", Namespace: w.namespace, Name: "web", UID: "u"}
		for i := 0; i < 3; i++ {
			recorder.Event(about, corev1.EventTypeWarning, "Odd", "something was odd")
		}
		return eventually(func() error {
			got, err := w.clients.CoreV1().Events(w.namespace).List(w.ctx, metav1.ListOptions{FieldSelector: "involvedObject.name=web,reason=Odd"})
			return first(func() error { return err },
				func() error { return want(len(got.Items) == 1 && got.Items[0].Count == 3, "%v", got.Items) })
		})
	})
	check("event recorder of events.k8s.io", func() error {
		broadcaster := newer.NewBroadcaster(&newer.EventSinkImpl{Interface: w.clients.EventsV1()})
		defer broadcaster.Shutdown()
		stop := make(chan struct{})
		defer close(stop)
		broadcaster.StartRecordingToSink(stop)
		recorder := broadcaster.NewRecorder(scheme.Scheme, "example.com/interop")
		about := &corev1.ObjectReference{Kind: "Service", APIVersion: "v1", Namespace: w.namespace, Name: "web2", UID: "u"}
		recorder.Eventf(about, nil, corev1.EventTypeNormal, "Fine", "Checking", "all is %s", "well")
		if series {
			recorder.Eventf(about, nil, corev1.EventTypeNormal, "Fine", "Checking", "all is %s", "well")
		}
		return eventually(func() error {
			got, err := w.clients.EventsV1().Events(w.namespace).List(w.ctx, list)
			if err != nil {
				return err
			}
			for _, one := range got.Items {
				if one.Regarding.Name == "web2" && (!series || one.Series != nil && one.Series.Count == 2) {
					return want(one.Note == "all is well", "note: %q", one.Note)
				}
			}
			return fmt.Errorf("not there among %d", len(got.Items))
		})
	})
}
