"""What moto 5.2.1 lacks of the calls that terraform-provider-aws 5.100 and the runbooks make,
one file a service."""

from . import backup, cloudtrail, cloudwatch, dynamodb, kms, logs, s3, servicequotas


def close_all():
    for service in (backup, cloudtrail, cloudwatch, dynamodb, kms, logs, s3, servicequotas):
        service.close()
