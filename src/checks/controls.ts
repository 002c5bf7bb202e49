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

/** What is shown to others as evidence can be seen by them. No other framework asks for that. */
export const documentsPublished: readonly ControlRef[] = general('G', 'soc2:CC2.3');

/** Strangers who find a weakness know whom to tell. */
export const vulnerabilitiesHeard: readonly ControlRef[] = [
  ...general('G', 'soc2:CC2.3', 'iso27001-2022:A.8.8', 'iso27001-2013:A.12.6.1', 'pci-dss-4.0.1:6.3.1'),
  ...general('G', 'hipaa:164.308(a)(6)(ii)', 'gdpr:32', 'nist-800-53r5:RA-5(11)'),
];

/** What is sent is encrypted, by the setting of the service. */
export const sentEncrypted: readonly ControlRef[] = [
  ...agreed('P,F', 'soc2:CC6.7', 'iso27001-2022:A.8.24'),
  ...single('S', 'soc2:CC6.1'),
  ...single('F', 'iso27001-2022:A.5.14'),
  ...single('I', 'iso27001-2013:A.13.2.1'),
  ...agreed('P,S,F', 'pci-dss-4.0.1:4.2.1', 'pci-dss-4.0.1:4.2.1.1'),
  ...agreed('P,S', 'hipaa:164.312(e)(1)', 'hipaa:164.312(e)(2)(i)', 'hipaa:164.312(e)(2)(ii)', 'gdpr:32'),
  ...agreed('P,S', 'nist-800-53r5:SC-8', 'nist-800-53r5:SC-8(1)', 'nist-800-53r5:SC-23', 'nist-800-53r5:AC-17(2)'),
];

/** Data, and its copies, lie where they are said to. Neither PCI DSS nor HIPAA asks for a place. */
export const residency: readonly ControlRef[] = [
  ...single('F', 'soc2:CC2.1'),
  ...agreed('F,O', 'iso27001-2022:A.5.23'),
  ...general('G', 'iso27001-2022:A.5.31', 'iso27001-2022:A.5.34', 'gdpr:44', 'gdpr:45', 'gdpr:46'),
  ...single('I', 'iso27001-2013:A.18.1.1', 'iso27001-2013:A.18.1.4'),
  ...single('O', 'nist-800-53r5:SA-9'),
];

/** Backups are made and kept. */
export const backupsMade: readonly ControlRef[] = [
  ...agreed('S,F', 'soc2:A1.2'),
  ...general('G', 'soc2:CC7.5', 'gdpr:32'),
  ...agreed('P,F,O', 'iso27001-2022:A.8.13'),
  ...single('I', 'iso27001-2013:A.12.3.1'),
  ...agreed('P,S', 'hipaa:164.308(a)(7)(i)', 'hipaa:164.308(a)(7)(ii)(A)', 'hipaa:164.312(a)(2)(ii)'),
  ...agreed('P,S', 'nist-800-53r5:CP-6', 'nist-800-53r5:CP-9', 'nist-800-53r5:CP-10', 'nist-800-53r5:SI-12'),
];

/** Backups are encrypted. */
export const backupsProtected: readonly ControlRef[] = [
  ...single('F', 'soc2:A1.2'),
  ...agreed('P,F', 'iso27001-2022:A.8.13', 'iso27001-2022:A.8.24'),
  ...single('I', 'iso27001-2013:A.10.1.1', 'iso27001-2013:A.12.3.1'),
  ...general('G', 'soc2:CC6.1', 'pci-dss-4.0.1:3.5.1', 'hipaa:164.312(a)(2)(iv)', 'gdpr:32'),
  ...general('G', 'nist-800-53r5:CP-9(8)', 'nist-800-53r5:SC-28'),
];

/** Restoring has been tried. */
export const restoresTried: readonly ControlRef[] = [
  ...single('F', 'soc2:A1.3', 'iso27001-2022:A.8.13'),
  ...single('I', 'iso27001-2013:A.12.3.1'),
  ...general('G', 'soc2:CC7.5', 'iso27001-2022:A.5.30', 'pci-dss-4.0.1:12.10.2', 'hipaa:164.308(a)(7)(ii)(D)', 'gdpr:32'),
  ...general('G', 'nist-800-53r5:CP-4', 'nist-800-53r5:CP-9(1)'),
];

/** Logs are kept. That they are kept for a year is a condition of its own. */
export const logsRetained: readonly ControlRef[] = [
  ...agreed('P,S', 'soc2:CC7.2', 'soc2:CC7.3', 'hipaa:164.312(b)', 'nist-800-53r5:AU-11', 'nist-800-53r5:SI-12'),
  ...single('F', 'soc2:C1.2'),
  ...agreed('P,F', 'iso27001-2022:A.8.15'),
  ...single('I', 'iso27001-2013:A.12.4.1'),
  ...general('G', 'iso27001-2022:A.8.10', 'gdpr:5', 'gdpr:30'),
];

/** Logs are encrypted. */
export const logsProtected: readonly ControlRef[] = [
  ...single('S', 'soc2:CC6.1'),
  ...general('G', 'soc2:CC7.3'),
  ...agreed('P,F', 'iso27001-2022:A.8.15', 'iso27001-2022:A.8.24'),
  ...single('I', 'iso27001-2013:A.10.1.1'),
  ...agreed('P,S', 'pci-dss-4.0.1:3.5.1', 'pci-dss-4.0.1:10.3.2', 'pci-dss-4.0.1:10.3.3', 'pci-dss-4.0.1:10.3.4'),
  ...agreed('P,S', 'hipaa:164.312(a)(2)(iv)', 'gdpr:32', 'nist-800-53r5:AU-9(3)', 'nist-800-53r5:SC-28(1)'),
];

/** It is recorded who did what. */
export const auditLogged: readonly ControlRef[] = [
  ...agreed('P,S', 'soc2:CC7.2'),
  ...general('G', 'soc2:CC2.1', 'gdpr:30', 'gdpr:32'),
  ...agreed('F,O', 'iso27001-2022:A.8.15', 'iso27001-2022:A.8.16'),
  ...single('I', 'iso27001-2013:A.12.4.1', 'iso27001-2013:A.12.4.3'),
  ...agreed('P,S,F', 'pci-dss-4.0.1:10.2.1', 'pci-dss-4.0.1:10.2.2'),
  ...agreed('P,S', 'hipaa:164.308(a)(1)(ii)(D)', 'hipaa:164.312(b)'),
  ...agreed('P,S', 'nist-800-53r5:AU-2', 'nist-800-53r5:AU-3', 'nist-800-53r5:AU-12'),
];

/** Signing in takes a second factor. */
export const secondFactor: readonly ControlRef[] = [
  ...single('S', 'soc2:CC6.6'),
  ...general('G', 'soc2:CC6.1', 'gdpr:32'),
  ...single('P', 'iso27001-2022:A.5.17', 'iso27001-2022:A.8.5'),
  ...single('I', 'iso27001-2013:A.9.2.4', 'iso27001-2013:A.9.4.2'),
  ...agreed('P,S', 'pci-dss-4.0.1:8.4.1', 'pci-dss-4.0.1:8.4.2', 'pci-dss-4.0.1:8.4.3', 'hipaa:164.312(d)'),
  ...single('F', 'pci-dss-4.0.1:8.5.1'),
  ...agreed('P,S', 'nist-800-53r5:IA-2(1)', 'nist-800-53r5:IA-2(2)'),
];

/** Few, and known, people can do everything. */
export const accessLimited: readonly ControlRef[] = [
  ...agreed('P,S,F', 'soc2:CC6.3'),
  ...general('G', 'soc2:CC6.1', 'soc2:CC6.2', 'gdpr:25', 'gdpr:32'),
  ...agreed('P,F', 'iso27001-2022:A.5.15', 'iso27001-2022:A.5.18', 'iso27001-2022:A.8.2', 'iso27001-2022:A.8.3'),
  ...single('I', 'iso27001-2013:A.9.1.1', 'iso27001-2013:A.9.2.2', 'iso27001-2013:A.9.2.3', 'iso27001-2013:A.9.4.1'),
  ...agreed('P,S', 'pci-dss-4.0.1:7.2.1', 'pci-dss-4.0.1:7.2.2', 'pci-dss-4.0.1:7.2.5'),
  ...agreed('P,S', 'hipaa:164.308(a)(4)(ii)(B)', 'hipaa:164.308(a)(4)(ii)(C)', 'hipaa:164.312(a)(1)'),
  ...agreed('P,S', 'nist-800-53r5:AC-2', 'nist-800-53r5:AC-3', 'nist-800-53r5:AC-6'),
];

/** Credentials are renewed. */
export const credentialsRenewed: readonly ControlRef[] = [
  ...single('S', 'soc2:CC6.1'),
  ...single('F', 'iso27001-2022:A.5.17'),
  ...single('I', 'iso27001-2013:A.9.2.4'),
  ...agreed('P,S', 'pci-dss-4.0.1:8.3.9', 'pci-dss-4.0.1:8.6.3', 'hipaa:164.308(a)(4)(ii)(C)', 'hipaa:164.308(a)(5)(ii)(D)'),
  ...general('G', 'gdpr:32', 'nist-800-53r5:AC-2(1)', 'nist-800-53r5:IA-5'),
];

/** Passwords have to follow a rule. */
export const passwordsRuled: readonly ControlRef[] = [
  ...single('F', 'soc2:CC6.1', 'pci-dss-4.0.1:8.3.6', 'pci-dss-4.0.1:8.3.7', 'pci-dss-4.0.1:8.3.9'),
  ...general('G', 'iso27001-2022:A.5.17', 'hipaa:164.308(a)(5)(ii)(D)', 'gdpr:32'),
  ...single('I', 'iso27001-2013:A.9.4.3'),
  ...agreed('P,S', 'nist-800-53r5:IA-5(1)'),
];

/** Attacks are watched for. ISO/IEC 27001:2013 has no control of the sort. */
export const attacksWatched: readonly ControlRef[] = [
  ...general('G', 'soc2:CC4.1', 'soc2:CC7.2', 'soc2:CC7.3', 'iso27001-2022:A.8.16', 'hipaa:164.308(a)(1)(ii)(D)', 'gdpr:32'),
  ...agreed('P,S', 'pci-dss-4.0.1:11.5.1'),
  ...general('G', 'nist-800-53r5:AU-6', 'nist-800-53r5:SI-4'),
];

/** Data goes, or stays, for as long as it is said to. */
export const dataDisposed: readonly ControlRef[] = [
  ...agreed('P,S,F', 'soc2:C1.2'),
  ...agreed('P,F', 'iso27001-2022:A.8.10'),
  ...general('G', 'iso27001-2022:A.5.33', 'hipaa:164.310(d)(2)(i)', 'gdpr:5', 'gdpr:17'),
  ...single('I', 'iso27001-2013:A.18.1.3'),
  ...agreed('P,S', 'pci-dss-4.0.1:3.2.1'),
  ...single('O', 'nist-800-53r5:SI-12'),
];

/** Certificates are in date, trusted and made out for their host. */
export const certificatesValid: readonly ControlRef[] = [
  ...agreed('P,S', 'soc2:CC6.1', 'soc2:CC6.7', 'pci-dss-4.0.1:4.2.1', 'pci-dss-4.0.1:4.2.1.1', 'hipaa:164.312(e)(1)', 'gdpr:32'),
  ...single('F', 'iso27001-2022:A.8.24'),
  ...single('I', 'iso27001-2013:A.10.1.1'),
  ...single('O', 'nist-800-53r5:SC-17'),
];
