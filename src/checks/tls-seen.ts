import type { z } from 'zod';
import type { Seen, SeenCertificate } from '../guides/seen.ts';
import type { tlsEndpoint } from '../kinds/tls-endpoint.ts';
import type { Instant } from '../model.ts';

type Data = z.infer<typeof tlsEndpoint.data>;
type Shown = NonNullable<Data['certificates']>[number];

/** An observation as the guides ask for it, at the time at which it was made. */
export function seenOf(data: Data, at: Instant): Seen {
  return { tls: data, certificates: (data.certificates ?? []).map((shown) => certificateOf(shown, at)), hsts: data.hsts };
}

function certificateOf({ trust, ...rest }: Shown, at: Instant): SeenCertificate {
  const { notBefore, notAfter } = rest;
  return {
    ...rest,
    trusted: trust === undefined ? undefined : trust === 'trusted',
    revoked: trust === 'revoked' ? true : undefined,
    inDate: notBefore === undefined || notAfter === undefined ? undefined : isWithin(Date.parse(at), notBefore, notAfter),
  };
}

/** The last second belongs to it. */
function isWithin(at: number, from: Instant, to: Instant): boolean {
  return Date.parse(from) <= at && at <= Date.parse(to);
}
