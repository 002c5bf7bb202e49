/** A block of public access, of an account or of a bucket. */
export interface Block {
  readonly BlockPublicAcls?: boolean | undefined;
  readonly IgnorePublicAcls?: boolean | undefined;
  readonly BlockPublicPolicy?: boolean | undefined;
  readonly RestrictPublicBuckets?: boolean | undefined;
}

/** An account, or a bucket, that has none. */
export const NO_BLOCK: Required<Block> = {
  BlockPublicAcls: false,
  IgnorePublicAcls: false,
  BlockPublicPolicy: false,
  RestrictPublicBuckets: false,
};

/** True, false, or not known. */
type Answer = boolean | undefined;

/** What several blocks are together, of which the stricter holds; undefined: one that could not be read. */
export function together(blocks: readonly (Block | undefined)[]): Block {
  const on = (flag: keyof Block) => either(...blocks.map((block) => block?.[flag]));
  return {
    BlockPublicAcls: on('BlockPublicAcls'),
    IgnorePublicAcls: on('IgnorePublicAcls'),
    BlockPublicPolicy: on('BlockPublicPolicy'),
    RestrictPublicBuckets: on('RestrictPublicBuckets'),
  };
}

/** Two of the flags take effect on what is already there, and two on what is set from now on (S3 User Guide, "Blocking public access"). */
export function sharingBlocked(block: Block): 'all' | 'new' | 'none' | undefined {
  const all = both(block.IgnorePublicAcls, block.RestrictPublicBuckets);
  if (all !== false) return all === undefined ? undefined : 'all';
  const next = both(block.BlockPublicAcls, block.BlockPublicPolicy);
  return next === undefined ? undefined : next ? 'new' : 'none';
}

/** What a bucket's own rules say; each is undefined where it could not be read. */
export interface OwnRules {
  /** S3's own answer whether the policy lets everybody in. */
  readonly policyPublic: Answer;
  /** Whether the bucket's access list names a group of everybody. */
  readonly aclPublic: Answer;
  /** Whether access lists, the bucket's and each object's, count for nothing. */
  readonly aclsDisabled: Answer;
}

/**
 * Whether everybody gets in, as far as half a block leaves those rules in force. Where access lists count, any object may have a public one of its own,
 * and these are not read: then a bucket can be found public, and never private.
 */
export function isPublic({ policyPublic, aclPublic, aclsDisabled }: OwnRules, block: Block): Answer {
  const byPolicy = both(policyPublic, not(block.RestrictPublicBuckets));
  const byList = both(aclPublic === true ? true : undefined, not(aclsDisabled), not(block.IgnorePublicAcls));
  return either(byPolicy, byList);
}

function either(...answers: readonly Answer[]): Answer {
  if (answers.includes(true)) return true;
  return answers.includes(undefined) ? undefined : false;
}

function both(...answers: readonly Answer[]): Answer {
  if (answers.includes(false)) return false;
  return answers.includes(undefined) ? undefined : true;
}

function not(answer: Answer): Answer {
  return answer === undefined ? undefined : !answer;
}
