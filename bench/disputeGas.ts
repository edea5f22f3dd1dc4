import { byteLength, type Program, ProgramBuilder } from '@assay/program'
import { noise } from '../test/differential/dearestSteps.ts'
import { openDisputeChain } from '../test/differential/dispute/openDisputeChain.ts'
import { playToJudgement } from '../test/differential/dispute/playToJudgement.ts'
import { buildProduction } from './gas/buildProduction.ts'
import type { Measurement } from './measurement.ts'

/** A last layer of 64 outputs over rows of K bytes, which an earlier step produced. */
function layer(inner: number): Program {
  const builder = new ProgramBuilder({ dtype: 'u8', shape: [4, inner] })
  const x = builder.step(
    'Lookup',
    [builder.input, builder.weight({ dtype: 'u8', shape: [256] }, noise(256))],
    {},
    { dtype: 'u8', shape: [4, inner] },
  )
  const weights = builder.weight({ dtype: 'i8', shape: [64, inner] }, noise(64 * inner))
  const biases = Array.from({ length: 64 }, (_, i) => 0x01010101 + i)
  const y = builder.step(
    'MatMul',
    [x, weights, builder.channelTable(biases, Array(64).fill(2 ** -16 / 3))],
    { inputZero: 101, outputZero: 3, low: 0, high: 255 },
    { dtype: 'u8', shape: [4, 64] },
  )
  return builder.finish([y])
}

/** A 3 x 3 convolution over 512 channels, away from the image's edges. */
function convolution(): Program {
  const shape = [1, 14, 14, 512]
  const builder = new ProgramBuilder({ dtype: 'u8', shape })
  const x = builder.step(
    'Lookup',
    [builder.input, builder.weight({ dtype: 'u8', shape: [256] }, noise(256))],
    {},
    { dtype: 'u8', shape },
  )
  const weights = builder.weight({ dtype: 'i8', shape: [64, 3, 3, 512] }, noise(64 * 9 * 512))
  const biases = Array.from({ length: 64 }, (_, i) => 0x01010101 + i)
  const y = builder.step(
    'Conv2d',
    [x, weights, builder.channelTable(biases, Array(64).fill(2 ** -16 / 3))],
    {
      strides: [1, 1],
      pads: [1, 1, 1, 1],
      dilations: [1, 1],
      groups: 1,
      inputZero: 101,
      outputZero: 3,
      low: 0,
      high: 255,
    },
    { dtype: 'u8', shape: [1, 14, 14, 64] },
  )
  return builder.finish([y])
}

/** Whole final transactions of disputes that were played to their end, on operands without a zero byte. */
export async function measure(): Promise<Measurement[]> {
  const chain = await openDisputeChain(await buildProduction())

  const rows: Measurement[] = []
  const record = async (name: string, program: Program, element: number, naive?: number) => {
    const seed = 1 + rows.length
    const input = noise(byteLength(program.input))
    const { gasUsed, floor, move } = await playToJudgement(chain, { seed, program, input, element })
    rows.push({
      name: `dispute.gas.element.${name}`,
      value: gasUsed,
      unit: 'gas',
      ...(naive === undefined
        ? {}
        : { baseline: `a naive prototype ${naive.toLocaleString('en')}` }),
      note: `the whole last transaction of a game, settlement included; ${move.evidence.length} bytes of evidence; EIP-7623's floor is ${floor} gas`,
    })
    rows.push({ name: `dispute.gas.over_floor.${name}`, value: gasUsed / floor, unit: 'ratio' })
  }
  await record('K4096', layer(4096), 4 * 64 - 2, 452_728)
  await record('K16384', layer(16_384), 4 * 64 - 2, 1_687_392)
  await record('conv_3x3x512', convolution(), (7 * 14 + 7) * 64 + 3)
  return rows
}
