import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checks, conditionalControls, conditionalControlsOf, frameworkOf, frameworks } from '../../src/checks/index.ts';
import type { Proof } from '../../src/model.ts';

const page = readFileSync(new URL('../../docs/controls.md', import.meta.url), 'utf8');
const own = checks.flatMap((check) => check.controls.map((control) => ({ check: check.id, ...control })));
const all = [...own, ...conditionalControls];

test.each(checks.map((check) => [check.id, check.controls] as const))(
  '%s gives evidence for controls of seven frameworks, each named once',
  (_id, controls) => {
    const ids = controls.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const named = new Set(ids.map((id) => id.split(':', 1)[0]));
    expect([...named].sort()).toEqual(['gdpr', 'hipaa', 'iso27001-2013', 'iso27001-2022', 'nist-800-53r5', 'pci-dss-4.0.1', 'soc2']);
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
    'pci-dss-4.0.1:8.3.2',
    'hipaa:164.312(e)(2)(ii)',
    'iso27001-2022:A.8.11',
    'nist-800-53r5:SC-12(6)',
    'gdpr:30',
    'pci-dss-4.0.1:2.2.7',
  ];
  expect(left.filter((id) => !page.includes(id) || all.some((control) => control.id === id))).toEqual([]);
});

describe('conditional controls', () => {
  const volumes: Proof = { check: 'encrypted-at-rest', version: 1, services: ['ebs'], with: {} };
  const defaults: Proof = { check: 'encrypted-by-default', version: 1, with: {} };
  const keys = (atMost: unknown): Proof => ({ check: 'keys-rotate', version: 1, with: { atMost } });
  const ids = (proof: readonly Proof[], clouds: readonly string[], services: readonly string[]) =>
    conditionalControlsOf({ proof }, { clouds: new Set(clouds), services: new Set(services) }).map(({ id }) => id);

  test.each([
    ['volumes and their default', [volumes, defaults], ['aws'], ['ebs'], ['cis-aws-3.0:2.2.1', 'cis-aws-5.0:5.1.1']],
    ['volumes alone', [volumes], ['aws'], ['ebs'], []],
    ['the default alone', [defaults], ['aws'], ['ebs'], []],
    ['the volumes, with the default as an alternative', [volumes, { anyOf: [defaults] }], ['aws'], ['ebs'], []],
    ['databases and the default', [{ ...volumes, services: ['rds'] }, defaults], ['aws'], ['ebs', 'rds'], []],
    ['volumes and the default, in no AWS account', [volumes, defaults], ['gcp'], ['ebs'], []],
    ['keys of AWS', [keys(365)], ['aws'], ['kms'], ['cis-aws-3.0:3.6', 'cis-aws-5.0:3.6']],
    ['keys of Google Cloud, yearly', [keys(365)], ['gcp'], ['kms'], []],
    ['keys of Google Cloud, quarterly', [keys('90d')], ['gcp'], ['kms'], ['cis-gcp-4.0:1.10', 'cis-gcp-5.0:1.11']],
    ['an endpoint', [keys(90)], ['live'], ['tls'], []],
  ] as const)('of a claim about %s', (_what, proof, clouds, services, expected) => {
    expect(ids(proof, clouds, services)).toEqual(expected);
  });
});
