/** Parts of two accounts become one bundle with a timestamp; it is redacted, redacted again and packed, and is still what was sealed and when. */
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verify } from '../../src/commands/verify.ts';
import { makeAuthority, stamp } from '../bundle/tiny-authority.ts';
import { heardIo } from '../cli/heard-io.ts';
import { CLAIMS, openWorld, PROD, STAGING, type World } from '../truth/world.ts';

const authority = makeAuthority();
const region = { ec2: { volumes: [{ count: 3 }, { encrypted: false }] }, kms: { keys: { 'alias/aws/ebs': {} } } };
const regions = { 'eu-west-1': region, 'us-east-1': region };

let world: World;
let server: Server;
const bundles = ['merged', 'by-rules', 'public-of-rules', 'packed.zip'];

beforeAll(async () => {
  server = createServer((request, response) => {
    buffer(request).then((query) => {
      const at = query.indexOf(Buffer.from('0420', 'hex')) + 2;
      const how = { imprint: query.subarray(at, at + 32), nonce: query.subarray(at + 34, -3), at: new Date().toISOString() };
      response.writeHead(200, { 'content-type': 'application/timestamp-reply' }).end(stamp(authority, Buffer.alloc(0), how));
    }, response.destroy);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`;
  const accounts = {
    prod: { id: PROD, regions },
    staging: { id: STAGING, regions, roles: { evidence: { trusts: [PROD] } } },
  };
  world = await openWorld(
    { accounts },
    [CLAIMS.volumes, CLAIMS.keys],
    [
      'prod: { aws: { regions: all } }',
      `staging: { aws: { accounts: [{ role: "arn:aws:iam::${STAGING}:role/evidence" }], regions: all } }`,
    ],
  );
  await writeFile(
    join(world.directory, 'rules.yaml'),
    'version: 1\nwithhold: [{ stream: [replies, run.replies] }, { subject: "*:volume/*" }, { kind: encryption-key }]\n',
  );
  await writeFile(join(world.directory, 'roots.pem'), authority.root.certificate.toString());
  await writeFile(join(world.directory, 'others.pem'), makeAuthority().root.certificate.toString());
  const done = async (args: readonly string[], fine = 0): Promise<string> => {
    const { code, stdout, stderr } = await world.run(args);
    if (code !== fine) throw new Error(`${args.join(' ')}: exit ${code}\n${stderr}`);
    return stdout.trimEnd().split('\n').at(-1) ?? '';
  };
  await done(['plan', '--resolve', '--out', 'plan.json']);
  const parts: string[] = [];
  for (const shard of ['1/2', '2/2'])
    parts.push(await done(['scan', '--plan', 'plan.json', '--shard', shard, '--out', 'parts', '--share', '100']));
  await done(['merge', ...parts, '--plan', 'plan.json', '--out', 'merged', '--timestamp', url], 3);
  await done(['redact', 'merged', '--profile', 'rules.yaml', '--out', 'by-rules']);
  await done(['redact', 'by-rules', '--profile', 'public', '--out', 'public-of-rules']);
  await done(['pack', 'by-rules', '--out', 'packed.zip']);
});
afterAll(async () => {
  server.close();
  await world[Symbol.asyncDispose]();
});

/** The exit code, and the answer to each question. */
async function answers(bundle: string, trust: { readonly roots?: string; readonly revoked?: string }) {
  const { roots = 'roots.pem', revoked } = trust;
  const key = {
    name: 'Example Ltd',
    key: 'claimcheck.pub',
    ...(revoked === undefined ? {} : { revoked: { since: revoked, reason: 'lost' } }),
  };
  const text = { version: 1, keys: [key], timestampAuthorities: [{ name: 'Example Time', roots }] };
  await writeFile(join(world.directory, 'trust.json'), JSON.stringify(text));
  const { io, stdout } = heardIo(world.directory);
  const code = await verify(bundle, { trust: 'trust.json', json: true }, io);
  return { ...JSON.parse(stdout()), code };
}

describe.each(bundles)('%s', (bundle) => {
  test('is signed, stamped and whole', async () => {
    const told = await answers(bundle, {});
    expect(told).toMatchObject({ code: 0, holds: true, signature: 'yes', timestamp: 'yes', signer: 'yes', integrity: 'yes' });
    expect(told.verdicts).toBe(bundle === 'merged' ? 'yes' : 'not-checked');
  });

  test('is stamped by nobody, where the authority is another', async () => {
    expect((await answers(bundle, { roots: 'others.pem' })).timestamp).not.toBe('yes');
  });

  test('is trusted where the key was revoked later, and not where it was revoked before', async () => {
    const [before, later] = [Date.now() - 3_600_000, Date.now() + 3_600_000].map((at) => new Date(at).toISOString());
    expect(await answers(bundle, { revoked: later ?? '' })).toMatchObject({ code: 0, signer: 'yes' });
    expect(await answers(bundle, { revoked: before ?? '' })).toMatchObject({ code: 5, signer: 'no' });
  });
});

test('manifest and attestation are the same bytes in every redaction', async () => {
  for (const file of ['manifest.json', 'attestation.sigstore.json']) {
    const [merged, ...others] = await Promise.all(
      bundles.slice(0, 3).map((bundle) => readFile(join(world.directory, bundle, file), 'utf8')),
    );
    expect(others).toEqual([merged, merged]);
  }
});

test('the timestamp of another signature is none of this one', async () => {
  const path = join(world.directory, 'by-rules/attestation.sigstore.json');
  const text = await readFile(path, 'utf8');
  const foreign = stamp(authority, Buffer.from('another signature')).toString('base64');
  await writeFile(path, text.replace(/"signedTimestamp":"[^"]*"/, `"signedTimestamp":"${foreign}"`));
  expect(await answers('by-rules', {})).toMatchObject({ code: 5, timestamp: 'no' });
  await writeFile(path, text);
});
