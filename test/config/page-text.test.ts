import { describe, expect, test } from 'vitest';
import { pageText } from '../../src/config/page-text.ts';

const page = pageText('\n# Trust\r\n\r\nAll data is\r\n\tencrypted at rest.\r\nBackups are kept for 35 days. Logs too.\n');

describe('a quote is found on the line on which it begins', () => {
  test.each([
    ['Trust', 2],
    ['All data is encrypted', 4],
    ['  encrypted\n at   rest.', 5],
    ['rest. Backups', 5],
    ['Logs too.', 6],
  ])('%j on line %i', (quote, line) => {
    expect(page.find(quote)).toBe(line);
  });
});

test('other letters are another sentence', () => {
  expect(page.find('all data is encrypted')).toBeUndefined();
});

test('the nearest line shares at least half of the words', () => {
  expect(page.nearest('Backups are kept for 30 days')).toEqual({ line: 6, text: 'Backups are kept for 35 days. Logs too.' });
  expect(page.nearest('We test restores every year')).toBeUndefined();
});

test('an empty page has no quotes', () => {
  expect(pageText('').find('a')).toBeUndefined();
  expect(pageText('').nearest('a')).toBeUndefined();
});
