/** A whole number and its unit: "15s", "30m", "24h", "7d". */
export const DURATION = /^([1-9]\d{0,5})([smhd])$/;

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** A duration in seconds; undefined where the text is none. */
export function seconds(duration: string): number | undefined {
  const [, count, unit = ''] = DURATION.exec(duration) ?? [];
  const length = SECONDS[unit];
  return length === undefined ? undefined : Number(count) * length;
}
