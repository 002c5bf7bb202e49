export const GUIDE = 'SSL Labs Server Rating Guide 2009r';

/** Best first. */
export const letters = ['A+', 'A', 'A-', 'B', 'C', 'D', 'E', 'F'] as const;

/** Worst first: what takes the place of a letter, then the letters. */
export const gradesWorstFirst = ['T', 'M', ...letters.toReversed()] as const;
