// What every check needs: clients, a namespace, and a line a check.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

export { pause };

/** The library, from the folder that npm put it into. */
export function load(modules) {
  const resolved = createRequire(join(modules, 'here.js')).resolve('@kubernetes/client-node');
  return import(pathToFileURL(resolved));
}

export async function connect(k8s, admin, alice) {
  const config = fromFile(k8s, admin);
  const world = { k8s, config, admin, alice, core: config.makeApiClient(k8s.CoreV1Api), namespace: `node-${process.pid}` };
  await world.core.createNamespace({ body: { metadata: { name: world.namespace } } });
  return world;
}

export function fromFile(k8s, path) {
  const config = new k8s.KubeConfig();
  config.loadFromFile(path);
  return config;
}

/** One line of the report; run() throws what is wrong. */
export async function check(what, run) {
  try {
    await run();
    console.log('ok ' + what);
  } catch (e) {
    console.log(`FAIL ${what}: ${String(e.stack ?? e).replace(/\s+/g, ' ').slice(0, 600)}`);
  }
}

export function want(holds, ...otherwise) {
  if (!holds) {
    throw new Error(otherwise.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join(' '));
  }
}

/** Waits up to a minute until holds() no longer throws. */
export async function eventually(holds) {
  const end = Date.now() + 60000;
  for (;;) {
    try {
      return await holds();
    } catch (e) {
      if (Date.now() > end) throw e;
    }
    await pause(50);
  }
}

/** The Status that a request must fail with. */
export async function refusal(request) {
  let answer;
  try {
    answer = await request;
  } catch (e) {
    want(e.code && e.body, 'no answer:', String(e));
    const status = typeof e.body === 'string' ? JSON.parse(e.body) : e.body;
    want(status.kind === 'Status' && status.status === 'Failure' && status.code === e.code, 'no Status for', e.code, status);
    return status;
  }
  throw new Error('went through: ' + JSON.stringify(answer));
}

const answers = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

/** Asks for something to be done to the server, and waits until it is. */
export async function please(what) {
  console.log('please ' + what);
  await answers.next();
}
