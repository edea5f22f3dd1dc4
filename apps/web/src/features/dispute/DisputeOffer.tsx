'use client'

import type { Job } from '@assay/sdk'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { type Hex, hexToBytes, isAddressEqual } from 'viem'
import { useDeployment } from '../../chain/DeploymentContext.tsx'
import { useReader } from '../../chain/useReader.ts'
import { Amount } from '../../display/Amount.tsx'
import { Button } from '../../display/Button.tsx'
import { formatAmount, formatDuration } from '../../display/format.ts'
import { Spinner } from '../../display/Loading.tsx'
import { useNow } from '../../display/useNow.ts'
import { disputeMoved, moneyMoved } from '../../queries/keys.ts'
import { useDisputes, useDisputeTerms } from '../../queries/useDisputes.ts'
import { useFunds } from '../../queries/useFunds.ts'
import { useToken } from '../../queries/useToken.ts'
import { useVerdict } from '../../queries/useVerdict.ts'
import { useWrite } from '../../queries/useWrite.ts'
import { useWallet } from '../../wallet/WalletContext.tsx'
import { useWalletDialog } from '../../wallet/WalletDialog.tsx'
import { WriteNotice } from '../../wallet/WriteNotice.tsx'
import { useOnWrongNetwork } from '../../wallet/WrongNetwork.tsx'
import { TestMoneyButton } from '../account/TestMoneyButton.tsx'
import { isDisputable, type Method } from '../model/methods.ts'
import { clockOf, formatLeft } from './clock.ts'

/** Opens a dispute about an answer that was found wrong here, where one can still be opened. */
export function DisputeOffer({
  job,
  method,
  program,
}: {
  job: Job
  method: Method
  /** What a challenge has to carry, as the re-run found it. */
  program: { header: Hex; steps: number; outputs: number }
}) {
  const deployment = useDeployment()
  const read = useReader()
  const router = useRouter()
  const now = useNow()
  const { address, isConnected } = useWallet()
  const openWallets = useWalletDialog()
  const wrongNetwork = useOnWrongNetwork()
  const verdict = useVerdict(job)
  const games = useDisputes({ jobId: job.id })
  const terms = useDisputeTerms(program).data
  const token = useToken().data
  const funds = useFunds().data
  const deposit = useWrite()
  const challenge = useWrite()
  const root = job.receipt?.outputRoot
  const about = games.data?.filter(({ outputRoot }) => outputRoot === root) ?? []

  if (!isDisputable(method, job.request.policy.params))
    return (
      <p className="text-xs text-soft">
        Its requester chose a method without disputes, so nobody can have it judged on the chain.
        What was computed here is all there is to say.
      </p>
    )
  const won = about.find(({ state }) => state === 'challenger-won')
  if (won !== undefined)
    return (
      <p className="text-xs text-soft">
        The chain has refuted it already, in{' '}
        <Link className={LINK} href={`/disputes/${won.game}`}>
          dispute {won.game.toString()}
        </Link>
        .
      </p>
    )
  const mine = about.find(
    ({ challenger }) => address !== undefined && isAddressEqual(challenger, address),
  )
  if (mine !== undefined)
    return (
      <p className="text-xs text-soft">
        You dispute it in{' '}
        <Link className={LINK} href={`/disputes/${mine.game}`}>
          dispute {mine.game.toString()}
        </Link>
        . Your moves are made there.
      </p>
    )
  if (job.state !== 'submitted')
    return <p className="text-xs text-soft">It can no longer be disputed: the job has ended.</p>
  const standing = verdict.data
  if (standing === undefined || terms === undefined || token === undefined || now === undefined)
    return <p className="text-xs text-soft">Reading what a dispute costs.</p>
  const left = standing.decided ? 0 : standing.until - now
  if (left <= 0)
    return (
      <p className="text-xs text-soft">
        It can no longer be disputed: its challenge window has closed.
      </p>
    )
  const { bond } = terms
  const clock = clockOf(terms.moveTime)
  const missing = funds === undefined ? 0n : bond > funds.free ? bond - funds.free : 0n
  const tooPoor = funds !== undefined && missing > funds.wallet
  const busy = deposit.busy || challenge.busy
  const words = `${formatAmount(bond, token)} ${token.symbol}`

  async function dispute() {
    if (missing > 0n) {
      const end = await deposit.write({
        title: `Deposit ${formatAmount(missing, token ?? { decimals: 0 })} for the bond`,
        touches: moneyMoved,
        send: ({ client, balances, onStep }) =>
          balances.deposit(client, { deployment, amount: missing, onStep }),
      })
      if (end.phase !== 'done') return
    }
    const seat = job.seats.findIndex(({ outputRoot }) => outputRoot === root)
    const end = await challenge.write({
      title: 'Dispute an answer',
      touches: disputeMoved,
      href: () => `/jobs/${job.id}`,
      send: ({ client, disputes }) =>
        disputes.challenge(client, {
          ...{ deployment, request: job.request, seat: Math.max(seat, 0) },
          header: hexToBytes(program.header),
        }),
    })
    if (end.phase !== 'done' || address === undefined) return
    const { client, disputes } = await read()
    const [game] = await disputes.list(client, {
      ...{ deployment, jobId: job.id, challenger: address },
    })
    if (game !== undefined) router.push(`/disputes/${game.game}`)
  }

  return (
    <div className="space-y-3 border-t border-line pt-4" data-testid="dispute-offer">
      <ul className="list-disc space-y-1 pl-4 text-xs text-soft">
        <li>
          The bond of <Amount units={bond} {...token} /> is locked. If the chain finds the answer
          wrong, it comes back, with half of the worker’s{' '}
          <Amount units={job.request.offer.collateral} {...token} /> for the first who showed it. If
          not, the worker gets it.
        </li>
        <li>
          You make your moves on the dispute’s page, each a transaction. You have{' '}
          {formatDuration(clock.budget)} for all of them together; who runs out of time loses.
        </li>
        {missing > 0n && (
          <li>
            <Amount units={missing} {...token} /> of the bond is deposited from your wallet first.
          </li>
        )}
      </ul>
      <Button
        kind="primary"
        disabled={busy || tooPoor || (isConnected && (wrongNetwork || funds === undefined))}
        onClick={() => (isConnected ? void dispute() : openWallets())}
      >
        {busy && <Spinner />}
        {busy
          ? deposit.busy
            ? 'Depositing the bond'
            : 'Opening the dispute'
          : `${isConnected ? 'Dispute' : 'Choose a wallet to dispute'}: bond ${words}, ${formatLeft(left)} left`}
      </Button>
      {tooPoor && (
        <div className="flex flex-wrap items-center gap-3 text-xs text-soft">
          The account has too little for the bond. <TestMoneyButton />
        </div>
      )}
      <WriteNotice state={deposit.state} />
      <WriteNotice state={challenge.state} gasAction={<TestMoneyButton />} />
    </div>
  )
}

const LINK = 'underline decoration-line-strong underline-offset-4 hover:text-accent-text'
