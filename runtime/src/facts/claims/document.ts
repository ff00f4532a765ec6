import type { Gap } from '../answer.js';
import { child, textOf, type Node } from '../nodes/node.js';
import type { Quoted } from '../place.js';
import type { TextFile } from '../text.js';
import type { RequiredCheck, Stated } from './claim.js';

/** Thrown for what is not of a shape that GitHub has. */
export class WrongShape extends Error {
  constructor(readonly gap: Gap) {
    super(gap.reason);
  }
}

/** A file with claims, and how its values are quoted. */
export class ClaimDocument {
  constructor(readonly file: TextFile) {}

  quoted(node: Node): Quoted {
    return this.file.quote(this.file.place(node.start, node.end));
  }

  refuse(node: Node, reason: string, code: Gap['code'] = 'claim-shape'): WrongShape {
    const { path } = this.file;
    return new WrongShape({
      code,
      reason: `${path}: ${reason}`,
      place: this.file.place(node.start),
    });
  }

  stated<T>(node: Node | undefined, value: T | undefined): Stated<T> | undefined {
    return node === undefined || value === undefined ? undefined : { value, ...this.quoted(node) };
  }

  number(node: Node | undefined): Stated<number> | undefined {
    return this.stated(node, numberOf(node));
  }

  text(node: Node | undefined): Stated<string> | undefined {
    return this.stated(node, textOf(node));
  }

  /**
   * The checks of both forms: `contexts` are names, `checks` carry the app as `app_id` or
   * `integration_id`. GET answers every check in both forms; the second then says more.
   */
  required(
    holder: Node | undefined,
    contexts: Node | undefined,
    checks: Node | undefined,
  ): readonly RequiredCheck[] {
    const found = new Map<string, RequiredCheck>();
    for (const node of itemsOf(contexts)) {
      const context = textOf(node);
      if (context === undefined) throw this.refuse(node, 'a context is not a string');
      found.set(context, { context, ...this.quoted(node) });
    }
    for (const item of itemsOf(checks)) {
      const node = child(item, 'context');
      const context = textOf(node);
      if (node === undefined || context === undefined) {
        throw this.refuse(item, 'a required check has no `context`');
      }
      const app = numberOf(child(item, 'app_id') ?? child(item, 'integration_id'));
      found.set(context, {
        context,
        ...this.quoted(node),
        ...(app === undefined || app < 0 ? {} : { app }),
      });
    }
    if (holder?.kind === 'mapping' && contexts === undefined && checks === undefined) {
      throw this.refuse(holder, 'required status checks without a list of checks');
    }
    return [...found.values()];
  }
}

export const itemsOf = (node: Node | undefined): readonly Node[] =>
  node?.kind === 'sequence' ? node.items : [];

/** `true`, `false`, or `{ "enabled": … }` as GET has it. */
export function booleanOf(node: Node | undefined): boolean | undefined {
  const inner = node?.kind === 'mapping' ? child(node, 'enabled') : node;
  return inner?.kind === 'scalar' && typeof inner.value === 'boolean' ? inner.value : undefined;
}

export const numberOf = (node: Node | undefined): number | undefined =>
  node?.kind === 'scalar' && typeof node.value === 'number' ? node.value : undefined;
