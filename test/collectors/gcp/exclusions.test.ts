import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { excludes } from '../../../collectors/gcp/exclusions.ts';
import { CannotObserve } from '../../../src/errors.ts';

const project = { id: 'example-prod', number: '111122223333' };

/** A refusal as the library throws it, wrapped as the Wire throws it. */
function ended(error: unknown): CannotObserve {
  const cause = Object.assign(new Error('refused'), { response: { status: 403, data: { error } } });
  return new CannotObserve('unsupported', 'refused', { cause });
}
const info = (reason: string, consumer?: string) => ({
  '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
  reason,
  domain: 'googleapis.com',
  metadata: { service: 'storage.googleapis.com', ...(consumer === undefined ? {} : { consumer }) },
});

describe('a project is excluded', () => {
  test.each(['projects/111122223333', 'projects/example-prod'])('where the service is off in %s', (consumer) => {
    expect(excludes(ended({ details: [info('SERVICE_DISABLED', consumer)] }), project)).toBe('api-off');
  });

  test('where it is suspended', () => {
    expect(excludes(ended({ details: [info('CONSUMER_SUSPENDED', 'projects/111122223333')] }), project)).toBe('account-suspended');
  });

  test('by the recorded answer, whose sentence names it', () => {
    const { body } = JSON.parse(readFileSync(new URL('recordings/sql-api-disabled.json', import.meta.url), 'utf8'));
    expect(excludes(ended(body.error), project)).toBe('api-off');
    expect(excludes(ended(body.error), { id: 'example-dev', number: '444455556666' })).toBeUndefined();
  });
});

describe('a project is not excluded', () => {
  const off = 'X API has not been used in project 111122223333 before or it is disabled. Enable it.';
  test.each<[string, unknown]>([
    ['where the service is off in the project that asks', { details: [info('SERVICE_DISABLED', 'projects/999999999999')] }],
    [
      'though the words name it, where the details name another',
      { message: off, errors: [{ reason: 'accessNotConfigured' }], details: [info('SERVICE_DISABLED', 'projects/999999999999')] },
    ],
    ['where nobody says of whom the service is off', { details: [info('SERVICE_DISABLED')] }],
    [
      'by a code that does not name it: a key of an API may be restricted too',
      { message: 'Access Not Configured.', errors: [{ reason: 'accessNotConfigured' }] },
    ],
    ['by the words alone', { message: off, errors: [{ reason: 'forbidden' }] }],
    ['where it is denied', { details: [info('IAM_PERMISSION_DENIED', 'projects/111122223333')], errors: [{ reason: 'forbidden' }] }],
    ['where it may be deleted, or never was', { details: [info('CONSUMER_INVALID', 'projects/111122223333')] }],
    ['where nobody pays for it', { details: [info('BILLING_DISABLED', 'projects/111122223333')] }],
    ['by a perimeter', { details: [info('SECURITY_POLICY_VIOLATED', 'projects/111122223333')] }],
    ['by a name of JavaScript', { details: [info('constructor', 'projects/111122223333')] }],
    ['by an answer that is no refusal', 'off'],
    ['by no answer', undefined],
  ])('%s', (_, error) => {
    expect(excludes(ended(error), project)).toBeUndefined();
  });

  test('where its number is unknown and the answer has nothing else', () => {
    expect(
      excludes(ended({ details: [info('SERVICE_DISABLED', 'projects/111122223333')] }), { id: 'example-prod', number: undefined }),
    ).toBeUndefined();
  });
});
