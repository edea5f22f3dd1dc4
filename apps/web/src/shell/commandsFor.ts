import { formatCount, shortenHex } from '../display/format.ts'
import {
  addressOf,
  countOf,
  type Fields,
  fieldsOf,
  listOf,
  textOf,
  wordOf,
} from '../queries/recordFields.ts'
import { readSearch } from './readSearch.ts'
import { destinations } from './sections.ts'
import type { Theme } from './theme.ts'

export const groupNames = ['Found', 'Models', 'Go to', 'Do', 'In the record'] as const

/** One row of the menu. */
export type Command = {
  id: string
  group: (typeof groupNames)[number]
  label: string
  detail?: string
  does:
    | { what: 'go'; href: string }
    | { what: 'theme'; theme: Theme }
    | { what: 'wallet' }
    | { what: 'copy link' }
}

type FoundModel = { name: string; title: string | undefined; task: string | undefined }

/** More models than these are found by writing more. */
const MOST_MODELS = 6

const go = (href: string) => ({ what: 'go', href }) as const

/** What a written text leads to: what the index knows of it, models, pages, and what can be done. */
export function commandsFor({
  text,
  answer,
  models,
  isConnected,
}: {
  text: string
  /** What the index said of this text; undefined while it has said nothing. */
  answer: Fields | undefined
  models: readonly FoundModel[]
  isConnected: boolean
}): { commands: Command[]; problem: string | undefined } {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const holds = (...texts: (string | undefined)[]) => {
    const all = texts.filter(Boolean).join(' ').toLowerCase()
    return words.every((word) => all.includes(word))
  }
  const target = readSearch(text)
  const isHex = target !== undefined
  // What the index finds for a text comes last, so that no row moves under the reader's hand.
  const hits = listOf(answer?.hits)
    .flatMap(commandOf)
    .map((hit): Command => (isHex ? hit : { ...hit, group: 'In the record' }))
  // Until the index has answered, a hash is opened as a job: that page says what else it may be.
  const plain: Command[] =
    isHex && 'href' in target && answer === undefined
      ? [
          {
            ...{ id: 'plain', group: 'Found', does: go(target.href) },
            label: target.href.startsWith('/jobs/') ? 'Open as a job' : 'Open as an address',
            detail: shortenHex(text),
          },
        ]
      : []
  const commands: Command[] = [
    ...(isHex ? hits : []),
    ...plain,
    ...(isHex ? [] : models)
      .filter(({ name, title, task }) => holds(name, title, task))
      .slice(0, MOST_MODELS)
      .map(
        ({ name, title }): Command => ({
          ...{ id: `model-${name}`, group: 'Models', label: title ?? name, detail: name },
          does: go(`/models/${name}`),
        }),
      ),
    ...[...destinations, { href: '/status', label: 'Status' }]
      .filter(({ label }) => holds(label))
      .map(
        ({ href, label }): Command => ({
          ...{ id: `page-${label}`, group: 'Go to', label, does: go(href) },
        }),
      ),
    ...deeds(isConnected).filter(({ label }) => holds(label)),
    ...(isHex ? [] : hits),
  ]
  const problem = isHex && 'problem' in target ? target.problem : undefined
  return { commands: unique(commands), problem }
}

function deeds(isConnected: boolean): Command[] {
  return [
    ...(isConnected
      ? []
      : [
          {
            id: 'wallet',
            group: 'Do',
            label: 'Connect a wallet',
            does: { what: 'wallet' },
          } as const,
        ]),
    { id: 'copy', group: 'Do', label: 'Copy the link to this page', does: { what: 'copy link' } },
    ...(['light', 'dark', 'system'] as const).map(
      (theme): Command => ({
        ...{ id: `theme-${theme}`, group: 'Do', label: `Theme: ${theme}` },
        does: { what: 'theme', theme },
      }),
    ),
  ]
}

const roles = new Map<unknown, string>([
  ['worker', 'workers'],
  ['requester', 'requesters'],
  ['publisher', 'publishers'],
  ['account', 'address'],
])

/** A hit of the index, of which nothing is trusted; none for what has no page here. */
function commandOf(hit: Fields): Command[] {
  const { kind } = hit
  const count = countOf(hit.count)
  const hash = wordOf(hit.id)
  const address = addressOf(hit.id)
  const id = `hit-${String(kind)}-${String(hit.id).slice(0, 66)}`
  const command = (label: string, href: string, detail?: string): Command[] => [
    {
      ...{ id, group: 'Found', label, does: go(href) },
      ...(detail === undefined ? {} : { detail }),
    },
  ]
  const label = textOf(hit.label) ?? ''
  if (kind === 'job' && hash !== undefined)
    return command(`Job of ${label}`, `/jobs/${hash}`, shortenHex(hash))
  // The page of a job says which job a transaction changed.
  if (kind === 'transaction' && hash !== undefined)
    return command('A transaction', `/jobs/${hash}`, shortenHex(hash))
  if (kind === 'model' && /^[^@\s]{1,80}@[0-9]{1,9}$/.test(label))
    return command(
      label,
      `/models/${label.split('/').map(encodeURIComponent).join('/').replace('%40', '@')}`,
      'model',
    )
  if ((kind === 'input-root' || kind === 'output-root') && hash !== undefined)
    return command(
      `The ${kind === 'input-root' ? 'input' : 'output'} root of ${count === undefined ? 'jobs' : formatCount(count, 'job', 'jobs')}`,
      `/results?q=${hash}`,
      shortenHex(hash),
    )
  if (kind === 'dispute' && typeof hit.id === 'string' && /^[0-9]{1,20}$/.test(hit.id))
    return command(`Dispute ${hit.id}`, `/disputes/${hit.id}`)
  const role = roles.get(kind)
  if (role !== undefined && address !== undefined)
    return command(
      kind === 'account' ? 'All roles of this address' : `Its record as a ${String(kind)}`,
      `/${role}/${address}`,
      shortenHex(address),
    )
  return []
}

function unique(commands: readonly Command[]): Command[] {
  const seen = new Set<string>()
  return commands.filter(({ id }) => !seen.has(id) && seen.add(id))
}

/** The sentence for what nobody knows; undefined while something was found or is being asked. */
export function saysNothingFound({
  term,
  answer,
  found,
}: {
  term: string
  answer: Fields | undefined
  found: number
}): string | undefined {
  if (term === '' || answer === undefined || found > 0) return undefined
  const block = countOf(fieldsOf(answer.block)?.number)
  const at = block === undefined ? '' : ` at block ${block.toLocaleString('en')}`
  if (/^(0x)?[0-9a-f]{64}$/i.test(term))
    return `No job, model, transaction or root has this hash${at}. It may belong to another deployment.`
  if (/^0x[0-9a-f]{40}$/i.test(term))
    return `This address has done nothing here${at}. It may have a part in another deployment.`
  return `Nothing here has this name${at}.`
}
