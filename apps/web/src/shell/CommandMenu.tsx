'use client'

import { useRouter } from 'next/navigation'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { joinClasses } from '../display/joinClasses.ts'
import { latestVersions } from '../features/model/latestVersions.ts'
import { useCards, useModels } from '../queries/useModels.ts'
import { useRecord } from '../queries/useRecord.ts'
import { useWallet } from '../wallet/WalletContext.tsx'
import { useWalletDialog } from '../wallet/WalletDialog.tsx'
import { applyTheme } from './applyTheme.ts'
import { type Command, commandsFor, groupNames, saysNothingFound } from './commandsFor.ts'

/** Milliseconds without a key before the index is asked. */
const PAUSE = 150

/** Leads anywhere and does what can be done anywhere. What is written is looked up at once, here and in the index. */
export function CommandMenu({ onClose }: { onClose: () => void }) {
  const router = useRouter()
  const openWallets = useWalletDialog()
  const { isConnected } = useWallet()
  const dialog = useRef<HTMLDialogElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const id = useId()
  const [text, setText] = useState('')
  // By id: what the index adds later moves no choice.
  const [chosen, setChosen] = useState<string>()
  const [asked, setAsked] = useState('')
  const models = latestVersions(useModels().data ?? [])
  const { cards } = useCards(models)
  const index = useRecord(
    asked === '' ? undefined : `/search?q=${encodeURIComponent(asked.slice(0, 200))}`,
  )
  const term = text.trim()
  // An answer to what was written before says nothing of what is written now.
  const answer = index.isSuccess && index.data.q === term ? index.data : undefined
  const { commands, problem } = commandsFor({
    ...{ text: term, answer, isConnected },
    models: models.map(({ name, modelId }) => ({
      ...{ name, title: cards.get(modelId)?.title, task: cards.get(modelId)?.task },
    })),
  })
  const active = commands.find((each) => each.id === chosen) ?? commands[0]

  useEffect(() => dialog.current?.showModal(), [])
  useEffect(() => {
    const timer = setTimeout(() => setAsked(term), PAUSE)
    return () => clearTimeout(timer)
  }, [term])
  const activeId = active?.id
  useEffect(() => {
    if (activeId === undefined) return
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [activeId])

  function run({ does }: Command) {
    dialog.current?.close()
    if (does.what === 'go') router.push(does.href)
    else if (does.what === 'theme') applyTheme(does.theme)
    else if (does.what === 'wallet') openWallets()
    // Only secure pages have a clipboard, and it may be refused.
    else void navigator.clipboard?.writeText(window.location.href).catch(() => {})
  }

  function onKey(event: KeyboardEvent) {
    const at = active === undefined ? 0 : commands.indexOf(active)
    const count = commands.length
    if (event.key === 'ArrowDown') setChosen(commands[(at + 1) % count]?.id)
    else if (event.key === 'ArrowUp') setChosen(commands[(at + count - 1) % count]?.id)
    else if (event.key === 'Enter') {
      if (active !== undefined) run(active)
    } else return
    event.preventDefault()
  }

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself.
    <dialog
      ref={dialog}
      onClose={onClose}
      onClick={({ target }) => target === dialog.current && dialog.current?.close()}
      aria-label="Search and commands"
      className="mx-auto mt-[10dvh] mb-auto w-[600px] max-w-[calc(100vw-32px)] overflow-hidden rounded-lg border border-line bg-raised p-0 text-text max-sm:mt-4"
    >
      <input
        type="text"
        role="combobox"
        aria-label="Search by model, job id, address or hash"
        aria-expanded={commands.length > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={active && `${id}-${active.id}`}
        aria-autocomplete="list"
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
        placeholder="Model, job, address, hash, or what to do"
        value={text}
        onKeyDown={onKey}
        onChange={({ target }) => {
          setText(target.value)
          setChosen(undefined)
        }}
        className="h-12 w-full border-b border-line bg-transparent px-4 text-base -outline-offset-2 placeholder:text-faint"
      />
      <div
        ref={list}
        id={`${id}-list`}
        role="listbox"
        aria-label="What it may mean"
        hidden={commands.length === 0}
        className="max-h-[min(420px,60dvh)] overflow-y-auto p-2"
      >
        {groupNames.map((group) => {
          const of = commands.filter((each) => each.group === group)
          if (of.length === 0) return null
          return (
            // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot stand in a list box.
            <div key={group} role="group" aria-label={group}>
              <p aria-hidden className="px-2 pt-2 pb-1 text-xs text-faint">
                {group}
              </p>
              {of.map((command) => (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys.
                // biome-ignore lint/a11y/useFocusableInteractive: the field above keeps the focus.
                <div
                  key={command.id}
                  id={`${id}-${command.id}`}
                  role="option"
                  aria-selected={command === active}
                  onClick={() => run(command)}
                  onPointerMove={() => setChosen(command.id)}
                  className={joinClasses(
                    'flex min-h-9 cursor-pointer items-center justify-between gap-4 rounded px-2 py-1.5 max-sm:min-h-11',
                    command === active && 'bg-sunken shadow-[inset_2px_0_0_var(--accent-line)]',
                  )}
                >
                  <span className="min-w-0 truncate">{command.label}</span>
                  {command.detail !== undefined && (
                    <span className="min-w-0 shrink truncate text-xs text-faint">
                      {command.detail}
                    </span>
                  )}
                </div>
              ))}
            </div>
          )
        })}
      </div>
      <p role="status" className="border-t border-line px-4 py-2 text-xs text-soft empty:hidden">
        {problem ??
          (index.isError && term !== ''
            ? 'Only job ids, addresses and model names can be found while the index is down.'
            : saysNothingFound({ term, answer, found: commands.length }))}
      </p>
    </dialog>
  )
}
