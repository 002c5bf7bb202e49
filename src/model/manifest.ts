/** The manifest of a bundle, public for ever, and the bounds and the head of its lines. */
import type { Fact, Instant, Origin } from './facts.ts';
import type { Counts, Verdict } from './judgements.ts';

/**
 * What one line of a bundle may have, its LF not counted: bytes (replies are longer than other records), commas outside of texts, and objects and
 * arrays inside one another. What is parsed of a line then fits into some megabytes, beside its texts.
 */
export const LINE_LIMITS = { record: 8 << 20, reply: 64 << 20, commas: 1 << 18, depth: 128 } as const;

export interface ManifestClaim {
  /** For a private claim an opaque id. */
  readonly id: string;
  readonly quote?: string;
  /** Of a private claim: hex SHA-256 of salt ‖ quote; the salt stands in the claim's line of run.jsonl. */
  readonly quoteDigest?: string;
  readonly verdict: Verdict;
  readonly counts: Counts;
  /** "soc2:CC6.1": the checks' own and the claim's, sorted. */
  readonly controls: readonly string[];
  /** "encrypted-at-rest@1", sorted. */
  readonly checks: readonly string[];
}

export interface ManifestStream {
  readonly name: string;
  readonly file: string;
  /** Lines. */
  readonly size: number;
  readonly bytes: number;
  /** Hex: RFC 6962 root of the lines, and SHA-256 of the whole file. */
  readonly root: string;
  readonly sha256: string;
}

export interface Manifest {
  readonly formatVersion: 1;
  readonly run: { readonly id: string; readonly startedAt: Instant; readonly judgedAt: Instant; readonly complete: boolean };
  readonly tool: { readonly name: string; readonly version: string; readonly digest: string };
  /** Replies and sweeps by origin. */
  readonly origins: Readonly<Partial<Record<Origin, number>>>;
  readonly records: Readonly<Record<Fact['record'], number>>;
  readonly claims: readonly ManifestClaim[];
  readonly streams: readonly ManifestStream[];
  readonly previous: { readonly digest: string; readonly sequence: number } | null;
}

/** The first line of run.jsonl. */
export interface Run {
  readonly record: 'run';
  readonly id: string;
  readonly page?: { readonly name: string; readonly url?: string };
  readonly startedAt: Instant;
  readonly judgedAt: Instant;
  /** `--claims` or `--targets` chose a subset. */
  readonly subset: boolean;
  readonly environment: { readonly node: string; readonly platform: string };
  readonly tool: Manifest['tool'];
}
