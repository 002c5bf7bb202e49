import type { Plugin } from 'claimcheck/plugin';
import { certificates } from './certificate.ts';
import { names } from './dns.ts';
import { httpEndpoints } from './http-security.ts';
import { linkedDocuments } from './link.ts';
import { links } from './link-source.ts';
import { live as source } from './source.ts';
import { tlsEndpoints } from './tls-endpoint.ts';

/** Endpoints and links as anybody can reach them. */
export const live: Plugin = {
  sources: [source, links],
  collectors: [tlsEndpoints, certificates, httpEndpoints, names, linkedDocuments],
};
