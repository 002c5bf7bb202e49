/** Headers that show who asks: the token, and perhaps the project that is billed. */
export type Shown = Readonly<Record<string, string>>;

/** Who looks, and how it shows that. */
export interface Credential {
  /** A token that still holds: the one in hand, or a new one. How it is had is never part of a call. Throws CannotObserve. */
  readonly headers: () => Promise<Shown>;
  /** How an API took it. `ended`: refused now and taken before, so that a new one will help. A refused one is not shown again. */
  readonly answered: (shown: Shown, status: number) => 'taken' | 'refused' | 'ended';
  /** The principal's e-mail address, where the credentials tell it. */
  readonly identity: () => Promise<string | undefined>;
}
