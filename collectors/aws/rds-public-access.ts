import { publicAccess } from 'claimcheck/plugin';
import { fromNetwork } from './network-access.ts';
import { rdsInstances } from './rds-databases.ts';
import { eachOf } from './things.ts';

/** Whether databases have a public address. Of one that has, security groups and routes decide who gets there, and these are not read. */
export const rdsPublicAccess = eachOf({
  id: 'aws.rds-public-access',
  kind: publicAccess,
  sort: rdsInstances,
  open: () => fromNetwork,
});
