import { CannotObserve, type Meaning } from 'claimcheck/plugin';

/** Codes of Node's "Common system errors" and of its resolver (getaddrinfo, c-ares) that a second try does not help against. */
const LASTING = new Set(['ENOTFOUND', 'ENODATA', 'EAI_NONAME', 'EACCES', 'EPERM']);
const NETWORK = /^(E[A-Z]+|EAI_[A-Z]+|ABORT_ERR)$/;

/** What an error before or under the handshake means. Handshakes that are refused never get here: they are answers. */
export function meaning(error: unknown): Meaning {
  if (error instanceof CannotObserve) return { reason: error.reason, retry: false, code: error.code };
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  if (code !== undefined && NETWORK.test(code)) return { reason: 'unreachable', retry: !LASTING.has(code), code };
  return { reason: 'bug', retry: false, code };
}
