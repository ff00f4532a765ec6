import { DAY_MS } from '../../runtime/src/clock.js';
import type { SecretKind } from '../../runtime/src/names/index.js';
import { opsError } from '../errors.js';
import type { Actions } from '../frame/action.js';
import type { Context, Outcome, Runbook } from '../frame/runbook.js';
import type { Values } from '../frame/options.js';

type Text = Pick<Runbook, 'summary' | 'when' | 'changes' | 'undo'>;

const VERSION = { type: 'string', value: 'N' } as const;

const actionsOf = (kind: SecretKind): Actions => ({
  status: { summary: 'say versions, ages, grace and who reads which; no values; changes nothing' },
  rotate: {
    summary: 'make the next version, see a fresh runtime use it, retire what is past its grace',
    options: {
      'if-older-than': {
        type: 'string',
        value: 'DAYS',
        help: 'only when the version that signs is older, for example 30d: for a schedule',
      },
      anyway: { type: 'boolean', help: 'although the version before is in its grace period' },
    },
    example: `npm run ops -- ${kind} rotate --env staging --if-older-than 30d`,
  },
  retire: {
    summary: 'take away what is past its grace period',
    options: { version: { ...VERSION, help: 'only this one' } },
    example: `npm run ops -- ${kind} retire --env staging`,
  },
  revoke: {
    summary: 'emergency: take a version away at once; never the last that can be used',
    options: { version: { ...VERSION, help: 'the one that somebody knows who must not' } },
    example: `npm run ops -- ${kind} revoke --version 2 --env staging`,
  },
  rollback: {
    summary: 'undo the last rotation: the version before it signs again',
    example: `npm run ops -- ${kind} rollback --env staging`,
  },
});

/** The runbook of one kind of secret. */
export function secretRunbook(kind: SecretKind, text: Text): Runbook {
  return {
    name: kind,
    ...text,
    example: `npm run ops -- ${kind} status --env staging`,
    options: {},
    actions: actionsOf(kind),
    async run(context: Context): Promise<Outcome> {
      const { values } = context;
      const action = context.action ?? '';
      // Before the SDK is loaded and anything is asked.
      const version = versionOf(values);
      const options = {
        ...(values['if-older-than'] === undefined
          ? {}
          : { ifOlderThanMs: daysOf(values) * DAY_MS }),
        anyway: values['anyway'] === true,
      };
      if (action === 'revoke' && version === undefined) {
        throw opsError('PM-1001', {
          what: `npm run ops -- ${kind} revoke`,
          why: 'it needs to be told which version: --version N',
          remedy: `\`npm run ops -- ${kind} status\` shows them.`,
        });
      }
      const { withSite } = await import('../aws/site.js');
      const { carryOut } = await import('../frame/procedure.js');
      const { rotation } = await import('./rotation.js');
      const { retirement, revocation, rollback } = await import('./taking-away.js');
      const { secretStatus } = await import('./status.js');
      const name = `${kind} ${action}`;
      return withSite(context, name, (site) => {
        switch (action) {
          case 'rotate':
            return carryOut(site, name, rotation(site, kind, options));
          case 'retire':
            return carryOut(site, name, retirement(site, kind, version));
          case 'revoke':
            return carryOut(site, name, revocation(site, kind, version as number));
          case 'rollback':
            return carryOut(site, name, rollback(site, kind));
          default:
            return secretStatus(site, kind);
        }
      });
    },
  };
}

function versionOf(values: Values): number | undefined {
  const given = values['version'];
  if (given === undefined) return undefined;
  if (typeof given === 'string' && /^v?[1-9]\d{0,8}$/.test(given)) {
    return Number(given.replace('v', ''));
  }
  throw opsError('PM-1001', {
    what: `--version ${String(given)}`,
    why: 'a version is a whole number from 1',
  });
}

function daysOf(values: Values): number {
  const given = String(values['if-older-than']);
  const days = /^(\d{1,4})d?$/.exec(given)?.[1];
  if (days !== undefined) return Number(days);
  throw opsError('PM-1001', {
    what: `--if-older-than ${given}`,
    why: 'it is a number of days, for example 30d',
  });
}
