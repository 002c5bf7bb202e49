import type { ControlRef } from '../model.ts';

/**
 * Which controls a check gives evidence for. Ids, confidence and letters of sources follow facts/control-crosswalk.md; docs/controls.md
 * explains the letters, and names the ids that were left out on purpose. These hold wherever the check does; controls that hold
 * only for some clouds, services or parameters stand in conditional-controls.ts.
 */
const agreed = (source: string, ...ids: readonly string[]): readonly ControlRef[] => refs('agreed', source, ids);
const single = (source: string, ...ids: readonly string[]): readonly ControlRef[] => refs('single', source, ids);
const general = (source: string, ...ids: readonly string[]): readonly ControlRef[] => refs('general', source, ids);

function refs(confidence: ControlRef['confidence'], source: string, ids: readonly string[]): readonly ControlRef[] {
  return ids.map((id) => ({ id, confidence, source }));
}

/** Stored data is encrypted: volumes, snapshots, buckets, databases. */
export const storedDataEncrypted: readonly ControlRef[] = [
  ...agreed('S,F', 'soc2:CC6.1'),
  ...agreed('P,F', 'iso27001-2022:A.8.24', 'pci-dss-4.0.1:3.5.1'),
  ...single('I', 'iso27001-2013:A.10.1.1', 'iso27001-2013:A.10.1.2'),
  ...agreed('P,S', 'hipaa:164.312(a)(2)(iv)', 'gdpr:32', 'nist-800-53r5:SC-28(1)', 'nist-800-53r5:SC-13'),
  ...general('G', 'nist-800-53r5:SC-28'),
];

/** What is newly made is encrypted without anyone asking for it. */
export const newDataEncrypted: readonly ControlRef[] = [
  ...single('S', 'soc2:CC6.1'),
  ...agreed('P,F', 'iso27001-2022:A.8.24'),
  ...single('I', 'iso27001-2013:A.10.1.1'),
  ...general('G', 'pci-dss-4.0.1:3.5.1', 'gdpr:32'),
  ...agreed('P,S', 'hipaa:164.312(a)(2)(iv)', 'nist-800-53r5:SC-28(1)', 'nist-800-53r5:CM-6'),
];

/** Keys have a known manager and origin. */
export const keysManaged: readonly ControlRef[] = [
  ...single('F', 'soc2:CC6.1'),
  ...agreed('P,F', 'iso27001-2022:A.8.24'),
  ...single('I', 'iso27001-2013:A.10.1.2'),
  ...general('G', 'pci-dss-4.0.1:3.5.1', 'hipaa:164.312(a)(2)(iv)', 'gdpr:32'),
  ...agreed('P,S', 'nist-800-53r5:SC-12'),
];

/** Keys are rotated. */
export const keysRotated: readonly ControlRef[] = [
  ...single('F', 'soc2:CC6.1'),
  ...agreed('P,F', 'iso27001-2022:A.8.24'),
  ...single('I', 'iso27001-2013:A.10.1.2'),
  ...agreed('P,S,F', 'pci-dss-4.0.1:3.7.4', 'pci-dss-4.0.1:3.7.5'),
  ...agreed('P,S', 'hipaa:164.312(a)(2)(iv)', 'nist-800-53r5:SC-12', 'nist-800-53r5:SC-12(2)'),
  ...general('G', 'gdpr:32'),
];

/** Nothing that holds data is open to everybody. */
export const publicAccessBlocked: readonly ControlRef[] = [
  ...single('P', 'soc2:CC6.6', 'pci-dss-4.0.1:1.3.1', 'pci-dss-4.0.1:1.4.2', 'hipaa:164.312(a)(1)'),
  ...general('G', 'soc2:CC6.1', 'iso27001-2013:A.9.4.1', 'gdpr:25', 'gdpr:32'),
  ...single('F', 'iso27001-2022:A.8.3'),
  ...agreed('P,S', 'nist-800-53r5:AC-3', 'nist-800-53r5:AC-6', 'nist-800-53r5:SC-7'),
];

/** Endpoints speak current versions of TLS, with strong parameters. */
export const modernTransport: readonly ControlRef[] = [
  ...single('P', 'soc2:CC6.6', 'soc2:CC6.7', 'hipaa:164.312(e)(1)', 'hipaa:164.312(e)(2)(i)'),
  ...general('G', 'iso27001-2022:A.8.20', 'iso27001-2022:A.8.21', 'iso27001-2022:A.8.24', 'iso27001-2013:A.10.1.1', 'gdpr:32'),
  ...single('F', 'pci-dss-4.0.1:4.2.1'),
  ...single('P', 'nist-800-53r5:SC-8(1)', 'nist-800-53r5:SC-13'),
];

/** Certificates are in date, trusted and made out for their host. */
export const certificatesValid: readonly ControlRef[] = [
  ...agreed('P,S', 'soc2:CC6.1', 'soc2:CC6.7', 'pci-dss-4.0.1:4.2.1', 'pci-dss-4.0.1:4.2.1.1', 'hipaa:164.312(e)(1)', 'gdpr:32'),
  ...single('F', 'iso27001-2022:A.8.24'),
  ...single('I', 'iso27001-2013:A.10.1.1'),
  ...single('O', 'nist-800-53r5:SC-17'),
];
