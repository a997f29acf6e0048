import {
  compatibleStates,
  PORT_STATES,
  type PortDetail,
  type PortState,
  type ProtocolAnswers,
  type ServiceEvidence,
} from '../model/observation.ts';
import { hasPort, NO_PORTS, type PortSet, subtract, union } from '../model/port.ts';
import { compareText } from '../model/problem.ts';
import { isRecognised, observedService, sameService } from '../model/service.ts';
import { isDetailed, NO_ANSWERS } from './document.ts';
import { settleService } from './evidence.ts';

/** The results of one probe for one protocol's ports, and how far they count. */
export interface Source {
  readonly answers: ProtocolAnswers;
  /**
   * `answer`: everything counts. `seen`: only open ports count, because the scan failed. `repeat`: open ports count;
   * another state is a disagreement, but decides nothing. `identify` and `confirm`: the same, and the service counts.
   * `quick`: as `identify`, which overrules it. `handshake`: as `repeat`, and whether the port speaks TLS and
   * HTTP.
   */
  readonly weight: 'answer' | 'seen' | 'repeat' | 'quick' | 'identify' | 'handshake' | 'confirm';
  /** Whether every port was probed once. Silence may then be a lost packet, and contradicts no open port. */
  readonly probedOnce?: boolean;
}

/** Ports that were asked again for what they are, also if that scan failed: it was meant to prove something. */
export interface AskedAgain {
  /** By a handshake. */
  readonly handshakes: PortSet;
  /** By patient version detection, after the quick one. */
  readonly patiently: PortSet;
}

const NOTHING_ASKED: AskedAgain = { handshakes: NO_PORTS, patiently: NO_PORTS };

/** Strictest first. If a port has several answers, the most serious one is kept. */
const STRICTEST: readonly PortState[] = [
  'open',
  'open|filtered',
  'unfiltered',
  'closed',
  'closed|filtered',
  'filtered',
];

/** The service of these does not count, or not alone. */
const UNNAMED: ReadonlySet<Source['weight']> = new Set(['seen', 'repeat', 'handshake']);

/** Scans with few retries. */
const REPEATED: ReadonlySet<Source['weight']> = new Set(['quick', 'identify', 'repeat', 'handshake']);

/** Evidence from this confidence on is strong. If it names two different services, neither is proven. */
const STRONG = 8;

/**
 * Merges the results of several probes for one protocol on one address. The strictest state wins. A port that is or may
 * be open keeps every contradicting state in `disagreeing`. No open port is lost.
 * @param asked what was asked again, whatever the result
 */
export function mergeSources(sources: readonly Source[], asked = NOTHING_ASKED): ProtocolAnswers {
  const [only] = sources;
  if (only === undefined) return NO_ANSWERS;
  if (sources.length === 1 && only.weight === 'answer' && asked === NOTHING_ASKED) return only.answers;
  const states = mergeStates(sources);
  const details = new Map<number, PortDetail>();
  for (const { answers } of sources) {
    for (const port of answers.details.keys()) {
      if (details.has(port)) continue;
      const state = stateOf(states, port);
      if (state !== undefined && isDetailed(state)) details.set(port, mergeDetail(port, state, sources, asked));
    }
  }
  return { states, details };
}

function mergeStates(sources: readonly Source[]): ProtocolAnswers['states'] {
  const states: Partial<Record<PortState, PortSet>> = {};
  let taken: PortSet = [];
  for (const state of STRICTEST) {
    const said = sources.flatMap(({ answers, weight }) =>
      weight === 'answer' || state === 'open' ? [answers.states[state] ?? []] : [],
    );
    const ports = subtract(union(...said), taken);
    if (ports.length === 0) continue;
    states[state] = ports;
    taken = union(taken, ports);
  }
  return states;
}

function mergeDetail(port: number, state: PortState, sources: readonly Source[], asked: AskedAgain): PortDetail {
  const said = sources.flatMap(({ answers, weight, probedOnce = false }) => {
    const own = stateOf(answers.states, port);
    return own === undefined || (weight === 'seen' && own !== 'open') || (probedOnce && own === 'filtered')
      ? []
      : [{ state: own, weight, detail: answers.details.get(port) }];
  });
  const agreeing = said.filter((one) => one.state === state && one.detail !== undefined);
  const trusted = agreeing.filter(({ weight }) => !UNNAMED.has(weight));
  const believed = trusted.length > 0 ? trusted : agreeing;
  const service = serviceOfTiers(
    believed.filter(({ weight }) => weight !== 'handshake'),
    hasPort(asked.patiently, port),
  );
  // Silence in these scans is a lost packet if another scan found the port open.
  const repeated = ({ weight }: { weight: Source['weight'] }): boolean => REPEATED.has(weight);
  const found = said.some((one) => repeated(one) && one.state === 'open');
  const lasting = said.filter((one) => !(found && repeated(one) && one.state === 'filtered'));
  const others = new Set([
    ...lasting.map((one) => one.state).filter((other) => !compatibleStates(state, other)),
    ...said.flatMap((one) => one.detail?.disagreeing ?? []),
  ]);
  return {
    reason: believed.map(({ detail }) => detail?.reason ?? '').sort()[0] ?? '',
    service: hasPort(asked.handshakes, port)
      ? settleService(service, serviceOf(agreeing.filter(({ weight }) => weight === 'handshake')))
      : service,
    identified: trusted.some(({ detail }) => detail?.identified === true),
    disagreeing: PORT_STATES.filter((other) => others.has(other)),
  };
}

/** What one scan reports of a port. */
interface Reported {
  readonly weight: Source['weight'];
  readonly detail: PortDetail | undefined;
}

/**
 * Patient version detection overrules the quick one. If it does not recognise a service that the quick one named, or
 * fails, nothing is proven: it was asked because that name was not enough.
 */
function serviceOfTiers(said: readonly Reported[], patiently: boolean): ServiceEvidence | null {
  const isQuick = ({ weight }: Reported): boolean => weight === 'quick';
  const quick = serviceOf(said.filter(isQuick));
  if (quick === null || !patiently) return serviceOf(said);
  const patient = serviceOf(said.filter((one) => !isQuick(one)));
  if (patient !== null && isNamed(patient)) return patient;
  return isNamed(quick) ? { ...quick, confidence: 0 } : (patient ?? quick);
}

function isNamed(evidence: ServiceEvidence): boolean {
  return evidence.method === 'probed' && isRecognised(evidence);
}

function serviceOf(said: readonly Pick<Reported, 'detail'>[]): ServiceEvidence | null {
  return mergeServices(said.flatMap(({ detail }) => detail?.service ?? []));
}

export function stateOf(states: ProtocolAnswers['states'], port: number): PortState | undefined {
  return STRICTEST.find((state) => hasPort(states[state] ?? [], port));
}

/**
 * The order of the evidence does not matter. Probed evidence wins over a guess, then recognised over unrecognised, then
 * the more confident, then evidence that needs another probe, then the order of the texts. If two different services
 * are both strongly proven, or equally proven, neither is proven: the confidence is 0, whatever a further probe says.
 * @returns the best evidence
 */
function mergeServices(all: readonly ServiceEvidence[]): ServiceEvidence | null {
  const [best] = [...all].sort(
    (a, b) =>
      Number(b.method === 'probed') - Number(a.method === 'probed') ||
      Number(isRecognised(b)) - Number(isRecognised(a)) ||
      b.confidence - a.confidence ||
      Number(b.fromPortmapper === true) - Number(a.fromPortmapper === true) ||
      compareText(JSON.stringify(a), JSON.stringify(b)),
  );
  if (best === undefined || best.method === 'table') return best ?? null;
  const probed = all.filter(({ method }) => method === 'probed');
  const rivals = probed.filter((one) => one.confidence >= Math.min(STRONG, best.confidence) && isRecognised(one));
  const torn = probed.some(({ confidence }) => confidence === 0) || rivals.some((one) => !sameEvidence(one, best));
  return torn ? { ...best, confidence: 0 } : best;
}

function sameEvidence(a: ServiceEvidence, b: ServiceEvidence): boolean {
  const [nameA, nameB] = [observedService(a), observedService(b)];
  return sameService(nameA, nameB) || sameService(nameB, nameA);
}
