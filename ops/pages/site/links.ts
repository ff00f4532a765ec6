import { posix } from 'node:path';
import { PROJECT_PAGE } from '../../../runtime/src/report/rule-page.js';
import { sitePath } from './contents.js';

/** Where an address in a page of the repository leads on the site: beside it, or to the repository. */
export function siteLink(source: string, address: string): string {
  if (/^[a-z][a-z0-9+.-]*:|^#|^\/\//i.test(address)) return address;
  const [file = '', anchor] = address.split('#');
  const target = posix.normalize(posix.join(posix.dirname(source), file));
  const own = sitePath(source) as string;
  const there = sitePath(target);
  const hash = anchor === undefined ? '' : `#${anchor}`;
  // A folder has no page of its own.
  if (there === undefined || target.endsWith('/'))
    return `${PROJECT_PAGE}/blob/main/${target}${hash}`;
  return `${posix.relative(posix.dirname(own), there)}${hash}`;
}
