'use client'

import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { type Address, isAddressEqual } from 'viem'
import { useDeployment } from '../../chain/DeploymentContext.tsx'
import { formatCount } from '../../display/format.ts'
import { Hash } from '../../display/Hash.tsx'
import { Notice } from '../../display/Notice.tsx'
import { Panel } from '../../display/Panel.tsx'
import { TextField } from '../../display/TextField.tsx'
import { keys } from '../../queries/keys.ts'
import { readStatus, type WorkerStatus } from './readWork.ts'
import { meaningOf } from './skipReasons.ts'

/** How long a worker may take to say how it does (milliseconds). */
const TIMEOUT = 5_000

/** Where a worker says how it does: its profile's address, or one that this browser remembers. */
export function useStatusAddress(worker: Address | undefined, published: string | undefined) {
  const key = `assay.operate.${worker?.toLowerCase()}`
  const [own, setOwn] = useState('')
  useEffect(() => {
    setOwn(localStorage.getItem(key) ?? '')
  }, [key])
  return {
    address: own || (published ?? ''),
    own,
    keep: (address: string) => {
      setOwn(address)
      localStorage.setItem(key, address)
    },
  }
}

/** What the worker at an address says of itself. Undefined values stay unknown. */
export function useWorkerStatus(worker: Address | undefined, address: string) {
  const deployment = useDeployment()
  const url = URL.parse(`${address.trim().replace(/\/+$/, '')}/status`)
  const isUrl = url !== null && /^https?:$/.test(url.protocol)
  return useQuery({
    queryKey: [...keys.index(deployment, 'status'), worker, address],
    enabled: worker !== undefined && isUrl,
    queryFn: async ({ signal }): Promise<WorkerStatus> => {
      const response = await fetch(url as URL, {
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]),
      }).catch(() => undefined)
      if (response === undefined) throw new Error('The worker’s address did not answer.')
      const status = readStatus(await response.json().catch(() => undefined))
      if (status === undefined) throw new Error('What answers at this address is no worker.')
      if (worker !== undefined && !isAddressEqual(status.worker, worker))
        throw new Error(`The worker at this address is another one, ${status.worker}.`)
      return status
    },
    refetchInterval: 4_000,
    retry: false,
  })
}

/** The worker's own word: whether it is ready, and which jobs it left. */
export function StatusPanel({
  address,
  own,
  onAddress,
  status,
  problem,
}: {
  address: string
  own: string
  onAddress: (address: string) => void
  status: WorkerStatus | undefined
  problem: string | undefined
}) {
  return (
    <Panel title="The worker’s own word" titleId="status-title" aside="Kept in this browser only">
      <div className="space-y-4">
        <TextField
          label="Where it answers"
          placeholder={address || 'http://127.0.0.1:8700'}
          value={own}
          onChange={(event) => onAddress(event.target.value)}
          hint="Its /status is read, nothing is sent, and no key is needed here."
        />
        {status !== undefined ? (
          <>
            <p data-testid="worker-state">
              It is {status.ready ? 'ready' : 'not ready'}, version {status.version}, and holds{' '}
              {formatCount(status.openJobs, 'job', 'jobs')}.
            </p>
            {status.skipped.length === 0 ? (
              <p className="text-soft">It has skipped no job of late.</p>
            ) : (
              <div className="overflow-x-auto">
                <table className="w-full text-sm" aria-label="Skipped jobs">
                  <thead>
                    <tr className="border-b border-line text-left text-xs text-faint">
                      <th className="py-2 pr-4 font-medium">Skipped</th>
                      <th className="py-2 font-medium">Why</th>
                    </tr>
                  </thead>
                  <tbody className="divide-y divide-line">
                    {status.skipped.map(({ job, reason, detail, at }) => (
                      <tr key={`${job}-${reason}-${at}`}>
                        <td className="py-2 pr-4">
                          <Hash value={job} label="job id" href={`/jobs/${job}`} />
                        </td>
                        <td className="py-2">
                          <span className="font-mono">{reason}</span>
                          <span className="block text-soft">
                            {meaningOf(reason) ?? 'This page does not know this reason.'}
                          </span>
                          {detail !== undefined && (
                            <span className="block text-xs text-faint">{detail}</span>
                          )}
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            )}
          </>
        ) : (
          <Notice
            tone="info"
            title={`Skipped jobs, readiness and version are unknown.${problem === undefined ? '' : ` ${problem}`}`}
            live={false}
          >
            What stands on the chain is shown all the same.
          </Notice>
        )}
      </div>
    </Panel>
  )
}
