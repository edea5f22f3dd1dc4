'use client'

import type { Card, ModelVersion, Quote } from '@assay/sdk'
import { X } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { formatEther } from 'viem'
import { useDeployment } from '../../chain/DeploymentContext.tsx'
import { Amount } from '../../display/Amount.tsx'
import { Button } from '../../display/Button.tsx'
import { Facts } from '../../display/Facts.tsx'
import { Fold } from '../../display/Fold.tsx'
import { formatUtc, groupHex } from '../../display/format.ts'
import { Hash } from '../../display/Hash.tsx'
import { Notice } from '../../display/Notice.tsx'
import { RelativeTime } from '../../display/RelativeTime.tsx'
import { type Simulation, useSimulation } from '../../queries/useSimulation.ts'
import type { Token } from '../../queries/useToken.ts'
import { useWallet } from '../../wallet/WalletContext.tsx'
import { useOnWrongNetwork } from '../../wallet/WrongNetwork.tsx'
import { methodOf, termsOf } from '../model/methods.ts'
import { describeInput } from './describeInput.ts'
import type { KeptRequest } from './keptRequest.ts'

/** A request as it stands before its requester: fixed, with what it moves. */
export type Reviewed = {
  request: KeptRequest
  quote: Quote
  /** Where it is only signed: the worker that it is given to, with its input. */
  workerUrl?: string
  bytes?: Uint8Array
}

/** Everything that a request does, before the wallet opens: decoded, simulated, and what leaves and comes back. */
export function Review({
  reviewed,
  model,
  card,
  token,
  onSign,
  onBack,
}: {
  /** Undefined while nothing is reviewed. */
  reviewed: Reviewed | undefined
  model: ModelVersion
  card: Card
  token: Token
  onSign: () => void
  onBack: () => void
}) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    if (reviewed !== undefined) dialog.current?.showModal()
    else dialog.current?.close()
  }, [reviewed])
  return (
    <dialog
      ref={dialog}
      onClose={onBack}
      aria-labelledby="review-title"
      className="m-auto w-[640px] max-w-[calc(100vw-32px)] rounded-lg border border-line bg-raised p-0 text-text max-sm:m-0 max-sm:h-dvh max-sm:max-h-dvh max-sm:w-full max-sm:max-w-full max-sm:rounded-none"
    >
      {reviewed !== undefined && (
        <Sheet key={reviewed.request.jobId} {...{ reviewed, model, card, token, onSign, onBack }} />
      )}
    </dialog>
  )
}

function Sheet({
  reviewed,
  model,
  card,
  token,
  onSign,
  onBack,
}: {
  reviewed: Reviewed
  model: ModelVersion
  card: Card
  token: Token
  onSign: () => void
  onBack: () => void
}) {
  const { address, isDemo } = useWallet()
  const wrongNetwork = useOnWrongNetwork()
  const [accepted, setAccepted] = useState(false)
  const { quote, workerUrl } = reviewed
  const { request, input, jobId } = reviewed.request
  const { toDeposit } = quote
  const simulation = useSimulation(
    workerUrl === undefined ? { jobId, request, input, toDeposit } : undefined,
    address,
  )
  const needsPermit = simulation?.outcome === 'after-permit'
  const ready =
    workerUrl !== undefined ||
    simulation?.outcome === 'succeeds' ||
    needsPermit ||
    (simulation?.outcome === 'unknown' && accepted)
  const amount = (units: bigint) => <Amount units={units} {...token} />
  return (
    <div className="flex max-h-[inherit] flex-col">
      <header className="flex items-center justify-between border-b border-line px-5 py-3">
        <h2 id="review-title" className="text-base font-semibold">
          Review
        </h2>
        <button
          type="button"
          aria-label="Close the review"
          onClick={onBack}
          className="-mr-2 grid size-9 place-items-center rounded text-faint hover:bg-sunken hover:text-text"
        >
          <X aria-hidden className="size-4" />
        </button>
      </header>
      <div className="min-h-0 flex-1 space-y-4 overflow-y-auto px-5 py-4">
        <p data-testid="review-sentence">
          You ask {model.name} @{model.version.toString()} about {describeInput(card)}. If it is
          answered, {amount(quote.mostSpent)} at most leave you. If not, you take all of it back{' '}
          <RelativeTime seconds={request.offer.expiry} />.
        </p>
        <Facts
          facts={[
            {
              id: 'wallet',
              term: 'In your wallet',
              value: (
                <Change from={quote.walletBalance} to={quote.walletBalance - toDeposit}>
                  {amount}
                </Change>
              ),
              ...(toDeposit > 0n ? { note: 'deposited into the ledger' } : {}),
            },
            {
              id: 'ledger',
              term: 'Free in the ledger',
              value: (
                <Change
                  from={quote.freeBalance}
                  to={quote.freeBalance + toDeposit - quote.mostSpent}
                >
                  {amount}
                </Change>
              ),
            },
            {
              id: 'locked',
              term: 'Locked for this job',
              value: amount(quote.mostSpent),
              note: 'the worker’s if it answers, else yours again',
            },
            {
              id: 'gas',
              term: 'Gas',
              value:
                workerUrl === undefined ? (
                  <Gas simulation={simulation} />
                ) : (
                  'none: the worker pays it'
                ),
            },
          ]}
        />
        {workerUrl === undefined ? (
          <SimulationNotice simulation={simulation} accepted={accepted} onAccept={setAccepted} />
        ) : (
          <p className="text-sm text-soft">
            You only sign. The worker at {workerUrl} submits the request with its answer. Until{' '}
            {formatUtc(request.offer.expiry)} your signature is worth the fee to it, once.
          </p>
        )}
        {workerUrl === undefined && (
          <Steps toDeposit={toDeposit} needsPermit={needsPermit}>
            {amount}
          </Steps>
        )}
        <div>
          <p className="text-xs text-faint">
            The request’s digest, which is the job’s id.{' '}
            {workerUrl === undefined
              ? 'The job’s page has to show the same.'
              : 'A wallet that shows what it signs shows the same.'}
          </p>
          <p className="mt-1 break-words font-mono text-xs" data-testid="review-digest">
            {groupHex(jobId)}
          </p>
        </div>
        <Decoded request={request} inputBytes={input.data} token={token} />
      </div>
      <footer className="flex items-center justify-end gap-2 border-t border-line px-5 py-3">
        {isDemo && <span className="mr-auto text-xs text-faint">The demo wallet, test money</span>}
        <Button onClick={onBack}>Back</Button>
        <Button kind="primary" disabled={!ready || wrongNetwork} onClick={onSign}>
          Sign
        </Button>
      </footer>
    </div>
  )
}

function Steps({
  toDeposit,
  needsPermit,
  children: amount,
}: {
  toDeposit: bigint
  needsPermit: boolean
  children: (units: bigint) => ReactNode
}) {
  return (
    <ol className="list-decimal space-y-1 pl-5 text-sm text-soft" aria-label="Steps">
      {needsPermit && (
        <li>
          Sign a permit over {amount(toDeposit)}, without gas. Where the token knows no permits, it
          is an approval with gas.
        </li>
      )}
      <li>
        Send one transaction
        {toDeposit > 0n ? ', which deposits and posts the request' : ', which posts the request'}.
      </li>
      <li>A block includes it, and the job’s page opens.</li>
    </ol>
  )
}

function Change({
  from,
  to,
  children,
}: {
  from: bigint
  to: bigint
  children: (units: bigint) => ReactNode
}) {
  if (from === to) return children(to)
  return (
    <>
      {children(from)} <span aria-hidden>→</span>
      <span className="sr-only">becomes</span> {children(to)}
    </>
  )
}

function Gas({ simulation }: { simulation: Simulation | undefined }) {
  if (simulation?.outcome !== 'succeeds')
    return (
      <span className="text-faint">
        {simulation?.outcome === 'after-permit' ? 'known once the permit is signed' : 'unknown'}
      </span>
    )
  return (
    <span className="tabular font-mono text-[0.93em]">
      {Number(formatEther(simulation.cost)).toPrecision(2)} <span className="font-sans">ETH</span>
    </span>
  )
}

function SimulationNotice({
  simulation,
  accepted,
  onAccept,
}: {
  simulation: Simulation | undefined
  accepted: boolean
  onAccept: (accepted: boolean) => void
}) {
  switch (simulation?.outcome) {
    case undefined:
      return (
        <p role="status" className="text-sm text-soft">
          Simulating it on your endpoint.
        </p>
      )
    case 'succeeds':
      return (
        <p role="status" className="tabular text-sm text-soft">
          Simulated at block {simulation.block.toLocaleString('en')}: it succeeds, with{' '}
          {simulation.gas.toLocaleString('en')} gas.
        </p>
      )
    case 'after-permit':
      return (
        <p role="status" className="text-sm text-soft">
          The exact transaction exists once you have signed the permit. It is simulated then, and
          nothing is sent if it would fail.
        </p>
      )
    case 'fails':
      return (
        <Notice tone="fail" title="It would fail, so it cannot be signed.">
          {simulation.explanation.title} {simulation.explanation.detail}
        </Notice>
      )
    case 'unknown':
      return (
        <Notice
          tone="pending"
          title="It could not be simulated."
          action={
            <label className="flex min-h-6 cursor-pointer items-center gap-2">
              <input
                type="checkbox"
                checked={accepted}
                onChange={(event) => onAccept(event.target.checked)}
              />
              Sign it all the same
            </label>
          }
        >
          {simulation.explanation.title} Whether it succeeds is not known.
        </Notice>
      )
  }
}

/** Every field of the request, in words. */
function Decoded({
  request,
  inputBytes,
  token,
}: {
  request: KeptRequest['request']
  inputBytes: string
  token: Token
}) {
  const { verifiers } = useDeployment()
  const { offer, policy } = request
  const method = methodOf(policy.verifier, verifiers)
  const isOpen = /^0x0{40}$/.test(offer.worker)
  return (
    <Fold title="What is sent, field by field">
      <Facts
        facts={[
          { id: 'model', term: 'Model', value: <Hash value={request.model} label="model id" /> },
          {
            id: 'root',
            term: 'Input root',
            value: <Hash value={request.inputRoot} label="input root" />,
            note:
              inputBytes === '0x'
                ? 'its bytes lie in a store'
                : `its ${((inputBytes.length - 2) / 2).toLocaleString('en')} bytes are sent along`,
          },
          {
            id: 'fee',
            term: 'Highest fee per seat',
            value: <Amount units={offer.maxFee} {...token} />,
          },
          {
            id: 'collateral',
            term: 'A worker locks',
            value: <Amount units={offer.collateral} {...token} />,
          },
          { id: 'expiry', term: 'Ends', value: formatUtc(offer.expiry) },
          {
            id: 'worker',
            term: 'Open to',
            value: isOpen ? 'any worker' : <Hash value={offer.worker} label="worker" />,
          },
          { id: 'seats', term: 'Workers', value: policy.seats.toLocaleString('en') },
          {
            id: 'method',
            term: 'Method',
            value: method.name,
            note: <Hash value={policy.verifier} label="verifier" />,
          },
          ...termsOf(method, policy.params).map(({ term, value }) => ({ id: term, term, value })),
          {
            id: 'nonce',
            term: 'Nonce',
            value: <Hash value={hexOf(request.nonce)} label="nonce" />,
          },
        ]}
      />
    </Fold>
  )
}

function hexOf(nonce: bigint): string {
  return `0x${nonce.toString(16)}`
}
