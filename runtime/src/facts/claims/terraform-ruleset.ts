import { type MappingNode, type Node } from '../nodes/node.js';
import type { Claim } from './claim.js';
import type { ClaimDocument } from './document.js';
import { mappingAt, scalar } from './hcl-nodes.js';
import { blocks, emptyAt, listAt, part, partsOf, single } from './hcl-parts.js';
import { providerDefaults } from './provider-defaults.js';
import { rulesetClaim } from './ruleset.js';

/** The claim of a ruleset resource, of the repository or of its organisation. */
export function terraformRuleset(document: ClaimDocument, body: MappingNode): Claim | undefined {
  const conditions = part(body, 'conditions');
  const actors = blocks(body, 'bypass_actors');
  const rules = part(body, 'rules');
  const root = mappingAt(body, {
    name: part(body, 'name'),
    target: part(body, 'target'),
    enforcement: part(body, 'enforcement'),
    conditions: conditions && {
      ...conditions,
      value: mappingAt(conditions.value, { ref_name: part(conditions.value, 'ref_name') }),
    },
    // Terraform states the whole ruleset: whom it does not name may not bypass.
    bypass_actors: actors ?? {
      key: scalar('bypass_actors', [body.start, body.end]),
      value: emptyAt(body),
    },
    rules: rules && { ...rules, value: listAt(rules.value, rulesOf(rules.value)) },
  });
  return rulesetClaim(document, root);
}

/** Rules are blocks, or flags, by their type. */
function rulesOf(node: Node): readonly Node[] {
  if (node.kind !== 'mapping') return [];
  return node.entries.flatMap((rule) => {
    if (rule.value.kind === 'scalar' && rule.value.value !== true) return [];
    const type = rule.key === 'required_workflows' ? 'workflows' : rule.key;
    const { keyNode } = rule;
    const at = [keyNode.start, keyNode.end] as const;
    const parameters = rule.value.kind === 'scalar' ? undefined : single(rule.value);
    const checks = blocks(parameters, 'required_check');
    const value =
      parameters?.kind !== 'mapping'
        ? parameters
        : mappingAt(parameters, {
            ...providerDefaults(keyNode, type),
            ...partsOf(parameters),
            ...(checks === undefined ? {} : { required_status_checks: checks }),
          });
    return [
      mappingAt(keyNode, {
        type: { key: keyNode, value: scalar(type, at) },
        parameters: value && { key: keyNode, value },
      }),
    ];
  });
}
