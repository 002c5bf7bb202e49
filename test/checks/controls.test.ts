import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checks, conditionalControls, conditionalControlsOf, frameworkOf, frameworks } from '../../src/checks/index.ts';
import type { CheckProof, Proof } from '../../src/model.ts';

const page = readFileSync(new URL('../../docs/controls.md', import.meta.url), 'utf8');
const own = checks.flatMap((check) => check.controls.map((control) => ({ check: check.id, ...control })));
const all = [...own, ...conditionalControls];

/** Frameworks that have no control of the sort, or none that holds without a condition. */
const without: Readonly<Record<string, readonly string[]>> = {
  'backups-kept': ['pci-dss-4.0.1'],
  'backups-located-in': ['hipaa', 'pci-dss-4.0.1'],
  'backups-off-site': ['pci-dss-4.0.1'],
  'backups-recent': ['pci-dss-4.0.1'],
  'confined-to': ['hipaa', 'pci-dss-4.0.1'],
  'evidence-published': ['gdpr', 'hipaa', 'iso27001-2013', 'iso27001-2022', 'nist-800-53r5', 'pci-dss-4.0.1'],
  'located-in': ['hipaa', 'pci-dss-4.0.1'],
  'logs-kept': ['pci-dss-4.0.1'],
  'threat-detection-on': ['iso27001-2013'],
  'watched-for': ['iso27001-2013'],
};

test.each(checks.map((check) => [check.id, check.controls] as const))(
  '%s gives evidence for controls of seven frameworks, but for those that have none, each named once',
  (id, controls) => {
    const ids = controls.map((control) => control.id);
    expect(new Set(ids).size).toBe(ids.length);
    const named = new Set([...ids.map((control) => control.split(':', 1)[0]), ...(without[id] ?? [])]);
    expect([...named].sort()).toEqual(['gdpr', 'hipaa', 'iso27001-2013', 'iso27001-2022', 'nist-800-53r5', 'pci-dss-4.0.1', 'soc2']);
    expect(ids.filter((control) => without[id]?.includes(control.split(':', 1)[0] ?? ''))).toEqual([]);
  },
);

test('a control of a benchmark for one cloud always has that cloud as a condition', () => {
  expect(own.filter(({ id }) => frameworkOf(id)?.cloud !== undefined)).toEqual([]);
});

test('two mappings stand behind what is agreed, one behind what is single, none behind what is general', () => {
  const letters = own.map(({ id, confidence, source }) => ({
    id,
    confidence,
    mappings: source.split(',').filter((letter) => 'PSFOI'.includes(letter)).length,
  }));
  expect(
    letters.filter(({ confidence, mappings }) => (confidence === 'agreed' ? mappings < 2 : mappings !== (confidence === 'single' ? 1 : 0))),
  ).toEqual([]);
});

test('docs/controls.md explains every letter and every framework', () => {
  const letters = new Set(all.flatMap(({ source }) => source.split(',')));
  expect([...letters].filter((letter) => !page.includes(`\n| ${letter} | `))).toEqual([]);
  expect(Object.keys(frameworks).filter((id) => !page.includes(`\`${id}\``))).toEqual([]);
});

test('what docs/controls.md says was left out is not there', () => {
  const left = [
    ['pci-dss-4.0.1:8.3.2', 'encrypted-at-rest'],
    ['hipaa:164.312(e)(2)(ii)', 'encrypted-at-rest'],
    ['iso27001-2022:A.8.11', 'encrypted-at-rest'],
    ['nist-800-53r5:SC-12(6)', 'keys-rotate'],
    ['gdpr:30', 'keys-rotate'],
    ['pci-dss-4.0.1:2.2.7', 'tls-minimum-version'],
    ['pci-dss-4.0.1:9.4.1.1', 'backups-kept'],
  ] as const;
  expect(left.filter(([id, check]) => !page.includes(id) || all.some((control) => control.id === id && control.check === check))).toEqual(
    [],
  );
});

describe('conditional controls', () => {
  const volumes: Proof = { check: 'encrypted-at-rest', version: 1, services: ['ebs'], with: {} };
  const defaults: Proof = { check: 'encrypted-by-default', version: 1, with: {} };
  const keys = (atMost: unknown): Proof => ({ check: 'keys-rotate', version: 1, with: { atMost } });
  const logs = (params: CheckProof['with']): Proof => ({ check: 'logs-kept', version: 1, with: params });
  const ids = (proof: readonly Proof[], clouds: readonly string[], services: readonly string[]) =>
    conditionalControlsOf({ proof }, { clouds: new Set(clouds), services: new Set(services) }).map(({ id }) => id);

  test.each([
    ['volumes and their default', [volumes, defaults], ['aws'], ['ebs'], ['cis-aws-3.0:2.2.1', 'cis-aws-5.0:5.1.1']],
    ['volumes alone', [volumes], ['aws'], ['ebs'], []],
    ['the default alone', [defaults], ['aws'], ['ebs'], []],
    ['the volumes, with the default as an alternative', [volumes, { anyOf: [defaults] }], ['aws'], ['ebs'], []],
    [
      'databases and the default',
      [{ ...volumes, services: ['rds'] }, defaults],
      ['aws'],
      ['ebs', 'rds'],
      ['cis-aws-3.0:2.3.1', 'cis-aws-5.0:2.2.1'],
    ],
    ['volumes and the default, in no AWS account', [volumes, defaults], ['gcp'], ['ebs'], []],
    ['keys of AWS', [keys(365)], ['aws'], ['kms'], ['cis-aws-3.0:3.6', 'cis-aws-5.0:3.6']],
    ['keys of Google Cloud, yearly', [keys(365)], ['gcp'], ['kms'], []],
    ['keys of Google Cloud, quarterly', [keys('90d')], ['gcp'], ['kms'], ['cis-gcp-4.0:1.10', 'cis-gcp-5.0:1.11']],
    ['an endpoint', [keys(90)], ['live'], ['tls'], []],
    ['logs that are kept for a year', [logs({ atLeast: '365d' })], ['azure'], ['monitor'], ['pci-dss-4.0.1:10.5.1']],
    ['logs that are kept for exactly a year', [logs({ exactly: 365 })], ['azure'], ['monitor'], ['pci-dss-4.0.1:10.5.1']],
    ['logs that are kept for 35 days', [logs({ atLeast: 35 })], ['azure'], ['monitor'], []],
    ['logs that are kept for a year at most', [logs({ atMost: 365 })], ['azure'], ['monitor'], []],
    ['databases', [{ ...volumes, services: ['rds'] }], ['aws'], ['rds'], ['cis-aws-3.0:2.3.1', 'cis-aws-5.0:2.2.1']],
  ] as const)('of a claim about %s', (_what, proof, clouds, services, expected) => {
    expect(ids(proof, clouds, services)).toEqual(expected);
  });
});
