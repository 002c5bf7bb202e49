import { z } from 'zod';

/** A number of days in a check's parameters: 365 or "365d"; never zero. */
export const dayCount = z.union([
  z.number().positive(),
  z
    .string()
    .regex(/^[1-9]\d{0,4}d$/, 'days, written as 365 or 365d')
    .transform((text) => Number(text.slice(0, -1))),
]);

const DAY = 86_400_000;

/** Days from one instant to another; negative where `to` comes first. */
export function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / DAY;
}

/** Whole days for a sentence: "1 day", "91 days". */
export function inDays(count: number): string {
  const whole = Math.floor(count);
  return whole === 1 ? '1 day' : `${whole} days`;
}
