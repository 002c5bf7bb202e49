/** A set of controls that ids name before their colon. */
export interface Framework {
  readonly name: string;
  readonly edition: string;
  /** Of a benchmark for one cloud: its controls say nothing about another. */
  readonly cloud?: 'aws' | 'azure' | 'gcp';
}

/** "soc2:CC6.1" is control CC6.1 of frameworks.soc2. */
export const frameworks: Readonly<Record<string, Framework>> = {
  soc2: { name: 'SOC 2 Trust Services Criteria', edition: '2017, points of focus revised 2022' },
  'iso27001-2022': { name: 'ISO/IEC 27001', edition: '2022' },
  'iso27001-2013': { name: 'ISO/IEC 27001', edition: '2013, withdrawn' },
  'pci-dss-4.0.1': { name: 'PCI DSS', edition: '4.0.1' },
  hipaa: { name: 'HIPAA Security Rule', edition: '45 CFR part 164' },
  gdpr: { name: 'GDPR', edition: 'Regulation (EU) 2016/679' },
  'nist-800-53r5': { name: 'NIST SP 800-53', edition: 'revision 5' },
  'cis-aws-3.0': { name: 'CIS AWS Foundations Benchmark', edition: '3.0', cloud: 'aws' },
  'cis-aws-5.0': { name: 'CIS AWS Foundations Benchmark', edition: '5.0', cloud: 'aws' },
  'cis-azure-3.0': { name: 'CIS Azure Foundations Benchmark', edition: '3.0', cloud: 'azure' },
  'cis-azure-5.0': { name: 'CIS Azure Foundations Benchmark', edition: '5.0', cloud: 'azure' },
  'cis-gcp-4.0': { name: 'CIS Google Cloud Platform Foundation Benchmark', edition: '4.0', cloud: 'gcp' },
  'cis-gcp-5.0': { name: 'CIS Google Cloud Platform Foundation Benchmark', edition: '5.0', cloud: 'gcp' },
};

/** The framework that a control's id names; undefined for one of a claim's own. */
export function frameworkOf(control: string): Framework | undefined {
  const [id = ''] = control.split(':', 1);
  return Object.hasOwn(frameworks, id) ? frameworks[id] : undefined;
}
