package main

import (
	"context"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/tools/pager"
)

func pages(w *world) {
	check("pagination: pages of one moment, none twice, none missing", func() error {
		maps := w.clients.CoreV1().ConfigMaps(w.namespace)
		for i := 0; i < 25; i++ {
			one := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: fmt.Sprintf("page-%02d", i), Labels: map[string]string{"page": "yes"}}}
			if _, err := maps.Create(w.ctx, one, create); err != nil {
				return err
			}
		}
		asked, seen, versions := 0, map[string]bool{}, map[string]bool{}
		by := pager.New(func(ctx context.Context, options metav1.ListOptions) (runtime.Object, error) {
			page, err := maps.List(ctx, options)
			if err != nil {
				return nil, err
			}
			asked++
			versions[page.ResourceVersion] = true
			// What changes between two pages does not show in them.
			_, err = maps.Create(ctx, &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{
				GenerateName: "page-", Labels: map[string]string{"page": "yes"}}}, create)
			return page, err
		})
		by.PageSize = 7
		err := by.EachListItem(w.ctx, metav1.ListOptions{LabelSelector: "page=yes"}, func(object runtime.Object) error {
			seen[object.(*corev1.ConfigMap).Name] = true
			return nil
		})
		return first(func() error { return err },
			func() error { return want(asked == 4 && len(seen) == 25, "%d pages, %d items", asked, len(seen)) },
			func() error { return want(len(versions) == 1, "pages of different versions: %v", versions) },
			func() error {
				return maps.DeleteCollection(w.ctx, remove, metav1.ListOptions{LabelSelector: "page=yes"})
			})
	})
}
