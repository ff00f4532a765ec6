import { grantOf, valueOf, type Permissions, type Tree } from '../facts/index.js';

/** The blocks of `permissions` that let a step report checks or statuses under any name, once each. */
export function checkWriters(tree: Tree): readonly Permissions[] {
  const done = known.get(tree);
  if (done !== undefined) return done;
  const writers = new Map<string, Permissions>();
  for (const { jobs } of valueOf(tree.workflows) ?? []) {
    for (const { permissions } of jobs) {
      if (permissions === undefined || !mayReport(permissions)) continue;
      const { path, line } = permissions.place;
      writers.set(`${path}:${line}`, permissions);
    }
  }
  const list = [...writers.values()];
  known.set(tree, list);
  return list;
}

/** Made once a tree: it is asked for every check that nothing reports. */
const known = new WeakMap<Tree, readonly Permissions[]>();

const mayReport = (permissions: Permissions): boolean =>
  ['checks', 'statuses'].some((scope) => grantOf(permissions, scope) === 'write');
