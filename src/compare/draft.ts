import type { Address } from '../model/address.ts';
import type { OtherTarget, WaivableCode } from '../model/finding.ts';
import type { PortDetail, PortState } from '../model/observation.ts';
import type { Entry, Target, UsedFrom, Waiver } from '../model/policy.ts';
import type { PortSet, Protocol } from '../model/port.ts';
import type { Location } from '../model/problem.ts';

/** A failed expectation, before waivers, levels and messages. All its ports failed in the same way. */
export interface Draft {
  readonly code: WaivableCode | 'suspicious-host';
  readonly target: Target;
  readonly host: string;
  readonly address: Address;
  readonly protocol: Protocol;
  readonly ports: PortSet;
  readonly state: PortState;
  /** The detail of the only port, if it is open. */
  readonly detail: PortDetail | null;
  /** The details of all ports, for a suspicious host. */
  readonly details: ReadonlyMap<number, PortDetail> | null;
  /** The line that was violated; null if no line mentions the port. */
  readonly entry: Entry | null;
  readonly location: Location;
  /** How the target got the violated line, if it is a line of another policy. */
  readonly used: UsedFrom | null;
  /** Sorted by name. */
  readonly others: readonly OtherTarget[];
  /** The service that the policy names as required, allowed or forbidden. */
  readonly service: string | null;
  readonly waiver: Waiver | null;
}
