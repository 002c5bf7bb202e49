/** The nouns of claimcheck: plain readonly data and the types of pure functions. The one door of src/model/, which imports nothing from outside. */
export type { Answer, BoundCheck, Check, ControlRef, Kind } from './model/checks.ts';
export type { CheckProof, Claim, DocumentProof, Exception, ExpectProof, Proof } from './model/claims.ts';
export type {
  Cloud,
  DocumentFact,
  Exclusion,
  ExclusionReason,
  Fact,
  Gap,
  GapReason,
  Instant,
  LeafHash,
  Observation,
  Origin,
  Place,
  Reply,
  SubjectId,
  SubjectName,
  Sweep,
  Target,
  Task,
} from './model/facts.ts';
export { EVERY, GLOBAL } from './model/facts.ts';
export type { Cause, Counts, Finding, Judgement, ProofJudgement, Verdict } from './model/judgements.ts';
export { SAMPLE } from './model/judgements.ts';
export type { Manifest, ManifestClaim, ManifestStream, Run } from './model/manifest.ts';
export { LINE_LIMITS } from './model/manifest.ts';
export type { BundleDiff, BundleView, Change, ClaimDiff, DiffSide, SubjectDiff, SubjectsDiff, VerifyAnswer } from './model/views.ts';
