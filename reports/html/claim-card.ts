import type { BundleView, Claim, ProofJudgement } from '../../src/model.ts';
import { type ClaimRow, leaves } from '../claim-rows.ts';
import { frameworkName, groupControls } from '../frameworks.ts';
import { clipped } from './clipped.ts';
import { confidenceWords } from './confidence.ts';
import { type Markup, template } from './markup.ts';
import { proofBlock } from './proof-block.ts';
import { quoteOf } from './quote.ts';
import { verdictMark } from './verdict-mark.ts';

const card = template<{
  readonly anchor: string;
  readonly verdict: string;
  readonly mark: Markup;
  readonly quote: Markup;
  readonly why: string;
  readonly mend: readonly string[];
  readonly withheld: boolean;
  readonly proofs: readonly Markup[];
  readonly details: Markup;
}>(`
<article class="claim v-<%= it.verdict %>" id="<%= it.anchor %>" data-verdict="<%= it.verdict %>" aria-labelledby="<%= it.anchor %>-q">
<p class="verdict"><%= it.mark %></p>
<h3 id="<%= it.anchor %>-q"><%= it.quote %></h3>
<p class="why"><%= it.why %></p>
<% if (it.mend.length > 0) { %><p class="mend"><strong>How to mend it.</strong> <% for (const fix of it.mend) { %><%= fix %> <% } %></p><% } %>
<% if (it.withheld) { %><p class="note">What was seen is withheld in this copy; verdict and counts are those of the signed manifest.</p><% } %>
<%= it.proofs %>
<%= it.details %>
</article>`);

const detailsTemplate = template<{
  readonly id: string;
  readonly stands: string;
  readonly where: string;
  readonly checks: readonly { readonly id: string; readonly says: string; readonly fix: string }[];
  readonly frameworks: readonly {
    readonly name: string;
    readonly controls: readonly { readonly control: string; readonly confidence: string }[];
  }[];
  readonly exceptions: readonly {
    readonly subject: string;
    readonly reason: string;
    readonly owner: string;
    readonly approvedBy: string;
    readonly expires: string;
    readonly disclosed: string;
  }[];
}>(`
<details class="how"><summary>How it was judged, and which controls it speaks to</summary>
<dl class="facts">
<div><dt>Claim</dt><dd><code><%= it.id %></code><% if (it.stands !== '') { %>, at <%= it.stands %><% } %></dd></div>
<% if (it.where !== '') { %><div><dt>Scope</dt><dd><code><%= it.where %></code></dd></div><% } %>
<% if (it.checks.length > 0) { %><div><dt>Checks</dt><% for (const check of it.checks) { %><dd><code><%= check.id %></code> <%= check.says %><% if (check.fix !== '') { %> <em>To mend: <%= check.fix %></em><% } %></dd><% } %></div><% } %>
<% for (const framework of it.frameworks) { %><div><dt><%= framework.name %></dt><dd><ul class="chips"><% for (const one of framework.controls) { %><li><%= one.control %><% if (one.confidence !== '') { %> <small><%= one.confidence %></small><% } %></li><% } %></ul></dd></div><% } %>
</dl>
<% if (it.exceptions.length > 0) { %><table class="findings stack" role="table"><caption>Exceptions that were agreed</caption>
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">For</th><th role="columnheader" scope="col">Reason</th><th role="columnheader" scope="col">Agreed</th></tr></thead>
<tbody role="rowgroup"><% for (const one of it.exceptions) { %><tr role="row"><th role="rowheader" scope="row"><code><bdi><%= one.subject %></bdi></code></th><td role="cell"><%= one.reason %><% if (one.disclosed !== '') { %><br><small>The page admits it: “<bdi><%= one.disclosed %></bdi>”</small><% } %></td><td role="cell">by <%= one.approvedBy %>, owned by <%= one.owner %>, until <%= one.expires %></td></tr><% } %></tbody></table><% } %>
</details>`);

/** One claim: the sentence, the verdict, why, and all that stands behind it. `room`: finding rows that it may show. */
export function claimCard(view: BundleView, row: ClaimRow, number: number, room: number): Markup {
  const several = row.proofs.length > 1;
  return card({
    anchor: `claim-${number}`,
    verdict: row.verdict,
    mark: verdictMark(row.verdict, row.words),
    quote: quoteOf(row),
    why: clipped(row.why),
    mend: fixes(view, row),
    withheld: row.proofs.length === 0 && row.verdict !== 'unjudged',
    proofs: row.proofs.map((proof) => proofBlock(view, row, proof, { title: several, room: share(row.proofs, room) })),
    details: details(view, row),
  });
}

function details(view: BundleView, row: ClaimRow): Markup {
  const { claim } = row;
  return detailsTemplate({
    id: row.id,
    stands: claim?.stands === undefined ? '' : `${claim.stands.file}, line ${claim.stands.line}`,
    where: claim === undefined ? '' : scopeText(claim.scope),
    checks: row.checks.map((id) => ({ id, says: known(view, id)?.says ?? '', fix: known(view, id)?.fix ?? '' })),
    frameworks: groupControls(row.controls).map(({ framework, controls }) => ({
      name: frameworkName(framework),
      controls: controls.map(({ control, confidence }) => ({ control, confidence: confidenceWords[confidence] })),
    })),
    exceptions: (claim?.exceptions ?? []).map((one) => ({
      subject: clipped(one.subject),
      reason: clipped(one.reason),
      owner: clipped(one.owner),
      approvedBy: clipped(one.approvedBy),
      expires: one.expires,
      disclosed: clipped(one.disclosed ?? ''),
    })),
  });
}

function scopeText({ targets, where }: Claim['scope']): string {
  return [...(targets === undefined ? [] : [`targets: ${targets.join(', ')}`]), ...(where === undefined ? [] : [where])].join(' · ');
}

function fixes(view: BundleView, { verdict, proofs }: ClaimRow): readonly string[] {
  if (verdict !== 'contradicted') return [];
  const broken = leaves(proofs).filter((proof) => proof.verdict === 'contradicted');
  return [...new Set(broken.flatMap(({ proof }) => known(view, proof)?.fix ?? []))];
}

/** A claim's room is shared among the tables it has. */
function share(proofs: readonly ProofJudgement[], room: number): number {
  const tables = leaves(proofs).reduce(
    (sum, { contradictions, excepted }) => sum + Number(contradictions.length > 0) + Number(excepted.length > 0),
    0,
  );
  return Math.floor(room / Math.max(1, tables));
}

function known(view: BundleView, id: string): BundleView['checks'][string] | undefined {
  return Object.hasOwn(view.checks, id) ? view.checks[id] : undefined;
}
