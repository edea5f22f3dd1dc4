/** A row as the driver gives it: numbers of 64 bits are numbers, `numeric` is a string, JSON is parsed. */
export type Row = Record<string, unknown>

/** Runs one statement. */
export type Query = <row = Row>(text: string, parameters?: readonly unknown[]) => Promise<row[]>

/** A Postgres, inside the process or a server. */
export interface Database {
  readonly kind: 'pglite' | 'postgres'
  /** Runs work that writes: all of it happens or none, and nothing else writes meanwhile. */
  write<result>(work: (query: Query) => Promise<result>): Promise<result>
  /** Runs work that reads, over one state of the tables. */
  read<result>(work: (query: Query) => Promise<result>): Promise<result>
  close(): Promise<void>
}
