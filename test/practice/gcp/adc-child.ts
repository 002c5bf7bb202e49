/** Prints what the application default credentials of its environment lead to. Argument: the endpoint of the practice cloud. */
import { Storage } from '@google-cloud/storage';
import { GoogleAuth } from 'google-auth-library';

const [endpoint = ''] = process.argv.slice(2);
const auth = new GoogleAuth({ scopes: ['https://www.googleapis.com/auth/cloud-platform'] });
const authClient = await auth.getClient();
const projectId = await auth.getProjectId();
const storage = new Storage({ projectId, apiEndpoint: endpoint, authClient, useAuthWithCustomEndpoint: true });
const [buckets] = await storage.getBuckets();
process.stdout.write(JSON.stringify({ client: authClient.constructor.name, projectId, buckets: buckets.map(({ name }) => name) }));
