import { transportEncryption } from 'claimcheck/plugin';
import { caches } from './caches.ts';
import { present } from './kms-key-facts.ts';
import { eachOf } from './things.ts';

/**
 * Whether caches turn connections without TLS away. Switched on they do, unless the mode "preferred" lets both in (ElastiCache API Reference,
 * TransitEncryptionMode); serverless ones always do. None can be reached from the internet.
 */
export const elasticacheTransport = eachOf({
  id: 'aws.elasticache-transport',
  kind: transportEncryption,
  sort: caches,
  open:
    () =>
    ({ data: { TransitEncryptionEnabled: on, TransitEncryptionMode: mode, serverless } }) => {
      if (serverless) return { data: { required: true, exposure: 'private' }, basis: 'provider' } as const;
      const required = on === undefined ? undefined : on && mode !== 'preferred';
      return { data: { ...present({ required }), exposure: 'private' } } as const;
    },
});
