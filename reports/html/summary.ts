import type { BundleView } from '../../src/model.ts';
import { type ClaimRow, totals } from '../claim-rows.ts';
import { warnings } from '../warnings.ts';
import { instant, number, plural, verdictMeans } from '../wording.ts';
import { clipped } from './clipped.ts';
import { icon } from './icons.ts';
import { type Markup, template } from './markup.ts';
import { quoteOf } from './quote.ts';
import { verdictMark } from './verdict-mark.ts';

const headerTemplate = template<{
  readonly warnings: readonly { readonly head: string; readonly rest: string }[];
  readonly icon: Markup;
  readonly name: string;
  readonly url: string;
  readonly link: boolean;
  readonly judgedAt: string;
  readonly judged: string;
  readonly headline: string;
  readonly rest: string;
}>(`
<header class="top">
<% for (const warning of it.warnings) { %><p class="warning" role="note"><%= it.icon %><span><strong><%= warning.head %></strong><%= warning.rest %></span></p>
<% } %><div class="wrap">
<p class="brand">claimcheck report</p>
<h1><bdi><%= it.name %></bdi></h1>
<p class="lead"><%= it.headline %> <%= it.rest %></p>
<p class="when">Judged <time datetime="<%= it.judgedAt %>"><%= it.judged %></time><% if (it.url !== '') { %> · <% if (it.link) { %><a href="<%= it.url %>" rel="noopener noreferrer nofollow"><%= it.url %></a><% } else { %><%= it.url %><% } %><% } %></p>
<nav aria-label="Sections"><a href="#claims">Claims</a><a href="#controls">By control</a><a href="#coverage">What was looked at</a><a href="#check">Check it yourself</a></nav>
</div>
</header>`);

/** Where it comes from before all else, then whose page it is and how it stands. */
export function header(view: BundleView, rows: readonly ClaimRow[]): Markup {
  const page = view.run?.page;
  const { judgedAt } = view.manifest.run;
  const texts = warnings(view);
  const url = page?.url ?? '';
  return headerTemplate({
    warnings: texts.map((text) => ({ head: text.slice(0, text.indexOf(':') + 1), rest: text.slice(text.indexOf(':') + 1) })),
    icon: icon('warning'),
    name: clipped(page?.name ?? 'Claims'),
    url: clipped(url),
    link: /^https?:\/\/[^\s]+$/.test(url),
    judgedAt,
    judged: instant(judgedAt),
    ...headline(rows),
  });
}

/** "3 of 12 claims are verified." and what is amiss. */
function headline(rows: readonly ClaimRow[]): { readonly headline: string; readonly rest: string } {
  const amiss = totals(rows).filter(({ verdict }) => verdict === 'contradicted' || verdict === 'unproven' || verdict === 'lapsed');
  const verified = rows.filter(({ verdict }) => verdict === 'verified');
  const excepted = verified.filter(({ counts }) => counts.excepted > 0).length;
  const admitted = excepted === 0 ? '' : `, ${number(excepted)} of them with exceptions`;
  return {
    headline: `${number(verified.length)} of ${plural(rows.length, 'claim', 'claims')} ${verified.length === 1 ? 'is' : 'are'} verified${admitted}.`,
    rest:
      amiss.length === 0
        ? ''
        : `${amiss.map(({ verdict, claims }) => `${number(claims)} ${claims === 1 ? 'is' : 'are'} ${verdict}`).join(', ')}.`,
  };
}

const summaryTemplate = template<{
  readonly bar: readonly { readonly verdict: string; readonly x: number; readonly width: number }[];
  readonly tiles: readonly { readonly verdict: string; readonly icon: Markup; readonly claims: string; readonly means: string }[];
  readonly rows: readonly { readonly mark: Markup; readonly quote: Markup; readonly anchor: string }[];
}>(`
<section class="summary" aria-labelledby="summary-title">
<h2 id="summary-title">Summary</h2>
<svg class="bar" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true"><% for (const part of it.bar) { %><rect class="f-<%= part.verdict %>" x="<%= part.x %>" y="0" width="<%= part.width %>" height="10"/><% } %></svg>
<ul class="tiles"><% for (const tile of it.tiles) { %>
<li class="tile v-<%= tile.verdict %>"><span class="count"><%= tile.claims %></span><span class="word"><%= tile.icon %><%= tile.verdict %></span><span class="means"><%= tile.means %></span></li><% } %>
</ul>
<table class="index stack" role="table">
<caption>Every claim and its verdict</caption>
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Verdict</th><th role="columnheader" scope="col">Claim</th></tr></thead>
<tbody role="rowgroup"><% for (const row of it.rows) { %>
<tr role="row"><td role="cell"><%= row.mark %></td><th role="rowheader" scope="row"><a href="#<%= row.anchor %>"><%= row.quote %></a></th></tr><% } %>
</tbody>
</table>
</section>`);

/** Claims by verdict, then all of them in the page's order. */
export function summary(rows: readonly ClaimRow[]): Markup {
  const counted = totals(rows);
  let x = 0;
  const bar = counted.map(({ verdict, claims }) => {
    const width = Math.round((claims / Math.max(1, rows.length)) * 1000);
    const part = { verdict, x, width: Math.max(1, width - 3) };
    x += width;
    return part;
  });
  return summaryTemplate({
    bar,
    tiles: counted.map(({ verdict, claims, excepted }) => ({
      verdict,
      icon: icon(verdict),
      claims: number(claims),
      means: `${verdictMeans[verdict]}${excepted === 0 ? '' : `; ${number(excepted)} with exceptions`}`,
    })),
    rows: rows.map((row, index) => ({ mark: verdictMark(row.verdict, row.words), quote: quoteOf(row), anchor: `claim-${index + 1}` })),
  });
}
