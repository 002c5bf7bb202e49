import { z } from 'zod';

const hex = z.string().regex(/^([0-9a-f]{2})*$/);

/**
 * One TCP connection to an endpoint, as sealed: an answer can be read again from it without the server.
 * No application data is ever sent, so that there is nothing that a secret in it could open.
 */
export const transcript = z.strictObject({
  address: z.string().describe('The IP address that was connected to.'),
  port: z.int(),
  sent: hex.describe(
    'The ClientHello, and the second one after a HelloRetryRequest. Empty: our side could not write one, or was not let in.',
  ),
  received: hex.describe('The first bytes that the server sent, at most 64 KiB.'),
  ended: z
    .enum(['finished', 'enough', 'closed', 'reset', 'timed-out', 'flood', 'not-connected', 'not-upgraded', 'failed'])
    .describe('finished: the handshake; enough: we had seen what we asked for; failed: our TLS library gave up, `code` says why.'),
  secret: hex
    .optional()
    .describe("The server's handshake traffic secret of a TLS 1.3 probe, so that its certificate can be decrypted again."),
  applicationSecret: hex
    .optional()
    .describe(
      "The server's application traffic secret of a TLS 1.3 probe that finished the handshake, so that its tickets can be decrypted again.",
    ),
  upgrade: hex.optional().describe('What was received before TLS was started.'),
  code: z.string().optional().describe("Node's or OpenSSL's own code."),
  session: z
    .strictObject({
      protocol: z.string().describe('As Node says it: "TLSv1.3", "TLSv1".'),
      suite: z.string().describe('IANA name.'),
      distrust: z.string().nullable().describe("OpenSSL's verify code; null: the chain ends at a trusted root, dates included."),
      roots: z
        .enum(['bundled-roots', 'system-roots', 'given-ca'])
        .optional()
        .describe('Who was trusted. Absent: Node was told of other roots.'),
      chain: z.array(z.base64()).describe('DER, leaf first, as the server sent them.'),
      staple: z.base64().optional().describe('The OCSP response that came with them, DER. Absent: none came, or none was asked for.'),
    })
    .optional()
    .describe('Of a finished handshake.'),
});

export type Transcript = z.infer<typeof transcript>;
