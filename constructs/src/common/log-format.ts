/**
 * Format of the log of a program.
 */
export enum LogFormat {
  /** Plain text. */
  TEXT = 'text',
  /** One JSON object per line, for log stores. */
  JSON = 'json',
}
