import type { EvidenceFile } from '@assay/sdk'
import { Command } from 'commander'
import type { Hex } from 'viem'
import { table, toJson } from '../client/print.ts'
import { evidenceIn, textOf } from './readEvidenceFile.ts'

/** `assay evidence inspect`. */
export function inspectCommand(print: (text: string) => void): Command {
  return new Command('inspect')
    .description('Show what an evidence file holds, without checking it')
    .argument('<evidence.json>', 'an evidence file')
    .option('--json', 'print it as JSON')
    .addHelpText('after', '\nOnly its form is looked at. `assay verify` checks what it says.')
    .action((path: string, options: { json?: true }) => {
      const evidence = evidenceIn(textOf(path), path)
      print(options.json ? `${toJson(summaryOf(evidence), 2)}\n` : describe(evidence))
    })
}

/** Everything but the bytes, of which the lengths are given. */
function summaryOf({ blocks, input, output, card, program, ...rest }: EvidenceFile) {
  return {
    ...rest,
    blocks: blocks.map(({ header, receipts }) => ({
      headerBytes: bytesIn(header),
      receipts: receipts.map(({ index }) => index),
    })),
    bytes: {
      input: bytesIn(input),
      output: bytesIn(output),
      card: bytesIn(card),
      program: bytesIn(program),
    },
  }
}

function describe(evidence: EvidenceFile): string {
  const { chainId, job, seat, head, contracts, digest, statedDigest } = evidence
  const { blocks, bytes } = summaryOf(evidence)
  const receipts = blocks.reduce((sum, block) => sum + block.receipts.length, 0)
  const size = (length: number | null) => (length === null ? 'not in the file' : `${length} bytes`)
  return table([
    ['job', job],
    ['seat', String(seat)],
    ['chain', String(chainId)],
    ['seen at', `block ${head.number}, ${new Date(1_000 * head.timestamp).toISOString()}`],
    ['market', contracts.market],
    ['proofs', `${receipts} receipts in ${blocks.length} blocks`],
    ...Object.entries(bytes).map(([name, length]) => [name, size(length)]),
    ['digest', digest === statedDigest ? digest : `${digest}, and the file states ${statedDigest}`],
    ['check it', 'assay verify'],
  ])
}

function bytesIn(hex: Hex | null): number | null {
  return hex === null ? null : (hex.length - 2) / 2
}
