/** A program that is not to be had, or that nobody could judge. */
export class ProgramUnavailable extends Error {
  override name = 'ProgramUnavailable'
}
