import { hash } from 'node:crypto';
import type { Finding } from '../rules/finding.js';

/**
 * Id of a finding in the stores: its fingerprint within its repository, 64 hex characters. The
 * fingerprint alone is the same in every repository, and what is a false positive in one is none in
 * another.
 */
export function findingIdOf(
  repository: string,
  { fingerprint }: Pick<Finding, 'fingerprint'>,
): string {
  return hash('sha256', JSON.stringify([repository, fingerprint]), 'hex');
}
