/** What the redactor removes: the label in a token. */
export const KINDS = [
  'aws-access-key-id',
  'aws-secret-key',
  'github-token',
  'gitlab-token',
  'slack-token',
  'slack-webhook',
  'stripe-key',
  'npm-token',
  'google-api-key',
  'jwt',
  'private-key',
  'vendor-token',
  'authorization',
  'password',
  'credential',
  'email',
  'ipv4',
  'ipv6',
  'phone',
  'custom',
] as const;
export type Kind = (typeof KINDS)[number];

/** What was found where: the half-open range of the text that a token replaces. */
export interface Span {
  readonly kind: Kind;
  readonly start: number;
  readonly end: number;
}
