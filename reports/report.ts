import type { BundleView } from '../src/model.ts';

/** What a caller may say about how a report is written. */
export interface ReportOptions {
  /** Where the bundle lies, for the commands that a report prints; "BUNDLE" where it is not given. */
  readonly bundle?: string;
  /** Where the public key lies, for the same commands; "claimcheck.pub" where it is not given. */
  readonly key?: string;
  /** Write out the words of private claims: only for those who may read them. */
  readonly showPrivate?: boolean;
}

/** A bundle in, text out: the same view and options always give the same bytes. */
export interface Report {
  readonly id: string;
  /** Of the file it is written to, without a dot. */
  readonly extension: string;
  readonly render: (view: BundleView, options: ReportOptions) => string;
}

/** How wide the terminal is, and what it can show. */
export interface TerminalOptions extends ReportOptions {
  readonly columns: number;
  readonly color: boolean;
  /** Plain ASCII icons, for terminals and logs that are not UTF-8. */
  readonly ascii?: boolean;
}
