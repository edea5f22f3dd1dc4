'use client'

import { RefreshCw } from 'lucide-react'
import { Button } from '../display/Button.tsx'
import { EmptyState } from '../display/EmptyState.tsx'

/** Stands in for every page while the server knows no contracts. */
export function NoDeployment({ problem }: { problem: string }) {
  return (
    <div className="rounded-lg border border-line bg-surface">
      <h1 className="sr-only">No deployment</h1>
      <EmptyState
        title="This server knows no deployment of the contracts"
        action={
          <Button onClick={() => window.location.reload()}>
            <RefreshCw aria-hidden className="size-4" />
            Look again
          </Button>
        }
      >
        <p>{problem}</p>
        <p className="mt-2">
          <code className="font-mono text-xs">npm start</code> starts a local chain with everything
          deployed.
        </p>
      </EmptyState>
    </div>
  )
}
