import type { CommittedStep } from '@assay/program'
import type { Dispute, DisputeMoney, DisputeStep } from '@assay/sdk'
import { formatUnits } from 'viem'

/** A dispute with what surrounds it, as far as it could be read. */
export type DisputeView = {
  dispute: Dispute
  /** The picked step, read from its encoding. */
  step?: CommittedStep | undefined
  money?: DisputeMoney | undefined
  token: { symbol: string; decimals: number }
  /** The chain's time (unix seconds). */
  now: number
}

const sides = { worker: 'the worker', challenger: 'the challenger' } as const

const owed = {
  open: 'has to open what lies below the node in question',
  pick: 'has to pick the first node that differs',
  show: 'has to show the page',
  judge: 'has to have one wrong element judged',
} as const

const told: Readonly<Record<DisputeStep['kind'], string>> = {
  challenged: 'challenges the result, with a bond',
  'trace-opened': "opens the roots of the steps' tensors",
  'nodes-opened': 'opens nodes',
  'opening-reused': 'had opened it in another game',
  'node-picked': 'picks a node',
  'step-picked': 'picks a step',
  'page-shown': 'shows the page',
  'element-judged': 'has the element judged: the page is wrong',
  'timed-out': 'missed its move',
}

/** Draws a dispute for a terminal, narrowing from the program to one number. */
export function describeDispute(view: DisputeView): string {
  const { dispute, now } = view
  const lines = [
    `dispute ${dispute.game}: ${headline(dispute, now)}`,
    '',
    ...facts(view).map(([name = '', says = '']) => `${name.padEnd(11)} ${says}`),
    '',
    ...narrowing(view),
    '',
    ...dispute.moves.map(({ kind, by, timestamp, transactionHash }) =>
      `${clock(timestamp)}  ${by.padEnd(10)}  ${told[kind].padEnd(41)}  ${transactionHash}`.trimEnd(),
    ),
  ]
  return `${lines.join('\n')}\n`
}

function headline(dispute: Dispute, now: number): string {
  if (dispute.state === 'worker-won') return 'the worker has won; the bond is its'
  if (dispute.state === 'challenger-won') return 'the challenger has won; the result is wrong'
  const { turn, deadline = 0 } = dispute
  if (turn === undefined) return 'open'
  if (now > deadline)
    return `${sides[turn]} missed its move at ${clock(deadline)}; anyone can end the game`
  return `${sides[turn]} ${owed[dispute.position.awaits]} by ${clock(deadline)} (in ${span(deadline - now)})`
}

function facts({ dispute, money, token }: DisputeView): string[][] {
  const amount = (value: bigint) => `${formatUnits(value, token.decimals)} ${token.symbol}`
  const rows = [
    ['job', dispute.job],
    ['model', dispute.model],
    ['worker', dispute.worker],
    ['challenger', `${dispute.challenger}, ${rank(dispute)}`],
    ['claimed', `output root ${dispute.outputRoot}`],
  ]
  if (money) {
    rows.push([
      'money',
      `bond ${amount(money.bond)}, collateral ${amount(money.collateral)}, fee ${amount(money.fee)}`,
    ])
  }
  if (dispute.bondTo) rows.push(['bond', `went to ${dispute.bondTo}`])
  return rows
}

/** By which block the challenger ranks, as far as that is known. */
function rank({ since, ranked }: Dispute): string {
  const challenged = `since block ${since}`
  return ranked === undefined ? challenged : `${challenged}, committed in block ${ranked.since}`
}

/** One line per level that was reached, each below the one that it is part of. */
function narrowing({ dispute, step }: DisputeView): string[] {
  const { path, position } = dispute
  const levels = [
    `program     ${path.steps} ${path.steps === 1 ? 'step' : 'steps'}${path.traceRoot ? `, trace ${path.traceRoot}` : ', trace not opened yet'}`,
  ]
  if (path.step) {
    const what = step ? `${step.op} ${step.output.dtype} ${step.output.shape.join('x')}` : ''
    levels.push(`step ${path.step.index}      ${what}, root ${path.step.root}`.replace(' ,', ','))
    const opened = position.openings.filter(({ tree }) => tree.kind === 'tensor').length
    const pages = Math.ceil(path.step.byteLength / 256)
    levels.push(
      `tree        ${pages} ${pages === 1 ? 'page' : 'pages'}, ${opened} of its ${openingsOf(pages)} openings done`,
    )
  }
  if (path.page) {
    const state = path.page.bytes ? 'shown' : 'not shown yet'
    levels.push(`page ${path.page.index}      hash ${path.page.hash}, ${state}`)
  }
  if (path.element) {
    const { index, place, claimed, actual } = path.element
    levels.push(
      `element ${index}  at place ${place} of the page: the worker says ${claimed}, the referee computed ${actual}`,
    )
  }
  return levels.map((text, depth) => (depth === 0 ? text : `${'   '.repeat(depth - 1)}└─ ${text}`))
}

/** How often a tree over pages is opened on the way to one of them, 7 levels at a time. */
function openingsOf(pages: number): number {
  return Math.ceil(Math.ceil(Math.log2(pages)) / 7)
}

function clock(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000', '')
}

function span(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const
  const shown = parts.filter(([count]) => count > 0).slice(0, 2)
  return shown.length === 0 ? '0 s' : shown.map(([count, unit]) => `${count} ${unit}`).join(' ')
}
