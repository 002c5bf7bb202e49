/** The tool's version; the same as package.json's, which a test compares. */
export const VERSION = '0.1.0';
export const TOOL = 'claimcheck';
