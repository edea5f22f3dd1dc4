'use client'

import { createContext, useContext } from 'react'
import type { WebDeployment } from './parseDeployment.ts'

export const DeploymentContext = createContext<WebDeployment | undefined>(undefined)

/** The deployment that this page works on. Pages are drawn only where there is one. */
export function useDeployment(): WebDeployment {
  const deployment = useContext(DeploymentContext)
  if (deployment === undefined) throw new Error('useDeployment was called outside of a deployment.')
  return deployment
}
