import { describe, expect, test } from 'vitest';
import { collectorsFor } from '../../src/collect/plan.ts';
import { needsOf } from '../../src/commands/needs.ts';
import { resolveClaim } from '../../src/judge/resolve.ts';
import { location } from '../../src/kinds/index.ts';
import type { Claim, Proof } from '../../src/model.ts';
import { defineCollector } from '../../src/plugin.ts';
import { checks, collectors, kinds } from '../../src/plugins.ts';

const asked = (id: string, params: object): Proof => ({ check: id, version: 1, with: { ...params } });

/** What is looked at in an AWS account for a claim. */
function lookedAt(...proof: readonly Proof[]): readonly string[] {
  const claim: Claim = { record: 'claim', private: false, id: 'c', quote: 'q', scope: {}, proof, controls: [], exceptions: [] };
  const needs = needsOf([resolveClaim(claim, { checks, kinds })]);
  return collectorsFor({ name: 'prod', source: 'aws' }, collectors, needs).map(({ id }) => id);
}

const ireland = { regions: ['eu-west-1'] };

describe('what a claim does not ask for is not looked at', () => {
  test('where things lie, without what their account is confined to', () => {
    expect(lookedAt(asked('located-in', ireland))).toContain('aws.s3-location');
    expect(lookedAt(asked('located-in', ireland))).not.toContain('aws.region-confinement');
  });

  test('what an account is confined to, without where things lie', () => {
    expect(lookedAt(asked('confined-to', ireland))).toEqual(['aws.region-confinement']);
  });

  test('the rule for passwords, without any credential', () => {
    expect(lookedAt(asked('password-rule', { minimumLength: 14 }))).toEqual(['aws.iam-password-rule']);
    expect(lookedAt(asked('credentials-rotate', { atMost: 90 }))).toEqual(['aws.secrets', 'aws.iam-credentials']);
  });

  test('an own expression may ask for any field', () => {
    expect(lookedAt({ kind: 'location', expect: 'true' })).toEqual(
      expect.arrayContaining(['aws.region-confinement', 'aws.s3-location', 'aws.sqs-location']),
    );
  });
});

test('whatever does not say what it is asked for is looked at, though it may tell nothing of what is read', () => {
  expect(lookedAt(asked('backups-located-in', ireland))).toContain('aws.efs-backups');
});

test('a collector cannot be asked for what its kinds do not have', () => {
  const source = { id: 's', owns: (_session: unknown): _session is object => true };
  const of = (answers: Readonly<Record<string, readonly string[]>>) => () =>
    defineCollector({
      ...{ id: 'x.y', version: 1, source, per: 'target', kinds: [location], services: ['z'], calls: {}, answers },
      collect: async () => {},
    });
  expect(of({ location: ['confinedTo'] })).not.toThrow();
  expect(of({ location: ['colour'] })).toThrow(TypeError);
  expect(of({ backup: ['regions'] })).toThrow(TypeError);
});
