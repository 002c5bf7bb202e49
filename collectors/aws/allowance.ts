import type { Allowance } from 'claimcheck/plugin';

/** A call of which no figure is published is asked gently. */
const UNKNOWN: Allowance = { bucket: 10, rate: 5 };

/** So many requests a second, and as many at once. */
const perSecond = (rate: number): Allowance => ({ bucket: rate, rate });

/**
 * The published allowances per account and region, of one call or of every call of a service. Each operation has its own bucket.
 * Calls that share one with others (CloudTrail's and CloudWatch Logs' quotas are per operation, STS's and IAM's are not) are still counted apart.
 */
const PUBLISHED: Readonly<Record<string, Allowance>> = {
  // CloudTrail User Guide, "Quotas": DescribeTrails, GetEventSelectors and GetTrailStatus, 10 a second each
  cloudtrail: perSecond(10),
  // EC2 Developer Guide, "Request throttling": Describe*, List* and Get* have a bucket of 100 and 20 more a second
  ec2: { bucket: 100, rate: 20 },
  // KMS Developer Guide, "Request quotas"
  'kms:ListKeys': perSecond(500),
  'kms:DescribeKey': perSecond(2000),
  'kms:GetKeyRotationStatus': perSecond(1000),
  'kms:ListKeyRotations': perSecond(100),
  // CloudWatch Logs User Guide, "Quotas"
  'logs:DescribeLogGroups': perSecond(10),
  // RDS User Guide, "Request throttling for the Amazon RDS API": 300 at once and 12 more a second, of all operations together
  rds: { bucket: 300, rate: 12, pool: 'rds' },
  // Secrets Manager User Guide, "Quotas"
  'secretsmanager:ListSecrets': perSecond(100),
  'secretsmanager:DescribeSecret': perSecond(10_000),
  // IAM User Guide, "IAM and STS quotas"
  sts: perSecond(600),
};

/** The provider's published allowance for one call, "ec2:DescribeVolumes". */
export function allowance(call: string): Allowance {
  return PUBLISHED[call] ?? PUBLISHED[call.split(':', 1)[0] ?? ''] ?? UNKNOWN;
}
