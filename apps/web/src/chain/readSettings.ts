import type { Settings } from './DeploymentContext.tsx'

/** What the server was told by its environment; an address that is none is left out. Runs on the server only. */
export function readSettings(environment: Record<string, string | undefined>): Settings {
  const store = environment.ASSAY_STORE
  return store !== undefined && /^https?:\/\/\S+$/.test(store) ? { store } : {}
}
