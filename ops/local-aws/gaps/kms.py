"""Gap: the rotation period is neither kept nor answered, so every plan would set it again."""

import json

from moto.kms.responses import KmsResponse

DEFAULT_DAYS = 365

plain_enable = KmsResponse.enable_key_rotation
plain_status = KmsResponse.get_key_rotation_status


def key_of(response):
    backend = response.kms_backend
    return backend.keys[backend.get_key_id(response._get_param("KeyId"))]


def enable_key_rotation(self):
    answer = plain_enable(self)
    key_of(self).rotation_period_in_days = self._get_param("RotationPeriodInDays") or DEFAULT_DAYS
    return answer


def get_key_rotation_status(self):
    answer = json.loads(plain_status(self))
    if answer["KeyRotationEnabled"]:
        answer["RotationPeriodInDays"] = getattr(key_of(self), "rotation_period_in_days", DEFAULT_DAYS)
    return json.dumps(answer)


def close():
    for method in (enable_key_rotation, get_key_rotation_status):
        setattr(KmsResponse, method.__name__, method)
