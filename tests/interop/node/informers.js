// Watches, and informers that must end up with what a fresh list has, whatever happens to the server meanwhile.
import { eventually, pause, please, want } from './world.js';
import { configMap, service } from './verbs.js';

export async function watching({ k8s, config, core, namespace }) {
  const name = 'watched', seen = [];
  const before = await core.listNamespacedConfigMap({ namespace });
  const ended = new Promise((resolve) => {
    new k8s.Watch(config).watch(`/api/v1/namespaces/${namespace}/configmaps`,
      { resourceVersion: before.metadata.resourceVersion, fieldSelector: 'metadata.name=' + name, timeoutSeconds: 3 },
      (phase, object) => seen.push(`${phase} ${object.metadata.name} ${object.data.a}`), resolve);
  });
  await core.createNamespacedConfigMap({ namespace, body: configMap(name) });
  await core.createNamespacedConfigMap({ namespace, body: configMap('another') });
  await core.replaceNamespacedConfigMap({ namespace, name, body: configMap(name, { a: 'c' }) });
  await core.deleteNamespacedConfigMap({ namespace, name });
  const error = await Promise.race([ended, pause(20000, 'it did not end')]);
  want(!error, 'the end:', String(error));
  want(JSON.stringify(seen) === JSON.stringify(['ADDED', 'MODIFIED', 'DELETED'].map((phase, i) => `${phase} ${name} ${'bcc'[i]}`)), seen);
}

/** A makeInformer, started again whenever it ends with an error, and what its callbacks alone were told. */
class Observed {
  constructor({ k8s, config, core, namespace }, kind) {
    this.told = new Map();
    this.lists = 0;
    this.running = true;
    this.fresh = () => core[`listNamespaced${kind}`]({ namespace });
    this.informer = k8s.makeInformer(config, `/api/v1/namespaces/${namespace}/${kind.toLowerCase()}s`, () => {
      this.lists++;
      return this.fresh();
    });
    for (const verb of ['add', 'update']) this.informer.on(verb, (one) => this.told.set(one.metadata.name, one));
    this.informer.on('delete', (one) => this.told.delete(one.metadata.name));
    this.informer.on('error', () => setTimeout(() => this.running && this.informer.start(), 100));
  }

  async stop() {
    this.running = false;
    await this.informer.stop();
  }

  async start() {
    this.running = true;
    await this.informer.start();
  }

  async equalsFreshList() {
    const all = canonical((await this.fresh()).items);
    const cached = canonical(this.informer.list()), told = canonical([...this.told.values()]);
    want(all === cached, 'fresh', all.slice(0, 200), 'cached', cached.slice(0, 200));
    want(all === told, 'fresh', all.slice(0, 200), 'told', told.slice(0, 200));
  }
}

/** Text that is the same for the same objects: a list's times are Dates, a watch's are strings, and only one has kinds. */
function canonical(objects) {
  const sorted = (value) => {
    if (value instanceof Date) return value.toISOString().replace('.000Z', 'Z');
    if (Array.isArray(value)) return value.map(sorted);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
  };
  const plain = objects.map(({ apiVersion, kind, ...rest }) => sorted(rest));
  return JSON.stringify(plain.sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1)));
}

/** Random writes until stopped(); errors are expected while the server is away. The number that went through. */
async function write({ core, namespace }, stopped) {
  let done = 0;
  const any = (n) => Math.floor(Math.random() * n);
  const step = async () => {
    if (any(4) === 0) {
      const name = 's-' + any(5);
      return core.createNamespacedService({ namespace, body: service(name) })
        .catch((e) => e.code === 409 && core.deleteNamespacedService({ namespace, name }));
    }
    const name = 'c-' + any(20), body = configMap(name, { n: String(Math.random()) });
    if (any(4) === 0) return core.deleteNamespacedConfigMap({ namespace, name });
    return core.createNamespacedConfigMap({ namespace, body })
      .catch((e) => e.code === 409 && core.replaceNamespacedConfigMap({ namespace, name, body }));
  };
  while (!stopped()) {
    try {
      if (await step()) done++;
    } catch (e) {
      await pause(20);
    }
  }
  return done;
}

export async function informers(world) {
  const all = ['Service', 'ConfigMap'].map((kind) => new Observed(world, kind));
  await Promise.all(all.map((one) => one.start()));
  let stopped = false;
  const writers = [write(world, () => stopped), write(world, () => stopped)];
  for (let i = 0; i < 3; i++) {
    await pause(400);
    await please('kill');
    await pause(100);
    await please('start');
  }
  await pause(400);
  stopped = true;
  const done = (await Promise.all(writers)).reduce((a, b) => a + b);
  want(done > 20, 'only', done, 'writes went through');
  await eventually(async () => {
    for (const one of all) await one.equalsFreshList();
  });
  await Promise.all(all.map((one) => one.stop()));
}

export async function compacted(world) {
  const one = new Observed(world, 'ConfigMap');
  await one.start();
  await eventually(() => one.equalsFreshList());
  await one.stop();
  let steps = 0;
  await write(world, () => steps++ === 40);
  for (const wish of ['kill', 'compact', 'start']) await please(wish);
  await one.start();
  await eventually(() => one.equalsFreshList());
  want(one.lists > 1, 'nothing was listed anew');
  await one.stop();
}
