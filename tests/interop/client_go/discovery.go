package main

import (
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/restmapper"
)

func discoveryAndMapper(w *world) {
	client, err := discovery.NewDiscoveryClientForConfig(w.config)
	if err != nil {
		check("discovery", func() error { return err })
		return
	}
	check("discovery: groups, resources, preferred versions, server version", func() error {
		groups, resources, err := client.ServerGroupsAndResources()
		if err != nil {
			return err
		}
		preferred, err := client.ServerPreferredNamespacedResources()
		if err != nil {
			return err
		}
		version, err := client.ServerVersion()
		return first(func() error { return err },
			func() error {
				return want(len(groups) == 9 && len(resources) >= 8, "%d groups, %d lists", len(groups), len(resources))
			},
			func() error { return want(len(preferred) >= 5, "preferred: %v", preferred) },
			func() error { return want(version.Major == "1", "version: %v", version) })
	})
	check("RESTMapper: kinds to resources and back, and what is not there", func() error {
		mapper := restmapper.NewDeferredDiscoveryRESTMapper(memory.NewMemCacheClient(client))
		slice, err := mapper.RESTMapping(schema.GroupKind{Group: "discovery.k8s.io", Kind: "EndpointSlice"})
		if err != nil {
			return err
		}
		kind, err := mapper.KindFor(schema.GroupVersionResource{Resource: "services"})
		if err != nil {
			return err
		}
		_, missing := mapper.RESTMapping(schema.GroupKind{Group: "apps", Kind: "Deployment"})
		return first(
			func() error { return want(slice.Resource.Resource == "endpointslices", "%v", slice) },
			func() error { return want(slice.Scope.Name() == meta.RESTScopeNameNamespace, "%v", slice.Scope) },
			func() error { return want(kind.Kind == "Service", "%v", kind) },
			func() error { return want(meta.IsNoMatchError(missing), "Deployment: %v", missing) })
	})
	check("OpenAPI v2 as protobuf", func() error {
		document, err := client.OpenAPISchema()
		if err != nil {
			return err
		}
		for _, definition := range document.GetDefinitions().GetAdditionalProperties() {
			if definition.GetName() == "io.k8s.api.core.v1.Service" {
				return nil
			}
		}
		return want(false, "no definition of a Service")
	})
}
