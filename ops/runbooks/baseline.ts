import { EXIT } from '../../runtime/src/errors/index.js';
import type { Site } from '../aws/site.js';
import { opsError } from '../errors.js';
import type { Context, Outcome, Runbook } from '../frame/runbook.js';

const WHERE = {
  repo: { type: 'string', value: 'DIR', help: 'git repository; default the working folder' },
  branch: { type: 'string', value: 'NAME', help: 'protected branch; default the default branch' },
} as const;
const HEAD = {
  head: { type: 'string', value: 'REF', help: 'commit to read; default HEAD' },
  live: { type: 'boolean', help: 'ask GitHub as well what is in force; needs GITHUB_TOKEN' },
} as const;
const BY = {
  by: { type: 'string', value: 'NAME', help: 'who accepts it; default GITHUB_ACTOR, else USER' },
} as const;
const EXPECT = {
  expect: {
    type: 'string',
    value: 'HASH',
    help: 'hash of the baseline in force, `none` where there is none; required',
  },
} as const;
const VERSION = {
  type: 'string',
  value: 'VERSION',
  help: 'as `show --versions` lists it',
} as const;

export const baseline: Runbook = {
  name: 'baseline',
  summary: 'capture, publish, show, compare and restore the accepted facts of a branch',
  example: 'npm run ops -- baseline diff --env staging --repo ../shop',
  when: '`publish` after a change of the protection was accepted; `diff` when a check in drift mode speaks of drift; `restore` when something was accepted that should not have been.',
  changes:
    '`publish` and `restore` add a version to one object of the baseline bucket, and only if the baseline in force has the hash that `--expect` names. A baseline that cannot be read is never replaced. The others change nothing.',
  undo: 'Restore the version that was in force before, as the plan prints it; every version is kept.',
  options: WHERE,
  actions: {
    capture: {
      summary: 'show what would be accepted of the repository as it is',
      options: {
        ...HEAD,
        ...BY,
        out: { type: 'string', value: 'FILE', help: 'write it to a file, for `publish --file`' },
      },
      example: 'npm run ops -- baseline capture --env staging --repo ../shop --out baseline.json',
    },
    publish: {
      summary: 'accept it: make it the baseline of the branch',
      options: {
        ...EXPECT,
        file: {
          type: 'string',
          value: 'FILE',
          help: 'what `capture --out` wrote; default: capture now',
        },
        ...HEAD,
        ...BY,
      },
      example: 'npm run ops -- baseline publish --env staging --repo ../shop --expect none',
    },
    show: {
      summary: 'show the baseline in force, an older version, or the list of versions',
      options: { version: VERSION, versions: { type: 'boolean', help: 'list them, newest first' } },
      example: 'npm run ops -- baseline show --env staging --repo ../shop --versions',
    },
    diff: {
      summary: 'compare the repository as it is with its baseline; exit 1 when something is weaker',
      options: { ...HEAD, version: VERSION },
      example: 'npm run ops -- baseline diff --env staging --repo ../shop',
    },
    restore: {
      summary: 'publish an older version again',
      options: { ...EXPECT, version: { ...VERSION, help: `${VERSION.help}; required` } },
      example:
        'npm run ops -- baseline restore --env staging --repo ../shop --version VERSION --expect HASH',
    },
  },
  async run(context: Context): Promise<Outcome> {
    const name = `baseline ${context.action ?? ''}`;
    // The AWS clients take longer to load than `--help` may.
    const { withSite } = await import('../aws/site.js');
    return withSite(context, name, (site) => {
      if (context.action === 'publish') return publishing(site, context);
      if (context.action === 'restore') return restoring(site, context);
      return reading(site, context);
    });
  },
};

async function publishing(site: Site, context: Context): Promise<Outcome> {
  const { carryOut } = await import('../frame/procedure.js');
  const { publish } = await import('../baseline/publish.js');
  const option = (name: string): string | undefined => text(context, name);
  return carryOut(
    site,
    'baseline publish',
    publish(site, {
      ...whereOf(context),
      expect: required(context, 'expect'),
      file: option('file'),
      head: option('head'),
      by: option('by'),
      live: context.values['live'] === true,
    }),
  );
}

async function restoring(site: Site, context: Context): Promise<Outcome> {
  const { carryOut } = await import('../frame/procedure.js');
  const { restoreBaseline } = await import('../baseline/restore.js');
  return carryOut(
    site,
    'baseline restore',
    restoreBaseline(site, {
      ...whereOf(context),
      version: required(context, 'version'),
      expect: required(context, 'expect'),
    }),
  );
}

/** `capture`, `show` and `diff` are the command's own: its text, its document and its exit code. */
async function reading(site: Site, context: Context): Promise<Outcome> {
  const { baselineCommand } = await import('../baseline/command.js');
  const { action = 'show', json, values, steps } = context;
  const own = ['repo', 'branch', 'head', 'live', 'by', 'out', 'version', 'versions'];
  const args = Object.fromEntries(
    own.flatMap((name) => {
      const value = values[name];
      return typeof value === 'string' || value === true ? [[name, value] as const] : [];
    }),
  );
  const result = await steps.run(`phase-mirror baseline ${action}`, () =>
    baselineCommand(site, action, { ...args, ...(json ? { json: true } : {}) }),
  );
  if (result.stderr !== '') steps.say(result.stderr.trimEnd());
  return {
    exit: Object.values(EXIT).find((exit) => exit === result.exit) ?? EXIT.couldNotRun,
    json: json ? documentOf(result.stdout) : {},
    text: result.stdout,
  };
}

function documentOf(stdout: string): Record<string, unknown> {
  const document: unknown = stdout.trim() === '' ? {} : JSON.parse(stdout);
  const failed = typeof document === 'object' && document !== null && 'error' in document;
  return failed ? { error: document.error } : { baseline: document };
}

const text = ({ values }: Context, option: string): string | undefined =>
  values[option] as string | undefined;

const whereOf = (context: Context): { repo: string | undefined; branch: string | undefined } => ({
  repo: text(context, 'repo'),
  branch: text(context, 'branch'),
});

function required(context: Context, option: string): string {
  const given = text(context, option);
  if (given !== undefined) return given;
  throw opsError('PM-1001', {
    what: `npm run ops -- baseline ${context.action ?? ''}`,
    why: `--${option} is missing`,
    remedy: `\`npm run ops -- baseline ${context.action ?? ''} --help\` lists the options, with an example.`,
  });
}
