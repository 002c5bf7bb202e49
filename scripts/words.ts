/** The words that a cloud's API uses, and that name nobody: what our collectors, the practice cloud and the SDKs' types have in quotes. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { sdkOwners } from './rooms.ts';

const TOP = new URL('../', import.meta.url);
/** Quoted text in a source file; what stands in a template between its holes. */
const QUOTED = /'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`/g;
const REGULAR = /[=(,:[!]\s*\/((?:\[(?:[^\]\\\n]|\\.)*\]|[^/\\\n[]|\\.)+)\//g;
/** The practice cloud has made-up names in quotes too: of its words only those that nothing is called by. */
const ENUMERATED = /^[A-Z][A-Z_]+$/;
/** Types of ids, as in "vol-0123456789abcdef0". */
const ID_TYPES = ['ami', 'eni', 'fs', 'i', 'snap', 'sg', 'subnet', 'vol', 'vpc'];
/** What ids and addresses are made of. */
const PLAIN = [
  'arn',
  'subscriptions',
  'resourceGroups',
  'providers',
  'projects',
  'organizations',
  'folders',
  'locations',
  'http',
  'https',
  'com',
  'net',
  'org',
  'localhost',
  'true',
  'false',
  'null',
  'none',
  'root',
];

/** Of one source: "aws". Read once for each process. */
export function wordsOf(source: string): ReadonlySet<string> {
  const known = read.get(source);
  if (known !== undefined) return known;
  const words = new Set([...ID_TYPES, ...PLAIN]);
  for (const folder of [`collectors/${source}/`, 'src/kinds/']) for (const file of filesBelow(folder, '.ts')) addQuoted(file, words);
  for (const file of filesBelow(`fixtures/practice/${source}/`, '.ts')) addQuoted(file, words, ENUMERATED);
  for (const folder of sdksOf(source)) for (const file of filesBelow(folder, '.d.ts')) addQuoted(file, words);
  read.set(source, words);
  return words;
}

const read = new Map<string, ReadonlySet<string>>();

function addQuoted(file: string, words: Set<string>, which = /^/): void {
  const text = readFileSync(new URL(file, TOP), 'utf8');
  for (const [, single, double, template] of text.matchAll(QUOTED)) addWords(single ?? double ?? template ?? '', words, which);
  for (const [, pattern = ''] of text.matchAll(REGULAR)) addWords(pattern, words, which);
}

function addWords(quoted: string, words: Set<string>, which: RegExp): void {
  if (quoted.length > 200) return;
  for (const word of [quoted, ...(quoted.match(/[\p{L}\p{N}_-]+/gu) ?? [])]) if (which.test(word)) words.add(word);
}

/** Its SDKs' own types: enumerated values stand there, and the examples of their documentation. */
function sdksOf(source: string): readonly string[] {
  const packages = sdkOwners.find(({ rooms }) => rooms.includes(`collectors/${source}/`))?.packages ?? [];
  return packages.flatMap((name) => {
    if (!name.endsWith('/')) return [`node_modules/${name}/`];
    return readdirSync(new URL(`node_modules/${name}`, TOP))
      .filter((entry) => /^(client|arm|storage)/.test(entry))
      .map((entry) => `node_modules/${name}${entry}/`);
  });
}

function filesBelow(folder: string, ending: string): readonly string[] {
  if (!existsSync(new URL(folder, TOP))) return [];
  return readdirSync(new URL(folder, TOP), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending) && !file.includes('node_modules') && !file.includes('commands'))
    .map((file) => `${folder}${file}`)
    .sort();
}
