import { hash } from 'node:crypto';
import { jcs } from '../bundle/jcs.ts';
import type { Configured } from './configure.ts';

/** Hex SHA-256 of the claims and targets in their normal form (RFC 8785): comments, layout, keys and places of a config may differ. */
export function configDigest({ claims, config: { targets } }: Pick<Configured, 'claims' | 'config'>): string {
  return hash('sha256', jcs({ claims: claims.map(({ claim }) => claim), targets }), 'hex');
}
