import { byControl, type ClaimRow } from '../claim-rows.ts';
import { frameworkName } from '../frameworks.ts';
import { confidenceWords } from './confidence.ts';
import { type Markup, template } from './markup.ts';
import { quoteOf } from './quote.ts';
import { verdictMark } from './verdict-mark.ts';

const section = template<{
  readonly frameworks: readonly {
    readonly name: string;
    readonly controls: readonly {
      readonly control: string;
      readonly claims: readonly { readonly mark: Markup; readonly quote: Markup; readonly anchor: string; readonly confidence: string }[];
    }[];
  }[];
}>(`
<section aria-labelledby="controls">
<h2 id="controls">By control</h2>
<% if (it.frameworks.length === 0) { %><p>No claim speaks to a control.</p><% } else { %>
<p class="note">Which control asks for what comes from published mappings. Beside a claim stands where only one of them says so, where nobody checked it, or where only the claim names the control. It says that a claim speaks to a control, never that the control is met.</p><% } %>
<% for (const framework of it.frameworks) { %>
<table class="controls stack" role="table">
<caption><%= framework.name %></caption>
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Control</th><th role="columnheader" scope="col">Claims</th></tr></thead>
<tbody role="rowgroup"><% for (const one of framework.controls) { %>
<tr role="row"><th role="rowheader" scope="row"><%= one.control %></th><td role="cell"><ul><% for (const claim of one.claims) { %><li><%= claim.mark %> <a href="#<%= claim.anchor %>"><%= claim.quote %></a><% if (claim.confidence !== '') { %> <small><%= claim.confidence %></small><% } %></li><% } %></ul></td></tr><% } %>
</tbody>
</table><% } %>
</section>`);

/** Framework, control, claims with their verdicts. */
export function controlsSection(rows: readonly ClaimRow[]): Markup {
  const anchors = new Map(rows.map((row, index) => [row, `claim-${index + 1}`]));
  return section({
    frameworks: byControl(rows).map(({ framework, controls }) => ({
      name: frameworkName(framework),
      controls: controls.map(({ control, claims }) => ({
        control,
        claims: claims.map(({ claim, confidence }) => ({
          mark: verdictMark(claim.verdict, claim.words),
          quote: quoteOf(claim),
          anchor: anchors.get(claim) ?? 'claims',
          confidence: confidenceWords[confidence],
        })),
      })),
    })),
  });
}
