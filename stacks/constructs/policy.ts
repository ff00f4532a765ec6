type OneOrMore = string | readonly string[];

/** One statement of an IAM policy document, in IAM's own words. */
export interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: Readonly<Record<string, OneOrMore>>;
  readonly Action: OneOrMore;
  readonly Resource?: OneOrMore;
  /** Everything but these; in place of `Resource`. */
  readonly NotResource?: OneOrMore;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, OneOrMore>>>>;
}

/** A policy document as the JSON text that AWS takes. */
export function policyDocument(statements: readonly Statement[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

export const accountRoot = (account: string): string => `arn:aws:iam::${account}:root`;
