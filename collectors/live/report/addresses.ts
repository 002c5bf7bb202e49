import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { addressRange } from '../connection-policy.ts';

/** Where one host leads to. `refused`: addresses that --deny-private keeps us from. */
export interface Addresses {
  readonly asked: readonly string[];
  readonly refused: readonly string[];
  /** The resolver's code, where it found none. */
  readonly code?: string;
}

/** Every A and AAAA address, in the resolver's order. */
export async function addressesOf(host: string, { denyPrivate }: { readonly denyPrivate: boolean }): Promise<Addresses> {
  const found = await resolved(host);
  if ('code' in found) return { asked: [], refused: [], code: found.code };
  const isRefused = (address: string): boolean => denyPrivate && addressRange(address) !== 'public';
  const all = [...new Set(found.addresses)];
  return { asked: all.filter((address) => !isRefused(address)), refused: all.filter(isRefused) };
}

async function resolved(host: string): Promise<{ readonly addresses: readonly string[] } | { readonly code: string }> {
  if (isIP(host) !== 0) return { addresses: [host] };
  try {
    const found = await lookup(host, { all: true, order: 'verbatim' });
    return found.length === 0 ? { code: 'ENODATA' } : { addresses: found.map(({ address }) => address) };
  } catch (error) {
    if (error instanceof Error && 'code' in error && typeof error.code === 'string') return { code: error.code };
    throw error;
  }
}
