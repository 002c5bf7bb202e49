import { backup, defineCollector } from 'claimcheck/plugin';
import { leftOf, snapshotsTold } from './redshift-backup-facts.ts';
import { redshiftClusters } from './redshift-clusters.ts';
import { ownRedshiftSnapshots } from './redshift-snapshots.ts';
import { lostItems, wholeOf } from './sorts.ts';
import { aws } from './source.ts';
import { arnSubject } from './subjects.ts';

const kinds = [backup];

/** How Redshift backs clusters up: the rule, every snapshot that is there, copies in another region; and what is left of clusters that are gone. */
export const redshiftBackups = defineCollector({
  id: 'aws.redshift-backups',
  version: 1,
  source: aws,
  per: 'region',
  kinds,
  services: redshiftClusters.services,
  calls: { ...redshiftClusters.calls, ...ownRedshiftSnapshots.calls },

  collect: async (look) => {
    const own = await wholeOf(look, ownRedshiftSnapshots, kinds);
    const held = Map.groupBy(own, ({ data }) => `${data.SourceRegion ?? look.region} ${data.ClusterIdentifier}`);
    let unreadable = 0;
    for await (const { page, things, lost = 0 } of redshiftClusters.list(look, kinds)) {
      unreadable += lost;
      for (const { subject, data } of things) {
        const key = `${look.region} ${data.ClusterIdentifier}`;
        const theirs = held.get(key) ?? [];
        held.delete(key);
        const told = snapshotsTold(
          data,
          theirs.map((one) => one.data),
          look.region,
        );
        look.observe(backup, subject, told, [page, ...new Set(theirs.map((one) => one.page))]);
      }
    }
    if (unreadable > 0) throw lostItems(redshiftClusters, unreadable, []);
    for (const [key, theirs] of held) {
      const [region, name] = key.split(' ');
      const id = `arn:${look.session.partition}:redshift:${region}:${look.account}:cluster:${name}`;
      const told = leftOf(
        theirs.map((one) => one.data),
        look.region,
      );
      look.observe(backup, arnSubject(look, { id, service: 'redshift', type: 'cluster', name }), told, [
        ...new Set(theirs.map((one) => one.page)),
      ]);
    }
  },
});
