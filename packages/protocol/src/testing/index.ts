/** Values for tests of this package and of those above it. Not published. */
export { exampleRequest, type RequestChange } from './exampleRequest.ts'
