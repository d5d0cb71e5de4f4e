package main

import (
	"strings"

	"k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	corev1 "k8s.io/client-go/applyconfigurations/core/v1"
)

func serverSideApply(w *world) {
	check("server-side apply with applyconfigurations: owner, conflict, force, giving up a field", func() error {
		services := w.clients.CoreV1().Services(w.namespace)
		ours := corev1.Service("applied", w.namespace).WithSpec(corev1.ServiceSpec().
			WithSelector(map[string]string{"app": "a"}).WithPorts(corev1.ServicePort().WithPort(80).WithName("http")))
		made, err := services.Apply(w.ctx, ours, metav1.ApplyOptions{FieldManager: "ours"})
		if err != nil {
			return err
		}
		theirs := corev1.Service("applied", w.namespace).WithSpec(corev1.ServiceSpec().
			WithSelector(map[string]string{"app": "b"}))
		_, conflict := services.Apply(w.ctx, theirs, metav1.ApplyOptions{FieldManager: "theirs"})
		forced, err := services.Apply(w.ctx, theirs, metav1.ApplyOptions{FieldManager: "theirs", Force: true})
		if err != nil {
			return err
		}
		extracted, err := corev1.ExtractService(forced, "theirs")
		if err != nil {
			return err
		}
		given, err := services.Apply(w.ctx, corev1.Service("applied", w.namespace), metav1.ApplyOptions{FieldManager: "theirs"})
		return first(func() error { return err },
			func() error {
				return want(len(made.ManagedFields) == 1 && made.ManagedFields[0].Manager == "ours", "%v", made)
			},
			func() error {
				return want(errors.IsConflict(conflict) && strings.Contains(conflict.Error(), `"ours"`), "no conflict: %v", conflict)
			},
			func() error { return want(forced.Spec.Selector["app"] == "b", "not forced: %v", forced.Spec) },
			func() error {
				return want(extracted.Spec.Selector["app"] == "b" && extracted.Spec.Ports == nil, "%v", extracted)
			},
			func() error {
				return want(given.Spec.Selector == nil, "a field that nobody owns stays: %v", given.Spec)
			})
	})
}
