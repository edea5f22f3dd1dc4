'use client'

import { FlaskConical, Wallet } from 'lucide-react'
import Link from 'next/link'
import { Button, buttonClasses } from '../display/Button.tsx'
import { Disclosure } from '../display/Disclosure.tsx'
import { shortenHex } from '../display/format.ts'
import { Hash } from '../display/Hash.tsx'
import { useWallet } from './WalletContext.tsx'
import { useWalletDialog } from './WalletDialog.tsx'

/** The connected account, or the way to connect one. */
export function WalletMenu() {
  const { address, name, isDemo, isConnected, wallets } = useWallet()
  const openDialog = useWalletDialog()
  if (!isConnected || address === undefined)
    return (
      <Button size="small" className="h-9" onClick={openDialog}>
        <Wallet aria-hidden className="size-4" />
        <span className="max-sm:sr-only">Connect wallet</span>
      </Button>
    )
  const Icon = isDemo ? FlaskConical : Wallet
  return (
    <Disclosure
      label={`${isDemo ? 'Demo wallet' : 'Wallet'} ${shortenHex(address)}`}
      buttonClassName="border border-line"
      button={
        <>
          <Icon aria-hidden className="size-4" />
          <span className="font-mono text-xs max-sm:hidden">{shortenHex(address)}</span>
          {isDemo && (
            <span className="rounded-sm bg-accent-wash px-1.5 py-0.5 text-xs text-accent-text max-sm:hidden">
              Demo
            </span>
          )}
        </>
      }
    >
      {(close) => (
        <>
          <h2 className="mb-2 text-sm font-semibold">{name}</h2>
          <Hash value={address} label="address" />
          {isDemo && (
            <p className="mt-2 text-xs text-soft">
              Its key is public. It works on this local chain only; never send it anything of value.
            </p>
          )}
          <div className="mt-4 flex gap-2">
            <Link href="/account" onClick={close} className={buttonClasses('secondary', 'small')}>
              Open account
            </Link>
            <Button
              size="small"
              kind="quiet"
              onClick={() => {
                close()
                void wallets().then(({ disconnect }) => disconnect())
              }}
            >
              Disconnect
            </Button>
          </div>
        </>
      )}
    </Disclosure>
  )
}
