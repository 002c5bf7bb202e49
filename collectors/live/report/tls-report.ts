/** What `claimcheck tls` publishes: one object for each address. */
import { z } from 'zod';
import { compliance } from '../../../src/guides/compliance.ts';
import { rating } from '../../../src/guides/rating.ts';
import { hsts, httpResult } from '../http/http-result.ts';
import { tlsResult } from '../result.ts';
import { caaResult, trustResult } from '../trust/trust-result.ts';

const policyAnswer = z.strictObject({
  policy: z.string().describe('As given with --policy: "mozilla-intermediate", "grade>=A".'),
  answer: z.enum(['met', 'not-met', 'unseen']),
  faults: z.array(z.string()).describe('What is otherwise than the policy asks, or was not seen.'),
});

const secondWitness = z.strictObject({
  protocol: z.string().optional().describe('As Node says it: "TLSv1.3". Absent: there was no handshake.'),
  suite: z.string().optional().describe('IANA name.'),
  distrust: z.string().nullable().optional().describe("OpenSSL's verify code; null: it trusts the chain, dates included."),
  sha256: z.string().optional().describe('Of the leaf that it was shown.'),
  code: z.string().optional().describe('Why there was no handshake.'),
  agrees: z
    .boolean()
    .optional()
    .describe('Whether it saw what the scan saw: suite, and trust in the same leaf. Absent: nothing of it can be compared.'),
});

const wholeName = z
  .strictObject({
    addresses: z.int().min(2).describe('How many lines there are of this endpoint.'),
    unclear: z.int().nonnegative().describe('Of how many of them `unclear` is not empty.'),
    grade: rating.shape.grade.describe('The worst of them. Absent: some have no grade, and could be worse.'),
    gradeAtBest: rating.shape.gradeAtBest.describe('The worst that was seen where some have no grade. Absent: none has any.'),
    policy: policyAnswer.shape.answer
      .optional()
      .describe('not-met where one does not meet it, else unseen where one is. Absent: none was given.'),
  })
  .describe('What holds for the name, wherever it leads: the same on each line of it.');

const { grade, gradeTrustIgnored, gradeAtBest, gradeReasons } = rating.shape;

/** An address that was reached, or that was tried and did not answer. */
export const tlsReport = tlsResult.extend({
  endpoint: z.string().describe('As one name: "example.com:443", "smtp://mx.example.com:25".'),
  startedAt: z.iso.datetime(),
  seconds: z.number().nonnegative(),
  unclear: z
    .array(z.string())
    .describe('What was asked and has no answer: "TLSv1.0", "groups", "throttled". Empty: the scan is conclusive.'),
  certificate: trustResult.optional().describe('The first of `certificates`, judged. Absent: none was seen, or not asked.'),
  otherCertificates: z
    .array(trustResult)
    .optional()
    .describe('The others of `certificates`, judged, in their order. Absent: there are none.'),
  secondWitness: secondWitness.optional().describe('One handshake of our OpenSSL, to the same address. Absent: not asked.'),
  caa: caaResult.optional().describe('Who may issue certificates, by the DNS. Absent: not asked.'),
  hsts: hsts.optional().describe('Absent: not asked, or nothing answered over HTTPS.'),
  http: httpResult.omit({ hsts: true }).optional().describe('Absent: not asked.'),
  grade,
  gradeTrustIgnored,
  gradeAtBest,
  gradeReasons: gradeReasons.optional(),
  rating: rating
    .omit({ grade: true, gradeTrustIgnored: true, gradeAtBest: true, gradeReasons: true })
    .optional()
    .describe('How the grade was made. Absent: too little was asked, or seen, for one.'),
  compliance: z.array(compliance).optional().describe('Absent: too little was asked.'),
  policy: policyAnswer.optional().describe('Absent: none was given.'),
  wholeName: wholeName.optional().describe('Absent: the endpoint has one line only, or the line is of a kept scan.'),
});

/** An endpoint of which no address was asked. */
export const tlsUnseen = z.strictObject({
  endpoint: z.string(),
  host: z.string(),
  port: z.int().min(1).max(65_535),
  address: z.string().optional().describe('Absent: the name led to none.'),
  startedAt: z.iso.datetime(),
  unclear: z.tuple([z.literal('everything')]),
  because: z
    .string()
    .describe(
      'The resolver\'s code ("ENOTFOUND"), or "denied-address": --deny-private refuses loopback, private and link-local addresses.',
    ),
  wholeName: wholeName.optional().describe('Absent: the endpoint has one line only.'),
});

export const tlsLine = z.union([tlsReport, tlsUnseen]);

export type TlsReport = z.infer<typeof tlsReport>;
export type TlsUnseen = z.infer<typeof tlsUnseen>;
export type TlsLine = z.infer<typeof tlsLine>;
export type SecondWitness = z.infer<typeof secondWitness>;
export type WholeName = z.infer<typeof wholeName>;
export type PolicyAnswer = z.infer<typeof policyAnswer>;
