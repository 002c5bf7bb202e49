#!/usr/bin/env bash
# Makes certificates and OCSP responses with openssl, into test/collectors/live/trust/specimens. Keys are made anew and thrown away.
set -euo pipefail
cd "$(dirname "$0")/../test/collectors/live/trust/specimens"
work=$(mktemp -d)
set -E
trap 'tail -n 20 "$work/log" >&2' ERR
trap 'rm -rf "$work"' EXIT
rm -f -- *.pem *.der

key() { # name algorithm
  case $2 in
    ec) openssl ecparam -name prime256v1 -genkey -noout -out "$work/$1.key" ;;
    ed25519) openssl genpkey -algorithm ed25519 -out "$work/$1.key" ;;
    *) openssl genrsa -out "$work/$1.key" "$2" 2>>"$work/log" ;;
  esac
}

# issue NAME ISSUER KEY-ALGORITHM DIGEST EXTENSIONS [START END]: issuer "-" signs itself; an existing key of that name is used again
issue() {
  local name=$1 issuer=$2 algorithm=$3 digest=$4 extensions=$5 start=${6:-20260101000000Z} end=${7:-20460101000000Z}
  local subject=${SUBJECT:-$name}
  [ -f "$work/$name.key" ] || key "$name" "$algorithm"
  openssl req -new -key "$work/$name.key" -subj "/O=Example/CN=$subject" -out "$work/$name.csr" 2>>"$work/log"
  printf '%s\n' '[ca]' 'default_ca=own' '[own]' "new_certs_dir=$work" "database=$work/$issuer.index" "serial=$work/serial" 'policy=any' 'unique_subject=no' \
    'x509_extensions=ext' "default_md=$digest" '[any]' 'organizationName=optional' 'commonName=supplied' '[ext]' > "$work/ca.cnf"
  printf '%b\n' "$extensions" >> "$work/ca.cnf"
  cp "$work/ca.cnf" "$work/$issuer.cnf"
  touch "$work/$issuer.index"
  [ -f "$work/serial" ] || echo 1000 > "$work/serial"
  local signer=(-cert "$issuer.pem" -keyfile "$work/$issuer.key")
  [ "$issuer" = - ] && signer=(-selfsign -keyfile "$work/$name.key")
  openssl ca -batch -notext -config "$work/ca.cnf" -in "$work/$name.csr" "${signer[@]}" -startdate "$start" -enddate "$end" -out "$name.pem" 2>>"$work/log" \
    || { tail -5 "$work/log"; exit 1; }
}

authority='basicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid'
server='basicConstraints=critical,CA:false\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid'
names='subjectAltName=DNS:www.example.com,DNS:*.example.org,IP:192.0.2.1,IP:2001:db8::1'

issue root - 2048 sha256 "$authority"
issue other-root - ec sha256 "$authority"
issue intermediate root 2048 sha256 "$authority"
issue expired-intermediate root ec sha256 "$authority" 20250101000000Z 20260201000000Z
issue no-authority root ec sha256 'basicConstraints=critical,CA:false\nsubjectKeyIdentifier=hash'
issue short root ec sha256 "${authority/CA:true/CA:true,pathlen:0}"
issue below-short short ec sha256 "$authority"
issue clients-only root ec sha256 "$authority\nextendedKeyUsage=clientAuth"
issue constrained root ec sha256 "$authority\nnameConstraints=critical,permitted;DNS:example.com,permitted;IP:192.0.2.0/255.255.255.0,excluded;DNS:bad.example.com"
issue constrained-dns root ec sha256 "$authority\nnameConstraints=critical,permitted;DNS:example.com"
issue strange root ec sha256 "$authority\n1.2.3.4=critical,DER:05:00"
issue sha1-intermediate root 2048 sha1 "$authority"

issue good intermediate 2048 sha256 "$server\n$names"
issue good-ec intermediate ec sha256 "$server\n$names"
issue good-ed25519 intermediate ed25519 sha256 "$server\n$names"
issue revoked intermediate ec sha256 "$server\n$names"
issue sha1 intermediate ec sha1 "$server\n$names"
issue md5 intermediate ec md5 "$server\n$names"
issue rsa-1024 intermediate 1024 sha256 "$server\n$names"
issue for-clients intermediate ec sha256 "${server/serverAuth/clientAuth}\n$names"
issue no-names intermediate ec sha256 "$server"
issue expired intermediate ec sha256 "$server\n$names" 20250101000000Z 20260201000000Z
issue must-staple intermediate ec sha256 "$server\n$names\ntlsfeature=status_request"
log=$(printf 'ab%.0s' $(seq 32))
sct="0076 00 $log 0000019B00000000 0000 0403 0047 $(printf '30%.0s' $(seq 71))"
sct=${sct// /}
list=$(printf '%04x%s' $((${#sct} / 2)) "$sct")
issue with-sct intermediate ec sha256 "$server\n$names\n1.3.6.1.4.1.11129.2.4.2=ASN1:FORMAT:HEX,OCTETSTRING:$list"
issue on-expired expired-intermediate ec sha256 "$server\n$names"
issue on-no-authority no-authority ec sha256 "$server\n$names"
issue on-below-short below-short ec sha256 "$server\n$names"
issue on-short short ec sha256 "$server\n$names"
issue on-clients-only clients-only ec sha256 "$server\n$names"
issue on-constrained constrained ec sha256 "$server\nsubjectAltName=DNS:www.example.com,IP:192.0.2.9"
issue on-constrained-other constrained ec sha256 "$server\nsubjectAltName=DNS:www.example.net"
issue on-constrained-bad constrained ec sha256 "$server\nsubjectAltName=DNS:a.bad.example.com"
issue on-constrained-address constrained ec sha256 "$server\nsubjectAltName=IP:198.51.100.1"
issue on-constrained-dns constrained-dns ec sha256 "$server\nsubjectAltName=DNS:www.example.com,IP:198.51.100.1"
issue on-strange strange ec sha256 "$server\n$names"
issue on-sha1 sha1-intermediate ec sha256 "$server\n$names"
issue self-signed - ec sha256 "$server\n$names"

# The other root, signed by the first: one name and key, two certificates.
cp "$work/other-root.key" "$work/crossed.key"
SUBJECT=other-root issue crossed root ec sha256 "$authority"
issue on-crossed other-root ec sha256 "$server\n$names"
# An authority with the intermediate's name, key identifier and another key: what a forger can make.
SUBJECT=intermediate issue namesake root 2048 sha256 "${authority/subjectKeyIdentifier=hash/subjectKeyIdentifier=$(openssl x509 -in intermediate.pem -noout -ext subjectKeyIdentifier | tail -1 | tr -d ' ')}"

# The short one with a new key, issued by its old one: it does not count as another authority (RFC 5280 §4.2.1.9).
SUBJECT=short issue renewed short ec sha256 "$authority"
SUBJECT=on-renewed issue on-renewed renewed ec sha256 "$server\n$names"

# Who answers for the intermediate.
issue responder intermediate 2048 sha256 'extendedKeyUsage=OCSPSigning\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid'
issue impostor intermediate 2048 sha256 "$server"
issue no-purpose intermediate 2048 sha256 'subjectKeyIdentifier=hash'
issue expired-responder intermediate 2048 sha256 'extendedKeyUsage=OCSPSigning\nsubjectKeyIdentifier=hash' 20250101000000Z 20260201000000Z
issue foreign-responder root 2048 sha256 'extendedKeyUsage=OCSPSigning\nsubjectKeyIdentifier=hash'
openssl ca -config "$work/intermediate.cnf" -cert intermediate.pem -keyfile "$work/intermediate.key" -revoke revoked.pem 2>>"$work/log"
answer() { # file leaf signer [more options]
  local file=$1 leaf=$2 signer=$3 issuer=${ISSUER:-intermediate}
  shift 3
  openssl ocsp -issuer "$issuer.pem" -serial "0x$(openssl x509 -in "$leaf.pem" -noout -serial | cut -d= -f2)" -reqout "$work/q.der" -no_nonce >/dev/null 2>>"$work/log"
  openssl ocsp -index "$work/intermediate.index" -CA "$issuer.pem" -rsigner "$signer.pem" -rkey "$work/$signer.key" -reqin "$work/q.der" -respout "$file.der" "$@" >/dev/null 2>>"$work/log"
}
answer ocsp-good good intermediate -ndays 7
answer ocsp-delegated good responder -ndays 7
answer ocsp-by-key good responder -ndays 7 -resp_key_id
answer ocsp-revoked revoked responder -ndays 7
answer ocsp-no-end good intermediate
answer ocsp-impostor good impostor -ndays 7
answer ocsp-foreign good foreign-responder -ndays 7
answer ocsp-no-purpose good no-purpose -ndays 7
answer ocsp-expired-responder good expired-responder -ndays 7
ISSUER=root answer ocsp-other-issuer good intermediate -ndays 7
answer ocsp-sha512 good intermediate -ndays 7 -rmd sha512
answer ocsp-pss good intermediate -ndays 7 -rsigopt rsa_padding_mode:pss -rsigopt rsa_pss_saltlen:32
answer ocsp-md5 good intermediate -ndays 7 -rmd md5
: > "$work/intermediate.index"
answer ocsp-unknown good intermediate -ndays 7
printf '\x30\x03\x0a\x01\x03' > ocsp-try-later.der
echo "$(ls | wc -l) specimens"
