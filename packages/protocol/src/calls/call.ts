import {
  type Abi,
  type Address,
  type ContractFunctionArgs,
  type ContractFunctionName,
  encodeFunctionData,
  type Hex,
  toFunctionSelector,
} from 'viem'

/** A call of one of a deployment's contracts that changes something: what viem's simulateContract and writeContract take. */
export interface Call {
  readonly address: Address
  readonly abi: Abi
  readonly functionName: string
  readonly args: readonly unknown[]
}

type Mutability = 'nonpayable' | 'payable'

/** A call whose arguments fit the function. */
export function callOf<const abi extends Abi, name extends ContractFunctionName<abi, Mutability>>(
  address: Address,
  abi: abi,
  functionName: name,
  args: ContractFunctionArgs<abi, Mutability, name>,
): Call {
  return { address, abi, functionName, args: args as readonly unknown[] }
}

/** The call as a transaction carries it. */
export function encodeCall({ address, abi, functionName, args }: Call): { to: Address; data: Hex } {
  return { to: address, data: encodeFunctionData({ ...prepared(abi, functionName), args }) }
}

type Prepared = { abi: Abi; functionName: string }

/** The functions of ABIs that were called before. */
const known = new WeakMap<Abi, Map<string, Prepared>>()

/** A function with its selector: viem would look for it, and hash its signature, anew at each call. */
function prepared(abi: Abi, name: string): Prepared {
  const functions = known.get(abi) ?? new Map<string, Prepared>()
  known.set(abi, functions)
  const before = functions.get(name)
  if (before !== undefined) return before
  const found = abi.filter((item) => item.type === 'function' && item.name === name)
  const [only] = found
  // Which of several of one name is meant, the arguments say.
  const made =
    only?.type === 'function' && found.length === 1
      ? { abi: found, functionName: toFunctionSelector(only) }
      : { abi: found, functionName: name }
  functions.set(name, made)
  return made
}
