import type { Verdict } from '../../src/model.ts';
import { constant, type Markup, template } from './markup.ts';

/** Each verdict has a shape of its own, so that none is told apart by colour alone (WCAG 1.4.1). */
const shapes: Readonly<Record<Verdict | 'part' | 'warning', string>> = {
  verified: '<circle cx="10" cy="10" r="8.2"/><path d="m6.2 10.3 2.6 2.6 5-5.6"/>',
  contradicted: '<path d="M6.6 1.8h6.8l4.8 4.8v6.8l-4.8 4.8H6.6l-4.8-4.8V6.6z"/><path d="m7.1 7.1 5.8 5.8m0-5.8-5.8 5.8"/>',
  unproven: '<path d="M10 1.4 18.6 10 10 18.6 1.4 10z"/><path d="M8 8.1c0-1.2.9-1.9 2-1.9s2 .7 2 1.8c0 1.4-2 1.5-2 3.1m0 2.3v.1"/>',
  lapsed: '<path d="M5 1.8h10M5 18.2h10M6.2 1.8c0 4.4 3.8 5 3.8 8.2s-3.8 3.8-3.8 8.2M13.8 1.8c0 4.4-3.8 5-3.8 8.2s3.8 3.8 3.8 8.2"/>',
  attested: '<path d="M4 1.8h8.2L16 5.6v12.6H4z"/><path d="M7 8h6m-6 3.2h6m-6 3.2h3.4"/>',
  vacuous: '<circle cx="10" cy="10" r="8.2" stroke-dasharray="2.6 2.55"/><path d="M6.8 10h6.4"/>',
  unjudged: '<path d="M3 10h14"/>',
  part: '<circle cx="10" cy="10" r="8.2"/><path d="M10 1.8a8.2 8.2 0 0 1 0 16.4z" fill="currentColor"/>',
  warning: '<path d="M10 2.2 18.6 17.4H1.4z"/><path d="M10 8v4.2m0 2.5v.1"/>',
};

export type IconName = keyof typeof shapes;

/** The definitions that `icon` refers to; once a page. */
export const iconSheet: Markup = constant(
  `<svg hidden xmlns="http://www.w3.org/2000/svg">${Object.entries(shapes)
    .map(([id, shape]) => `<symbol id="i-${id}" viewBox="0 0 20 20">${shape}</symbol>`)
    .join('')}</svg>`,
);

const use = template<{ readonly name: IconName }>('<svg class="icon" aria-hidden="true"><use href="#i-<%= it.name %>"/></svg>');

/** A picture beside a word; never instead of one. */
export function icon(name: IconName): Markup {
  return use({ name });
}
