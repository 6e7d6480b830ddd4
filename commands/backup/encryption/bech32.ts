const ALPHABET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const GENERATORS = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
const CHECKSUM_LENGTH = 6;

/** The bytes of a text in Bech32 (BIP 173), or undefined where the text or its checksum is wrong. @param prefix In lower case. */
export function bech32Decode(prefix: string, text: string): Buffer | undefined {
  const lower = text.toLowerCase();
  const isMixed = text !== lower && text !== text.toUpperCase();
  if (isMixed || !lower.startsWith(`${prefix}1`)) {
    return undefined;
  }
  const values = Array.from(lower.slice(prefix.length + 1), character => ALPHABET.indexOf(character));
  if (values.includes(-1) || values.length < CHECKSUM_LENGTH || checksum([...expanded(prefix), ...values]) !== 1) {
    return undefined;
  }
  return regrouped(values.slice(0, -CHECKSUM_LENGTH));
}

/** Bytes as a text in Bech32, in lower case. */
export function bech32Encode(prefix: string, bytes: Buffer): string {
  const bits = Array.from(bytes, byte => byte.toString(2).padStart(8, '0')).join('');
  const values = (bits.match(/.{1,5}/g) ?? []).map(group => parseInt(group.padEnd(5, '0'), 2));
  const sum = checksum([...expanded(prefix), ...values, ...Array<number>(CHECKSUM_LENGTH).fill(0)]) ^ 1;
  const check = Array.from({ length: CHECKSUM_LENGTH }, (_, at) => (sum >>> (5 * (CHECKSUM_LENGTH - 1 - at))) & 31);
  return `${prefix}1${[...values, ...check].map(value => ALPHABET[value]).join('')}`;
}

/** Groups of five bits as bytes. The bits that fill the last group must be zero, and fewer than five. */
function regrouped(values: readonly number[]): Buffer | undefined {
  const bits = values.map(value => value.toString(2).padStart(5, '0')).join('');
  const rest = bits.length % 8;
  const isPadded = rest < 5 && !bits.slice(bits.length - rest).includes('1');
  return isPadded ? Buffer.from((bits.match(/.{8}/g) ?? []).map(byte => parseInt(byte, 2))) : undefined;
}

function expanded(prefix: string): number[] {
  const codes = Array.from(prefix, character => character.charCodeAt(0));
  return [...codes.map(code => code >> 5), 0, ...codes.map(code => code & 31)];
}

function checksum(values: readonly number[]): number {
  return values.reduce((sum, value) => {
    const top = sum >>> 25;
    const next = ((sum & 0x1ffffff) << 5) ^ value;
    return GENERATORS.reduce((mixed, generator, bit) => ((top >> bit) & 1 ? mixed ^ generator : mixed), next);
  }, 1);
}
