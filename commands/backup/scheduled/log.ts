/** Writes a message with fields. */
export type Log = (message: string, fields?: object) => void;

/** Writes a line of JSON to standard output, for people and log stores. */
export const log: Log = (message, fields) => {
  console.log(JSON.stringify({ time: new Date().toISOString(), message, ...fields }));
};
