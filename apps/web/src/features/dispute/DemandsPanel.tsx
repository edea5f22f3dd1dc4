'use client'

import type { Demand } from '@assay/sdk'
import type { Hex } from 'viem'
import { useDeployment } from '../../chain/DeploymentContext.tsx'
import { Amount } from '../../display/Amount.tsx'
import { Button } from '../../display/Button.tsx'
import { Hash } from '../../display/Hash.tsx'
import { hasEnded } from '../../display/hasEnded.ts'
import { Panel } from '../../display/Panel.tsx'
import { RelativeTime } from '../../display/RelativeTime.tsx'
import { Status } from '../../display/Status.tsx'
import { demandMoved } from '../../queries/keys.ts'
import { useDemands } from '../../queries/useDemands.ts'
import { useDisputeTerms } from '../../queries/useDisputes.ts'
import { useJob } from '../../queries/useJob.ts'
import { useToken } from '../../queries/useToken.ts'
import { useWrite } from '../../queries/useWrite.ts'
import { useWallet } from '../../wallet/WalletContext.tsx'
import { useWalletDialog } from '../../wallet/WalletDialog.tsx'
import { WriteNotice } from '../../wallet/WriteNotice.tsx'
import { useOnWrongNetwork } from '../../wallet/WrongNetwork.tsx'
import { describeDemand, feeOf, pagesOf } from './describeDemand.ts'

/** The demands for bytes of a job’s input and outputs, where there are any. */
export function DemandsPanel({ jobId, enabled = true }: { jobId: Hex; enabled?: boolean }) {
  const made = useDemands({ jobId, enabled })
  const job = useJob(jobId).data
  const decided = job !== undefined && hasEnded(job.state)
  if (made.data === undefined || made.data.length === 0) return null
  return (
    <Panel
      title="Demanded bytes"
      titleId="demands-title"
      flush
      aside="Shown on the chain, for a fee"
    >
      <ul aria-label="Demands about this job" className="divide-y divide-line">
        {made.data.map((demand) => (
          <Row key={demand.demand.toString()} demand={demand} decided={decided} />
        ))}
      </ul>
    </Panel>
  )
}

function Row({ demand, decided }: { demand: Demand; decided: boolean }) {
  const token = useToken().data
  const terms = useDisputeTerms().data
  const { demander, worker, state, deadline, count } = demand
  return (
    <li className="grid gap-x-4 gap-y-2 p-4 sm:grid-cols-[128px_minmax(0,1fr)] sm:items-start">
      <div>
        <Status {...describeDemand(demand)} />
      </div>
      <div className="min-w-0">
        <p>
          {pagesOf(demand)}{' '}
          <span className="text-soft">
            of worker <Hash value={worker} label="worker" copy={false} />, demanded by{' '}
            <Hash value={demander} label="demander" copy={false} />
          </span>
        </p>
        <p className="mt-0.5 text-xs text-soft">
          {state === 'open' && (
            <>
              Due <RelativeTime seconds={deadline} />.{' '}
            </>
          )}
          Fee{' '}
          {token !== undefined && terms !== undefined && (
            <Amount units={terms.demandFeePerPage * BigInt(count)} {...token} />
          )}{' '}
          {feeOf(demand)}.
        </p>
        {state === 'answered' && decided && <SettleFee demand={demand.demand} />}
      </div>
    </li>
  )
}

/** Settles the fee of pages that were shown, once the result they belong to is decided. Anyone may. */
function SettleFee({ demand }: { demand: bigint }) {
  const deployment = useDeployment()
  const { isConnected } = useWallet()
  const openWallets = useWalletDialog()
  const wrongNetwork = useOnWrongNetwork()
  const { state, write, busy } = useWrite()
  const title = 'Settle the fee'
  return (
    <div className="mt-2 space-y-2">
      <Button
        size="small"
        disabled={busy || (isConnected && wrongNetwork)}
        onClick={() =>
          isConnected
            ? void write({
                title,
                touches: demandMoved,
                send: ({ client, demands }) => demands.settle(client, { deployment, demand }),
              })
            : openWallets()
        }
      >
        {busy ? 'Under way' : title}
      </Button>
      <WriteNotice state={state} />
    </div>
  )
}
