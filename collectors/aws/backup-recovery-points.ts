import { backup, defineCollector, type Seen } from 'claimcheck/plugin';
import { type BackupPlan, type BackupRule, PLAN_CALLS, plansOf } from './backup-plans.ts';
import { copiesTold, pointsTold, RULE_FIELDS, vaultTold } from './backup-point-facts.ts';
import { POINTS_CALL, type Point, pointsIn } from './backup-points.ts';
import { vaults } from './backup-vaults.ts';
import { wholeOf } from './sorts.ts';
import { aws } from './source.ts';
import { arnSubject } from './subjects.ts';

const kinds = [backup];

/**
 * What AWS Backup keeps of each resource: its recovery points, in all vaults of the region, and the rules of the plans that made them. Recipe A-BKP. Of a
 * resource without any nothing is told here: its own service tells that it is there; nor of a vault that is empty, as the first of each region is. A vault that cannot be read may hold points of anything,
 * and hides them all.
 */
export const backupRecoveryPoints = defineCollector({
  id: 'aws.backup-recovery-points',
  version: 1,
  source: aws,
  per: 'region',
  kinds,
  services: vaults.services,
  calls: { ...vaults.calls, ...PLAN_CALLS, [POINTS_CALL]: [POINTS_CALL] },

  collect: async (look) => {
    const plans = await plansOf(look, kinds);
    const all: Point[] = [];
    const pages = (of: readonly Point[]) => [...new Set(of.map((point) => point.page))];
    const vault = (id: string) => arnSubject(look, { id, service: 'aws-backup', type: 'vault', name: id.split(':').at(-1) });
    const place = { region: look.region, account: look.account, refer: (id: string) => look.refer(vault(id)) };
    for (const { data, page } of await wholeOf(look, vaults, kinds)) {
      const points = await pointsIn(look, { name: data.BackupVaultName, arn: data.BackupVaultArn }, kinds);
      if (points.length > 0) look.observe(backup, vault(data.BackupVaultArn), vaultTold(data, points, place), [page, ...pages(points)]);
      all.push(...points);
    }
    for (const [resource, points] of Map.groupBy(all, (point) => point.resource)) {
      const subject = { id: resource, service: 'aws-backup', type: 'resource', account: resource.split(':')[4] || look.account };
      const [copied, own] = [points.filter((point) => point.copied), points.filter((point) => !point.copied)];
      if (copied.length > 0) look.observe(backup, subject, copiesTold(copied, place), pages(copied));
      if (own.length === 0) continue;
      const made = madeBy(own, plans);
      look.observe(backup, subject, pointsTold(own, made.failed === undefined ? made.rules : undefined, place), [
        ...pages(own),
        ...made.from,
      ]);
      const { failed } = made;
      if (failed !== undefined) await look.attempt({ kinds, subject, fields: RULE_FIELDS }, () => Promise.reject(failed));
    }
  },
});

/** The rules that made a resource's points, of the plans that are still there and still for it: unless that hangs on its tags, which nobody tells. */
function madeBy(points: readonly Point[], plans: ReadonlyMap<string, BackupPlan>) {
  const rules = new Map<string, BackupRule>();
  const from = new Set<Seen<unknown>>();
  let failed: unknown;
  for (const { plan: id, rule, resource } of points) {
    const plan = plans.get(id ?? '');
    if (plan === undefined) continue;
    if ('failed' in plan) {
      failed = plan.failed;
      continue;
    }
    for (const one of plan.from) from.add(one);
    const found = plan.covers(resource) === false ? undefined : plan.rules.find((one) => one.id === rule);
    if (found !== undefined) rules.set(`${id} ${found.id}`, found);
  }
  return { rules: [...rules.values()], from, failed };
}
