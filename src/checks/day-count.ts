import { z } from 'zod';

/** A number of days in a check's parameters: 365 or "365d"; never zero. */
export const dayCount = z.union([
  z.number().positive(),
  z
    .string()
    .regex(/^[1-9]\d{0,4}d$/, 'days, written as 365 or 365d')
    .transform((text) => Number(text.slice(0, -1))),
]);

/** A length of time in a check's parameters, in days: 1, "7d" or "26h". */
export const timeSpan = z.union([
  dayCount,
  z
    .string()
    .regex(/^[1-9]\d{0,4}h$/, 'days or hours, written as 7, 7d or 26h')
    .transform((text) => Number(text.slice(0, -1)) / 24),
]);

/** What is planned to the day need not be so to the second: a day of grace for all that is counted in days. */
export const GRACE_DAYS = 1;

const DAY = 86_400_000;

/** Days from one instant to another; negative where `to` comes first. */
export function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / DAY;
}

/** Whole days for a sentence: "1 day", "91 days", "ever". */
export function inDays(count: number | 'for-ever' | 'never'): string {
  if (typeof count !== 'number' || count === Number.POSITIVE_INFINITY) return 'ever';
  const whole = Math.floor(count);
  return whole === 1 ? '1 day' : `${whole} days`;
}
