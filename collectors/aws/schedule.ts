/** Hours between the runs of a schedule, `rate(…)` or `cron(…)`; undefined: it has no one interval, or is of a form that is not known here. */
export function hoursBetween(schedule: string | undefined): number | undefined {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(schedule ?? '') ?? [];
  if (count !== undefined) return Number(count) * (unit === 'day' ? 24 : unit === 'hour' ? 1 : 1 / 60);
  const [, fields = ''] = /^cron\((.*)\)$/.exec(schedule ?? '') ?? [];
  const [minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = '', year = '*'] = fields.trim().split(/\s+/);
  if (!/^\d+$/.test(minute) || year !== '*') return undefined;
  const daily = timesOf(hour);
  if (daily === undefined) return undefined;
  const every = (field: string) => field === '*' || field === '?';
  if (every(dayOfMonth) && month === '*' && every(dayOfWeek)) return 24 / daily;
  if (daily !== 1) return undefined;
  if (every(dayOfMonth) && month === '*' && /^\w+$/.test(dayOfWeek)) return WEEK;
  if (!/^\d+$/.test(dayOfMonth) || !every(dayOfWeek)) return undefined;
  return month === '*' ? MONTH : /^\w+$/.test(month) ? YEAR : undefined;
}

const WEEK = 7 * 24;
/** The longest month, and a year. */
const MONTH = 31 * 24;
const YEAR = 366 * 24;

/** How often a day an hour's field comes; undefined where its gaps are not alike. */
function timesOf(hour: string): number | undefined {
  if (/^\d+$/.test(hour)) return 1;
  if (hour === '*') return 24;
  const step = Number(/^(?:\*|0)\/(\d+)$/.exec(hour)?.[1]);
  return step > 0 && 24 % step === 0 ? 24 / step : undefined;
}
