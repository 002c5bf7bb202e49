import type { BundleView, Finding, ProofJudgement } from '../src/model.ts';
import { regionName, targetName } from './places.ts';

/** A contradicting or excepted subject with its name, where that is not withheld. */
export interface FindingRow {
  /** The provider's full name; where withheld, the pseudonym. */
  readonly id: string;
  readonly name?: string;
  readonly account: string;
  readonly region: string;
  readonly service: string;
  readonly why: string;
  readonly withheld: boolean;
}

export function findingRows(view: BundleView, findings: readonly Finding[]): readonly FindingRow[] {
  return findings.map(({ target, region, service, subject, why }) => {
    const account = targetName(view.targets, target);
    // A group in which nothing satisfies has no subject: the account, or the region, is what contradicts.
    if (subject === undefined) return { id: account, account, region: regionName(region), service, why, withheld: false };
    const pseudonym = `${target}/${subject}`;
    const known = Object.hasOwn(view.names, pseudonym) ? view.names[pseudonym] : undefined;
    return {
      id: known?.id ?? pseudonym,
      ...(known?.name === undefined || known.name === '' ? {} : { name: known.name }),
      account: known?.account ?? account,
      region: regionName(region),
      service,
      why,
      withheld: known === undefined,
    };
  });
}

/** How many there are beyond those shown: a judgement lists a sample and counts them all. */
export function beyond(proof: ProofJudgement, of: 'contradicts' | 'excepted', shown: number): number {
  const listed = of === 'contradicts' ? proof.contradictions.length : proof.excepted.length;
  return Math.max(proof.counts[of], listed) - shown;
}
