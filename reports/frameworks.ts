import type { ControlRow } from './claim-rows.ts';

const names: readonly (readonly [slug: RegExp, name: string])[] = [
  [/^soc2$/, 'SOC 2'],
  [/^iso(\d+)-(\d{4})$/, 'ISO $1:$2'],
  [/^pci-(?:dss-)?(.+)$/, 'PCI DSS $1'],
  [/^nist-(.+)r(\d)$/, 'NIST $1 r$2'],
  [/^(hipaa|gdpr)$/, '$1'],
  [/^cis-(.+)$/, 'CIS $1'],
];

/** "iso27001-2022" as people write it: "ISO 27001:2022". An unknown one stays as it is. */
export function frameworkName(slug: string): string {
  const known = names.find(([pattern]) => pattern.test(slug));
  if (known === undefined) return slug;
  const [pattern, name] = known;
  return name === '$1' ? slug.toUpperCase() : slug.replace(pattern, name);
}

/** A claim's controls, framework by framework, in their order. */
export function groupControls(
  controls: readonly ControlRow[],
): readonly { readonly framework: string; readonly controls: readonly ControlRow[] }[] {
  return [...Map.groupBy(controls, ({ framework }) => framework)].map(([framework, ones]) => ({ framework, controls: ones }));
}
