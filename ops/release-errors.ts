import { EXIT, type ErrorTable } from '../runtime/src/errors/index.js';

/** Errors of the release, 8xxx; `errors.ts` has them in its table. */
export const RELEASE_ERRORS = {
  'PM-8001': {
    title: 'A version cannot be released',
    exit: EXIT.usage,
    remedy: 'Name a semantic version without v and build metadata: 1.2.3, 1.0.0-rc.1, 1.0.0-mvp.',
  },
  'PM-8002': {
    title: 'A version does not sort above the last release',
    exit: EXIT.failed,
    remedy: 'Name a higher version; `git tag --list` shows the released ones.',
  },
  'PM-8003': {
    title: 'The changelog cannot be merged',
    exit: EXIT.failed,
    remedy: 'Put the changelog right as said (keepachangelog.com), and run the command again.',
  },
  'PM-8004': {
    title: 'The section of the version is not as the release wrote it',
    exit: EXIT.failed,
    remedy:
      'Take the section back (git checkout -- CHANGELOG.md) and put the changes under [Unreleased], then run the command again.',
  },
  'PM-8005': {
    title: 'The version cannot be read or written at one of its places',
    exit: EXIT.failed,
    remedy: 'Put the file right as said, and run the command again; it begins with all places.',
  },
  'PM-8006': {
    title: 'A git command failed',
    exit: EXIT.couldNotRun,
    remedy: 'Read what git says, and run the command again.',
  },
  'PM-8007': {
    title: 'The waivers of the checks cannot be read',
    exit: EXIT.couldNotRun,
    remedy: 'Put release/waivers.json right as said; without it nothing is waived.',
  },
  'PM-8008': {
    title: 'The completion tracker cannot be read or ticked',
    exit: EXIT.failed,
    remedy: 'Put docs/completion-tracker.md right at the line named; it begins with its own rules.',
  },
  'PM-8009': {
    title: 'The kept result of a validation cannot be read',
    exit: EXIT.couldNotRun,
    remedy: 'Remove the file named, and run `npm run release -- validate VERSION` again.',
  },
  'PM-8020': {
    title: 'A release cannot begin',
    exit: EXIT.failed,
    remedy: 'Put right what is named, and look at `npm run release -- plan VERSION` again.',
  },
  'PM-8021': {
    title: 'Somebody else is releasing',
    exit: EXIT.failed,
    remedy:
      'Wait for the holder, or ask. A lock whose holder is gone is taken over with --take-over.',
  },
  'PM-8022': {
    title: 'A step of the release does not find the world as planned',
    exit: EXIT.failed,
    remedy:
      'Look at what is named; `npm run release -- status VERSION` shows every step, `resume` goes on, `rollback` takes back.',
  },
  'PM-8023': {
    title: 'It cannot be told whether a step of the release was done',
    exit: EXIT.couldNotRun,
    remedy: 'Look, and run the same command at a terminal: it asks.',
  },
  'PM-8024': {
    title: 'The remote refused a push',
    exit: EXIT.failed,
    remedy:
      'Read what the remote says: it wants a right, or a rule of the branch or tag stands against it. Then `resume` or `rollback`.',
  },
  'PM-8025': {
    title: 'There is no such release to go on with or to take back',
    exit: EXIT.usage,
    remedy: 'Look at what there is: `npm run release -- status VERSION`.',
  },
  'PM-8026': {
    title: 'The records of a release cannot be kept',
    exit: EXIT.couldNotRun,
    remedy:
      'Make room for `.release/` and let this account write there: without its journal no step is begun. Then run the command again.',
  },
  'PM-8027': {
    title: 'What GitHub holds is not what was built',
    exit: EXIT.failed,
    remedy:
      'Do not publish it: `resume` uploads it again while it is a draft; `rollback` takes the draft away.',
  },
  'PM-8028': {
    title: 'The rehearsal did not end where it began',
    exit: EXIT.failed,
    remedy: 'Do not release: what is named would be left behind by a rollback.',
  },
  'PM-8040': {
    title: 'The artefacts of a version cannot be built from a commit',
    exit: EXIT.failed,
    remedy:
      'Name the commit whose package.json has this version with --commit; `npm run release -- version VERSION` writes one.',
  },
  'PM-8041': {
    title: 'The folder for artefacts holds something else',
    exit: EXIT.failed,
    remedy:
      'Nothing was changed. Look at what is named; move the folder away, or name another with --out.',
  },
  'PM-8042': {
    title: 'An artefact cannot be built',
    exit: EXIT.failed,
    remedy: 'Read what the tool says, put it right in a commit, and build from that one.',
  },
  'PM-8043': {
    title: 'The artefacts cannot be written',
    exit: EXIT.couldNotRun,
    remedy:
      'Make room (a build takes about 300 MB, given back at its end), or name a folder you may write to with --out. Then run the same command again.',
  },
  'PM-8044': {
    title: 'An artefact built twice is not the same',
    exit: EXIT.failed,
    remedy: 'Do not release it: nobody could check it. Look for a date, a path or an order in it.',
  },
  'PM-8045': {
    title: 'The signature of the artefacts is not good',
    exit: EXIT.failed,
    remedy:
      'Do not use what it covers. For your own build: name a key that ssh-keygen can sign with, and its public half in the file of allowed signers.',
  },
  'PM-8050': {
    title: 'An artefact is not what its SHA256SUMS says',
    exit: EXIT.failed,
    remedy: 'Build the artefacts again: `npm run release -- artifacts VERSION`.',
  },
  'PM-8051': {
    title: 'A step after publishing failed',
    exit: EXIT.failed,
    remedy:
      'The release is published. Put right what the runbook said, then `npm run release -- resume VERSION` goes on with this step.',
  },
  'PM-8052': {
    title: 'The deploy of a release waits for an approval',
    exit: EXIT.failed,
    remedy:
      'Go on where a person can answer: `npm run release -- resume VERSION` on a terminal; or approve it beforehand, by the name of the environment: PHASE_MIRROR_RELEASE_APPROVED=production.',
  },
} as const satisfies ErrorTable;
