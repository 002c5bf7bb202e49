/** From plain text to TLS: SMTP (RFC 3207), IMAP (RFC 3501 §6.2.1), POP3 (RFC 2595 §4), PostgreSQL (its protocol, "SSL Session Encryption"). */

/** One step: until `whole` matches all that came since the last step, nothing is said; what does not match `good` ends the talk. */
interface Step {
  readonly whole: RegExp;
  readonly good: RegExp;
  /** A reply that says that there is no TLS. Any other is about something else: too many connections, an error for now. Left out: none says so. */
  readonly none?: RegExp;
  /** Left out: it is TLS from here. */
  readonly say?: Buffer;
}

export interface Upgrade {
  /** Said before anything was heard. */
  readonly opening?: Buffer;
  readonly steps: readonly Step[];
}

const ascii = (text: string): Buffer => Buffer.from(text, 'ascii');
/** The last line of a reply has a space behind its code. */
const SMTP_REPLY = /^(?:\d{3}-[^\n]*\n)*\d{3}(?: [^\n]*)?\n/;

export const upgrades = {
  smtp: {
    steps: [
      { whole: SMTP_REPLY, good: /^220/, say: ascii('EHLO claimcheck.invalid\r\n') },
      { whole: SMTP_REPLY, good: /^250[- ]STARTTLS\s*$/im, none: /^(?:250|50[0-4])/, say: ascii('STARTTLS\r\n') },
      { whole: SMTP_REPLY, good: /^220/, none: /^50[0-4]/ },
    ],
  },
  imap: {
    steps: [
      { whole: /^\* [^\n]*\n/, good: /^\* OK/i, none: /^\* PREAUTH/i, say: ascii('a STARTTLS\r\n') },
      { whole: /^(?:\*[^\n]*\n)*a [^\n]*\n/, good: /^a OK/im, none: /^a (?:BAD|NO(?! \[(?:UNAVAILABLE|SERVERBUG|INUSE|LIMIT)\]))/im },
    ],
  },
  pop3: {
    steps: [
      { whole: /^[+-][^\n]*\n/, good: /^\+OK/, say: ascii('STLS\r\n') },
      { whole: /^[+-][^\n]*\n/, good: /^\+OK/, none: /^-ERR(?! \[(?:SYS\/TEMP|IN-USE)\])/ },
    ],
  },
  postgres: { opening: Buffer.from('0000000804d2162f', 'hex'), steps: [{ whole: /^[\s\S]/, good: /^S/, none: /^N/ }] },
} as const satisfies Record<string, Upgrade>;

export type UpgradeFrom = keyof typeof upgrades;

/** What to do with what was heard since the last step. Bytes behind a reply that should be the last are somebody else's (CVE-2011-0411). */
export function stepUpgrade({ whole, good, say }: Step, heard: string): Buffer | 'wait' | 'refused' | 'upgraded' {
  const reply = whole.exec(heard)?.[0];
  if (reply === undefined) return 'wait';
  if (!good.test(reply) || (say === undefined && reply.length < heard.length)) return 'refused';
  return say ?? 'upgraded';
}

/** Whether a talk that did not come to TLS ended because there is none: `plain` is all that was heard in it. */
export function offersNone(from: UpgradeFrom, plain: string): boolean {
  let rest = plain;
  const steps: readonly Step[] = upgrades[from].steps;
  for (const { whole, good, none } of steps) {
    const reply = whole.exec(rest)?.[0];
    if (reply === undefined) return false;
    if (!good.test(reply)) return none?.test(reply) === true;
    rest = rest.slice(reply.length);
  }
  return false;
}
