import { UserError } from '../errors.ts';
import { GIVEN_LIMITS, readGivenNow } from '../read-given.ts';
import type { Config, Known } from './config.ts';
import { parseConfig } from './parse.ts';

/**
 * Reads a config from disk, and the page's file beside it. `today` is YYYY-MM-DD.
 * Throws UserError: 'config-missing' where the file cannot be read, 'config-wrong' with every fault in it.
 */
export function loadConfig(path: string, known: Known, today: string): Config {
  return parseConfig(decode(readConfig(path), path), path, known, readText, today);
}

function readConfig(path: string): Uint8Array {
  return readGivenNow(
    path,
    GIVEN_LIMITS.config,
    (why, cause) =>
      new UserError('config-missing', `there is no config that can be read at ${path}: ${why}; name one with --config FILE`, { cause }),
  );
}

function decode(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    const fault = { file, line: 1, column: 1, message: 'is not UTF-8 text: expected a YAML file' };
    throw new UserError('config-wrong', `${file} is not UTF-8 text`, { faults: [fault], cause });
  }
}

function readText(path: string): string | undefined {
  try {
    return readGivenNow(path, GIVEN_LIMITS.config, (why, cause) => new Error(why, { cause })).toString('utf8');
  } catch {
    return undefined; // the caller names the file and its line: that is all there is to say
  }
}
