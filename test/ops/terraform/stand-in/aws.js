// What the stand-in does in the local AWS: the state objects, and what the backend itself needs.
// Plain requests: loading the SDK for every command would take longer than all the rest.
import { createHash, randomUUID } from 'node:crypto';

const { fetch } = globalThis;
const TABLE = 'phase-mirror-tfstate-lock';
const ALIAS = 'alias/phase-mirror-tfstate';

/** The emulator routes by the credential's scope and checks no signature. */
const authorization = (service) =>
  `AWS4-HMAC-SHA256 Credential=x/20260101/eu-central-1/${service}/aws4_request, SignedHeaders=host, Signature=x`;

async function call(service, path, init) {
  const answer = await fetch(`${process.env.AWS_ENDPOINT_URL}${path}`, {
    ...init,
    headers: { ...init.headers, Authorization: authorization(service) },
  });
  if (answer.status === 404) return undefined;
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${service} ${path} answered ${answer.status}: ${text}`);
  return text;
}

async function action(service, target, input) {
  const version = service === 'kms' ? '1.1' : '1.0';
  const headers = { 'X-Amz-Target': target, 'Content-Type': `application/x-amz-json-${version}` };
  return JSON.parse(
    (await call(service, '/', { method: 'POST', headers, body: JSON.stringify(input) })) || '{}',
  );
}

const table = (name, input) => action('dynamodb', `DynamoDB_20120810.${name}`, input);
const keys = (name, input) => action('kms', `TrentService.${name}`, input);
const object = (method, path, body) => call('s3', `/${path}`, { method, body });

/**
 * @param {{ bucket: string, key: string }} backend
 * @param {string} workspace
 */
export function awsOf({ bucket, key }, workspace) {
  const path = `${bucket}/workspaces/${workspace}/${key}`;
  const create = {
    'aws_s3_bucket.tfstate_bucket': () =>
      object(
        'PUT',
        bucket,
        '<CreateBucketConfiguration><LocationConstraint>eu-central-1</LocationConstraint></CreateBucketConfiguration>',
      ),
    'aws_dynamodb_table.lock_table': () =>
      table('CreateTable', {
        TableName: TABLE,
        KeySchema: [{ AttributeName: 'LockID', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'LockID', AttributeType: 'S' }],
        BillingMode: 'PAY_PER_REQUEST',
      }),
    'aws_kms_alias.state_alias': async () => {
      const { KeyMetadata } = await keys('CreateKey', { Description: randomUUID() });
      await keys('CreateAlias', { AliasName: ALIAS, TargetKeyId: KeyMetadata.KeyId });
    },
  };
  const destroy = {
    'aws_s3_bucket.tfstate_bucket': async () => {
      const list = (await object('GET', `${bucket}?list-type=2`)) ?? '';
      for (const [, name] of list.matchAll(/<Key>([^<]+)<\/Key>/g)) {
        await object('DELETE', `${bucket}/${name}`);
      }
      await object('DELETE', bucket);
    },
    'aws_dynamodb_table.lock_table': () => table('DeleteTable', { TableName: TABLE }),
    'aws_kms_alias.state_alias': () => keys('DeleteAlias', { AliasName: ALIAS }),
  };
  return {
    create: async (address) => void (await create[address]?.()),
    destroy: async (address) => void (await destroy[address]?.()),
    async state() {
      const text = await object('GET', path);
      return text && JSON.parse(text);
    },
    async putState(text) {
      await object('PUT', path, text);
      const Digest = { S: createHash('md5').update(text).digest('hex') };
      await table('PutItem', {
        TableName: TABLE,
        Item: { LockID: { S: `${path}-md5` }, Digest },
      });
    },
    async lock(lock) {
      const Info = { S: JSON.stringify(lock) };
      await object('PUT', `${path}.tflock`, Info.S);
      await table('PutItem', { TableName: TABLE, Item: { LockID: { S: path }, Info } });
    },
    async unlock() {
      await object('DELETE', `${path}.tflock`);
      await table('DeleteItem', { TableName: TABLE, Key: { LockID: { S: path } } });
    },
  };
}
