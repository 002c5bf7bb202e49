#!/usr/bin/env bash
# Records what `openssl ts` authorities answer, RSA and EC, into test/bundle/timestamps. Keys are made anew and thrown away.
set -euo pipefail
cd "$(dirname "$0")/../test/bundle/timestamps"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
printf 'a signature of a bundle' > signature.bin
for algorithm in ec rsa; do
  if [ "$algorithm" = ec ]; then key=(-newkey ec -pkeyopt ec_paramgen_curve:P-256); else key=(-newkey rsa:2048); fi
  openssl req -x509 -nodes "${key[@]}" -keyout "$work/root.key" -out "$algorithm-root.pem" -days 36500 -subj "/CN=Test Time Root ($algorithm)" 2>"$work/log"
  openssl req -new -nodes "${key[@]}" -keyout "$work/tsa.key" -out "$work/tsa.csr" -subj "/CN=Test Time ($algorithm)" 2>>"$work/log"
  openssl x509 -req -in "$work/tsa.csr" -CA "$algorithm-root.pem" -CAkey "$work/root.key" -CAcreateserial -CAserial "$work/serial" -days 36500 -out "$work/tsa.pem" \
    -extfile <(printf 'extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\nbasicConstraints=critical,CA:false\n') 2>>"$work/log"
  for digest in sha256 sha512; do
    printf '%s\n' '[tsa]' "serial=$work/tsa-serial" 'default_policy=1.2.3.4.1' 'digests=sha256,sha512' "signer_digest=$digest" 'ess_cert_id_chain=no' \
      'ess_cert_id_alg=sha256' 'accuracy=secs:1,millisecs:500' 'ordering=no' 'tsa_name=yes' "signer_cert=$work/tsa.pem" "signer_key=$work/tsa.key" > "$work/tsa.cnf"
    openssl ts -query -data signature.bin -"$digest" -cert -out "$work/query.tsq" 2>>"$work/log"
    openssl ts -reply -config "$work/tsa.cnf" -section tsa -queryfile "$work/query.tsq" -out "$algorithm-$digest.tsr" 2>>"$work/log"
  done
done
