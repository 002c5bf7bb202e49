import { z } from 'zod';
import { constant, defineKind, instant } from './kind.ts';
import { tlsVersions } from './tls-endpoint.ts';

/** Sources: facts/proof-recipes A-S3, A-RDS-TLS, A-ELB, Z-STO, Z-SQL-TLS, Z-PG, G-SQL. What a server really answers is tls-endpoint's. */
export const transportEncryption = defineKind({
  id: 'transport-encryption',
  means: 'Whether the configuration of one service lets clients in without TLS, and with which versions.',
  data: z
    .strictObject({
      required: z
        .boolean()
        .optional()
        .describe(
          'Whether plain-text connections are turned away now; given for listeners too. A listener that only redirects to TLS counts as ' +
            'turning them away. Absent while a change waits for a restart (`settled: false`), and where connections are passed on as they come.',
        ),
      listener: z
        .enum(['tls', 'plain', 'redirects-to-tls'])
        .optional()
        .describe('Of one listener: it speaks TLS, plain text, or answers plain text with nothing but a redirect.'),
      minimumVersion: z
        .enum(['none', ...tlsVersions])
        .optional()
        .describe(
          'The oldest version that is let in, also where `versions` lists them all; "none": the setting bounds nothing. An unset field is given as what the provider makes of it.',
        ),
      versions: z.array(z.enum(tlsVersions)).optional().describe('Every version let in, where the provider lists them.'),
      suites: z.array(constant).optional().describe("Every cipher suite let in, in the provider's spelling."),
      policy: constant.optional().describe("The provider's own predefined policy that versions and suites come from."),
      clientCertificate: z.enum(['required', 'optional', 'not-asked']).optional().describe('Whether clients must show a certificate.'),
      exposure: z.enum(['internet', 'private']).optional().describe('Whether it can be reached from the internet.'),
      betweenNodes: z.boolean().optional().describe('Of something with several nodes: whether what they send to each other is encrypted.'),
      settled: z
        .boolean()
        .optional()
        .describe(
          'Whether the settings are in force. false while a change waits for a restart: then what is in force is not told, and `required` and ' +
            '`minimumVersion` are absent.',
        ),
      certificateUntil: instant.optional().describe("End of validity of the server's certificate, as the provider tells it."),
    })
    .refine(({ settled, required, minimumVersion }) => settled !== false || (required === undefined && minimumVersion === undefined), {
      path: ['settled'],
      message: 'a change waits for a restart, and yet it is told what is in force',
    })
    .refine(({ listener, minimumVersion }) => listener !== 'redirects-to-tls' || minimumVersion === undefined, {
      path: ['minimumVersion'],
      message: 'what only redirects speaks no version of its own',
    }),
  examples: {
    // RDS DescribeDBParameters: rds.force_ssl, ParameterApplyStatus; DescribeDBInstances: CertificateDetails.ValidTill
    aws: { required: true, settled: true, certificateUntil: '2027-05-22T18:00:00Z' },
    // storageAccounts.list: enableHttpsTrafficOnly (supportsHttpsTrafficOnly on the wire), minimumTlsVersion (null means TLS1_0),
    // publicNetworkAccess
    azure: { required: true, minimumVersion: 'TLSv1.2', clientCertificate: 'not-asked', exposure: 'internet' },
    // sqladmin instances.list: settings.ipConfiguration.sslMode
    gcp: { required: true, clientCertificate: 'required' },
  },
});
