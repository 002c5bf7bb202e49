import { isIP, isIPv4, isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';
import type { UpgradeFrom } from './probe/upgrade.ts';

/** Where TLS is spoken. `host` is a DNS name in lower-case ASCII, or an IP literal without brackets. */
export interface EndpointAddress {
  readonly host: string;
  readonly port: number;
  /** The protocol that TLS is started from. Absent: TLS from the first byte. */
  readonly upgradedFrom?: UpgradeFrom;
}

const PORTS: Readonly<Record<UpgradeFrom | 'https', number>> = { https: 443, smtp: 25, imap: 143, pop3: 110, postgres: 5432 };
const LABEL = /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/;

/**
 * Reads "host:443", "[::1]:443", "https://host[:port]" and "smtp://host[:port]" (imap, pop3, postgres); `port` is that of a host without one.
 * Throws a TypeError that says what was expected, without repeating the text.
 * Numbers that only some resolvers take for addresses ("127.1", "0x7f000001") are refused, as are names in which a path or a user hides.
 */
export function parseEndpoint(text: string, port?: number): EndpointAddress {
  const [, written, rest = text] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/i.exec(text) ?? [];
  const scheme = written?.toLowerCase();
  if (scheme !== undefined && !isScheme(scheme)) throw new TypeError(`unknown scheme; expected one of ${Object.keys(PORTS).join(', ')}`);
  const authority = scheme === undefined ? rest : rest.replace(/\/$/, '');
  const match = /^(?:\[([0-9a-f:.]+)\]|([^:/?#@%\s[\]]+))(?::(\d{1,5}))?$/i.exec(authority);
  if (match === null) throw new TypeError('expected "host:port", "[IPv6]:port" or "https://host[:port]", without user, path or query');
  const [, v6, name, digits] = match;
  const usual = scheme === undefined ? port : PORTS[scheme];
  if (digits === undefined && usual === undefined) throw new TypeError('expected a port after the host: "host:443"');
  return {
    host: v6 === undefined ? hostName(name ?? '') : ipv6(v6),
    port: digits === undefined ? (usual ?? 0) : portNumber(digits),
    ...(scheme === undefined || scheme === 'https' ? {} : { upgradedFrom: scheme }),
  };
}

function isScheme(scheme: string): scheme is keyof typeof PORTS {
  return Object.hasOwn(PORTS, scheme);
}

/** "api.example.com:443", "[2001:db8::1]:443", "smtp://mx.example.com:25": the endpoint's name in every record. */
export function endpointName({ host, port, upgradedFrom }: EndpointAddress): string {
  return `${upgradedFrom === undefined ? '' : `${upgradedFrom}://`}${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
}

/** The server name to send: RFC 6066 §3 allows DNS names only. */
export function serverName({ host }: EndpointAddress): string | undefined {
  return isIP(host) === 0 ? host : undefined;
}

function portNumber(digits: string): number {
  const port = Number(digits);
  if (port < 1 || port > 65_535) throw new TypeError('expected a port from 1 to 65535');
  return port;
}

function ipv6(text: string): string {
  if (!isIPv6(text)) throw new TypeError('expected an IPv6 address in the brackets');
  // The URL parser writes an IPv6 address in its one canonical form (RFC 5952).
  return new URL(`http://[${text}]`).hostname.slice(1, -1);
}

function hostName(text: string): string {
  if (isIPv4(text)) return text;
  const host = domainToASCII(text).replace(/\.$/, '');
  const labels = host.split('.');
  const wellFormed = host.length <= 253 && labels.every((label) => LABEL.test(label));
  // A last label of digits, or of 0x and digits, makes it a number for resolvers, not a name.
  if (!wellFormed || isIPv4(host) || /^(\d+|0x[0-9a-f]*)$/.test(labels.at(-1) ?? ''))
    throw new TypeError('expected a host name or an IP address');
  return host;
}
