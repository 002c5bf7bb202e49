/** Partitions whose clients cannot be asked in us-east-1. */
const HOMES: Readonly<Record<string, string>> = { 'aws-cn': 'cn-north-1', 'aws-us-gov': 'us-gov-west-1', 'aws-eusc': 'eusc-de-east-1' };

/** The region of a partition that every account has, and where it is asked about what has none. */
export function homeRegion(partition: string | undefined): string {
  return HOMES[partition ?? 'aws'] ?? 'us-east-1';
}
