import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { aws } from '../../../collectors/aws/source.ts';
import { ACCOUNT, IDENTITY, openWire, resolve, useCredentials } from './looking.ts';
import { ec2Error, type Script, startLoopback, stsError, stsXml, xml } from './loopback.ts';

const ROLE = 'arn:aws:iam::111122223333:role/evidence';
const OTHER = 'arn:aws:iam::444455556666:role/evidence';

function regions(byName: Readonly<Record<string, string>>): Script {
  return {
    'ec2:DescribeRegions': () =>
      xml('DescribeRegions', { regionInfo: Object.entries(byName).map(([regionName, optInStatus]) => ({ regionName, optInStatus })) }),
  };
}

/** Assumes any role; the account of its credentials stands in their key. */
const ASSUME: Script = {
  'sts:AssumeRole': ({ input }) => {
    const account = String(input.RoleArn).split(':')[4];
    const Credentials = {
      AccessKeyId: `ASIA${account}`,
      SecretAccessKey: 'secret-of-the-role',
      SessionToken: 'token-of-the-role',
      Expiration: '2099-01-01T00:00:00Z',
    };
    return stsXml('AssumeRole', {
      Credentials,
      AssumedRoleUser: { AssumedRoleId: 'AROA', Arn: `arn:aws:sts::${account}:assumed-role/evidence/claimcheck` },
    });
  },
  'sts:GetCallerIdentity': ({ accessKey }) => {
    const Account = accessKey.slice(4);
    return stsXml('GetCallerIdentity', { Account, Arn: `arn:aws:sts::${Account}:assumed-role/evidence/claimcheck`, UserId: 'AROA' });
  },
};

describe('the account of the ambient credentials', () => {
  test('is named by its number, with who looked', async () => {
    const { resolved } = await resolve(IDENTITY, {});
    expect(resolved).toMatchObject([
      { name: ACCOUNT, identity: `arn:aws:iam::${ACCOUNT}:user/evidence`, regions: ['eu-west-1'], exclusions: [] },
    ]);
    expect(resolved[0]?.gap).toBeUndefined();
  });

  test('all regions are asked for, disabled ones among them', async () => {
    const { asked } = await resolve(IDENTITY, {});
    expect(asked.find(({ call }) => call === 'ec2:DescribeRegions')?.input).toMatchObject({ AllRegions: 'true' });
  });
});

describe('A-REG: regions', () => {
  const three = regions({ 'us-east-1': 'opt-in-not-required', 'af-south-1': 'opted-in', 'me-south-1': 'not-opted-in' });

  test("enabled ones are walked in order; disabled ones are excluded by the provider's own reply", async () => {
    const { resolved } = await resolve({ ...IDENTITY, ...three }, { regions: 'all' });
    expect(resolved[0]?.regions).toEqual(['af-south-1', 'us-east-1']);
    expect(resolved[0]?.exclusions).toMatchObject([{ region: 'me-south-1', reason: 'region-disabled', from: [{ replies: ['hash-2'] }] }]);
  });

  test('a region whose status we do not know is walked', async () => {
    const { resolved } = await resolve({ ...IDENTITY, ...regions({ 'us-east-1': 'something-new' }) }, {});
    expect(resolved[0]).toMatchObject({ regions: ['us-east-1'], exclusions: [] });
  });

  test('those that the config leaves out are excluded by it', async () => {
    const { resolved } = await resolve(
      { ...IDENTITY, ...three },
      { regions: { only: ['us-east-1'], because: 'the policy denies the rest' } },
    );
    expect(resolved[0]?.regions).toEqual(['us-east-1']);
    expect(resolved[0]?.exclusions).toMatchObject([
      { region: 'me-south-1', reason: 'region-disabled' },
      { region: 'af-south-1', reason: 'by-config' },
    ]);
  });

  test('a region that the config asks for and the provider does not list is walked', async () => {
    const { resolved } = await resolve({ ...IDENTITY, ...three }, { regions: { only: ['eu-west-9'], because: 'a slip' } });
    expect(resolved[0]?.regions).toEqual(['eu-west-9']);
  });

  test('a denied listing leaves all regions unknown, and says why', async () => {
    const { resolved } = await resolve({ ...IDENTITY, 'ec2:DescribeRegions': () => ec2Error(403, 'UnauthorizedOperation') }, {});
    expect(resolved).toMatchObject([
      { name: ACCOUNT, regions: ['*'], exclusions: [], gap: { reason: 'denied', call: 'ec2:DescribeRegions' } },
    ]);
  });

  test('a denied listing does not matter where the config names the regions', async () => {
    const { resolved } = await resolve(
      { ...IDENTITY, 'ec2:DescribeRegions': () => ec2Error(403, 'UnauthorizedOperation') },
      { regions: { only: ['eu-west-1'], because: 'the policy denies the rest' } },
    );
    expect(resolved).toMatchObject([{ regions: ['eu-west-1'], exclusions: [{ region: '*', reason: 'by-config', from: [] }] }]);
    expect(resolved[0]?.gap).toBeUndefined();
  });

  test('an empty list of regions is malformed, and never an account without any', async () => {
    const { resolved } = await resolve({ ...IDENTITY, ...regions({}) }, {});
    expect(resolved[0]?.regions).toEqual(['*']);
    expect(resolved[0]?.gap).toBeDefined();
  });
});

describe('where the first calls go', () => {
  const first = async (body: unknown, env: Readonly<Record<string, string>>) => (await resolve(IDENTITY, body, env)).asked[0]?.region;

  test("to the environment's region", async () =>
    expect(await first({}, { AWS_REGION: 'eu-north-1', AWS_DEFAULT_REGION: 'eu-west-3' })).toBe('eu-north-1'));
  test('to its default region', async () => expect(await first({}, { AWS_DEFAULT_REGION: 'eu-west-3' })).toBe('eu-west-3'));
  test('to one of those asked for', async () =>
    expect(await first({ regions: { only: ['sa-east-1'], because: 'x' } }, {})).toBe('sa-east-1'));
  test('to us-east-1', async () => expect(await first({}, {})).toBe('us-east-1'));
  test('into the partition of the role', async () => {
    const { asked } = await resolve(
      { ...ASSUME, ...regions({ 'cn-north-1': 'opted-in' }) },
      { accounts: [{ role: 'arn:aws-cn:iam::111122223333:role/evidence' }] },
    );
    expect(asked[0]?.region).toBe('cn-north-1');
  });
});

describe('roles', () => {
  test('are assumed with their external id, once for all regions', async () => {
    const { resolved, asked } = await resolve(
      { ...ASSUME, ...regions({ 'us-east-1': 'opted-in' }) },
      { accounts: [{ role: OTHER, externalId: 'abc' }] },
    );
    expect(resolved).toMatchObject([{ name: '444455556666', identity: 'arn:aws:sts::444455556666:assumed-role/evidence/claimcheck' }]);
    const assumed = asked.filter(({ call }) => call === 'sts:AssumeRole');
    expect(assumed.map(({ input }) => input)).toMatchObject([{ RoleArn: OTHER, ExternalId: 'abc', RoleSessionName: 'claimcheck' }]);
  });

  test("one that is denied is its own gap, and no other account's", async () => {
    const { resolved } = await resolve(
      {
        ...ASSUME,
        ...regions({ 'us-east-1': 'opted-in' }),
        'sts:AssumeRole': (asked, nth) =>
          asked.input.RoleArn === ROLE ? stsError(403, 'AccessDenied') : (ASSUME['sts:AssumeRole']?.(asked, nth) ?? { body: '' }),
      },
      { accounts: [{ role: ROLE }, { role: OTHER }] },
    );
    expect(resolved).toMatchObject([
      { name: ACCOUNT, regions: ['*'], gap: { reason: 'denied', call: 'sts:AssumeRole', code: 'AccessDenied' } },
      { name: '444455556666', regions: ['us-east-1'] },
    ]);
    expect(resolved.map(({ noCredentials }) => noCredentials === true)).toEqual([false, false]);
  });

  test('ARNs are of the partition that the identity is in', async () => {
    const { resolved } = await resolve(
      {
        'sts:GetCallerIdentity': () =>
          stsXml('GetCallerIdentity', { Account: ACCOUNT, Arn: `arn:aws-us-gov:iam::${ACCOUNT}:user/evidence`, UserId: 'U' }),
        ...regions({ 'us-gov-west-1': 'opted-in' }),
      },
      {},
    );
    expect(resolved[0]?.open('us-gov-west-1')).toMatchObject({ partition: 'aws-us-gov' });
  });
});

describe('credentials', () => {
  test('none at all is told apart from every other fault', async () => {
    const { resolved } = await resolve(IDENTITY, {}, { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined });
    expect(resolved).toMatchObject([{ noCredentials: true, gap: { reason: 'denied', code: 'CredentialsProviderError' } }]);
  });

  test('that are refused themselves are as good as none', async () => {
    const { resolved } = await resolve({ 'sts:GetCallerIdentity': () => stsError(403, 'InvalidClientTokenId') }, {});
    expect(resolved).toMatchObject([{ noCredentials: true, gap: { reason: 'denied', code: 'InvalidClientTokenId' } }]);
  });

  test('a server that cannot be reached says nothing about them', async () => {
    const { resolved } = await resolve({ 'sts:GetCallerIdentity': () => ({ status: 503, body: '' }) }, {});
    expect(resolved).toMatchObject([{ noCredentials: false, gap: { reason: 'unreachable' } }]);
  });

  test('of a role never stand in a reply', async () => {
    const { replies, asked } = await resolve(
      { ...ASSUME, ...regions({ 'us-east-1': 'opted-in' }) },
      { accounts: [{ role: ROLE, externalId: 'abc' }] },
    );
    expect(asked.map(({ call }) => call)).toContain('sts:AssumeRole');
    expect(replies.map(({ call }) => call)).toEqual(['sts:GetCallerIdentity', 'ec2:DescribeRegions']);
    expect(JSON.stringify(replies)).not.toMatch(/secret-of|token-of/);
  });

  test('of a role never stand in a reply even where they are fetched inside of a call', async () => {
    const server = await startLoopback({ ...ASSUME, ...regions({ 'us-east-1': 'opted-in' }) });
    useCredentials(server.url);
    const bodies: string[] = [];
    const tap = {
      ...openWire().tap,
      saw: ({ body }: { body: Uint8Array }) => bodies.push(Buffer.from(body).toString()),
      outside: <T>(work: () => T) => work(),
    };
    try {
      await aws.resolve(
        { accounts: [{ role: ROLE }] },
        { tap, base: '/', env: {}, call: async (_name, input, ask, shape) => ({ data: shape.parse(await ask(input)), replies: [] }) },
      );
    } finally {
      await server.close();
      vi.unstubAllEnvs();
    }
    expect(bodies).toHaveLength(2);
    expect(bodies.join()).not.toMatch(/secret-of|token-of/);
  });

  test("are fetched outside of every call: the environment's, and the role's", async () => {
    const server = await startLoopback({ ...ASSUME, ...regions({ 'us-east-1': 'opted-in' }) });
    useCredentials(server.url);
    const { tap, call } = openWire();
    let open = 0;
    let inside = 0;
    const watched = {
      ...tap,
      outside: <T>(work: () => T) =>
        tap.outside(() => {
          open += 1;
          if (tap.signal() !== undefined) inside += 1;
          return work();
        }),
    };
    const caller = {
      target: 't',
      key: 't',
      meaning: aws.meaning,
      allowance: aws.allowance,
      numbers: { calls: 0, retries: 0 },
      keep: () => '',
    };
    try {
      await aws.resolve(
        { accounts: [{ role: ROLE }] },
        {
          tap: watched,
          base: '/',
          env: {},
          call: async (name, input, ask, shape) => ({ data: shape.parse((await call(caller, name, input, ask)).value), replies: [] }),
        },
      );
    } finally {
      await server.close();
      vi.unstubAllEnvs();
    }
    expect({ open, inside }).toEqual({ open: 2, inside: 0 });
  });

  test('of a web identity never stand in a reply', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'claimcheck-'));
    const file = join(folder, 'token');
    writeFileSync(file, 'token-of-the-pod');
    const web: Script = {
      // An unsigned call, so that the server cannot tell the service from the signature.
      ':AssumeRoleWithWebIdentity': () =>
        stsXml('AssumeRoleWithWebIdentity', {
          Credentials: {
            AccessKeyId: `ASIA${ACCOUNT}`,
            SecretAccessKey: 'secret-of-the-pod',
            SessionToken: 'token-of-the-session',
            Expiration: '2099-01-01T00:00:00Z',
          },
        }),
    };
    try {
      const env = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined, AWS_WEB_IDENTITY_TOKEN_FILE: file, AWS_ROLE_ARN: ROLE };
      const { resolved, replies, asked } = await resolve({ ...ASSUME, ...web, ...regions({ 'us-east-1': 'opted-in' }) }, {}, env);
      expect(resolved).toMatchObject([{ name: ACCOUNT }]);
      expect(asked.map(({ call }) => call)).toContain(':AssumeRoleWithWebIdentity');
      expect(JSON.stringify(replies)).not.toMatch(/secret-of|token-of/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('the entry in the config', () => {
  test('is outlined without network: accounts by their roles', () => {
    expect(
      aws.outline({ accounts: [{ role: ROLE }, { role: OTHER, externalId: 'abc' }], regions: { only: ['eu-west-1'], because: 'x' } }),
    ).toEqual([
      { name: ACCOUNT, regions: ['eu-west-1'] },
      { name: '444455556666', regions: ['eu-west-1'] },
    ]);
    expect(aws.outline({})).toEqual([{ name: 'own account', regions: ['*'] }]);
  });

  test.each([{}, { regions: 'all' }, { accounts: [{ role: 'arn:aws-us-gov:iam::111122223333:role/path/evidence' }] }])(
    '%o is right',
    (body) => {
      expect(aws.body.safeParse(body).success).toBe(true);
    },
  );

  test.each([
    { accounts: [] },
    { accounts: [{ role: 'arn:aws:iam::111122223333:user/evidence' }] },
    { accounts: [{ role: 'evidence' }] },
    { regions: { only: ['eu-west-1'] } },
    { regions: { only: [], because: 'x' } },
    { regions: 'some' },
    { account: ROLE },
  ])('%o is wrong', (body) => {
    expect(aws.body.safeParse(body).success).toBe(false);
  });

  test.each([
    [{ organization: true }, 'role'],
    [{ organization: true, role: 'evidence', accounts: [{ role: ROLE }] }, 'accounts'],
    [{ role: 'evidence' }, 'role'],
    [{ externalId: 'abc' }, 'externalId'],
    [{ organization: true, role: ROLE }, 'role'],
  ])('%o is wrong at %s', (entry, path) => {
    expect(aws.body.safeParse(entry).error?.issues.map((issue) => issue.path)).toEqual([[path]]);
  });

  test('an organization is one name before it is asked', () => {
    expect(aws.outline({ organization: true, role: 'evidence' })).toEqual([{ name: 'organization', regions: ['*'] }]);
  });
});

describe('the SDK', () => {
  const folder = new URL('../../../', import.meta.url);
  function loaded(code: string): readonly string[] {
    const script = `
      import { createRequire } from 'node:module';
      const { aws } = await import(${JSON.stringify(new URL('collectors/aws/index.ts', folder).href)});
      const { clientsOf } = await import(${JSON.stringify(new URL('collectors/aws/session.ts', folder).href)});
      const tap = { saw: () => {}, signal: () => undefined, outside: (work) => work() };
      const session = clientsOf(async () => ({ accessKeyId: 'a', secretAccessKey: 'b' }), tap, true).open('eu-west-1', 'aws');
      ${code}
      const { cache } = createRequire(import.meta.url);
      const packages = Object.keys(cache).map((file) => /node_modules\\/(@(?:aws-sdk|smithy)\\/[^/]+)/.exec(file)?.[1]);
      console.log(JSON.stringify([aws.sources.length, ...new Set(packages.filter(Boolean))]));
    `;
    const [, ...packages] = JSON.parse(
      execFileSync(process.execPath, ['--input-type=module', '--eval', script], { cwd: folder, encoding: 'utf8' }),
    );
    return packages;
  }

  test('is not loaded with the plugin', () => {
    expect(loaded('')).toEqual([]);
  });

  test('EC2 is not loaded where only KMS is asked', () => {
    const packages = loaded(`await session.client('kms');`);
    expect(packages).toContain('@aws-sdk/client-kms');
    expect(packages).not.toContain('@aws-sdk/client-ec2');
  });
});
