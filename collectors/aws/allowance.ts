import type { Allowance } from 'claimcheck/plugin';

/** Requests a second of each KMS operation, per account and region: KMS Developer Guide, "Request quotas". */
const KMS: Readonly<Record<string, number>> = {
  'kms:ListKeys': 500,
  'kms:DescribeKey': 2000,
  'kms:GetKeyRotationStatus': 1000,
  'kms:ListKeyRotations': 100,
};

/** EC2 Developer Guide, "Request throttling": Describe*, List* and Get* have a bucket of 100 and 20 more a second, each operation its own. */
const EC2: Allowance = { bucket: 100, rate: 20 };

/** IAM User Guide, "IAM and STS quotas": 600 requests a second, shared by the operations of one account and region. */
const STS: Allowance = { bucket: 600, rate: 600 };

/** A call of which no figure is published is asked gently. */
const UNKNOWN: Allowance = { bucket: 10, rate: 5 };

/** The provider's published allowance for one call, "ec2:DescribeVolumes". */
export function allowance(call: string): Allowance {
  const perSecond = KMS[call];
  if (perSecond !== undefined) return { bucket: perSecond, rate: perSecond };
  if (call.startsWith('ec2:')) return EC2;
  if (call.startsWith('sts:')) return STS;
  return UNKNOWN;
}
