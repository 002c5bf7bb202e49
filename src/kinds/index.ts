export { encryptionAtRest } from './encryption-at-rest.ts';
