export { localLiar, localPublisher, localWatcher, privateKeyOf } from './dev/local-accounts.ts'
export { DEFAULT_PORTS, reservePorts, type StackPorts } from './dev/ports.ts'
export { type Stack, type StackParameters, type StackStatus, startStack } from './dev/stack.ts'
export { disputeCommand } from './dispute/dispute-command.ts'
