// Stands in for Terraform: the commands, files, messages and exit codes that ops/terraform relies
// on, as Terraform 1.11.4 showed them, over real state objects in the local AWS. Test files put
// `fail-<stack>-<command>` (lines to print, then exit 1), `lock-<stack>-<command>` (who takes a lock and
// leaves it behind), `existing` (ids) and `unwritten-<stack>` (an apply keeps its state) into STAND_IN.
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { awsOf } from './aws.js';

const args = process.argv.slice(2);
const stack = basename(process.cwd());
const flag = (name) => args.some((arg) => arg === `-${name}`);
const values = (name) =>
  args.flatMap((arg) => (arg.startsWith(`-${name}=`) ? [arg.slice(name.length + 2)] : []));
const json = (path, otherwise) =>
  existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : otherwise;
const write = (path, content) => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
};
const say = (event) => process.stdout.write(`${JSON.stringify(event)}\n`);
const control = (name) => join(process.env.STAND_IN, name);

const config = json('cdk.tf.json');
const override = json('zzz_bootstrap_override.tf.json');
const backend = override?.terraform.backend ?? config.terraform.backend;
const local = backend.local?.workspace_dir;
const selected = () =>
  existsSync('.terraform/environment') ? readFileSync('.terraform/environment', 'utf8') : 'default';
// `workspace select -or-create` acts on the workspace that it names.
const workspace = args[0] === 'workspace' ? args.at(-1) : (process.env.TF_WORKSPACE ?? selected());
const aws = awsOf(config.terraform.backend.s3, workspace);

const empty = () => ({ version: 4, serial: 1, lineage: randomUUID(), resources: [] });
const localFile = (folder) => join(folder, workspace, 'terraform.tfstate');
const load = async () => (local ? json(localFile(local)) : await aws.state());
const store = async (state) =>
  local ? write(localFile(local), state) : await aws.putState(JSON.stringify(state));
const addressOf = ({ type, name }) => `${type}.${name}`;
const wanted = () =>
  Object.entries(config.resource).flatMap(([type, byName]) =>
    Object.entries(byName).map(([name, after]) => ({ type, name, after })),
  );

async function lockInjected(command) {
  const file = control(`lock-${stack}-${command}`);
  if (!existsSync(file)) return;
  const Who = readFileSync(file, 'utf8');
  rmSync(file);
  const Operation = `OperationType${command}`;
  await aws.lock({ ID: randomUUID(), Operation, Who, Created: new Date().toISOString() });
}

function failInjected(command) {
  const file = control(`fail-${stack}-${command}`);
  if (!existsSync(file)) return;
  process.stdout.write(readFileSync(file, 'utf8'));
  rmSync(file);
  process.exit(1);
}

async function init() {
  failInjected('init');
  const before = json('.terraform/terraform.tfstate');
  if (flag('migrate-state') && before?.local && !local) {
    const state = json(localFile(before.local));
    await aws.putState(JSON.stringify({ ...state, serial: state.serial + 1 }));
  }
  write('.terraform/terraform.tfstate', { local });
  write('.terraform.lock.hcl', '# providers\n');
}

async function selectWorkspace() {
  write('.terraform/environment', workspace);
  if ((await load()) === undefined && local === undefined) await store(empty());
}

async function plan() {
  await lockInjected('plan');
  failInjected('plan');
  const state = (await load()) ?? empty();
  const have = new Set(state.resources.map(addressOf));
  const targets = values('target');
  const imports = json('adoption.tf.json', { import: [] }).import;
  const existing = new Set(json(control('existing'), []));
  const missing = imports.filter(({ id }) => !existing.has(id));
  for (const { to } of missing) {
    say({
      type: 'diagnostic',
      diagnostic: {
        severity: 'error',
        summary: 'Cannot import non-existent remote object',
        detail: `While attempting to import an existing object to "${to}", the provider detected that no object exists`,
      },
    });
  }
  if (missing.length > 0) return 1;
  const changes = wanted()
    .filter((one) => !have.has(addressOf(one)))
    .filter((one) => targets.length === 0 || targets.includes(addressOf(one)))
    .map((one) => ({
      ...one,
      action: 'create',
      importing: imports.find(({ to }) => to === addressOf(one)),
    }));
  const tainted = state.resources.filter(({ instances }) => instances[0].status === 'tainted');
  changes.push(
    ...tainted.map(({ type, name }) => ({ type, name, action: 'replace', reason: 'tainted' })),
  );
  const gone = state.resources.filter(
    (one) => !wanted().some((want) => addressOf(want) === addressOf(one)),
  );
  changes.push(...gone.map(({ type, name }) => ({ type, name, after: {}, action: 'delete' })));
  for (const { type, name, action, reason, importing } of changes) {
    say({
      type: 'planned_change',
      change: {
        resource: { addr: `${type}.${name}`, resource_type: type },
        action: importing ? 'update' : action,
        reason,
        ...(importing && { importing: { id: importing.id } }),
      },
    });
  }
  write(values('out')[0], { serial: state.serial, changes });
  return changes.length > 0 ? 2 : 0;
}

async function apply() {
  failInjected(flag('destroy') ? 'destroy' : 'apply');
  const state = (await load()) ?? empty();
  if (flag('destroy')) {
    for (const one of state.resources) await aws.destroy(addressOf(one));
    if (local || stack !== 'foundation')
      await store({ ...state, serial: state.serial + 1, resources: [] });
    return 0;
  }
  const { changes, serial } = json(args.at(-1));
  if (serial !== state.serial) {
    say({
      type: 'diagnostic',
      diagnostic: { severity: 'error', summary: 'Saved plan is stale', detail: '' },
    });
    return 1;
  }
  let resources = state.resources;
  for (const { type, name, action, importing } of changes) {
    const hook = { resource: { addr: `${type}.${name}` }, action };
    say({ type: 'apply_start', hook });
    if (action === 'create' && !importing) await aws.create(`${type}.${name}`);
    resources = resources.filter((one) => addressOf(one) !== `${type}.${name}`);
    if (action === 'create') resources.push({ mode: 'managed', type, name, instances: [{}] });
    say({ type: 'apply_complete', hook });
  }
  const next = { ...state, serial: state.serial + 1, resources };
  if (!existsSync(control(`unwritten-${stack}`))) {
    await store(next);
    return 0;
  }
  rmSync(control(`unwritten-${stack}`));
  write('errored.tfstate', next);
  const [severity, summary] = ['error', 'Failed to save state'];
  say({ type: 'diagnostic', diagnostic: { severity, summary, detail: 'AccessDenied' } });
  return 1;
}

async function push() {
  failInjected('push');
  await store(json(args.at(-1)));
}

function show() {
  const tags_all = { Project: 'phase-mirror', Environment: workspace, Stack: stack };
  const before = json(control('foreign'), { tags_all });
  const resource_changes = json(args.at(-1)).changes.map(({ type, name, after, importing }) => ({
    address: `${type}.${name}`,
    type,
    change: {
      actions: importing ? ['update'] : ['create'],
      before: importing ? before : null,
      after: { ...after, tags_all },
      ...(importing && { importing: { id: importing.id } }),
    },
  }));
  say({ resource_changes });
}

async function untaint() {
  const state = await load();
  for (const one of state.resources) if (addressOf(one) === args.at(-1)) one.instances = [{}];
  await store({ ...state, serial: state.serial + 1 });
}

const COMMANDS = {
  init,
  workspace: selectWorkspace,
  plan,
  apply,
  show,
  untaint,
  state: push,
  'force-unlock': () => aws.unlock(args.at(-1)),
};
const code = await COMMANDS[args[0]]();
process.exitCode = code ?? 0;
