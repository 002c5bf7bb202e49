import { curves, groupName, tls13Groups } from '../names/groups.ts';
import { signatureName, tls12Signatures, tls13Signatures } from '../names/signatures.ts';
import { suiteName } from '../names/suites.ts';
import { versionNames } from '../names/versions.ts';
import type { Offered } from '../result.ts';
import type { Findings, Protocol } from './findings.ts';
import { rowsOf } from './hellos.ts';
import type { VersionFound } from './version.ts';

/** What was refused by a server that had begun to turn us away was perhaps never refused: what was accepted stands, and no list is whole. */
export function asThrottled(result: Findings): Findings {
  const unsure = (status: Offered): Offered => (status === 'not-offered' ? 'inconclusive' : status);
  const { signatureAlgorithms, groups, dhStatus, postQuantum, features, simulations, withoutServerName } = result;
  return {
    ...result,
    protocols: Object.fromEntries(versionNames.map((version) => [version, protocolAsThrottled(version, result.protocols[version])])),
    ...(groups === undefined
      ? {}
      : {
          groupsUnclear: without(
            [...curves, ...tls13Groups].map(groupName),
            groups.map(({ group }) => group),
          ),
        }),
    ...(signatureAlgorithms === undefined
      ? {}
      : {
          signatureAlgorithmsUnclear: without(
            [...tls12Signatures, ...tls13Signatures].map(signatureName),
            signatureAlgorithms.map(({ scheme }) => scheme),
          ),
        }),
    ...(dhStatus === undefined ? {} : { dhStatus: 'inconclusive' }),
    ...(postQuantum === undefined ? {} : { postQuantum: unsure(postQuantum) }),
    ...(features === undefined
      ? {}
      : { features: Object.fromEntries(Object.entries(features).map(([name, status]) => [name, unsure(status)])) }),
    ...(simulations === undefined
      ? {}
      : { simulations: simulations.map((each) => (each.status === 'refused' ? { ...each, status: 'inconclusive' } : each)) }),
    ...(withoutServerName?.status === 'refused' ? { withoutServerName: { status: 'inconclusive' } } : {}),
  };
}

function protocolAsThrottled(version: VersionFound['version'], protocol: Protocol | undefined): Protocol | undefined {
  if (protocol === undefined) return undefined;
  if (protocol.status !== 'accepted') return { status: 'inconclusive', because: 'throttled' };
  if (protocol.suites === undefined || version === 'SSLv2') return protocol;
  return { ...protocol, suitesUnclear: without(rowsOf(version, 'full').flat().map(suiteName), protocol.suites) };
}

function without(all: readonly string[], seen: readonly string[]): string[] {
  return [...new Set(all)].filter((name) => !seen.includes(name));
}
