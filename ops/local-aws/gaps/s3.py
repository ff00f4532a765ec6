"""Gaps: NewerNoncurrentVersions of an expiration is dropped, for which the provider waits three
minutes; a Deny with a condition counts as a Deny of everything, so that a TLS-only policy blocks
every object call, Terraform's own state included; and while versioning is suspended, deleting one
version deletes all, and fails when there is a delete marker, so that such a bucket cannot be emptied."""

import json
import re
from xml.sax.saxutils import escape

from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.s3.models import FakeBucket, FakeDeleteMarker, S3Backend
from moto.s3.responses import S3Response

plain_put_lifecycle = S3Backend.put_bucket_lifecycle
plain_delete_object = S3Backend.delete_object
plain_get_lifecycle = S3Response.get_bucket_lifecycle


def put_bucket_lifecycle(self, bucket_name, rules):
    plain_put_lifecycle(self, bucket_name, rules)
    asked = rules if isinstance(rules, list) else [rules]
    for rule, kept in zip(asked, self.get_bucket(bucket_name).rules):
        expiration = rule.get("NoncurrentVersionExpiration") or {}
        kept.newer_noncurrent_versions = expiration.get("NewerNoncurrentVersions")


def get_bucket_lifecycle(self):
    status, headers, body = plain_get_lifecycle(self)
    text = body.decode() if isinstance(body, bytes) else body
    for rule in self.backend.get_bucket_lifecycle(self.bucket_name) or []:
        newer = getattr(rule, "newer_noncurrent_versions", None)
        if newer is not None:
            text = with_newer_versions(text, rule.id, newer)
    return status, headers, text


def with_newer_versions(text, rule_id, newer):
    within_rule = re.compile(
        # Never past the end of this rule: the next one may have an expiration of its own.
        rf"(<Rule>(?:(?!</Rule>).)*?<ID>{re.escape(escape(rule_id))}</ID>(?:(?!</Rule>).)*?)</NoncurrentVersionExpiration>",
        re.DOTALL,
    )
    element = f"<NewerNoncurrentVersions>{newer}</NewerNoncurrentVersions></NoncurrentVersionExpiration>"
    return within_rule.sub(lambda match: match.group(1) + element, text, count=1)


def get_permission(self, action, resource):
    """As moto's own, without the denials whose condition it cannot judge."""
    if self.policy is None:
        return PermissionResult.NEUTRAL
    policy = json.loads(self.policy.decode())
    statements = policy["Statement"]
    if isinstance(statements, dict):
        statements = [statements]
    kept = [one for one in statements if not (one["Effect"] == "Deny" and one.get("Condition"))]
    return IAMPolicy(json.dumps({**policy, "Statement": kept})).is_action_permitted(action, resource)


def delete_object(self, bucket_name, key_name, version_id=None, bypass=False):
    bucket = self.get_bucket(bucket_name)
    if version_id is None or bucket.is_versioned or key_name not in bucket.keys:
        return plain_delete_object(self, bucket_name, key_name, version_id, bypass)
    kept = [one for one in bucket.keys.getlist(key_name) if str(one.version_id) != str(version_id)]
    bucket.keys.setlist(key_name, kept)
    if not kept:
        bucket.keys.pop(key_name)
    return True, {"version-id": version_id}


def close():
    S3Backend.put_bucket_lifecycle = put_bucket_lifecycle
    S3Response.get_bucket_lifecycle = get_bucket_lifecycle
    FakeBucket.get_permission = get_permission
    S3Backend.delete_object = delete_object
    # Keys free their temporary file so; a marker has none.
    FakeDeleteMarker.dispose = lambda self: None
