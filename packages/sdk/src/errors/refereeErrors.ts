import { type Explain, short, text } from './words.ts'

const BUILD =
  "Build step and evidence from the program's own header and the worker's trace, and judge again."
const COMPILE = 'Compile the program again: no published program has such a step.'

const evidence = (sentence: string) => text(sentence, BUILD)
const program = (sentence: string) => text(sentence, COMPILE)

/** The errors of the contract that computes one element of a disputed result, in words. */
export const refereeErrors: Readonly<Record<string, Explain>> = {
  // The evidence
  // The dispute's error of this name says the game first.
  ElementOutOfRange: (...operands: bigint[]) =>
    evidence(`There are ${operands.at(-1)} elements here, so there is none at ${operands.at(-2)}.`),
  StepOutOfRange: (step: bigint, count: bigint) =>
    evidence(`The program has ${count} steps, so there is none at ${step}.`),
  EvidenceTooLong: (length: bigint, end: bigint) =>
    evidence(`The evidence has ${length} bytes, but ends after ${end}.`),
  EvidenceTooShort: (length: bigint, needed: bigint) =>
    evidence(`The evidence has ${length} bytes, but needs ${needed}.`),
  OperandRootMismatch: (found: string, expected: string) =>
    evidence(
      `The pages of an operand have the root ${short(found)}, but ${short(expected)} was agreed on.`,
    ),
  TraceRootMismatch: (found: string, expected: string) =>
    evidence(
      `The roots of the earlier steps lead to ${short(found)}, but the trace is ${short(expected)}.`,
    ),
  StepRootsDiffer: (step: bigint, left: string, right: string) =>
    evidence(`The evidence shows two roots of step ${step}: ${short(left)} and ${short(right)}.`),
  PagesNotAscending: (page: bigint, last: bigint) =>
    evidence(`The element needs page ${page} of an operand after page ${last}.`),
  ReadOutsideTensor: (from: bigint, length: bigint, byteLength: bigint) =>
    evidence(
      `The element needs ${length} bytes from ${from} on, but the operand has ${byteLength}.`,
    ),

  // The step's encoding
  StepTooLong: (length: bigint, end: bigint) =>
    evidence(`The step's encoding has ${length} bytes, but ends after ${end}.`),
  StepTruncated: (length: bigint, needed: bigint) =>
    evidence(`The step's encoding has ${length} bytes, but needs ${needed}.`),
  UnknownOp: (code: bigint) => program(`There is no op ${code}.`),
  UnknownElementType: (code: bigint) => program(`There is no element type ${code}.`),
  UnknownOperandKind: (code: bigint) => program(`There is no kind of operand ${code}.`),
  RankOutOfRange: (rank: bigint) =>
    program(`A shape has ${rank} dimensions; from 1 to 6 are possible.`),
  DimensionOutOfRange: (size: bigint) => program(`A dimension of ${size} is not possible.`),
  MultiplierOutOfRange: (bits: bigint) =>
    program(`A multiplier of the bits ${bits} is not possible; from 2^-126 to below 2^97 are.`),
  ShiftOutOfRange: (shift: bigint) =>
    program(`A shift by ${shift} is not possible; from 0 to 30 are.`),
  AttributeCountMismatch: (count: bigint, expected: bigint) =>
    program(`The op has ${count} attributes instead of ${expected}.`),
  AttributeOutOfRange: (position: bigint, value: bigint) =>
    program(`The op does not take ${value} as its attribute ${position}.`),
  OperandCountMismatch: (count: bigint, expected: bigint) =>
    program(`The op has ${count} operands instead of ${expected}.`),
  OperandNotEarlier: (operand: bigint, step: bigint) =>
    program(`Step ${step} takes step ${operand}, which does not come before it.`),
  OperandShapeMismatch: (position: bigint) =>
    program(`The shape of operand ${position} does not fit the step.`),
  OperandTypeMismatch: (position: bigint, dtype: bigint) =>
    program(`The op does not take element type ${dtype} as operand ${position}.`),
  OutputShapeMismatch: () =>
    program("The output's shape is not what the op makes of its operands."),
  OutputTypeMismatch: (dtype: bigint) => program(`The op does not produce element type ${dtype}.`),
  EmptySum: () => program("A row's exponentials sum up to nothing."),
  EmptyWindow: () => program('A window of a MaxPool lies only in the padding.'),
}
