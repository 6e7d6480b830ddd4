/**
 * @typedef {(message: string, fields?: object) => void} Log
 */

/**
 * Writes a line of JSON, for people and for log stores.
 *
 * @param {string} message
 * @param {object} [fields]
 */
export function log(message, fields) {
  console.log(JSON.stringify({ time: new Date().toISOString(), message, ...fields }));
}
