// Ways to come in: certificates of the kubeconfig, a token, a credential plugin; and the ways to be turned away.
import { check, fromFile, refusal, want } from './world.js';

export async function access(world) {
  await check('the administrator\'s kubeconfig: TLS verified, client certificate', () => administrator(world));
  await check('a token\'s kubeconfig, and 403 for what it may not', () => token(world));
  await check('a credential plugin\'s token', () => plugin(world));
  await check('a token that nobody has is a 401', () => unknown(world));
  await check('a server whose authority is not in the kubeconfig is not talked to', () => untrusted(world));
}

async function whoAmI(k8s, config) {
  const review = await config.makeApiClient(k8s.AuthenticationV1Api).createSelfSubjectReview({ body: {} });
  return review.status.userInfo;
}

async function administrator({ k8s, config }) {
  const user = await whoAmI(k8s, config);
  want(config.getCurrentCluster().server.startsWith('https:') && !config.getCurrentCluster().skipTLSVerify, 'not verified');
  want(user.groups.includes('system:masters'), user);
}

async function token({ k8s, alice, namespace }) {
  const config = fromFile(k8s, alice);
  const user = await whoAmI(k8s, config);
  want(user.username === 'alice' && user.groups.includes('devs'), user);
  const status = await refusal(config.makeApiClient(k8s.CoreV1Api).listNamespacedConfigMap({ namespace }));
  want(status.code === 403 && status.reason === 'Forbidden' && status.message.includes('"alice"'), status);
}

/** The administrator's cluster with somebody else's credentials. */
function cluster({ k8s, config }, user, change = {}) {
  const other = new k8s.KubeConfig();
  other.loadFromClusterAndUser({ ...config.getCurrentCluster(), ...change }, { name: 'other', ...user });
  return other;
}

async function plugin(world) {
  const credential = { apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status: { token: 'alicetoken' } };
  const exec = { apiVersion: credential.apiVersion, command: 'echo', args: [JSON.stringify(credential)], interactiveMode: 'Never' };
  const user = await whoAmI(world.k8s, cluster(world, { exec }));
  want(user.username === 'alice', user);
}

async function unknown(world) {
  const api = cluster(world, { token: 'nobodys' }).makeApiClient(world.k8s.CoreV1Api);
  const code = await api.listNamespace().then(() => 'went through', (e) => e.code); // the library drops a 401's body
  want(code === 401, code);
}

async function untrusted(world) {
  const api = cluster(world, { token: 'alicetoken' }, { caData: undefined }).makeApiClient(world.k8s.CoreV1Api);
  const why = await api.listNamespace().then(() => 'went through', (e) => `${e.code} ${e.message}`);
  want(/certificate/.test(why), why);
}
