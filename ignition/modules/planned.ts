import type {
  ArgumentType,
  ContractFuture,
  ModuleParameterRuntimeValue,
} from '@nomicfoundation/ignition-core'
import { type ContractKey, plannedContracts } from '../contracts.ts'

/** What a module's builder offers that the contracts need. */
interface Builder {
  contract(name: string, args?: ArgumentType[]): ContractFuture<string>
  getParameter(name: string): ModuleParameterRuntimeValue<string>
}

/**
 * The planned contracts as Ignition's futures. Constructors refuse parameters that contradict themselves.
 *
 * @param there contracts that stand already, by their addresses: they are left out
 */
export function planned(
  m: Builder,
  there: Partial<Record<ContractKey, string>> = {},
): Partial<Record<ContractKey, ContractFuture<string>>> {
  const made: Partial<Record<ContractKey, ContractFuture<string>>> = {}
  const known: Record<string, ArgumentType> = { ...there }
  for (const [key, { name, needs }] of plannedContracts()) {
    if (there[key] !== undefined) continue
    const future = m.contract(
      name,
      needs.map((need) => known[need] ?? m.getParameter(need)),
    )
    made[key] = future
    known[key] = future
  }
  return made
}
