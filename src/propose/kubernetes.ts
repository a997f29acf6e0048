import { z } from 'zod';
import { type Address, parseAddress } from '../model/address.ts';
import { MAX_PORT, PROTOCOLS, type Protocol } from '../model/port.ts';
import { refuse } from '../model/problem.ts';
import { printable } from '../model/text.ts';
import { fail, type Path, readDocuments, type SourceDocument, shaped } from './documents.ts';
import type { Intent, IntentFile, Intents } from './intent.ts';

const portNumber = z.int().min(1).max(MAX_PORT);
const protocol = z.enum(['TCP', 'UDP', 'SCTP']).nullish();
const metadata = z.looseObject({ name: z.string().nullish(), namespace: z.string().nullish() }).nullish();
const balancerStatus = z
  .looseObject({
    loadBalancer: z.looseObject({ ingress: z.array(z.looseObject({ ip: z.string().nullish() })).nullish() }).nullish(),
  })
  .nullish();

const anyObject = z.looseObject({ kind: z.string(), metadata });

const serviceObject = z.looseObject({
  spec: z.looseObject({
    type: z.string().nullish(),
    externalIPs: z.array(z.string()).nullish(),
    loadBalancerIP: z.string().nullish(),
    allocateLoadBalancerNodePorts: z.boolean().nullish(),
    healthCheckNodePort: portNumber.nullish(),
    ports: z.array(z.looseObject({ port: portNumber, nodePort: portNumber.nullish(), protocol })).nullish(),
  }),
  status: balancerStatus,
});

const ingressObject = z.looseObject({
  spec: z.looseObject({ tls: z.array(z.unknown()).nullish() }).nullish(),
  status: balancerStatus,
});

const container = z.looseObject({
  ports: z
    .array(
      z.looseObject({
        containerPort: portNumber,
        hostPort: z.int().min(0).max(MAX_PORT).nullish(),
        hostIP: z.string().nullish(),
        protocol,
      }),
    )
    .nullish(),
});

const podSpec = z.looseObject({
  hostNetwork: z.boolean().nullish(),
  containers: z.array(container).nullish(),
  initContainers: z.array(container).nullish(),
});

/** Where the specification of pods is in each kind that has one. */
const POD_PATHS: Readonly<Record<string, Path>> = {
  Pod: ['spec'],
  PodTemplate: ['template', 'spec'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
  ...Object.fromEntries(
    ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController', 'Job'].map((kind) => [
      kind,
      ['spec', 'template', 'spec'],
    ]),
  ),
};

/** One object of a manifest. */
interface ManifestObject {
  readonly document: SourceDocument;
  readonly path: Path;
  readonly value: unknown;
  readonly kind: string;
  /** Printable: `Service shop/web`. */
  readonly label: string;
}

/**
 * Reads the ports that Kubernetes manifests open outside the cluster: node ports, load balancers, external addresses,
 * host ports, pods in the network of their node, and Ingress.
 * @throws InputError with the places of what is wrong
 */
export function readKubernetes(source: IntentFile): Intents {
  const documents = readDocuments(source);
  if (documents.length === 0) {
    return fail('not-kubernetes', 'the file is empty: give manifests', { file: source.file, line: 1, column: 1 });
  }
  const found = documents.flatMap((document) => objectsOf(document, document.data, [], [])).map(readObject);
  return { ports: found.flatMap(({ ports }) => ports), notes: found.flatMap(({ notes }) => notes) };
}

/**
 * @param around the lists that the value is in: an alias may make a list an item of itself
 * @returns the object at the path, or the objects of the list at the path
 */
function objectsOf(
  document: SourceDocument,
  value: unknown,
  path: Path,
  around: readonly unknown[],
): readonly ManifestObject[] {
  if (around.includes(value)) return fail('alias', 'a list contains itself: write the values out', document.at(path));
  if (!anyObject.safeParse(value).success) {
    const message = 'this is not a manifest, because it has no kind: give what "kubectl get -o yaml" prints';
    return fail('not-kubernetes', message, document.at(path));
  }
  const { kind, metadata: about } = shaped(anyObject, value, document, path);
  if (kind.endsWith('List')) {
    const { items } = shaped(z.looseObject({ items: z.array(z.unknown()).nullish() }), value, document, path);
    const single = kind.slice(0, -'List'.length);
    return (items ?? []).flatMap((item, index) => {
      // The items of a ServiceList need no kind of their own.
      const own = z.looseObject({ kind: z.string() }).safeParse(item).success;
      const at = [...path, 'items', index];
      return own || single === ''
        ? objectsOf(document, item, at, [...around, value])
        : [objectOf(document, at, item, single)];
    });
  }
  return [{ document, path, value, kind, label: labelOf(kind, about) }];
}

function objectOf(document: SourceDocument, path: Path, value: unknown, kind: string): ManifestObject {
  const { metadata: about } = shaped(z.looseObject({ metadata }), value, document, path);
  return { document, path, value, kind, label: labelOf(kind, about) };
}

function labelOf(kind: string, about: z.output<typeof metadata>): string {
  const name = [about?.namespace, about?.name].filter((part) => part != null).join('/');
  return printable(`${kind} ${name}`.trim());
}

function readObject(object: ManifestObject): Intents {
  if (object.kind === 'Service') return readService(object);
  if (object.kind === 'Ingress') return readIngress(object);
  const path = Object.hasOwn(POD_PATHS, object.kind) ? POD_PATHS[object.kind] : undefined;
  return path === undefined ? { ports: [], notes: [] } : readPods(object, path);
}

function readService(object: ManifestObject): Intents {
  const { spec, status } = shaped(serviceObject, object.value, object.document, object.path);
  const isBalancer = spec.type === 'LoadBalancer';
  const onNodes = spec.type === 'NodePort' || (isBalancer && spec.allocateLoadBalancerNodePorts !== false);
  const external = addressesOf(object, ['spec', 'externalIPs'], spec.externalIPs ?? []);
  const balancer = isBalancer ? balancerAddresses(object, status, spec.loadBalancerIP ?? null) : null;
  const ports: Intent[] = [];
  const notes: string[] = [];
  for (const [index, one] of (spec.ports ?? []).entries()) {
    const at = ['spec', 'ports', index];
    const add = (port: number, addresses: Intent['addresses'], how: string): void => {
      ports.push({ protocol: protocolOf(one.protocol), port, addresses, why: reasonOf(object, at, how) });
    };
    if (isBalancer) add(one.port, balancer, 'a load balancer forwards it');
    if (external.length > 0) add(one.port, external, 'an external address of the service');
    if (onNodes && one.nodePort != null) add(one.nodePort, null, 'every node opens it');
    else if (onNodes)
      notes.push(`${reasonOf(object, at, 'every node opens a port whose number the cluster chooses')}.`);
  }
  const health = spec.healthCheckNodePort ?? null;
  if (health !== null) {
    const why = reasonOf(object, ['spec', 'healthCheckNodePort'], 'every node answers health checks on it');
    ports.push({ protocol: 'tcp', port: health, addresses: null, why });
  }
  return { ports, notes };
}

/** With TLS, whether a controller also answers without TLS is its own setting. */
function readIngress(object: ManifestObject): Intents {
  const { spec, status } = shaped(ingressObject, object.value, object.document, object.path);
  const port = (spec?.tls?.length ?? 0) > 0 ? 443 : 80;
  const addresses = balancerAddresses(object, status, null);
  const why = reasonOf(object, ['spec'], port === 443 ? 'the ingress has TLS' : 'the ingress has no TLS');
  return { ports: [{ protocol: 'tcp', port, addresses, why }], notes: [] };
}

function readPods(object: ManifestObject, path: Path): Intents {
  const value = valueAt(object.value, path);
  if (value == null) return { ports: [], notes: [] };
  const pods = shaped(podSpec, value, object.document, [...object.path, ...path]);
  const ports: Intent[] = [];
  for (const key of ['containers', 'initContainers'] as const) {
    for (const [index, one] of (pods[key] ?? []).entries()) {
      for (const [number, written] of (one.ports ?? []).entries()) {
        const at = [...path, key, index, 'ports', number];
        const port = written.hostPort || (pods.hostNetwork === true ? written.containerPort : 0);
        if (port === 0) continue;
        const how = written.hostPort ? 'a host port of its pods' : 'its pods use the network of their node';
        const own = ['', '0.0.0.0', '::'].includes(written.hostIP ?? '') ? [] : [written.hostIP ?? ''];
        const addresses = addressesOf(object, [...at, 'hostIP'], own);
        ports.push({
          ...{ protocol: protocolOf(written.protocol), port, why: reasonOf(object, at, how) },
          addresses: addresses.length === 0 ? null : addresses,
        });
      }
    }
  }
  const silent = pods.hostNetwork === true && ports.length === 0;
  const note = `${reasonOf(object, path, 'its pods use the network of their node and declare no port')}.`;
  return { ports, notes: silent ? [note] : [] };
}

function balancerAddresses(
  object: ManifestObject,
  status: z.output<typeof balancerStatus>,
  wanted: string | null,
): readonly Address[] | null {
  const given = (status?.loadBalancer?.ingress ?? []).flatMap(({ ip }) => ip ?? []);
  const known = [
    ...addressesOf(object, ['status', 'loadBalancer', 'ingress'], given),
    ...addressesOf(object, ['spec', 'loadBalancerIP'], wanted === null || wanted === '' ? [] : [wanted]),
  ];
  return known.length === 0 ? null : [...new Set(known)];
}

function addressesOf({ document, path }: ManifestObject, at: Path, texts: readonly string[]): readonly Address[] {
  return texts.map((text, index) => {
    const address = parseAddress(text);
    if (address !== undefined) return address;
    const location = document.at([...path, ...at, index]);
    refuse([{ code: 'invalid-host', message: `"${printable(text)}" is not an address: correct it`, location }]);
    throw new TypeError('unreachable');
  });
}

function reasonOf({ document, path, label }: ManifestObject, at: Path, how: string): string {
  return `${printable(document.file)}:${document.at([...path, ...at]).line}: ${label}: ${how}`;
}

function protocolOf(written: string | null | undefined): Protocol {
  return PROTOCOLS.find((one) => one === written?.toLowerCase()) ?? 'tcp';
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inside, step) => {
    const found = z.record(z.string(), z.unknown()).or(z.array(z.unknown())).safeParse(inside).data;
    if (Array.isArray(found)) return typeof step === 'number' ? found[step] : undefined;
    return found?.[String(step)];
  }, value);
}
