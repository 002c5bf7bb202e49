import { isDeepStrictEqual } from 'node:util';
import { replay } from '../prober.ts';
import { tlsResult } from '../result.ts';
import { bundledRoots, type Roots, systemRoots } from '../trust/roots.ts';
import { conclude } from './conclude.ts';
import type { Policy } from './policy.ts';
import { type TlsReport, tlsReport } from './tls-report.ts';

export interface Replayed {
  readonly report: TlsReport;
  /** Fields that the transcript does not bear out. */
  readonly differs: readonly string[];
}

/** `given`: what --ca names now. */
interface Again {
  readonly policy?: Policy | undefined;
  readonly given?: Roots | undefined;
}

/** Reads a stored report again from its own transcript. Throws a TypeError that says what is wrong with it. */
export async function replayReport(stored: unknown, { policy, given }: Again): Promise<Replayed> {
  const parsed = tlsReport.safeParse(stored);
  if (!parsed.success) throw new TypeError(`no report of claimcheck tls: ${parsed.error.issues[0]?.path.join('.') || 'the whole'}`);
  const told = parsed.data;
  if (told.exchanges === undefined) throw new TypeError('it has no transcript: --transcript keeps one');
  const { caa, hsts, http, secondWitness } = told;
  const { agrees: _agrees, ...witness } = secondWitness ?? {};
  const before = tlsResult.strip().parse(told);
  const report = conclude({
    endpoint: told.endpoint,
    startedAt: told.startedAt,
    seconds: told.seconds,
    tls: await replay(before),
    roots: rootsOf(told, given),
    ...(secondWitness === undefined ? {} : { witness }),
    caa,
    http: http === undefined ? undefined : { ...http, ...(hsts === undefined ? {} : { hsts }) },
    policy,
  });
  const { policy: _given, ...claims } = told;
  const { policy: _asked, ...found } = report;
  return {
    report,
    differs: [...new Set([...Object.keys(claims), ...Object.keys(found)])].filter(
      (key) => !isDeepStrictEqual(at(claims, key), at(found, key)),
    ),
  };
}

/** The same that were trusted then. Node's own may have changed since; a file has to be given again. */
function rootsOf({ certificate }: TlsReport, given: Roots | undefined): Roots {
  if (given !== undefined) return given;
  if (certificate?.roots === 'given-ca') throw new TypeError('its trust was judged by a file of roots: give that with --ca');
  return certificate?.roots === 'system-roots' ? systemRoots() : bundledRoots();
}

function at(report: object, key: string): unknown {
  return Object.entries(report).find(([name]) => name === key)?.[1];
}
