export const GUIDE = 'SSL Labs Server Rating Guide 2009r';

/** Best first. */
export const letters = ['A+', 'A', 'A-', 'B', 'C', 'D', 'E', 'F'] as const;
