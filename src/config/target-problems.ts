import type { Source } from '../plugin.ts';
import { laterSources } from './not-available.ts';
import { type Problem, wrongKey } from './problem.ts';
import { asMap, isMap } from './raw.ts';
import { shapeProblems } from './shape.ts';
import { suggestion } from './suggestion.ts';

/** What is wrong with the targets: each needs exactly one source, whose own schema its body has to fit. */
export function targetProblems(targets: Readonly<Record<string, unknown>>, sources: readonly Source[]): readonly Problem[] {
  return Object.entries(targets).flatMap(([name, entry]) => {
    const body = asMap(entry);
    const keys = Object.keys(body);
    const problems = keys.flatMap((key) => keyProblems(name, key, body[key], sources));
    if (keys.length === 1 || !isMap(entry)) return problems;
    const what = `a target has exactly one source, this has ${keys.length === 0 ? 'none' : keys.length}`;
    return [...problems, wrongKey(['targets', name], 'conflict', `${what}: expected one of: ${keysOf(sources).join(', ')}`)];
  });
}

/** The source of each target that has a known one. */
export function sourcesOfTargets(targets: Readonly<Record<string, unknown>>, sources: readonly Source[]): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(targets).flatMap(([name, entry]) => {
      const [key, ...more] = Object.keys(asMap(entry));
      const source = more.length === 0 ? sources.find((known) => known.key === key) : undefined;
      return source === undefined ? [] : [[name, source.id] as const];
    }),
  );
}

function keyProblems(name: string, key: string, body: unknown, sources: readonly Source[]): readonly Problem[] {
  const path = ['targets', name, key];
  const source = sources.find((known) => known.key === key);
  if (source !== undefined) return shapeProblems(source.body, body, path);
  const expected = `expected one of: ${keysOf(sources).join(', ')}`;
  if (laterSources.includes(key)) return [wrongKey(path, 'not-available', `${key} is not available yet: ${expected}`)];
  return [wrongKey(path, 'unknown-name', `unknown source "${key}": ${suggestion(key, keysOf(sources))}`)];
}

function keysOf(sources: readonly Source[]): readonly string[] {
  return sources.map(({ key }) => key);
}
