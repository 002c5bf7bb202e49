import { z } from 'zod';
import type { Known, KnownCheck } from './config.ts';
import { findCheck } from './find-check.ts';
import { type Path, type Problem, wrong } from './problem.ts';
import { asList, asMap, asText, isMap, textsOf } from './raw.ts';
import { shapeProblems } from './shape.ts';
import { suggestion } from './suggestion.ts';

/** What is wrong with one proof beyond its shape: names, parameters, services, expressions, days. */
export function proofProblems(raw: unknown, path: Path, known: Known): readonly Problem[] {
  const proof = asMap(raw);
  const [check, kind, expect] = [asText(proof.check), asText(proof.kind), asText(proof.expect)];
  return [
    ...(check === undefined ? [] : checkProblems(check, proof.with, path, known)),
    ...(kind === undefined ? [] : kindProblems(kind, proof.with, path, known)),
    ...(expect === undefined ? [] : expressionProblems(expect, 'data', [...path, 'expect'], known)),
    ...validityProblems(proof, path),
    ...asList(proof.anyOf).flatMap((branch, index) => proofProblems(branch, [...path, 'anyOf', index], known)),
  ];
}

export function expressionProblems(text: string, variable: 'data' | 'subject', path: Path, known: Known): readonly Problem[] {
  const fault = known.expression(text, variable);
  return fault === undefined ? [] : [wrong(path, 'expression', `${fault}: expected a CEL expression over "${variable}"`)];
}

/** Whether anything that is registered can answer the proof on targets of this source. A name that is unknown is reported elsewhere. */
export function isAnswerable(raw: unknown, source: string, known: Known): boolean {
  const proof = asMap(raw);
  const branches = asList(proof.anyOf);
  if (branches.length > 0) return branches.some((branch) => isAnswerable(branch, source, known));
  const kind = kindOf(proof, known);
  if (kind === undefined) return true;
  const wanted = textsOf(asMap(proof.with).services).map(([, service]) => service);
  return known.collectors.some(
    (collector) =>
      collector.source === source &&
      collector.kinds.some(({ id }) => id === kind) &&
      (wanted.length === 0 || collector.services.some((service) => wanted.includes(service))),
  );
}

/** "encrypted-at-rest", "own check of encryption-at-rest", "anyOf". */
export function proofName(raw: unknown): string {
  const { check, kind } = asMap(raw);
  return asText(check) ?? (typeof kind === 'string' ? `own check of ${kind}` : 'anyOf');
}

function kindOf(proof: Readonly<Record<string, unknown>>, known: Known): string | undefined {
  const check = asText(proof.check);
  if (check !== undefined) return findCheck(check, known.checks)?.kind.id;
  const kind = asText(proof.kind);
  return known.kinds.find(({ id }) => id === kind)?.id;
}

function checkProblems(name: string, raw: unknown, path: Path, known: Known): readonly Problem[] {
  const check = findCheck(name, known.checks);
  if (check === undefined) {
    const names = name.includes('@')
      ? known.checks.map(({ id, version }) => `${id}@${version}`)
      : [...new Set(known.checks.map(({ id }) => id))];
    return [wrong([...path, 'check'], 'unknown-name', `unknown check "${name}": ${suggestion(name, names)}`)];
  }
  if (raw !== undefined && !isMap(raw)) return []; // its shape is reported with the claim's
  const { services, ...params } = asMap(raw);
  return [...serviceProblems(services, check.kind.id, path, known), ...paramProblems(check, params, raw === undefined, path)];
}

/** `bind` decides; the schema gives the words. Parameters that are left out altogether are missing from the proof itself. */
function paramProblems(check: KnownCheck, params: unknown, leftOut: boolean, path: Path): readonly Problem[] {
  const within = [...path, 'with'];
  const issues = boundIssues(check, params);
  if (issues.length === 0) return [];
  const told = shapeProblems(check.schema, params, within);
  const problems = told.length > 0 ? told : issues.map((issue) => wrong(within, 'shape', issue.message));
  if (!leftOut) return problems;
  return problems.map(({ message }) => wrong(within, 'missing', `"with" is missing, and in it ${message}`));
}

function boundIssues(check: KnownCheck, params: unknown): readonly z.core.$ZodIssue[] {
  try {
    check.bind(params);
    return [];
  } catch (error) {
    if (error instanceof z.ZodError) return error.issues;
    throw error;
  }
}

function kindProblems(name: string, raw: unknown, path: Path, known: Known): readonly Problem[] {
  if (known.kinds.some(({ id }) => id === name)) return serviceProblems(asMap(raw).services, name, path, known);
  const names = known.kinds.map(({ id }) => id);
  return [wrong([...path, 'kind'], 'unknown-name', `unknown kind "${name}": ${suggestion(name, names)}`)];
}

function serviceProblems(raw: unknown, kind: string, path: Path, known: Known): readonly Problem[] {
  const collectors = known.collectors.filter(({ kinds }) => kinds.some(({ id }) => id === kind));
  const names = [...new Set(collectors.flatMap(({ services }) => services))].sort();
  return textsOf(raw)
    .filter(([, service]) => !names.includes(service))
    .map(([index, service]) => {
      const message = `unknown service "${service}" of ${kind}: ${suggestion(service, names)}`;
      return wrong([...path, 'with', 'services', index], 'unknown-name', message);
    });
}

function validityProblems(proof: Readonly<Record<string, unknown>>, path: Path): readonly Problem[] {
  const [from, until] = [asText(proof.validFrom), asText(proof.validUntil)];
  if (from === undefined || until === undefined || from <= until) return [];
  return [wrong([...path, 'validUntil'], 'date', 'is before validFrom: expected that day or a later one')];
}
