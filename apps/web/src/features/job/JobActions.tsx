'use client'

import { WHEN_FINAL } from '@assay/protocol'
import type { Job } from '@assay/sdk'
import type { Hex } from 'viem'
import { useDeployment } from '../../chain/DeploymentContext.tsx'
import { Button } from '../../display/Button.tsx'
import { Spinner } from '../../display/Loading.tsx'
import { Notice } from '../../display/Notice.tsx'
import { useNow } from '../../display/useNow.ts'
import { jobMoved } from '../../queries/keys.ts'
import { useVerdict } from '../../queries/useVerdict.ts'
import { useWrite, type WriteTools } from '../../queries/useWrite.ts'
import { useWallet } from '../../wallet/WalletContext.tsx'
import { useWalletDialog } from '../../wallet/WalletDialog.tsx'
import { WriteNotice } from '../../wallet/WriteNotice.tsx'
import { useOnWrongNetwork } from '../../wallet/WrongNetwork.tsx'
import { failedCallback, type JobAction, jobActions, outputToDeliver } from './possibleActions.ts'

const words: Record<JobAction, { title: string; detail: string; button: string }> = {
  cancel: {
    title: 'You can take this request back.',
    detail: 'No worker has claimed it. The whole fee becomes free money in your ledger account.',
    button: 'Cancel the request',
  },
  expire: {
    title: 'Nobody answered in time.',
    detail:
      'The whole fee becomes free money in the requester’s ledger account. Anyone may send this.',
    button: 'Refund the requester',
  },
  forfeit: {
    title: 'The worker missed its deadline.',
    detail:
      'The job opens again for another worker. The collateral is forfeited: half is burned, half waits for the worker whose answer is accepted. Anyone may send this.',
    button: 'Open the job again',
  },
  settle: {
    title: 'The verifier has decided.',
    detail:
      'Settling moves the money as the verdict says. Anyone may settle; the worker usually does.',
    button: 'Settle',
  },
  deliver: {
    title: 'The request’s contract did not take the result.',
    detail:
      'Its call failed. The money has moved regardless. Anyone may make the call again; if it fails again, that costs only gas.',
    button: 'Call the contract again',
  },
}

/** What can be done about a job now, where something can. What only its requester may do stands apart, as `own`. */
export function JobActions({ job, own = false }: { job: Job; own?: boolean }) {
  const now = useNow()
  const { address, isConnected } = useWallet()
  const deployment = useDeployment()
  const openWallets = useWalletDialog()
  const wrongNetwork = useOnWrongNetwork()
  const { state, write, busy } = useWrite()
  const verdict = useVerdict(job)
  if (now === undefined) return null
  const standing = verdict.data
  const decided = standing?.decided === true
  const [action] = jobActions(job, { now, account: address, decided })
  if (action === undefined || own !== (action === 'cancel')) return null
  const { title, detail, button } = words[action]
  const output = standing?.decided === true ? standing.output : '0x'
  const wanted = (job.request.callback.when & WHEN_FINAL) !== 0

  async function act(chosen: JobAction) {
    const { request } = job
    const send = ({ client, jobs, requests }: WriteTools): Promise<Hex> => {
      switch (chosen) {
        case 'cancel':
          return requests.cancel(client, { deployment, request })
        case 'expire':
          return jobs.expire(client, { deployment, request })
        case 'forfeit':
          return jobs.forfeit(client, { deployment, request })
        case 'settle':
          return jobs.finalize(client, { deployment, request, output })
        case 'deliver': {
          const when = failedCallback(job) ?? WHEN_FINAL
          const bytes = outputToDeliver(job)
          return jobs.deliver(client, { deployment, request, when, output: bytes })
        }
      }
    }
    await write({
      title: words[chosen].button,
      touches: jobMoved,
      href: () => `/jobs/${job.id}`,
      send,
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
          {action === 'settle' && wanted && (
            <>
              {' '}
              The same transaction calls the contract that the request names
              {output === '0x' ? ', without the output’s bytes, which are not on the chain' : ''}.
            </>
          )}
        </Notice>
      )}
      <WriteNotice state={state} />
    </div>
  )
}
