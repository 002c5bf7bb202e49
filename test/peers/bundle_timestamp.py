"""RFC 3161 timestamps, as docs/bundle-format.md asks for them under "Verifying"; whose they are, a verifier with roots would say."""
import hashlib
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID
from bundle_records import Refused

SHA = {'608648016503040201': hashes.SHA256, '608648016503040202': hashes.SHA384, '608648016503040203': hashes.SHA512}
SIGNED_DATA, TST_INFO = '2a864886f70d010702', '2a864886f70d0109100104'
CONTENT_TYPE, MESSAGE_DIGEST = '2a864886f70d010903', '2a864886f70d010904'
ESS_V1, ESS_V2 = '2a864886f70d010910020c', '2a864886f70d010910022f'


def der(data):
    """[(tag, content, whole)] of values that stand one after the other."""
    found, at = [], 0
    while at < len(data):
        tag, size, start = data[at], data[at + 1], at + 2
        if size & 0x80:
            length = size & 0x7f
            size, start = int.from_bytes(data[start:start + length], 'big'), start + length
        if start + size > len(data):
            raise ValueError('a value ends beyond its end')
        found.append((tag, data[start:start + size], data[at:start + size]))
        at = start + size
    return found


def inner(value, tag):
    if value[0] != tag:
        raise ValueError(f'tag {value[0]:02x} in the place of {tag:02x}')
    return der(value[1])


def digest_of(algorithm):
    return SHA[inner(algorithm, 0x30)[0][1].hex()]()


def hashed(digest, data):
    return hashlib.new(digest.name, data).digest()


def check_timestamp(response, signature):
    """The time that it says, as it stands there: "20261125230000Z"."""
    try:
        return checked(response, signature)
    except (ValueError, IndexError, KeyError, InvalidSignature, x509.ExtensionNotFound) as why:
        raise Refused(f'a timestamp is broken: {type(why).__name__} {why}')


def checked(response, signature):
    status, token = inner(der(response)[0], 0x30)
    if inner(status, 0x30)[0][1] not in (b'\0', b'\1'):
        raise ValueError('the authority refused')
    kind, wrapped = inner(token, 0x30)
    if kind[1].hex() != SIGNED_DATA:
        raise ValueError('no SignedData')
    parts = inner(inner(wrapped, 0xa0)[0], 0x30)
    kind, content = inner(parts[2], 0x30)
    if kind[1].hex() != TST_INFO:
        raise ValueError('no TSTInfo')
    info = inner(content, 0xa0)[0][1]
    _version, _policy, imprint, _serial, time = inner(der(info)[0], 0x30)[:5]
    algorithm, value = inner(imprint, 0x30)
    if value[1] != hashed(digest_of(algorithm), signature):
        raise ValueError('it is of another signature')
    certificates = [x509.load_der_x509_certificate(whole) for part in parts if part[0] == 0xa0 for tag, _, whole in der(part[1]) if tag == 0x30]
    [signer] = inner(parts[-1], 0x31)
    _version, name, digest, attributes, algorithm, signed = inner(signer, 0x30)
    digest = digest_of(digest)
    found = {}
    for attribute in inner(attributes, 0xa0):
        oid, values = inner(attribute, 0x30)
        [found[oid[1].hex()]] = inner(values, 0x31)
    if found[CONTENT_TYPE][1].hex() != TST_INFO or found[MESSAGE_DIGEST][1] != hashed(digest, info):
        raise ValueError('its signed attributes are about something else')
    [certificate] = [one for one in certificates if is_named(one, name)]
    check_named(certificate, found)
    usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    if not usage.critical or list(usage.value) != [ExtendedKeyUsageOID.TIME_STAMPING]:
        raise ValueError('its certificate is not one for time stamping alone')
    check_signature(certificate.public_key(), signed[1], b'\x31' + attributes[2][1:], digest)
    return time[1].decode()


def is_named(certificate, name):
    if name[0] == 0x80:
        return certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest == name[1]
    issuer, serial = inner(name, 0x30)
    return certificate.issuer.public_bytes() == issuer[2] and certificate.serial_number == int.from_bytes(serial[1], 'big')


def check_named(certificate, found):
    """ESSCertIDv2, where SHA-256 is the default, or the older ESSCertID, which is always SHA-1."""
    raw = certificate.public_bytes(Encoding.DER)
    attribute = found[ESS_V2] if ESS_V2 in found else found[ESS_V1]
    parts = inner(inner(inner(attribute, 0x30)[0], 0x30)[0], 0x30)
    if ESS_V2 not in found:
        digest = hashlib.sha1(raw).digest()
    elif parts[0][0] == 0x30:
        digest, parts = hashed(digest_of(parts[0]), raw), parts[1:]
    else:
        digest = hashlib.sha256(raw).digest()
    if parts[0][1] != digest:
        raise ValueError('it names another certificate')


def check_signature(key, signature, data, digest):
    if isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, data, padding.PKCS1v15(), digest)
    elif isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(signature, data, ec.ECDSA(digest))
    else:
        raise ValueError('a key of a sort that stamps nothing')
