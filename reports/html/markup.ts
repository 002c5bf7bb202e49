import { Eta } from 'eta/core';
import { visible } from '../visible-text.ts';

const ready = Symbol('markup');

/** HTML that one of our own templates wrote; the only thing that is not escaped. */
export interface Markup {
  readonly [ready]: string;
}

/** A template may only write `<%= … %>`: texts and numbers are escaped, markup of other templates is not, anything else throws. */
const eta = new Eta({ autoEscape: true, autoTrim: false, escapeFunction: write });

/** Compiles an inline template when it is first used. */
export function template<Model extends object>(source: string): (it: Model) => Markup {
  let compiled: ReturnType<typeof eta.compile> | undefined;
  return (it) => {
    compiled ??= eta.compile(source.trim());
    return { [ready]: compiled.call(eta, it) };
  };
}

/** Markup as the text of a file. */
export function textOf(markup: Markup): string {
  return markup[ready];
}

/** A constant of ours that is written as it is: a style sheet, a script. */
export function constant(text: string): Markup {
  return { [ready]: text };
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function write(value: unknown): string {
  if (isMarkup(value)) return value[ready];
  if (Array.isArray(value)) return value.map(write).join('');
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') throw new TypeError(`a report’s template asks for something that is not there (${typeof value})`);
  return visible(value).replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

function isMarkup(value: unknown): value is Markup {
  return typeof value === 'object' && value !== null && ready in value;
}
