import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** What sort of address it is (IANA's special-purpose address registries). */
export type AddressRange = 'public' | 'private' | 'loopback' | 'link-local' | 'reserved';

const BLOCKS: Readonly<Record<Exclude<AddressRange, 'public'>, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  // 100.64/10: carrier-grade NAT (RFC 6598); fec0: site-local, which some networks still have.
  private: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7', 'fec0::/10'],
  'link-local': ['169.254.0.0/16', 'fe80::/10'],
  reserved: [
    '0.0.0.0/8',
    '192.0.0.0/24',
    '192.0.2.0/24',
    '198.18.0.0/15',
    '198.51.100.0/24',
    '203.0.113.0/24',
    '224.0.0.0/3',
    '::/128',
    '100::/64',
    '2001:db8::/32',
    'ff00::/8',
  ],
};

const names = ['loopback', 'private', 'link-local', 'reserved'] as const satisfies readonly (keyof typeof BLOCKS)[];
const lists = names.map((name) => {
  const list = new BlockList();
  for (const block of BLOCKS[name]) {
    const [network = '', bits] = block.split('/');
    list.addSubnet(network, Number(bits), isIPv6(network) ? 'ipv6' : 'ipv4');
  }
  return list;
});

/** An IPv4 address in the clothes of IPv6 (mapped, NAT64, 6to4) counts as what it stands for. */
export function rangeOf(address: string): AddressRange {
  const plain = address.replace(/%.*$/, '');
  const inner = isIPv4(plain) ? undefined : ipv4Within(plain);
  const looked = inner ?? plain;
  const index = lists.findIndex((list) => list.check(looked, isIPv4(looked) ? 'ipv4' : 'ipv6'));
  return names[index] ?? 'public';
}

function ipv4Within(address: string): string | undefined {
  const words = ipv6Words(address);
  const [first = 0, second = 0, third = 0] = words;
  const last = words.slice(6);
  if (words.slice(0, 5).every((word) => word === 0) && words[5] === 0xffff) return dotted(last);
  // ::1 and :: are addresses of their own.
  if (words.slice(0, 6).every((word) => word === 0) && (last[0] ?? 0) > 0) return dotted(last);
  if (first === 0x64 && second === 0xff9b) return dotted(last);
  return first === 0x2002 ? dotted([second, third]) : undefined;
}

function dotted(words: readonly number[]): string {
  return words.flatMap((word) => [word >> 8, word & 0xff]).join('.');
}

function ipv6Words(address: string): number[] {
  // The URL parser writes every IPv6 address in one form, dotted tails included.
  const text = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = '', tail] = text.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after].map((word) => Number.parseInt(word, 16));
}
