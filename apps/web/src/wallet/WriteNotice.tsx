'use client'

import type { ReactNode } from 'react'
import { Button } from '../display/Button.tsx'
import { Notice } from '../display/Notice.tsx'
import { useWallet } from './WalletContext.tsx'
import { useWalletDialog } from './WalletDialog.tsx'
import { describeSent, type WriteState } from './writeState.ts'

/** What became of a write that did not simply succeed, and the way on. */
export function WriteNotice({ state, gasAction }: { state: WriteState; gasAction?: ReactNode }) {
  if (state.phase === 'sent' && (state.silent || state.repriced || state.hash === undefined))
    return (
      <Notice
        tone="pending"
        title={
          state.hash === undefined
            ? 'Your transaction may be on its way.'
            : 'Your transaction is on its way.'
        }
      >
        {describeSent(state)}.
      </Notice>
    )
  if (state.phase !== 'failed') return null
  const { kind, title, detail } = state.explanation
  const action =
    kind === 'gas' ? gasAction : kind === 'disconnected' ? <ReconnectButton /> : undefined
  return (
    <Notice
      tone={kind === 'rejected' || kind === 'cancelled' ? 'info' : 'fail'}
      title={title}
      action={action}
    >
      {detail}
    </Notice>
  )
}

/** Ends a dead connection, and offers the choice of wallets. */
function ReconnectButton() {
  const { wallets } = useWallet()
  const openWallets = useWalletDialog()
  return (
    <Button
      size="small"
      // A wallet that is chosen before the old connection has ended would be disconnected with it.
      onClick={() =>
        wallets()
          .then(({ disconnect }) => disconnect())
          .then(openWallets, openWallets)
      }
    >
      Connect again
    </Button>
  )
}
