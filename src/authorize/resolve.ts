import { type Address, compareAddresses, FAMILIES, type Family, parseAddress } from '../model/address.ts';
import type { Resolver } from '../model/effects.ts';
import { printable } from '../model/text.ts';

/** The result of one look-up of a name. If a family failed, `addresses` may be incomplete. */
export interface Resolution {
  readonly addresses: readonly Address[];
  readonly failures: readonly { readonly family: Family; readonly text: string }[];
}

const LOOKUPS_AT_ONCE = 16;

/** Resolves each name once, in both families, so that the checked addresses are the scanned addresses. */
export async function resolveNames(
  names: ReadonlySet<string>,
  resolve: Resolver,
): Promise<ReadonlyMap<string, Resolution>> {
  const resolutions = new Map<string, Resolution>();
  const waiting = [...names];
  const worker = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      resolutions.set(name, await resolveName(name, resolve));
    }
  };
  await Promise.all(Array.from({ length: LOOKUPS_AT_ONCE }, worker));
  return resolutions;
}

async function resolveName(name: string, resolve: Resolver): Promise<Resolution> {
  const answers = await Promise.all(FAMILIES.map((family) => lookUp(name, family, resolve)));
  const addresses = [...new Set(answers.flatMap((answer) => answer.addresses))].sort(compareAddresses);
  return { addresses, failures: answers.flatMap(({ failures }) => failures) };
}

async function lookUp(name: string, family: Family, resolve: Resolver): Promise<Resolution> {
  const record = family === 'ipv4' ? 'A' : 'AAAA';
  try {
    const texts = await resolve(name, family);
    const addresses = texts.map(parseAddress).filter((address) => address !== undefined);
    const incomplete = addresses.length < texts.length;
    return { addresses, failures: incomplete ? [{ family, text: `its ${record} records hold no plain address` }] : [] };
  } catch (error) {
    const why = printable(error instanceof Error ? error.message : String(error));
    return { addresses: [], failures: [{ family, text: `its ${record} records could not be looked up (${why})` }] };
  }
}
