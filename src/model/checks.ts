/** Kinds and checks: the types of pure functions. */
import type { Instant } from './facts.ts';

/** The shape of one sort of observation, neutral of cloud: the only contract between collectors and checks. */
export interface Kind<Data = unknown> {
  readonly id: string;
  readonly means: string;
  /** Throws where the shape is wrong. */
  readonly parse: (raw: unknown) => Data;
  /** Paths in the data that hold subject references: "key", "copies.vault" (arrays are walked). */
  readonly references: readonly string[];
  /** The data's own field names: what a gap's `fields` and a check's `reads` may name. */
  readonly fields: readonly string[];
}

/** What a check answers for one observation. Texts are for people and hold facts only, no names. */
export type Answer =
  | { readonly is: 'holds' }
  | { readonly is: 'contradicts'; readonly why: string }
  | { readonly is: 'not-applicable'; readonly why: string }
  | { readonly is: 'unseen'; readonly field: string };

/** A control of a framework: "soc2:CC6.1". */
export interface ControlRef {
  readonly id: string;
  /** `agreed`: two independent mappings say so; `single`: one; `general`: common knowledge, unchecked. */
  readonly confidence: 'agreed' | 'single' | 'general';
  /** Letters of the sources in docs/controls.md. */
  readonly source: string;
}

/** A check with its parameters settled, ready for a million observations. */
export interface BoundCheck {
  /** The fields of the kind's data that the answer depends on. */
  readonly reads: readonly string[];
  /** Where the parameters change what the check's own say: "at least" needs one that shows it, "at most" needs all. */
  readonly grouping?: { readonly mode: 'each' } | { readonly mode: 'some'; readonly per: 'account' | 'region' | 'subject' };
  /** Throws (a ZodError) where `data` is not of the check's kind. */
  readonly judge: (data: unknown, seen: { readonly at: Instant }) => Answer;
}

/** Pure and versioned. `each`: every observation must hold. `some`: one that holds settles its group. */
export interface Check {
  readonly id: string;
  readonly version: number;
  /** One line: what is asserted. */
  readonly says: string;
  readonly kind: Kind;
  readonly mode: 'each' | 'some';
  /** For `some`: what one satisfying observation settles. */
  readonly per?: 'account' | 'region' | 'subject';
  /**
   * For `some`, where its kind holds several sorts of things: who looks for one tells also that there is none, by an observation. A group in which nothing of
   * the sort was seen at all is then one at which nobody looked. Left out: it is one that has none.
   */
  readonly absence?: 'told';
  /** Throws (a ZodError) where the parameters are wrong. */
  readonly bind: (params: unknown) => BoundCheck;
  readonly controls: readonly ControlRef[];
  /** What to do where it is contradicted; one line. */
  readonly fix: string;
}
