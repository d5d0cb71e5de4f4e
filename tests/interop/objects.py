"""Objects that the peers' checks share: Services with and without selectors, their endpoints, a Node and Pods."""

CORE, DISCOVERY = "/api/v1/namespaces/default", "/apis/discovery.k8s.io/v1/namespaces/default"
PORT = [{"name": "tcp", "port": 9092, "protocol": "TCP"}]


def service(name, selector=None, **spec):
    return {"metadata": {"name": name}, "spec": dict({"ports": PORT}, **({"selector": selector} if selector else {}), **spec)}


def endpoints(name, *addresses):
    return {"metadata": {"name": name}, "subsets": [{"addresses": [{"ip": a} for a in addresses], "ports": PORT}]}


def endpoint_slice(service_name, *hosts):
    """A slice by hand; hosts are (hostname, address)."""
    return {"metadata": {"name": service_name + "-by-hand", "labels": {"kubernetes.io/service-name": service_name}},
            "addressType": "IPv4", "ports": PORT,
            "endpoints": [{"addresses": [a], "hostname": h, "conditions": {"ready": True}} for h, a in hosts]}


def node(name, address):
    return {"metadata": {"name": name}}, {"status": {"daemonEndpoints": {"kubeletEndpoint": {"Port": 10250}},
        "addresses": [{"type": "InternalIP", "address": address}, {"type": "Hostname", "address": name}],
        "conditions": [{"type": "Ready", "status": "True", "lastHeartbeatTime": "2026-01-01T00:00:00Z"}]}}


def pod(name, labels, node_name):
    return {"metadata": {"name": name, "labels": labels}, "spec": {"nodeName": node_name, "containers": [
        {"name": "c", "image": "registry.example/c", "ports": [{"name": "tcp", "containerPort": 9092}]}]}}


def pod_status(address, ready=True):
    return {"status": {"phase": "Running", "podIP": address, "podIPs": [{"ip": address}], "conditions": [
        {"type": "Ready", "status": "True" if ready else "False"}]}}


def make_pod(server, name, labels, node_name, address):
    server.write("POST", CORE + "/pods", pod(name, labels, node_name))
    return server.write("PATCH", CORE + "/pods/%s/status" % name, pod_status(address))


def make_node(server, name, address):
    made, status = node(name, address)
    server.write("POST", "/api/v1/nodes", made)
    return server.write("PATCH", "/api/v1/nodes/%s/status" % name, status)
