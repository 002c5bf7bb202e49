import { resolve } from 'node:path';
import { defineSource, GLOBAL, type Resolved, type Tap } from 'claimcheck/plugin';
import { z } from 'zod';
import { type Endpoint, openEndpoint } from './endpoint.ts';
import { type EndpointAddress, endpointName, parseEndpoint } from './endpoint-address.ts';
import { meaning } from './errors.ts';
import { readRoots } from './read-roots.ts';

const address = z
  .string()
  .transform((text, context): EndpointAddress => {
    try {
      return parseEndpoint(text);
    } catch (error) {
      context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : 'expected "host:port"' });
      return z.NEVER;
    }
  })
  .describe(
    '"host:443", "[2001:db8::1]:443", "https://host"; "smtp://", "imap://", "pop3://" or "postgres://host": TLS is started from there.',
  );

interface Entry {
  readonly where: EndpointAddress;
  readonly ca?: string | undefined;
  /** Seconds. */
  readonly timeout?: number | undefined;
}

const entry = z.union([
  address.transform((where): Entry => ({ where })),
  z
    .strictObject({
      endpoint: address,
      ca: z.string().min(1).optional().describe('A PEM file, from the directory of the config: the only roots to trust there.'),
      timeout: z
        .number()
        .positive()
        .max(20)
        .optional()
        .describe('Seconds to wait for a connection, and again for each answer. Left out: 5. Both together must fit into one call.'),
    })
    .transform(({ endpoint, ...rest }): Entry => ({ where: endpoint, ...rest })),
]);

const body = z
  .array(entry)
  .min(1)
  .refine((entries) => new Set(entries.map(({ where }) => endpointName(where))).size === entries.length, 'an endpoint is listed twice');

/** What one machine may ask of one endpoint, as its owner's logs and limits count it. Half of it, the default share, is 30 in any second. */
const ALLOWANCE = { bucket: 16, rate: 44 };

/** Endpoints that speak TLS, from the first byte or started from another protocol. Nothing is asked of anybody before the first handshake. */
export const live = defineSource<readonly Entry[], Endpoint>({
  id: 'live',
  key: 'endpoints',
  body,
  outline: (entries) => entries.map(({ where }) => ({ name: endpointName(where), regions: [GLOBAL] })),
  calls: {},
  allowance: () => ALLOWANCE,
  meaning,
  resolve: (entries, { tap, base }) => Promise.all(entries.map((each) => resolveEndpoint(each, tap, base))),
});

async function resolveEndpoint({ where, ca, timeout }: Entry, tap: Tap, base: string): Promise<Resolved<Endpoint>> {
  const found = { name: endpointName(where), regions: [GLOBAL], exclusions: [], close: () => {} };
  try {
    const patience = timeout === undefined ? undefined : timeout * 1000;
    const endpoint = openEndpoint(where, tap, { ca: ca === undefined ? undefined : await readRoots(resolve(base, ca)), patience });
    return { ...found, open: () => endpoint };
  } catch (gap) {
    const untold = openEndpoint(where, tap);
    return { ...found, gap, open: () => untold };
  }
}
