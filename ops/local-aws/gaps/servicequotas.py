"""Gap: quotas are known of VPC only. These are AWS's documented defaults of what the stacks make; a quota
that an account was granted more of is not here."""

from moto.servicequotas.models import ServiceQuotasBackend
from moto.servicequotas.responses import ServiceQuotasResponse

plain_defaults = ServiceQuotasBackend.list_aws_default_service_quotas
plain_quota = ServiceQuotasBackend.get_service_quota

DEFAULTS = {
    "dynamodb": ("Amazon DynamoDB", [("L-F98FE922", "Maximum number of tables", 2500.0)]),
    "monitoring": ("Amazon CloudWatch", [("L-2FF78D7B", "Number of alarms", 5000.0)]),
    "sns": ("Amazon Simple Notification Service (Amazon SNS)", [("L-61103206", "Topics per Account", 100000.0)]),
    "kms": ("AWS Key Management Service (AWS KMS)", [("L-C2F1777E", "Customer Master Keys (CMKs)", 100000.0)]),
    "s3": ("Amazon Simple Storage Service (Amazon S3)", [("L-DC2B2D3D", "General purpose buckets", 10000.0)]),
}


def quotas_of(backend, service_code):
    name, quotas = DEFAULTS[service_code]
    return [
        {
            "ServiceCode": service_code,
            "ServiceName": name,
            "QuotaArn": f"arn:aws:servicequotas:{backend.region_name}:{backend.account_id}:{service_code}/{code}",
            "QuotaCode": code,
            "QuotaName": title,
            "Value": value,
            "Unit": "None",
            "Adjustable": True,
            "GlobalQuota": False,
        }
        for code, title, value in quotas
    ]


def list_aws_default_service_quotas(self, service_code):
    return quotas_of(self, service_code) if service_code in DEFAULTS else plain_defaults(self, service_code)


def get_service_quota(self, service_code, quota_code):
    found = [one for one in quotas_of(self, service_code) if one["QuotaCode"] == quota_code] if service_code in DEFAULTS else []
    return found[0] if found else plain_quota(self, service_code, quota_code)


def close():
    for method in (list_aws_default_service_quotas, get_service_quota):
        setattr(ServiceQuotasBackend, method.__name__, method)
    # What an account was granted is what AWS gives everybody.
    ServiceQuotasResponse.list_service_quotas = ServiceQuotasResponse.list_aws_default_service_quotas
