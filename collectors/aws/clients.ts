import type { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Provider } from './credentials.ts';
import type { INSIDE_SIGNING, renewing } from './renewal.ts';

/** What the clients of one account and region are made with. */
export interface Ground {
  readonly config: {
    readonly region: string;
    readonly credentials: Provider;
    readonly maxAttempts: 1;
    readonly requestHandler: NodeHttpHandler;
  };
  /** Told of each client once. */
  readonly made: (client: Made) => void;
}

/** What all clients have. */
export interface Made {
  readonly middlewareStack: {
    readonly remove: (step: string) => boolean;
    readonly add: (middleware: ReturnType<typeof renewing>, where: typeof INSIDE_SIGNING) => void;
  };
  readonly destroy: () => void;
}

/** One line for each service: its package is loaded when the client is first asked for. Named by the prefix of the service's calls and IAM actions, where it is one word. */
const makers = {
  acm: lazy(async (config) => new (await import('@aws-sdk/client-acm')).ACM(config)),
  backup: lazy(async (config) => new (await import('@aws-sdk/client-backup')).Backup(config)),
  /** Load balancers of the first generation, whose calls and IAM actions have the prefix of the second. */
  classicloadbalancing: lazy(async (config) => new (await import('@aws-sdk/client-elastic-load-balancing')).ElasticLoadBalancing(config)),
  cloudtrail: lazy(async (config) => new (await import('@aws-sdk/client-cloudtrail')).CloudTrail(config)),
  dynamodb: lazy(async (config) => new (await import('@aws-sdk/client-dynamodb')).DynamoDB(config)),
  ec2: lazy(async (config) => new (await import('@aws-sdk/client-ec2')).EC2(config)),
  elasticache: lazy(async (config) => new (await import('@aws-sdk/client-elasticache')).ElastiCache(config)),
  elasticfilesystem: lazy(async (config) => new (await import('@aws-sdk/client-efs')).EFS(config)),
  elasticloadbalancing: lazy(
    async (config) => new (await import('@aws-sdk/client-elastic-load-balancing-v2')).ElasticLoadBalancingV2(config),
  ),
  es: lazy(async (config) => new (await import('@aws-sdk/client-opensearch')).OpenSearch(config)),
  guardduty: lazy(async (config) => new (await import('@aws-sdk/client-guardduty')).GuardDuty(config)),
  iam: lazy(async (config) => new (await import('@aws-sdk/client-iam')).IAM(config)),
  kms: lazy(async (config) => new (await import('@aws-sdk/client-kms')).KMS(config)),
  logs: lazy(async (config) => new (await import('@aws-sdk/client-cloudwatch-logs')).CloudWatchLogs(config)),
  organizations: lazy(async (config) => new (await import('@aws-sdk/client-organizations')).Organizations(config)),
  rds: lazy(async (config) => new (await import('@aws-sdk/client-rds')).RDS(config)),
  redshift: lazy(async (config) => new (await import('@aws-sdk/client-redshift')).Redshift(config)),
  /** The bucket's name stands in the path: in the host it would hide whose host it is, and a name with dots fits no certificate. */
  s3: lazy(async (config) => new (await import('@aws-sdk/client-s3')).S3({ ...config, forcePathStyle: true })),
  s3control: lazy(async (config) => {
    const { S3Control } = await import('@aws-sdk/client-s3-control');
    const { endpointProvider } = new S3Control(config).config;
    return new S3Control({ ...config, endpointProvider: (asked, more) => atAddress(asked, (one) => endpointProvider(one, more)) });
  }),
  secretsmanager: lazy(async (config) => new (await import('@aws-sdk/client-secrets-manager')).SecretsManager(config)),
  shield: lazy(async (config) => new (await import('@aws-sdk/client-shield')).Shield(config)),
  sns: lazy(async (config) => new (await import('@aws-sdk/client-sns')).SNS(config)),
  /** Where a queue is asked is ours to say, and not the queue's own address. */
  sqs: lazy(async (config) => new (await import('@aws-sdk/client-sqs')).SQS({ ...config, useQueueUrlAsEndpoint: false })),
  sts: lazy(async (config) => new (await import('@aws-sdk/client-sts')).STS(config)),
  wafv2: lazy(async (config) => new (await import('@aws-sdk/client-wafv2')).WAFV2(config)),
};

/** The SDK's client of each service that can be asked. */
export type Client = { readonly [Service in keyof typeof makers]: Awaited<ReturnType<(typeof makers)[Service]>> };

export type Service = keyof Client;

/** The client of one service: the same for the same ground. */
export function clientOn<Name extends Service>(ground: Ground, service: Name): Promise<Client[Name]> {
  const all: { readonly [Each in Service]: (ground: Ground) => Promise<Client[Each]> } = makers;
  return all[service](ground);
}

/** The packages that tell which account and which regions there are. */
export function loadFirst(): Promise<unknown> {
  return Promise.all([import('./wire-handler.ts'), import('@aws-sdk/client-sts'), import('@aws-sdk/client-ec2')]);
}

/** Makes a client once for each ground. */
function lazy<One extends Made>(make: (config: Ground['config']) => Promise<One>): (ground: Ground) => Promise<One> {
  const known = new WeakMap<Ground, Promise<One>>();
  return (ground) => {
    const client = known.get(ground) ?? finished(ground);
    known.set(ground, client);
    return client;
  };

  async function finished({ config, made }: Ground): Promise<One> {
    const client = await make(config);
    made(client);
    return client;
  }
}

const ADDRESS = /^(\d+\.\d+\.\d+\.\d+|\[.*\])$/;

/** The account's number goes before the host's name, and an address has no place for it: there it stands in a header alone. */
function atAddress<Asked extends { readonly Endpoint?: string | undefined }, Found extends { readonly url: URL }>(
  asked: Asked,
  endpointOf: (asked: Asked) => Found,
): Found {
  const { Endpoint } = asked;
  if (Endpoint === undefined || !ADDRESS.test(new URL(Endpoint).hostname)) return endpointOf(asked);
  return { ...endpointOf({ ...asked, Endpoint: 'https://address.invalid' }), url: new URL(Endpoint) };
}
