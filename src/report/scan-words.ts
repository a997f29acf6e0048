import { addressRanges } from '../model/address-set.ts';
import type { Fact, RecallEvidence, SweepRecord } from '../model/observation.ts';
import { counted, grouped } from '../model/quantity.ts';
import type { DiscoveryRecord } from '../model/report.ts';

/** What the missed-port estimate rests on. Follows "evidence:". */
const EVIDENCE: Readonly<Record<RecallEvidence, string>> = {
  retries: 'the scanner repeated unanswered probes',
  canaries: 'known open ports, probed again in every part of it',
  resets: 'closed ports that answered',
  path: 'known open ports of other hosts on the same path',
  none: 'nothing came back, so that loss was assumed',
};

export function evidenceWords({ evidence }: SweepRecord): string {
  return EVIDENCE[evidence];
}

/** @returns `once`, `twice`, `3 times`. */
export function times(passes: number): string {
  return passes === 1 ? 'once' : passes === 2 ? 'twice' : `${grouped(passes)} times`;
}

/** @returns `98,000 a second`; `its own pace` if the scanner chose its rate */
export function rateWords({ rate }: SweepRecord): string {
  return rate === null ? 'its own pace' : `${grouped(Math.round(rate))} a second`;
}

/** @returns `1.3 %`; `not measured`. */
export function lossWords({ loss }: SweepRecord): string {
  return loss === null ? 'not measured' : `${(loss * 100).toFixed(1)} %`;
}

/** @returns two significant digits, without an exponent: `0.0003`, `1.2`; values below a millionth as such */
export function missedWords({ missed }: SweepRecord): string {
  if (missed === 0) return '0';
  if (missed < 1e-6) return 'under 0.000001';
  if (missed >= 10) return grouped(Math.round(missed));
  return missed.toFixed(Math.max(0, 1 - Math.floor(Math.log10(missed)))).replace(/\.?0+$/, '');
}

/** @returns `tcp over ipv4, 8 addresses`. */
export function sweptWords({ protocol, family, addresses }: SweepRecord): string {
  return `${protocol} over ${family}, ${counted(addresses, 'address', 'addresses')}`;
}

/** @returns a sentence: how many ports were probed how fast, the loss, and the missed-port estimate */
export function sweepWords(sweep: SweepRecord): string {
  if (sweep.passes === 0) {
    return (
      `The sweep (${sweptWords(sweep)}) ended before it had probed each of ` +
      `${counted(sweep.required, 'port')} once.`
    );
  }
  if (sweep.evidence === 'retries' && sweep.rate === null) {
    return (
      `The sweep (${sweptWords(sweep)}) probed ${counted(sweep.required, 'port')} at the scanner's own pace, ` +
      `which repeats unanswered probes.${silentRetryWords(sweep)}`
    );
  }
  const pace =
    sweep.rate === null ? "at the scanner's own pace" : `at up to ${grouped(Math.round(sweep.rate))} packets a second`;
  const loss =
    sweep.loss === null
      ? 'loss could not be measured'
      : `${lossWords(sweep)} of the answers of known open ports were lost`;
  return (
    `The sweep (${sweptWords(sweep)}) probed ${counted(sweep.required, 'port')} ` +
    `${sweep.rate === null ? '' : 'at least '}${times(sweep.passes)} ${pace}; ${loss}; it expects to have missed ` +
    `${missedWords(sweep)} open ports, of those that answer in time (evidence: ${evidenceWords(sweep)}).` +
    silentRetryWords(sweep)
  );
}

/** @returns a sentence about the slow phase, after a space; the empty string if there was none */
export function silentRetryWords({ silentRetry }: SweepRecord): string {
  if (silentRetry === null || silentRetry.ports === 0) return '';
  const { ports, hosts, answered, answersWithin } = silentRetry;
  const asked =
    `${counted(ports, 'silent port')} of ${counted(hosts, 'host')} ${ports === 1 ? 'was' : 'were'} ` +
    `probed again, each for at least 5 s: ${grouped(answered)} answered`;
  const slowest =
    answersWithin === null
      ? 'nothing answered at all'
      : `the slowest host answers within ${grouped(Math.ceil(answersWithin))} ms`;
  return ` ${asked}; ${slowest}.`;
}

/** @returns a sentence: which addresses are down, and with which probes; the addresses are our own text */
export function discoveryWords({ asked, up, down, downAddresses, probes }: DiscoveryRecord): string {
  const how = probes === '' ? '' : ` (${probes})`;
  const unknown = asked - up - down;
  const shown = addressRanges(downAddresses);
  const unlisted = down - downAddresses.length;
  const more = unlisted > 0 ? ` and ${grouped(unlisted)} more` : '';
  return [
    `Host discovery probed ${counted(asked, 'address', 'addresses')}${how}: ${grouped(up)} up`,
    ...(down === 0 ? [] : [`${grouped(down)} down, where only required ports are checked: ${shown}${more}`]),
    ...(unknown === 0 ? [] : [`${grouped(unknown)} without an answer`]),
  ].join('; ');
}

/** @returns `443/tcp ssl-cert`, `os`: the port of a fact, and its source */
export function factWords({ protocol, port, source }: Fact): string {
  return port === null ? source : `${port}/${protocol} ${source}`;
}
