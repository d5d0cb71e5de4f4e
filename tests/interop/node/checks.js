// Drives Seamark through @kubernetes/client-node. Prints what ../program.py reads.
//
//   node checks.js MODULES ADMIN-KUBECONFIG ALICE-KUBECONFIG
//
// MODULES is where npm put its packages: they stay out of the source tree, where an import would look for them.
import { connect, check, load } from './world.js';
import { access } from './access.js';
import { crud, errors, objects, patches } from './verbs.js';
import { compacted, informers, watching } from './informers.js';

const [modules, admin, alice] = process.argv.slice(2);
const k8s = await load(modules);
const world = await connect(k8s, admin, alice);

await access(world);
await check('Services, Endpoints and ConfigMaps: create, read, replace, list, delete', () => crud(world));
await check('patches: JSON, merge, strategic merge, server-side apply', () => patches(world));
await check('errors are Statuses: 404, 409 twice, 422, 400', () => errors(world));
await check('KubernetesObjectApi: create, read, apply, list, delete', () => objects(world));
await check('Watch: added, modified, deleted, and an end in time', () => watching(world));
await check('makeInformer: writes while the server is killed and started three times: caches equal a fresh list', () => informers(world));
await check('410 after history was compacted away: the informer lists anew, its cache equals a fresh list', () => compacted(world));
console.log('done');
process.exit(0);
