import { expect, test } from 'vitest';
import { frameworkName } from '../../reports/frameworks.ts';

test.each([
  ['soc2', 'SOC 2'],
  ['iso27001-2022', 'ISO 27001:2022'],
  ['iso27001-2013', 'ISO 27001:2013'],
  ['pci-dss-4.0.1', 'PCI DSS 4.0.1'],
  ['nist-800-53r5', 'NIST 800-53 r5'],
  ['gdpr', 'GDPR'],
  ['hipaa', 'HIPAA'],
  ['our-own', 'our-own'],
])('%s is called %s', (slug, name) => {
  expect(frameworkName(slug)).toBe(name);
});
