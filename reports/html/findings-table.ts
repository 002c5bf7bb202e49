import type { FindingRow } from '../findings.ts';
import { number } from '../wording.ts';
import { clipped } from './clipped.ts';
import { type Markup, template } from './markup.ts';

/** Rows that stand open; more are folded away. */
const OPEN = 5;

interface Row {
  readonly id: string;
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly why: string;
  readonly withheld: boolean;
}

const table = template<{ readonly caption: string; readonly rows: readonly Row[] }>(`
<table class="findings stack" role="table">
<caption><%= it.caption %></caption>
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">What</th><th role="columnheader" scope="col">Where</th><th role="columnheader" scope="col">Why</th></tr></thead>
<tbody role="rowgroup"><% for (const row of it.rows) { %>
<tr role="row"><th role="rowheader" scope="row"><% if (row.name !== '') { %><bdi class="name"><%= row.name %></bdi><% } %><code><bdi><%= row.id %></bdi></code><% if (row.withheld) { %> <small>name withheld</small><% } %></th><td role="cell"><span class="place"><%= row.region %></span> <small><%= row.account %></small></td><td role="cell"><%= row.why %></td></tr><% } %>
</tbody>
</table>`);
const all = template<{ readonly first: Markup; readonly rest: Markup | ''; readonly fold: string; readonly more: string }>(`
<%= it.first %>
<% if (it.fold !== '') { %><details class="fold"><summary><%= it.fold %></summary><%= it.rest %></details><% } %>
<% if (it.more !== '') { %><p class="more"><%= it.more %></p><% } %>`);

/** Subjects that contradict, or are excepted; `more` beyond those in `rows` are only counted. */
export function findingsTable(caption: string, rows: readonly FindingRow[], more: number): Markup {
  const shown = rows.map((row) => ({
    id: clipped(row.id),
    name: clipped(row.name ?? ''),
    account: clipped(row.account),
    region: row.region,
    why: clipped(row.why),
    withheld: row.withheld,
  }));
  const folded = shown.slice(OPEN);
  return all({
    first: table({ caption, rows: shown.slice(0, OPEN) }),
    rest: folded.length === 0 ? '' : table({ caption: `${caption}, continued`, rows: folded }),
    fold: folded.length === 0 ? '' : `Show ${number(folded.length)} more`,
    more: more > 0 ? `and ${number(more)} more in the bundle` : '',
  });
}
