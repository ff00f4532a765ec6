import config from '../../jest.config.js';
import { MODULES } from './modules.js';

/** The tests of the module that is mutated, as the project `unit` runs them. */
const unit = config.projects.find(({ displayName }) => displayName === 'unit');
const { tests } = MODULES[process.env.MUTATED_MODULE ?? 'l0'];

export default {
  ...unit,
  displayName: 'mutation',
  testMatch: tests.map((pattern) => `<rootDir>/${pattern}`),
};
