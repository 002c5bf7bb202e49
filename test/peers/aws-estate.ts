/** What every service that a peer knows is filled with, through the real SDK: a thing that is well in one region, and one that is not in another. */
import { CloudTrail } from '@aws-sdk/client-cloudtrail';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { EC2 } from '@aws-sdk/client-ec2';
import { EFS } from '@aws-sdk/client-efs';
import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ElastiCache } from '@aws-sdk/client-elasticache';
import { GuardDuty } from '@aws-sdk/client-guardduty';
import { IAM } from '@aws-sdk/client-iam';
import { OpenSearch } from '@aws-sdk/client-opensearch';
import { RDS } from '@aws-sdk/client-rds';
import { Redshift } from '@aws-sdk/client-redshift';
import { S3 } from '@aws-sdk/client-s3';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { Shield } from '@aws-sdk/client-shield';
import { SNS } from '@aws-sdk/client-sns';
import { SQS } from '@aws-sdk/client-sqs';
import { WAFV2 } from '@aws-sdk/client-wafv2';
import { type AwsServer, credentials } from './aws-servers.ts';

/** Things that are well lie in the first, things that are not in the second. */
export const GOOD = 'eu-west-1';
export const BAD = 'us-east-1';

interface Config {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: typeof credentials;
  readonly maxAttempts: 1;
}

const everything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

/** A service, and how its two things are made. `bad`: whether it is the one that is not well. */
const ESTATE: Readonly<Record<string, (config: Config, bad: boolean) => Promise<unknown>>> = {
  s3: async (config, bad) => {
    const s3 = new S3({ ...config, forcePathStyle: true });
    const Bucket = bad ? 'bad-bucket' : 'good-bucket';
    const where = bad ? {} : { CreateBucketConfiguration: { LocationConstraint: GOOD } as const };
    await s3.createBucket({ Bucket, ObjectOwnership: 'ObjectWriter', ...where });
    if (bad) return s3.putBucketAcl({ Bucket, ACL: 'public-read' });
    const Resource = [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`];
    const Statement = [
      { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource, Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    ];
    await s3.putBucketPolicy({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) });
    const PublicAccessBlockConfiguration = {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    };
    await s3.putPublicAccessBlock({ Bucket, PublicAccessBlockConfiguration });
    const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' as const } }];
    return s3.putBucketEncryption({ Bucket, ServerSideEncryptionConfiguration: { Rules } });
  },
  dynamodb: (config, bad) =>
    new DynamoDB(config).createTable({
      TableName: bad ? 'bad' : 'good',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  efs: (config, bad) => new EFS(config).createFileSystem({ CreationToken: bad ? 'bad' : 'good', Encrypted: !bad }),
  sqs: (config, bad) =>
    new SQS(config).createQueue({ QueueName: bad ? 'bad' : 'good', Attributes: { SqsManagedSseEnabled: bad ? 'false' : 'true' } }),
  sns: (config, bad) =>
    new SNS(config).createTopic({ Name: bad ? 'bad' : 'good', Attributes: bad ? {} : { KmsMasterKeyId: 'alias/aws/sns' } }),
  redshift: (config, bad) =>
    new Redshift(config).createCluster({
      ...{
        ClusterIdentifier: bad ? 'bad' : 'good',
        NodeType: 'ra3.large',
        MasterUsername: 'someone',
        MasterUserPassword: 'Not-a-secret-1',
      },
      Encrypted: !bad,
    }),
  opensearch: (config, bad) =>
    new OpenSearch(config).createDomain({
      DomainName: bad ? 'bad-one' : 'good-one',
      EncryptionAtRestOptions: { Enabled: !bad },
      NodeToNodeEncryptionOptions: { Enabled: !bad },
      DomainEndpointOptions: { EnforceHTTPS: !bad, TLSSecurityPolicy: 'Policy-Min-TLS-1-2-2019-07' },
    }),
  elasticache: (config, bad) =>
    new ElastiCache(config).createReplicationGroup({
      ...{
        ReplicationGroupId: bad ? 'bad' : 'good',
        ReplicationGroupDescription: 'a cache',
        Engine: 'redis',
        CacheNodeType: 'cache.t3.micro',
      },
      ...{ AtRestEncryptionEnabled: !bad, TransitEncryptionEnabled: !bad },
    }),
  rds: (config, bad) =>
    new RDS(config).createDBInstance({
      ...{ DBInstanceIdentifier: bad ? 'bad' : 'good', DBInstanceClass: 'db.t3.micro', Engine: 'postgres', AllocatedStorage: 20 },
      ...{ MasterUsername: 'someone', MasterUserPassword: 'Not-a-secret-1', StorageEncrypted: !bad, PubliclyAccessible: bad },
    }),
  logs: async (config, bad) => {
    const logs = new CloudWatchLogs(config);
    await logs.createLogGroup({ logGroupName: bad ? 'bad' : 'good' });
    return logs.putRetentionPolicy({ logGroupName: bad ? 'bad' : 'good', retentionInDays: bad ? 7 : 400 });
  },
  secretsmanager: (config, bad) => new SecretsManager(config).createSecret({ Name: bad ? 'bad' : 'good', SecretString: 'not a secret' }),
  guardduty: (config, bad) => new GuardDuty(config).createDetector({ Enable: !bad }),
  wafv2: (config, bad) =>
    new WAFV2(config).createWebACL({
      ...{ Name: bad ? 'bad' : 'good', Scope: 'REGIONAL', DefaultAction: bad ? { Allow: {} } : { Block: {} }, Rules: [] },
      VisibilityConfig: { SampledRequestsEnabled: false, CloudWatchMetricsEnabled: false, MetricName: 'metric' },
    }),
  elasticloadbalancing: async (config, bad) => {
    const [ec2, elb] = [new EC2(config), new ElasticLoadBalancingV2(config)];
    const { Subnets = [] } = await ec2.describeSubnets({});
    const [one, two] = Subnets.filter(({ VpcId }) => VpcId === Subnets[0]?.VpcId).map(({ SubnetId }) => SubnetId ?? '');
    const { LoadBalancers = [] } = await elb.createLoadBalancer({ Name: bad ? 'bad' : 'good', Subnets: [one ?? '', two ?? ''] });
    const VpcId = Subnets[0]?.VpcId;
    const { TargetGroups = [] } = await elb.createTargetGroup({ Name: bad ? 'bad' : 'good', Protocol: 'HTTP', Port: 80, VpcId });
    const forward = { Type: 'forward' as const, TargetGroupArn: TargetGroups[0]?.TargetGroupArn };
    const redirect = { Type: 'redirect' as const, RedirectConfig: { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' as const } };
    return elb.createListener({
      ...{ LoadBalancerArn: LoadBalancers[0]?.LoadBalancerArn, Protocol: 'HTTP', Port: 80, DefaultActions: [bad ? forward : redirect] },
    });
  },
  cloudtrail: async (config, bad) => {
    if (bad) return undefined; // one trail is enough, and none is what is not well
    const trail = new CloudTrail(config);
    await trail.createTrail({ Name: 'good', S3BucketName: 'good-bucket', IsMultiRegionTrail: true, EnableLogFileValidation: true });
    const EventSelectors = [{ ReadWriteType: 'All' as const, IncludeManagementEvents: true }]; // what AWS has by itself
    await trail.putEventSelectors({ TrailName: 'good', EventSelectors });
    return trail.startLogging({ Name: 'good' });
  },
  iam: async (config, bad) => {
    const iam = new IAM(config);
    const UserName = bad ? 'bad' : 'good';
    await iam.createUser({ UserName });
    await iam.createLoginProfile({ UserName, Password: 'Not-a-secret-1!' });
    if (bad) return iam.putUserPolicy({ UserName, PolicyName: 'all', PolicyDocument: JSON.stringify(everything) });
    await iam.updateAccountPasswordPolicy({ MinimumPasswordLength: 14, PasswordReusePrevention: 24, MaxPasswordAge: 90 });
    const { VirtualMFADevice } = await iam.createVirtualMFADevice({ VirtualMFADeviceName: 'good' });
    const codes = { AuthenticationCode1: '123456', AuthenticationCode2: '654321' };
    return iam.enableMFADevice({ UserName, SerialNumber: VirtualMFADevice?.SerialNumber, ...codes });
  },
  shield: async (config, bad) => (bad ? undefined : new Shield(config).createSubscription({})),
};

/** Puts everything in. What the server could not make, by service, with the name of its error. */
export async function fillEstate({ url: endpoint }: AwsServer): Promise<Readonly<Record<string, string>>> {
  const refused: Record<string, string> = {};
  for (const [service, make] of Object.entries(ESTATE)) {
    try {
      await make({ endpoint, region: GOOD, credentials, maxAttempts: 1 }, false);
      await make({ endpoint, region: BAD, credentials, maxAttempts: 1 }, true);
    } catch (error) {
      refused[service] = error instanceof Error ? error.name : String(error);
    }
  }
  return refused;
}
