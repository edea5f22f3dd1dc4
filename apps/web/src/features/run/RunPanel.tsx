'use client'

import { MAX_INLINE } from '@assay/protocol'
import {
  type Card,
  countOf,
  disputableOffer,
  encodeQuorumParams,
  JobNotFoundError,
  type ModelVersion,
  numberTypes,
  storeOf,
} from '@assay/sdk'
import dynamic from 'next/dynamic'
import { useRouter } from 'next/navigation'
import { useEffect, useMemo, useState } from 'react'
import type { Hex } from 'viem'
import { useDeployment, useSettings } from '../../chain/DeploymentContext.tsx'
import { explainError } from '../../chain/explainError.ts'
import { useReader } from '../../chain/useReader.ts'
import { chainTime } from '../../display/chainClock.ts'
import { formatAmount, parseAmount } from '../../display/format.ts'
import { Panel } from '../../display/Panel.tsx'
import { TextField } from '../../display/TextField.tsx'
import { jobMoved } from '../../queries/keys.ts'
import { type QuotedTerms, useQuote } from '../../queries/useQuote.ts'
import { useRequestBounds } from '../../queries/useRequestBounds.ts'
import { useSignedOffer } from '../../queries/useSignedOffer.ts'
import { useToken } from '../../queries/useToken.ts'
import { useWrite } from '../../queries/useWrite.ts'
import { useActivity } from '../../wallet/ActivityContext.tsx'
import { useWallet } from '../../wallet/WalletContext.tsx'
import type { WriteState } from '../../wallet/writeState.ts'
import type { Call, Policy } from '../api/codeOf.ts'
import { type Method, optimisticMethod, signatureMethod } from '../model/methods.ts'
import { rememberAsked } from './askedJobs.ts'
import { InputForm, missingInput } from './InputForm.tsx'
import {
  askedText,
  type KeptRequest,
  keepRequest,
  keptRequest,
  settleRequest,
} from './keptRequest.ts'
import type { Preparation } from './PayButton.tsx'
import { Quote } from './Quote.tsx'
import type { Reviewed } from './Review.tsx'
import { defaultTerms, majorityOf, quorumSizes, tenths } from './terms.ts'

// Loaded as soon as there is a wallet, which it is for.
const loadReview = () => import('./Review.tsx').then((each) => each.Review)
const Review = dynamic(loadReview)

/** How the activity list names a request; the model's title follows. */
const REQUEST = 'Request to '

/** What a method asks of its verifier; nothing of a bare signature, and of models that the chain cannot judge. */
function policyOf(
  method: Method,
  offer: ReturnType<typeof disputableOffer>,
  seats: number,
): Policy | undefined {
  if (offer === undefined || method === signatureMethod) return undefined
  const { collateral, params, window, takesLarge } = offer
  // Nothing can be paid before the requester has accepted large data.
  if (method === optimisticMethod)
    return { kind: 'optimistic', window, takesLarge, collateral, params }
  const k = majorityOf(seats)
  const asked = encodeQuorumParams({ k, window: 0, drawn: false, takesLarge: false })
  return { kind: 'quorum', seats, k, collateral, params: asked }
}

/** Everything from the input to the payment: afterwards the job's page takes over. */
export function RunPanel({
  model,
  card,
  onCall,
}: {
  model: ModelVersion
  card: Card
  /** Told what the form asks for, as it changes. */
  onCall?: (call: Call | undefined) => void
}) {
  const router = useRouter()
  const deployment = useDeployment()
  const read = useReader()
  const { address } = useWallet()
  const token = useToken()
  const { state, write } = useWrite()
  const activity = useActivity()
  const [input, setInput] = useState<Uint8Array>()
  const [feeText, setFeeText] = useState<string>()
  const [expiresIn, setExpiresIn] = useState(defaultTerms.expiresIn)
  // Of two methods at the same fee, the weaker one is chosen by hand only.
  const [wanted, setWanted] = useState<Method>(optimisticMethod)
  const [seats, setSeats] = useState<number>(quorumSizes[0])
  const [takesLarge, setTakesLarge] = useState(false)
  const bounds = useRequestBounds()
  const decimals = token.data?.decimals
  const fee =
    decimals === undefined
      ? undefined
      : feeText === undefined
        ? tenths(defaultTerms.feeTenths, decimals)
        : parseAmount(feeText, { decimals })
  // Of other models no number can be judged on chain.
  const canDispute = model.profile === bounds?.disputableProfile
  const method = canDispute ? wanted : signatureMethod
  const policy = useMemo(
    () =>
      bounds === undefined || fee === undefined
        ? undefined
        : policyOf(method, disputableOffer(deployment, { model, fee, terms: bounds }), seats),
    [method, deployment, model, fee, bounds, seats],
  )
  const inputBytes = countOf(card.input.shape) * (numberTypes[card.input.dtype]?.size ?? 1)
  const isStored = inputBytes > MAX_INLINE
  const store = useSettings().store ?? storeOf(model)
  const [storeText, setStoreText] = useState<string>()
  const storeUrl = /^https?:\/\/\S+$/.exec((storeText ?? store ?? '').trim())?.[0]

  const terms: QuotedTerms | undefined =
    fee === undefined || bounds === undefined
      ? undefined
      : {
          model,
          fee,
          expiresIn,
          // Where it lies is known once it was sent; for a quote it does not matter.
          ...(isStored ? { uris: [storeUrl ?? 'https://store.invalid'] } : {}),
          ...(policy === undefined
            ? {}
            : {
                verifier: deployment.verifiers[policy.kind],
                params: policy.params,
                collateral: policy.collateral,
                ...(policy.kind === 'quorum' ? { seats: policy.seats } : {}),
              }),
        }
  const quote = useQuote(terms, { inputBytes })
  const offer = useSignedOffer(model)
  const [wantsSigned, setWantsSigned] = useState(false)
  // The worker takes the fee out of what is free in the ledger already, and the input with the request.
  const isOne = policy?.kind !== 'quorum'
  const canSign = offer != null && isOne && !isStored && fee !== undefined && fee >= offer.fee
  const hasFree = quote !== undefined && quote.toDeposit === 0n
  const signing = offer != null && wantsSigned && canSign && hasFree ? offer : undefined
  const [preparation, setPreparation] = useState<Preparation>()
  const [reviewed, setReviewed] = useState<Reviewed>()
  // Stays once it was opened, so that closing it gives the focus back.
  const [hasReviewed, setHasReviewed] = useState(false)
  useEffect(() => {
    if (address !== undefined) void loadReview().catch(() => {})
  }, [address])
  const call = useMemo(
    (): Call | undefined =>
      fee === undefined || bounds === undefined
        ? undefined
        : {
            ...{ input, inputBytes, fee, expiresIn },
            storeUrl: isStored ? storeUrl : undefined,
            policy,
          },
    [input, inputBytes, fee, expiresIn, storeUrl, isStored, policy, bounds],
  )
  useEffect(() => onCall?.(call), [call, onCall])

  // The last request of this tab, whose end may be unknown still, or whose page was reloaded.
  const last = activity.entries.find(({ title }) => title.startsWith(REQUEST))
  const earlier: WriteState | undefined =
    last?.state === 'sent'
      ? {
          phase: 'sent',
          ...(last.sent?.hash === undefined ? {} : { hash: last.sent.hash }),
          silent: last.silent === true,
          repriced: last.repriced === true,
        }
      : undefined

  /** Makes the request that is reviewed then. Its input is left at a store first, where it is too large for a request. */
  async function review() {
    if (input === undefined || terms === undefined || address === undefined) return
    setPreparation({ step: isStored ? 'upload' : 'prepare' })
    try {
      const { client, requests, tensorRoot, uploadInput } = await read()
      const inputRoot = await tensorRoot(input)
      const asked = askedText({
        ...{ ...terms, inputRoot, address },
        ...{ market: deployment.market, onlySigns: signing !== undefined },
      })
      const kept = lostRequest()
      const asking = {
        ...{ ...terms, deployment, input, requester: address },
        ...(signing === undefined ? {} : { signed: true, worker: signing.worker }),
      }
      if (isStored && storeUrl !== undefined) asking.uris = [await uploadInput({ storeUrl, input })]
      const { quote: fixed, ...prepared } = await requests.prepare(client, asking)
      const request = kept?.asked === asked ? kept : { ...prepared, asked, lost: false }
      await loadReview()
      setHasReviewed(true)
      setReviewed({
        ...{ request, quote: fixed },
        ...(signing === undefined ? {} : { workerUrl: signing.workerUrl, bytes: input }),
      })
      setPreparation(undefined)
    } catch (error) {
      setPreparation({ explanation: explainError(error, false) })
    }
  }

  async function sign() {
    if (reviewed === undefined) return
    setReviewed(undefined)
    const title = `${REQUEST}${card.title}`
    const { request, workerUrl, bytes } = reviewed
    if (workerUrl === undefined || bytes === undefined) await send(title, request)
    else await ask(title, request, { workerUrl, input: bytes })
  }

  /**
   * Signs a request and gives it to the worker. A worker that does not answer may have it all the same, so it is kept: asked again, it is
   * the same request, the same job and one fee.
   */
  async function ask(
    title: string,
    kept: KeptRequest,
    given: { workerUrl: string; input: Uint8Array },
  ) {
    const { jobId, request } = kept
    keepRequest(sessionStorage, { ...kept, lost: true })
    const end = await write({
      title,
      touches: jobMoved,
      href: () => `/jobs/${jobId}`,
      send: async ({ client, onStep, requests }) => {
        const { expiry } = await requests.ask(client, { deployment, request, ...given, onStep })
        rememberAsked(localStorage, jobId, expiry)
        return undefined
      },
    })
    const isUnsigned = end.phase === 'failed' && end.explanation.kind === 'rejected'
    if (end.phase === 'done' || (isUnsigned && !kept.lost))
      settleRequest(sessionStorage, end, undefined)
    if (end.phase === 'done') router.push(`/jobs/${jobId}`)
  }

  /** The request that was lost on its way, and may arrive still. */
  function lostRequest(): KeptRequest | undefined {
    const kept = keptRequest(sessionStorage, chainTime())
    if (kept === undefined || !(kept.lost || last?.state === 'dropped')) return undefined
    return { ...kept, lost: true }
  }

  async function payAgain() {
    const kept = lostRequest()
    if (kept !== undefined && last !== undefined) await send(last.title, kept)
  }

  async function send(title: string, kept: KeptRequest) {
    const { jobId, request, input: bytes } = kept
    const again = kept.lost ? kept : undefined
    let isSent = false
    const end = await write({
      title,
      touches: jobMoved,
      href: () => (isSent ? `/jobs/${jobId}` : undefined),
      send: async ({ client, onStep, requests }) => {
        // What was lost may have arrived after all.
        if (again !== undefined && (await isPosted(jobId))) return undefined
        isSent = true
        keepRequest(sessionStorage, kept)
        const sent = await requests.post(client, { deployment, request, input: bytes, onStep })
        return sent.hash
      },
    })
    settleRequest(sessionStorage, end, again)
    if (end.phase === 'done') router.push(`/jobs/${jobId}`)
  }

  async function isPosted(jobId: Hex): Promise<boolean> {
    try {
      const { client, jobs } = await read()
      return (await jobs.get(client, { deployment, jobId })).state !== 'none'
    } catch (error) {
      if (error instanceof JobNotFoundError) return false
      throw error
    }
  }

  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_400px] lg:grid-rows-[auto_1fr] lg:gap-6">
      <Panel title="Input" titleId="input-title" aside={card.title}>
        <InputForm card={card} onInput={setInput} />
        {isStored && (
          <div className="mt-4 border-t border-line pt-4">
            <TextField
              label="Where the input is left for workers"
              inputMode="url"
              value={storeText ?? store ?? ''}
              onChange={(event) => setStoreText(event.target.value)}
              problem={
                storeUrl === undefined
                  ? 'The address of a worker or another store, such as https://worker.example.'
                  : undefined
              }
              hint={`${inputBytes.toLocaleString('en')} bytes are too many for a request, which carries at most ${MAX_INLINE.toLocaleString('en')}. They are sent there before anything is signed, and both sides compare their root.`}
            />
          </div>
        )}
      </Panel>
      <div className="h-full lg:col-start-2 lg:row-span-2 lg:row-start-1">
        <Quote
          missing={
            input === undefined
              ? missingInput(card)
              : isStored && storeUrl === undefined
                ? 'Say where the input is left first'
                : undefined
          }
          token={token.data}
          fee={fee}
          quote={quote}
          feeText={
            feeText ??
            (fee === undefined || decimals === undefined ? '' : formatAmount(fee, { decimals }))
          }
          onFeeText={setFeeText}
          expiresIn={expiresIn}
          onExpiresIn={setExpiresIn}
          method={method}
          seats={seats}
          onSeats={setSeats}
          bounds={bounds}
          canDispute={canDispute}
          onMethod={setWanted}
          takesLarge={takesLarge}
          onTakesLarge={setTakesLarge}
          state={state}
          earlier={earlier}
          onPayAgain={last?.state === 'dropped' ? payAgain : undefined}
          preparation={preparation}
          signing={
            offer != null && isOne && !isStored
              ? {
                  wanted: wantsSigned,
                  canSign: canSign && hasFree,
                  offer,
                  onWanted: setWantsSigned,
                }
              : undefined
          }
          onReview={review}
        />
      </div>
      {token.data !== undefined && hasReviewed && (
        <Review
          {...{ reviewed, model, card }}
          token={token.data}
          onSign={() => void sign()}
          onBack={() => setReviewed(undefined)}
        />
      )}
    </div>
  )
}
