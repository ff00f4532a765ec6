import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy/index.js';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment/index.js';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import type { Construct } from 'constructs';
import { ROLES, type RoleId } from '../runtime/src/names/index.js';
import { AuditTrail } from './constructs/audit-trail.js';
import { EnvironmentStack } from './constructs/environment-stack.js';
import { policyDocument, type Statement } from './constructs/policy.js';
import type { Deployment } from './environments.js';
import { boundary } from './policies/boundary.js';
import { inspection } from './policies/inspection.js';
import { deployerPolicy } from './policies/deployer.js';
import { operatorPolicy } from './policies/operator.js';
import { oraclePolicy } from './policies/oracle.js';
import { plannerPolicy } from './policies/planner.js';
import { trustPolicy } from './policies/trust.js';

interface Duty {
  readonly description: string;
  policy(deployment: Deployment): Statement[];
  /** Whether the role reads the configuration of everything. */
  readonly inspects: boolean;
}

const DUTIES: Readonly<Record<RoleId, Duty>> = {
  oracle: { description: 'Evaluates changes in CI', policy: oraclePolicy, inspects: false },
  planner: {
    description: 'Plans pull requests; writes nothing',
    policy: plannerPolicy,
    inspects: true,
  },
  deployer: { description: 'Applies reviewed plans', policy: deployerPolicy, inspects: true },
  operator: { description: 'Runs the runbooks', policy: operatorPolicy, inspects: true },
};

/** Who may do what, and the record of who did. */
export class AccessStack extends EnvironmentStack {
  constructor(app: Construct, deployment: Deployment) {
    super(app, 'access', deployment);
    const { names } = deployment;
    const limit = new IamPolicy(this, 'boundary', {
      name: names.boundary,
      description: 'The most that a role of Phase Mirror can do, whatever its own policy says',
      policy: policyDocument(boundary(deployment)),
    });
    // A managed policy: inlined, it would take the larger roles over IAM's 10,240 characters.
    const inspect = new IamPolicy(this, 'inspection', {
      name: names.inspection,
      description: 'Reads of configuration, of no data and no secret',
      policy: policyDocument(inspection(deployment)),
    });
    for (const id of ROLES) {
      const role = new IamRole(this, id, {
        name: names.roles[id],
        description: DUTIES[id].description,
        assumeRolePolicy: trustPolicy(id, deployment),
        permissionsBoundary: limit.arn,
        maxSessionDuration: 3600,
      });
      new IamRolePolicy(this, `${id}_policy`, {
        name: id,
        role: role.name,
        policy: policyDocument(DUTIES[id].policy(deployment)),
      });
      if (DUTIES[id].inspects) {
        new IamRolePolicyAttachment(this, `${id}_inspects`, {
          role: role.name,
          policyArn: inspect.arn,
        });
      }
      this.output(`${id}_role_arn`, role.arn, DUTIES[id].description);
    }
    const trail = new AuditTrail(this, 'audit', deployment, this.isProtected);
    this.output('trail_arn', trail.arn, 'Audit trail');
    this.output('trail_bucket', trail.bucketName, 'Bucket of the audit trail’s files');
  }
}
