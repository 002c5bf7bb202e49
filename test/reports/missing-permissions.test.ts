import { describe, expect, test } from 'vitest';
import { json } from '../../reports/json.ts';
import { missingLine, missingPermissions } from '../../reports/missing-permissions.ts';
import { terminalSummary } from '../../reports/terminal.ts';
import type { Cause, Target } from '../../src/model.ts';
import { exampleView } from './view.ts';

const target = (number: number, source: string, name: string): Target => ({
  record: 'target',
  target: `t${String(number).padStart(4, '0')}`,
  config: 'prod',
  source,
  name,
  regions: ['eu-west-1'],
});
const targets = [
  target(1, 'aws', '111122223333'),
  target(2, 'aws', '444455556666'),
  target(3, 'azure', 'sub-a'),
  target(4, 'gcp', 'project-a'),
];
const denied = (permissions: readonly string[], ...where: readonly string[]): Cause => ({
  reason: 'denied',
  permissions,
  where,
  count: where.length,
});
const granted = (causes: readonly Cause[]) => missingPermissions({ causes, targets }).map(({ grant }) => JSON.parse(grant?.text ?? 'null'));

describe('missing permissions', () => {
  test('are counted in accounts, whatever regions and collectors met them', () => {
    const causes = [
      denied(['kms:ListKeys'], 't0001/eu-west-1', 't0001/eu-west-3'),
      denied(['kms:ListKeys', 'kms:DescribeKey'], 't0002/eu-west-1'),
    ];
    const [missing] = missingPermissions({ causes, targets });
    expect(missing?.permissions).toEqual([
      { permission: 'kms:ListKeys', targets: 2, orMore: false },
      { permission: 'kms:DescribeKey', targets: 1, orMore: false },
    ]);
    expect(missing?.permissions.map((one) => missingLine(one, 'aws'))).toEqual([
      'kms:ListKeys is missing in 2 accounts',
      'kms:DescribeKey is missing in 1 account',
    ]);
  });

  test('come with one rule for each cloud, that allows just these', () => {
    const causes = [
      denied(['kms:ListKeys'], 't0001/eu-west-1'),
      denied(['Microsoft.Storage/storageAccounts/read'], 't0003/global'),
      denied(['storage.buckets.list'], 't0004/global'),
    ];
    expect(granted(causes)).toEqual([
      { Version: '2012-10-17', Statement: [{ Sid: 'ClaimcheckMissing', Effect: 'Allow', Action: ['kms:ListKeys'], Resource: '*' }] },
      expect.objectContaining({ Actions: ['Microsoft.Storage/storageAccounts/read'], AssignableScopes: ['/subscriptions/sub-a'] }),
      expect.objectContaining({ includedPermissions: ['storage.buckets.list'] }),
    ]);
  });

  test('are none where the cause is another one, or names no permission', () => {
    const throttled: Cause = { ...denied(['kms:ListKeys'], 't0001/eu-west-1'), reason: 'throttled' };
    expect(missingPermissions({ causes: [throttled, denied([], 't0001/eu-west-1')], targets })).toEqual([]);
  });

  test('are in so many accounts or more where a cause names no further places', () => {
    const many = Array.from({ length: 60 }, (_, index) => target(index + 1, 'aws', String(index)));
    const where = many.slice(0, 50).map((one) => `${one.target}/eu-west-1`);
    const [missing] = missingPermissions({ causes: [denied(['kms:ListKeys'], ...where)], targets: many });
    expect(missing?.permissions.map((one) => missingLine(one, 'aws'))).toEqual(['kms:ListKeys is missing in at least 50 accounts']);
  });

  test('have no rule where nobody knows the source', () => {
    const [missing] = missingPermissions({ causes: [denied(['disks.read'], 't0001/x')], targets: [target(1, 'another', 'a')] });
    expect([missing?.source, missing?.grant]).toEqual(['another', undefined]);
  });

  test('stand at the end of the summary and in the JSON report', () => {
    const view = exampleView();
    const lines = terminalSummary(view, { columns: 80, color: false, bundle: 'evidence/1' }).split('\n');
    expect(lines).toContain('    kms:ListKeys is missing in 2 accounts');
    expect(JSON.parse(json.render(view, {})).coverage.missing[0].grant.rule.Statement[0].Action).toEqual(['kms:ListKeys']);
  });

  test('are no word of the summary where nothing is missing', () => {
    const text = terminalSummary({ ...exampleView(), causes: [] }, { columns: 80, color: false, bundle: 'evidence/1' });
    expect(text).not.toContain('Missing permissions');
  });
});
