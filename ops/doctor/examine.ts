import type { Environment } from '../../runtime/src/names/index.js';
import type { Io } from '../frame/io.js';
import { awsFindings } from './aws.js';
import type { DoctorFinding } from './finding.js';
import { githubFindings } from './github.js';
import { settingFindings } from './settings.js';
import { terraformFindings } from './terraform.js';
import { toolFindings } from './tools.js';

/** Everything that the doctor finds out about a machine and an environment. Changes nothing. */
export async function examine(io: Io, environment: Environment): Promise<readonly DoctorFinding[]> {
  const { findings: settings, deployment } = settingFindings(io, environment);
  const [tools, aws, github] = await Promise.all([
    toolFindings(io, environment),
    deployment === undefined ? [] : awsFindings(io, deployment),
    githubFindings(io),
  ]);
  return [...tools, ...settings, ...aws, ...terraformFindings(io), ...github];
}
