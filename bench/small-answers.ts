/** A server of its own process that answers one small call of each cloud, at once and always alike. Prints its addresses and its CA as JSON. */
import { createServer as createPlain, type RequestListener } from 'node:http';
import { createServer } from 'node:https';
import { type Authority, makeCertificate, makeKey } from '../fixtures/practice/certificate.ts';

const ANSWERS: Readonly<Record<'aws' | 'azure' | 'gcp', object>> = {
  aws: { KeyRotationEnabled: true, KeyId: '1234abcd-12ab-34cd-56ef-1234567890ab', RotationPeriodInDays: 365 },
  azure: {
    value: [
      {
        id: '/subscriptions/11112222-3333-4444-8555-666677778888/resourceGroups/example/providers/Microsoft.Storage/storageAccounts/example',
        name: 'example',
        type: 'Microsoft.Storage/storageAccounts',
        location: 'westeurope',
        sku: { name: 'Standard_LRS', tier: 'Standard' },
        kind: 'StorageV2',
        properties: { provisioningState: 'Succeeded', supportsHttpsTrafficOnly: true, minimumTlsVersion: 'TLS1_2' },
      },
    ],
  },
  gcp: { kind: 'storage#buckets', items: [{ kind: 'storage#bucket', id: 'example', name: 'example', location: 'EU' }] },
};

const answering =
  (cloud: keyof typeof ANSWERS, type: string): RequestListener =>
  (request, response) => {
    const body = JSON.stringify(ANSWERS[cloud]);
    request.resume().on('end', () => response.writeHead(200, { 'content-type': type, 'content-length': body.length }).end(body));
  };

const valid = { notBefore: new Date(Date.now() - 86_400_000), notAfter: new Date(Date.now() + 86_400_000) };
const issuer: Authority = { subject: 'Bench CA', key: makeKey('ec-p256') };
const key = makeKey('ec-p256');
const cert = makeCertificate({ subject: 'bench', key, issuer, authority: false, ip: ['127.0.0.1'], ...valid });
const tls = { key: key.privateKey.export({ type: 'pkcs8', format: 'pem' }), cert };

const servers = {
  aws: createPlain(answering('aws', 'application/x-amz-json-1.1')),
  azure: createServer(tls, answering('azure', 'application/json')),
  gcp: createPlain(answering('gcp', 'application/json')),
};
const ports = await Promise.all(
  Object.entries(servers).map(async ([name, server]) => {
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const address = server.address();
    return [name, typeof address === 'object' && address !== null ? address.port : 0] as const;
  }),
);
process.stdout.write(
  `${JSON.stringify({ ports: Object.fromEntries(ports), ca: makeCertificate({ ...issuer, authority: true, ...valid }) })}\n`,
);
