/** The import rules of docs/architecture.md: arrows point one way, and nobody reaches inside. */
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })
const inside = (folder) => ({ path: `^${folder}/` })

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
