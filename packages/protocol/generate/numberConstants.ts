import type { Build, SyntaxNode } from './openBuild.ts'

/** The fixed numbers that clients need, by the name that they have in the contracts; private ones get a name that says whose they are. */
const CONSTANTS = [
  'SIGNED_NONCE',
  'MAX_INLINE',
  'MAX_SEATS',
  'MAX_LOCK_FOR',
  'MAX_LIFETIME',
  'MAX_CALLBACK_GAS',
  'VERDICT_TIMEOUT',
  'ANNOUNCEMENT_LIFETIME',
  'FILL_TIME',
  'WHEN_PROVISIONAL',
  'WHEN_FINAL',
  'SCOPE_WORK',
  'SCOPE_REQUEST',
  'BPS',
  '_BUDGET',
  '_FREE_PART',
  '_GAME_TIME',
] as const

const EXPORTED_AS: Partial<Record<(typeof CONSTANTS)[number], string>> = {
  _BUDGET: 'CLOCK_BUDGET',
  _FREE_PART: 'CLOCK_FREE_PART',
  _GAME_TIME: 'CLOCK_GAME_TIME',
}

type Values = Map<string, SyntaxNode[]>

const SECONDS: Record<string, bigint> = {
  seconds: 1n,
  minutes: 60n,
  hours: 3600n,
  days: 86_400n,
  weeks: 604_800n,
}

const OPERATIONS: Record<string, (left: bigint, right: bigint) => bigint> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '**': (left, right) => left ** right,
  '<<': (left, right) => left << right,
}

/** The contracts' fixed numbers: each a number, or a bigint where a number of JavaScript does not hold it. */
export function numberConstants(build: Build): string {
  const values: Values = new Map()
  const visit = (node: SyntaxNode) => {
    const { name = '', value } = node
    if (node.nodeType === 'VariableDeclaration' && node.constant && isNode(value)) {
      values.set(name, [...(values.get(name) ?? []), value])
    }
    for (const child of node.nodes ?? []) visit(child)
  }
  for (const source of build.sources) visit(source)

  let text = ''
  for (const name of CONSTANTS) {
    const number = constantOf(name, values)
    if (number === undefined) {
      throw new Error(`The contracts define no constant ${name}, or several with different values`)
    }
    const isSafe = number <= BigInt(Number.MAX_SAFE_INTEGER)
    const digits = isSafe ? String(number) : `0x${number.toString(16)}n`
    text += `export const ${EXPORTED_AS[name] ?? name} = ${digits}\n`
  }
  return text
}

/**
 * The one value of a constant's definitions; undefined where there is none, or more than one. Where a contract shows a library's number
 * under the same name, the library's counts.
 */
function constantOf(name: string, values: Values): bigint | undefined {
  const numbers = (values.get(name) ?? [])
    .map((node) => numberOf(node, values))
    .filter((number) => number !== undefined)
  return new Set(numbers).size === 1 ? numbers[0] : undefined
}

/** The value of an expression of number literals and constants; undefined for any other. */
function numberOf(node: SyntaxNode, values: Values): bigint | undefined {
  if (node.nodeType === 'Identifier') return constantOf(node.name ?? '', values)
  if (node.nodeType === 'Literal' && typeof node.value === 'string') {
    const unit = node.subdenomination ? SECONDS[node.subdenomination] : 1n
    const digits = node.value.replaceAll('_', '')
    return unit !== undefined && /^(\d+|0x[\da-fA-F]+)$/.test(digits)
      ? BigInt(digits) * unit
      : undefined
  }
  if (node.nodeType === 'BinaryOperation' && node.leftExpression && node.rightExpression) {
    const left = numberOf(node.leftExpression, values)
    const right = numberOf(node.rightExpression, values)
    const operation = OPERATIONS[node.operator ?? '']
    return left === undefined || right === undefined ? undefined : operation?.(left, right)
  }
  return undefined
}

function isNode(value: SyntaxNode | string | null | undefined): value is SyntaxNode {
  return typeof value === 'object' && value !== null
}
