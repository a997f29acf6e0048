import { PORT_STATES, type PortDetail, type PortState, type ProtocolAnswers } from '../model/observation.ts';
import type { PortRange, PortSet } from '../model/port.ts';

/** Answers with fewer ranges are not packed, because that would save nothing. */
const LEAST_RANGES = 24;

/** Numbers in one block, which many hosts share. A small array of its own would double the memory of a host. */
const BLOCK = 32_768;

/**
 * Packs answers into a fraction of the memory. With many hosts, most memory goes to an array for each range and a map
 * for each host. States and details are rebuilt when they are read. They are getters: do not spread the object.
 */
export function packAnswers(answers: ProtocolAnswers): ProtocolAnswers {
  const sets = PORT_STATES.map((state) => answers.states[state]);
  const ranges = sets.reduce((sum, set) => sum + (set?.length ?? 0), 0);
  if (ranges < LEAST_RANGES || answers.second !== undefined) return answers;
  const size = PORT_STATES.length + 2 * ranges + answers.details.size;
  const { block, from } = room(size);
  let at = from;
  for (const set of sets) {
    block[at++] = set?.length ?? 0;
    for (const [first, last] of set ?? []) {
      block[at++] = first;
      block[at++] = last;
    }
  }
  for (const port of answers.details.keys()) block[at++] = port;
  return new PackedAnswers(block, from, at - answers.details.size, [...answers.details.values()]);
}

let current = new Uint16Array(BLOCK);
let used = 0;

/** @returns space for `size` numbers; more than a block gets a block of its own */
function room(size: number): { readonly block: Uint16Array; readonly from: number } {
  if (size > BLOCK) return { block: new Uint16Array(size), from: 0 };
  if (used + size > BLOCK) {
    current = new Uint16Array(BLOCK);
    used = 0;
  }
  const from = used;
  used += size;
  return { block: current, from };
}

class PackedAnswers implements ProtocolAnswers {
  private readonly block: Uint16Array;
  private readonly from: number;
  private readonly ports: number;
  private readonly known: readonly PortDetail[];

  /** @param ports where the ports of the details begin in the block */
  constructor(block: Uint16Array, from: number, ports: number, known: readonly PortDetail[]) {
    this.block = block;
    this.from = from;
    this.ports = ports;
    this.known = known;
  }

  get states(): ProtocolAnswers['states'] {
    return lastStates(this, () => unpackStates(this.block, this.from));
  }

  get details(): ProtocolAnswers['details'] {
    return lastDetails(
      this,
      () => new Map(this.known.map((detail, index) => [this.block[this.ports + index] as number, detail])),
    );
  }
}

const lastStates = rememberLast<ProtocolAnswers['states']>();
const lastDetails = rememberLast<ProtocolAnswers['details']>();

/** One host is read several times in a row, and then the next host. */
function rememberLast<Value>(): (of: object, make: () => Value) => Value {
  let last: { readonly of: object; readonly value: Value } | null = null;
  return (of, make) => {
    if (last?.of !== of) last = { of, value: make() };
    return last.value;
  };
}

function unpackStates(block: Uint16Array, from: number): ProtocolAnswers['states'] {
  const states: Partial<Record<PortState, PortSet>> = {};
  let at = from;
  for (const state of PORT_STATES) {
    const count = block[at++] as number;
    if (count === 0) continue;
    const ranges: PortRange[] = [];
    for (const end = at + 2 * count; at < end; at += 2) ranges.push([block[at] as number, block[at + 1] as number]);
    states[state] = ranges;
  }
  return states;
}
