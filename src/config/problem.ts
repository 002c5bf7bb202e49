import type { Fault } from '../errors.ts';

/** Keys and list positions from the top of the file: ["claims", 0, "scope", "targets", 1]. */
export type Path = readonly (string | number)[];

/** What sort of fault it is; closed, for tests and tools. */
export type FaultCode =
  | 'syntax' // not YAML
  | 'duplicate' // a key or id that stands twice
  | 'alias' // an anchor that is missing, holds itself, or unfolds without bound
  | 'shape' // a value of another type or form
  | 'missing' // a key that has to be there
  | 'unknown-key'
  | 'unknown-name' // a check, kind, service, source or target that does not exist
  | 'not-available' // known to the grammar, refused by this version
  | 'conflict' // two things, each right, that cannot stand together
  | 'date' // a day that is out of bounds
  | 'expression' // not an expression that can be evaluated
  | 'not-found' // the page's file, or a quote in it
  | 'not-collected'; // a target is named in a scope, and nothing looks there

/** One thing wrong, with a value or with its key. What is missing stands at the nearest thing above it that is there. */
export interface Problem {
  readonly path: Path;
  readonly at: 'value' | 'key';
  readonly code: FaultCode;
  readonly message: string;
}

/** A fault with its code. Lines and columns count from 1, columns in UTF-16 units. */
export interface ConfigFault extends Fault {
  readonly code: FaultCode;
}

/** A problem with the value at `path`. */
export function wrong(path: Path, code: FaultCode, message: string): Problem {
  return { path, at: 'value', code, message };
}

/** A problem with the key that ends `path`. */
export function wrongKey(path: Path, code: FaultCode, message: string): Problem {
  return { path, at: 'key', code, message };
}
