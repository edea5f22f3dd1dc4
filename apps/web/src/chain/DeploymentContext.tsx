'use client'

import type { Deployment } from '@assay/protocol'
import { createContext, useContext } from 'react'

export const DeploymentContext = createContext<Deployment | undefined>(undefined)

/** The deployment that this page works on. Pages are drawn only where there is one. */
export function useDeployment(): Deployment {
  const deployment = useContext(DeploymentContext)
  if (deployment === undefined) throw new Error('useDeployment was called outside of a deployment.')
  return deployment
}

/** What the site's server was told beside the deployment. */
export type Settings = {
  /** Where inputs are left that are too large for a request; without it, the worker that serves the model's card. */
  store?: string
}

export const SettingsContext = createContext<Settings>({})

export function useSettings(): Settings {
  return useContext(SettingsContext)
}
