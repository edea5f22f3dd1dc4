'use client'

import { MAX_INLINE } from '@assay/protocol'
import {
  type Card,
  countOf,
  disputableOffer,
  JobNotFoundError,
  type ModelVersion,
  numberTypes,
  storeOf,
} from '@assay/sdk'
import { useRouter } from 'next/navigation'
import { useEffect, useMemo, useState } from 'react'
import type { Hex } from 'viem'
import { useDeployment, useSettings } from '../../chain/DeploymentContext.tsx'
import { useReader } from '../../chain/useReader.ts'
import { chainTime } from '../../display/chainClock.ts'
import { formatAmount, parseAmount } from '../../display/format.ts'
import { Panel } from '../../display/Panel.tsx'
import { TextField } from '../../display/TextField.tsx'
import { jobMoved } from '../../queries/keys.ts'
import { type QuotedTerms, useQuote } from '../../queries/useQuote.ts'
import { useRequestBounds } from '../../queries/useRequestBounds.ts'
import { useToken } from '../../queries/useToken.ts'
import { useWrite, type WriteTools } from '../../queries/useWrite.ts'
import { useActivity } from '../../wallet/ActivityContext.tsx'
import { useWallet } from '../../wallet/WalletContext.tsx'
import type { WriteState } from '../../wallet/writeState.ts'
import type { Call } from '../api/codeOf.ts'
import { optimisticMethod, signatureMethod } from '../model/methods.ts'
import { InputForm, missingInput } from './InputForm.tsx'
import {
  askedText,
  type KeptRequest,
  keepRequest,
  keptRequest,
  settleRequest,
} from './keptRequest.ts'
import { Quote } from './Quote.tsx'
import { defaultTerms, tenths } from './terms.ts'

/** How the activity list names a request; the model's title follows. */
const REQUEST = 'Request to '

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
  const [wantsDispute, setWantsDispute] = useState(true)
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
  const optimistic = canDispute && wantsDispute
  // Nothing can be paid before the requester has accepted large data.
  const dispute = useMemo(
    () =>
      optimistic && bounds !== undefined && fee !== undefined
        ? disputableOffer(deployment, { model, fee, terms: bounds })
        : undefined,
    [optimistic, deployment, model, fee, bounds],
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
          ...(dispute && {
            verifier: dispute.verifier,
            params: dispute.params,
            collateral: dispute.collateral,
          }),
        }
  const quote = useQuote(terms, { inputBytes })
  const call = useMemo(
    (): Call | undefined =>
      fee === undefined || bounds === undefined
        ? undefined
        : {
            ...{ input, inputBytes, fee, expiresIn },
            storeUrl: isStored ? storeUrl : undefined,
            dispute,
          },
    [input, inputBytes, fee, expiresIn, storeUrl, isStored, dispute, bounds],
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

  async function pay() {
    if (input === undefined || terms === undefined || address === undefined) return
    const { tensorRoot } = await read()
    const inputRoot = await tensorRoot(input)
    const asked = askedText({ ...terms, inputRoot, address, market: deployment.market })
    const kept = lostRequest()
    const again = kept?.asked === asked ? kept : undefined
    await send(`${REQUEST}${card.title}`, again, async ({ client, onStep, ...reader }) => {
      const prepared = { ...terms, deployment, input, requester: address }
      if (isStored && storeUrl !== undefined) {
        onStep('upload')
        prepared.uris = [await reader.uploadInput({ storeUrl, input })]
      }
      return { ...(await reader.requests.prepare(client, prepared)), asked, lost: false }
    })
  }

  /** The request that was lost on its way, and may arrive still. */
  function lostRequest(): KeptRequest | undefined {
    const kept = keptRequest(sessionStorage, chainTime())
    if (kept === undefined || !(kept.lost || last?.state === 'dropped')) return undefined
    return { ...kept, lost: true }
  }

  async function payAgain() {
    const kept = lostRequest()
    if (kept !== undefined && last !== undefined)
      await send(last.title, kept, () => Promise.resolve(kept))
  }

  async function send(
    title: string,
    kept: KeptRequest | undefined,
    prepare: (tools: WriteTools) => Promise<KeptRequest>,
  ) {
    let jobId = kept?.jobId
    const end = await write({
      title,
      touches: jobMoved,
      href: () => (jobId === undefined ? undefined : `/jobs/${jobId}`),
      send: async (tools) => {
        const { client, onStep, requests } = tools
        // What was lost may have arrived after all.
        if (kept !== undefined && (await isPosted(kept.jobId))) return undefined
        const prepared = kept ?? (await prepare(tools))
        const { request, input: bytes } = prepared
        jobId = prepared.jobId
        keepRequest(sessionStorage, prepared)
        const sent = await requests.post(client, { deployment, request, input: bytes, onStep })
        return sent.hash
      },
    })
    settleRequest(sessionStorage, end, kept)
    if (end.phase === 'done' && jobId !== undefined) router.push(`/jobs/${jobId}`)
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
          method={optimistic ? optimisticMethod : signatureMethod}
          bounds={bounds}
          canDispute={canDispute}
          onOptimistic={setWantsDispute}
          takesLarge={takesLarge}
          onTakesLarge={setTakesLarge}
          state={state}
          earlier={earlier}
          onPayAgain={last?.state === 'dropped' ? payAgain : undefined}
          onPay={pay}
        />
      </div>
    </div>
  )
}
