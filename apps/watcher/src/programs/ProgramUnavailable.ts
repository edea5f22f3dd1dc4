/** A program that cannot be had, or that nobody could judge. */
export class ProgramUnavailable extends Error {
  override name = 'ProgramUnavailable'
}
