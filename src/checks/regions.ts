import { z } from 'zod';

/** Regions in a check's parameters: a provider's own codes, multi-regions included. */
export const regionNames = z
  .array(z.string().regex(/^[A-Za-z][A-Za-z0-9-]*$/, 'a region by its provider\'s code: "eu-west-1", "uksouth", "EU"'))
  .min(1)
  .describe('Regions by their provider\'s code: "eu-west-1", "uksouth". A multi-region ("EU") is a name of its own.');

/** Which of these places are not allowed, each once. Providers spell one region in capitals and in small letters. */
export function outsideOf(places: readonly string[], allowed: readonly string[]): readonly string[] {
  const inside = new Set(allowed.map((place) => place.toLowerCase()));
  return [...new Set(places)].filter((place) => !inside.has(place.toLowerCase())).sort();
}
