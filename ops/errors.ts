import { EXIT, errorsOf, RUNTIME_ERRORS, type ErrorTable } from '../runtime/src/errors/index.js';
import { RELEASE_ERRORS } from './release-errors.js';

/**
 * Errors of the runbooks, beside the runtime's own. 6xxx Terraform and infrastructure, 7xxx tools
 * and the local AWS, 8xxx the release. `docs/errors.md` is generated from this table.
 */
export const OPS_ERRORS = {
  'PM-6001': {
    title: 'A Terraform command failed',
    exit: EXIT.failed,
    remedy: 'Read the lines shown and the log named; then run the same command again.',
  },
  'PM-6002': {
    title: 'The state is locked by somebody else',
    exit: EXIT.failed,
    remedy: 'Wait for the holder named to finish, then run the command again.',
  },
  'PM-6003': {
    title: 'The workspace is not that of the environment',
    exit: EXIT.couldNotRun,
    remedy: 'Run the runbook with --env, or set TF_WORKSPACE to the environment.',
  },
  'PM-6004': {
    title: 'The plan destroys or replaces something that holds state',
    exit: EXIT.failed,
    remedy:
      'Look at every address named; allow each one with --allow-destroy ADDRESS if you mean it.',
  },
  'PM-6005': {
    title: 'The environment is not as design section 7 promises',
    exit: EXIT.failed,
    remedy:
      'Read the failed rows; `npm run ops -- deploy --env <environment>` restores what Terraform owns.',
  },
  'PM-6006': {
    title: 'The environment is protected against destruction',
    exit: EXIT.failed,
    remedy: 'Only `local` can be destroyed by a runbook.',
  },
  'PM-6007': {
    title: 'A state object and the digest kept of it disagree',
    exit: EXIT.couldNotRun,
    remedy:
      'Find out who replaced the state. `npm run ops -- state list --stack STACK` shows its versions; `state restore` puts the right one back and mends the digest.',
  },
  'PM-6008': {
    title: 'The state backend of the environment is not there',
    exit: EXIT.couldNotRun,
    remedy: 'Run `npm run ops -- bootstrap --env <environment>` first; it can be repeated.',
  },
  'PM-6009': {
    title: 'States of the foundation contradict each other',
    exit: EXIT.couldNotRun,
    remedy:
      'Compare the two states named, keep the right one and move the other file away; nothing was changed.',
  },
  'PM-6010': {
    title: 'An example was not judged as it must be',
    exit: EXIT.failed,
    remedy:
      'Read the report named: the rules, the example or the environment are not what they were.',
  },
  'PM-6011': {
    title: 'A secret exists that no state knows',
    exit: EXIT.failed,
    remedy:
      'Restore the state of the stack from its older versions: `npm run ops -- state restore`. Only where no report was ever sealed with it, delete the parameter and run the command again.',
  },
  'PM-6012': {
    title: 'AWS refused a call of a runbook',
    exit: EXIT.couldNotRun,
    remedy:
      'Use the role operator of the environment, or the role that the message names; nothing was changed by the call that was refused.',
  },
  'PM-6013': {
    title: 'What a runbook has done is not as it was planned',
    exit: EXIT.failed,
    remedy:
      'Read what was found; undo it as the plan says, or run the command again when what stood in the way is gone.',
  },
  'PM-6020': {
    title: 'What is live has drifted from what was accepted',
    exit: EXIT.failed,
    remedy:
      'Read the rows named. Undo the change, or accept it: a new baseline for the repository, a deploy for the infrastructure.',
  },
  'PM-6021': {
    title: 'Drift could not be told',
    exit: EXIT.couldNotRun,
    remedy:
      'Read why in the rows marked ??, give what is missing, and run the same command again. What is not known is not called free of drift.',
  },
  'PM-6022': {
    title: 'CODEOWNERS names owners that answer for nothing',
    exit: EXIT.failed,
    remedy:
      'Replace them: `npm run ops -- codeowners replace --map @old=@new`; give real owners write access to the repository.',
  },
  'PM-6023': {
    title: 'Owners of CODEOWNERS could not be checked',
    exit: EXIT.couldNotRun,
    remedy:
      'Give the token the permission that the row names (Members: read of the organisation, Metadata: read of the repository).',
  },
  'PM-6030': {
    title: 'A restore would overwrite what is there',
    exit: EXIT.failed,
    remedy:
      'Restore into a name of its own (--to), or replace the items of the table in use with --swap and its name.',
  },
  'PM-6031': {
    title: 'A version of a state cannot be restored',
    exit: EXIT.failed,
    remedy:
      'Choose another version: `npm run ops -- state list --stack STACK` shows each with its lineage and serial.',
  },
  'PM-6032': {
    title: 'A state lock is not released',
    exit: EXIT.failed,
    remedy:
      'Wait for its holder. Release it only if you know that the holder died, by naming its id: `npm run ops -- state unlock --stack STACK --lock ID`.',
  },
  'PM-6040': {
    title: 'A scenario or a target of the smoke does not hold',
    exit: EXIT.failed,
    remedy:
      'Read the rows marked FAIL; `npm run ops -- verify --env <environment>` says what of the environment is not as it should be.',
  },
  'PM-6041': {
    title: 'A scenario of the smoke could not be run',
    exit: EXIT.couldNotRun,
    remedy:
      'Read why in the rows marked ??: a right that is missing (role operator), or a service that did not answer; then run it again.',
  },
  'PM-6042': {
    title: 'An alarm did not ring, or told nobody',
    exit: EXIT.failed,
    remedy:
      'Look at the alarm’s actions and its topic: `npm run ops -- verify --all` says which of its promises is broken; a deploy restores them.',
  },
  'PM-6043': {
    title: 'The environment was not healthy while it was watched',
    exit: EXIT.failed,
    remedy:
      'Read the breaches: each alarm links its page in docs/runbooks/alarms.md, each figure its limit.',
  },
  'PM-6044': {
    title: 'A deploy would come near a quota of the account',
    exit: EXIT.failed,
    remedy:
      'Ask for more in the Service Quotas console of the region, or remove what is not used, before the deploy.',
  },
  'PM-6045': {
    title: 'A quota, or what is used of it, could not be read',
    exit: EXIT.couldNotRun,
    remedy:
      'Give the caller the right that the row names (role operator); what is not known is not taken for zero.',
  },
  'PM-6046': {
    title: 'The production checklist has open items',
    exit: EXIT.failed,
    remedy:
      'Run the command of each open item, or `production-checklist run`; tick what no command can know.',
  },
  'PM-6047': {
    title: 'A file has no place for the performance table',
    exit: EXIT.usage,
    remedy:
      'Put <!-- performance:begin --> and <!-- performance:end --> on lines of their own where the table belongs, once.',
  },
  'PM-6014': {
    title: 'A version of a secret exists already',
    exit: EXIT.failed,
    remedy: 'Run the command again: it looks at what is there and goes on from there.',
  },
  'PM-6015': {
    title: 'A version of a secret is still needed',
    exit: EXIT.failed,
    remedy: 'Wait for the end of its grace period, or rotate first.',
  },
  'PM-6016': {
    title: 'What was applied could not be written to the state in the bucket',
    exit: EXIT.failed,
    remedy:
      'Keep the file named: it is the only record of what was applied. Run the same command again when the bucket takes writes: it puts the state there first.',
  },
  'PM-6017': {
    title: 'A state that could not be written does not fit the one in the bucket',
    exit: EXIT.couldNotRun,
    remedy:
      'One of the two is right. Move the file away to keep the state in the bucket, or push the file by hand as shown; nothing was changed.',
  },
  'PM-6018': {
    title: 'Whether an environment stands could not be told',
    exit: EXIT.couldNotRun,
    remedy:
      'Read why in the rows marked ??, give what is missing (role operator), and run the same command again.',
  },
  'PM-7001': {
    title: 'A tool is missing',
    exit: EXIT.couldNotRun,
    remedy: 'Install it as shown. `npx phase-mirror check` needs only Node.',
  },
  'PM-7002': {
    title: 'The local AWS did not start',
    exit: EXIT.couldNotRun,
    remedy: 'Read the log named; `npm run down` stops what is left of it.',
  },
  'PM-7003': {
    title: 'The installed emulator is not the version that the launcher is written for',
    exit: EXIT.couldNotRun,
    remedy: 'Remove .phase-mirror/venv and run `npm run up`, or install the version named.',
  },
  'PM-7004': {
    title: 'AWS cannot be reached with the present settings',
    exit: EXIT.couldNotRun,
    remedy:
      'Check AWS_ENDPOINT_URL, AWS_REGION and the credentials; `npm run ops -- doctor` shows them.',
  },
  'PM-7005': {
    title: 'The command was cancelled',
    exit: EXIT.cancelled,
    remedy: 'Run the same command again: it looks at what there is and goes on from there.',
  },
  'PM-7006': {
    title: 'GitHub cannot be asked',
    exit: EXIT.couldNotRun,
    remedy:
      'Set GITHUB_TOKEN or GH_TOKEN, or `gh auth login`; check the network and GITHUB_API_URL. Nothing is known of what was asked.',
  },
  'PM-7007': {
    title: 'GitHub refused a call of a runbook',
    exit: EXIT.couldNotRun,
    remedy:
      'Give the token the permission that the message names, for the repository that it names; then run the same command again.',
  },
  'PM-7008': {
    title: 'The packages of this checkout are not installed',
    exit: EXIT.couldNotRun,
    remedy: 'Run `npm ci` in this checkout, then the same command again.',
  },
  ...RELEASE_ERRORS,
} as const satisfies ErrorTable;

export const ALL_ERRORS = { ...RUNTIME_ERRORS, ...OPS_ERRORS } as const;

export const opsError = errorsOf(ALL_ERRORS);
