import type { DType, Operand } from '../program.ts'

/** The byte that stands for each element type. */
export const dtypeCodes: Readonly<Record<DType, number>> = { u8: 1, i8: 2, i32: 3 }

/** The byte that stands for each kind of operand. */
export const operandCodes: Readonly<Record<Operand['kind'], number>> = {
  input: 0,
  weight: 1,
  step: 2,
}
