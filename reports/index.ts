import { html } from './html/report.ts';
import { json } from './json.ts';
import type { Report } from './report.ts';

export { answersText } from './answers.ts';
export { diffText } from './diff.ts';
export type { Report, ReportOptions, TerminalOptions } from './report.ts';
export { terminalSummary } from './terminal.ts';

/** Reports that are written to files. */
export const reports: readonly Report[] = [html, json];
