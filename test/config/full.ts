import type { Config } from '../../src/config/config.ts';

/** A config with every key that can be had. */
export const fullText = `version: 1
page: { name: Example trust page, url: https://example.com/trust, file: ./trust-page.md }
targets:
  prod-aws: { aws: { accounts: [{ role: "arn:aws:iam::111122223333:role/evidence", externalId: abc }], regions: all } }
  lab-aws: { aws: { regions: { only: [eu-west-1], because: "the policy denies the rest" } } }
  edge: { endpoints: ["api.example.com:443"] }
claims:
  - id: ebs-encrypted
    quote: AWS EBS volumes are encrypted
    scope: { targets: [prod-aws], where: 'subject.tags.env == "prod"' }
    proof:
      - check: encrypted-at-rest
        with: { services: [ebs] }
      - check: encrypted-by-default
      - check: encrypted-at-rest@1
    controls: [soc2:CC6.1]
    maxAge: 24h
    exceptions:
      - subject: "arn:aws:ec2:eu-west-1:111122223333:volume/vol-1"
        reason: swap
        owner: infra
        approvedBy: ciso
        expires: 2027-01-31
        disclosed: temporary storage is unencrypted
  - id: iso27001
    quote: Our data centre is certified to ISO 27001
    proof: [{ document: ./documents/iso27001.pdf, issuer: Example Certification, subject: eu-1, validFrom: 2024-07-01, validUntil: 2027-06-30, inherited: Example Hosting }]
  - id: prod-volumes-use-our-key
    quote: Production volumes use our own key
    proof: [{ kind: encryption-at-rest, expect: 'data.keyManager == "customer"', with: { services: [ebs] } }]
  - id: backups
    quote: Backups are kept on and off site
    private: true
    proof: [{ anyOf: [{ check: backups-kept, with: { atLeast: 35d } }, { document: ./documents/iso27001.pdf, validUntil: 2027-06-30 }] }]
  - { id: best-practice, quote: We use best industrial practices, proof: none, because: nothing could show it }
sign: { with: claimcheck.key }
locker: ./evidence
`;

/** Its page: the second quote is wrapped, the third stands in a list. */
export const pageOfFull = `# Trust

AWS EBS volumes are encrypted. Our data centre
is certified to   ISO 27001.

* Production volumes use our own key
* Backups are kept on and off site; We use best industrial practices
`;

export const fullConfig: Config = {
  page: { name: 'Example trust page', url: 'https://example.com/trust', file: './trust-page.md' },
  targets: [
    {
      name: 'prod-aws',
      source: 'cloud',
      body: { accounts: [{ role: 'arn:aws:iam::111122223333:role/evidence', externalId: 'abc' }], regions: 'all' },
    },
    { name: 'lab-aws', source: 'cloud', body: { regions: { only: ['eu-west-1'], because: 'the policy denies the rest' } } },
    { name: 'edge', source: 'live', body: ['api.example.com:443'] },
  ],
  claims: [
    {
      record: 'claim',
      id: 'ebs-encrypted',
      quote: 'AWS EBS volumes are encrypted',
      stands: { file: './trust-page.md', line: 3 },
      private: false,
      scope: { targets: ['prod-aws'], where: 'subject.tags.env == "prod"' },
      proof: [
        { check: 'encrypted-at-rest', version: 2, services: ['ebs'], with: {} },
        { check: 'encrypted-by-default', version: 1, with: {} },
        { check: 'encrypted-at-rest', version: 1, with: {} },
      ],
      controls: ['soc2:CC6.1'],
      maxAge: 86_400,
      exceptions: [
        {
          subject: 'arn:aws:ec2:eu-west-1:111122223333:volume/vol-1',
          reason: 'swap',
          owner: 'infra',
          approvedBy: 'ciso',
          expires: '2027-01-31',
          disclosed: 'temporary storage is unencrypted',
        },
      ],
    },
    {
      record: 'claim',
      id: 'iso27001',
      quote: 'Our data centre is certified to ISO 27001',
      stands: { file: './trust-page.md', line: 3 },
      private: false,
      scope: {},
      proof: [
        {
          document: './documents/iso27001.pdf',
          issuer: 'Example Certification',
          subject: 'eu-1',
          validFrom: '2024-07-01',
          validUntil: '2027-06-30',
          inherited: 'Example Hosting',
        },
      ],
      controls: [],
      exceptions: [],
    },
    {
      record: 'claim',
      id: 'prod-volumes-use-our-key',
      quote: 'Production volumes use our own key',
      stands: { file: './trust-page.md', line: 6 },
      private: false,
      scope: {},
      proof: [{ kind: 'encryption-at-rest', services: ['ebs'], expect: 'data.keyManager == "customer"' }],
      controls: [],
      exceptions: [],
    },
    {
      record: 'claim',
      id: 'backups',
      quote: 'Backups are kept on and off site',
      stands: { file: './trust-page.md', line: 7 },
      private: true,
      scope: {},
      proof: [
        {
          anyOf: [
            { check: 'backups-kept', version: 1, with: { atLeast: '35d' } },
            { document: './documents/iso27001.pdf', validUntil: '2027-06-30' },
          ],
        },
      ],
      controls: [],
      exceptions: [],
    },
    {
      record: 'claim',
      id: 'best-practice',
      quote: 'We use best industrial practices',
      stands: { file: './trust-page.md', line: 7 },
      private: false,
      scope: {},
      proof: [],
      because: 'nothing could show it',
      controls: [],
      exceptions: [],
    },
  ],
  sign: { with: 'claimcheck.key' },
  locker: './evidence',
  plugins: [],
  documents: [{ file: './documents/iso27001.pdf', path: 'configs/documents/iso27001.pdf' }],
};
