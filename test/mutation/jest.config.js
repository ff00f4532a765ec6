import config from '../../jest.config.js';
import { MODULES, mutatedModule } from './modules.js';

/** The tests of the module that is mutated, as the project `unit` runs them. */
const unit = config.projects.find(({ displayName }) => displayName === 'unit');

export default {
  ...unit,
  displayName: 'mutation',
  testMatch: MODULES[mutatedModule].tests.map((file) => `<rootDir>/${file}`),
};
