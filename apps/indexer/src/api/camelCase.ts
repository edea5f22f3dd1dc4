import type { Row } from '../database/Database.ts'

const known = new Map<string, string>()

/** A column's name as JSON and GraphQL have it. */
export function camelCase(name: string): string {
  let camel = known.get(name)
  if (camel === undefined) {
    camel = name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
    known.set(name, camel)
  }
  return camel
}

/** A row with the names that JSON has. */
export function camelRow(row: Row): Row {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [camelCase(name), value]))
}
