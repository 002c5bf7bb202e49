/** The text of VERIFY.md: the same in every bundle of format 1. Its commands run as written, in the bundle's directory. */
export const verifyMd = `# How to check this bundle without claimcheck

You need \`openssl\`, \`jq\`, \`python3\` and \`sha256sum\`. Run the commands in this directory, from top to bottom, in one shell.
They write to a temporary directory only.

## What the signature proves

It proves who sealed this bundle, as far as you know whose key it is, and that nothing in it was changed since.

It does not prove that the signer saw the truth. Whoever holds the key can seal a consistent lie: invented replies, facts that
fit them, verdicts that fit the facts. No check of a bundle alone can find that. The remedy is to look for yourself, with
credentials of your own, at the same places, and to compare:

    claimcheck scan --plan-of <this bundle> --out <your own>
    claimcheck diff <this bundle> <your own>

Read \`origins\` in \`manifest.json\` first: only \`live\` answers came from the provider's own hosts over verified TLS;
\`override\`, \`replay\` and \`practice\` did not.

This file and \`claimcheck.pub\` are not covered by the signature.

## 1. Whose key it is

\`claimcheck.pub\` is here for convenience. Get the signer's key, or this digest of it, by a way of your own, and compare:

\`\`\`sh
openssl pkey -pubin -in claimcheck.pub -outform DER | openssl dgst -sha256 -binary | openssl base64
\`\`\`

## 2. The signature

The signed bytes are the DSSE encoding of an in-toto statement. This takes them, and the signature, out of the attestation:

\`\`\`sh
out=$(mktemp -d)
jq -e '.dsseEnvelope | (.signatures | length) == 1 and .payloadType == "application/vnd.in-toto+json"' attestation.sigstore.json
jq -j '.dsseEnvelope.payload' attestation.sigstore.json | openssl base64 -d -A > "$out/statement.json"
jq -j '.dsseEnvelope.signatures[0].sig' attestation.sigstore.json | openssl base64 -d -A > "$out/sig.der"
printf 'DSSEv1 28 application/vnd.in-toto+json %d ' "$(wc -c < "$out/statement.json")" | cat - "$out/statement.json" > "$out/pae.bin"
openssl dgst -sha256 -verify claimcheck.pub -signature "$out/sig.der" "$out/pae.bin"
\`\`\`

It says \`true\` and \`Verified OK\`.

## 3. What was signed

The statement is about \`manifest.json\`, by its SHA-256:

\`\`\`sh
jq -er 'select(._type == "https://in-toto.io/Statement/v1" and .predicateType == "https://claimcheck.dev/evidence/v1")
  | .subject | select(length == 1) | .[0] | select(.name == "manifest.json") | .digest.sha256 + "  manifest.json"' \\
  "$out/statement.json" > "$out/manifest.sha256"
sha256sum --check --strict "$out/manifest.sha256"
\`\`\`

## 4. When it was signed

Times in the manifest are the signer's own word. Where a time stamping authority (RFC 3161) stamped the signature, this says when:

\`\`\`sh
stamps=0
for stamp in $(jq -r '.verificationMaterial.timestampVerificationData.rfc3161Timestamps[]?.signedTimestamp' attestation.sigstore.json); do
  stamps=$((stamps + 1))
  printf %s "$stamp" | openssl base64 -d -A > "$out/stamp-$stamps.tsr"
  openssl ts -reply -in "$out/stamp-$stamps.tsr" -text | grep 'Time stamp:'
done
\`\`\`

That the stamp is good, and whose it is, needs the authority's root certificates, got by a way of your own:

    openssl ts -verify -in "$out/stamp-1.tsr" -data "$out/sig.der" -CAfile roots.pem

## 5. The streams

A line is JSON, or it begins with \`#\` and stands for lines that are withheld in this copy. A stream that withholds nothing has the
SHA-256 that the manifest says:

\`\`\`sh
python3 - > "$out/streams.sha256" <<'EOF'
import json
for stream in json.load(open('manifest.json', encoding='utf-8'))['streams']:
    with open(stream['file'], 'rb') as lines:
        if not any(line.startswith(b'#') for line in lines): print(stream['sha256'], '', stream['file'])
EOF
[ ! -s "$out/streams.sha256" ] || sha256sum --check --strict "$out/streams.sha256"
\`\`\`

And every stream has the root of a Merkle tree (RFC 6962) over its lines, which stays the same where lines are withheld: \`#<level>
<hash>\` is the root of the tree of 2^level of them. A line's leaf hash is how an observation cites the reply that it was read from:

\`\`\`sh
python3 - <<'EOF'
import hashlib, json
def sha256(data): return hashlib.sha256(data).digest()
def root(lines):
    stack, size, hidden = [], 0, 0
    for line in lines:
        assert line.endswith(b'\\n'), 'a line does not end'
        if line.startswith(b'#'):
            level, node = line[1:-1].split(b' ')
            level, node = int(level), bytes.fromhex(node.decode())
            hidden += 1 << level
        else:
            level, node = 0, sha256(b'\\0' + line[:-1])
        assert size % (1 << level) == 0, 'a stub stands where it cannot'
        rest = size >> level
        while rest & 1:
            node, rest = sha256(b'\\1' + stack.pop() + node), rest >> 1
        stack.append(node)
        size += 1 << level
    node = stack.pop() if stack else sha256(b'')
    while stack:
        node = sha256(b'\\1' + stack.pop() + node)
    return node.hex(), size, hidden
for stream in json.load(open('manifest.json', encoding='utf-8'))['streams']:
    with open(stream['file'], 'rb') as lines:
        found, size, hidden = root(lines)
    assert (found, size) == (stream['root'], stream['size']), stream['file'] + ': changed'
    print(stream['file'] + ': OK' + (', %d of %d lines withheld' % (hidden, size) if hidden else ''))
EOF
\`\`\`

## 6. The documents

A document is called by the SHA-256 of a salt and its bytes. The salt stands in the document's line of \`streams/run.jsonl\`:

\`\`\`sh
python3 - <<'EOF'
import hashlib, json, os, sys
for line in open('streams/run.jsonl', encoding='utf-8', newline='\\n'):
    if line.startswith('#'): continue
    fact = json.loads(line)
    if fact['record'] != 'document': continue
    for file in os.listdir('documents'):
        content = open('documents/' + file, 'rb').read()
        if file.split('.')[0] == hashlib.sha256(fact['salt'].encode() + content).hexdigest(): break
    else: sys.exit(fact['file'] + ': missing or changed')
    print(fact['file'] + ': OK')
EOF
\`\`\`

## 7. All of it, by one program

Files that nothing here names are not evidence: a bundle has \`manifest.json\`, \`attestation.sigstore.json\`, \`claimcheck.pub\`,
\`VERIFY.md\`, \`streams/\` and, where claims rest on documents, \`documents/\`. That every verdict follows from the records, and that
every planned look took place, takes the checks themselves:

    claimcheck verify . --key <the signer's key>

Steps 2 and 3 with cosign, 3.0.4 or newer, without network:

    cosign verify-blob-attestation --key claimcheck.pub --bundle attestation.sigstore.json \\
      --type https://claimcheck.dev/evidence/v1 --insecure-ignore-tlog=true manifest.json
`;
