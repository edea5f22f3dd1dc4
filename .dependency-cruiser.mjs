/** The import rules of docs/architecture.md: arrows point one way, and nobody reaches inside. */
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })
const inside = (folder) => ({ path: `^${folder}/` })

/** The layers of the dApp, lowest first; those of one line know nothing of each other. */
const WEB_LAYERS = [
  ['display'],
  ['chain'],
  ['wallet'],
  ['queries'],
  ['features'],
  ['screens', 'shell'],
  ['app'],
]
const webLayer = (layers) => `^apps/web/src/(${layers.join('|')})/`
const webLayerRules = WEB_LAYERS.flatMap((layers, height) =>
  layers.map((layer) =>
    rule(
      `web-${layer}-imports`,
      'In the dApp, screens and shell draw features, features read queries, queries use wallet and chain, and display stands below all.',
      { path: webLayer([layer]) },
      {
        path: webLayer(
          WEB_LAYERS.slice(height)
            .flat()
            .filter((other) => other !== layer),
        ),
      },
    ),
  ),
)
/** Everything speaks of models, shows their answers, and says how sure one may be of them. */
const WEB_COMMON = ['model', 'assurance']
/** Which other features know each other: a request may need a drawing or test money and is shown as code, a graph fetches what a re-run does, evidence shows checks, the checks offer the re-run, which is one of them, a dispute runs the model for its moves and takes test money for its bond, and the record offers an audit, which re-runs a sample of it. */
const WEB_FEATURES = {
  checks: ['rerun'],
  run: ['drawing', 'account', 'api'],
  graph: ['rerun'],
  evidence: ['checks'],
  dispute: ['rerun', 'account'],
  audit: ['rerun'],
  record: ['audit'],
}
const webFeature = (features) => `^apps/web/src/features/(${features.join('|')})/`
const webFeatureRules = [
  rule(
    'web-features-apart',
    'A feature of the dApp imports no other, but for the pairs named in WEB_FEATURES.',
    {
      path: '^apps/web/src/features/([^/]+)/',
      pathNot: webFeature(Object.keys(WEB_FEATURES)),
    },
    { path: '^apps/web/src/features/', pathNot: webFeature(['$1', ...WEB_COMMON]) },
  ),
  ...Object.entries(WEB_FEATURES).map(([feature, others]) =>
    rule(
      `web-${feature}-imports`,
      'A feature of the dApp imports no other, but for the pairs named in WEB_FEATURES.',
      { path: webFeature([feature]) },
      { path: '^apps/web/src/features/', pathNot: webFeature([feature, ...WEB_COMMON, ...others]) },
    ),
  ),
]

export default {
  forbidden: [
    rule('no-circular', 'A cycle has no first file to read.', {}, { circular: true }),
    rule(
      'resolvable',
      'Every import names something that is there.',
      {},
      { couldNotResolve: true },
    ),
    rule(
      'program-knows-no-chain',
      'packages/program runs anywhere, and knows no chain.',
      inside('packages/program'),
      {
        path: ['^packages/(?!program/)', '^apps/', 'node_modules/(viem|wagmi)/', '^viem'],
      },
    ),
    rule(
      'protocol-imports-viem-alone',
      'packages/protocol is generated from the contracts.',
      inside('packages/protocol/src'),
      {
        path: ['^packages/(?!protocol/)', '^apps/'],
      },
    ),
    rule('sdk-imports', 'packages/sdk imports protocol and program.', inside('packages/sdk'), {
      path: ['^packages/(?!(sdk|protocol|program)/)', '^apps/'],
    }),
    rule(
      'react-imports',
      'packages/react imports sdk, protocol and program.',
      inside('packages/react'),
      {
        path: ['^packages/(?!(react|sdk|protocol|program)/)', '^apps/'],
      },
    ),
    rule(
      'service-imports',
      'packages/service imports sdk, protocol and program.',
      inside('packages/service'),
      {
        path: ['^packages/(?!(service|sdk|protocol|program)/)', '^apps/'],
      },
    ),
    rule(
      'no-package-imports-an-app',
      'Only the CLI starts apps, through their entry points.',
      { path: '^packages/(?!cli/)' },
      { path: '^apps/' },
    ),
    rule(
      'apps-stand-alone',
      'An app imports packages, never another app.',
      { path: '^apps/([^/]+)/' },
      { path: '^apps/', pathNot: '^apps/$1/' },
    ),
    rule(
      'web-imports',
      'The dApp runs in a browser: sdk, protocol and program.',
      { path: '^apps/web/', pathNot: '^apps/web/e2e/' },
      { path: '^packages/(?!(sdk|protocol|program)/)' },
    ),
    ...webLayerRules,
    ...webFeatureRules,
    rule(
      'nobody-reaches-inside',
      'Another package is imported by its name, never by a path into it.',
      { path: '^(packages|apps)/([^/]+)/' },
      { path: '^(packages|apps)/', pathNot: '^$1/$2/', dependencyTypes: ['local'] },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(node_modules|\\.next|generated|artifacts|cache|dist)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
    },
  },
}
