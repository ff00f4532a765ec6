import { resolve } from 'node:path';
import { errorRecord, EXIT, renderError } from '../../runtime/src/errors/index.js';
import type { CodeownersOnDisk } from '../codeowners/file.js';
import type { OwnerCheck } from '../codeowners/owners.js';
import { opsError } from '../errors.js';
import { deskOf } from '../frame/desk.js';
import { carryOut } from '../frame/procedure.js';
import type { Context, Outcome, Runbook } from '../frame/runbook.js';

export const codeowners: Runbook = {
  name: 'codeowners',
  summary: 'check the owners that CODEOWNERS names; replace placeholders by real ones',
  example: 'npm run ops -- codeowners replace --map @steward-username=@acme/stewards',
  when: 'When a repository is taken under governance, and when a person or a team leaves.',
  changes:
    'Replaces owners in CODEOWNERS as the mapping says, byte for byte nothing else. It refuses an owner that GitHub does not know or that may not write to the repository.',
  undo: '`git restore` of the file, or the same command with the mapping turned round.',
  options: {
    folder: { type: 'string', value: 'DIR', help: 'the repository; default this one' },
    file: { type: 'string', value: 'FILE', help: 'the file; default the one that GitHub reads' },
    repo: {
      type: 'string',
      value: 'OWNER/NAME',
      help: 'whose write access counts; default the repository of the environment',
    },
  },
  actions: {
    check: { summary: 'say of each owner whether GitHub would ask anybody' },
    replace: {
      summary: 'replace owners as a mapping says',
      options: {
        map: {
          type: 'string',
          value: 'OLD=NEW',
          multiple: true,
          help: 'owner to replace and the one in its place; repeatable',
        },
        'map-file': {
          type: 'string',
          value: 'FILE',
          help: 'such pairs: a JSON object, or OLD=NEW a line',
        },
      },
    },
  },
  async run(context: Context): Promise<Outcome> {
    const { io, values } = context;
    const { readCodeownersFile } = await import('../codeowners/file.js');
    const folder = resolve(io.root, (values['folder'] as string | undefined) ?? '.');
    const file = values['file'] as string | undefined;
    const present = readCodeownersFile(folder, file);
    if (context.action === 'check') return check(present, await ownersOf(context));
    const { readMapping } = await import('../codeowners/mapping.js');
    const { replaceProcedure } = await import('../codeowners/replace.js');
    const mapFile = values['map-file'] as string | undefined;
    const mapping = readMapping(
      (values['map'] ?? []) as readonly string[],
      mapFile === undefined ? undefined : resolve(io.root, mapFile),
    );
    const replacing = { folder, mapping, check: await ownersOf(context) };
    return carryOut(
      deskOf(context, 'codeowners', present.path),
      'codeowners replace',
      replaceProcedure(file === undefined ? replacing : { ...replacing, file }),
    );
  },
};

/** Without a token only what the names themselves tell. */
async function ownersOf(context: Context): Promise<OwnerCheck> {
  const { ownerCheck } = await import('../codeowners/owners.js');
  const { gitHubToken } = await import('../github/token.js');
  const { openGitHub } = await import('../github/api.js');
  const { repositoryOf } = await import('../github/repositories-of.js');
  const repository = repositoryOf(context);
  const token = await gitHubToken(context.io);
  return ownerCheck(token === undefined ? undefined : await openGitHub(context.io), repository);
}

async function check(present: CodeownersOnDisk, owners: OwnerCheck): Promise<Outcome> {
  const { judgeOwners, renderOwners } = await import('../codeowners/check.js');
  const rows = await judgeOwners(present, owners);
  const named = (state: string): readonly string[] =>
    rows.filter((row) => row.state === state).map(({ owner }) => owner);
  const json = { file: present.shown, owners: rows };
  const text = `${present.shown}\n${renderOwners(rows)}`;
  const [wrong, unknown] = [named('wrong'), named('unknown')];
  if (wrong.length + unknown.length === 0) {
    return { exit: EXIT.ok, json, text: `${text}Every owner can be asked.\n` };
  }
  const error =
    wrong.length > 0
      ? opsError('PM-6022', { what: `${present.shown}: ${wrong.join(', ')}` })
      : opsError('PM-6023', {
          what: `${present.shown}: ${unknown.join(', ')}`,
          ...(owners.asksGitHub
            ? {}
            : { remedy: 'Set GITHUB_TOKEN or GH_TOKEN, or log in with `gh auth login`.' }),
        });
  return {
    exit: error.exit,
    json: { ...json, error: errorRecord(error) },
    text: `${text}${renderError(error)}\n`,
  };
}
