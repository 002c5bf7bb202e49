import type { Subject } from '../plugin.ts';

/** The subjects behind the placeholders in `data`, by their path: "key", "copies.0.vault". */
export function references(
  data: unknown,
  paths: readonly string[],
  referred: ReadonlyMap<string, Subject>,
): Readonly<Record<string, Subject>> | undefined {
  let found: Record<string, Subject> | undefined;
  for (const path of paths) walk(data, path.split('.'), 0, '');
  return found;

  function walk(value: unknown, steps: readonly string[], depth: number, at: string): void {
    if (value === undefined || value === null) return;
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) walk(item, steps, depth, joined(at, String(index)));
      return;
    }
    const step = steps[depth];
    if (step !== undefined) {
      if (typeof value === 'object' && Object.hasOwn(value, step)) walk(Reflect.get(value, step), steps, depth + 1, joined(at, step));
      return;
    }
    const subject = typeof value === 'string' ? referred.get(value) : undefined;
    if (subject === undefined) throw new TypeError(`${at} does not come from refer()`);
    found ??= {};
    found[at] = subject;
  }
}

const joined = (path: string, step: string): string => (path === '' ? step : `${path}.${step}`);
