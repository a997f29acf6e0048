import type { Policy } from '../model/policy.ts';
import { DEFAULT_ENVIRONMENT, DEFAULT_MAX_HOSTS, policySchema } from './schema.ts';

/** @returns a policy without targets or authorization and with every default: what counts before there is a policy */
export function emptyPolicy(file: string): Policy {
  const defaults = policySchema.shape.defaults.parse(undefined);
  return {
    file,
    environment: DEFAULT_ENVIRONMENT,
    authorization: null,
    authorizationFrom: null,
    maxHosts: { value: DEFAULT_MAX_HOSTS, location: null },
    failOn: defaults['fail-on'],
    confirm: defaults.confirm,
    serviceConfidence: defaults['service-confidence'],
    levels: defaults.levels,
    maxWaiverDays: defaults['max-waiver-days'] ?? null,
    warnBefore: Number.parseInt(defaults['warn-before'], 10),
    devices: [],
    unknownDevices: defaults['unknown-devices'] ?? null,
    maxRandom: defaults['max-random'] ?? null,
    grace: defaults.grace,
    noiseWindow: defaults['noise-window'],
    unusedAfter: defaults['unused-after'] ?? null,
    pruneAfter: Number.parseInt(defaults['prune-after'], 10),
    targets: [],
    settings: new Map(),
    warnings: [],
  };
}
