/**
 * The contents of each element of a name. An answer of S3 is flat enough to be read like this.
 *
 * @param {string} xml
 * @param {string} name
 */
export function blocksOf(xml, name) {
  return [...xml.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, 'gs'))].map(([, content = '']) => content);
}

/**
 * The texts of each element of a name.
 *
 * @param {string} xml
 * @param {string} name
 */
export function valuesOf(xml, name) {
  const characters = /** @type {Record<string, string>} */ ({ lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' });
  return blocksOf(xml, name).map(text =>
    text.replace(/&(lt|gt|quot|apos|amp);/g, (_, entity) => characters[entity] ?? ''),
  );
}
