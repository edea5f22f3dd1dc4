export { DEFAULT_PORTS, type StackPorts } from './dev/ports.ts'
export { type Stack, type StackParameters, type StackStatus, startStack } from './dev/stack.ts'
