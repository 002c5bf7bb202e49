/** What collectors bring: plain readonly data, a record a line of the bundle's streams. */

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
