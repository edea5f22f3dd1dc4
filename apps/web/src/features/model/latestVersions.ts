import type { ModelVersion } from '@assay/sdk'

/** The newest version of each name that its publisher does not advise against, names in order. */
export function latestVersions(models: readonly ModelVersion[]): ModelVersion[] {
  const latest = new Map<string, ModelVersion>()
  for (const model of models) {
    const known = latest.get(model.name)
    if (!model.deprecated && (known === undefined || known.version < model.version))
      latest.set(model.name, model)
  }
  return [...latest.values()].sort((a, b) => a.name.localeCompare(b.name))
}
