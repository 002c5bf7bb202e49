"""A second verifier, written from docs/bundle-format.md alone: python3 verify_bundle.py KEY BUNDLE... (a PEM file; directories or .zip files).

It says what it found as JSON, a line for each bundle, and exits 0 where they are what they say, 5 where one is not. It judges no claim: verdicts are the signer's word.
Needs the `cryptography` package for the signature, and nothing else beyond the standard library.
"""
import base64, hashlib, json, os, re, stat, sys, tempfile, zipfile
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from bundle_records import Refused, RECORDS, canonical, check, parse_line, ATTESTATION, MANIFEST, STATEMENT, seconds
from bundle_timestamp import check_timestamp

MIB = 1 << 20
STUB = re.compile(rb'#(0|[1-9][0-9]?) ([0-9a-f]{64})\Z')
SALTED = re.compile(rb'\{"salt":"([0-9a-f]{32})","')
STREAM = re.compile(r'(?:run(?:\.replies)?|t(?!0+(?:\.|\Z))(?:[0-9]{4}|[1-9][0-9]{4,8})(?:\.(?:names|replies))?)\Z')
SMALL = ('manifest.json', 'attestation.sigstore.json', 'claimcheck.pub', 'VERIFY.md')


def sha256(*parts):
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.digest()


def need(truth, why):
    if not truth:
        raise Refused(why)


def opened(folder, name):
    path = os.path.join(folder, name)
    try:
        file = os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), 'rb')
    except OSError as error:
        raise Refused(f'{name}: {error.strerror}')
    need(stat.S_ISREG(os.fstat(file.fileno()).st_mode), f'{name} is no regular file')
    return file


def small(folder, name):
    with opened(folder, name) as file:
        data = file.read(MIB + 1)
    need(len(data) <= MIB, f'{name} is too large')
    return data


# ── Trees and streams ────────────────────────────────────────────────────────────────────────────────────────────

class Tree:
    """RFC 6962, 2.1, as the leaves come: the roots of whole subtrees, the largest first."""

    def __init__(self):
        self.size, self.roots = 0, []

    def add(self, node, level):
        need(self.size % (1 << level) == 0, 'a stub stands where it cannot')
        rest = self.size >> level
        while rest & 1:
            node, rest = sha256(b'\1', self.roots.pop(), node), rest >> 1
        self.roots.append(node)
        self.size += 1 << level

    def root(self):
        roots = list(self.roots)
        node = roots.pop() if roots else sha256()
        while roots:
            node = sha256(b'\1', roots.pop(), node)
        return node.hex()


def read_stream(folder, stream, see):
    """Every line that is shown goes to `see`; gives how many are withheld."""
    name, limit = stream['file'], (64 if stream['name'].endswith('.replies') else 8) * MIB
    tree, whole, hidden, before, size = Tree(), hashlib.sha256(), 0, -1, 0
    with opened(folder, name) as file:
        while line := file.readline(limit + 2):
            need(line.endswith(b'\n'), f'{name} has a line that is too long or does not end')
            whole.update(line)
            size, line = size + len(line), line[:-1]
            if line.startswith(b'#'):
                found = STUB.match(line)
                need(found and int(found[1]) <= 52, f'{name} has a # and no stub')
                level = int(found[1])
                need(tree.size + (1 << level) <= stream['size'], f'{name} has a stub beyond its end')
                need(not (before == level and (tree.size >> level) & 1), f'{name} has two stubs where one would do')
                tree.add(bytes.fromhex(found[2].decode()), level)
                hidden, before = hidden + (1 << level), level
                continue
            before = -1
            need(tree.size < stream['size'], f'{name} has more lines than the manifest says')
            leaf, salted = sha256(b'\0', line), SALTED.match(line)
            need(salted and line.endswith(b'}'), f'{name} has a line without a salt')
            see(parse_line(line), salted[1], leaf.hex())
            tree.add(leaf, 0)
    need((tree.size, tree.root()) == (stream['size'], stream['root']), f'{name} has other lines than the manifest says')
    need(hidden or (size, whole.hexdigest()) == (stream['bytes'], stream['sha256']), f'{name} is another file than the manifest says')
    return hidden


# ── The seal ─────────────────────────────────────────────────────────────────────────────────────────────────────

def key_id(key):
    der = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(sha256(der)).decode()


def load_key(pem):
    try:
        key = serialization.load_pem_public_key(pem)
    except ValueError:
        raise Refused('no public key')
    is_ours = isinstance(key, ed25519.Ed25519PublicKey) or (
        isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1))
    need(is_ours, 'a key of a sort that seals no bundle')
    return key


def unsealed(folder, key):
    """The manifest's digest and the predicate, signed by the key that is trusted; what the timestamps say of themselves."""
    attestation = canonical('attestation.sigstore.json', small(folder, 'attestation.sigstore.json'), ATTESTATION)
    hint = attestation['verificationMaterial']['publicKey']['hint']
    pem = small(folder, 'claimcheck.pub')
    enclosed = load_key(pem)
    spelt = enclosed.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    need(key_id(enclosed) == hint and spelt == pem, 'claimcheck.pub is not the key that the attestation names')
    need(key_id(key) == hint, 'it is signed by another key than the one that was given')
    envelope = attestation['dsseEnvelope']
    need(len(envelope['signatures']) == 1, 'there is not one signature')
    payload, kind = base64.b64decode(envelope['payload']), envelope['payloadType'].encode()
    signature = base64.b64decode(envelope['signatures'][0]['sig'])
    signed = b'DSSEv1 %d %s %d %s' % (len(kind), kind, len(payload), payload)
    try:
        if isinstance(key, ed25519.Ed25519PublicKey):
            key.verify(signature, signed)
        else:
            key.verify(signature, signed, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        raise Refused('the signature is not one of the key over the statement')
    stamps = attestation['verificationMaterial'].get('timestampVerificationData', {}).get('rfc3161Timestamps', [])
    times = [check_timestamp(base64.b64decode(stamp['signedTimestamp']), signature) for stamp in stamps]
    statement = canonical('the statement', payload, STATEMENT)
    return statement['subject'][0]['digest']['sha256'], statement['predicate'], times


def sealed_manifest(folder, digest, predicate):
    data = small(folder, 'manifest.json')
    need(sha256(data).hex() == digest, 'manifest.json is not the one that was signed')
    manifest = canonical('manifest.json', data, MANIFEST)
    run, claims, streams = manifest['run'], manifest['claims'], manifest['streams']
    need(seconds(run['startedAt']) <= seconds(run['judgedAt']), 'judged before it started')
    need(len({claim['id'] for claim in claims}) == len(claims), 'two claims of one id')
    need(all(('quote' in claim) != ('quoteDigest' in claim) for claim in claims), 'a claim has not one of quote and quoteDigest')
    need(all(STREAM.match(one['name']) and one['file'] == f'streams/{one["name"]}.jsonl' for one in streams), 'a stream of no known name')
    places = [place(one['name']) for one in streams]
    need(places[:1] == [(0, 0)] and all(a < b for a, b in zip(places, places[1:])), 'the streams do not stand in their order')
    tally = {}
    for claim in claims:
        tally[claim['verdict']] = tally.get(claim['verdict'], 0) + 1
    said = {'formatVersion': 1, 'runId': run['id'], 'judgedAt': run['judgedAt'], 'claims': tally}
    need(predicate == said, 'the predicate is not what the manifest says')
    return manifest


def place(name):
    whose, _, sort = name.partition('.')
    return (0 if whose == 'run' else int(whose[1:])), {'': 0, 'names': 1, 'replies': 2}[sort]


# ── Files ────────────────────────────────────────────────────────────────────────────────────────────────────────

def listed(folder, manifest):
    """The documents, after everything else was found to belong there."""
    def names(inner):
        try:
            return {entry.name: entry for entry in os.scandir(os.path.join(folder, inner))}
        except OSError as error:
            raise Refused(f'{inner or "the bundle"}: {error.strerror}')
    top = names('')
    for name, entry in top.items():
        is_folder = entry.is_dir(follow_symlinks=False)
        need(name in ('streams', 'documents') if is_folder else name in SMALL, f'{ascii(name)} does not belong to a bundle')
    files = {stream['file'] for stream in manifest['streams']}
    need({f'streams/{name}' for name in names('streams')} == files, 'streams has other files than the manifest says')
    small(folder, 'VERIFY.md')
    return [f'documents/{name}' for name in names('documents')] if 'documents' in top else []


def check_documents(folder, files, lines):
    need(len(files) == len(lines), 'there are as many documents as lines about them, or it is refused')
    for salt, fact in lines:
        extension = re.search(r'\.[A-Za-z0-9]{1,16}\Z', fact['file'])
        candidates = []
        for name in files:
            with opened(folder, name) as file:
                data = file.read()
            stored = 'documents/' + sha256(salt, data).hex() + (extension[0].lower() if extension else '')
            if stored == name and (sha256(data).hex(), len(data)) == (fact['sha256'], fact['bytes']):
                candidates.append(name)
        need(candidates, 'a document is missing or was changed')
        files = [name for name in files if name != candidates[0]]


# ── What has to agree ────────────────────────────────────────────────────────────────────────────────────────────

def check_run(manifest, lines):
    """Rules 1, 2 and 4; gives targets and tasks."""
    of = {}
    for salt, record in lines:
        of.setdefault(record['record'], []).append((salt, record))
    need(len(of.get('run', [])) == 1, 'there is not one run')
    run, said = of['run'][0][1], manifest['run']
    need([run['id'], run['startedAt'], run['judgedAt'], run['tool']] == [said['id'], said['startedAt'], said['judgedAt'], manifest['tool']],
         'the run is not what the manifest says')
    tasks = [(task['target'], task['collector'], task['region']) for _, task in of.get('task', [])]
    need(len(set(tasks)) == len(tasks), 'a task is planned twice')
    targets = {target['target'] for _, target in of.get('target', [])}
    for _, target in of.get('target', []):
        regions = {}
        for owner, collector, region in tasks:
            if owner == target['target'] and region != 'global':
                regions.setdefault(collector, set()).add(region)
        need(all(walked == set(target['regions']) for walked in regions.values()), f'{target["target"]} has tasks in other regions than it lists')
    claims = of.get('claim', [])
    need(len(claims) == len(manifest['claims']), 'the manifest has another number of claims')
    for number, ((salt, claim), public) in enumerate(zip(claims, manifest['claims']), 1):
        digest = sha256(salt, claim['quote'].encode('utf-8', 'surrogatepass')).hex()
        words = {'id': f'private-{number}', 'quoteDigest': digest} if claim['private'] else {'id': claim['id'], 'quote': claim['quote']}
        need({name: public[name] for name in ('id', 'quote', 'quoteDigest') if name in public} == words, f'claim {number} is another one')
        proofs = [branch for proof in claim['proof'] for branch in proof.get('anyOf', [proof])]
        checks = {f'{proof["check"]}@{proof["version"]:.0f}' for proof in proofs if 'check' in proof}
        checks |= {f'expect:{proof["kind"]}' for proof in proofs if 'expect' in proof}
        need(public['checks'] == by_units(checks), f'claim {number} rests on other checks')
        need(public['controls'] == by_units(set(public['controls'])), f'the controls of claim {number} are not sorted')
        need(set(claim['controls']) <= set(public['controls']), f'claim {number} has another control')
    return targets, tasks


def by_units(texts):
    return sorted(texts, key=lambda text: text.encode('utf-16-be', 'surrogatepass'))


def check_records(folder, manifest):
    """All streams, and rules 1 to 8."""
    documents = listed(folder, manifest)
    hidden, run, counts, origins, ends = {}, [], {}, {}, {}
    targets, tasks, replies_of_run = set(), [], set()
    order = sorted(manifest['streams'], key=reading)
    group = named = replies = None

    def see(record, salt, leaf):
        check(record, RECORDS[sort], stream['file'])
        if sort == 'run':
            run.append((salt, record))
        elif sort == 'replies':
            (replies_of_run if stream['name'] == 'run.replies' else replies).add(leaf)
        elif sort == 'names':
            subject = (record['target'], record['subject'])
            need(subject not in named, f'{subject} is named twice')
            named.add(subject)
        else:
            see_fact(record)

    def see_fact(fact):
        kind, where = fact['record'], (fact['target'], fact['collector'], fact['region'])
        counts[kind] += 1
        if kind == 'sweep':
            origins[fact['origin']] = origins.get(fact['origin'], 0) + 1
        ends.setdefault(where, []).append(fact if kind == 'sweep' else kind)
        if not (hidden.get(f'{group}.replies') or hidden.get('run.replies')):
            need(all(leaf in replies or leaf in replies_of_run for leaf in fact.get('replies', [])), 'a reply is cited that is not there')
        if 'subject' in fact and not hidden.get(f'{group}.names'):
            need((fact['target'], fact['subject']) in named, f'{fact["target"]}/{fact["subject"]} has no name')
        if not hidden['run']:
            of_all = kind == 'exclusion' and fact['collector'] == '*'
            need(fact['target'] in targets and (of_all or where in planned), f'there is a {kind} of {where}, which is not planned')

    counts.update(observation=0, gap=0, exclusion=0, sweep=0)
    planned = set()
    for stream in order:
        whose, _, rest = stream['name'].partition('.')
        sort = 'run' if stream['name'] == 'run' else rest or 'facts'
        if whose != group:
            group, named, replies = whose, set(), set()
        hidden[stream['name']] = read_stream(folder, stream, see)
        if sort == 'run':
            check_documents(folder, documents, [(salt, one) for salt, one in run if one['record'] == 'document'])
            if not hidden['run']:
                targets, tasks = check_run(manifest, run)
                planned = set(tasks)
    if not any(lines for name, lines in hidden.items() if name[0] == 't' and '.' not in name):
        need(counts == manifest['records'], 'the manifest counts other records')
        need(origins == manifest['origins'], 'the manifest counts other origins')
        for task in tasks:
            check_end(task, ends.get(task, []))
    return hidden


def reading(stream):
    """run.jsonl first; names and replies before the facts that use them."""
    target, sort = place(stream['name'])
    return (target, 3 if target > 0 and sort == 0 else sort)


def check_end(task, records):
    """Rule 5."""
    sweeps = [one for one in records if isinstance(one, dict)]
    if 'exclusion' in records:
        need(all(one == 'exclusion' for one in records), f'{task} was excluded, and looked at')
    elif sweeps:
        said = [sweeps[0]['observations'], sweeps[0]['gaps']]
        need(len(sweeps) == 1 and said == [records.count('observation'), records.count('gap')], f'the sweep of {task} counts other records')
    else:
        need('gap' in records, f'{task} was planned, and has neither a sweep nor a gap')


# ── The zip ──────────────────────────────────────────────────────────────────────────────────────────────────────

def unpacked(path, folder):
    try:
        with zipfile.ZipFile(path) as packed:
            names = [entry.filename for entry in packed.infolist()]
            need(len(set(names)) == len(names), 'an entry stands twice in the zip')
            for entry in packed.infolist():
                name, _, inner = entry.filename.partition('/')
                belongs = entry.filename in SMALL or (name in ('streams', 'documents') and re.fullmatch(r'[0-9a-z.]+', inner) and inner[0] != '.')
                need(belongs and entry.file_size <= MIB + 1000 * entry.compress_size, 'an entry of the zip does not belong to a bundle')
                packed.extract(entry, folder)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise Refused(f'no zip: {error}')
    return folder


def verified(path, key):
    with tempfile.TemporaryDirectory() as folder:
        try:
            bundle = path if os.path.isdir(path) else unpacked(path, folder)
            digest, predicate, times = unsealed(bundle, key)
            hidden = check_records(bundle, sealed_manifest(bundle, digest, predicate))
        except Refused as why:
            return {'holds': False, 'why': str(why)}
    return {'holds': True, 'withheld': hidden, 'timestamps': times}


def main(key_file, *bundles):
    with open(key_file, 'rb') as file:
        key = load_key(file.read())
    told = [verified(bundle, key) for bundle in bundles]
    for one in told:
        print(json.dumps(one))
    return 0 if all(one['holds'] for one in told) else 5


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
