import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { StackId } from '../../runtime/src/names/index.js';
import type { Site } from '../aws/site.js';
import { opsError } from '../errors.js';
import type { Plan, Procedure, Step, Verified } from '../frame/procedure.js';
import { shortPath } from '../frame/tool-failure.js';
import { lockHalves, removeHalves, storeDigest, storedDigest } from '../terraform/state-objects.js';
import type { State } from '../terraform/state.js';
import { differenceOf, isEmpty } from './difference.js';
import { lockPath, ownDead, takeLock, type Lockable } from './lock.js';
import { renderDifference } from './render.js';
import { sameButSerial, withSerial } from './serial.js';
import {
  stateObject,
  stateVersion,
  stateVersions,
  type StateObject,
  type StateVersion,
} from './versions.js';

/** Newest versions that are looked at for the highest serial: serials only grow. */
const LOOKED_AT = 20;

/** What a restore found, and what it is going to write. */
interface Found {
  readonly target: StateObject & { readonly state: State };
  /** What is written: the version with a serial of its own. */
  readonly text: string;
  readonly present: StateObject | undefined;
  readonly digest: string | undefined;
  readonly versions: readonly StateVersion[];
}

/**
 * Makes an older version of a state the present one: under Terraform's own lock, after a copy of what is
 * there, with a serial above every former one, and with the digest that Terraform checks it by. Throws
 * PM-6031 for a version that is no state or of another lineage.
 */
export function restoreState(site: Site, stack: StackId, version: string): Procedure {
  let found: Found | undefined;
  const look = async (): Promise<Found> => (found = await lookAt(site, stack, version));
  return {
    plan: async () => planOf(site, stack, version, await look()),
    verify: async () => verify(site, stack, version, found ?? (await look())),
  };
}

async function lookAt(site: Site, stack: StackId, version: string): Promise<Found> {
  const { backend } = site;
  const target = await stateVersion(backend, stack, version);
  const [present, digest, versions] = await Promise.all([
    stateObject(backend, stack),
    storedDigest(backend, stack),
    stateVersions(backend, stack, LOOKED_AT),
  ]);
  const known = [
    ...(present?.state === undefined ? [] : [present.state]),
    ...versions.flatMap(({ state }) => (state === undefined ? [] : [state])),
  ];
  const [newest] = known;
  if (newest !== undefined && newest.lineage !== target.state.lineage) {
    throw opsError('PM-6031', {
      what: `version ${version} of ${stack}`,
      why: `its lineage is ${target.state.lineage}; that of the newest readable state is ${newest.lineage}: they are not the same infrastructure`,
    });
  }
  const done = present !== undefined && sameButSerial(present.text, target.text);
  const next = Math.max(...known.map(({ serial }) => serial), target.state.serial) + 1;
  const text = done
    ? present.text
    : withSerial(target.text, next, `version ${version} of ${stack}`);
  return { target, text, present, digest, versions };
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

async function planOf(site: Site, stack: StackId, version: string, found: Found): Promise<Plan> {
  const { environment } = site.deployment;
  const { present, target, text, digest } = found;
  const { serial } = target.state;
  const whole =
    present?.text === text &&
    digest === md5(text) &&
    (await ownDead(site.backend, stack)).length === 0;
  const what = `Restore the state of ${stack} in ${environment} to version ${version} (serial ${serial}, ${target.state.resources} resources)`;
  if (whole) {
    return {
      what,
      steps: [],
      notes: ['the present state is that version, and its digest is right'],
    };
  }
  const replaced =
    present?.state === undefined
      ? [present === undefined ? 'there is no state now' : 'what is there now is no state']
      : renderDifference(differenceOf(present.text, target.text)).map(
          (line) => `would change: ${line}`,
        );
  return {
    what,
    steps: stepsOf(site, stack, found),
    notes: [
      ...replaced,
      'no resource is touched: what Terraform believes changes. Look at the plan afterwards, before anything is applied',
    ],
    undo: undoOf(environment, stack, found),
  };
}

function undoOf(environment: string, stack: StackId, { present, versions }: Found): string {
  const current = versions.find((one) => one.current);
  if (present?.state === undefined || current === undefined) {
    return 'what is there now is no state that could be restored; its bytes are kept';
  }
  return `npm run ops -- state restore --env ${environment} --stack ${stack} --version ${current.version} (what is there now; it stays in the bucket)`;
}

function stepsOf(site: Site, stack: StackId, found: Found): readonly Step[] {
  const { backend, context, folder, deployment } = site;
  const { state } = backend;
  const { stateScope } = deployment;
  const path = lockPath(backend, stack);
  const { text, present } = found;
  const lockable: Lockable = {
    backend,
    stack,
    keyArn: `arn:aws:kms:${stateScope.region}:${stateScope.account}:${state.keyAlias}`,
    now: () => context.io.now(),
  };
  let lock: string | undefined;
  const release = async (): Promise<void> => {
    if (lock !== undefined) await removeHalves(backend, stack, lock);
    lock = undefined;
  };
  /** A step that fails leaves no lock behind: the next run takes it again. */
  const locked = (work: () => Promise<string | undefined>) => async () => {
    try {
      return await work();
    } catch (error) {
      await release().catch(() => undefined);
      throw error;
    }
  };
  return [
    {
      id: 'lock',
      title: `lock the state of ${stack}`,
      effect: 'write',
      calls: [
        `s3:PutObject s3://${path}.tflock (only if there is none)`,
        `dynamodb:PutItem ${state.lockTable} ${path} (only if there is none)`,
      ],
      // Whose it is only this run knows: what a dead one left is replaced.
      probe: () => Promise.resolve(lock === undefined ? 'todo' : 'done'),
      run: async () => {
        lock = await takeLock(lockable, (line) => context.steps.say(line));
        return `lock ${lock}`;
      },
    },
    {
      id: 'keep',
      title: 'keep a copy of what is there now',
      effect: 'read',
      calls: [`s3:GetObject s3://${path}`],
      run: locked(async () => {
        const now = await stateObject(backend, stack);
        if (now === undefined) return 'there is no state now';
        const stamp = new Date(context.io.now()).toISOString().replaceAll(':', '-');
        const file = join(folder, 'states', `${stamp}-${stack}.tfstate`);
        mkdirSync(join(folder, 'states'), { recursive: true });
        writeFileSync(file, now.text, { mode: 0o600 });
        return shortPath(context.io.root, file);
      }),
    },
    {
      id: 'write',
      title: 'write the older version as the present one',
      effect: 'write',
      calls: [
        `s3:PutObject s3://${path} (${present === undefined ? 'only if there is none' : 'only if it is still what was looked at'})`,
      ],
      probe: async () => ((await stateObject(backend, stack))?.text === text ? 'done' : 'todo'),
      run: locked(async () => {
        await backend.clients.s3.send(
          new PutObjectCommand({
            Bucket: state.bucket,
            Key: state.objectKey(backend.workspace, stack),
            Body: text,
            ContentType: 'application/json',
            ServerSideEncryption: 'aws:kms',
            SSEKMSKeyId: lockable.keyArn,
            ...(present === undefined ? { IfNoneMatch: '*' } : { IfMatch: present.etag }),
          }),
        );
        return undefined;
      }),
    },
    {
      id: 'digest',
      title: 'mend the digest that Terraform checks it by',
      effect: 'write',
      calls: [
        `dynamodb:PutItem ${state.lockTable} ${path}-md5 (only if it is still ${found.digest ?? 'absent'})`,
      ],
      probe: async () => ((await storedDigest(backend, stack)) === md5(text) ? 'done' : 'todo'),
      run: locked(async () => {
        await storeDigest(backend, stack, found.digest, md5(text));
        return md5(text);
      }),
    },
    {
      id: 'unlock',
      title: 'give the lock back',
      effect: 'write',
      calls: [
        `s3:DeleteObject s3://${path}.tflock`,
        `dynamodb:DeleteItem ${state.lockTable} ${path}`,
      ],
      run: async () => {
        await release();
        return undefined;
      },
    },
  ];
}

async function verify(
  site: Site,
  stack: StackId,
  version: string,
  { target, text }: Found,
): Promise<Verified> {
  const { backend } = site;
  const { environment } = site.deployment;
  const [now, digest, halves] = await Promise.all([
    stateObject(backend, stack),
    storedDigest(backend, stack),
    lockHalves(backend, stack),
  ]);
  const problems = [
    ...(now?.state === undefined ? ['the present state cannot be read'] : []),
    ...(now?.state !== undefined && !isEmpty(differenceOf(target.text, now.text))
      ? ['the present state is not that version']
      : []),
    ...(now?.md5 === digest ? [] : ['the digest is not that of the state']),
    ...(halves.object === undefined && halves.item === undefined ? [] : ['the state is locked']),
  ];
  const plan = `npm run ops -- deploy --env ${environment} --dry-run`;
  const serial = now?.state?.serial;
  return {
    ok: problems.length === 0,
    text: `${stack}: version ${version} is the present state, as serial ${serial ?? '?'}; its digest is right; not locked\nlook at what a deploy would do now: ${plan}\n`,
    json: {
      stack,
      restored: version,
      serial: serial ?? null,
      lineage: target.state.lineage,
      resources: target.state.resources,
      md5: md5(text),
    },
    ...(problems.length === 0
      ? {}
      : {
          error: opsError('PM-6013', { what: `the state of ${stack}`, why: problems.join('; ') }),
        }),
  };
}
