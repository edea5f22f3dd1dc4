import {
  buildEvidence,
  checkProgram,
  commitProgram,
  keccak,
  type Program,
  ProgramBuilder,
  pageAt,
  tensorRoot,
  toHex,
  trace,
} from '@assay/program'
import { createHardhatRuntimeEnvironment } from 'hardhat/hre'
import { encodeFunctionData, getContract, hexToBytes, parseAbi, zeroHash } from 'viem'
import config from '../hardhat.config.ts'
import type { Measurement } from './measurement.ts'

const ROOT = `${import.meta.dirname}/..`

const abi = parseAbi([
  'function prepare(bytes32 inputRoot, bytes32 traceRoot, bytes32 page, uint256 stepCount, uint256 stepIndex)',
  'function judge(uint256 element, uint256 place, bytes page, bytes step, bytes evidence)',
])

/** Bytes none of which is zero. */
function noise(count: number): Uint8Array {
  return Uint8Array.from({ length: count }, (_, i) => 1 + ((i * 7919 + (i >> 8)) % 255))
}

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
    [x, weights, builder.channelTable(biases, Array(64).fill(16))],
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
    [x, weights, builder.channelTable(biases, Array(64).fill(16))],
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

/** Whole final transactions of a dispute, on operands without a zero byte. */
export async function measure(): Promise<Measurement[]> {
  const paths = { ...config.paths, artifacts: '.cache/gas/artifacts', cache: '.cache/gas/cache' }
  const hre = await createHardhatRuntimeEnvironment(
    { ...config, paths },
    { buildProfile: 'production' },
    ROOT,
  )
  await hre.tasks.getTask('build').run({ quiet: true, noTests: true })
  const { viem } = await hre.network.create()
  const client = await viem.getPublicClient()
  const [wallet] = await viem.getWalletClients()
  if (!wallet) throw new Error('The chain has no accounts')
  const referee = await viem.deployContract('Referee')
  const { address } = await viem.deployContract('ThinJudgement', [referee.address])
  const judgement = getContract({ abi, address, client: { public: client, wallet } })

  const rows: Measurement[] = []
  const record = async (name: string, program: Program, element: number, naive?: number) => {
    checkProgram(program)
    const [shape] = [program.input.shape]
    const input = noise(shape.reduce((a, b) => a * b))
    const tensors = trace(program, input)
    const commitment = await commitProgram(program)
    const hash = await keccak()
    const [x, y] = await Promise.all(tensors.map((tensor) => tensorRoot(tensor)))
    const traceRoot = toHex(hash(Uint8Array.from([...hexToBytes(x!), ...hexToBytes(y!)])))
    const evidence = await buildEvidence({
      program,
      input,
      trace: tensors,
      stepIndex: 1,
      element,
    })
    // What the worker claimed is wrong in this byte, and in no other.
    const page = pageAt(tensors[1]!, Math.floor(element / 256))
    page[element % 256]! ^= 1
    const args = [
      BigInt(element),
      BigInt(element % 256),
      toHex(page),
      toHex(commitment.steps[1]!),
      toHex(evidence),
    ] as const
    await judgement.write.prepare([zeroHash, traceRoot, toHex(hash(page)), 2n, 1n])
    const transaction = await judgement.write.judge(args)
    const { gasUsed } = await client.waitForTransactionReceipt({ hash: transaction })
    const data = hexToBytes(encodeFunctionData({ abi, functionName: 'judge', args }))
    const zeros = data.filter((byte) => byte === 0).length
    const floor = 21_000 + 10 * zeros + 40 * (data.length - zeros)
    rows.push({
      name: `dispute.gas.element.${name}`,
      value: Number(gasUsed),
      unit: 'gas',
      ...(naive === undefined
        ? {}
        : { baseline: `a naive prototype ${naive.toLocaleString('en')}` }),
      note: `${evidence.length} bytes of evidence; EIP-7623's floor is ${floor} gas`,
    })
    rows.push({
      name: `dispute.gas.over_floor.${name}`,
      value: Number(gasUsed) / floor,
      unit: 'ratio',
    })
  }
  await record('K4096', layer(4096), 4 * 64 - 2, 452_728)
  await record('K16384', layer(16_384), 4 * 64 - 2, 1_687_392)
  await record('conv_3x3x512', convolution(), (7 * 14 + 7) * 64 + 3)

  const { deployedBytecode } = await hre.artifacts.readArtifact('Referee')
  rows.push({ name: 'size.Referee', value: (deployedBytecode.length - 2) / 2, unit: 'bytes' })
  return rows
}
