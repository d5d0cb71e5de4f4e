"""Drives Seamark through the Python client: CRUD, patches, a watch, the dynamic client. Prints what ../program.py reads.

  checks.py KUBECONFIG
"""
import os
import sys

from kubernetes import client, config, dynamic, watch

NAMESPACE = "python-%d" % os.getpid()


def check(what, run):
    try:
        why = run()
    except Exception as e:
        why = "%s: %s" % (type(e).__name__, str(e).replace("\n", " ")[:300])
    print("FAIL %s: %s" % (what, why) if why else "ok " + what, flush=True)


def service(name):
    port = client.V1ServicePort(port=80, target_port="http")
    return client.V1Service(metadata=client.V1ObjectMeta(name=name, labels={"app": name}),
                            spec=client.V1ServiceSpec(selector={"app": name}, ports=[port]))


def crud():
    core = client.CoreV1Api()
    made = core.create_namespaced_service(NAMESPACE, service("web"))
    got = core.read_namespaced_service("web", NAMESPACE)
    if got.to_dict() != made.to_dict() or not got.spec.cluster_ip:
        return "read %s" % got
    got.spec.ports[0].port = 81
    if core.replace_namespaced_service("web", NAMESPACE, got).spec.ports[0].port != 81:
        return "not replaced"
    if len(core.list_namespaced_service(NAMESPACE, label_selector="app=web").items) != 1:
        return "not listed"
    core.delete_namespaced_service("web", NAMESPACE)
    try:
        core.read_namespaced_service("web", NAMESPACE)
    except client.ApiException as e:
        return "" if e.status == 404 else str(e)
    return "still there"


def patches():
    core = client.CoreV1Api()
    core.create_namespaced_service(NAMESPACE, service("patched"))
    merged = core.patch_namespaced_service("patched", NAMESPACE, {"metadata": {"labels": {"tier": "front"}}})
    jsoned = core.patch_namespaced_service("patched", NAMESPACE, [{"op": "replace", "path": "/spec/ports/0/port", "value": 8080}])
    return "" if merged.metadata.labels.get("tier") == "front" and jsoned.spec.ports[0].port == 8080 else "%s %s" % (merged, jsoned)


def watching():
    core, watcher, seen = client.CoreV1Api(), watch.Watch(), []
    name, maps = "watched", core.list_namespaced_config_map(NAMESPACE)
    core.create_namespaced_config_map(NAMESPACE, client.V1ConfigMap(metadata=client.V1ObjectMeta(name=name)))
    core.patch_namespaced_config_map(name, NAMESPACE, {"data": {"a": "b"}})
    core.delete_namespaced_config_map(name, NAMESPACE)
    for event in watcher.stream(core.list_namespaced_config_map, NAMESPACE, resource_version=maps.metadata.resource_version,
                                field_selector="metadata.name=" + name, timeout_seconds=20):
        seen.append(event["type"])
        if len(seen) == 3:
            watcher.stop()
    return "" if seen == ["ADDED", "MODIFIED", "DELETED"] else str(seen)


def dynamic_client():
    api = dynamic.DynamicClient(client.ApiClient())
    slices = api.resources.get(api_version="discovery.k8s.io/v1", kind="EndpointSlice")
    slices.create(namespace=NAMESPACE, body={"metadata": {"name": "s"}, "addressType": "IPv4", "endpoints": [{"addresses": ["10.1.2.3"]}]})
    applied = slices.server_side_apply(namespace=NAMESPACE, name="s", field_manager="python", force_conflicts=True, body={
        "apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "metadata": {"name": "s", "labels": {"x": "y"}}, "addressType": "IPv4"})
    got = slices.get(namespace=NAMESPACE, name="s")
    slices.delete(namespace=NAMESPACE, name="s")
    return "" if applied.metadata.labels.x == "y" and got.endpoints[0].addresses[0] == "10.1.2.3" else str(got)


config.load_kube_config(sys.argv[1])
client.CoreV1Api().create_namespace(client.V1Namespace(metadata=client.V1ObjectMeta(name=NAMESPACE)))
check("create, read, replace, list, delete", crud)
check("patches: merge and JSON", patches)
check("watch: added, modified, deleted", watching)
check("dynamic client: create, server-side apply, get, delete", dynamic_client)
print("done")
