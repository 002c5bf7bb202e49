import type { Subject } from 'claimcheck/plugin';
import type { Endpoint } from './endpoint.ts';

/** The slug of everything that is seen in handshakes. */
export const TLS = 'tls';

export function endpointSubject({ name }: Endpoint): Subject {
  return { id: name, service: TLS, type: 'endpoint', account: name };
}
