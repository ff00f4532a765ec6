import assert from 'node:assert/strict';
import { test } from 'node:test';
import { balance } from '../src/ledger.js';

test('adds up postings', () => {
  assert.equal(balance([{ amount: 1250 }, { amount: -250 }]), 1000);
});

test('refuses fractions of a cent', () => {
  assert.throws(() => balance([{ amount: 0.5 }]), RangeError);
});
