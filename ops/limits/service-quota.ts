import {
  paginateListAWSDefaultServiceQuotas,
  paginateListServiceQuotas,
  type ServiceQuota,
  type ServiceQuotasClient,
} from '@aws-sdk/client-service-quotas';

/** A quota as Service Quotas knows it: by its code or, where AWS has another, by its name. */
export interface QuotaId {
  readonly service: string;
  readonly code: string;
  readonly name: RegExp;
}

/**
 * The quota in force for the account in the client's region. Service Quotas leaves out of its list what
 * the account was never granted a value of its own for: there AWS's default is in force. Throws what the
 * SDK throws, and NoSuchResourceException where neither list has it.
 */
export async function serviceQuota(client: ServiceQuotasClient, id: QuotaId): Promise<number> {
  const query = { ServiceCode: id.service };
  const value =
    (await valueIn(paginateListServiceQuotas({ client }, query), id)) ??
    (await valueIn(paginateListAWSDefaultServiceQuotas({ client }, query), id));
  if (value !== undefined) return value;
  throw Object.assign(new Error(`Service Quotas lists no ${id.code} for ${id.service}`), {
    name: 'NoSuchResourceException',
  });
}

async function valueIn(
  pages: AsyncIterable<{ readonly Quotas?: ServiceQuota[] | undefined }>,
  { code, name }: QuotaId,
): Promise<number | undefined> {
  let byName: number | undefined;
  for await (const { Quotas = [] } of pages) {
    for (const { QuotaCode, QuotaName = '', Value } of Quotas) {
      // A quota without its value is not known; it is not zero.
      if (Value === undefined) continue;
      if (QuotaCode === code) return Value;
      if (name.test(QuotaName)) byName ??= Value;
    }
  }
  return byName;
}
