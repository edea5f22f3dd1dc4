export { localLiar, localPublisher, localWatcher, privateKeyOf } from './dev/localAccounts.ts'
export { DEFAULT_PORTS, reservePorts, type StackPorts } from './dev/ports.ts'
export { type Stack, type StackParameters, type StackStatus, startStack } from './dev/stack.ts'
export { disputeCommand } from './dispute/disputeCommand.ts'
