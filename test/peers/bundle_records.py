"""The shapes of docs/bundle-format.md: JSON as strict as it asks for, and every field of every record."""
import base64, datetime, json, math, re

HEX = re.compile(r'[0-9a-f]{64}\Z')
TIME = re.compile(r'(?!0000)[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?Z\Z')
STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


class Refused(Exception):
    """The bundle is not what it says."""


# ── JSON ─────────────────────────────────────────────────────────────────────────────────────────────────────────

def unique(pairs):
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError('two members of one name')
    return found


def no_number(text):
    raise ValueError(f'{text} is no JSON')


def loads(text):
    whole = lambda digits: int(digits) if len(digits) < 20 else float(digits)
    return json.loads(text, object_pairs_hook=unique, parse_constant=no_number, parse_int=whole)


def parse_line(line):
    try:
        text = line.decode()
        bare = STRING.sub('""', text)
        if re.search(r'[\0-\x1f]', text) or ' ' in bare:
            raise ValueError('a control character, or white space between tokens')
        if bare.count(',') > 1 << 18:
            raise ValueError('more than 2^18 commas')
        depth = 0
        for mark in re.findall(r'[\[\]{}]', bare):
            depth += 1 if mark in '[{' else -1
            if depth > 128:
                raise ValueError('more than 128 levels')
        record = loads(text)
    except (ValueError, RecursionError) as why:
        raise Refused(f'a line is no JSON, or not as it has to be: {why}')
    del record['salt']
    return record


def spelt(value):
    """RFC 8785, of what has no numbers but counts."""
    if isinstance(value, dict):
        members = sorted(value.items(), key=lambda member: member[0].encode('utf-16-be', 'surrogatepass'))
        return '{' + ','.join(f'{spelt(name)}:{spelt(inner)}' for name, inner in members) + '}'
    if isinstance(value, list):
        return '[' + ','.join(map(spelt, value)) + ']'
    if isinstance(value, float):
        raise ValueError('a number that is not spelt as a count')
    return json.dumps(value, ensure_ascii=False)


def canonical(name, data, shape):
    try:
        value = loads(data.decode())
        same = spelt(value).encode() == data
    except (ValueError, RecursionError) as why:
        raise Refused(f'{name} is not canonical JSON: {why}')
    if not same:
        raise Refused(f'{name} is not canonical JSON')
    check(value, shape, name)
    return value


# ── Shapes ───────────────────────────────────────────────────────────────────────────────────────────────────────
# A shape is a function from a value to whether it fits; a dict of shapes is an object of exactly these members, a "?" at the end of a
# name makes one optional; a list of one shape is a list of any length; a tuple is a choice of words.

def fits(value, shape):
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            return False
        known = {name.rstrip('?'): inner for name, inner in shape.items()}
        required = {name for name in shape if not name.endswith('?')}
        return required <= value.keys() <= known.keys() and all(fits(inner, known[name]) for name, inner in value.items())
    if isinstance(shape, list):
        return isinstance(value, list) and all(fits(one, shape[0]) for one in value)
    if isinstance(shape, tuple):
        return isinstance(value, str) and value in shape
    return shape(value)


def check(value, shape, where):
    if not fits(value, shape):
        raise Refused(f'{where}: {ascii(value)[:80]} is of another shape')


def is_day(value):
    try:
        return isinstance(value, str) and re.fullmatch(r'[0-9]{4}-[0-9]{2}-[0-9]{2}', value) and bool(datetime.date.fromisoformat(value))
    except ValueError:
        return False


def seconds(time):
    """Milliseconds since year 1, cut off."""
    whole = datetime.datetime.strptime(time[:19], '%Y-%m-%dT%H:%M:%S')
    return (whole - datetime.datetime.min) // datetime.timedelta(seconds=1) * 1000 + int((time[20:-1] + '000')[:3])


def is_time(value):
    if not isinstance(value, str) or not TIME.match(value):
        return False
    hour, minute, second = int(value[11:13]), int(value[14:16]), int(value[17:19])
    return bool(is_day(value[:10])) and hour < 24 and minute < 60 and second < 60


def is_count(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value) and value == math.floor(value) and 0 <= value < 2 ** 53


def is_base64(value):
    try:
        return isinstance(value, str) and base64.b64encode(base64.b64decode(value, validate=True)).decode() == value
    except ValueError:
        return False


text = lambda value: isinstance(value, str)
boolean = lambda value: isinstance(value, bool)
anything = lambda value: True
an_object = lambda value: isinstance(value, dict)
is_digest = lambda value: isinstance(value, str) and bool(HEX.match(value))
seconds_from_0 = lambda value: isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value) and value >= 0
target = lambda value: isinstance(value, str) and bool(re.fullmatch(r't(?!0+\Z)(?:[0-9]{4}|[1-9][0-9]{4,8})', value))
subject = lambda value: isinstance(value, str) and bool(re.fullmatch(r's(?:[0-9]{6}|[1-9][0-9]{6,14})', value))
one_of = lambda *shapes: lambda value: any(fits(value, shape) for shape in shapes)
by_text = lambda shape: lambda value: isinstance(value, dict) and all(fits(inner, shape) for inner in value.values())
exactly = lambda wanted: lambda value: value == wanted and not isinstance(value, bool)
one = lambda shape: lambda value: isinstance(value, list) and len(value) == 1 and fits(value[0], shape)

ORIGINS = ('live', 'override', 'replay', 'practice')
VERDICTS = ('verified', 'attested', 'vacuous', 'lapsed', 'unproven', 'contradicted', 'unjudged')
COUNTS = ('observations', 'holds', 'contradicts', 'excepted', 'notApplicable', 'unseen', 'outOfScope', 'gaps', 'exclusions', 'tasks', 'swept')
tool = {'name': text, 'version': text, 'digest': text}

MANIFEST = {
    'formatVersion': exactly(1),
    'run': {'id': lambda value: text(value) and value != '', 'startedAt': is_time, 'judgedAt': is_time, 'complete': boolean},
    'tool': tool,
    'origins': {f'{origin}?': is_count for origin in ORIGINS},
    'records': {record: is_count for record in ('observation', 'gap', 'exclusion', 'sweep')},
    'claims': [{'id': text, 'quote?': text, 'quoteDigest?': is_digest, 'verdict': VERDICTS, 'counts': {name: is_count for name in COUNTS}, 'controls': [text], 'checks': [text]}],
    'streams': [{'name': text, 'file': text, 'size': is_count, 'bytes': is_count, 'root': is_digest, 'sha256': is_digest}],
    'previous': one_of(exactly(None), {'digest': is_digest, 'sequence': is_count}),
}
STATEMENT = {
    '_type': ('https://in-toto.io/Statement/v1',),
    'subject': one({'name': ('manifest.json',), 'digest': {'sha256': is_digest}}),
    'predicateType': ('https://claimcheck.dev/evidence/v1',),
    'predicate': {'formatVersion': exactly(1), 'runId': text, 'judgedAt': is_time, 'claims': {f'{verdict}?': is_count for verdict in VERDICTS}},
}
ATTESTATION = {
    'mediaType': ('application/vnd.dev.sigstore.bundle.v0.3+json',),
    'verificationMaterial': {
        'publicKey': {'hint': text},
        'timestampVerificationData?': {'rfc3161Timestamps': lambda value: fits(value, [{'signedTimestamp': is_base64}]) and 1 <= len(value) <= 32},
    },
    'dsseEnvelope': {'payload': is_base64, 'payloadType': ('application/vnd.in-toto+json',), 'signatures': [{'sig': is_base64}]},
}

place = {'target': target, 'collector': text, 'region': text}
branch = one_of(
    {'check': text, 'version': is_count, 'services?': [text], 'with': an_object},
    {'kind': text, 'services?': [text], 'expect': text},
    {'document': text, 'issuer?': text, 'subject?': text, 'validFrom?': is_day, 'validUntil': is_day, 'inherited?': text},
)
exception = {'subject': text, 'reason': text, 'owner': text, 'approvedBy': text, 'expires': is_day, 'disclosed?': text}
RECORDS = {
    'run': one_of(
        {'record': ('run',), 'id': text, 'page?': {'name': text, 'url?': text}, 'startedAt': is_time, 'judgedAt': is_time, 'subset': boolean,
         'environment': {'node': text, 'platform': text}, 'tool': tool},
        {'record': ('target',), 'target': target, 'config': text, 'source': text, 'name': text, 'identity?': text, 'regions': [text], 'because?': text},
        {'record': ('task',), **place, 'version': is_count, 'kinds': [text], 'services': [text], 'calls': by_text([text])},
        {'record': ('document',), 'file': text, 'sha256': is_digest, 'bytes': is_count},
        {'record': ('claim',), 'id': text, 'quote': text, 'stands?': {'file': text, 'line': is_count}, 'private': boolean,
         'scope': {'targets?': [text], 'where?': text}, 'proof': [one_of(branch, {'anyOf': [branch]})], 'because?': text, 'controls': [text],
         'maxAge?': seconds_from_0, 'exceptions': [exception]},
    ),
    'facts': one_of(
        {'record': ('observation',), **place, 'kind': text, 'subject': subject, 'cloud': text, 'service': text, 'type': text, 'at': is_time,
         'basis?': ('provider',), 'data': anything, 'replies': [is_digest]},
        {'record': ('gap',), **place, 'kinds': [text], 'services': [text], 'reason': ('denied', 'throttled', 'unreachable', 'unsupported', 'malformed', 'bug'),
         'call?': text, 'permissions?': [text], 'code?': text, 'status?': is_count, 'subject?': subject, 'fields?': [text], 'at': is_time, 'replies': [is_digest]},
        {'record': ('exclusion',), **place, 'reason': ('region-disabled', 'not-offered', 'api-off', 'account-suspended', 'by-config'), 'at': is_time, 'replies': [is_digest]},
        {'record': ('sweep',), **place, 'origin': ORIGINS, 'startedAt': is_time, 'endedAt': is_time,
         **{name: is_count for name in ('calls', 'retries', 'pages', 'subjects', 'observations', 'gaps')}},
    ),
    'names': {'record': ('name',), 'target': target, 'subject': subject, 'id': text, 'account?': text, 'name?': text, 'owner?': text, 'tags?': by_text(text)},
    'replies': {'record': ('reply',), 'target?': target, 'collector?': text, 'region?': text, 'call': text, 'input': anything, 'page?': is_count,
                'attempt': is_count, 'host': text, 'status': is_count, 'date?': text, 'requestId?': text, 'origin': ORIGINS, 'at': is_time,
                'redacted?': is_count, 'encoding?': ('base64',), 'body': text},
}
