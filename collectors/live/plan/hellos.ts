import { curves, tls13Groups } from '../names/groups.ts';
import { tls12Signatures, tls13Signatures } from '../names/signatures.ts';
import { RENEGOTIATION_INFO_SCSV, type Suite, ssl2Suites, suites } from '../names/suites.ts';
import { type TlsVersion, versionCodes } from '../names/versions.ts';
import { extension, type Hello } from '../wire/client-hello.ts';

/**
 * Suites in one hello. There are servers that find more than 150 malformed. `small`: the hello stays under 256 bytes, as old middleboxes want,
 * some of which lose every hello between 256 and 511. `bare`: and it has no extension that a server of long ago does not know.
 */
export type Size = 'full' | 'small' | 'bare';
const AT_ONCE = { full: 128, small: 32, bare: 32 } as const;

const SMALL_GROUPS = curves.slice(0, 4);
const SMALL_SIGNATURES = [0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0601, 0x0201, 0x0203];

/** A hello of one version, with what goes with it. SSLv3 has no extensions, so that nothing else can be asked there. */
export function helloOf(
  version: TlsVersion,
  offered: readonly number[],
  serverName: string | undefined,
  size: Size,
  more: Partial<Hello> = {},
): Hello {
  if (version === 'SSLv2') return { version, suites: offered };
  if (version === 'TLSv1.3')
    return {
      version,
      suites: offered,
      serverName,
      groups: size === 'full' ? tls13Groups : SMALL_GROUPS,
      signatures: tls13Signatures,
      ...more,
    };
  const withScsv = [...offered, RENEGOTIATION_INFO_SCSV];
  if (version === 'SSLv3') return { version, suites: withScsv };
  return {
    version,
    serverName,
    groups: size === 'full' ? curves : SMALL_GROUPS,
    ...(version === 'TLSv1.2' ? { signatures: size === 'full' ? tls12Signatures : SMALL_SIGNATURES } : {}),
    ...(size === 'bare' ? {} : { extensions: [extension.extendedMasterSecret] }), // some servers insist on it (RFC 7627 §5.3)
    ...more,
    suites: more.suites ?? withScsv,
  };
}

/** Every suite that may be negotiated in a version, commonest first, in as many hellos as it takes. */
export function rowsOf(version: TlsVersion, size: Size): readonly (readonly number[])[] {
  if (version === 'SSLv2') return [[...ssl2Suites.keys()]];
  const all = [...suites.values()].filter((suite) => speaks(suite, version)).sort((a, b) => rank(a) - rank(b) || a.code - b.code);
  const rows = Math.ceil(all.length / AT_ONCE[size]);
  const length = Math.ceil(all.length / rows);
  return Array.from({ length: rows }, (_, row) => all.slice(row * length, (row + 1) * length).map(({ code }) => code));
}

function speaks({ from, to }: Suite, version: TlsVersion): boolean {
  return versionCodes[from] <= versionCodes[version] && versionCodes[version] <= versionCodes[to];
}

/** What nearly every server has one of comes first: the first hello then says whether the version is spoken. */
function rank({ keyExchange, authentication, cipher, export: weak }: Suite): number {
  const common = ['ECDHE', 'DHE', 'RSA', 'any'].includes(keyExchange) && ['RSA', 'ECDSA', 'any'].includes(authentication) && !weak;
  if (common && /^(AES|CHACHA20_POLY1305$)/.test(cipher) && !/CCM/.test(cipher)) return 0;
  if (common && /^(3DES|RC4_128)/.test(cipher)) return 1;
  return common ? 2 : 3;
}
