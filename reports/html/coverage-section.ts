import type { BundleView } from '../../src/model.ts';
import { type Cell, matrices, regionName, type TargetMatrix } from '../places.ts';
import { exclusionReason, number, plural } from '../wording.ts';
import { clipped } from './clipped.ts';
import { type IconName, icon } from './icons.ts';
import { type Markup, template } from './markup.ts';
import { missingSection } from './missing-section.ts';
import { causeMarkup } from './proof-block.ts';

/** Targets whose places are drawn; those with something unseen come first. */
const DRAWN = 50;

const section = template<{
  readonly lead: string;
  readonly causes: readonly Markup[];
  readonly missing: readonly Markup[];
  readonly matrices: readonly Markup[];
  readonly more: string;
  readonly legend: readonly Markup[];
}>(`
<section aria-labelledby="coverage">
<h2 id="coverage">What was looked at</h2>
<p><%= it.lead %></p>
<h3>Not seen, over the whole run</h3>
<% if (it.causes.length === 0) { %><p>Nothing: every planned place could be looked at.</p><% } else { %><ul class="causes"><% for (const cause of it.causes) { %><li><%= cause %></li><% } %></ul><% } %>
<%= it.missing %>
<h3>Place by place</h3>
<ul class="legend"><% for (const one of it.legend) { %><li><%= one %></li><% } %></ul>
<%= it.matrices %>
<% if (it.more !== '') { %><p class="more"><%= it.more %></p><% } %>
</section>`);

const matrixTemplate = template<{
  readonly open: boolean;
  readonly name: string;
  readonly config: string;
  readonly says: string;
  readonly because: string;
  readonly identity: string;
  readonly collectors: readonly string[];
  readonly rows: readonly { readonly region: string; readonly cells: readonly Markup[] }[];
}>(`
<details class="matrix"<% if (it.open) { %> open<% } %>><summary><strong><bdi><%= it.name %></bdi></strong> <span><%= it.config %> · <%= it.says %></span></summary>
<% if (it.identity !== '') { %><p class="note">Seen as <code><%= it.identity %></code></p><% } %>
<% if (it.because !== '') { %><p class="note">What the configuration leaves out, and why: <%= it.because %></p><% } %>
<% if (it.rows.length === 0) { %><p>No place was planned here.</p><% } else { %><div class="scroll" role="region" tabindex="0" aria-label="Places of <%= it.name %>"><table>
<caption>Subjects seen, by region and collector</caption>
<thead><tr><th scope="col">Region</th><% for (const collector of it.collectors) { %><th scope="col"><%= collector %></th><% } %></tr></thead>
<tbody><% for (const row of it.rows) { %><tr><th scope="row"><%= row.region %></th><%= row.cells %></tr><% } %></tbody>
</table></div><% } %>
</details>`);

const cellTemplate = template<{ readonly is: string; readonly icon: Markup | ''; readonly text: string }>(
  '<td class="cell c-<%= it.is %>"><%= it.icon %><%= it.text %></td>',
);
const legendTemplate = template<{ readonly is: string; readonly icon: Markup; readonly text: string }>(
  '<span class="c-<%= it.is %>"><%= it.icon %></span> <%= it.text %>',
);

/** Targets × regions × collectors, what could not be seen, and why. */
export function coverageSection(view: BundleView): Markup {
  const all = matrices(view);
  const drawn = [...all.filter(hasUnseen), ...all.filter((one) => !hasUnseen(one))].slice(0, DRAWN);
  const tasks = all.reduce((sum, one) => sum + one.tasks, 0);
  const swept = all.reduce((sum, one) => sum + one.swept, 0);
  return section({
    lead: `${number(swept)} of ${plural(tasks, 'planned place was', 'planned places were')} looked at to the end, in ${plural(all.length, 'target', 'targets')}; ${plural(view.exclusions.length, 'exclusion', 'exclusions')}. A place is one collector in one region of one target.`,
    causes: view.causes.map((cause) => causeMarkup(view, cause)),
    missing: missingSection(view),
    matrices: drawn.map((one) => matrix(one, all.length === 1 || hasUnseen(one))),
    more: all.length > drawn.length ? `and ${plural(all.length - drawn.length, 'more target', 'more targets')} in the bundle` : '',
    legend: (['swept', 'part', 'not-seen', 'excluded'] as const).map((is) =>
      legendTemplate({ is, icon: icon(icons[is]), text: legend[is] }),
    ),
  });
}

function matrix({ target, collectors, rows, tasks, swept, excluded }: TargetMatrix, open: boolean): Markup {
  const left = excluded === 0 ? '' : `, ${number(excluded)} excluded`;
  return matrixTemplate({
    open,
    name: clipped(target.name),
    config: clipped(target.config),
    says: `${number(swept)} of ${plural(tasks, 'place', 'places')} looked at${left}`,
    identity: clipped(target.identity ?? ''),
    because: clipped(target.because ?? ''),
    collectors,
    rows: rows.map(({ region, cells }) => ({ region: regionName(region), cells: cells.map(cell) })),
  });
}

const icons: Readonly<Record<Exclude<Cell['is'], 'none'>, IconName>> = {
  swept: 'verified',
  part: 'part',
  'not-seen': 'unproven',
  excluded: 'unjudged',
};
const legend: Readonly<Record<Exclude<Cell['is'], 'none'>, string>> = {
  swept: 'looked at to the end, with the number of subjects',
  part: 'looked at, but something there could not be seen',
  'not-seen': 'planned and not seen',
  excluded: 'rightly left out',
};

function cell(one: Cell): Markup {
  if (one.is === 'none') return cellTemplate({ is: 'none', icon: '', text: 'not planned' });
  return cellTemplate({ is: one.is, icon: icon(icons[one.is]), text: cellText(one) });
}

function cellText(one: Exclude<Cell, { is: 'none' }>): string {
  if (one.is === 'swept') return number(one.subjects);
  if (one.is === 'part') return `${number(one.subjects)}, ${plural(one.gaps, 'gap', 'gaps')}`;
  return one.is === 'excluded' ? exclusionReason(one.reason) : 'not seen';
}

function hasUnseen({ rows }: TargetMatrix): boolean {
  return rows.some(({ cells }) => cells.some(({ is }) => is === 'not-seen' || is === 'part'));
}
