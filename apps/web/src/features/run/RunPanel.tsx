'use client'

import { MAX_INLINE } from '@assay/protocol'
import { encodeOptimisticParams, JobNotFoundError, type ModelVersion } from '@assay/sdk'
import { useRouter } from 'next/navigation'
import { type ReactNode, useState } from 'react'
import type { Hex } from 'viem'
import { useDeployment } from '../../chain/DeploymentContext.tsx'
import { useReader } from '../../chain/useReader.ts'
import { chainTime } from '../../display/chainClock.ts'
import { formatAmount, parseAmount } from '../../display/format.ts'
import { Notice } from '../../display/Notice.tsx'
import { Panel } from '../../display/Panel.tsx'
import { jobMoved } from '../../queries/keys.ts'
import type { Card } from '../../queries/readCard.ts'
import { type QuotedTerms, useQuote } from '../../queries/useQuote.ts'
import { useRequestBounds } from '../../queries/useRequestBounds.ts'
import { useToken } from '../../queries/useToken.ts'
import { useWrite } from '../../queries/useWrite.ts'
import { useActivity } from '../../wallet/ActivityContext.tsx'
import { useWallet } from '../../wallet/WalletContext.tsx'
import type { WriteState } from '../../wallet/writeState.ts'
import { optimisticMethod, signatureMethod } from '../model/methods.ts'
import { pictureSize } from '../model/pictureSize.ts'
import { AskByCode } from './AskByCode.tsx'
import { BytesInput } from './BytesInput.tsx'
import {
  askedText,
  type KeptRequest,
  keepRequest,
  keptRequest,
  settleRequest,
} from './keptRequest.ts'
import { PictureInput } from './PictureInput.tsx'
import { Quote } from './Quote.tsx'
import { TableInput } from './TableInput.tsx'
import { collateralOf, defaultTerms, isLarge, tenths } from './terms.ts'

/** Bytes of one number of each type that an input may have. */
const numberBytes: Record<string, number | undefined> = {
  u8: 1,
  i8: 1,
  i32: 4,
  i64: 8,
  f32: 4,
  f64: 8,
}

/** How the activity list names a request; the model's title follows. */
const REQUEST = 'Request to '

/** Everything from the input to the payment: afterwards the job's page takes over. */
export function RunPanel({
  model,
  card,
  children,
}: {
  model: ModelVersion
  card: Card
  /** What stands under the input: on a phone, under the quote. */
  children?: ReactNode
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
  // Of other models no number can be judged on chain.
  const canDispute = model.profile === bounds?.disputableProfile
  const large = bounds !== undefined && isLarge(model, bounds)
  const optimistic = canDispute && wantsDispute

  const decimals = token.data?.decimals
  const fee =
    decimals === undefined
      ? undefined
      : feeText === undefined
        ? tenths(defaultTerms.feeTenths, decimals)
        : parseAmount(feeText, { decimals })
  const size = pictureSize(card)
  const inputBytes = card.input.shape.reduce(
    (product, side) => product * side,
    numberBytes[card.input.dtype] ?? 1,
  )

  const terms: QuotedTerms | undefined =
    fee === undefined || bounds === undefined
      ? undefined
      : {
          model,
          fee,
          expiresIn,
          ...(optimistic
            ? {
                verifier: deployment.verifiers.optimistic,
                // Nothing can be paid before the requester has accepted large data.
                params: encodeOptimisticParams({ window: bounds.minWindow, takesLarge: large }),
                collateral: collateralOf(fee, bounds),
              }
            : {}),
        }
  const quote = useQuote(terms, { inputBytes })

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
    const asked = askedText({ ...terms, input, address, market: deployment.market })
    const kept = lostRequest()
    await send(`${REQUEST}${card.title}`, kept?.asked === asked ? kept : undefined, async () => {
      const { client, requests } = await read()
      const prepared = { ...terms, deployment, input, requester: address }
      return { ...(await requests.prepare(client, prepared)), asked, lost: false }
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
    prepare: () => Promise<KeptRequest>,
  ) {
    let jobId = kept?.jobId
    const end = await write({
      title,
      touches: jobMoved,
      href: () => (jobId === undefined ? undefined : `/jobs/${jobId}`),
      send: async ({ client, onStep, requests }) => {
        // What was lost may have arrived after all.
        if (kept !== undefined && (await isPosted(kept.jobId))) return undefined
        const prepared = kept ?? (await prepare())
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

  if (inputBytes > MAX_INLINE)
    return (
      <div className="grid items-start gap-4 lg:grid-cols-2 lg:gap-6">
        <Panel title="Input" titleId="input-title" aside={card.title}>
          <Notice
            tone="info"
            title="This input is too large for a request from this page."
            live={false}
          >
            The model takes {inputBytes.toLocaleString('en')} bytes; a request carries at most{' '}
            {MAX_INLINE.toLocaleString('en')}. Put larger inputs where workers can fetch them; the
            request then names the place.
          </Notice>
          {card.input.meaning !== undefined && (
            <p className="mt-3 text-xs text-soft">{card.input.meaning}</p>
          )}
        </Panel>
        <AskByCode model={model} inputBytes={inputBytes} fee={fee ?? 0n} large={large} />
        {children}
      </div>
    )
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_400px] lg:grid-rows-[auto_1fr] lg:gap-6">
      <Panel title="Input" titleId="input-title" aside={card.title}>
        {card.input.features.length > 0 && card.input.dtype === 'u8' ? (
          <TableInput card={card} onInput={setInput} />
        ) : size === undefined ? (
          <BytesInput size={inputBytes} meaning={card.input.meaning} onInput={setInput} />
        ) : (
          <PictureInput size={size} onInput={setInput} />
        )}
      </Panel>
      <div className="h-full lg:col-start-2 lg:row-span-2 lg:row-start-1">
        <Quote
          missing={
            input !== undefined
              ? undefined
              : card.input.features.length > 0
                ? 'Fill in every number first'
                : size === undefined
                  ? 'Choose an input file first'
                  : 'Draw a digit or choose a sample first'
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
      {children !== undefined && <div className="min-w-0">{children}</div>}
    </div>
  )
}
