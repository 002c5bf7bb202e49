import type { Plugin } from 'claimcheck/plugin';
import { certificates } from './certificate.ts';
import { names } from './dns.ts';
import { httpEndpoints } from './http-security.ts';
import { live as source } from './source.ts';
import { tlsEndpoints } from './tls-endpoint.ts';

/** Endpoints as anybody can reach them. */
export const live: Plugin = { sources: [source], collectors: [tlsEndpoints, certificates, httpEndpoints, names] };
