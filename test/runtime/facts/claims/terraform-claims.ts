import { collectFacts, gitCommand, type Facts } from '../../../../runtime/src/facts/index.js';
import { repository, type Files } from '../../../support/repository.js';

/** Claims of Terraform files of the repository `acme/app`. */
export async function claimsOf(
  files: Files,
  remote = 'https://github.com/acme/app.git',
): Promise<Facts['head']['claims']> {
  const repo = repository(files);
  if (remote !== '') repo.git('remote', 'add', 'origin', remote);
  const facts = await collectFacts(gitCommand(repo.folder, process.env), { env: {} });
  repo.remove();
  return facts.head.claims;
}
