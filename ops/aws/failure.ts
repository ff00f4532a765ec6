import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { isError, PhaseMirrorError } from '../../runtime/src/errors/index.js';
import { opsError } from '../errors.js';
import type { AwsClients } from './clients.js';
import { describeTarget, type AwsTarget } from './target.js';

/** Failures of the connection, whatever was asked: nothing behind it is known. */
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'TimeoutError',
  'ERR_INVALID_URL',
]);

/** Failures of the identity: every call of this run would fail the same way. */
const CREDENTIALS = new Set([
  'CredentialsProviderError',
  'TokenProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'InvalidAccessKeyId',
  'IncompleteSignature',
  'MissingAuthenticationToken',
  'RequestExpired',
  'RequestTimeTooSkewed',
]);

export type AwsFailure = 'unreachable' | 'credentials' | 'answered';

/** What kind of failure an SDK error is: of the connection, of the identity, or AWS's own answer. */
export function classify(error: unknown): AwsFailure {
  const marks = marksOf(error);
  if (marks.some((mark) => CREDENTIALS.has(mark))) return 'credentials';
  return marks.some((mark) => UNREACHABLE.has(mark)) ? 'unreachable' : 'answered';
}

/**
 * Names and codes of the error, of each address that was tried, and of the system error in a message:
 * the SDK wraps what it does not know, and keeps only its text.
 */
function marksOf(error: unknown): readonly string[] {
  if (!isError(error)) return [];
  const { code, errors } = error as { readonly code?: unknown; readonly errors?: unknown };
  const inner = Array.isArray(errors) ? errors.flatMap(marksOf) : [];
  const wrapped = /\bE[A-Z_]{4,}\b/.exec(error.message)?.[0];
  return [
    error.name,
    ...(typeof code === 'string' ? [code] : []),
    ...inner,
    ...(wrapped === undefined ? [] : [wrapped]),
  ];
}

/** One line that names what AWS or the connection said, without the SDK's stack. */
export function said(error: unknown): string {
  if (!isError(error)) return String(error);
  const mark = marksOf(error).find((m) => m !== 'Error' && m !== 'AggregateError') ?? error.name;
  const [first = ''] = error.message.split('\n');
  const text = first.replace(/^AWS SDK error wrapper for (Error: )?/, '');
  return text === '' || text === mark ? mark : `${mark}: ${text}`;
}

/**
 * Turns a failure of connection or identity into PM-7004 with region and endpoint. An answer of AWS
 * (access denied, not found, throttled) is returned unchanged: its caller knows what it means.
 */
export function awsFailure(error: unknown, target: AwsTarget): unknown {
  if (error instanceof PhaseMirrorError) return error;
  switch (classify(error)) {
    case 'unreachable':
      return opsError('PM-7004', {
        what: describeTarget(target),
        why: said(error),
        remedy:
          target.endpoint === undefined
            ? 'Check the network and AWS_REGION; `npm run ops -- doctor` shows what is in force.'
            : 'Check that something listens at AWS_ENDPOINT_URL; `npm run status` shows the local AWS, `npm run up` starts it.',
        cause: error,
      });
    case 'credentials':
      return opsError('PM-7004', {
        what: describeTarget(target),
        why: `the credentials are not accepted: ${said(error)}`,
        remedy:
          'Log in (`aws sso login`) or set AWS_PROFILE or AWS_ACCESS_KEY_ID; `npm run ops -- doctor` shows what is in force.',
        cause: error,
      });
    case 'answered':
      return error;
  }
}

/**
 * Makes sure that AWS answers and that it is the account meant, before anything is read or written.
 * Throws PM-7004.
 */
export async function assertAccount(clients: AwsClients, account: string): Promise<void> {
  let present: string | undefined;
  try {
    present = (await clients.sts.send(new GetCallerIdentityCommand({}))).Account;
  } catch (error) {
    throw awsFailure(error, clients.target);
  }
  if (present === account) return;
  throw opsError('PM-7004', {
    what: `${describeTarget(clients.target)}: account ${present ?? 'unknown'}`,
    why: `the environment lives in account ${account}`,
    remedy: `Use credentials of account ${account}, or correct the environment's account in its settings.`,
  });
}

/** A failure of connection or identity is PM-7004, an answer of AWS PM-6012; a bug stays what it is. */
export function explained(error: unknown, what: string, target: AwsTarget): unknown {
  const failure = awsFailure(error, target);
  if (failure instanceof PhaseMirrorError || !isAnswer(failure)) return failure;
  return opsError('PM-6012', { what, why: said(failure), cause: failure });
}

const isAnswer = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && '$metadata' in error;
