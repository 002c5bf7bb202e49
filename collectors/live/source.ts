import { resolve } from 'node:path';
import { defineSource, GLOBAL, type Resolved, type Tap } from 'claimcheck/plugin';
import { z } from 'zod';
import { type Endpoint, type EndpointOptions, openEndpoint } from './endpoint.ts';
import { type EndpointAddress, endpointName, parseEndpoint } from './endpoint-address.ts';
import { meaning } from './errors.ts';
import { readRoots } from './read-roots.ts';
import { bundledRoots, type Roots, rootsOf, systemRoots } from './trust/roots.ts';

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
  readonly denyPrivate?: boolean | undefined;
  readonly only?: { readonly family: 4 | 6; readonly because: string } | undefined;
}

const entry = z.union([
  address.transform((where): Entry => ({ where })),
  z
    .strictObject({
      endpoint: address,
      ca: z
        .string()
        .min(1)
        .optional()
        .describe(
          'The only roots to trust there: a PEM file, from the directory of the config, or "system" for this system\'s own. Left out: those that come with Node.',
        ),
      timeout: z
        .number()
        .positive()
        .max(20)
        .optional()
        .describe('Seconds to wait for a connection, and again for each answer. Left out: 5. Both together must fit into one call.'),
      denyPrivate: z
        .boolean()
        .optional()
        .describe('Refuse loopback, private and link-local addresses: a host that has one is not looked at, and that is a gap.'),
      only: z
        .strictObject({ family: z.union([z.literal(4), z.literal(6)]), because: z.string().min(1) })
        .optional()
        .describe(
          'Only its addresses of that IP version, and why. Left out: every address is looked at, and one that is not reached is a gap.',
        ),
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
  resolve: (entries, { tap, base }) => {
    const own = { node: bundledRoots(), system: systemRoots() };
    return Promise.all(entries.map((each) => resolveEndpoint(each, tap, (file) => rootsIn(file, base, own))));
  },
  reopen: ({ name }, tap) => ({
    open: () => openEndpoint(parseEndpoint(name), tap, { roots: rootsOf('bundled-roots', []) }),
    close: () => {},
  }),
});

async function resolveEndpoint(
  { where, ca, timeout, denyPrivate, only }: Entry,
  tap: Tap,
  rootsFor: (file: string | undefined) => Promise<Roots>,
): Promise<Resolved<Endpoint>> {
  const because = only === undefined ? {} : { because: only.because };
  const found = { name: endpointName(where), regions: [GLOBAL], exclusions: [], close: () => {}, ...because };
  const options: EndpointOptions = { denyPrivate, family: only?.family, patience: timeout === undefined ? undefined : timeout * 1000 };
  try {
    const endpoint = openEndpoint(where, tap, { ...options, roots: await rootsFor(ca) });
    return { ...found, open: () => endpoint };
  } catch (gap) {
    const untold = openEndpoint(where, tap, options);
    return { ...found, gap, open: () => untold };
  }
}

async function rootsIn(file: string | undefined, base: string, own: { readonly node: Roots; readonly system: Roots }): Promise<Roots> {
  if (file === undefined) return own.node;
  return file === 'system' ? own.system : readRoots(resolve(base, file));
}
