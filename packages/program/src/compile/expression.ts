import { roundHalfEven } from './halves.ts'

/** A function of one number, x, as a tree. */
export type Expression =
  | { kind: 'x' }
  | { kind: 'constant'; value: number }
  | { kind: 'call'; fn: ExpressionFunction; args: readonly Expression[] }

export type ExpressionFunction = keyof typeof functions

const functions = {
  add: (a: number, b: number) => a + b,
  sub: (a: number, b: number) => a - b,
  mul: (a: number, b: number) => a * b,
  div: (a: number, b: number) => a / b,
  pow: (a: number, b: number) => a ** b,
  max: (a: number, b: number) => Math.max(a, b),
  min: (a: number, b: number) => Math.min(a, b),
  neg: (a: number) => -a,
  abs: (a: number) => Math.abs(a),
  exp: (a: number) => Math.exp(a),
  log: (a: number) => Math.log(a),
  sqrt: (a: number) => Math.sqrt(a),
  reciprocal: (a: number) => 1 / a,
  sigmoid: (a: number) => 1 / (1 + Math.exp(-a)),
  tanh: (a: number) => Math.tanh(a),
  softplus: (a: number) => Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a))),
  softsign: (a: number) => a / (1 + Math.abs(a)),
  erf,
  sin: (a: number) => Math.sin(a),
  cos: (a: number) => Math.cos(a),
  tan: (a: number) => Math.tan(a),
  asin: (a: number) => Math.asin(a),
  acos: (a: number) => Math.acos(a),
  atan: (a: number) => Math.atan(a),
  sinh: (a: number) => Math.sinh(a),
  cosh: (a: number) => Math.cosh(a),
  asinh: (a: number) => Math.asinh(a),
  acosh: (a: number) => Math.acosh(a),
  atanh: (a: number) => Math.atanh(a),
  floor: (a: number) => Math.floor(a),
  ceil: (a: number) => Math.ceil(a),
  sign: (a: number) => Math.sign(a),
  round: roundHalfEven,
  /** 1 where a is above b, else 0. */
  above: (a: number, b: number) => (a > b ? 1 : 0),
}

export const X: Expression = { kind: 'x' }

export function constant(value: number): Expression {
  return { kind: 'constant', value }
}

export function call(fn: ExpressionFunction, ...args: Expression[]): Expression {
  return { kind: 'call', fn, args }
}

/** The expression's value at x. */
export function evaluateExpression(expression: Expression, x: number): number {
  switch (expression.kind) {
    case 'x':
      return x
    case 'constant':
      return expression.value
    case 'call': {
      const [first, second] = expression.args
      const a = first ? evaluateExpression(first, x) : 0
      const b = second ? evaluateExpression(second, x) : 0
      return functions[expression.fn](a, b)
    }
  }
}

/** The expression with its x replaced by another expression. */
export function compose(outer: Expression, inner: Expression): Expression {
  if (outer.kind === 'x') return inner
  if (outer.kind === 'constant') return outer
  return { ...outer, args: outer.args.map((argument) => compose(argument, inner)) }
}

/** How many calls the tree holds. */
export function countCalls(expression: Expression): number {
  if (expression.kind !== 'call') return 0
  return expression.args.reduce((sum, argument) => sum + countCalls(argument), 1)
}

/** The bounds, where all the expression does is to clamp x to them. */
export function asClamp(expression: Expression): { low: number; high: number } | undefined {
  if (expression.kind === 'x') return { low: -Infinity, high: Infinity }
  if (expression.kind !== 'call' || (expression.fn !== 'max' && expression.fn !== 'min')) return
  const [first, second] = expression.args
  if (!first || !second) return
  const bound = first.kind === 'constant' ? first : second
  const inside = asClamp(first.kind === 'constant' ? second : first)
  if (bound.kind !== 'constant' || !inside) return
  const limit =
    expression.fn === 'max'
      ? (value: number) => Math.max(value, bound.value)
      : (value: number) => Math.min(value, bound.value)
  return { low: limit(inside.low), high: limit(inside.high) }
}

export function clamp(low: number, high: number): Expression {
  const lifted = low === -Infinity ? X : call('max', X, constant(low))
  return high === Infinity ? lifted : call('min', lifted, constant(high))
}

/** The error function: its series near zero, a continued fraction of the complement beyond. */
function erf(x: number): number {
  const size = Math.abs(x)
  if (Number.isNaN(x)) return x
  if (size > 6) return Math.sign(x)
  if (size < 2.5) {
    let term = x
    let sum = x
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum) && n < 200; n++) {
      term *= -(x * x) / n
      sum += term / (2 * n + 1)
    }
    return (2 / Math.sqrt(Math.PI)) * sum
  }
  let fraction = size
  for (let n = 60; n > 0; n--) fraction = size + n / 2 / fraction
  return Math.sign(x) * (1 - Math.exp(-size * size) / (Math.sqrt(Math.PI) * fraction))
}
