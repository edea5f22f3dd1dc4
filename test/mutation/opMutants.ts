import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { resolve } from 'node:path'
import ts from 'typescript'

/** One small change of the reference, as somebody might have misread the specification. */
export interface OpMutant {
  /** The file in packages/program/src, and the line with what is written there «in place of» what stands there now. */
  readonly name: string
  readonly path: string
  readonly line: number
  /** Whether it changes how an op is evaluated, and no loop, which might not end. */
  readonly isEvaluation: boolean
  /** The file with the change. */
  readonly source: string
}

const ROOT = resolve(import.meta.dirname, '../..')
const SOURCES = resolve(ROOT, 'packages/program/src')

/** What the vectors are about: the ops, what is refused, the evidence, the trees, the encodings. */
const MUTATED = [
  'ops/*.ts',
  'limits.ts',
  'referee/buildEvidence.ts',
  'referee/proveLeaves.ts',
  'commit/tree.ts',
  'commit/outputRoot.ts',
  'commit/tensorRoot.ts',
  'format/programRoot.ts',
]

/**
 * Lowering to ONNX, and what only it calls, are no part of the specification; nor are sentences, nor what no file can say:
 * attributes that are no 32-bit integers.
 */
const LEFT_OUT =
  /^(lower\w*|stepIntervals|channelsFirst|transposed|windowAttributes|column|refuse\w*|describe|show|attributeIntegers|verifyStep)$/

const OPERATORS: Readonly<Partial<Record<ts.SyntaxKind, string>>> = {
  [ts.SyntaxKind.PlusToken]: '-',
  [ts.SyntaxKind.MinusToken]: '+',
  [ts.SyntaxKind.AsteriskToken]: '+',
  [ts.SyntaxKind.SlashToken]: '*',
  [ts.SyntaxKind.PercentToken]: '*',
  [ts.SyntaxKind.LessThanToken]: '<=',
  [ts.SyntaxKind.LessThanEqualsToken]: '<',
  [ts.SyntaxKind.GreaterThanToken]: '>=',
  [ts.SyntaxKind.GreaterThanEqualsToken]: '>',
  [ts.SyntaxKind.EqualsEqualsEqualsToken]: '!==',
  [ts.SyntaxKind.ExclamationEqualsEqualsToken]: '===',
  [ts.SyntaxKind.AmpersandAmpersandToken]: '||',
  [ts.SyntaxKind.BarBarToken]: '&&',
  [ts.SyntaxKind.PlusEqualsToken]: '-=',
  [ts.SyntaxKind.MinusEqualsToken]: '+=',
}

/** Names that are easily taken for each other; both must be known where one stands. */
const TWINS: readonly (readonly [string, string])[] = [
  ['leftZero', 'rightZero'],
  ['leftMultiplier', 'rightMultiplier'],
  ['low', 'high'],
  ['rows', 'columns'],
  ['height', 'width'],
  ['outputHeight', 'outputWidth'],
  ['kernelHeight', 'kernelWidth'],
  ['begins', 'ends'],
  ['starts', 'steps'],
  ['strides', 'dilations'],
  ['inputZero', 'outputZero'],
  ['left', 'right'],
  ['oh', 'ow'],
  ['ih', 'iw'],
  ['kh', 'kw'],
]
const twinOf = new Map(TWINS.flatMap(([a, b]) => [[a, b] as const, [b, a] as const]))

/** Every mutant of the reference, in the order of files and lines. */
export async function opMutants(): Promise<OpMutant[]> {
  const paths: string[] = []
  for (const pattern of MUTATED)
    for await (const path of glob(pattern, { cwd: SOURCES }))
      if (!path.endsWith('.test.ts')) paths.push(path)
  return paths.sort().flatMap((path) => mutantsOf(path))
}

function mutantsOf(path: string): OpMutant[] {
  const text = readFileSync(resolve(SOURCES, path), 'utf8')
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true)
  const mutants: OpMutant[] = []
  const add = (node: ts.Node, replacement: string) => {
    const [start, end] = [node.getStart(file), node.getEnd()]
    const { line } = file.getLineAndCharacterOfPosition(start)
    const lineStart = file.getPositionOfLineAndCharacter(line, 0)
    const lineEnd = text.indexOf('\n', lineStart)
    const shown = `${text.slice(lineStart, start)}«${replacement}»${text.slice(end, Math.max(end, lineEnd))}`
    const name = `${path} ${shown.trim().replace(/\s+/g, ' ')}`
    const namesakes = mutants.filter((mutant) => mutant.name.startsWith(name)).length
    mutants.push({
      name: namesakes === 0 ? name : `${name} (${namesakes + 1})`,
      path: resolve(SOURCES, path),
      line: line + 1,
      isEvaluation: isInEvaluation(node),
      source: text.slice(0, start) + replacement + text.slice(end),
    })
  }
  visit(file, add, new Set())
  return mutants
}

type Add = (node: ts.Node, replacement: string) => void

function visit(node: ts.Node, add: Add, known: ReadonlySet<string>): void {
  if (ts.isImportDeclaration(node) || ts.isTypeNode(node) || isLeftOut(node)) return
  const names = ts.isFunctionLike(node) ? namesIn(node) : known
  changes(node, add, names)
  ts.forEachChild(node, (child) => visit(child, add, names))
}

/** Sentences, types, and what is only lowered. */
function isLeftOut(node: ts.Node): boolean {
  if (ts.isTypeAliasDeclaration(node) || ts.isInterfaceDeclaration(node)) return true
  if (ts.isTemplateExpression(node) || ts.isStringLiteral(node)) return true
  if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node))
    return LEFT_OUT.test(node.name?.getText() ?? '')
  // What a caller of this package does wrong is not in a file.
  if (ts.isIfStatement(node)) return /^(\{\s*)?throw /.test(node.thenStatement.getText())
  return false
}

/** Every name that stands in a function, which is nearly every name that it knows. */
function namesIn(node: ts.Node): Set<string> {
  const names = new Set<string>()
  const collect = (child: ts.Node): void => {
    if (ts.isBindingElement(child) || ts.isVariableDeclaration(child) || ts.isParameter(child))
      if (ts.isIdentifier(child.name)) names.add(child.name.text)
    ts.forEachChild(child, collect)
  }
  collect(node)
  return names
}

function changes(node: ts.Node, add: Add, known: ReadonlySet<string>): void {
  if (ts.isBinaryExpression(node)) {
    const operator = OPERATORS[node.operatorToken.kind]
    if (operator !== undefined && !isPastTheEnd(node)) add(node.operatorToken, operator)
  } else if (ts.isNumericLiteral(node)) {
    add(node, String(Number(node.text) + 1))
  } else if (ts.isConditionalExpression(node)) {
    add(node.condition, `!(${node.condition.getText()})`)
  } else if (ts.isPropertyAccessExpression(node) && node.expression.getText() === 'Math') {
    const other = { floor: 'ceil', ceil: 'floor', max: 'min', min: 'max', abs: 'ceil' }[
      node.name.text
    ]
    if (other !== undefined) add(node.name, other)
  } else if (node.kind === ts.SyntaxKind.TrueKeyword) {
    add(node, 'false')
  } else if (ts.isIfStatement(node)) {
    add(node.expression, `!(${node.expression.getText()})`)
    add(node.expression, 'false')
  } else if (ts.isExpressionStatement(node) && ts.isCallExpression(node.expression)) {
    if (/^(require|check)/.test(node.expression.expression.getText())) add(node, ';')
  } else if (ts.isIdentifier(node)) {
    const twin = twinOf.get(node.text)
    if (twin !== undefined && known.has(twin) && isUse(node)) add(node, twin)
  }
}

/** One turn more over an array of numbers writes after its end, where nothing is. */
function isPastTheEnd(node: ts.BinaryExpression): boolean {
  return (
    node.operatorToken.kind === ts.SyntaxKind.LessThanToken &&
    node.right.getText().endsWith('.length')
  )
}

function isInEvaluation(node: ts.Node): boolean {
  if (ts.isMethodDeclaration(node)) return node.name.getText() === 'evaluate'
  const { parent } = node
  if (parent === undefined || (ts.isForStatement(parent) && parent.statement !== node)) return false
  return isInEvaluation(parent)
}

/** Whether a name is read here, and neither declared nor a property’s. */
function isUse(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isBindingElement(parent) || ts.isVariableDeclaration(parent) || ts.isParameter(parent))
    return false
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) return false
  return !(ts.isPropertyAssignment(parent) || ts.isShorthandPropertyAssignment(parent))
}
