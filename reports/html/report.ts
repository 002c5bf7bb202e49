import type { BundleView } from '../../src/model.ts';
import { type ClaimRow, claimRows, totals } from '../claim-rows.ts';
import type { Report } from '../report.ts';
import { checkSection } from './check-section.ts';
import { claimCard } from './claim-card.ts';
import { clipped } from './clipped.ts';
import { controlsSection } from './controls-section.ts';
import { coverageSection } from './coverage-section.ts';
import { scriptDigest, styleDigest } from './digests.ts';
import { icon, iconSheet } from './icons.ts';
import { constant, type Markup, template, textOf } from './markup.ts';
import { script } from './script.ts';
import { style } from './style.ts';
import { header, summary } from './summary.ts';

/** Finding rows of one claim, and of all claims together: the page stays readable, and below a few megabytes. */
const ROWS_PER_CLAIM = 100;
const ROWS_IN_ALL = 5000;

const page = template<{
  readonly policy: string;
  readonly title: string;
  readonly style: Markup;
  readonly script: Markup;
  readonly icons: Markup;
  readonly header: Markup;
  readonly summary: Markup;
  readonly filters: readonly { readonly verdict: string; readonly icon: Markup }[];
  readonly cards: readonly Markup[];
  readonly controls: Markup;
  readonly coverage: Markup;
  readonly check: Markup;
}>(`
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="<%= it.policy %>">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="claimcheck">
<title><%= it.title %></title>
<style><%= it.style %></style>
</head>
<body>
<%= it.icons %>
<a class="skip" href="#claims">Skip to the claims</a>
<%= it.header %>
<main class="wrap">
<%= it.summary %>
<section aria-labelledby="claims">
<h2 id="claims">Claims</h2>
<div class="filter" hidden role="group" aria-label="Show claims by verdict"><button type="button" data-show="" aria-pressed="true">all</button><% for (const one of it.filters) { %><button type="button" data-show="<%= one.verdict %>" aria-pressed="false"><%= one.icon %><%= one.verdict %></button><% } %><span role="status"></span></div>
<%= it.cards %>
</section>
<%= it.controls %>
<%= it.coverage %>
<%= it.check %>
</main>
<script><%= it.script %></script>
</body>
</html>`);

/** One file that needs nothing else: no network, no font, no image, and no script to be read. */
export const html: Report = {
  id: 'html',
  extension: 'html',
  render: (view, options) => {
    const rows = claimRows(view, options);
    const room = rowsPerClaim(rows);
    return `${textOf(
      page({
        policy: `default-src 'none'; style-src '${styleDigest}'; script-src '${scriptDigest}'; base-uri 'none'; form-action 'none'`,
        title: title(view),
        style: constant(style),
        script: constant(script),
        icons: iconSheet,
        header: header(view, rows),
        summary: summary(rows),
        filters: totals(rows).map(({ verdict }) => ({ verdict, icon: icon(verdict) })),
        cards: rows.map((row, index) => claimCard(view, row, index + 1, room)),
        controls: controlsSection(rows),
        coverage: coverageSection(view),
        check: checkSection(view, options),
      }),
    )}\n`;
  },
};

function title({ run, manifest }: BundleView): string {
  return `${clipped(run?.page?.name ?? 'Claims')}: what was true on ${manifest.run.judgedAt.slice(0, 10)}`;
}

function rowsPerClaim(rows: readonly ClaimRow[]): number {
  const listing = rows.filter(({ counts }) => counts.contradicts + counts.excepted > 0).length;
  return Math.max(5, Math.min(ROWS_PER_CLAIM, Math.floor(ROWS_IN_ALL / Math.max(1, listing))));
}
