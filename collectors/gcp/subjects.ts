import type { Subject } from 'claimcheck/plugin';

/** A bucket as a subject. Its id is the full resource name of IAM, "Full resource names"; buckets' names are one for all projects. */
export function bucketSubject(project: string, name: string, labels?: Readonly<Record<string, string>>): Subject {
  return {
    id: `//storage.googleapis.com/projects/_/buckets/${name}`,
    service: 'gcs',
    type: 'bucket',
    account: project,
    name,
    ...(labels === undefined || Object.keys(labels).length === 0 ? {} : { tags: labels }),
  };
}

/** A Cloud KMS key as a subject; `name` is "projects/…/cryptoKeys/…", perhaps of one of its versions. The key's own project is its account. */
export function keySubject(name: string): Subject {
  const key = name.replace(/\/cryptoKeyVersions\/[^/]+$/, '');
  const project = /^projects\/([^/]+)\//.exec(key)?.[1];
  return {
    id: `//cloudkms.googleapis.com/${key}`,
    service: 'cloud-kms',
    type: 'key',
    ...(project === undefined ? {} : { account: project }),
  };
}
