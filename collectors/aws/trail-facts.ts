import { z } from 'zod';

/** CloudTrail DescribeTrails, one trail. */
export const Trail = z.object({
  TrailARN: z.string().startsWith('arn:'),
  HomeRegion: z.string().min(1),
  IsMultiRegionTrail: z.boolean().optional(),
  IsOrganizationTrail: z.boolean().optional(),
  LogFileValidationEnabled: z.boolean().optional(),
  KmsKeyId: z.string().min(1).optional(),
  S3BucketName: z.string().min(1).optional(),
  CloudWatchLogsLogGroupArn: z.string().optional(),
});

/** GetTrailStatus. */
export const Status = z.object({
  IsLogging: z.boolean(),
  LatestDeliveryTime: z.date().optional(),
  LatestDigestDeliveryTime: z.date().optional(),
  LatestDeliveryError: z.string().optional(),
});

export function settingsOf(trail: z.infer<typeof Trail>) {
  return {
    allRegions: trail.IsMultiRegionTrail,
    wholeOrganization: trail.IsOrganizationTrail,
    integrity: trail.LogFileValidationEnabled,
    streamed: Boolean(trail.CloudWatchLogsLogGroupArn),
  };
}

export function statusOf(status: z.infer<typeof Status>) {
  return {
    active: status.IsLogging,
    deliveredAt: status.LatestDeliveryTime?.toISOString(),
    digestAt: status.LatestDigestDeliveryTime?.toISOString(),
    failing: Boolean(status.LatestDeliveryError),
  };
}
