import type { BundleView, Cause, Counts, ProofJudgement } from '../src/model.ts';
import { byControl, type ClaimRow, claimRows, totals } from './claim-rows.ts';
import { beyond, findingRows } from './findings.ts';
import { missingPermissions } from './missing-permissions.ts';
import { causePlaces, matrices } from './places.ts';
import type { Report } from './report.ts';
import { originWarnings, withheldWarnings } from './warnings.ts';

/** The shape is described in docs/reports.md; fields are only ever added. Keys always come in the same order. */
export const json: Report = {
  id: 'json',
  extension: 'json',
  render: (view, options) => {
    const rows = claimRows(view, options);
    const { manifest, run } = view;
    return `${JSON.stringify(
      {
        format: 'claimcheck.report/0',
        run: {
          id: manifest.run.id,
          page: run?.page === undefined ? null : { name: run.page.name, url: run.page.url ?? null },
          startedAt: manifest.run.startedAt,
          judgedAt: manifest.run.judgedAt,
          complete: manifest.run.complete,
          subset: run?.subset ?? null,
        },
        tool: { name: manifest.tool.name, version: manifest.tool.version, digest: manifest.tool.digest },
        origins: { warnings: originWarnings(manifest.origins), counts: sorted(manifest.origins) },
        withheld: { warnings: withheldWarnings(view), lines: sorted(view.withheld) },
        totals: Object.fromEntries(totals(rows).map(({ verdict, claims }) => [verdict, claims])),
        claims: rows.map((row) => claim(view, row)),
        byControl: byControl(rows).map(({ framework, controls }) => ({
          framework,
          controls: controls.map(({ control, claims }) => ({
            id: `${framework}:${control}`,
            claims: claims.map((one) => ({
              id: one.claim.id,
              verdict: one.claim.verdict,
              verdictText: one.claim.words,
              confidence: one.confidence,
            })),
          })),
        })),
        coverage: {
          targets: matrices(view).map(({ target, collectors, rows: regions, tasks, swept, excluded }) => ({
            id: target.target,
            name: target.name,
            config: target.config,
            source: target.source,
            tasks,
            swept,
            excluded,
            places: regions.flatMap(({ region, cells }) =>
              cells.flatMap(({ is, ...rest }, index) =>
                is === 'none' ? [] : [{ region, collector: collectors[index] ?? '', is, ...rest }],
              ),
            ),
          })),
          causes: view.causes.map((one) => cause(view, one)),
          missing: missingPermissions(view).map(({ source, permissions, grant }) => ({
            source,
            permissions: permissions.map(({ permission, targets, orMore }) => ({ permission, targets, orMore })),
            grant: grant === undefined ? null : { format: grant.format, rule: JSON.parse(grant.text) },
          })),
        },
        checks: Object.fromEntries(
          Object.entries(view.checks)
            .sort(byKey)
            .map(([id, { says, fix }]) => [id, { says, fix }]),
        ),
      },
      undefined,
      2,
    )}\n`;
  },
};

function claim(view: BundleView, row: ClaimRow) {
  return {
    id: row.id,
    quote: row.quote ?? null,
    quoteDigest: row.quoteDigest ?? null,
    stands: row.claim?.stands === undefined ? null : { file: row.claim.stands.file, line: row.claim.stands.line },
    verdict: row.verdict,
    verdictText: row.words,
    why: row.why,
    excepted: row.counts.excepted,
    counts: counts(row.counts),
    controls: row.controls.map(({ id, confidence }) => ({ id, confidence })),
    checks: row.checks,
    scope: { targets: row.claim?.scope.targets ?? null, where: row.claim?.scope.where ?? null },
    exceptions: (row.claim?.exceptions ?? []).map((one) => ({
      subject: one.subject,
      reason: one.reason,
      owner: one.owner,
      approvedBy: one.approvedBy,
      expires: one.expires,
      disclosed: one.disclosed ?? null,
    })),
    proofs: row.proofs.map((one) => proof(view, one)),
  };
}

type ProofShown = ReturnType<typeof leaf> & { readonly branches: readonly ProofShown[] };

function proof(view: BundleView, one: ProofJudgement): ProofShown {
  return { ...leaf(view, one), branches: (one.branches ?? []).map((branch) => proof(view, branch)) };
}

function leaf(view: BundleView, one: ProofJudgement) {
  const { document } = one;
  return {
    proof: one.proof,
    verdict: one.verdict,
    counts: counts(one.counts),
    services: sorted(one.services),
    contradictions: { listed: findingRows(view, one.contradictions), more: beyond(one, 'contradicts', one.contradictions.length) },
    excepted: { listed: findingRows(view, one.excepted), more: beyond(one, 'excepted', one.excepted.length) },
    causes: one.causes.map((each) => cause(view, each)),
    notApplicable: sorted(one.notApplicable),
    notLookedAt: one.notLookedAt,
    document:
      document === undefined
        ? null
        : {
            file: document.document,
            issuer: document.issuer ?? null,
            subject: document.subject ?? null,
            validFrom: document.validFrom ?? null,
            validUntil: document.validUntil,
            inherited: document.inherited ?? null,
          },
  };
}

function cause(view: BundleView, one: Cause) {
  return {
    reason: one.reason,
    collector: one.collector ?? null,
    call: one.call ?? null,
    permissions: one.permissions ?? [],
    code: one.code ?? null,
    fields: one.fields ?? [],
    where: causePlaces(one, view.targets),
    count: one.count,
  };
}

function counts(of: Counts): Counts {
  const { observations, holds, contradicts, excepted, notApplicable, unseen, outOfScope, gaps, exclusions, tasks, swept } = of;
  return { observations, holds, contradicts, excepted, notApplicable, unseen, outOfScope, gaps, exclusions, tasks, swept };
}

function sorted<Value>(record: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(record).sort(byKey));
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : Number(a > b);
}
