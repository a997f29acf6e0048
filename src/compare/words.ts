import type { Address } from '../model/address.ts';
import type { PortDetail, PortState } from '../model/observation.ts';
import type { Target, UsedFrom } from '../model/policy.ts';
import { formatPorts, type PortSet, portCount } from '../model/port.ts';
import type { Location } from '../model/problem.ts';
import { observedService, withoutTls } from '../model/service.ts';
import type { Draft } from './draft.ts';
import { HTTP } from './exposure/row.ts';

/** The most characters of a port list in a message. The JSON report contains the whole list. */
const PORTS_SHOWN = 120;

/** @returns one or two sentences: what was found where, and what the policy says about it; printable */
export function describe(draft: Draft, states: readonly PortState[], reason: string | null): string {
  const place = `${describePlace(draft.host, draft.address)} ${describePorts(draft.ports)}/${draft.protocol}`;
  const target = `target "${draft.target.name}"`;
  const what = describeService(draft.detail);
  const state = states.join(' or ');
  switch (draft.code) {
    case 'unexpected-port': {
      const rule =
        draft.entry === null ? `nothing in ${target} allows it` : 'a firewall should drop it, says this line';
      return `${place} is open${what}: ${rule}.${reason === null ? '' : ` ${reason}`}`;
    }
    case 'forbidden-port':
      return `${place} is open${what}: this line forbids it.${reason === null ? '' : ` ${reason}`}`;
    case 'forbidden-service':
      return (
        `${place} is open${what}: ${draft.service} is forbidden on any port.` + `${reason === null ? '' : ` ${reason}`}`
      );
    case 'wrong-service':
      return (
        `${place} is open${what}: the service should be ${draft.service}. nmap identified it: if nmap is ` +
        `mistaken, waive "finding: wrong-service, port: ${describePorts(draft.ports)}/${draft.protocol}".`
      );
    case 'unverified-service':
      return draft.entry?.service === draft.service
        ? `${place} is open${what}: nothing proves that it is ${draft.service}.`
        : `${place} is open${what}, ${doubt(draft)}: nothing proves that it is not ${draft.service}, which is ` +
            'forbidden on any port.';
    case 'missing-port':
      return `${place} is ${state}: it is required to be open.`;
    case 'unfiltered-port':
      return `${place} is ${state}: it answers, and a firewall should drop it.`;
    case 'possibly-open':
      return (
        `${place} may be open: nothing came back (${draft.state}), which proves neither that it is open nor ` +
        'that it is not.'
      );
    case 'suspicious-host':
      return (
        `${describePlace(draft.host, draft.address)} answers on ${portCount(draft.ports)} ${draft.protocol} ` +
        'ports that nothing allows: a SYN proxy, a tarpit or a honeypot. They are not listed one by one, because ' +
        'their answers say nothing about services.'
      );
    default:
      return draft.code satisfies never;
  }
}

export function describePorts(ports: PortSet): string {
  const text = formatPorts(ports);
  return text.length <= PORTS_SHOWN
    ? text
    : `${text.slice(0, text.lastIndexOf(',', PORTS_SHOWN))},... (${portCount(ports)} ports)`;
}

export function describePlace(host: string, address: Address | null): string {
  return address === null || address === host ? host : `${host} (${address})`;
}

function describeService(detail: PortDetail | null): string {
  const service = detail?.service;
  if (service === null || service === undefined || service.method === 'table') return '';
  const product = [service.product, service.version].filter((text) => text !== null).join(' ');
  return ` (${[observedService(service), product].filter((text) => text !== '').join(', ')})`;
}

/** Why an open port may be a forbidden service: its service is unknown, or carries others. */
function doubt({ detail, service }: Draft): string {
  const seen = detail?.service;
  const isWeb = seen?.method === 'probed' && HTTP.includes(withoutTls(observedService(seen)));
  return isWeb ? `and ${service} runs over HTTP too` : 'and its service is not known';
}

const HOSTS_SHOWN = 5;

/** @returns the hosts of a target as the policy writes them, for findings about many of its addresses */
export function hostsAsWritten({ hosts }: Target): string {
  const texts = hosts.map(({ value }) => value.text).sort();
  const more = texts.length - HOSTS_SHOWN;
  return more <= 0 ? texts.join(', ') : `${texts.slice(0, HOSTS_SHOWN).join(', ')} and ${more} more`;
}

/** @returns a sentence about the line of a ready policy, which is in no repository; empty for any other line */
export function originWords(location: Location, used: UsedFrom | undefined): string {
  if (used === undefined || location !== used.at) return '';
  return ` The line is ${used.origin.file}:${used.origin.line}, taken by use.`;
}
