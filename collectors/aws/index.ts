import type { Plugin } from 'claimcheck/plugin';
import { acmCertificates } from './acm-certificates.ts';
import { amiSharing } from './ami-sharing.ts';
import { backupRecoveryPoints } from './backup-recovery-points.ts';
import { backupRestores } from './backup-restores.ts';
import { classicListeners } from './classic-listeners.ts';
import { cloudtrailTrails } from './cloudtrail-trails.ts';
import { dynamodbBackups } from './dynamodb-backups.ts';
import { dynamodbEncryption } from './dynamodb-encryption.ts';
import { ebsEncryptionByDefault } from './ebs-encryption-by-default.ts';
import { ebsSnapshotSharing } from './ebs-snapshot-sharing.ts';
import { ebsSnapshots } from './ebs-snapshots.ts';
import { ebsVolumes } from './ebs-volumes.ts';
import { efsBackups } from './efs-backups.ts';
import { efsEncryption } from './efs-encryption.ts';
import { efsTransport } from './efs-transport.ts';
import { elasticacheEncryption } from './elasticache-encryption.ts';
import { elasticacheTransport } from './elasticache-transport.ts';
import { elbListeners } from './elb-listeners.ts';
import { guarddutyDetectors } from './guardduty-detectors.ts';
import { iamAdministrators } from './iam-administrators.ts';
import { iamCredentials } from './iam-credentials.ts';
import { iamFederation } from './iam-federation.ts';
import { iamMfa } from './iam-mfa.ts';
import { iamPasswordRule } from './iam-password-rule.ts';
import { iamServerCertificates } from './iam-server-certificates.ts';
import { instanceStorage } from './instance-storage.ts';
import { kmsKeys } from './kms-keys.ts';
import { locations } from './locations.ts';
import { logGroups } from './log-groups.ts';
import { opensearchEncryption } from './opensearch-encryption.ts';
import { opensearchPublicAccess } from './opensearch-public-access.ts';
import { opensearchTransport } from './opensearch-transport.ts';
import { rdsBackups } from './rds-backups.ts';
import { rdsEncryption } from './rds-encryption.ts';
import { rdsProxiesTransport } from './rds-proxies-transport.ts';
import { rdsPublicAccess } from './rds-public-access.ts';
import { rdsSnapshotEncryption } from './rds-snapshot-encryption.ts';
import { rdsSnapshotSharing } from './rds-snapshot-sharing.ts';
import { rdsTransport } from './rds-transport.ts';
import { redshiftBackups } from './redshift-backups.ts';
import { redshiftEncryption } from './redshift-encryption.ts';
import { redshiftPublicAccess } from './redshift-public-access.ts';
import { redshiftTransport } from './redshift-transport.ts';
import { regionConfinement } from './region-confinement.ts';
import { s3Encryption } from './s3-encryption.ts';
import { s3Location } from './s3-location.ts';
import { s3PublicAccess } from './s3-public-access.ts';
import { s3Retention } from './s3-retention.ts';
import { s3Transport } from './s3-transport.ts';
import { secrets } from './secrets.ts';
import { shield } from './shield.ts';
import { snsEncryption } from './sns-encryption.ts';
import { aws as source } from './source.ts';
import { sqsEncryption } from './sqs-encryption.ts';
import { webAcls } from './web-acls.ts';

/** Amazon Web Services: how its accounts are reached, and what is looked at there. */
export const aws: Plugin = {
  sources: [source],
  collectors: [
    ebsVolumes,
    ebsEncryptionByDefault,
    ebsSnapshots,
    ebsSnapshotSharing,
    amiSharing,
    kmsKeys,
    instanceStorage,
    s3Encryption,
    s3Transport,
    s3PublicAccess,
    s3Retention,
    s3Location,
    cloudtrailTrails,
    logGroups,
    secrets,
    iamFederation,
    iamMfa,
    iamCredentials,
    iamPasswordRule,
    iamAdministrators,
    dynamodbEncryption,
    efsEncryption,
    efsTransport,
    elasticacheEncryption,
    elasticacheTransport,
    opensearchEncryption,
    opensearchPublicAccess,
    opensearchTransport,
    redshiftBackups,
    redshiftEncryption,
    redshiftTransport,
    backupRecoveryPoints,
    backupRestores,
    dynamodbBackups,
    efsBackups,
    rdsBackups,
    rdsEncryption,
    rdsPublicAccess,
    rdsSnapshotEncryption,
    rdsSnapshotSharing,
    rdsTransport,
    rdsProxiesTransport,
    redshiftPublicAccess,
    snsEncryption,
    sqsEncryption,
    elbListeners,
    classicListeners,
    acmCertificates,
    iamServerCertificates,
    guarddutyDetectors,
    shield,
    webAcls,
    ...locations,
    regionConfinement,
  ],
};
