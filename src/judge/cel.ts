/** Own checks and scopes in CEL: https://github.com/google/cel-spec. Bounded, without `has`, `matches`, `map` and `bind`. */
import { Environment } from '@marcbachmann/cel-js';
import { degreeOf, isNode, isTooMuch, sizeOf } from './cel-cost.ts';

/** What an expression says of one record; `not-evaluable` where a field is missing, the types do not fit, or the record is too large for it. */
export type CelAnswer = 'true' | 'false' | 'not-evaluable';
export type CelExpression = (value: unknown) => CelAnswer;

/** The one variable that an expression sees. */
export type CelVariable = 'data' | 'subject';

const refused: Readonly<Record<string, string>> = {
  has: 'has() would turn "not seen" into "false"',
  matches: 'matches() has no time bound; use startsWith, endsWith, contains or ==',
  map: 'map() has no bound of memory inside of map(); use all, exists or filter',
  bind: 'cel.bind() has no bound of memory; write the value out',
};

const environments = { data: environment('data'), subject: environment('subject') };

/** Compiles an expression; throws an Error that says what is wrong with it. */
export function compileCel(expression: string, variable: CelVariable): CelExpression {
  const program = environments[variable].parse(expression);
  refuse(program.ast);
  const checked = program.check();
  if (!checked.valid) throw new Error(firstLine(checked.error));
  const [degree, own] = [degreeOf(program.ast), sizeOf(program.ast)];
  return (value) => {
    if (isTooMuch(value, degree, own)) return 'not-evaluable';
    try {
      const result: unknown = program({ [variable]: value });
      return result === true ? 'true' : result === false ? 'false' : 'not-evaluable';
    } catch {
      return 'not-evaluable'; // the library throws on a missing key: that is our "not seen"
    }
  };
}

/** What is wrong with an expression, in one line; undefined where nothing is. */
export function celFault(expression: string, variable: CelVariable): string | undefined {
  try {
    compileCel(expression, variable);
    return undefined;
  } catch (error) {
    return firstLine(error);
  }
}

function environment(variable: CelVariable): Environment {
  const limits = { maxAstNodes: 500, maxDepth: 50, maxListElements: 100, maxMapEntries: 100, maxCallArguments: 8 };
  return new Environment({ limits }).registerVariable(variable, 'map');
}

function refuse(node: unknown): void {
  if (Array.isArray(node)) return node.forEach(refuse);
  if (!isNode(node)) return;
  const [name] = Array.isArray(node.args) ? node.args : [];
  const why = (node.op === 'call' || node.op === 'rcall') && typeof name === 'string' ? refused[name] : undefined;
  if (why !== undefined) throw new Error(why);
  refuse(node.args);
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? 'not a CEL expression';
}
