import { describe, expect, test } from 'vitest';
import { Policy, turnsPlainAway } from '../../../collectors/aws/s3-policy.ts';

const ARN = 'arn:aws:s3:::data';
const BOTH = [ARN, `${ARN}/*`];
const PLAIN = { Bool: { 'aws:SecureTransport': 'false' } };
const DENY = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: BOTH, Condition: PLAIN };
const ALLOW = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `${ARN}/*` };

function judged(...statements: readonly object[]) {
  return turnsPlainAway(Policy.parse(JSON.stringify({ Version: '2012-10-17', Statement: statements })), 's3', [ARN, `${ARN}/*`]);
}

describe('A-S3: a policy that turns every plain request away', () => {
  test.each([
    ['as the user guide writes it', DENY],
    ['for everybody by their accounts', { ...DENY, Principal: { AWS: '*' } }],
    ['for everybody in a list', { ...DENY, Principal: { AWS: ['*'] } }],
    ['of every action of every service', { ...DENY, Action: '*' }],
    ['of every action, among others', { ...DENY, Action: ['s3:GetObject', 'S3:*'] }],
    ['on everything', { ...DENY, Resource: '*' }],
    ['on every bucket and object', { ...DENY, Resource: 'arn:aws:s3:::*' }],
    ['on what begins with its name', { ...DENY, Resource: `${ARN}*` }],
    ['with a false that is no text', { ...DENY, Condition: { Bool: { 'aws:SecureTransport': false } } }],
    ['with a list of values', { ...DENY, Condition: { Bool: { 'aws:SecureTransport': ['false'] } } }],
    ['with the key in other letters', { ...DENY, Condition: { Bool: { 'AWS:securetransport': 'False' } } }],
    ['where the key is there at all', { ...DENY, Condition: { BoolIfExists: { 'aws:SecureTransport': 'false' } } }],
    ['by comparing texts', { ...DENY, Condition: { StringEquals: { 'aws:SecureTransport': 'false' } } }],
    ['by turning everything away', { ...DENY, Condition: undefined }],
  ])('%s', (_, statement) => {
    expect(judged(ALLOW, statement)).toBe(true);
  });

  test('in two statements, one of the bucket and one of its objects', () => {
    expect(judged({ ...DENY, Resource: ARN }, { ...DENY, Resource: `${ARN}/*` })).toBe(true);
  });

  test('in a policy whose only statement is in no list', () => {
    expect(turnsPlainAway(Policy.parse(JSON.stringify({ Statement: DENY })), 's3', [ARN, `${ARN}/*`])).toBe(true);
  });
});

describe('A-S3: a policy that lets some plain requests through', () => {
  test.each([
    ['without a denial', ALLOW],
    ['that denies objects only', { ...DENY, Resource: `${ARN}/*` }],
    ['that denies the bucket only', { ...DENY, Resource: ARN }],
    ['that denies a part of the objects', { ...DENY, Resource: [ARN, `${ARN}/logs/*`] }],
    ['that denies objects of some endings', { ...DENY, Resource: [ARN, `${ARN}/*.pdf`] }],
    ['of another bucket', { ...DENY, Resource: ['arn:aws:s3:::other', 'arn:aws:s3:::other/*'] }],
    ['that denies one role', { ...DENY, Principal: { AWS: 'arn:aws:iam::111122223333:role/a' } }],
    ['that denies services only', { ...DENY, Principal: { Service: 'logging.s3.amazonaws.com' } }],
    ['that denies reading only', { ...DENY, Action: ['s3:GetObject', 's3:ListBucket'] }],
    ['that denies TLS', { ...DENY, Condition: { Bool: { 'aws:SecureTransport': 'true' } } }],
    [
      'that denies old versions of TLS, of which a plain request has none',
      { ...DENY, Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } } },
    ],
    ['that denies strange networks', { ...DENY, Condition: { NotIpAddress: { 'aws:SourceIp': '192.0.2.0/24' } } }],
    ['that denies some actions anyway', { ...DENY, Action: 's3:Delete*', Condition: undefined }],
    ['that denies all but some actions anyway', { ...DENY, Action: undefined, NotAction: 's3:GetObject', Condition: undefined }],
    ['that allows TLS instead', { ...ALLOW, Condition: { Bool: { 'aws:SecureTransport': 'true' } } }],
  ])('%s', (_, statement) => {
    expect(judged(statement)).toBe(false);
  });
});

describe('A-S3: a policy of which it cannot be said leaves it unseen', () => {
  test.each([
    ['another condition beside it', { ...DENY, Condition: { ...PLAIN, StringNotEquals: { 'aws:PrincipalOrgID': 'o-example' } } }],
    [
      'another key in the same condition',
      { ...DENY, Condition: { Bool: { 'aws:SecureTransport': 'false', 'aws:ViaAWSService': 'false' } } },
    ],
    ['an operator that we do not know', { ...DENY, Condition: { StringNotLike: { 'aws:SecureTransport': 'true' } } }],
    ['NotPrincipal', { ...DENY, Principal: undefined, NotPrincipal: { AWS: 'arn:aws:iam::111122223333:root' } }],
    ['NotAction', { ...DENY, Action: undefined, NotAction: 's3:GetBucketLocation' }],
    ['NotResource', { ...DENY, Resource: undefined, NotResource: `${ARN}/public/*` }],
    ['a variable in a resource', { ...DENY, Resource: [ARN, `${ARN}/$\{aws:username}/*`] }],
    ['patterns of actions', { ...DENY, Action: ['s3:Get*', 's3:Put*'] }],
  ])('%s', (_, statement) => {
    expect(judged(statement)).toBeUndefined();
  });

  test('what can be said outweighs what cannot', () => {
    expect(judged({ ...DENY, Action: undefined, NotAction: 's3:GetBucketLocation' }, DENY)).toBe(true);
  });
});

test.each(['', 'null', '[]', '{}', '{"Statement":[{"Effect":"deny"}]}', '{"Statement":[{"Effect":"Deny","Action":7}]}'])(
  'a policy that is none is malformed: %s',
  (text) => {
    expect(Policy.safeParse(text).success).toBe(false);
  },
);
