import {
  type Abi,
  type Address,
  type ContractFunctionArgs,
  type ContractFunctionName,
  encodeFunctionData,
  type Hex,
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
  return {
    to: address,
    data: encodeFunctionData({ abi: itemsOf(abi, functionName), functionName, args }),
  }
}

/** The parts of ABIs that were looked up before. */
const known = new WeakMap<Abi, Map<string, Abi>>()

/** The functions of a name: in all of a contract, viem looks for them anew at each call. */
function itemsOf(abi: Abi, name: string): Abi {
  const items = known.get(abi) ?? new Map<string, Abi>()
  known.set(abi, items)
  const found =
    items.get(name) ?? abi.filter((item) => item.type === 'function' && item.name === name)
  items.set(name, found)
  return found
}
