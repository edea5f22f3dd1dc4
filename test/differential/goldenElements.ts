import {
  buildEvidence,
  commitProgram,
  elementCount,
  type Program,
  tensorRoot,
  toHex,
  trace,
} from '@assay/program'
import { opNames, Random, randomProgram, randomStepProgram } from '@assay/program/testing'
import { numberAt } from './numberAt.ts'
import { traceRootOf } from './traceRootOf.ts'

/** How many programs of each op, and of several steps, are kept, and how many elements of a step. */
const PROGRAMS = 6
const ELEMENTS = 2
/** Larger evidence shows nothing more about an op, and takes its place in the file. */
const LARGEST_EVIDENCE = 1200

/** One element of a step, with all that the referee needs to compute it. */
interface GoldenElement {
  readonly inputRoot: string
  readonly traceRoot: string
  readonly stepCount: number
  readonly stepIndex: number
  readonly step: string
  readonly element: number
  readonly evidence: string
  readonly value: number
}

/**
 * The source of test/solidity/referee/RefereeGolden.t.sol: elements of random programs of every op, as the reference evaluator
 * computes them, for the Solidity tests to hold the referee to. `node test/differential/writeGolden.ts` writes it.
 */
export async function goldenElementsSource(): Promise<string> {
  const tests: string[] = []
  for (const subject of [...opNames, 'programs'] as const) {
    const found: GoldenElement[] = []
    const programs = subject === 'programs' ? 2 : PROGRAMS
    for (let seed = 1, kept = 0; kept < programs; seed++) {
      const random = new Random(seed)
      const program =
        subject === 'programs' ? randomProgram(random, 4) : randomStepProgram(random, subject)
      const elements = await goldenElements(random, program)
      if (elements.length > 0) kept++
      found.push(...elements)
    }
    const name = `${subject[0]!.toLowerCase()}${subject.slice(1)}`
    tests.push(
      `    function test_${name}_isAsTheReferenceComputesIt() external view {\n${found.map(sourceOf).join('')}    }\n`,
    )
  }
  return `// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

// A table, so its functions are long.
// solhint-disable function-max-lines

import {Referee} from "../../../contracts/referee/Referee.sol";
import {vm} from "../../../contracts/test/Vm.sol";

/// @notice Elements of random programs of every op, with the values that the reference evaluator (packages/program) computes.
/// @dev Written by \`node test/differential/writeGolden.ts\`; a test there notices where it is not up to date.
contract RefereeGoldenTest {
    Referee private immutable _referee = new Referee();

    function _check(
        bytes32 inputRoot,
        bytes32 traceRoot,
        uint256[3] memory place,
        bytes memory step,
        bytes memory evidence,
        int256 value
    ) private view {
        (uint256 stepCount, uint256 stepIndex, uint256 element) = (place[0], place[1], place[2]);
        int256 computed = _referee.judge(inputRoot, traceRoot, stepCount, stepIndex, step, element, evidence);
        vm.assertTrue(computed == value);
    }

${tests.join('\n')}}
`
}

async function goldenElements(random: Random, program: Program): Promise<GoldenElement[]> {
  const input = random.bytes(
    elementCount(program.input.shape) * (program.input.dtype === 'i32' ? 4 : 1),
  )
  const tensors = trace(program, input)
  const traceRoots = await Promise.all(tensors.map((tensor) => tensorRoot(tensor)))
  const { steps } = await commitProgram(program)
  const found: GoldenElement[] = []
  for (const [stepIndex, { output }] of program.steps.entries()) {
    for (let i = 0; i < ELEMENTS; i++) {
      const element = random.integer(0, elementCount(output.shape) - 1)
      const evidence = await buildEvidence({
        program,
        input,
        trace: tensors,
        stepIndex,
        element,
        traceRoots,
      })
      if (evidence.length > LARGEST_EVIDENCE) continue
      found.push({
        inputRoot: await tensorRoot(input),
        traceRoot: await traceRootOf(traceRoots),
        stepCount: program.steps.length,
        stepIndex,
        step: toHex(steps[stepIndex]!),
        element,
        evidence: toHex(evidence),
        value: numberAt(output.dtype, tensors[stepIndex]!, element),
      })
    }
  }
  return found
}

function sourceOf(golden: GoldenElement): string {
  const place = [golden.stepCount, golden.stepIndex, golden.element]
  return [
    '        _check(',
    `            ${golden.inputRoot},`,
    `            ${golden.traceRoot},`,
    `            [uint256(${place[0]}), ${place[1]}, ${place[2]}],`,
    `            hex"${golden.step.slice(2)}",`,
    `            hex"${golden.evidence.slice(2)}",`,
    `            ${golden.value}`,
    '        );\n',
  ].join('\n')
}
