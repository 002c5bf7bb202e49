import dns from 'node:dns/promises';
import { syncBuiltinESMExports } from 'node:module';

export type Names = Readonly<Record<string, readonly string[]>>;

/** In this process, until it is disposed of: the names lead where it says, and no other leads anywhere. */
export function leadNames(names: Names): Disposable {
  const { lookup } = dns;
  set({
    lookup: async (host: string, { family }: { readonly family?: number } = {}) => {
      const found = (names[host] ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
      if (found.length === 0) throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' });
      return found.filter((each) => family === undefined || each.family === family);
    },
  });
  return { [Symbol.dispose]: () => set({ lookup }) };
}

function set(functions: object): void {
  Object.assign(dns, functions);
  syncBuiltinESMExports();
}
