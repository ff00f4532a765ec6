"""Gaps: selections, access policies, notifications and recovery points of a vault, and changing a plan are
unknown (no job ever runs here, so that a vault holds no recovery point);
tags are not found by the path that the Go SDK sends; a plan that was deleted still blocks its name."""

import json
import re
from urllib.parse import unquote

from moto.backup import urls
from moto.backup.exceptions import ResourceNotFoundException
from moto.backup.models import BackupBackend, Plan
from moto.backup.responses import BackupResponse
from moto.core.utils import unix_time
from moto.moto_api._internal import mock_random

plain_delete_plan = BackupBackend.delete_backup_plan

# Kept on moto's own objects, so that a reset forgets them with the rest.
POLICY = "access_policy"
NOTIFICATIONS = "notifications"
SELECTIONS = "selections"


def part_after(path, collection):
    """`/backup/plans/ID/selections/` and `plans` → `ID`."""
    return unquote(path.split(f"/{collection}/", 1)[1].split("/", 1)[0])


def plan_of(response):
    return response.backup_backend.get_backup_plan(part_after(response.path, "plans"), None)


def vault_of(response):
    return response.backup_backend.describe_backup_vault(part_after(response.path, "backup-vaults"))


def selections_of(response):
    return vars(plan_of(response)).setdefault(SELECTIONS, {})


def selection_of(response):
    found = selections_of(response).get(part_after(response.path, "selections"))
    if found is None:
        raise ResourceNotFoundException("Backup selection does not exist")
    return found


def create_backup_selection(self):
    selection = {
        "BackupPlanId": plan_of(self).backup_plan_id,
        "SelectionId": str(mock_random.uuid4()),
        "CreationDate": unix_time(),
        "BackupSelection": json.loads(self.body)["BackupSelection"],
    }
    selections_of(self)[selection["SelectionId"]] = selection
    return json.dumps({key: value for key, value in selection.items() if key != "BackupSelection"})


def get_backup_selection(self):
    return json.dumps(selection_of(self))


def delete_backup_selection(self):
    selections_of(self).pop(selection_of(self)["SelectionId"])
    return "{}"


def list_backup_selections(self):
    listed = [
        {
            "BackupPlanId": one["BackupPlanId"],
            "SelectionId": one["SelectionId"],
            "SelectionName": one["BackupSelection"]["SelectionName"],
            "IamRoleArn": one["BackupSelection"]["IamRoleArn"],
            "CreationDate": one["CreationDate"],
        }
        for one in selections_of(self).values()
    ]
    return json.dumps({"BackupSelectionsList": listed})


def update_backup_plan(self):
    plan = plan_of(self)
    changed = Plan(json.loads(self.body)["BackupPlan"], plan.creator_request_id, self.backup_backend)
    plan.backup_plan = changed.backup_plan
    plan.advanced_backup_settings = changed.advanced_backup_settings
    plan.version_id = changed.version_id
    return json.dumps(plan.to_dict())


def delete_backup_plan(self, backup_plan_id):
    answer = plain_delete_plan(self, backup_plan_id)
    del self.plans[backup_plan_id]
    return answer


def put_backup_vault_access_policy(self):
    setattr(vault_of(self), POLICY, json.loads(self.body)["Policy"])
    return "{}"


def get_backup_vault_access_policy(self):
    return json.dumps({**name_of_vault(self), "Policy": kept_by_vault(self, POLICY)})


def delete_backup_vault_access_policy(self):
    setattr(vault_of(self), POLICY, None)
    return "{}"


def put_backup_vault_notifications(self):
    setattr(vault_of(self), NOTIFICATIONS, json.loads(self.body))
    return "{}"


def get_backup_vault_notifications(self):
    return json.dumps({**name_of_vault(self), **kept_by_vault(self, NOTIFICATIONS)})


def delete_backup_vault_notifications(self):
    setattr(vault_of(self), NOTIFICATIONS, None)
    return "{}"


def list_recovery_points_by_backup_vault(self):
    vault_of(self)
    return json.dumps({"RecoveryPoints": []})


def name_of_vault(response):
    vault = vault_of(response)
    return {"BackupVaultName": vault.backup_vault_name, "BackupVaultArn": vault.backup_vault_arn}


def kept_by_vault(response, what):
    kept = getattr(vault_of(response), what, None)
    if kept is None:
        raise ResourceNotFoundException(f"the vault has no {what.replace('_', ' ')}")
    return kept


def list_tags(self):
    arn = re.search(r"arn:[^/]+", unquote(self.path)).group(0)
    return json.dumps({"Tags": self.backup_backend.list_tags(resource_arn=arn)})


def close():
    BackupBackend.delete_backup_plan = delete_backup_plan
    for method in (
        create_backup_selection,
        get_backup_selection,
        delete_backup_selection,
        list_backup_selections,
        update_backup_plan,
        put_backup_vault_access_policy,
        get_backup_vault_access_policy,
        delete_backup_vault_access_policy,
        put_backup_vault_notifications,
        get_backup_vault_notifications,
        delete_backup_vault_notifications,
        list_recovery_points_by_backup_vault,
        list_tags,
    ):
        setattr(BackupResponse, method.__name__, method)
    for leaf in ("access-policy", "notification-configuration", "recovery-points"):
        urls.url_paths[f"{{0}}/backup-vaults/(?P<name>[^/]+)/{leaf}/?$"] = urls.response.dispatch
