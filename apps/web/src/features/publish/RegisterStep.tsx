'use client'

import Link from 'next/link'
import { useState } from 'react'
import type { Hex } from 'viem'
import { useDeployment } from '../../chain/DeploymentContext.tsx'
import { Button, buttonClasses } from '../../display/Button.tsx'
import { Spinner } from '../../display/Loading.tsx'
import { Notice } from '../../display/Notice.tsx'
import { Panel } from '../../display/Panel.tsx'
import { useWrite } from '../../queries/useWrite.ts'
import { useWallet } from '../../wallet/WalletContext.tsx'
import { useWalletDialog } from '../../wallet/WalletDialog.tsx'
import { WriteNotice } from '../../wallet/WriteNotice.tsx'
import { useOnWrongNetwork } from '../../wallet/WrongNetwork.tsx'
import { modelHref } from '../model/modelPath.ts'

export type Publication = {
  name: string
  version: number
  profile: Hex
  root: Hex
  inputBytes: number
  outputBytes: number
  royaltyBps: number
  cardUri: string
  cardDigest: Hex
}

/** The last step: what is promised, and the transaction. */
export function RegisterStep({
  publication,
  obstacles,
  warnings,
  onRegistered,
}: {
  /** Undefined while something is missing. */
  publication: Publication | undefined
  /** What has to be done first, each a sentence. */
  obstacles: readonly string[]
  warnings: number
  onRegistered: () => void
}) {
  const deployment = useDeployment()
  const { isConnected } = useWallet()
  const openWallets = useWalletDialog()
  const wrongNetwork = useOnWrongNetwork()
  const { state, write, busy } = useWrite()
  const [accepted, setAccepted] = useState(false)
  const [registered, setRegistered] = useState<Publication>()

  async function register() {
    if (publication === undefined) return
    const { version, ...values } = publication
    const href = modelHref({ name: publication.name, version })
    const end = await write({
      title: `Register ${publication.name}@${version}`,
      touches: ['models', 'name'],
      href: () => href,
      send: ({ client, models }) => models.publish(client, { deployment, ...values }),
    })
    if (end.phase !== 'done') return
    setRegistered(publication)
    onRegistered()
  }

  if (registered !== undefined)
    return (
      <Panel title="7. Register" titleId="register-title">
        <Notice
          tone="info"
          title={`${registered.name}@${registered.version} is registered.`}
          action={
            <Link href={modelHref(registered)} className={buttonClasses('primary', 'small')}>
              Open its page
            </Link>
          }
        >
          Its page is public from now on. A worker that serves it answers requests.
        </Notice>
      </Panel>
    )
  const missing = [
    ...obstacles,
    ...(warnings > 0 && !accepted ? ['Say that you have read the warnings.'] : []),
  ]
  return (
    <Panel title="7. Register" titleId="register-title" aside="It cannot be taken back">
      <div className="space-y-3">
        {warnings > 0 && (
          <label className="flex min-h-6 cursor-pointer items-start gap-2 text-sm">
            <input
              type="checkbox"
              checked={accepted}
              onChange={(event) => setAccepted(event.target.checked)}
              className="mt-1 size-4 accent-accent"
            />
            I have read the {warnings === 1 ? 'warning' : `${warnings} warnings`} of the
            compilation, and publish it all the same. They stand on its card.
          </label>
        )}
        {missing.length > 0 && (
          <ul className="list-disc space-y-1 pl-4 text-sm text-soft" data-testid="obstacles">
            {missing.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        )}
        {isConnected ? (
          <Button
            kind="primary"
            disabled={busy || wrongNetwork || missing.length > 0 || publication === undefined}
            onClick={() => void register()}
          >
            {busy && <Spinner />}
            {state.phase === 'wallet'
              ? 'In your wallet'
              : state.phase === 'sent'
                ? 'Waiting for its block'
                : publication === undefined
                  ? 'Register'
                  : `Register ${publication.name}@${publication.version}`}
          </Button>
        ) : (
          <Button kind="primary" onClick={openWallets}>
            Choose a wallet
          </Button>
        )}
        <WriteNotice state={state} />
      </div>
    </Panel>
  )
}
