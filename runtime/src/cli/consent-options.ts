import { CONSENT_RESOURCES } from '../stores/ports/consent-store.js';
import type { Group } from './group.js';
import type { OptionSpecs } from './options.js';
import { STORE_OPTIONS } from './scope.js';

const WHO = {
  organisation: {
    type: 'string',
    value: 'LOGIN',
    help: 'login of the organisation; only its HMAC is stored and shown',
  },
} as const satisfies OptionSpecs;

const RESOURCE = {
  resource: {
    type: 'string',
    multiple: true,
    choices: CONSENT_RESOURCES,
    value: 'RESOURCE',
    help: `${CONSENT_RESOURCES.join(', ')}; may be repeated`,
  },
} as const satisfies OptionSpecs;

const BY = {
  by: {
    type: 'string',
    value: 'NAME',
    help: 'who says so for the organisation; default GITHUB_ACTOR, else USER',
  },
} as const satisfies OptionSpecs;

const OPTIONS = {
  grant: {
    ...WHO,
    ...RESOURCE,
    expires: {
      type: 'string',
      value: 'WHEN',
      help: 'when it ends: 365d, 2027-11-01 or a UTC time',
    },
    'policy-version': {
      type: 'string',
      value: 'N',
      help: 'version of the privacy policy that was agreed to; default the one in force',
    },
    ...BY,
    ...STORE_OPTIONS,
  },
  revoke: { ...WHO, ...RESOURCE, ...BY, ...STORE_OPTIONS },
  check: { ...WHO, ...RESOURCE, ...STORE_OPTIONS },
  history: { ...WHO, ...RESOURCE, ...STORE_OPTIONS },
} as const satisfies Readonly<Record<string, OptionSpecs>>;

export type ConsentCommand = keyof typeof OPTIONS;

export const CONSENT: Group<ConsentCommand> = {
  name: 'consent',
  title: 'what an organisation allows to be recorded about it',
  commands: {
    grant: {
      summary: 'records that an organisation consents, until when and to which policy',
      options: OPTIONS.grant,
      exits: '0 recorded, or it stood so before   2 usage   3 could not run',
      examples: [
        'phase-mirror consent grant --organisation acme --resource rule_calibration --expires 365d --by ada',
      ],
    },
    revoke: {
      summary: 'takes a consent back, from now on',
      options: OPTIONS.revoke,
      exits: '0 revoked, or there was none   2 usage   3 could not run',
      examples: ['phase-mirror consent revoke --organisation acme --resource fp_metrics --by ada'],
    },
    check: {
      summary: 'says whether a consent holds now, and if not, why',
      options: OPTIONS.check,
      exits: '0 every one asked for holds   1 one does not   2 usage   3 could not be read',
      examples: [
        'phase-mirror consent check --organisation acme',
        'phase-mirror consent check --organisation acme --resource rule_calibration --json',
      ],
    },
    history: {
      summary: 'shows every grant, renewal and revocation, oldest first',
      options: OPTIONS.history,
      exits: '0 shown   2 usage   3 could not run',
      examples: ['phase-mirror consent history --organisation acme --resource rule_calibration'],
    },
  },
  note: `A consent that cannot be read is none. After a rotation of the salt an organisation is known by every HMAC
that the salts still kept make of it: what was said last counts.`,
};
