import { tryExamples } from './examples.js';

tryExamples('MD-102');
