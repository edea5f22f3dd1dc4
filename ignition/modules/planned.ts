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

/** The planned contracts as Ignition's futures. Constructors refuse parameters that contradict themselves. */
export function planned(m: Builder): Record<ContractKey, ContractFuture<string>> {
  const made = {} as Record<ContractKey, ContractFuture<string>>
  for (const [key, { name, needs }] of plannedContracts()) {
    const args = needs.map((need) =>
      need in made ? made[need as ContractKey] : m.getParameter(need),
    )
    made[key] = m.contract(name, args)
  }
  return made
}
