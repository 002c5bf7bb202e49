import { isIPv6 } from 'node:net';

/**
 * Replaces what identifies somebody, so that an answer can be shown: everything that is not a known word. Equal stays equal, whatever text it stands in,
 * and form stays form: twelve digits stay twelve digits, a GUID a GUID, an ARN an ARN. Pseudonyms are counted, not computed: nothing leads back.
 */
export interface Pseudonyms {
  /**
   * `plain`: the whole value of a field that holds no names; it may be a known word even where something is called so.
   * `own`: somebody's own words, in which no word is known.
   */
  readonly text: (text: string, as?: 'plain' | 'own') => string;
  /** Whole numbers of seven digits and more, unless they are a time since 1970. */
  readonly number: (number: number) => number;
}

export interface Known {
  /** What everybody knows: words of an API, enumerated values, regions. */
  readonly words: ReadonlySet<string>;
  /** What is known to be a name, even where it is a known word too. */
  readonly names: ReadonlySet<string>;
}

/** Runs that are replaced as one. What stands between them is structure, and stays: slashes of a path, colons of an ARN, dots of a host. */
const SEGMENT = /[\p{L}\p{N}_-]+/gu;
const IPV4 = /(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])/g;
const IPV6 = /(?<![\w:.])[0-9a-f]*:[0-9a-f]*:[0-9a-f:]*(?![\w:.])/gi;
const TIME =
  /\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[-+]\d\d:?\d\d)?|[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT/g;
const ESCAPED = /(?:[\w.~-]|%[0-9a-f]{2})*%[0-9a-f]{2}(?:[\w.~-]|%[0-9a-f]{2})*/gi;
const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** This machine, any address, and masks: they name nobody. */
const NOBODY = /^(127\.|0\.0\.0\.0$|255\.|::1?$)/;
/** An id of EC2 and its neighbours: a type, and eight or seventeen hexadecimal digits. */
const TYPED_ID = /^([a-z]{1,5})-([0-9a-f]{8}|[0-9a-f]{17})$/;
/** Shorter numbers are counts, sizes, ports. */
const LONG = 7;

export function createPseudonyms({ words, names }: Known): Pseudonyms {
  const given = new Map<string, string>(); // by what is replaced, lower case
  const taken = new Set<string>();
  const counts = new Map<string, number>(); // by form
  return { text, number };

  function text(whole: string, as?: 'plain' | 'own'): string {
    if (as === 'plain' && words.has(whole)) return whole;
    const own = as === 'own';
    const replaced = (part: string): string => addresses(part, own);
    return around(whole, TIME, (between) => around(between, ESCAPED, replaced, (part) => encodeURIComponent(replaced(decoded(part)))));
  }

  function addresses(part: string, own: boolean): string {
    const segments = (rest: string): string => rest.replace(SEGMENT, (one) => segment(one, own));
    const newer = (rest: string): string =>
      around(rest, IPV6, segments, (found) => (!isIPv6(found) || NOBODY.test(found) ? segments(found) : giveTo(found, ipv6)));
    return around(part, IPV4, newer, (address) => (NOBODY.test(address) ? address : giveTo(address, ipv4)));
  }

  function segment(one: string, own = false): string {
    if (!own && !names.has(one) && isKnown(one)) return one;
    if (GUID.test(one)) return giveTo(one, (count) => `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`, 'guid');
    const [, type = '', digits = ''] = TYPED_ID.exec(one) ?? [];
    if (type !== '') return `${type}-${giveTo(digits, (count) => count.toString(16).padStart(digits.length, '0'), `id-${digits.length}`)}`;
    const form = one.replace(/\p{L}/gu, 'a').replace(/\p{N}/gu, '0');
    return inCaseOf(
      one,
      giveTo(one, (count) => counted(form, count), form),
    );
  }

  function isKnown(one: string): boolean {
    if (/^\p{N}+$/u.test(one)) return one.length < LONG;
    return words.has(one) || (/\d[a-f]$/.test(one) && words.has(one.slice(0, -1))) || /^[_-]+$/.test(one); // an availability zone is a region with a letter
  }

  function number(value: number): number {
    const digits = String(Math.abs(value));
    if (!Number.isSafeInteger(value) || digits.length < LONG || isTime(value)) return value;
    return Math.sign(value) * Number(segment(digits));
  }

  function giveTo(original: string, make: (count: number) => string, form = make.name): string {
    const key = original.toLowerCase();
    const known = given.get(key);
    if (known !== undefined) return known;
    let count = counts.get(form) ?? 0;
    let made: string;
    do {
      count += 1;
      made = make(count);
    } while (taken.has(made) || words.has(made) || names.has(made) || given.has(made));
    counts.set(form, count);
    given.set(key, made);
    taken.add(made);
    return made;
  }
}

/** Seconds, or milliseconds, from 2001 to 2039. */
function isTime(value: number): boolean {
  return (value >= 1e9 && value < 2.2e9) || (value >= 1e12 && value < 2.2e12);
}

function ipv4(count: number): string {
  return count < 255 ? `192.0.2.${count}` : `198.18.${(count >> 8) & 255}.${count & 255}`; // RFC 5737, RFC 2544
}

function ipv6(count: number): string {
  return `2001:db8::${count.toString(16)}`; // RFC 3849
}

/** The number in the digits and letters of a form, from its end on; longer where it does not fit. The first digit is none of those that get lost. */
function counted(form: string, count: number): string {
  let left = count;
  const characters = [...form].reverse().map((character) => {
    const base = character === 'a' ? 26 : character === '0' ? 10 : 1;
    const digit = left % base;
    left = Math.floor(left / base);
    if (base === 1) return character;
    return base === 26 ? String.fromCharCode(97 + digit) : String(digit);
  });
  const text = characters.reverse().join('');
  const whole = /^0\d*$/.test(text) ? `1${text.slice(1)}` : text;
  return left === 0 ? whole : `${whole}${left}`;
}

/** Ids are the same thing in whatever case a provider, or a collector, writes them. */
function inCaseOf(original: string, pseudonym: string): string {
  return [...pseudonym]
    .map((character, index) => (/\p{Lu}/u.test([...original][index] ?? '') ? character.toUpperCase() : character))
    .join('');
}

/** What matches, by one function (left out: as it is); what stands between, by another. */
function around(
  text: string,
  pattern: RegExp,
  between: (rest: string) => string,
  match: (found: string) => string = (found) => found,
): string {
  let [done, from] = ['', 0];
  for (const { 0: found, index } of text.matchAll(pattern)) {
    done += between(text.slice(from, index)) + match(found);
    from = index + found.length;
  }
  return done + between(text.slice(from));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
