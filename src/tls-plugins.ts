/** The wiring of `claimcheck tls` alone: it needs no cloud, and does not wait for their collectors to be read. */
export type { EndpointAddress, EndpointScan, Policy, Question, TlsLine } from '../collectors/live/report/index.ts';
export { tlsScan } from '../collectors/live/report/index.ts';
export { tlsRows } from '../reports/tls/rows.ts';
export { tlsScreen } from '../reports/tls/screen.ts';
