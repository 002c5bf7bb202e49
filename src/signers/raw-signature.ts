/** r and s as 32 bytes each (IEEE P1363, JWS ES256) in DER: SEQUENCE { INTEGER r, INTEGER s }. Undefined for any other length. */
export function derOfRaw(raw: Buffer): Buffer | undefined {
  if (raw.length !== 64) return undefined;
  const body = Buffer.concat([integer(raw.subarray(0, 32)), integer(raw.subarray(32))]);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}

/** Without leading zeros, and with one where the first bit would be a sign. */
function integer(bytes: Buffer): Buffer {
  const from = bytes.findIndex((byte) => byte !== 0);
  const digits = from === -1 ? Buffer.of(0) : bytes.subarray(from);
  const padded = (digits[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), digits]) : digits;
  return Buffer.concat([Buffer.from([0x02, padded.length]), padded]);
}
