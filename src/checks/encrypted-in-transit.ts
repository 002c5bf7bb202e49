import { z } from 'zod';
import { tlsVersions } from '../kinds/tls-endpoint.ts';
import { transportEncryption } from '../kinds/transport-encryption.ts';
import { defineCheck, notApplicable, unseen } from './check.ts';
import { all, known } from './conditions.ts';
import { sentEncrypted } from './controls.ts';

/** "Data is encrypted in transit": plain text is turned away, by the setting that is in force. What a server really answers is the TLS checks' to say. */
export const encryptedInTransit = defineCheck({
  id: 'encrypted-in-transit',
  version: 1,
  says: 'Every service turns away connections that are not encrypted.',
  kind: transportEncryption,
  mode: 'each',
  params: z.strictObject({
    atLeast: z.enum(['TLSv1.0', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']).optional().describe('Also: in this version of TLS or a newer one.'),
    betweenNodes: z.boolean().optional().describe('Also: what the nodes of one cluster send to each other.'),
    exposure: z.enum(['internet', 'private']).optional().describe('Only what can, or cannot, be reached from the internet.'),
  }),
  reads: ({ atLeast, betweenNodes, exposure }) => [
    'required',
    ...(atLeast === undefined ? [] : (['minimumVersion', 'listener'] as const)),
    ...(betweenNodes ? (['betweenNodes'] as const) : []),
    ...(exposure === undefined ? [] : (['exposure'] as const)),
  ],
  judge: ({ required, listener, minimumVersion, betweenNodes, exposure }, asked) => {
    if (asked.exposure !== undefined && exposure === undefined) return unseen('exposure');
    if (asked.exposure !== undefined && exposure !== asked.exposure) return notApplicable(`it is reached from: ${exposure}`);
    const { atLeast } = asked;
    return all([
      { field: 'required', shown: required, else: 'it lets clients in without encryption' },
      // What only redirects speaks no version of its own.
      atLeast !== undefined &&
        listener !== 'redirects-to-tls' && {
          field: 'minimumVersion',
          shown: known(minimumVersion, (oldest) => oldest !== 'none' && tlsVersions.indexOf(oldest) >= tlsVersions.indexOf(atLeast)),
          else: `the oldest version that it lets in is: ${minimumVersion}`,
        },
      asked.betweenNodes && { field: 'betweenNodes', shown: betweenNodes, else: 'its nodes send each other plain text' },
    ]);
  },
  controls: sentEncrypted,
  fix: 'Switch on what refuses plain text (a policy, a parameter, a redirect), with the oldest version that is claimed.',
});
