import type { Build, SyntaxNode } from './openBuild.ts'

/** The fixed numbers that clients need, by the name that they have in the contracts. */
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
] as const

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
  '**': (left, right) => left ** right,
  '<<': (left, right) => left << right,
}

/** The contracts' fixed numbers: each a number, or a bigint where a number of JavaScript does not hold it. */
export function numberConstants(build: Build): string {
  const values = new Map<string, SyntaxNode[]>()
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
    // Where a contract shows a library's number under the same name, the library's counts.
    const numbers = (values.get(name) ?? []).map(numberOf).filter((number) => number !== undefined)
    const [number] = new Set(numbers)
    if (number === undefined || new Set(numbers).size !== 1) {
      throw new Error(`The contracts define no constant ${name}, or several with different values`)
    }
    const isSafe = number <= BigInt(Number.MAX_SAFE_INTEGER)
    const digits = isSafe ? String(number) : `0x${number.toString(16)}n`
    text += `export const ${name} = ${digits}\n`
  }
  return text
}

/** The value of an expression of number literals; undefined for any other. */
function numberOf(node: SyntaxNode): bigint | undefined {
  if (node.nodeType === 'Literal' && typeof node.value === 'string') {
    const unit = node.subdenomination ? SECONDS[node.subdenomination] : 1n
    const digits = node.value.replaceAll('_', '')
    return unit !== undefined && /^(\d+|0x[\da-fA-F]+)$/.test(digits)
      ? BigInt(digits) * unit
      : undefined
  }
  if (node.nodeType === 'BinaryOperation' && node.leftExpression && node.rightExpression) {
    const left = numberOf(node.leftExpression)
    const right = numberOf(node.rightExpression)
    const operation = OPERATIONS[node.operator ?? '']
    return left === undefined || right === undefined ? undefined : operation?.(left, right)
  }
  return undefined
}

function isNode(value: SyntaxNode | string | null | undefined): value is SyntaxNode {
  return typeof value === 'object' && value !== null
}
