import { isDeepStrictEqual } from 'node:util';
import { replay } from '../prober.ts';
import { tlsResult } from '../result.ts';
import { conclude } from './conclude.ts';
import type { Policy } from './policy.ts';
import { type TlsReport, tlsReport } from './tls-report.ts';

export interface Replayed {
  readonly report: TlsReport;
  /** Fields that the transcript does not bear out. */
  readonly differs: readonly string[];
}

/** Reads a stored report again from its own transcript. Throws a TypeError that says what is wrong with it. */
export async function replayReport(stored: unknown, { policy }: { readonly policy?: Policy | undefined }): Promise<Replayed> {
  const parsed = tlsReport.safeParse(stored);
  if (!parsed.success) throw new TypeError(`no report of claimcheck tls: ${parsed.error.issues[0]?.path.join('.') || 'the whole'}`);
  const told = parsed.data;
  if (told.exchanges === undefined) throw new TypeError('it has no transcript: --transcript keeps one');
  const { compliance, caa, hsts, http } = told;
  const before = tlsResult.strip().parse(told);
  const report = conclude({
    endpoint: told.endpoint,
    startedAt: told.startedAt,
    seconds: told.seconds,
    tls: await replay(before),
    trust: [],
    caa,
    http: http === undefined ? undefined : { ...http, ...(hsts === undefined ? {} : { hsts }) },
    compliance,
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

function at(report: object, key: string): unknown {
  return Object.entries(report).find(([name]) => name === key)?.[1];
}
