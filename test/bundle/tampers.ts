/** What the holder of the key may change in the small bundle and seal again, each with the code that it is refused with: one thing no longer is as the format says. */
import type { Change } from './resign.ts';

export type Tamper = readonly [name: string, change: Change, code: string];

const salt = 'ab'.repeat(16);

function line(text: string | Buffer): Change {
  return { bytes: { t0001: (bytes) => Buffer.concat([bytes, Buffer.from(text), Buffer.from('\n')]) } };
}

function manifestText(from: string | RegExp, to: string): Change {
  return { manifestText: (text) => text.replace(from, to) };
}

const ofDocument = (change: (record: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>[]): Change => ({
  records: { run: (records) => records.flatMap((record) => (record['record'] === 'document' ? change(record) : [record])) },
});

/** Another line of facts. */
export const lineTampers: readonly Tamper[] = [
  ['a member named twice', line(`{"salt":"${salt}","a":1,"a":2}`), 'wrong-shape'],
  ['a member named twice, deep inside and in another spelling', line(`{"salt":"${salt}","a":[{"b":{"c":1,"\\u0063":2}}]}`), 'wrong-shape'],
  ['a second salt', line(`{"salt":"${salt}","a":1,"salt":"${salt}"}`), 'wrong-shape'],
  ['no salt', line('{"record":"gap"}'), 'wrong-shape'],
  ['a short salt', line(`{"salt":"${salt.slice(1)}","a":1}`), 'wrong-shape'],
  ['a salt in capitals', line(`{"salt":"${salt.toUpperCase()}","a":1}`), 'wrong-shape'],
  ['a salt and nothing else', line(`{"salt":"${salt}"}`), 'wrong-shape'],
  ['a byte order mark', line(`\ufeff{"salt":"${salt}","a":1}`), 'wrong-shape'],
  ['a carriage return at its end', line(`{"salt":"${salt}","a":1}\r`), 'wrong-shape'],
  ['a NUL', line(`{"salt":"${salt}","a":"\0"}`), 'wrong-shape'],
  ['white space between tokens', line(`{"salt":"${salt}", "a":1}`), 'wrong-shape'],
  ['bytes that are not UTF-8', line(Buffer.from(`{"salt":"${salt}","a":"\xff"}`, 'latin1')), 'wrong-shape'],
  ['a million levels', line(`{"salt":"${salt}","a":${'['.repeat(1_000_000)}}`), 'wrong-shape'],
  ['more values than 2^18', line(`{"salt":"${salt}","a":[${'1,'.repeat(1 << 18)}1]}`), 'wrong-shape'],
  ['more than 8 MiB', line(`{"salt":"${salt}","a":"${'x'.repeat(8 << 20)}"}`), 'wrong-shape'],
  ['nothing', line(''), 'wrong-shape'],
  ['a stub that stands for another line than the sealed one', line(`#0 ${'0'.repeat(64)}`), 'root'],
  ['a stub of more lines than there are', line(`#1 ${'0'.repeat(64)}`), 'wrong-shape'],
  ['a mark and no stub', line(`#0 ${'0'.repeat(63)}`), 'wrong-shape'],
  ['a string that does not end', line(`{"salt":"${salt}","a":"}`), 'not-json'],
];

/** Another manifest. */
export const manifestTampers: readonly Tamper[] = [
  ['a format version that we do not know', manifestText('"formatVersion":1', '"formatVersion":2'), 'unknown-version'],
  ['no format version', manifestText('"formatVersion":1,', ''), 'wrong-shape'],
  ['a field that we do not know', manifestText('"formatVersion":1', '"formatVersion":1,"note":1'), 'wrong-shape'],
  ['a field inside that we do not know', manifestText('"complete":true', '"complete":true,"note":1'), 'wrong-shape'],
  ['__proto__', manifestText('{"claims"', '{"__proto__":{"a":1},"claims"'), 'wrong-shape'],
  ['__proto__ where keys are counted', manifestText('"origins":{', '"origins":{"__proto__":3,'), 'wrong-shape'],
  ['a field named twice', manifestText('"complete":true', '"complete":false,"complete":true'), 'wrong-shape'],
  ['another spelling of a number', manifestText('"exclusions":0', '"exclusions":0.0'), 'wrong-shape'],
  ['a newline at its end', { manifestText: (text) => `${text}\n` }, 'wrong-shape'],
  ['a number that is no count', manifestText('"exclusions":0', '"exclusions":-1'), 'wrong-shape'],
  ['a path out of the bundle', manifestText('"streams/t0001.jsonl"', '"streams/../../t0001.jsonl"'), 'wrong-shape'],
  ['a name out of the bundle', manifestText('"name":"t0001"', '"name":"../t0001"'), 'wrong-shape'],
  ['an unknown verdict', manifestText('"verdict":"verified"', '"verdict":"perfect"'), 'wrong-shape'],
  ['neither quote nor digest', manifestText(/"quote":"[^"]*",/, ''), 'wrong-shape'],
  ['a time that is not UTC', manifestText('"startedAt":"2026-11-20T10:00:00Z"', '"startedAt":"2026-11-20T10:00:00+01:00"'), 'wrong-shape'],
  ['a judgement before the start', manifestText('"startedAt":"2026-11-20T10:00:00Z"', '"startedAt":"2027-11-20T10:00:00Z"'), 'wrong-shape'],
  ['half of a surrogate pair', manifestText('EBS volumes', '\\ud800EBS volumes'), 'wrong-shape'],
  [
    'two streams of one name',
    { manifest: (manifest) => ({ ...manifest, streams: manifest.streams.flatMap((stream) => [stream, stream]) }) },
    'wrong-shape',
  ],
  ['no run stream', { manifest: (manifest) => ({ ...manifest, streams: manifest.streams.slice(1) }) }, 'wrong-shape'],
  ['more than a mebibyte', { manifest: (manifest) => ({ ...manifest, run: { ...manifest.run, id: 'x'.repeat(1 << 20) } }) }, 'wrong-shape'],
  ['no JSON', { manifestText: () => '{' }, 'not-json'],
  ['a million levels', { manifestText: () => '['.repeat(1_000_000) }, 'not-json'],
  ['other counts than the predicate', manifestText('"verdict":"verified"', '"verdict":"attested"'), 'inconsistent'],
  [
    'a root that is not its lines',
    { manifest: (manifest) => ({ ...manifest, streams: manifest.streams.map((stream) => ({ ...stream, root: 'ab'.repeat(32) })) }) },
    'root',
  ],
  [
    'a size that is not its lines',
    { manifest: (manifest) => ({ ...manifest, streams: manifest.streams.map((stream) => ({ ...stream, size: stream.size + 1 })) }) },
    'root',
  ],
  [
    'a digest that is not its file',
    { manifest: (manifest) => ({ ...manifest, streams: manifest.streams.map((stream) => ({ ...stream, sha256: 'ab'.repeat(32) })) }) },
    'digest',
  ],
];

/** Another attestation. */
export const attestationTampers: readonly Tamper[] = [
  ['another predicate type', { statementText: (text) => text.replace('/evidence/v1', '/evidence/v2') }, 'wrong-shape'],
  ['another statement type', { statementText: (text) => text.replace('Statement/v1', 'Statement/v0.1') }, 'wrong-shape'],
  ['a subject of another name', { statementText: (text) => text.replace('"name":"manifest.json"', '"name":"other.json"') }, 'wrong-shape'],
  ['two subjects', { statementText: (text) => text.replace(/"subject":\[(.*?\})\]/, '"subject":[$1,$1]') }, 'wrong-shape'],
  ['a second digest', { statementText: (text) => text.replace('"sha256":', '"sha1":"00","sha256":') }, 'wrong-shape'],
  [
    'another subject digest',
    { statementText: (text) => text.replace(/"sha256":"[0-9a-f]{64}"/, `"sha256":"${'ab'.repeat(32)}"`) },
    'digest',
  ],
  ['a field that strict readers do not know', { statementText: (text) => text.replace('{"_type"', '{"Extra":1,"_type"') }, 'wrong-shape'],
  ['a predicate about another run', { statementText: (text) => text.replace('"runId":"run-1"', '"runId":"run-2"') }, 'inconsistent'],
  ['another payload type', { attestationText: (text) => text.replace('vnd.in-toto+json', 'vnd.in-toto.x+json') }, 'wrong-shape'],
  ['another media type', { attestationText: (text) => text.replace('bundle.v0.3', 'bundle.v0.2') }, 'wrong-shape'],
  ['two signatures', { attestationText: (text) => text.replace(/"signatures":\[(.*?)\]/, '"signatures":[$1,$1]') }, 'signature'],
  ['no signature', { attestationText: (text) => text.replace(/"signatures":\[.*?\]/, '"signatures":[]') }, 'signature'],
  ['a hint that is not the key id', { attestationText: (text) => text.replace(/"hint":"..../, '"hint":"AAAA') }, 'signer'],
  ['a key id at its signature', { attestationText: (text) => text.replace('{"sig"', '{"keyid":"","sig"') }, 'wrong-shape'],
  ['an unknown field', { attestationText: (text) => text.replace('{"dsseEnvelope"', '{"Note":1,"dsseEnvelope"') }, 'wrong-shape'],
  ['a field named twice', { attestationText: (text) => text.replace('"mediaType"', '"mediaType":"x","mediaType"') }, 'wrong-shape'],
  ['url-safe base64', { attestationText: (text) => text.replace(/"sig":"[^"]*"/, '"sig":"-_8A"') }, 'wrong-shape'],
  ['base64 without padding', { attestationText: (text) => text.replace(/"sig":"[^"]*"/, '"sig":"AA"') }, 'wrong-shape'],
  ['base64 in a second spelling', { attestationText: (text) => text.replace(/"sig":"[^"]*"/, '"sig":"AB=="') }, 'wrong-shape'],
  ['no JSON', { attestationText: () => '' }, 'not-json'],
];

/** A document, and another line about it. */
export const documentTampers: readonly Tamper[] = [
  ['is refused without its line', ofDocument(() => []), 'inconsistent'],
  ['is refused with two lines', ofDocument((record) => [record, record]), 'digest'],
  ['is refused under another salt', ofDocument((record) => [{ ...record, salt }]), 'digest'],
  ['is refused with another digest', ofDocument((record) => [{ ...record, sha256: 'ab'.repeat(32) }]), 'missing-file'],
  ['is refused with another size', ofDocument((record) => [{ ...record, bytes: 1 }]), 'digest'],
];
