/** What reports show: a bundle, the answers of `verify`, and what differs between two bundles. */
import type { ControlRef } from './checks.ts';
import type { Claim } from './claims.ts';
import type { Exclusion, SubjectName, Sweep, Target, Task } from './facts.ts';
import type { Cause, Judgement, Verdict } from './judgements.ts';
import type { Manifest, Run } from './manifest.ts';

/** One answer of `verify`, each its own line. */
export interface VerifyAnswer {
  readonly question:
    | 'signature'
    | 'signer'
    | 'timestamp'
    | 'integrity'
    | 'documents'
    | 'completeness'
    | 'verdicts'
    | 'today'
    | 'origin'
    | 'chain'
    | 'reread';
  readonly answer: 'yes' | 'no' | 'not-checked' | 'note';
  readonly says: string;
}

/** A bundle, read and judged again: all that a report needs, so that reports compute nothing. */
export interface BundleView {
  readonly manifest: Manifest;
  /** Absent where it is withheld, in whole or in part; then there are no judgements. */
  readonly run?: Run;
  /** Numbers of withheld lines by stream, of those that withhold any. */
  readonly withheld: Readonly<Record<string, number>>;
  readonly claims: readonly Claim[];
  /** In the order of `claims`; derived again from the records at judgedAt, but for those for which that cannot be done. */
  readonly judgements: readonly Judgement[];
  readonly targets: readonly Target[];
  readonly tasks: readonly Task[];
  readonly exclusions: readonly Exclusion[];
  /** Sweeps by task, and gaps folded together over the whole run. */
  readonly sweeps: readonly Sweep[];
  readonly causes: readonly Cause[];
  /** Names of the subjects that stand in findings: "t0001/s000017" to its name line. */
  readonly names: Readonly<Record<string, SubjectName>>;
  /** Controls by claim id, with source and confidence where a check brought them. */
  readonly controls: Readonly<Record<string, readonly ControlRef[]>>;
  /** What the checks assert and how to mend: by "encrypted-at-rest@1". */
  readonly checks: Readonly<Record<string, { readonly says: string; readonly fix: string }>>;
}

// ── What diff shows ──────────────────────────────────────────────────────────────────────────────────────────────

/** What is different between two bundles: plain data, for a program and for a person. */
export interface BundleDiff {
  readonly old: DiffSide;
  readonly new: DiffSide;
  /** Claims that are in one only, or not the same in both; in the new one's order, those that are gone last. */
  readonly claims: readonly ClaimDiff[];
  readonly sameClaims: number;
  /** Accounts, projects, endpoints: "prod 111122223333". Absent where a run.jsonl is withheld. */
  readonly targets?: { readonly in: readonly string[]; readonly out: readonly string[] };
  /** Absent where names cannot be compared. */
  readonly subjects?: SubjectsDiff;
  /** What could not be compared, in words. */
  readonly notCompared: readonly string[];
}

export interface DiffSide {
  readonly bundle: string;
  readonly run: string;
  readonly judgedAt: string;
  readonly complete: boolean;
  /** Hex SHA-256 of manifest.json. */
  readonly manifest: string;
}

export interface ClaimDiff {
  readonly id: string;
  readonly is: 'in' | 'out' | 'changed';
  readonly old?: Verdict;
  readonly new?: Verdict;
  /** Absent: the verdict is the same. */
  readonly turned?: 'worse' | 'better';
  /** The sentence, scope, proof, exceptions, controls, checks and counts that are not the same. Values are JSON. */
  readonly changes: readonly Change[];
}

/** Absent: it is not there. */
export interface Change {
  readonly what: string;
  readonly old?: string;
  readonly new?: string;
}

export interface SubjectsDiff {
  readonly old: number;
  readonly new: number;
  readonly same: number;
  readonly changed: number;
  readonly in: number;
  readonly out: number;
  /** At most `SAMPLE` of each sort. */
  readonly list: readonly SubjectDiff[];
}

export interface SubjectDiff {
  readonly is: 'in' | 'out' | 'changed';
  /** As in `targets`. */
  readonly target: string;
  readonly id: string;
  readonly services: readonly string[];
  /** By kind and field: "encryption-at-rest encrypted". */
  readonly changes: readonly Change[];
}
