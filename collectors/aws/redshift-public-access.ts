import { publicAccess } from 'claimcheck/plugin';
import { fromNetwork } from './network-access.ts';
import { redshiftClusters } from './redshift-clusters.ts';
import { eachOf } from './things.ts';

/** Whether Redshift clusters have a public address. Of one that has, security groups and routes decide who gets there, and these are not read. */
export const redshiftPublicAccess = eachOf({
  id: 'aws.redshift-public-access',
  kind: publicAccess,
  sort: redshiftClusters,
  open: () => fromNetwork,
});
