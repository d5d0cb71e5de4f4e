import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.CoreV1EndpointPort;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Endpoint;
import io.kubernetes.client.openapi.models.V1EndpointAddress;
import io.kubernetes.client.openapi.models.V1EndpointSlice;
import io.kubernetes.client.openapi.models.V1EndpointSliceList;
import io.kubernetes.client.openapi.models.V1EndpointSubset;
import io.kubernetes.client.openapi.models.V1Endpoints;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServicePort;
import io.kubernetes.client.openapi.models.V1ServiceSpec;
import io.kubernetes.client.openapi.models.V1Status;
import io.kubernetes.client.util.PatchUtils;
import io.kubernetes.client.util.generic.GenericKubernetesApi;
import java.util.List;
import java.util.Map;

/** One request after another: what is written must be what is read, and what is wrong must be said so. */
final class Verbs {
  private final Checks world;
  private final CoreV1Api core;
  private final String namespace;

  Verbs(Checks world) {
    this.world = world;
    core = world.core;
    namespace = world.namespace;
  }

  private static V1ObjectMeta labelled(String name) {
    return new V1ObjectMeta().name(name).labels(Map.of("app", name));
  }

  static V1Service service(String name) {
    V1ServicePort port = new V1ServicePort().port(80).targetPort(new IntOrString("http"));
    return new V1Service().metadata(labelled(name)).spec(new V1ServiceSpec().selector(Map.of("app", name)).addPortsItem(port));
  }

  static V1ConfigMap configMap(String name, String value) {
    return new V1ConfigMap().metadata(labelled(name)).data(Map.of("a", value));
  }

  private static V1Endpoints endpoints(String name, String address) {
    V1EndpointSubset subset = new V1EndpointSubset().addAddressesItem(new V1EndpointAddress().ip(address))
        .addPortsItem(new CoreV1EndpointPort().port(80));
    return new V1Endpoints().metadata(labelled(name)).addSubsetsItem(subset);
  }

  void crud() throws Exception {
    V1Service service = core.createNamespacedService(namespace, service("web")).execute();
    Checks.want(service.getSpec().getClusterIP() != null && service.getMetadata().getCreationTimestamp() != null, service);
    Checks.want(service.equals(core.readNamespacedService("web", namespace).execute()), "another than was made is read");
    service.getSpec().getPorts().get(0).setPort(81);
    service = core.replaceNamespacedService("web", namespace, service).execute();
    Checks.want(service.getSpec().getPorts().get(0).getPort() == 81, service);
    List<V1Service> services = core.listNamespacedService(namespace).labelSelector("app=web").execute().getItems();
    Checks.want(services.equals(List.of(service.kind(null).apiVersion(null))), services); // a list's items have no kind
    core.deleteNamespacedService("web", namespace).execute();
    Checks.refusal(404, "NotFound", () -> core.readNamespacedService("web", namespace).execute());

    V1Endpoints endpoints = core.createNamespacedEndpoints(namespace, endpoints("by-hand", "10.1.2.3")).execute();
    Checks.want(endpoints.equals(core.readNamespacedEndpoints("by-hand", namespace).execute()), "another than was made is read");
    endpoints = core.replaceNamespacedEndpoints("by-hand", namespace, endpoints("by-hand", "10.1.2.4")).execute();
    Checks.want("10.1.2.4".equals(endpoints.getSubsets().get(0).getAddresses().get(0).getIp()), endpoints);
    List<V1Endpoints> some = core.listNamespacedEndpoints(namespace).labelSelector("app=by-hand").execute().getItems();
    Checks.want(some.equals(List.of(endpoints.kind(null).apiVersion(null))), some);
    core.deleteNamespacedEndpoints("by-hand", namespace).execute();
    Checks.refusal(404, "NotFound", () -> core.readNamespacedEndpoints("by-hand", namespace).execute());

    V1ConfigMap map = core.createNamespacedConfigMap(namespace, configMap("settings", "b")).execute();
    Checks.want(map.equals(core.readNamespacedConfigMap("settings", namespace).execute()), "another than was made is read");
    map = core.replaceNamespacedConfigMap("settings", namespace, configMap("settings", "c")).execute();
    Checks.want("c".equals(map.getData().get("a")), map);
    List<V1ConfigMap> maps = core.listNamespacedConfigMap(namespace).labelSelector("app=settings").execute().getItems();
    Checks.want(maps.equals(List.of(map.kind(null).apiVersion(null))), maps);
    core.deleteNamespacedConfigMap("settings", namespace).execute();
    Checks.refusal(404, "NotFound", () -> core.readNamespacedConfigMap("settings", namespace).execute());
  }

  private V1Service patch(String format, String body) throws ApiException {
    return patch(format, body, null, null);
  }

  private V1Service patch(String format, String body, String manager, Boolean force) throws ApiException {
    return PatchUtils.patch(V1Service.class, () -> core.patchNamespacedService("patched", namespace, new V1Patch(body))
        .fieldManager(manager).force(force).buildCall(null), format, world.client);
  }

  void patches() throws Exception {
    core.createNamespacedService(namespace, service("patched")).execute();
    V1Service now = patch(V1Patch.PATCH_FORMAT_JSON_PATCH, "[{\"op\": \"replace\", \"path\": \"/spec/ports/0/port\", \"value\": 8080}]");
    Checks.want(now.getSpec().getPorts().get(0).getPort() == 8080, now);
    now = patch(V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH, "{\"metadata\": {\"labels\": {\"app\": null, \"tier\": \"front\"}}}");
    Checks.want(now.getMetadata().getLabels().equals(Map.of("tier", "front")), now);
    String ports = "{\"spec\": {\"ports\": [{\"name\": \"http\", \"port\": 8080}, {\"name\": \"more\", \"port\": 9090}]}}";
    now = patch(V1Patch.PATCH_FORMAT_STRATEGIC_MERGE_PATCH, ports);
    Checks.want(now.getSpec().getPorts().size() == 2, now);
    now = patch(V1Patch.PATCH_FORMAT_STRATEGIC_MERGE_PATCH, "{\"spec\": {\"ports\": [{\"$patch\": \"delete\", \"port\": 9090}]}}");
    Checks.want(now.getSpec().getPorts().size() == 1 && now.getSpec().getPorts().get(0).getPort() == 8080, now);

    String applied = "{apiVersion: v1, kind: Service, metadata: {name: patched, labels: {tier: back}}}";
    V1Status conflict = Checks.refusal(409, "Conflict", () -> patch(V1Patch.PATCH_FORMAT_APPLY_YAML, applied, "java", null));
    Checks.want(".metadata.labels.tier".equals(conflict.getDetails().getCauses().get(0).getField()), conflict);
    now = patch(V1Patch.PATCH_FORMAT_APPLY_YAML, applied, "java", true);
    Checks.want("back".equals(now.getMetadata().getLabels().get("tier")), now);
  }

  void errors() throws Exception {
    V1Status missing = Checks.refusal(404, "NotFound", () -> core.readNamespacedService("nowhere", namespace).execute());
    Checks.want("nowhere".equals(missing.getDetails().getName()) && "services".equals(missing.getDetails().getKind()), missing);

    V1ConfigMap stale = core.createNamespacedConfigMap(namespace, configMap("twice", "b")).execute();
    Checks.refusal(409, "AlreadyExists", () -> core.createNamespacedConfigMap(namespace, configMap("twice", "b")).execute());
    core.replaceNamespacedConfigMap("twice", namespace, configMap("twice", "newer")).execute();
    Checks.refusal(409, "Conflict", () -> core.replaceNamespacedConfigMap("twice", namespace, stale).execute());

    V1Service wrong = service("wrong");
    wrong.getSpec().getPorts().get(0).setPort(70000);
    V1Status invalid = Checks.refusal(422, "Invalid", () -> core.createNamespacedService(namespace, wrong).execute());
    Checks.want("spec.ports[0].port".equals(invalid.getDetails().getCauses().get(0).getField()), invalid);
    Checks.refusal(400, "BadRequest", () -> core.listNamespacedService(namespace).labelSelector("a in (").execute());
  }

  void generic() throws Exception {
    GenericKubernetesApi<V1EndpointSlice, V1EndpointSliceList> slices = new GenericKubernetesApi<>(
        V1EndpointSlice.class, V1EndpointSliceList.class, "discovery.k8s.io", "v1", "endpointslices", world.client);
    V1EndpointSlice made = slices.create(new V1EndpointSlice().metadata(labelled("by-hand").namespace(namespace)).addressType("IPv4")
        .addEndpointsItem(new V1Endpoint().addAddressesItem("10.1.2.3"))).throwsApiException().getObject();
    Checks.want(made.equals(slices.get(namespace, "by-hand").throwsApiException().getObject()), made);
    V1Patch label = new V1Patch("{\"metadata\": {\"labels\": {\"x\": \"y\"}}}");
    V1EndpointSlice now = slices.patch(namespace, "by-hand", V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH, label).throwsApiException().getObject();
    Checks.want("y".equals(now.getMetadata().getLabels().get("x")), now);
    Checks.want(slices.list(namespace).throwsApiException().getObject().getItems().contains(now.kind(null).apiVersion(null)), "not listed");
    Checks.want(slices.delete(namespace, "by-hand").isSuccess(), "not deleted");
    Checks.want(slices.get(namespace, "by-hand").getHttpStatusCode() == 404, "still there");
  }
}
