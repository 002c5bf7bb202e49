/** What modern clients would get. Only what decides the answer is like theirs: versions, suites, groups and schemes in their order. */
import { suites } from '../names/suites.ts';
import { type TlsVersion, versionCodes } from '../names/versions.ts';
import type { Probe } from '../probe/probe.ts';
import { extension, type Hello } from '../wire/client-hello.ts';
import { type Ask, type Asked, twice } from './asker.ts';

interface Client {
  readonly name: string;
  readonly versions: readonly TlsVersion[];
  readonly suites: readonly number[];
  readonly groups: readonly number[];
  /** Of which it sends a share. */
  readonly shares: readonly number[];
  readonly signatures: readonly number[];
}

const BOTH = ['TLSv1.3', 'TLSv1.2'] as const;
const ECDHE_AEAD = [0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8];
const RSA_ONLY = [0x009c, 0x009d, 0x002f, 0x0035];

/** Shapes as their makers document them, of late 2024. */
export const clients: readonly Client[] = [
  {
    name: 'Chrome 131',
    versions: BOTH,
    suites: [0x1301, 0x1302, 0x1303, ...ECDHE_AEAD, 0xc013, 0xc014, ...RSA_ONLY],
    groups: [0x11ec, 0x001d, 0x0017, 0x0018],
    shares: [0x11ec, 0x001d],
    signatures: [0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601],
  },
  {
    name: 'Firefox 132',
    versions: BOTH,
    suites: [0x1301, 0x1303, 0x1302, 0xc02b, 0xc02f, 0xcca9, 0xcca8, 0xc02c, 0xc030, 0xc00a, 0xc009, 0xc013, 0xc014, ...RSA_ONLY],
    groups: [0x11ec, 0x001d, 0x0017, 0x0018, 0x0019, 0x0100, 0x0101],
    shares: [0x11ec, 0x001d, 0x0017],
    signatures: [0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0203, 0x0201],
  },
  {
    name: 'Safari 18',
    versions: [...BOTH, 'TLSv1.1', 'TLSv1.0'],
    suites: [
      0x1301, 0x1302, 0x1303, 0xc02c, 0xc02b, 0xcca9, 0xc030, 0xc02f, 0xcca8, 0xc00a, 0xc009, 0xc014, 0xc013, 0x009d, 0x009c, 0x0035,
      0x002f, 0xc008, 0xc012, 0x000a,
    ],
    groups: [0x001d, 0x0017, 0x0018, 0x0019],
    shares: [0x001d],
    signatures: [0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601, 0x0201],
  },
  {
    name: 'OpenSSL 3.5',
    versions: BOTH,
    suites: [
      0x1302, 0x1303, 0x1301, 0xc02c, 0xc030, 0x009f, 0xcca9, 0xcca8, 0xccaa, 0xc02b, 0xc02f, 0x009e, 0xc024, 0xc028, 0x006b, 0xc023,
      0xc027, 0x0067, 0xc00a, 0xc014, 0x0039, 0xc009, 0xc013, 0x0033, 0x009d, 0x009c, 0x003d, 0x003c, 0x0035, 0x002f,
    ],
    groups: [0x11ec, 0x001d, 0x0017, 0x001e, 0x0018, 0x0019, 0x0100, 0x0101],
    shares: [0x11ec, 0x001d],
    signatures: [0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0809, 0x080a, 0x080b, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601],
  },
  {
    name: 'Java 21',
    versions: BOTH,
    suites: [
      0x1302, 0x1301, 0x1303, 0xc02c, 0xc02b, 0xcca9, 0xc030, 0xcca8, 0xc02f, 0x009f, 0xccaa, 0x00a3, 0x009e, 0x00a2, 0xc024, 0xc028,
      0xc023, 0xc027, 0x006b, 0x006a, 0x0067, 0x0040, 0xc00a, 0xc014, 0xc009, 0xc013, 0x0039, 0x0038, 0x0033, 0x0032, 0x009d, 0x009c,
      0x003d, 0x003c, 0x0035, 0x002f,
    ],
    groups: [0x001d, 0x0017, 0x0018, 0x0019, 0x001e, 0x0100, 0x0101, 0x0102, 0x0103, 0x0104],
    shares: [0x001d, 0x0017],
    signatures: [
      0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b, 0x0401, 0x0501, 0x0601, 0x0203, 0x0201,
    ],
  },
  {
    name: 'Go 1.23',
    versions: BOTH,
    suites: [0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc009, 0xc013, 0xc00a, 0xc014, 0x1301, 0x1302, 0x1303],
    groups: [0x6399, 0x001d, 0x0017, 0x0018, 0x0019],
    // The draft's share, which it sends as well, nobody takes any more.
    shares: [0x001d],
    signatures: [0x0804, 0x0403, 0x0807, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0503, 0x0603, 0x0201, 0x0203],
  },
];

/** Everything that a careful client has, strongest first. */
export const everything: Client = {
  name: 'everything',
  versions: [...BOTH, 'TLSv1.1', 'TLSv1.0'],
  suites: [0x1302, 0x1303, 0x1301, 0x1304, ...[...suites.values()].filter(careful).map(({ code }) => code)].slice(0, 120),
  groups: [0x11ec, 0x11ed, 0x11eb, 0x001d, 0x0017, 0x001e, 0x0018, 0x0019, 0x001a, 0x001b, 0x001c, 0x0100, 0x0101, 0x0102],
  shares: [0x11ec, 0x001d],
  signatures: [
    0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b, 0x0401, 0x0501, 0x0601, 0x0203, 0x0201,
  ],
};

/** What a client gets that names no server: heard as far as its certificate. */
export function withoutName(ask: Ask): Promise<Asked> {
  return simulate(ask, { ...everything, name: 'without-name' }, undefined, 'finished');
}

export function simulate(ask: Ask, client: Client, serverName: string | undefined, until: Probe['until'] = 'flight'): Promise<Asked> {
  const best = client.versions.reduce((a, b) => (versionCodes[a] > versionCodes[b] ? a : b));
  const hello: Hello = {
    version: best,
    versions: client.versions,
    suites: client.suites,
    serverName,
    groups: client.groups,
    signatures: client.signatures,
    shares: client.shares,
    extensions: [extension.extendedMasterSecret, extension.renegotiationInfo],
  };
  return twice(`client/${client.name}`, (id) => ask({ id, hello, until }));
}

function careful({
  from,
  keyExchange,
  authentication,
  bits,
  cipher,
  export: weak,
}: {
  readonly from: TlsVersion;
  readonly keyExchange: string;
  readonly authentication: string;
  readonly bits: number;
  readonly cipher: string;
  readonly export: boolean;
}): boolean {
  return (
    from !== 'TLSv1.3' &&
    ['ECDHE', 'DHE', 'RSA'].includes(keyExchange) &&
    ['RSA', 'ECDSA'].includes(authentication) &&
    bits >= 128 &&
    !weak &&
    /^(AES|CHACHA)/.test(cipher)
  );
}
