import type { Verdict } from '../../src/model.ts';
import { icon } from './icons.ts';
import { type Markup, template } from './markup.ts';

const mark = template<{ readonly verdict: Verdict; readonly words: string; readonly icon: Markup }>(
  '<span class="mark v-<%= it.verdict %>"><%= it.icon %><%= it.words %></span>',
);

/** Icon, word and colour of a verdict. */
export function verdictMark(verdict: Verdict, words: string): Markup {
  return mark({ verdict, words, icon: icon(verdict) });
}
