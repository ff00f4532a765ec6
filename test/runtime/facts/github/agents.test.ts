import { describe, expect, it } from '@jest/globals';
import {
  accountOfAddress,
  sameAccount,
  type Account,
} from '../../../../runtime/src/facts/github/account.js';
import { isMachine, machineOf, MACHINES } from '../../../../runtime/src/facts/github/agents.js';

describe('the account of an address', () => {
  it.each<readonly [string, Account | undefined]>([
    [
      '49699333+dependabot[bot]@users.noreply.github.com',
      { login: 'dependabot[bot]', id: 49699333 },
    ],
    ['Ada@users.noreply.github.com', { login: 'Ada' }],
    ['7+a-b@Users.NoReply.GitHub.com', { login: 'a-b', id: 7 }],
    ['ada@example.com', undefined],
    ['7+ada@users.noreply.github.example.com', undefined],
    ['7+ada@users.noreply.github.com.example.com', undefined],
    ['x+ada@users.noreply.github.com', undefined],
    ['7+@users.noreply.github.com', undefined],
    ['-a@users.noreply.github.com', undefined],
    ['', undefined],
  ])('%s', (address, account) => {
    expect(accountOfAddress(address)).toEqual(account);
  });

  it('is the same by id where both have one, else by login', () => {
    expect(sameAccount({ login: 'a', id: 1 }, { login: 'renamed', id: 1 })).toBe(true);
    expect(sameAccount({ login: 'a', id: 1 }, { login: 'a', id: 2 })).toBe(false);
    expect(sameAccount({ login: 'Ada' }, { login: 'ada', id: 2 })).toBe(true);
  });
});

describe('who is a machine', () => {
  it.each<readonly [string, Account, string | undefined, string | undefined]>([
    ['an id, whatever the login says', { login: 'x', id: 198982749 }, 'Copilot', 'id'],
    [
      'the author of a pull request of Copilot',
      { login: 'Copilot', type: 'Bot' },
      'Copilot',
      'login',
    ],
    ['as REST says it', { login: 'claude[bot]', type: 'Bot' }, 'Claude', 'login'],
    ['as GraphQL says it', { login: 'claude', type: 'Bot' }, 'Claude', 'login'],
    ['a person who has the name', { login: 'claude', type: 'User' }, undefined, undefined],
    ['a person who has the name, in an address', { login: 'cursor' }, undefined, undefined],
    [
      'another id with a login that no person can have',
      { login: 'cursor[bot]', id: 5 },
      'Cursor',
      'login',
    ],
    ['a login in another case', { login: 'Dependabot[bot]' }, 'Dependabot', 'login'],
    ['a bot that nobody knows', { login: 'acme[bot]', type: 'Bot' }, undefined, undefined],
  ])('%s', (_, account, machine, by) => {
    expect(machineOf(account)?.machine).toBe(machine);
    expect(machineOf(account)?.by).toBe(by);
  });

  it('holds every bot for a machine, and no person', () => {
    expect(isMachine({ login: 'acme[bot]' })).toBe(true);
    expect(isMachine({ login: 'acme', type: 'Bot' })).toBe(true);
    expect(isMachine({ login: 'Copilot' })).toBe(true);
    expect(isMachine({ login: 'ada', type: 'User', id: 1 })).toBe(false);
  });

  it('has every id and every login once', () => {
    const keys = MACHINES.flatMap(({ ids, logins }) => [...ids.map(String), ...logins]);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
