/** Whom we may talk to: the hosts that somebody named, and none of this network's own where that is asked for. */
import { lookup } from 'node:dns/promises';
import { BlockList, isIP, isIPv4 } from 'node:net';

/** What sort of address it is: IANA's registries of special-purpose addresses (RFC 6890), and multicast. */
export type AddressRange = 'public' | 'private' | 'loopback' | 'link-local' | 'reserved';

export interface ConnectionPolicy {
  /** Host names in lower case, and addresses without brackets. Undefined: any. */
  readonly hosts: ReadonlySet<string> | undefined;
  /** Only public addresses. */
  readonly denyPrivate: boolean;
  /** Every address of a name; throws an error with a code. Left out: this system's resolver. */
  readonly resolve?: (host: string) => Promise<readonly string[]>;
}

export type Denial = 'denied-host' | 'denied-address';

/** Why a connection was not made. */
export class ConnectionDenied extends Error {
  override readonly name = 'ConnectionDenied';
  readonly code: Denial;

  constructor(code: Denial, host: string) {
    super(code === 'denied-host' ? `${host} is none of the hosts that were named` : `${host} has an address that is not public`);
    this.code = code;
  }
}

/**
 * The addresses to connect to, looked up now: a name may have others than a moment ago. Connect to these and do not look it up again.
 * One that is not public denies the name, whatever others it has: which of them is taken is chance.
 */
export async function addressesOf(host: string, policy: ConnectionPolicy): Promise<readonly string[]> {
  if (policy.hosts !== undefined && !policy.hosts.has(host.toLowerCase())) throw new ConnectionDenied('denied-host', host);
  const found = isIP(host) !== 0 ? [host] : await (policy.resolve ?? resolveHere)(host);
  if (policy.denyPrivate && found.some((address) => addressRange(address) !== 'public')) throw new ConnectionDenied('denied-address', host);
  return found;
}

async function resolveHere(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true, order: 'verbatim' })).map(({ address }) => address);
}

const RANGES: readonly (readonly [Exclude<AddressRange, 'public'>, string])[] = [
  ['loopback', '127.0.0.0/8 ::1/128'],
  ['link-local', '169.254.0.0/16 fe80::/10'],
  // RFC 1918, shared address space (RFC 6598), unique local (RFC 4193), and the site-local addresses before them.
  ['private', '10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 100.64.0.0/10 fc00::/7 fec0::/10'],
  [
    'reserved',
    '0.0.0.0/8 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 ' +
      // Translations that cannot be looked through (RFC 8215), documentation, benchmarks, segment routing, multicast.
      '::/128 64:ff9b:1::/48 100::/64 2001::/23 2001:db8::/32 3fff::/20 5f00::/16 ff00::/8',
  ],
];

const lists = RANGES.map(([range, subnets]) => {
  const list = new BlockList();
  for (const subnet of subnets.split(' ')) {
    const [network = '', bits] = subnet.split('/');
    list.addSubnet(network, Number(bits), isIPv4(network) ? 'ipv4' : 'ipv6');
  }
  return [range, list] as const;
});

/** IPv6 addresses that stand for an IPv4 one are what that one is: mapped, compatible, translated (RFC 6052), 6to4. */
export function addressRange(address: string): AddressRange {
  const [plain = ''] = address.split('%');
  if (isIPv4(plain)) return listed(plain, 'ipv4');
  const own = listed(plain, 'ipv6');
  const inner = own === 'public' ? embedded(plain) : undefined;
  return inner === undefined ? own : listed(inner, 'ipv4');
}

function listed(address: string, family: 'ipv4' | 'ipv6'): AddressRange {
  return lists.find(([, list]) => list.check(address, family))?.[0] ?? 'public';
}

function embedded(address: string): string | undefined {
  const groups = groupsOf(address);
  const dotted = (high: number, low: number) => [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');
  const [first = 0, second = 0, third = 0] = groups;
  const [high = 0, low = 0] = groups.slice(6);
  if (first === 0x2002) return dotted(second, third);
  const isTranslated = first === 0x64 && second === 0xff9b && groups.slice(2, 6).every((group) => group === 0);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && (groups[5] === 0 || groups[5] === 0xffff);
  return isTranslated || isMapped ? dotted(high, low) : undefined;
}

/** The URL parser writes an IPv6 address in one canonical form. */
function groupsOf(address: string): readonly number[] {
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const read = (text: string) => (text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16)));
  const [left, right] = [read(head), read(tail ?? '')];
  return [...left, ...Array.from({ length: 8 - left.length - right.length }, () => 0), ...right];
}
