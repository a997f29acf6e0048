import type { Address } from '../model/address.ts';
import type { Grant } from '../model/grant.ts';
import type { PortDetail } from '../model/observation.ts';
import type { Machine, Planned } from '../model/plan.ts';
import { eachPort, intersect, NO_PORTS, type PortSet, type PortsByProtocol, portSet } from '../model/port.ts';
import { isRecognised, observedService, sameService } from '../model/service.ts';
import { nmapPlan } from '../nmap/arguments.ts';
import { GREETING_WAIT } from '../nmap/listen.ts';
import { batches, PACKETS_A_SERVICE } from './batches.ts';
import { groupByPorts } from './group.ts';
import { besideOf, type Seen, waysOf } from './plan.ts';

/** Milliseconds to wait for an answer, as nmap's own probes do. */
const WAIT = 5_000;

/**
 * A ClientHello of TLS 1.2 (RFC 5246, 7.4.1.2); its random bytes are readable text. After any ServerHello or
 * alert, nmap makes a TLS connection of its own, in a version that both sides support. Only answers through
 * that connection prove TLS.
 */
const CLIENT_HELLO = clientHello();

/**
 * Probes in the format of nmap-service-probes. HTTP has no match line: for an answer without a match, nmap prints all
 * answers (`servicefp`), and whether they came through TLS.
 */
const QUESTIONS = [
  `Probe TCP ClientHello q|${CLIENT_HELLO}|`,
  ...['rarity 1', 'ports 1-65535', `totalwaitms ${WAIT}`],
  'match ssl m|^[\\x15\\x16]\\x03[\\0-\\x04]|s',
  'Probe TCP GetRequest q|GET / HTTP/1.0\\r\\n\\r\\n|',
  ...['rarity 1', 'ports 1-65535', 'sslports 1-65535', `totalwaitms ${WAIT}`, ''],
].join('\n');

/**
 * The same probes after a pause, for a service that nmap recognised as something other than the web: a web
 * server never speaks first.
 */
const QUESTIONS_AFTER_PAUSE = `Probe TCP NULL q||\ntotalwaitms ${GREETING_WAIT}\n${QUESTIONS}`;

/**
 * Plans the step after version detection: tests with a handshake and a request whether ports speak TLS and HTTP, if a
 * line of the policy requires it. nmap reports TLS that it did not see (for a web server that redirects to https, or
 * that says in cleartext that it wants TLS), and reports some web servers as other services. The step probes ports that
 * nmap reports as https without a proof, and ports that nmap does not report as http although the policy expects http.
 */
export function planHandshakes(
  { required, web, settingsByAddress, maxRate }: Grant,
  seen: Seen,
  { privilege, unroutable }: Machine,
): Planned {
  const ask = { step: 'handshake', protocol: 'tcp', privilege, maxRate, pace: null } as const;
  const questions = [
    { probes: QUESTIONS, named: false },
    { probes: QUESTIONS_AFTER_PAUSE, named: true },
  ];
  const plans = questions.flatMap(({ probes, named }) => {
    const asked = new Map<Address, PortSet>();
    for (const [address, { http, https }] of web) {
      const answers = seen.hosts.get(address)?.protocols.tcp;
      if (answers === undefined || unroutable.has(address)) continue;
      const open = intersect(answers.states.open ?? NO_PORTS, required.get(address)?.tcp ?? NO_PORTS);
      const wanted = (ports: PortSet, service: 'http' | 'https'): readonly number[] =>
        [...eachPort(intersect(open, ports))].filter((port) => {
          const detail = answers.details.get(port);
          return isToBeAsked(service, detail) && isNamedOtherwise(detail) === named;
        });
      const ports = [...wanted(http, 'http'), ...wanted(https, 'https')];
      if (ports.length > 0) asked.set(address, portSet(ports.map((port) => [port, port])));
    }
    const askedOn = (address: Address): PortSet => asked.get(address) ?? NO_PORTS;
    const answering = new Map(
      [...asked.keys()].map((address): [Address, PortsByProtocol] => [address, required.get(address) ?? {}]),
    );
    return groupByPorts(answering, 'tcp', settingsByAddress).flatMap((group) => {
      const ways = waysOf(seen, group.addresses);
      return batches(group, 'tcp', askedOn, maxRate, PACKETS_A_SERVICE, besideOf(seen, 'tcp')).map((batch) =>
        nmapPlan({ ...ask, ...group, ...batch, ...ways, probes }),
      );
    });
  });
  return { plans, unobserved: [] };
}

function isToBeAsked(expected: 'http' | 'https', detail: PortDetail | undefined): boolean {
  if (detail?.identified !== true) return false;
  const { service } = detail;
  if (service === null || service.method === 'table' || !isRecognised(service)) return true;
  const agrees = sameService(expected, observedService(service));
  return !agrees || (expected === 'https' && service.handshake !== true);
}

/** @returns whether nmap recognised a service other than the web */
function isNamedOtherwise(detail: PortDetail | undefined): boolean {
  const service = detail?.service ?? null;
  if (service === null || service.method === 'table' || !isRecognised(service)) return false;
  return !['http', 'https'].some((web) => sameService(web, observedService(service)));
}

function clientHello(): string {
  const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');
  const number = (value: number): Buffer => bytes(value.toString(16).padStart(4, '0'));
  const counted = (body: Buffer): Buffer => Buffer.concat([number(body.length), body]);
  const extension = (type: number, body: Buffer): Buffer => Buffer.concat([number(type), counted(body)]);
  const ciphers = bytes('130113021303c02bc02fc02cc030cca9cca8c009c013c00ac014009c009d002f0035000a00390033');
  const extensions = [
    extension(10, counted(bytes('001d00170018'))), // groups: X25519, P-256, P-384
    extension(11, bytes('0100')), // points: uncompressed
    extension(13, counted(bytes('0403080404010503080505010806060102010203'))), // signatures: ECDSA, RSA-PSS, RSA
    extension(23, bytes('')), // extended master secret (RFC 7627)
    extension(0xff01, bytes('00')), // secure renegotiation (RFC 5746)
  ];
  const random = Buffer.from('exposure-gate asks: who is there', 'latin1');
  const body = [
    bytes('0303'),
    random,
    bytes('00'),
    counted(ciphers),
    bytes('0100'),
    counted(Buffer.concat(extensions)),
  ];
  const hello = Buffer.concat([bytes('0100'), counted(Buffer.concat(body))]);
  const record = Buffer.concat([bytes('160301'), counted(hello)]);
  return [...record].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
}
