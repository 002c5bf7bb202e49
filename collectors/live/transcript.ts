import { z } from 'zod';

const hex = z.string().regex(/^([0-9a-f]{2})*$/);

/**
 * One TCP connection to an endpoint, as sealed: an answer can be read again from it without the server.
 * Code points and codes only; key material never comes near it.
 */
export const transcript = z.strictObject({
  address: z.string().describe('The IP address that was connected to.'),
  port: z.int(),
  sent: hex.describe('The ClientHello. Empty: our side could not write one.'),
  received: hex.describe('The first bytes that the server sent, at most 32 KiB.'),
  ended: z
    .enum(['finished', 'enough', 'closed', 'reset', 'timed-out', 'failed'])
    .describe('finished: the handshake; enough: we had seen what we asked for; failed: our TLS library gave up, `code` says why.'),
  code: z.string().optional().describe("Node's or OpenSSL's own code."),
  session: z
    .strictObject({
      protocol: z.string().describe('As Node says it: "TLSv1.3", "TLSv1".'),
      suite: z.string().describe('IANA name.'),
      distrust: z.string().nullable().describe("OpenSSL's verify code; null: the chain ends at a trusted root, dates included."),
      roots: z.enum(['bundled-roots', 'given-ca']).optional().describe('Who was trusted. Absent: Node was told of other roots.'),
      chain: z.array(z.base64()).describe('DER, leaf first, as the server sent them.'),
    })
    .optional()
    .describe('Of a finished handshake.'),
});

export type Transcript = z.infer<typeof transcript>;
