const units = [
  { seconds: 86_400, one: 'day', many: 'days' },
  { seconds: 3_600, one: 'hour', many: 'hours' },
  { seconds: 60, one: 'minute', many: 'minutes' },
] as const

/** A length of time (seconds) in the largest unit that holds it exactly; nothing is rounded. */
export function formatDuration(seconds: number): string {
  const unit = seconds > 0 ? units.find((each) => seconds % each.seconds === 0) : undefined
  if (unit === undefined)
    return `${seconds.toLocaleString('en')} ${seconds === 1 ? 'second' : 'seconds'}`
  const count = seconds / unit.seconds
  return `${count.toLocaleString('en')} ${count === 1 ? unit.one : unit.many}`
}
