import type { OptionSpecs } from '../../ops/frame/options.js';

/** Options of what asks before it begins. */
export const CONFIRM_OPTIONS = {
  yes: { type: 'boolean', help: 'do not ask; needs --confirm beside it' },
  confirm: {
    type: 'string',
    value: 'VERSION',
    help: 'what --yes needs beside it: the version once more',
  },
} as const satisfies OptionSpecs;

export const TAKE_OVER_OPTION = {
  'take-over': {
    type: 'boolean',
    help: 'take the release lock from a holder that is gone for good',
  },
} as const satisfies OptionSpecs;

export const REPO_OPTION = {
  repo: { type: 'string', value: 'OWNER/NAME', help: 'default: what the remote origin says' },
} as const satisfies OptionSpecs;
