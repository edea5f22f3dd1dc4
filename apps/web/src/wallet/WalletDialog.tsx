'use client'

import { FlaskConical, Wallet, X } from 'lucide-react'
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useRef,
  useState,
} from 'react'
import { type Explanation, explainError } from '../chain/explainError.ts'
import { Spinner } from '../display/Loading.tsx'
import { Notice } from '../display/Notice.tsx'
import { useWallet } from './WalletContext.tsx'
import type { FoundWallet } from './wallets.ts'

const Context = createContext<(() => void) | undefined>(undefined)

/** Opens the choice of wallets. */
export function useWalletDialog(): () => void {
  const open = useContext(Context)
  if (open === undefined)
    throw new Error('useWalletDialog was called outside of WalletDialogProvider.')
  return open
}

export function WalletDialogProvider({ children }: { children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [shown, setShown] = useState(false)
  const open = useCallback(() => setShown(true), [])
  const close = useCallback(() => setShown(false), [])
  useEffect(() => {
    if (shown) dialog.current?.showModal()
    else dialog.current?.close()
  }, [shown])
  return (
    <Context.Provider value={open}>
      {children}
      <dialog
        ref={dialog}
        onClose={close}
        aria-labelledby="wallet-dialog-title"
        className="m-auto w-[400px] max-w-[calc(100vw-32px)] rounded-lg border border-line bg-raised p-0 text-text"
      >
        {shown && <WalletChoice close={close} />}
      </dialog>
    </Context.Provider>
  )
}

function WalletChoice({ close }: { close: () => void }) {
  const { wallets } = useWallet()
  const [known, setKnown] = useState<readonly FoundWallet[]>()
  const [busy, setBusy] = useState<string>()
  const [problem, setProblem] = useState<Explanation>()

  useEffect(() => {
    let stop: (() => void) | undefined
    let left = false
    wallets().then(
      ({ watch }) => {
        if (!left) stop = watch(setKnown)
      },
      (error: unknown) => setProblem(explainError(error)),
    )
    return () => {
      left = true
      stop?.()
    }
  }, [wallets])

  async function choose({ id }: FoundWallet) {
    setBusy(id)
    setProblem(undefined)
    try {
      await (await wallets()).connect(id)
      close()
    } catch (error) {
      const explanation = explainError(error)
      setProblem(
        explanation.kind === 'rejected'
          ? {
              ...explanation,
              title: 'You declined the connection.',
              detail: 'Nothing was shared. You can try again.',
            }
          : explanation,
      )
    } finally {
      setBusy(undefined)
    }
  }

  const found = known?.filter(({ isDemo }) => !isDemo) ?? []
  const demo = known?.find(({ isDemo }) => isDemo)
  return (
    <div className="p-5">
      <div className="mb-1 flex items-center justify-between">
        <h2 id="wallet-dialog-title" className="text-base font-semibold">
          Choose a wallet
        </h2>
        <button
          type="button"
          onClick={close}
          aria-label="Close"
          className="inline-flex size-8 items-center justify-center rounded text-soft hover:bg-sunken"
        >
          <X aria-hidden className="size-4" />
        </button>
      </div>
      <p className="mb-4 text-soft">
        It signs and pays for requests. You need none to read results and check them.
      </p>
      <ul className="space-y-2">
        {demo !== undefined && (
          <li>
            <WalletButton
              name="Demo wallet"
              note="Its key is public. It works on this local chain only, with money that is worth nothing."
              icon={<FlaskConical aria-hidden className="size-5 text-accent-text" />}
              busy={busy === demo.id}
              onClick={() => choose(demo)}
            />
          </li>
        )}
        {found.map((wallet) => (
          <li key={wallet.id}>
            <WalletButton
              name={wallet.name.slice(0, 60)}
              note="Found in this browser"
              icon={<WalletIcon source={wallet.icon} />}
              busy={busy === wallet.id}
              onClick={() => choose(wallet)}
            />
          </li>
        ))}
      </ul>
      {known === undefined && problem === undefined && (
        <p role="status" className="flex items-center gap-2 text-soft">
          <Spinner /> Looking for wallets
        </p>
      )}
      {known !== undefined && found.length === 0 && (
        <p className="mt-3 rounded border border-line border-dashed p-3 text-xs text-soft">
          This browser has no wallet extension. Any that follows EIP-6963 appears here.
        </p>
      )}
      {problem !== undefined && (
        <div className="mt-3">
          <Notice tone={problem.kind === 'rejected' ? 'info' : 'fail'} title={problem.title}>
            {problem.detail}
          </Notice>
        </div>
      )}
    </div>
  )
}

function WalletButton({
  name,
  note,
  icon,
  busy,
  onClick,
}: {
  name: string
  note: string
  icon: ReactNode
  busy: boolean
  onClick: () => void
}) {
  return (
    <button
      type="button"
      onClick={onClick}
      disabled={busy}
      className="flex w-full items-center gap-3 rounded border border-line p-3 text-left transition-colors duration-150 hover:border-line-strong hover:bg-sunken"
    >
      <span className="inline-flex size-9 shrink-0 items-center justify-center rounded bg-sunken">
        {icon}
      </span>
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{name}</span>
        <span className="block text-xs text-faint">{busy ? 'Waiting for the wallet' : note}</span>
      </span>
      {busy && <Spinner />}
    </button>
  )
}

/** Extensions announce their picture themselves: only pictures that carry their own bytes are shown, nothing is fetched. */
function WalletIcon({ source }: { source: string | undefined }) {
  if (source === undefined || !/^data:image\/(png|jpeg|webp|svg\+xml|gif)[;,]/.test(source))
    return <Wallet aria-hidden className="size-5 text-soft" />
  return (
    <span
      aria-hidden
      className="size-6 bg-contain bg-center bg-no-repeat"
      style={{ backgroundImage: `url(${JSON.stringify(source)})` }}
    />
  )
}
