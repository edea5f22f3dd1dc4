'use client'

import type { SentTransaction } from '@assay/sdk'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { type Hex, isAddressEqual } from 'viem'
import { useDeployment } from '../chain/DeploymentContext.tsx'
import { explainError, maySend } from '../chain/explainError.ts'
import { type Reader, useReader } from '../chain/useReader.ts'
import { useActivity } from '../wallet/ActivityContext.tsx'
import { useWallet } from '../wallet/WalletContext.tsx'
import type { WriteState } from '../wallet/writeState.ts'
import { follow } from './follow.ts'
import type { Subject } from './keys.ts'

/** What writes: the wallet as `client`, and the functions that take it. */
export type WriteTools = Reader & { onStep: (step: string) => void }

export type WriteParameters = {
  /** What it is, for the activity list. */
  title: string
  /** Asks the wallet and sends; gives the transaction's hash, or nothing where it turns out to be done already. */
  send: (tools: WriteTools) => Promise<Hex | undefined>
  /** What it changes. */
  touches: readonly Subject[]
  /** Where it leads, asked once it is sent. */
  href?: () => string | undefined
}

/**
 * Sends one transaction and waits for its end. Once the wallet was told to send, an error says nothing any more: what was sent is kept,
 * looked for and waited for, also after a reload of the page.
 */
export function useWrite() {
  const read = useReader()
  const { wallets } = useWallet()
  const queries = useQueryClient()
  const activity = useActivity()
  const { token } = useDeployment()
  const [state, setState] = useState<WriteState>({ phase: 'idle' })

  const write = useCallback(
    async ({ title, send, touches, href }: WriteParameters): Promise<WriteState> => {
      const id = activity.begin(title)
      let sent: SentTransaction | undefined
      let wasSent = false
      const finish = (end: WriteState) => {
        setState(end)
        return end
      }
      const waitFor = async (what: SentTransaction) =>
        finish(
          await follow(read, { id, sent: what, touches, activity, queries, onState: setState }),
        )
      activity.followed.add(id)
      setState({ phase: 'wallet' })
      try {
        const reader = await read()
        const { open, recordSends } = await wallets()
        const client = recordSends(await open(), reader.client, (told) => {
          sent = told
          wasSent ||= told.hash !== undefined
          const link = href?.()
          activity.update(id, {
            sent: told,
            touches,
            ...(told.hash === undefined ? {} : { hash: told.hash }),
            ...(link === undefined ? {} : { href: link }),
          })
        })
        const onStep = (step: string) => setState({ phase: 'wallet', step })
        const hash = await send({ ...reader, client, onStep })
        if (hash !== undefined && sent !== undefined) return await waitFor({ ...sent, hash })
        activity.update(id, { state: 'done' })
        return finish({ phase: 'done' })
      } catch (error) {
        // An approval moves no money, and asking for it again harms nobody.
        const isLast = sent !== undefined && !isAddressEqual(sent.to, token)
        if (sent !== undefined && isLast && sent.hash === undefined && maySend(error))
          return await waitFor(sent)
        const explanation = explainError(error, wasSent)
        activity.update(id, { state: explanation.kind === 'rejected' ? 'rejected' : 'failed' })
        return finish({ phase: 'failed', explanation })
      }
    },
    [activity, queries, read, token, wallets],
  )
  return { state, write, busy: state.phase === 'wallet' || state.phase === 'sent' }
}
