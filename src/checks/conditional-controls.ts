import type { CheckProof, Claim, ControlRef } from '../model.ts';
import { dayCount } from './day-count.ts';
import { frameworkOf } from './frameworks.ts';

/** A control that a check gives evidence for only under conditions. Its framework's cloud is one of them. */
export interface ConditionalControl extends ControlRef {
  readonly check: string;
  /** Only where one of these services was looked at. */
  readonly services?: readonly string[];
  /** Only where the claim rests on these checks as well. */
  readonly beside?: readonly string[];
  /** Only where the check's `atMost` is no longer than so many days. */
  readonly atMostDays?: number;
  /** Only where the check's `atLeast` or `exactly` is no shorter than so many days. */
  readonly atLeastDays?: number;
}

/** CIS asks for EBS encryption in every region; one mapping reads it as the volumes, another as the default: it needs both. */
const volumesAndDefault = { confidence: 'single', source: 'P,S', services: ['ebs'] } as const;

export const conditionalControls: readonly ConditionalControl[] = [
  { id: 'cis-aws-3.0:2.2.1', check: 'encrypted-at-rest', beside: ['encrypted-by-default'], ...volumesAndDefault },
  { id: 'cis-aws-5.0:5.1.1', check: 'encrypted-at-rest', beside: ['encrypted-by-default'], ...volumesAndDefault },
  { id: 'cis-aws-3.0:3.6', check: 'keys-rotate', confidence: 'agreed', source: 'P,S' },
  { id: 'cis-aws-5.0:3.6', check: 'keys-rotate', confidence: 'agreed', source: 'P,S' },
  { id: 'cis-azure-3.0:3.3.8', check: 'keys-rotate', confidence: 'single', source: 'P' },
  { id: 'cis-azure-5.0:8.3.9', check: 'keys-rotate', confidence: 'single', source: 'P' },
  { id: 'cis-gcp-4.0:1.10', check: 'keys-rotate', confidence: 'agreed', source: 'P,S', atMostDays: 90 },
  { id: 'cis-gcp-5.0:1.11', check: 'keys-rotate', confidence: 'agreed', source: 'P,S', atMostDays: 90 },
  { id: 'pci-dss-4.0.1:10.5.1', check: 'logs-kept', confidence: 'agreed', source: 'P,S,F', atLeastDays: 365 },
  { id: 'cis-aws-3.0:2.1.1', check: 'encrypted-in-transit', confidence: 'agreed', source: 'P,S', services: ['s3'] },
  { id: 'cis-aws-5.0:2.1.1', check: 'encrypted-in-transit', confidence: 'agreed', source: 'P,S', services: ['s3'] },
  { id: 'cis-azure-3.0:4.1', check: 'encrypted-in-transit', confidence: 'agreed', source: 'P,S', services: ['storage'] },
  { id: 'cis-azure-5.0:9.3.4', check: 'encrypted-in-transit', confidence: 'agreed', source: 'P,S', services: ['storage'] },
  { id: 'cis-aws-3.0:2.3.1', check: 'encrypted-at-rest', confidence: 'agreed', source: 'P,S', services: ['rds'] },
  { id: 'cis-aws-5.0:2.2.1', check: 'encrypted-at-rest', confidence: 'agreed', source: 'P,S', services: ['rds'] },
];

/** What a claim's plan looks at. */
export interface LookedAt {
  readonly clouds: ReadonlySet<string>;
  readonly services: ReadonlySet<string>;
}

/** The conditional controls that a claim's own proofs (not the branches of an anyOf, each of which may be left out) give evidence for. */
export function conditionalControlsOf(claim: Pick<Claim, 'proof'>, looked: LookedAt): readonly ControlRef[] {
  const proofs = claim.proof.filter((proof): proof is CheckProof => 'check' in proof);
  const applies = (control: ConditionalControl) => {
    const proof = proofs.find(({ check }) => check === control.check);
    if (proof === undefined) return false;
    const { services, beside = [], atMostDays, atLeastDays } = control;
    const cloud = frameworkOf(control.id)?.cloud;
    if (cloud !== undefined && !looked.clouds.has(cloud)) return false;
    if (
      services !== undefined &&
      !services.some((service) => looked.services.has(service) && (proof.services ?? services).includes(service))
    )
      return false;
    if (!beside.every((other) => proofs.some(({ check }) => check === other))) return false;
    const { atMost, atLeast = proof.with.exactly } = proof.with;
    if (atLeastDays !== undefined && (dayCount.safeParse(atLeast).data ?? 0) < atLeastDays) return false;
    return atMostDays === undefined || (dayCount.safeParse(atMost).data ?? Number.POSITIVE_INFINITY) <= atMostDays;
  };
  return conditionalControls.filter(applies).map(({ id, confidence, source }) => ({ id, confidence, source }));
}
