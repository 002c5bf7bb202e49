import type { ClaimRow } from '../claim-rows.ts';
import { clipped } from './clipped.ts';
import { type Markup, template } from './markup.ts';

const spoken = template<{ readonly quote: string }>('“<bdi><%= it.quote %></bdi>”');
const silent = template<{ readonly id: string }>('A private claim <small>(<%= it.id %>)</small>');

/** The sentence of the page, or that it is private. */
export function quoteOf({ quote, id }: ClaimRow): Markup {
  return quote === undefined ? silent({ id }) : spoken({ quote: clipped(quote) });
}
