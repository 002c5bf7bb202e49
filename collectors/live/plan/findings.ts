import type { TlsResult } from '../result.ts';

export type Protocol = NonNullable<TlsResult['protocols']['SSLv2']>;

/** What a scan found at one address; how it got there is not in it. */
export type Findings = Omit<
  TlsResult,
  'host' | 'port' | 'address' | 'serverName' | 'upgradedFrom' | 'upgrade' | 'connections' | 'because' | 'exchanges' | 'pieces'
>;
