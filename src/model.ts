/** The nouns of claimcheck: plain readonly data and the types of pure functions. This file imports nothing. */

/** Why something could not be seen. */
export type GapReason =
  | 'denied' // the credentials lack a permission, or a policy forbids the read
  | 'throttled' // still refused after every retry
  | 'unreachable' // DNS, TCP, TLS, time-out, or the provider's own fault (5xx) after every retry
  | 'unsupported' // the server does not know the call
  | 'malformed' // the answer is not of a shape that we know
  | 'bug'; // the collector threw something that nobody planned

/** Why something was rightly not looked at. Only a provider's own reply or the config makes one. */
export type ExclusionReason = 'region-disabled' | 'not-offered' | 'api-off' | 'account-suspended' | 'by-config';

/** Where an answer came from. `live`: the provider's own host over verified TLS. */
export type Origin = 'live' | 'override' | 'replay' | 'practice';
export type Cloud = 'aws' | 'azure' | 'gcp' | 'live' | (string & {});

export type Verdict = 'verified' | 'attested' | 'vacuous' | 'lapsed' | 'unproven' | 'contradicted' | 'unjudged';

/** RFC 3339, UTC, ends in Z. */
export type Instant = string;
/** A pseudonym, unique within its target: "s000017". */
export type SubjectId = string;
/** Hex SHA-256 of 0x00 ‖ line: RFC 6962 leaf hash of the reply's line. */
export type LeafHash = string;

/** The region of a task that looks at a whole target at once. */
export const GLOBAL = 'global';
/** The region of a task, gap or exclusion whose regions could not be, or need not be, listed. */
export const EVERY = '*';

// ── Facts: streams/tNNNN.jsonl ───────────────────────────────────────────────────────────────────────────────────

/** Where a record stands: target "t0001", collector "aws.ebs-volumes", region "eu-west-1", "global" or "*". */
export interface Place {
  readonly target: string;
  readonly collector: string;
  readonly region: string;
}

/** This subject looked like this, at this time, read from these replies. Nothing in it identifies the subject. */
export interface Observation<Data = unknown> extends Place {
  readonly record: 'observation';
  readonly kind: string;
  readonly subject: SubjectId;
  readonly cloud: Cloud;
  readonly service: string;
  readonly type: string;
  readonly at: Instant;
  /** `provider`: guaranteed by the provider; nobody can switch it off. */
  readonly basis?: 'provider';
  readonly data: Data;
  readonly replies: readonly LeafHash[];
}

/** We tried and could not see. Codes only: the provider's words stand in its reply. */
export interface Gap extends Place {
  readonly record: 'gap';
  readonly kinds: readonly string[];
  readonly services: readonly string[];
  readonly reason: GapReason;
  readonly call?: string;
  /** The least permissions that would have let the call through. */
  readonly permissions?: readonly string[];
  /** The provider's closed error code, "AccessDeniedException". */
  readonly code?: string;
  readonly status?: number;
  /** Absent: we do not even know which subjects. */
  readonly subject?: SubjectId;
  /** Absent: the whole observation. Present: only checks that read one of these are concerned. */
  readonly fields?: readonly string[];
  readonly at: Instant;
  readonly replies: readonly LeafHash[];
}

/** Rightly not looked at. `collector` is "*" where it holds for all of them. */
export interface Exclusion extends Place {
  readonly record: 'exclusion';
  readonly reason: ExclusionReason;
  readonly at: Instant;
  readonly replies: readonly LeafHash[];
}

/** One collector walked one whole (target, region). Without it "nothing found" means nothing. */
export interface Sweep extends Place {
  readonly record: 'sweep';
  readonly origin: Origin;
  readonly startedAt: Instant;
  readonly endedAt: Instant;
  readonly calls: number;
  readonly retries: number;
  readonly pages: number;
  readonly subjects: number;
  readonly observations: number;
  readonly gaps: number;
}

export type Fact = Observation | Gap | Exclusion | Sweep;

// ── Names and replies: streams/tNNNN.names.jsonl, streams/tNNNN.replies.jsonl ────────────────────────────────────

/** What identifies a subject; its only line. */
export interface SubjectName {
  readonly record: 'name';
  readonly target: string;
  readonly subject: SubjectId;
  /** The provider's full name: an ARN, a resource id, host:port. */
  readonly id: string;
  readonly account?: string;
  readonly name?: string;
  readonly owner?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** A provider's raw answer. */
export interface Reply {
  readonly record: 'reply';
  /** Absent, with collector and region: it told which targets there are. */
  readonly target?: string;
  readonly collector?: string;
  readonly region?: string;
  readonly call: string;
  readonly input: unknown;
  /** 1 for the first page of a listing; absent where the call is not one. */
  readonly page?: number;
  readonly attempt: number;
  readonly host: string;
  readonly status: number;
  /** The provider's own Date header, as sent. */
  readonly date?: string;
  readonly requestId?: string;
  readonly origin: Origin;
  readonly at: Instant;
  /** How often a secret of the request stood in the answer; each is replaced by "[secret]". */
  readonly redacted?: number;
  /** Absent: `body` is text. */
  readonly encoding?: 'base64';
  readonly body: string;
}

// ── The run: streams/run.jsonl ───────────────────────────────────────────────────────────────────────────────────

/** One account, subscription, project or endpoint, as resolved. `config` is the name of its entry in claimcheck.yaml. */
export interface Target {
  readonly record: 'target';
  readonly target: string;
  readonly config: string;
  readonly source: string;
  /** The account id, host:port, …; the config's own name where it could not be found out. */
  readonly name: string;
  /** Who looked: an ARN, a principal; never a secret. */
  readonly identity?: string;
  /** Regions that regional collectors walk; ["*"] where the listing of regions failed. */
  readonly regions: readonly string[];
  /** Why the config leaves others out: the reason of every `by-config` exclusion. */
  readonly because?: string;
}

/** One collector on one target in one region: what has to be swept. */
export interface Task extends Place {
  readonly record: 'task';
  readonly version: number;
  readonly kinds: readonly string[];
  readonly services: readonly string[];
  /** Each call with the least permissions it needs. */
  readonly calls: Readonly<Record<string, readonly string[]>>;
}

/** A document that a claim rests on, as read from disk. `sha256` is of its bytes. */
export interface DocumentFact {
  readonly record: 'document';
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
}

// ── Claims ───────────────────────────────────────────────────────────────────────────────────────────────────────

export interface Exception {
  /** A subject's id; `*` stands for any run of characters. */
  readonly subject: string;
  readonly reason: string;
  readonly owner: string;
  readonly approvedBy: string;
  /** The last day on which it holds, YYYY-MM-DD. */
  readonly expires: string;
  /** The sentence of the page that admits it, where there is one. */
  readonly disclosed?: string;
}

export interface DocumentProof {
  readonly document: string;
  readonly issuer?: string;
  readonly subject?: string;
  readonly validFrom?: string;
  /** The last day on which it holds, YYYY-MM-DD. */
  readonly validUntil: string;
  /** The provider whose certificate this is, where it is not the vendor's own. */
  readonly inherited?: string;
}

/** A check with its parameters; `version` pins its meaning. */
export interface CheckProof {
  readonly check: string;
  readonly version: number;
  readonly services?: readonly string[];
  readonly with: Readonly<Record<string, unknown>>;
}

/** An own check: a CEL expression over `data`, for one kind. */
export interface ExpectProof {
  readonly kind: string;
  readonly services?: readonly string[];
  readonly expect: string;
}

export type Proof = CheckProof | ExpectProof | DocumentProof | { readonly anyOf: readonly Proof[] };

/** One sentence of the page, in the normal form that is sealed in run.jsonl. */
export interface Claim {
  readonly record: 'claim';
  readonly id: string;
  readonly quote: string;
  /** Where the quote stands in the page's file; absent where no file is given. */
  readonly stands?: { readonly file: string; readonly line: number };
  readonly private: boolean;
  /** Names of the config's targets; absent: all. `where` is CEL over `subject`. */
  readonly scope: { readonly targets?: readonly string[]; readonly where?: string };
  /** Empty: nothing could show it, and `because` says why. */
  readonly proof: readonly Proof[];
  readonly because?: string;
  readonly controls: readonly string[];
  /** Seconds. */
  readonly maxAge?: number;
  readonly exceptions: readonly Exception[];
}

// ── Kinds and checks: the types of pure functions ────────────────────────────────────────────────────────────────

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

// ── Judgements ───────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * Numbers of observations, unless said otherwise. For `each`: observations = holds + contradicts + excepted + notApplicable + unseen;
 * for `some`, holds, contradicts and excepted count groups.
 */
export interface Counts {
  readonly observations: number;
  readonly holds: number;
  readonly contradicts: number;
  readonly excepted: number;
  readonly notApplicable: number;
  readonly unseen: number;
  /** Observations that the claim's `where` leaves out. */
  readonly outOfScope: number;
  /** Gap records that concern the proof. */
  readonly gaps: number;
  readonly exclusions: number;
  /** Planned tasks that concern the proof, and how many of them have a sweep. */
  readonly tasks: number;
  readonly swept: number;
}

/** One contradicting (or excepted) subject; of a `some` check, a group in which nothing satisfies (then without subject). */
export interface Finding {
  readonly target: string;
  readonly region: string;
  readonly service: string;
  readonly subject?: SubjectId;
  readonly why: string;
}

/** Why a proof is unproven: like causes folded together. `not-swept`: a planned task ended without sweep or gap. */
export interface Cause {
  readonly reason: GapReason | 'not-swept' | 'not-planned' | 'counts-differ' | 'unseen' | 'not-evaluable' | 'no-document';
  readonly collector?: string;
  readonly call?: string;
  readonly permissions?: readonly string[];
  readonly code?: string;
  readonly fields?: readonly string[];
  /** "t0001/eu-west-1", sorted, at most 50. */
  readonly where: readonly string[];
  /** How many records. */
  readonly count: number;
}

export interface ProofJudgement {
  /** "encrypted-at-rest@1", "document", "anyOf", or "expect:<kind>". */
  readonly proof: string;
  readonly verdict: Verdict;
  readonly counts: Counts;
  /** At most `SAMPLE` of them; `counts.contradicts` is the whole number. */
  readonly contradictions: readonly Finding[];
  readonly excepted: readonly Finding[];
  readonly causes: readonly Cause[];
  /** Reasons for not-applicable, each with its number. */
  readonly notApplicable: Readonly<Record<string, number>>;
  /** Observations by service; a planned service that nothing was found of stands with 0. */
  readonly services: Readonly<Record<string, number>>;
  /** Config targets in scope that have no collector for the kind. */
  readonly notLookedAt: readonly string[];
  /** For a document: its file and last valid day. */
  readonly document?: DocumentProof;
  /** The branches of an anyOf. */
  readonly branches?: readonly ProofJudgement[];
}

export interface Judgement {
  readonly claim: string;
  readonly verdict: Verdict;
  readonly counts: Counts;
  readonly proofs: readonly ProofJudgement[];
}

export const SAMPLE = 1000;

/**
 * What one line of a bundle may have, its LF not counted: bytes (replies are longer than other records), commas outside of texts, and objects and
 * arrays inside one another. What is parsed of a line then fits into some megabytes, beside its texts.
 */
export const LINE_LIMITS = { record: 8 << 20, reply: 64 << 20, commas: 1 << 18, depth: 128 } as const;

// ── The manifest: public for ever ────────────────────────────────────────────────────────────────────────────────

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

// ── What reports show ────────────────────────────────────────────────────────────────────────────────────────────

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
