/** A point of the drawing, in parts of the canvas: 0 to 1 from left to right and from top to bottom. */
export type Point = { x: number; y: number }

/** One movement of the pen. */
export type Stroke = readonly Point[]
