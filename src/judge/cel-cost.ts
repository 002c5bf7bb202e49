/** How much work an expression may make of a record: what strangers seal is judged too, and has to end. */
import type { ASTNode } from '@marcbachmann/cel-js';

const LOOPS: readonly unknown[] = ['all', 'exists', 'exists_one', 'filter'];
const COMPARISONS: readonly string[] = ['in', '==', '!='];
/** Steps, about: a fraction of a second. */
const MOST_STEPS = 1e7;

/** 1 where the work grows with the record's size, 2 where with its square: loops inside of loops, and comparisons of whole lists in them. */
export function degreeOf(node: unknown): number {
  if (Array.isArray(node)) return Math.max(0, ...node.map(degreeOf));
  if (!isNode(node)) return 0;
  const parts: readonly unknown[] = Array.isArray(node.args) ? node.args : [node.args];
  if (node.op === 'rcall' && LOOPS.includes(parts[0])) return Math.max(degreeOf(parts[1]), 1 + degreeOf(parts[2]));
  const operands = node.op === 'rcall' && parts[0] === 'contains' ? parts.slice(1).flat() : COMPARISONS.includes(node.op) ? parts : [];
  const compares = operands.length > 0 && !operands.some((operand) => isNode(operand) && operand.op === 'value');
  return Math.max(compares ? 1 : 0, degreeOf(parts));
}

/** Whether a record is too large for an expression of that degree. `own`: the expression's own size, for it may bring lists to loop over. */
export function isTooMuch(value: unknown, degree: number, own: number): boolean {
  if (degree < 2) return false;
  const most = MOST_STEPS ** (1 / degree);
  const waiting = [value];
  let size = own;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    size += typeof next === 'string' ? 1 + next.length : 1;
    if (size > most) return true;
    if (typeof next === 'object' && next !== null) for (const inner of Object.values(next)) waiting.push(inner);
  }
  return false;
}

/** Nodes of the expression. */
export function sizeOf(node: unknown): number {
  if (Array.isArray(node)) return node.reduce((sum: number, each) => sum + sizeOf(each), 0);
  return isNode(node) ? 1 + sizeOf(node.args) : 0;
}

export function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value;
}
