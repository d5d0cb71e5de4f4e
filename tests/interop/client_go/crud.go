package main

import (
	"reflect"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	networkingv1 "k8s.io/api/networking/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/client-go/util/retry"
)

func webService() *corev1.Service {
	return &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{Name: "web", Labels: map[string]string{"app": "web"}},
		Spec: corev1.ServiceSpec{
			Selector: map[string]string{"app": "web"},
			Ports:    []corev1.ServicePort{{Name: "http", Port: 80, TargetPort: intstr.FromString("http")}},
		},
	}
}

func crud(w *world) {
	check("typed create, get, update, delete of a Service", func() error { return serviceLife(w) })
	check("typed errors: conflict, already exists, invalid, not found, precondition", func() error { return typedErrors(w) })
	check("patch: strategic merge, merge, JSON", func() error { return patches(w) })
	check("status of a Service and of a Node", func() error { return statuses(w) })
	check("EndpointSlice, Ingress, Role and Secret come back as they were sent", func() error { return roundTrips(w) })
	check("field and label selectors, delete of a collection", func() error { return selectors(w) })
}

func serviceLife(w *world) error {
	services := w.clients.CoreV1().Services(w.namespace)
	made, err := services.Create(w.ctx, webService(), create)
	if err != nil {
		return err
	}
	got, err := services.Get(w.ctx, "web", get)
	if err != nil {
		return err
	}
	if err := want(reflect.DeepEqual(made, got), "got %v, created %v", got, made); err != nil {
		return err
	}
	got.Spec.Ports[0].Port = 81
	changed, err := services.Update(w.ctx, got, update)
	if err != nil {
		return err
	}
	return first(
		func() error { return want(made.Spec.ClusterIP != "" && made.UID != "", "no address: %v", made) },
		func() error { return want(changed.Spec.Ports[0].Port == 81, "not updated: %v", changed) },
		func() error { return want(changed.Spec.ClusterIP == made.Spec.ClusterIP, "the address changed") },
		func() error { return services.Delete(w.ctx, "web", remove) },
		func() error {
			_, err := services.Get(w.ctx, "web", get)
			return want(errors.IsNotFound(err), "after delete: %v", err)
		})
}

func typedErrors(w *world) error {
	services := w.clients.CoreV1().Services(w.namespace)
	made, err := services.Create(w.ctx, webService(), create)
	if err != nil {
		return err
	}
	newer := made.DeepCopy()
	newer.Labels["tier"] = "front"
	if _, err := services.Update(w.ctx, newer, update); err != nil {
		return err
	}
	stale := made.DeepCopy()
	stale.Labels["tier"] = "back"
	_, conflict := services.Update(w.ctx, stale, update)
	_, again := services.Create(w.ctx, webService(), create)
	bad := webService()
	bad.Name, bad.Spec.Ports[0].Port = "bad", 0
	_, invalid := services.Create(w.ctx, bad, create)
	other := types.UID("other")
	precondition := services.Delete(w.ctx, "web", metav1.DeleteOptions{Preconditions: &metav1.Preconditions{UID: &other}})
	status, _ := invalid.(*errors.StatusError)
	return first(
		func() error { return want(errors.IsConflict(conflict), "stale update: %v", conflict) },
		func() error { return want(errors.IsAlreadyExists(again), "second create: %v", again) },
		func() error { return want(errors.IsInvalid(invalid), "port 0: %v", invalid) },
		func() error {
			return want(status != nil && status.ErrStatus.Details.Causes[0].Field == "spec.ports[0].port", "causes: %v", invalid)
		},
		func() error { return want(errors.IsConflict(precondition), "wrong uid: %v", precondition) },
		func() error { return services.Delete(w.ctx, "web", remove) })
}

func patches(w *world) error {
	services := w.clients.CoreV1().Services(w.namespace)
	if _, err := services.Create(w.ctx, webService(), create); err != nil {
		return err
	}
	defer services.Delete(w.ctx, "web", remove)
	for _, one := range []struct {
		kind types.PatchType
		body string
		seen func(*corev1.Service) bool
	}{
		{types.StrategicMergePatchType, `{"spec":{"ports":[{"port":443,"name":"https"}]}}`,
			func(s *corev1.Service) bool { return len(s.Spec.Ports) == 2 }},
		{types.MergePatchType, `{"spec":{"ports":[{"port":8080,"name":"only"}]}}`,
			func(s *corev1.Service) bool { return len(s.Spec.Ports) == 1 && s.Spec.Ports[0].Name == "only" }},
		{types.JSONPatchType, `[{"op":"add","path":"/metadata/labels/a~1b","value":"c"}]`,
			func(s *corev1.Service) bool { return s.Labels["a/b"] == "c" }},
	} {
		got, err := services.Patch(w.ctx, "web", one.kind, []byte(one.body), patch)
		if err != nil {
			return err
		}
		if err := want(one.seen(got), "%s: %v", one.kind, got); err != nil {
			return err
		}
	}
	return nil
}

func statuses(w *world) error {
	services, nodes := w.clients.CoreV1().Services(w.namespace), w.clients.CoreV1().Nodes()
	balanced := webService()
	balanced.Spec.Type = corev1.ServiceTypeLoadBalancer
	made, err := services.Create(w.ctx, balanced, create)
	if err != nil {
		return err
	}
	defer services.Delete(w.ctx, "web", remove)
	made.Spec.SessionAffinity = corev1.ServiceAffinityClientIP
	made.Status.LoadBalancer.Ingress = []corev1.LoadBalancerIngress{{IP: "203.0.113.7"}}
	got, err := services.UpdateStatus(w.ctx, made, update)
	if err != nil {
		return err
	}
	if err := want(len(got.Status.LoadBalancer.Ingress) == 1 && got.Spec.SessionAffinity == "None", "status: %v", got); err != nil {
		return err
	}
	node, err := nodes.Create(w.ctx, &corev1.Node{ObjectMeta: named(w.namespace)}, create)
	if err != nil {
		return err
	}
	defer nodes.Delete(w.ctx, w.namespace, remove)
	// The node controller taints a new node, maybe just now.
	err = retry.RetryOnConflict(retry.DefaultRetry, func() error {
		if node, err = nodes.Get(w.ctx, w.namespace, get); err != nil {
			return err
		}
		node.Status.Conditions = []corev1.NodeCondition{{Type: corev1.NodeReady, Status: corev1.ConditionTrue, LastHeartbeatTime: metav1.Now()}}
		node, err = nodes.UpdateStatus(w.ctx, node, update)
		return err
	})
	return first(func() error { return err },
		func() error { return want(len(node.Status.Conditions) > 0, "node: %v", node.Status) })
}

func roundTrips(w *world) error {
	yes, port, name, prefix := true, int32(80), "http", networkingv1.PathTypePrefix
	slice, err := w.clients.DiscoveryV1().EndpointSlices(w.namespace).Create(w.ctx, &discoveryv1.EndpointSlice{
		ObjectMeta:  metav1.ObjectMeta{Name: "s", Labels: map[string]string{discoveryv1.LabelServiceName: "s"}},
		AddressType: discoveryv1.AddressTypeIPv4,
		Endpoints:   []discoveryv1.Endpoint{{Addresses: []string{"10.1.2.3"}, Conditions: discoveryv1.EndpointConditions{Ready: &yes}}},
		Ports:       []discoveryv1.EndpointPort{{Name: &name, Port: &port}},
	}, create)
	if err != nil {
		return err
	}
	backend := networkingv1.IngressBackend{Service: &networkingv1.IngressServiceBackend{Name: "s", Port: networkingv1.ServiceBackendPort{Number: 80}}}
	rule := networkingv1.IngressRule{Host: "a.example"}
	rule.HTTP = &networkingv1.HTTPIngressRuleValue{Paths: []networkingv1.HTTPIngressPath{{Path: "/", PathType: &prefix, Backend: backend}}}
	ingress, err := w.clients.NetworkingV1().Ingresses(w.namespace).Create(w.ctx, &networkingv1.Ingress{
		ObjectMeta: named("i"), Spec: networkingv1.IngressSpec{Rules: []networkingv1.IngressRule{rule}}}, create)
	if err != nil {
		return err
	}
	rules := []rbacv1.PolicyRule{{APIGroups: []string{""}, Resources: []string{"services"}, Verbs: []string{"get"}}}
	role, err := w.clients.RbacV1().Roles(w.namespace).Create(w.ctx, &rbacv1.Role{ObjectMeta: named("r"), Rules: rules}, create)
	if err != nil {
		return err
	}
	bytes := map[string][]byte{"all": {0, 1, 2, 254, 255}}
	secret, err := w.clients.CoreV1().Secrets(w.namespace).Create(w.ctx, &corev1.Secret{ObjectMeta: named("x"), Data: bytes}, create)
	return first(func() error { return err },
		func() error {
			return want(slice.Endpoints[0].Addresses[0] == "10.1.2.3" && *slice.Ports[0].Port == 80, "slice: %v", slice)
		},
		func() error {
			return want(reflect.DeepEqual(ingress.Spec.Rules[0], rule), "ingress: %v", ingress)
		},
		func() error { return want(reflect.DeepEqual(role.Rules, rules), "role: %v", role) },
		func() error { return want(reflect.DeepEqual(secret.Data, bytes), "secret: %v", secret) })
}

func selectors(w *world) error {
	maps := w.clients.CoreV1().ConfigMaps(w.namespace)
	for name, tier := range map[string]string{"a": "front", "b": "front", "c": "back"} {
		one := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: name, Labels: map[string]string{"tier": tier}}}
		if _, err := maps.Create(w.ctx, one, create); err != nil {
			return err
		}
	}
	front, err := maps.List(w.ctx, metav1.ListOptions{LabelSelector: "tier in (front)"})
	if err != nil {
		return err
	}
	one, err := maps.List(w.ctx, metav1.ListOptions{FieldSelector: "metadata.name=c"})
	if err != nil {
		return err
	}
	if err := maps.DeleteCollection(w.ctx, remove, metav1.ListOptions{LabelSelector: "tier"}); err != nil {
		return err
	}
	left, err := maps.List(w.ctx, metav1.ListOptions{LabelSelector: "tier"})
	_, bad := w.clients.CoreV1().Services(w.namespace).List(w.ctx, metav1.ListOptions{FieldSelector: "spec.ports=1"})
	return first(func() error { return err },
		func() error { return want(len(front.Items) == 2, "front: %v", front.Items) },
		func() error { return want(len(one.Items) == 1, "by name: %v", one.Items) },
		func() error { return want(len(left.Items) == 0, "left: %v", left.Items) },
		func() error { return want(errors.IsBadRequest(bad), "unknown field selector: %v", bad) })
}
