import type { Answer } from '../model.ts';
import { contradicts, holds, unseen } from './check.ts';

/** Something that an observation has to show. */
export interface Condition<Field extends string = string> {
  readonly field: Field;
  /** undefined: it was not read. */
  readonly shown: boolean | undefined;
  /** What is the case where it does not show it. */
  readonly else: string;
}

/** Conditions, of which false or undefined is one that nobody asks for. */
export type Conditions = readonly (Condition | false | undefined)[];

/** Every condition must be shown. One that is shown not to hold settles it, whatever else was not read. */
export function all(conditions: Conditions): Answer {
  const asked = conditions.filter((condition) => condition !== undefined && condition !== false);
  const broken = asked.find(({ shown }) => shown === false);
  if (broken !== undefined) return contradicts(broken.else);
  const open = asked.find(({ shown }) => shown === undefined);
  return open === undefined ? holds : unseen(open.field);
}

/** That a field was read, whatever it says. */
export const read = <Field extends string>(field: Field, value: unknown): Condition<Field> => ({
  field,
  shown: value === undefined ? undefined : true,
  else: '',
});

/** What `test` says of a value that was read; undefined of one that was not. */
export function known<Value>(value: Value | undefined, test: (value: Value) => boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : test(value);
}
