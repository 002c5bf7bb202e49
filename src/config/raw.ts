/** Reading a value of which nothing is known yet: what is not of the shape asked for reads as empty, because its shape is reported elsewhere. */
export function asMap(value: unknown): Readonly<Record<string, unknown>> {
  return isMap(value) ? value : {};
}

export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The texts of a list, each with its position in it. */
export function textsOf(value: unknown): readonly (readonly [index: number, text: string])[] {
  return asList(value).flatMap((item, index) => (typeof item === 'string' ? [[index, item] as const] : []));
}
