import { BundleError } from '../errors.ts';
import type { Answers } from './answers.ts';
import type { Attestation } from './attestation.ts';
import { shown } from './hostile.ts';
import { authorityOf, checkTimestamp, type Timestamp, type TimestampAuthority } from './timestamp.ts';
import type { SigningTime } from './trust.ts';

/** A bundle is signed and stamped right after it is judged: more than this between the two is said. Milliseconds. */
const USUAL = 10 * 60_000;

/** Answers for `timestamp`. Gives the time that a trusted authority shows: the earliest of them. */
export async function askTimestamp(
  { ask, say }: Answers,
  { timestamps, signature, predicate: { judgedAt } }: Attestation,
  authorities: readonly TimestampAuthority[],
): Promise<SigningTime | undefined> {
  if (timestamps.length === 0) {
    say('timestamp', 'note', `none: that it was sealed at about ${judgedAt} is the signer's own word`);
    return undefined;
  }
  const checked = await ask('timestamp', () => timestamps.map((response) => checkTimestamp(response, signature)));
  if (checked === undefined) return undefined;
  if (authorities.length === 0) {
    say('timestamp', 'not-checked', `there is one that says ${told(checked)}; no authority is given that is trusted (--trust)`);
    return undefined;
  }
  const shownBy = checked
    .flatMap((timestamp) => {
      const authority = authorityOf(timestamp, authorities);
      return authority === undefined ? [] : [{ timestamp, authority }];
    })
    .sort((a, b) => a.timestamp.time - b.timestamp.time);
  const [first] = shownBy;
  if (first === undefined) {
    await ask('timestamp', () => {
      throw new BundleError('timestamp', `the timestamp that says ${told(checked)} is of none of the authorities that are trusted`);
    });
    return undefined;
  }
  const { timestamp, authority } = first;
  const skew = timestamp.time - Date.parse(judgedAt);
  const usual = skew > -(timestamp.accuracy ?? 0) - 1000 && skew < USUAL;
  const at = new Date(timestamp.time).toISOString();
  say(
    'timestamp',
    usual ? 'yes' : 'note',
    `${shown(authority.authority)} shows that it was sealed by ${at}, ${apart(skew)} the verdicts (${judgedAt})`,
  );
  return { at, by: 'timestamp' };
}

function told(timestamps: readonly Timestamp[]): string {
  return timestamps.map(({ time }) => new Date(time).toISOString()).join(', ');
}

function apart(skew: number): string {
  const seconds = Math.round(Math.abs(skew) / 1000);
  return skew < 0 ? `${seconds} seconds before its signer's clock gave the time of` : `${seconds} seconds after`;
}
