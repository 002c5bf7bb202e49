import type { ControlRow } from './claim-rows.ts';

const families: readonly (readonly [prefix: string, name: string])[] = [
  ['soc2', 'SOC 2'],
  ['iso27001', 'ISO 27001'],
  ['iso27017', 'ISO 27017'],
  ['iso27018', 'ISO 27018'],
  ['pci', 'PCI DSS'],
  ['hipaa', 'HIPAA'],
  ['gdpr', 'GDPR'],
  ['nist', 'NIST'],
  ['cis', 'CIS'],
  ['ccm', 'CSA CCM'],
];

/** "iso27001-2022" as people write it: "ISO 27001 2022". An unknown one stays as it is. */
export function frameworkName(slug: string): string {
  const family = families.find(([prefix]) => slug.startsWith(prefix));
  if (family === undefined) return slug;
  const rest = slug
    .slice(family[0].length)
    .replace(/^-?dss\b/, '')
    .replaceAll('-', ' ')
    .trim();
  return rest === '' ? family[1] : `${family[1]} ${rest}`;
}

/** A claim's controls, framework by framework, in their order. */
export function groupControls(
  controls: readonly ControlRow[],
): readonly { readonly framework: string; readonly controls: readonly ControlRow[] }[] {
  return [...Map.groupBy(controls, ({ framework }) => framework)].map(([framework, ones]) => ({ framework, controls: ones }));
}
