import { describe, expect, test } from 'vitest';
import { checkConfig, parseConfig } from '../../src/config/parse.ts';
import { UserError } from '../../src/errors.ts';
import { fullConfig, fullText, pageOfFull } from './full.ts';
import { known, TODAY } from './known.ts';

const file = 'configs/claimcheck.yaml';

test('a config with every key comes out in its normal form', () => {
  const read = (path: string) => (path === 'configs/trust-page.md' ? pageOfFull : undefined);
  expect(parseConfig(fullText, file, known, read, TODAY)).toEqual(fullConfig);
});

test('an unquoted day stays the text that was written, also where the file says that it is YAML 1.1', () => {
  const text = claim(['proof: [{ document: a.pdf, validUntil: 2027-06-30 }]']);
  for (const start of ['', '%YAML 1.1\n---\n']) {
    expect(parseConfig(start + text, file, known, nothing, TODAY).claims[0]?.proof).toEqual([
      { document: 'a.pdf', validUntil: '2027-06-30' },
    ]);
  }
});

test('an alias is the thing it points at', () => {
  const text = claim([
    'scope: &everywhere { targets: [a] }',
    ...proof,
    '- { id: y, quote: q, scope: *everywhere, proof: none, because: r }',
  ]);
  expect(parseConfig(text, file, known, nothing, TODAY).claims.map(({ scope }) => scope)).toEqual([{ targets: ['a'] }, { targets: ['a'] }]);
});

test('an anchor that is set anew is another thing from there on', () => {
  const lines = ['scope: &outer { targets: &t [a] }', ...proof];
  const more = (id: string, scope: string) => `- { id: ${id}, quote: q, proof: none, because: r, scope: ${scope} }`;
  const text = claim([...lines, more('y', '{ targets: &t [e] }'), more('z', '*outer'), more('w', '{ targets: *t }')]);
  const config = parseConfig(text, file, known, nothing, TODAY);
  expect(config.claims.map(({ scope }) => scope.targets)).toEqual([['a'], ['e'], ['a'], ['e']]);
});

test('a fault in what is used again is told once', () => {
  const text = claim([...proof, 'scope: &s { target: [a] }', '- { id: y, quote: q, proof: none, because: r, scope: *s }']);
  expect(placesOf(text)).toEqual(['7:17 unknown-key']);
});

test('a drive letter is no scheme', () => {
  const text = `locker: 'C:\\evidence'\n${claim(proof)}`;
  expect(parseConfig(text, file, known, nothing, TODAY).locker).toBe('C:\\evidence');
});

test('an exception that has expired is no fault', () => {
  const text = claim([...proof, 'exceptions: [{ subject: s, reason: r, owner: o, approvedBy: p, expires: 2020-01-31 }]']);
  expect(parseConfig(text, file, known, nothing, TODAY).claims[0]?.exceptions).toHaveLength(1);
});

test('a target that cannot be seen may be named where a document can stand in for it', () => {
  const either = 'proof: [{ anyOf: [{ check: encrypted-at-rest }, { document: a.pdf, validUntil: 2027-06-30 }] }]';
  const text = claim(['scope: { targets: [e] }', either]);
  expect(checkConfig(text, file, known, nothing, TODAY)).toHaveProperty('config');
});

test('a source that is registered under a key of a later version is used', () => {
  const [cloud] = known.sources;
  if (cloud === undefined) throw new Error('the fixture has no source');
  const text = claim(proof).replace('aws:', 'gcp:');
  const registered = { ...known, sources: [{ ...cloud, key: 'gcp' }, ...known.sources] };
  expect(parseConfig(text, file, registered, nothing, TODAY).targets[0]?.source).toBe('cloud');
});

test('a file without any fault but one missing key is refused as a UserError that carries the fault', () => {
  expect(thrown('version: 1')).toMatchObject({ code: 'config-wrong', faults: [{ file, line: 1, column: 1, code: 'missing' }] });
});

describe('each fault stands where it was written', () => {
  const top = (lines: string) => `${lines}\n${claim(proof)}`;
  const rows: readonly (readonly [name: string, text: string, faults: readonly string[]])[] = [
    ['an empty file', '', ['1:1 shape']],
    ['a list', '- version: 1', ['1:1 shape']],
    ['text that is not YAML', 'version: 1\nclaims: [', ['2:10 syntax']],
    ['two documents', `${claim(proof)}\n---\nversion: 1`, ['7:1 syntax']],
    ['a tag', claim(proof).replace('1', '!!binary 1'), ['1:10 syntax']],
    ['a key twice', `${claim(proof)}\nversion: 1`, ['7:1 duplicate']],
    ['a key twice, the second of which is wrong', `${claim(proof)}\nversion: 2`, ['7:1 duplicate', '7:10 shape']],
    ['a key that is a number', `${claim(proof)}\n5: x`, ['7:1 shape']],
    ['a key that would change the object it is put into', `${claim(proof)}\n__proto__: x`, ['7:1 shape']],
    ['a merge key', `${claim(proof)}\n<<: { locker: x }`, ['7:1 unknown-key']],
    ['another version', claim(proof).replace('version: 1', 'version: 2'), ['1:10 shape']],
    ['a misspelled key', top('lokcer: x'), ['1:1 unknown-key']],
    ['a page without a name, and a URL that is none', top('page: { url: here }'), ['1:7 missing', '1:14 shape']],
    ['a page that cannot be read', top('page: { name: p, file: page.md }'), ['1:24 not-found']],
    ['no claims', 'version: 1\nclaims: []', ['2:9 shape']],
    ['a target without a source', claim(proof).replace('{ aws: { regions: all } }', '{}'), ['2:12 conflict']],
    ['a target with two', claim(proof).replace('{ aws:', '{ endpoints: ["x:1"], aws:'), ['2:12 conflict']],
    ['a target that is nothing', claim(proof).replace('{ aws: { regions: all } }', ''), ['2:12 shape']],
    ['an unknown source', claim(proof).replace('aws:', 'asw:'), ['2:17 unknown-name']],
    ['a source of a later version', claim(proof).replace('aws:', 'azure:'), ['2:17 not-available']],
    ['a target name with blanks', claim(proof).replace('{ a:', '{ "a b":'), ['2:12 shape']],
    [
      'a body that its source refuses',
      claim(proof).replace('all', '{ only: eu-west-1, becaus: x }'),
      ['2:33 missing', '2:41 shape', '2:52 unknown-key'],
    ],
    [
      'a number where the source wants text',
      claim(proof).replace('regions: all', 'regions: all, accounts: [{ role: "arn:x", externalId: 7 }]'),
      ['2:78 shape'],
    ],
    ['a program as signer without its public key', top('sign: { with: "exec:sign" }'), ['1:15 missing']],
    ['a signer that no version has', top('sign: { with: "vault:sign" }'), ['1:15 unknown-name']],
    ['a timestamp of no address', top('sign: { with: k, timestamp: tsa }'), ['1:29 shape']],
    ['a locker of a later version', top('locker: s3://bucket/prefix'), ['1:9 not-available']],
    ['a locker that no version has', top('locker: ftp://host'), ['1:9 unknown-name']],
    ['plugins', top('plugins: [./a.ts, b]'), ['1:11 not-available', '1:19 not-available']],
    ['an id with capitals', claim(proof).replace('id: x', 'id: EBS'), ['4:9 shape']],
    ['an id that is a number', claim(proof).replace('id: x', 'id: 12'), ['4:9 shape']],
    ['an id twice', claim([...proof, '- { id: x, quote: q, proof: none, because: r }']), ['7:11 duplicate']],
    ['no quote', claim(proof).replace('quote: q', 'quote:'), ['5:5 shape']],
    ['a blank quote', claim(proof).replace('quote: q', 'quote: " "'), ['5:12 shape']],
    ['an unknown target', claim(['scope: { targets: [a, b] }', ...proof]), ['6:27 unknown-name']],
    ['a target twice', claim(['scope: { targets: [a, a] }', ...proof]), ['6:27 shape']],
    ['a target where nothing looks', claim(['scope: { targets: [e, a] }', ...proof]), ['6:24 not-collected']],
    [
      'a target where nothing looks at the service',
      claim(['scope: { targets: [a] }', 'proof: [{ check: encrypted-at-rest, with: { services: [tls] } }]']),
      ['6:24 not-collected', '7:60 unknown-name'],
    ],
    ['a scope that is no expression', claim(['scope: { where: "env ==" }', ...proof]), ['6:21 expression']],
    ['no proof', claim([]), ['4:5 missing']],
    ['a proof of another type', claim(['proof: all']), ['6:12 shape']],
    ['an empty list of proofs', claim(['proof: []']), ['6:12 shape']],
    ['none without a reason', claim(['proof: none']), ['6:12 missing']],
    ['a reason with a proof', claim([...proof, 'because: r']), ['7:5 conflict']],
    ['an unknown check', claim(['proof: [{ check: encypted-at-rest }]']), ['6:22 unknown-name']],
    ['an unknown version of a check', claim(['proof: [{ check: encrypted-at-rest@3 }]']), ['6:22 unknown-name']],
    ['a misspelled key of a proof', claim(['proof: [{ chekc: encrypted-at-rest }]']), ['6:13 missing', '6:15 unknown-key']],
    ['a check that is a document too', claim(['proof: [{ check: encrypted-at-rest, document: a.pdf }]']), ['6:41 unknown-key']],
    [
      'a parameter that a check does not have',
      claim(['proof: [{ check: encrypted-at-rest, with: { atLeast: 35d } }]']),
      ['6:49 unknown-key'],
    ],
    ['a parameter of another form', claim(['proof: [{ check: backups-kept, with: { atLeast: long } }]']), ['6:53 shape']],
    ['a parameter that is missing', claim(['proof: [{ check: backups-kept, with: {} }]']), ['6:42 missing']],
    ['parameters that are missing', claim(['proof: [{ check: backups-kept }]']), ['6:13 missing']],
    ['an unknown service', claim(['proof: [{ check: encrypted-at-rest, with: { services: [ebs, ebz] } }]']), ['6:65 unknown-name']],
    [
      'a service of another kind',
      claim(['proof: [{ check: tls-minimum-version, with: { atLeast: TLSv1.2, services: [ebs] } }]']),
      ['6:80 unknown-name'],
    ],
    ['an unknown kind', claim(['proof: [{ kind: volumes, expect: data.x }]']), ['6:21 unknown-name']],
    ['an own check without an expression', claim(['proof: [{ kind: backup }]']), ['6:13 missing']],
    ['an own check that is no expression', claim(['proof: [{ kind: backup, expect: "kept >" }]']), ['6:37 expression']],
    ['a document without an end', claim(['proof: [{ document: a.pdf }]']), ['6:13 missing']],
    ['a day that does not exist', claim(['proof: [{ document: a.pdf, validUntil: 2027-02-30 }]']), ['6:44 shape']],
    [
      'a document that ends before it begins',
      claim(['proof: [{ document: a.pdf, validFrom: 2027-01-02, validUntil: 2027-01-01 }]']),
      ['6:67 date'],
    ],
    [
      'a fault in a branch',
      claim(['proof: [{ anyOf: [{ document: a.pdf, validUntil: 2027-01-01 }, { check: nothing }] }]']),
      ['6:77 unknown-name'],
    ],
    [
      'a branch with branches',
      claim(['proof: [{ anyOf: [{ anyOf: [{ check: encrypted-at-rest }] }] }]']),
      ['6:23 missing', '6:25 unknown-key'],
    ],
    ['a control without a framework', claim([...proof, 'controls: [CC6.1]']), ['7:16 shape']],
    ['an age without a unit', claim([...proof, 'maxAge: 24']), ['7:13 shape']],
    ['an age in years', claim([...proof, 'maxAge: 1y']), ['7:13 shape']],
    [
      'an exception that nobody approved',
      claim([...proof, 'exceptions: [{ subject: s, reason: r, owner: o, expires: 2027-01-31 }]']),
      ['7:18 missing'],
    ],
    [
      'an exception for longer than a year',
      claim([...proof, 'exceptions: [{ subject: s, reason: r, owner: o, approvedBy: p, expires: 2027-07-02 }]']),
      ['7:77 date'],
    ],
    ['an alias without an anchor', claim([...proof, 'scope: *all']), ['7:12 alias']],
    ['an alias inside of its own anchor', claim([...proof, 'scope: &s { targets: *s }']), ['7:26 alias']],
  ];
  test.each(rows)('%s', (_name, text, faults) => {
    expect(placesOf(text)).toEqual(faults);
  });
});

test('every fault is told at once, sorted by where it stands', () => {
  const text = [
    'version: 1',
    'claims:',
    '  - { id: A, quote: q, proof: [{ check: x }], maxAge: 1 }',
    '  - { idd: b }',
    'page: 5',
    'locker: s3://x',
  ];
  expect(placesOf(text.join('\n'))).toEqual([
    '3:11 shape',
    '3:41 unknown-name',
    '3:55 shape',
    '4:5 missing',
    '4:5 missing',
    '4:5 missing',
    '4:7 unknown-key',
    '5:7 shape',
    '6:9 not-available',
  ]);
});

test('in a broken file only what stands before the break is told besides', () => {
  expect(placesOf('lokcer: x\nversion: 2\npage: "p\nplugin: 5')).toEqual(['1:1 unknown-key', '2:10 shape', '4:10 syntax']);
});

test('aliases that unfold to a billion things are refused', () => {
  const lines = Array.from(
    { length: 12 },
    (_, n) =>
      `k${n}: &k${n} [${
        n === 0
          ? 'lol'
          : Array(9)
              .fill(`*k${n - 1}`)
              .join(', ')
      }]`,
  );
  expect(placesOf(lines.join('\n')).filter((place) => place.endsWith(' alias'))).toHaveLength(1);
});

test.each(['[', '- ', '{ a: ', '? '])('a text nested without end by %j is refused', (step) => {
  expect(placesOf(step.repeat(5000))).not.toEqual([]);
});

test('no fault repeats a value that a source was given', () => {
  const secret = 'hunter2-hunter2';
  const text = claim(proof).replace('regions: all', `regions: ${secret}, accounts: [{ role: ${secret}, externalId: [${secret}] }]`);
  expect(JSON.stringify(checkConfig(text, file, known, nothing, TODAY))).not.toContain(secret);
});

describe('a name that does not exist is told with the one that was probably meant', () => {
  test.each([
    ['lokcer: x', 'locker'],
    ['targets: { a: { endpoint: [] } }', 'endpoints'],
    ['claims: [{ id: x, quote: q, proof: [{ check: encrypted-by-defalt }] }]', 'encrypted-by-default'],
    ['claims: [{ id: x, quote: q, proof: [{ kind: tls-endpoints, expect: data.x }] }]', 'tls-endpoint'],
    ['claims: [{ id: x, quote: q, proof: [{ check: backups-kept, with: { atleast: 3d } }] }]', 'atLeast'],
  ])('%s', (text, meant) => {
    const messages = faultsOf(text).map(({ message }) => message);
    expect(messages.filter((message) => message.includes(`did you mean "${meant}"`))).toHaveLength(1);
  });
});

describe('quotes are looked up in the page', () => {
  const page = '# Trust\n\nBackups are kept for\n  35 days.\n';
  const quoted = (quote: string) => `page: { name: p, file: p.md }\n${claim(proof).replace('quote: q', `quote: ${quote}`)}`;

  test('across line breaks', () => {
    const config = parseConfig(quoted('kept  for 35 days'), file, known, () => page, TODAY);
    expect(config.claims[0]?.stands).toEqual({ file: 'p.md', line: 3 });
  });

  test('one that is not there is told with the nearest line', () => {
    const outcome = checkConfig(quoted('Backups were kept for 30 days'), file, known, () => page, TODAY);
    expect(outcome).toMatchObject({ faults: [{ line: 6, column: 12, code: 'not-found', message: expect.stringContaining('line 3') }] });
  });
});

const proof = ['proof: [{ check: encrypted-at-rest }]'];

/** A config with the targets `a` (aws) and `e` (endpoints) and one claim, whose further lines start on line 6, column 5. */
function claim(lines: readonly string[]): string {
  const start = [
    'version: 1',
    'targets: { a: { aws: { regions: all } }, e: { endpoints: ["x:1"] } }',
    'claims:',
    '  - id: x',
    '    quote: q',
  ];
  return [...start, ...lines.map((line) => (line.startsWith('- ') ? `  ${line}` : `    ${line}`))].join('\n');
}

function nothing(): undefined {
  return undefined;
}

function faultsOf(text: string) {
  const outcome = checkConfig(text, file, known, nothing, TODAY);
  return 'faults' in outcome ? outcome.faults : [];
}

function placesOf(text: string): readonly string[] {
  return faultsOf(text).map(({ line, column, code }) => `${line}:${column} ${code}`);
}

function thrown(text: string): UserError {
  try {
    parseConfig(text, file, known, nothing, TODAY);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
