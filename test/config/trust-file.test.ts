import { describe, expect, test } from 'vitest';
import { parseTrust } from '../../src/config/trust-file.ts';
import { UserError } from '../../src/errors.ts';

const WHOLE = `version: 1
keys:
  - name: Example Ltd
    key: ./claimcheck.pub
    from: 2026-01-01T00:00:00Z
    until: 2027-01-01T01:00:00+01:00
    revoked: { since: 2026-09-01T00:00:00Z, reason: lost }
    rotations: [./rotation.json]
timestampAuthorities:
  - { name: Example Time, roots: ./time.pem }
`;

function placesOf(text: string): readonly string[] {
  try {
    parseTrust(text, 'trust.yaml');
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect(error.code).toBe('config-wrong');
    return error.faults.map(({ file, line, column }) => `${file}:${line}:${column}`);
  }
}

describe('a trust file', () => {
  test('is read whole, with its times in UTC', () => {
    expect(parseTrust(WHOLE, 'trust.yaml').trust).toEqual({
      version: 1,
      keys: [
        {
          name: 'Example Ltd',
          key: './claimcheck.pub',
          from: '2026-01-01T00:00:00.000Z',
          until: '2027-01-01T00:00:00.000Z',
          revoked: { since: '2026-09-01T00:00:00.000Z', reason: 'lost' },
          rotations: ['./rotation.json'],
        },
      ],
      timestampAuthorities: [{ name: 'Example Time', roots: './time.pem' }],
    });
  });

  test('may be JSON', () => {
    expect(parseTrust('{"version":1,"keys":[{"name":"a","key":"k.pub"}]}', 't.json').trust.keys).toHaveLength(1);
  });

  test.each<[string, string, readonly string[]]>([
    ['an unknown key', WHOLE.replace('    from', '    form'), ['trust.yaml:5:5']],
    ['a day instead of a time', WHOLE.replace('2026-01-01T00:00:00Z', '2026-01-01'), ['trust.yaml:5:11']],
    ['an end before its beginning', WHOLE.replace('until: 2027', 'until: 2025'), ['trust.yaml:6:12']],
    ['a revocation without a reason', WHOLE.replace(', reason: lost', ''), ['trust.yaml:7:14']],
    ['no keys', 'version: 1\nkeys: []\n', ['trust.yaml:2:7']],
    ['another version', WHOLE.replace('version: 1', 'version: 2'), ['trust.yaml:1:10']],
    ['two faults', WHOLE.replace('version: 1', 'version: 2').replace('    from', '    form'), ['trust.yaml:1:10', 'trust.yaml:5:5']],
    ['no YAML', '{', ['trust.yaml:1:2']],
    ['nothing', '', ['trust.yaml:1:1']],
  ])('with %s is refused at its place', (_, text, places) => {
    expect(placesOf(text)).toEqual(places);
  });

  test('tells later faults at their place too', () => {
    const { faults } = parseTrust(WHOLE, 'trust.yaml').fault(['keys', 0, 'key'], 'cannot be read');
    expect(faults).toEqual([{ file: 'trust.yaml', line: 4, column: 10, message: 'cannot be read' }]);
  });
});
