import type { Plugin } from 'claimcheck/plugin';
import { certificates } from './certificate.ts';
import { live } from './source.ts';
import { tlsEndpoints } from './tls-endpoint.ts';

/** Endpoints as anybody can reach them. */
export default { sources: [live], collectors: [tlsEndpoints, certificates] } satisfies Plugin;
