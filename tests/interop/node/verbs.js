// One request after another: what is written must be what is read, and what is wrong must be said so.
import { refusal, want } from './world.js';

export const service = (name) => ({
  metadata: { name, labels: { app: name } },
  spec: { selector: { app: name }, ports: [{ port: 80, targetPort: 'http' }] },
});
export const configMap = (name, data = { a: 'b' }) => ({ metadata: { name, labels: { app: name } }, data });
const endpoints = (name) => ({
  metadata: { name, labels: { app: name } },
  subsets: [{ addresses: [{ ip: '10.1.2.3' }], ports: [{ port: 80 }] }],
});

export async function crud(world) {
  await throughAllVerbs(world, 'Service', service('web'), (one) => (one.spec.ports[0].port = 81), (one) => one.spec.ports[0].port === 81);
  await throughAllVerbs(world, 'Endpoints', endpoints('by-hand'), (one) => (one.subsets[0].addresses[0].ip = '10.1.2.4'),
    (one) => one.subsets[0].addresses[0].ip === '10.1.2.4');
  await throughAllVerbs(world, 'ConfigMap', configMap('settings'), (one) => (one.data.a = 'c'), (one) => one.data.a === 'c');
}

/** `change` is made to the object by a replace; `changed` must then hold. */
async function throughAllVerbs({ core, namespace }, kind, body, change, changed) {
  const name = body.metadata.name;
  const made = await core[`createNamespaced${kind}`]({ namespace, body });
  want(made.metadata.creationTimestamp instanceof Date && made.metadata.uid, kind, 'made as', made);
  const got = await core[`readNamespaced${kind}`]({ namespace, name });
  want(JSON.stringify(got) === JSON.stringify(made), kind, 'made as', made, 'read as', got);
  change(got);
  const replaced = await core[`replaceNamespaced${kind}`]({ namespace, name, body: got });
  want(changed(replaced) && replaced.metadata.resourceVersion !== made.metadata.resourceVersion, kind, 'replaced as', replaced);
  const list = await core[`listNamespaced${kind}`]({ namespace, labelSelector: 'app=' + name });
  want(list.items.length === 1 && changed(list.items[0]), kind, 'listed as', list);
  await core[`deleteNamespaced${kind}`]({ namespace, name });
  const gone = await refusal(core[`readNamespaced${kind}`]({ namespace, name }));
  want(gone.code === 404, kind, 'after its deletion', gone);
}

export async function patches({ k8s, core, namespace }) {
  const name = 'patched';
  const as = (type) => k8s.setHeaderOptions('Content-Type', type);
  const patch = (type, body, more = {}) => core.patchNamespacedService({ namespace, name, body, ...more }, as(type));
  await core.createNamespacedService({ namespace, body: service(name) });

  const { JsonPatch, MergePatch, ServerSideApply, StrategicMergePatch } = k8s.PatchStrategy;
  let now = await patch(JsonPatch, [{ op: 'replace', path: '/spec/ports/0/port', value: 8080 }]);
  want(now.spec.ports[0].port === 8080, 'JSON patch', now.spec);
  now = await patch(MergePatch, { metadata: { labels: { app: null, tier: 'front' } } });
  want(JSON.stringify(now.metadata.labels) === '{"tier":"front"}', 'merge patch', now.metadata.labels);
  now = await patch(StrategicMergePatch, { spec: { ports: [{ name: 'http', port: 8080 }, { name: 'more', port: 9090 }] } });
  want(now.spec.ports.length === 2 && now.spec.ports.every((one) => one.name), 'strategic merge', now.spec.ports);
  now = await patch(StrategicMergePatch, { spec: { ports: [{ $patch: 'delete', port: 9090 }] } });
  want(now.spec.ports.length === 1 && now.spec.ports[0].port === 8080, 'strategic merge, delete', now.spec.ports);
  const applied = { apiVersion: 'v1', kind: 'Service', metadata: { name, labels: { tier: 'back' } } };
  const conflict = await refusal(patch(ServerSideApply, applied, { fieldManager: 'node' }));
  want(conflict.code === 409 && conflict.details.causes[0].field === '.metadata.labels.tier', 'apply', conflict);
  now = await patch(ServerSideApply, applied, { fieldManager: 'node', force: true });
  want(now.metadata.labels.tier === 'back', 'apply by force', now.metadata.labels);
  want(now.metadata.managedFields.some((one) => one.manager === 'node' && one.operation === 'Apply'), now.metadata.managedFields);
}

export async function errors({ core, namespace }) {
  const of = async (code, reason, request) => {
    const status = await refusal(request);
    want(status.code === code && status.reason === reason && status.message, `wanted ${code} ${reason}, got`, status);
    return status;
  };
  const missing = await of(404, 'NotFound', core.readNamespacedService({ namespace, name: 'nowhere' }));
  want(missing.details.name === 'nowhere' && missing.details.kind === 'services', missing);

  const stale = await core.createNamespacedConfigMap({ namespace, body: configMap('twice') });
  await of(409, 'AlreadyExists', core.createNamespacedConfigMap({ namespace, body: configMap('twice') }));
  await core.replaceNamespacedConfigMap({ namespace, name: 'twice', body: configMap('twice', { now: 'newer' }) });
  await of(409, 'Conflict', core.replaceNamespacedConfigMap({ namespace, name: 'twice', body: stale }));

  const wrong = service('wrong');
  wrong.spec.ports[0].port = 70000;
  const invalid = await of(422, 'Invalid', core.createNamespacedService({ namespace, body: wrong }));
  want(invalid.details.causes.some((one) => one.field === 'spec.ports[0].port' && one.reason === 'FieldValueInvalid'), invalid);
  await of(400, 'BadRequest', core.listNamespacedService({ namespace, labelSelector: 'a in (' }));
}

/** The client that learns from discovery which path an object has. */
export async function objects({ k8s, config, namespace }) {
  const api = k8s.KubernetesObjectApi.makeApiClient(config);
  const kind = { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice' };
  const named = { ...kind, metadata: { name: 'by-hand', namespace } };
  await api.create({ ...named, addressType: 'IPv4', endpoints: [{ addresses: ['10.1.2.3'] }], ports: [] });
  const labelled = { ...named, metadata: { ...named.metadata, labels: { x: 'y' } }, addressType: 'IPv4' };
  await api.patch(labelled, undefined, undefined, 'node', true, k8s.PatchStrategy.ServerSideApply);
  const got = await api.read(named);
  want(got.metadata.labels.x === 'y' && got.endpoints[0].addresses[0] === '10.1.2.3', got);
  const list = await api.list(kind.apiVersion, kind.kind, namespace, undefined, undefined, undefined, undefined, 'x=y');
  want(list.items.length === 1, list);
  await api.delete(named);
  want((await refusal(api.read(named))).reason === 'NotFound', 'still there');
}
