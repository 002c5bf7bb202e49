import fc from '../property.ts';

/** What a stranger may do to the bytes of a file. */
export const harm: fc.Arbitrary<(bytes: Buffer) => Buffer> = fc.oneof(
  fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })).map(([at, bits]) => (bytes: Buffer) => {
    const changed = Buffer.from(bytes);
    if (changed.length > 0) changed[at % changed.length] = (changed[at % changed.length] ?? 0) ^ bits;
    return changed;
  }),
  fc.nat().map((at) => (bytes: Buffer) => bytes.subarray(0, at % (bytes.length + 1))),
  fc.tuple(fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 40 })).map(
    ([at, more]) =>
      (bytes: Buffer) =>
        Buffer.concat([bytes.subarray(0, at % (bytes.length + 1)), more, bytes.subarray(at % (bytes.length + 1))]),
  ),
  fc.tuple(fc.nat(), fc.nat(), fc.constantFrom('drop', 'twice', 'stub')).map(([at, level, what]) => (bytes: Buffer) => {
    const lines = bytes.toString('latin1').split('\n');
    const line = lines[at % lines.length] ?? '';
    const stub = `#${level % 54} ${'ab'.repeat(32)}`;
    lines.splice(at % lines.length, 1, ...(what === 'drop' ? [] : what === 'twice' ? [line, line] : [stub]));
    return Buffer.from(lines.join('\n'), 'latin1');
  }),
);
