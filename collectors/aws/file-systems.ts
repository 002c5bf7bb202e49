import type { DescribeFileSystemsCommandInput } from '@aws-sdk/client-efs';
import { z } from 'zod';
import { listedBy } from './sorts.ts';
import { arnSubject, Tags } from './subjects.ts';

const FileSystem = z.object({
  FileSystemId: z.string().min(1),
  CreationTime: z.date().optional(),
  Encrypted: z.boolean().optional(),
  KmsKeyId: z.string().min(1).optional(),
  Tags,
});

/** File systems of EFS. */
export const fileSystems = listedBy({
  services: ['efs'],
  call: 'elasticfilesystem:DescribeFileSystems',
  open: async (look) => {
    const efs = await look.session.client('elasticfilesystem');
    const input: DescribeFileSystemsCommandInput = { MaxItems: 100 };
    return {
      input,
      ask: (asked) => efs.describeFileSystems(asked),
      items: 'FileSystems',
      token: 'NextMarker',
      onward: (Marker: string) => ({ Marker }),
    };
  },
  shape: FileSystem,
  id: 'FileSystemId',
  nameOf: ({ FileSystemId }) => FileSystemId,
  subject: (look, name, item) => {
    const id = `arn:${look.session.partition}:elasticfilesystem:${look.region}:${look.account}:file-system/${name}`;
    return arnSubject(look, { id, service: 'efs', type: 'file-system', name }, item?.Tags);
  },
});
