import type { IAM } from '@aws-sdk/client-iam';
import type { Look, Subject } from 'claimcheck/plugin';
import { homeRegion } from './partitions.ts';
import type { AwsSession } from './session.ts';

/** The client of IAM, which has no regions: it is asked in the first of its partition. */
export function iamOf({ session }: Look<AwsSession>): Promise<IAM> {
  return session.client('iam', homeRegion(session.partition));
}

/** Who signs in, as a subject. The root is an account's owner. */
export function personSubject({ account }: Look<AwsSession>, arn: string): Subject {
  const name = arn.split('/').at(-1);
  if (arn.endsWith(':root')) return { id: arn, service: 'iam', type: 'root', account };
  return { id: arn, service: 'iam', type: 'user', account, name };
}

/** The root of the account that is looked at. */
export function rootArn({ session, account }: Look<AwsSession>): string {
  return `arn:${session.partition}:iam::${account}:root`;
}
