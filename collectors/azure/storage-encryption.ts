import { defineCollector, encryptionAtRest, type Look, type Subject } from 'claimcheck/plugin';
import { z } from 'zod';
import type { AzureSession } from './session.ts';
import { azure } from './source.ts';
import { Account, type DataService, dataServices, listingCalls, servicesOf, storageAccounts } from './storage-listing.ts';

const Service = z.object({ enabled: z.boolean().nullish(), keyType: z.enum(['Account', 'Service']).nullish() });
const Encryption = z.object({
  keySource: z.string().nullish(),
  requireInfrastructureEncryption: z.boolean().nullish(),
  keyVaultProperties: z.object({ keyName: z.string().nullish(), keyVaultUri: z.string().nullish() }).nullish(),
  services: z.partialRecord(z.enum(dataServices), Service.nullish()).nullish(),
});
type Encryption = z.infer<typeof Encryption>;
const Encrypted = Account.extend({ encryption: Encryption.nullish(), creationTime: z.date().nullish() });

/** "Azure Storage encryption for data at rest": what was written before is encrypted in the background, without a date. */
const SINCE = Date.UTC(2017, 9, 20);

/** Who manages the key of an account; the API compares it without case. */
const MANAGERS: Readonly<Record<string, 'provider' | 'customer'>> = { 'microsoft.storage': 'provider', 'microsoft.keyvault': 'customer' };

/**
 * Each data service of each storage account, with who manages its key. Service-side encryption cannot be switched off (arm-storage,
 * EncryptionService.enabled), so that it is the provider's guarantee unless the provider itself says otherwise. Recipe Z-STO.
 */
export const storageEncryption = defineCollector({
  id: 'azure.storage-encryption',
  version: 1,
  source: azure,
  per: 'region',
  kinds: [encryptionAtRest],
  services: dataServices.map((service) => `storage-${service}`),
  calls: listingCalls,
  collect: async (look) => {
    const about = { kinds: [encryptionAtRest], services: dataServices.map((service) => `storage-${service}`) };
    for await (const { account, page } of storageAccounts(look, Encrypted, about)) {
      await look.attempt(about, async () => {
        for (const service of servicesOf(account)) {
          const off = account.encryption?.services?.[service]?.enabled === false;
          const covers = account.creationTime && account.creationTime.getTime() >= SINCE ? { covers: 'everything' as const } : {};
          const data = {
            encrypted: !off,
            ...(off ? {} : { algorithm: 'AES-256', ...covers, ...keyOf(look, service, account.encryption) }),
          };
          look.observe(encryptionAtRest, serviceSubject(look, service, account), data, [page], off ? undefined : 'provider');
        }
      });
    }
  },
});

/**
 * Blobs and files are always under the account's key. Tables and queues are, too, only where the account was made so: else they are under
 * the service's own key, also in an account with a customer's key, and the API may leave them out.
 */
function keyOf(look: Look<AzureSession>, service: DataService, encryption: Encryption | null | undefined) {
  if (!encryption?.keySource) return {};
  const keyType = encryption.services?.[service]?.keyType ?? (service === 'blob' || service === 'file' ? 'Account' : 'Service');
  if (keyType === 'Service') return { keyManager: 'provider' as const };
  const keyManager = MANAGERS[encryption.keySource.toLowerCase()];
  const twice = encryption.requireInfrastructureEncryption;
  const { keyName, keyVaultUri } = encryption.keyVaultProperties ?? {};
  const key = keyManager === 'customer' && keyName && keyVaultUri ? look.refer(keySubject(keyName, keyVaultUri)) : undefined;
  return {
    ...(keyManager === undefined ? {} : { keyManager }),
    ...(typeof twice === 'boolean' ? { doubleEncrypted: twice } : {}),
    ...(key === undefined ? {} : { key }),
  };
}

function serviceSubject(look: Look<AzureSession>, service: DataService, { id, name, tags }: Account): Subject {
  const part = { service: `storage-${service}`, type: `${service}-service`, account: look.account };
  return { ...part, id: `${id}/${service}Services/default`, name, ...(tags ? { tags } : {}) };
}

function keySubject(name: string, vault: string): Subject {
  return { id: `${vault.replace(/\/+$/, '')}/keys/${name}`, service: 'key-vault', type: 'key', name };
}
