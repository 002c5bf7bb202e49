/** What the `tls` command is made of. Schemas are read only where a stored report is: a scan does not wait for them. */
import { endpointName, parseEndpoint } from '../endpoint-address.ts';
import { bundledRoots, givenRoots, systemRoots } from '../trust/roots.ts';
import { questions } from './conclude.ts';
import { openPaces } from './paces.ts';
import { parsePolicy } from './policy.ts';
import { scanEndpoint } from './scan-endpoint.ts';
import { suiteWorth } from './suite-strength.ts';
import type { TlsLine, TlsReport } from './tls-report.ts';
import { withWholeName } from './whole-name.ts';

export const tlsScan = {
  bundledRoots,
  endpointName,
  givenRoots,
  isReport: (line: TlsLine): line is TlsReport => 'protocols' in line,
  loadReplay: async () => (await import('./replay-report.ts')).replayReport,
  openPaces,
  parseEndpoint,
  parsePolicy,
  questions,
  scanEndpoint,
  suiteWorth,
  systemRoots,
  withWholeName,
};
export type { EndpointAddress } from '../endpoint-address.ts';
export type { Question } from './conclude.ts';
export type { Policy } from './policy.ts';
export type { EndpointScan } from './scan-endpoint.ts';
export type { TlsLine, TlsReport, TlsUnseen } from './tls-report.ts';
