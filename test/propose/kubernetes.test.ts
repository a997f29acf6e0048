import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { stringify } from 'yaml';
import { InputError } from '../../src/model/problem.ts';
import { readKubernetes } from '../../src/propose/kubernetes.ts';

const read = (text: string) => readKubernetes({ file: 'k8s.yml', bytes: Buffer.from(text) });
const opened = (...objects: readonly object[]): readonly string[] =>
  read(objects.map((one) => stringify(one)).join('---\n')).ports.map(
    ({ port, protocol, addresses }) => `${port}/${protocol} ${addresses?.join(' ') ?? 'all'}`,
  );

const service = (spec: object, rest: object = {}) => ({ kind: 'Service', metadata: { name: 'web' }, spec, ...rest });
const POD = {
  containers: [{ name: 'a', ports: [{ containerPort: 80, hostPort: 8080 }, { containerPort: 81 }] }],
  initContainers: [{ name: 'b', ports: [{ containerPort: 53, hostPort: 53, protocol: 'UDP', hostIP: '192.0.2.1' }] }],
};
const POD_OPENS = ['8080/tcp all', '53/udp 192.0.2.1'];

describe('the ports that manifests open outside the cluster', () => {
  test('are the node ports of services', () => {
    const ports = [
      { port: 80, nodePort: 30080 },
      { port: 53, nodePort: 30053, protocol: 'UDP' },
    ];
    assert.deepEqual(opened(service({ type: 'NodePort', ports })), ['30080/tcp all', '30053/udp all']);
    assert.deepEqual(opened(service({ ports }), service({ type: 'ClusterIP', ports: [{ port: 80 }] })), []);
  });

  test('are the ports of load balancers, on their addresses, and their node ports', () => {
    const status = { loadBalancer: { ingress: [{ ip: '192.0.2.9' }, { hostname: 'lb.example.com' }] } };
    const ports = [{ port: 443, nodePort: 30443 }];
    const spec = { type: 'LoadBalancer', ports, healthCheckNodePort: 31000 };
    const expected = ['443/tcp 192.0.2.9', '30443/tcp all', '31000/tcp all'];
    assert.deepEqual(opened(service(spec, { status })), expected);
    const without = { type: 'LoadBalancer', ports: [{ port: 443 }], allocateLoadBalancerNodePorts: false };
    assert.deepEqual(opened(service(without)), ['443/tcp all']);
  });

  test('are the ports of services on external addresses', () => {
    const spec = { externalIPs: ['192.0.2.7', '2001:db8::7'], ports: [{ port: 25 }] };
    assert.deepEqual(opened(service(spec)), ['25/tcp 192.0.2.7 2001:db8::7']);
  });

  test('are the host ports of the pods of every kind that has pods', () => {
    assert.deepEqual(opened({ kind: 'Pod', spec: POD }), POD_OPENS);
    for (const kind of ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController', 'Job']) {
      assert.deepEqual(opened({ kind, spec: { template: { spec: POD } } }), POD_OPENS, kind);
    }
    const cron = { kind: 'CronJob', spec: { jobTemplate: { spec: { template: { spec: POD } } } } };
    assert.deepEqual(opened(cron, { kind: 'PodTemplate', template: { spec: POD } }), [...POD_OPENS, ...POD_OPENS]);
  });

  test('are the ports of containers in the network of their node', () => {
    const spec = { hostNetwork: true, containers: [{ name: 'a', ports: [{ containerPort: 9100 }] }] };
    assert.deepEqual(opened({ kind: 'Pod', spec }), ['9100/tcp all']);
  });

  test('are the port of an ingress: 443 if it has TLS', () => {
    const status = { loadBalancer: { ingress: [{ ip: '192.0.2.9' }] } };
    const objects = [
      { kind: 'Ingress', spec: { rules: [] } },
      { kind: 'Ingress', spec: { tls: [{}] }, status },
    ];
    assert.deepEqual(opened(...objects), ['80/tcp all', '443/tcp 192.0.2.9']);
  });

  test('are found in lists, in lists of one kind, in JSON, and among other kinds', () => {
    const items = [service({ type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }] })];
    assert.deepEqual(opened({ kind: 'List', items }, { kind: 'ConfigMap', data: { a: 'b' } }), ['30080/tcp all']);
    const bare = items.map(({ spec }) => ({ spec }));
    assert.deepEqual(opened({ kind: 'ServiceList', items: bare }), ['30080/tcp all']);
    assert.equal(read(JSON.stringify({ kind: 'List', items })).ports.length, 1);
    assert.deepEqual(opened({ kind: 'PodList', items: [] }, { kind: 'List', items: null }), []);
  });

  test('are noted if the cluster chooses them or if nobody declares them', () => {
    const { notes } = read(
      'kind: Service\nspec:\n  type: NodePort\n  ports: [{port: 80}]\n---\nkind: Pod\nspec: {hostNetwork: true}\n',
    );
    assert.deepEqual(
      notes.map((note) => note.split(' ')[0]),
      ['k8s.yml:4:', 'k8s.yml:7:'],
    );
  });

  test('say where they are written', () => {
    const text =
      '---\n---\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec:\n  type: NodePort\n  ports:\n    - ' +
      'port: 80\n      nodePort: 30080\n';
    assert.match(read(text).ports[0]?.why ?? '', /^k8s\.yml:8: Service shop\/web: /);
  });
});

describe('manifests that cannot be read', () => {
  const wrong: readonly (readonly [string, string, string])[] = [
    ['are empty', '# nothing', 'not-kubernetes 1:1'],
    ['are something else', 'services: {}', 'not-kubernetes 1:1'],
    ['are a template', 'kind: Service\nspec: {{ .Values }}', 'yaml-syntax 2:'],
    ['have a list as the second document', 'kind: List\n---\n- a', 'not-kubernetes 3:1'],
    ['have an item without a kind', 'kind: List\nitems:\n  - spec: {}', 'not-kubernetes 3:5'],
    ['have a name as a port', 'kind: Service\nspec:\n  ports:\n    - port: http', 'wrong-type 4:13'],
    ['have too high a port', 'kind: Service\nspec: {ports: [{port: 80, nodePort: 70000}]}', 'wrong-type 2:37'],
    ['have an odd protocol', 'kind: Service\nspec: {ports: [{port: 80, protocol: tcp}]}', 'wrong-type 2:37'],
    ['have a list in itself', '&list\nkind: List\nitems: [*list]', 'alias 2:1'],
    ['have an odd external address', 'kind: Service\nspec: {externalIPs: [x], ports: []}', 'invalid-host 2:22'],
    ['have a word as a boolean', 'kind: Pod\nspec: {hostNetwork: yes}', 'wrong-type 2:21'],
    ['have text as pods', 'kind: DaemonSet\nspec: {template: {spec: x}}', 'wrong-type 2:25'],
    ['have a service without a spec', 'kind: Service', 'wrong-type 1:1'],
  ];
  for (const [why, text, expected] of wrong) {
    test(`because they ${why}, say where`, () => {
      assert.throws(
        () => read(text),
        (error) => {
          assert.ok(error instanceof InputError, String(error));
          const [{ code, location }] = error.problems;
          assert.match(`${code} ${location?.line}:${location?.column}`, new RegExp(`^${expected}`));
          return true;
        },
      );
    });
  }
});
