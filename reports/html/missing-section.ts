import type { BundleView } from '../../src/model.ts';
import { missingLine, missingPermissions } from '../missing-permissions.ts';
import { clipped } from './clipped.ts';
import { type Markup, template } from './markup.ts';

/** Permissions shown of one source; the rule holds them all. */
const SHOWN = 50;

const section = template<{
  readonly all: readonly { readonly lines: readonly string[]; readonly more: string; readonly what: string; readonly rule: string }[];
}>(`
<h3>Missing permissions</h3>
<% for (const one of it.all) { %><ul class="causes"><% for (const line of one.lines) { %><li><%= line %></li><% } %></ul>
<% if (one.more !== '') { %><p class="more"><%= one.more %></p><% } %>
<% if (one.rule !== '') { %><details><summary><%= one.what %></summary><pre tabindex="0" role="region" aria-label="The rule that allows it: <%= one.what %>"><%= one.rule %></pre></details><% } %><% } %>`);

const whats = {
  'aws-policy': 'The policy that allows them, unless an organization or a resource forbids it',
  'azure-role': 'The custom role that allows them, unless a deny assignment forbids it',
  'gcp-role': 'The custom role that allows them, unless a deny policy forbids it',
} as const;

/** What the credentials lacked, by permission, and the rule that mends it. */
export function missingSection(view: BundleView): readonly Markup[] {
  const all = missingPermissions(view).map(({ source, permissions, grant }) => ({
    lines: permissions.slice(0, SHOWN).map((one) => clipped(missingLine(one, source))),
    more: permissions.length > SHOWN ? `and ${permissions.length - SHOWN} more, all of which stand in the rule` : '',
    what: grant === undefined ? '' : whats[grant.format],
    rule: grant?.text ?? '',
  }));
  return all.length === 0 ? [] : [section({ all })];
}
