/** The layers of docs/architecture.md: dependencies point one way. */
const runtimeFloors = [
  'names',
  'errors',
  'l0',
  'facts',
  'rules',
  'policy',
  'privacy',
  'aws',
  'stores',
  'drift',
  'telemetry',
  'report',
  'dashboard',
  'cli',
];
const mayUse = {
  names: [],
  errors: [],
  l0: ['names', 'errors'],
  facts: ['names', 'errors', 'drift/baseline'],
  drift: ['names', 'errors', 'facts'],
  rules: ['names', 'errors', 'facts', 'drift'],
  policy: ['names', 'errors', 'facts', 'rules', 'stores/ports', 'stores/statistics'],
  privacy: ['names', 'errors', 'stores/ports'],
  aws: ['names', 'errors'],
  stores: ['names', 'errors', 'aws', 'drift/baseline'],
  telemetry: ['names', 'errors', 'aws'],
  report: ['names', 'errors', 'facts', 'rules', 'policy', 'privacy'],
  dashboard: [
    ...['names', 'errors', 'facts', 'rules', 'policy', 'privacy'],
    ...['aws', 'stores', 'report'],
  ],
};
const floorRules = Object.entries(mayUse).map(([floor, below]) => ({
  name: `runtime-${floor}`,
  comment: `runtime/src/${floor} may use: ${below.join(', ') || 'nothing of the runtime'}`,
  severity: 'error',
  from: { path: `^runtime/src/${floor}/` },
  to: {
    path: `^runtime/src/(${runtimeFloors.join('|')}|oracle)`,
    pathNot: [`^runtime/src/${floor}/`, ...below.map((b) => `^runtime/src/${b}`)],
  },
}));

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'runtime-knows-nobody',
      severity: 'error',
      from: { path: '^runtime/' },
      to: { path: '^(stacks|ops|release|test)/' },
    },
    {
      name: 'stacks-only-names',
      comment: 'stacks use names and errors of the runtime, no logic of the oracle',
      severity: 'error',
      from: { path: '^stacks/' },
      to: { path: '^(ops|release|test)/|^runtime/src/(?!names/|errors/)' },
    },
    {
      name: 'ops-not-release',
      severity: 'error',
      from: { path: '^ops/' },
      to: { path: '^(release|test)/' },
    },
    {
      name: 'release-ships-what-others-make',
      comment: 'the release runs runbooks and reads what they made; it is no part of a deployment',
      severity: 'error',
      from: { path: '^release/' },
      to: { path: '^(stacks|test)/' },
    },
    {
      name: 'cdktf-in-stacks-only',
      severity: 'error',
      from: { pathNot: '^(stacks|test)/' },
      // hcl2json only reads Terraform files; it knows nothing of CDKTF.
      to: {
        path: 'node_modules/(cdktf|@cdktf|constructs)/',
        pathNot: 'node_modules/@cdktf/hcl2json/',
      },
    },
    {
      name: 'zx-in-ops-only',
      severity: 'error',
      from: { path: '^(runtime|stacks)/' },
      to: { path: 'node_modules/zx/' },
    },
    {
      name: 'names-are-pure',
      severity: 'error',
      from: { path: '^runtime/src/(names|errors|l0|rules)/' },
      to: { path: 'node_modules/@aws-sdk/' },
    },
    {
      name: 'tests-are-leaves',
      severity: 'error',
      from: { pathNot: '^test/' },
      to: { path: '^test/' },
    },
    ...floorRules,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
