/**
 * How a program writes its log.
 */
export enum LogFormat {
  /** Lines for people. */
  TEXT = 'text',
  /** A JSON object in each line, for log stores. */
  JSON = 'json',
}
