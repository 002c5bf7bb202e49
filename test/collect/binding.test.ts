/** Through the real SDK clients and each cloud's HTTP layer: whatever goes wrong on the way, a call cites the answer to itself. */
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { clientsOf as awsClients } from '../../collectors/aws/session.ts';
import { aws } from '../../collectors/aws/source.ts';
import { reachOf } from '../../collectors/azure/session.ts';
import { azure } from '../../collectors/azure/source.ts';
import { openSender } from '../../collectors/gcp/send.ts';
import { clientsOf as gcpClients } from '../../collectors/gcp/session.ts';
import { gcp } from '../../collectors/gcp/source.ts';
import { makeCertificate, makeKey } from '../../fixtures/practice/certificate.ts';
import { type Arrived, type Listening, listen, type Sent } from '../../fixtures/practice/server.ts';
import { type KeptReply, toReply } from '../../src/collect/reply.ts';
import { createWire } from '../../src/collect/wire.ts';
import type { Reply } from '../../src/model.ts';
import type { Meaning, Tap } from '../../src/plugin.ts';
import fc from '../property.ts';
import { jumpingClock } from '../truth/scan-here.ts';

const CALLS = 60;
const CONCURRENCY = 50;

/** What happens to a try of a call. */
type Fate = 'refused' | 'cut' | 'broken';

interface Cloud {
  readonly meaning: (error: unknown) => Meaning;
  /** An answer that holds its own number where a listing or a thing has its name, and a refusal for too many calls. */
  readonly answer: (id: string) => object;
  readonly refusal: Pick<Extract<Sent, { is: 'reply' }>, 'status' | 'headers' | 'body'>;
  /** The number that a request asks for. */
  readonly asked: (request: Arrived) => string;
  readonly secure: boolean;
  /** A client on the Wire, as a function that asks for one number. */
  readonly open: (endpoint: string, tap: Tap) => Promise<{ readonly ask: (id: string) => Promise<unknown>; readonly close: () => void }>;
}

const json = { 'content-type': 'application/json' };
const clouds: Readonly<Record<string, Cloud>> = {
  'AWS KMS': {
    meaning: aws.meaning,
    answer: (id) => ({ KeyId: id, KeyRotationEnabled: true }),
    refusal: { status: 400, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: '{"__type":"ThrottlingException"}' },
    asked: ({ body }) => /"KeyId":"([^"]+)"/.exec(body)?.[1] ?? '',
    secure: false,
    open: async (endpoint, tap) => {
      vi.stubEnv('AWS_ENDPOINT_URL', endpoint);
      const clients = awsClients(async () => ({ accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' }), tap, true);
      const kms = await clients.open('eu-west-1', 'aws').client('kms');
      return { ask: (KeyId) => kms.getKeyRotationStatus({ KeyId }), close: clients.close };
    },
  },
  'Azure Storage': {
    meaning: azure.meaning,
    answer: (id) => ({ id: `/x/${id}`, name: id, location: 'westeurope' }),
    refusal: { status: 429, headers: json, body: '{"error":{"code":"TooManyRequests","message":""}}' },
    asked: ({ path }) => path.split('/').at(-1) ?? '',
    secure: true,
    open: async (endpoint, tap) => {
      const cloud = { resourceManager: endpoint, authority: endpoint, discoverable: false, scope: 'x' };
      const credential = { token: async () => 'token', forget: () => {}, identity: () => undefined, failure: () => undefined };
      const reach = reachOf(cloud, credential, tap, true);
      const storage = await reach.session('11112222-3333-4444-8555-666677778888').storage();
      return { ask: (id) => storage.storageAccounts.getProperties('example', id), close: reach.close };
    },
  },
  'Google Cloud Storage': {
    meaning: gcp.meaning,
    answer: (id) => ({ kind: 'storage#buckets', items: [{ kind: 'storage#bucket', id, name: id }] }),
    refusal: { status: 429, headers: json, body: '{"error":{"code":429,"message":"","errors":[{"reason":"rateLimitExceeded"}]}}' },
    asked: ({ query }) => new URLSearchParams(query).get('project') ?? '',
    secure: false,
    open: async (endpoint, tap) => {
      const credential = {
        headers: async () => ({ authorization: 'Bearer token' }),
        answered: () => 'taken' as const,
        identity: async () => undefined,
      };
      const endpoints = { storage: endpoint, resourceManager: endpoint, orgPolicy: endpoint, token: endpoint };
      const clients = gcpClients({ endpoints, credential, sender: openSender(), tap, verifies: true });
      const storage = await clients.session.storage();
      return { ask: (project) => storage.getBuckets({ project, autoPaginate: false }), close: clients.close };
    },
  },
};

const key = makeKey('ec-p256');
const valid = { notBefore: new Date(Date.now() - 86_400_000), notAfter: new Date(Date.now() + 86_400_000) };
const issuer = { subject: 'Binding CA', key: makeKey('ec-p256') };
const cert = makeCertificate({ subject: 'binding', key, issuer, authority: false, ip: ['127.0.0.1'], ...valid });
const tls = { key: key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert };

const servers = new Map<string, Listening>();
let fates = new Map<string, Fate[]>();
let late = new Set<string>(); // others overtake them

beforeAll(async () => {
  setDefaultCACertificates([...getCACertificates('default'), makeCertificate({ ...issuer, authority: true, ...valid })]);
  for (const [name, { answer, refusal, asked, secure }] of Object.entries(clouds)) {
    const respond = (request: Arrived): Sent => {
      const id = asked(request);
      const fate = fates.get(id)?.shift();
      const fine = {
        is: 'reply',
        status: 200,
        headers: json,
        body: JSON.stringify(answer(id)),
        delay: late.has(id) ? 3 : 0,
        cut: false,
      } as const;
      if (fate === 'refused') return { ...fine, ...refusal };
      if (fate === 'broken') return { ...fine, status: 503, body: '<html>' };
      return { ...fine, cut: fate === 'cut' };
    };
    servers.set(name, await listen(0, respond, () => ({}), secure ? tls : undefined));
  }
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await Promise.all([...servers.values()].map((server) => server.close()));
});

test.each(Object.entries(clouds))('%s: a reply is bound to its own call under concurrency 50 with retries', async (name, cloud) => {
  const call = fc.record({ bad: fc.array(fc.constantFrom<Fate>('refused', 'cut', 'broken'), { maxLength: 3 }), slow: fc.boolean() });
  const plan = fc.array(call, { minLength: CALLS, maxLength: CALLS });
  await fc.assert(
    fc.asyncProperty(plan, async (plans) => {
      fates = new Map(plans.map(({ bad }, index) => [`number-${index}`, [...bad]]));
      late = new Set(plans.flatMap(({ slow }, index) => (slow ? [`number-${index}`] : [])));
      const kept: Reply[] = [];
      const wire = createWire({ clock: jumpingClock(), random: () => 0.5, share: 1, concurrency: CONCURRENCY, timeout: 20_000 });
      const { ask, close } = await cloud.open(servers.get(name)?.endpoint ?? '', wire.tap);
      const caller = {
        target: 't0001',
        key: 'one',
        meaning: cloud.meaning,
        allowance: () => ({ bucket: 1e6, rate: 1e6 }),
        keep: (reply: KeptReply) => String(kept.push(toReply(reply)) - 1),
        numbers: { calls: 0, retries: 0 },
      };
      const answers = await Promise.all(plans.map((_, index) => wire.call(caller, 'x:Get', { index }, () => ask(`number-${index}`))));
      close();
      expect(answers.map(({ replies }) => replies.map((at) => kept[Number(at)]))).toMatchObject(
        plans.map(({ bad }, index) => [
          {
            input: { index },
            status: 200,
            attempt: 1 + bad.length,
            body: JSON.stringify(cloud.answer(`number-${index}`)),
          },
        ]),
      );
      expect(kept).toHaveLength(CALLS);
    }),
    { numRuns: 4 },
  );
});
