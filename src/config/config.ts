import type { z } from 'zod';
import type { Check, Claim, Kind } from '../model.ts';
import type { Collector, Source } from '../plugin.ts';

/** A check whose parameters can be described: `schema` is what its `bind` parses with. */
export interface KnownCheck extends Check {
  readonly schema: z.ZodType;
}

/** What a config may name. Given by argument, so that the config knows no cloud and no check itself. */
export interface Known {
  readonly sources: readonly Source[];
  readonly collectors: readonly Collector[];
  readonly kinds: readonly Kind[];
  readonly checks: readonly KnownCheck[];
  /** What is wrong with a CEL expression over the one variable that it sees, in one line; undefined where nothing is. */
  readonly expression: (expression: string, variable: 'data' | 'subject') => string | undefined;
}

/** A file that a document proof rests on: as the claim writes it, and where it lies as seen from where the config's own path is. */
export interface ConfigDocument {
  readonly file: string;
  readonly path: string;
}

/** An entry of `targets`. `body` is as written: its source parses it. */
export interface ConfigTarget {
  readonly name: string;
  /** The source's id, which may differ from its key in the file. */
  readonly source: string;
  readonly body: unknown;
}

/** claimcheck.yaml, checked as a whole. Nothing is defaulted except `private: false` and empty lists. */
export interface Config {
  readonly page?: { readonly name: string; readonly url?: string; readonly file?: string };
  readonly targets: readonly ConfigTarget[];
  readonly claims: readonly Claim[];
  readonly sign?: { readonly with: string; readonly publicKey?: string; readonly timestamp?: string };
  /** A directory, relative to the config file. */
  readonly locker?: string;
  readonly plugins: readonly string[];
  /** Each file once, in the order of first use. */
  readonly documents: readonly ConfigDocument[];
}
