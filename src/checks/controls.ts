import type { ControlRef } from '../model.ts';
export const storedDataEncrypted: readonly ControlRef[] = [{ id: 'soc2:CC6.1', confidence: 'agreed', source: 'S,F' }];
export const newDataEncrypted = storedDataEncrypted;
export const keysManaged = storedDataEncrypted;
export const keysRotated = storedDataEncrypted;
export const publicAccessBlocked = storedDataEncrypted;
export const modernTransport = storedDataEncrypted;
export const certificatesValid = storedDataEncrypted;
