import { awsClients, type AwsClients } from '../../../ops/aws/clients.js';
import type { Site } from '../../../ops/aws/site.js';
import { steps } from '../../../ops/frame/steps.js';
import { deploymentFor } from '../../../stacks/environments.js';
import { testIo, type TestIoOptions } from '../support/test-io.js';

type Input = Readonly<Record<string, unknown>>;
/** Answers of AWS by command; what throws is an error of AWS. */
export type Answers = Readonly<Record<string, (input: Input) => unknown>>;

export interface TestSite {
  readonly site: Site;
  /** `SetAlarmState phase-mirror-local-…`: commands in order, with what they name. */
  readonly sent: readonly { readonly command: string; readonly input: Input }[];
  readonly stdout: () => string;
  readonly stderr: () => string;
}

/** A site whose clients are the SDK's real ones with the network replaced by answers. */
export function testSite(answers: Answers, home: string, options: TestIoOptions = {}): TestSite {
  const { io, stdout, stderr } = testIo({
    env: { PHASE_MIRROR_HOME: home },
    root: home,
    ...options,
  });
  const env = {
    AWS_ACCESS_KEY_ID: 'x',
    AWS_SECRET_ACCESS_KEY: 'x',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
  };
  const clients = awsClients(env, 'eu-central-1');
  const sent: { command: string; input: Input }[] = [];
  for (const name of [
    'cloudwatch',
    'logs',
    'sns',
    'dynamodb',
    'iam',
    'kms',
    's3',
    'cloudtrail',
  ] as const) {
    (clients[name] as { send: unknown }).send = (command: {
      constructor: { name: string };
      input: Input;
    }) => {
      const called = command.constructor.name.replace(/Command$/, '');
      sent.push({ command: called, input: command.input });
      const answer = answers[called];
      if (answer === undefined) return Promise.reject(new Error(`no answer to ${called}`));
      return new Promise((resolve) => resolve(answer(command.input)));
    };
  }
  const deployment = deploymentFor('local', {});
  const site = {
    context: {
      io,
      steps: steps(io),
      values: {},
      environment: 'local',
      dryRun: false,
      yes: true,
      json: false,
      command: 'npm run ops -- test',
    },
    where: 'local',
    journal: `${home}/runbooks.jsonl`,
    run: 'run-1',
    deployment,
    clients: clients satisfies AwsClients,
    folder: `${home}/local`,
    whileClaimed: <T>(_: string, work: () => Promise<T>) => work(),
    explain: (error: unknown) => error,
  } as unknown as Site;
  return { site, sent, stdout, stderr };
}
