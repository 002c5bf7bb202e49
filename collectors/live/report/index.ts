/** What the `tls` command is made of. */
import { endpointName, parseEndpoint } from '../endpoint-address.ts';
import { readRoots } from '../read-roots.ts';
import { bundledRoots, givenRoots } from '../trust/roots.ts';
import { questions } from './conclude.ts';
import { openPaces } from './paces.ts';
import { parsePolicy } from './policy.ts';
import { replayReport } from './replay-report.ts';
import { scanEndpoint } from './scan-endpoint.ts';
import { strengths, suiteWorth } from './suite-strength.ts';
import { isReport, tlsLine } from './tls-report.ts';

export const tlsScan = {
  endpointName,
  isReport,
  openPaces,
  parseEndpoint,
  parsePolicy,
  questions,
  bundledRoots,
  givenRoots,
  readRoots,
  replayReport,
  scanEndpoint,
  shape: tlsLine,
  strengths,
  suiteWorth,
};
export type { EndpointAddress } from '../endpoint-address.ts';
export type { Question } from './conclude.ts';
export type { Policy } from './policy.ts';
export type { EndpointScan } from './scan-endpoint.ts';
export type { TlsLine, TlsReport, TlsUnseen } from './tls-report.ts';
