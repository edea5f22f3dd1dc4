'use client'

import { cancelRequest, expireJob, finalizeJob, forfeitSeat, type Job } from '@assay/sdk'
import { useConnection } from 'wagmi'
import { useDeployment } from '../chain/DeploymentContext.tsx'
import { useWrite } from '../chain/useWrite.ts'
import { Button } from '../display/Button.tsx'
import { Notice } from '../display/Notice.tsx'
import { Spinner } from '../display/Spinner.tsx'
import { useNow } from '../display/useNow.ts'
import { useWalletDialog } from '../shell/WalletDialog.tsx'
import { useOnWrongNetwork } from '../shell/WrongNetwork.tsx'
import { type JobAction, jobActions } from './jobActions.ts'
import { useVerdict } from './useVerdict.ts'

const words: Record<JobAction, { title: string; detail: string; button: string }> = {
  cancel: {
    title: 'You can take this request back.',
    detail: 'No worker has claimed it. The whole fee returns to your balance in the market.',
    button: 'Cancel the request',
  },
  expire: {
    title: 'Nobody answered in time.',
    detail:
      'The whole fee goes back to the requester’s balance in the market. Anybody may ask for that.',
    button: 'Refund the requester',
  },
  forfeit: {
    title: 'The worker missed its deadline.',
    detail:
      'Its collateral is forfeited and the job is open again for another. Anybody may ask for that.',
    button: 'Open the job again',
  },
  finalize: {
    title: 'The verifier has decided.',
    detail:
      'Money moves as its verdict says once somebody asks for it. Anybody may; the worker usually does.',
    button: 'Ask for the verdict',
  },
}

/** What can be done about a job now, where something can. What only its requester may do stands apart, as `own`. */
export function JobActions({ job, own = false }: { job: Job; own?: boolean }) {
  const now = useNow()
  const { address, isConnected } = useConnection()
  const deployment = useDeployment()
  const openWallets = useWalletDialog()
  const wrongNetwork = useOnWrongNetwork()
  const { state, write, busy } = useWrite()
  const verdict = useVerdict(job)
  if (now === undefined) return null
  const decided = verdict.data?.decided === true
  const [action] = jobActions(job, { now, account: address, decided })
  if (action === undefined || own !== (action === 'cancel')) return null
  const { title, detail, button } = words[action]

  async function act(chosen: JobAction) {
    const { request } = job
    await write({
      title: words[chosen].button,
      href: () => `/jobs/${job.id}`,
      send: (client) => {
        if (chosen === 'cancel') return cancelRequest(client, { deployment, request })
        if (chosen === 'expire') return expireJob(client, { deployment, request })
        if (chosen === 'forfeit') return forfeitSeat(client, { deployment, request })
        return finalizeJob(client, { deployment, request })
      },
    })
  }

  const control = (
    <Button
      kind={own ? 'secondary' : 'primary'}
      size="small"
      disabled={busy || (isConnected && wrongNetwork)}
      onClick={() => (isConnected ? void act(action) : openWallets())}
    >
      {busy && <Spinner />}
      {!isConnected ? `Choose a wallet: ${button.toLowerCase()}` : busy ? 'Under way' : button}
    </Button>
  )
  return (
    <div className="space-y-3">
      {own ? (
        <div className="rounded-lg border border-line p-4">
          <p className="mb-3 text-xs text-soft">{detail}</p>
          {control}
        </div>
      ) : (
        <Notice tone="pending" title={title} live={false} action={control}>
          {detail}
        </Notice>
      )}
      {state.phase === 'failed' && (
        <Notice
          tone={state.explanation.kind === 'rejected' ? 'info' : 'fail'}
          title={state.explanation.title}
        >
          {state.explanation.detail}
        </Notice>
      )}
    </div>
  )
}
