// Generated from commands/backup/scheduled/main.ts by `npm run programs`. Do not edit.
// SPDX-License-Identifier: Apache-2.0
/*!
 * Contains code of the package lossless-json 4.3.3:
 *
 * The MIT License (MIT)
 *
 * Copyright (c) 2016-2026 Jos de Jong
 *
 * Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:
 *
 * The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.
 *
 * THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
 */
// commands/backup/scheduled/main.ts
import { readFileSync } from "node:fs";

// commands/backup/encryption/recipients.ts
import { createHash } from "node:crypto";

// cli/failure.ts
var ExpectedError = class extends Error {
  /** The error in JSON: the problem, and the fix where there is one. */
  get asData() {
    return { problem: this.message };
  }
};
var Failure = class extends ExpectedError {
  constructor(problem, fix, options) {
    super(`${problem}. Fix: ${fix}.`, options);
    this.problem = problem;
    this.fix = fix;
    this.name = "Failure";
  }
  problem;
  fix;
  get asData() {
    return { problem: this.problem, fix: this.fix };
  }
};

// commands/backup/encryption/age.ts
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  randomBytes,
  timingSafeEqual
} from "node:crypto";

// commands/backup/encryption/bech32.ts
var ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
var GENERATORS = [996825010, 642813549, 513874426, 1027748829, 705979059];
var CHECKSUM_LENGTH = 6;
function bech32Decode(prefix, text) {
  const lower = text.toLowerCase();
  const isMixed = text !== lower && text !== text.toUpperCase();
  if (isMixed || !lower.startsWith(`${prefix}1`)) {
    return void 0;
  }
  const values = Array.from(lower.slice(prefix.length + 1), (character) => ALPHABET.indexOf(character));
  if (values.includes(-1) || values.length < CHECKSUM_LENGTH || checksum([...expanded(prefix), ...values]) !== 1) {
    return void 0;
  }
  return regrouped(values.slice(0, -CHECKSUM_LENGTH));
}
function regrouped(values) {
  const bits = values.map((value) => value.toString(2).padStart(5, "0")).join("");
  const rest = bits.length % 8;
  const isPadded = rest < 5 && !bits.slice(bits.length - rest).includes("1");
  return isPadded ? Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2))) : void 0;
}
function expanded(prefix) {
  const codes = Array.from(prefix, (character) => character.charCodeAt(0));
  return [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31)];
}
function checksum(values) {
  return values.reduce((sum, value) => {
    const top = sum >>> 25;
    const next = (sum & 33554431) << 5 ^ value;
    return GENERATORS.reduce((mixed, generator, bit) => top >> bit & 1 ? mixed ^ generator : mixed, next);
  }, 1);
}

// commands/backup/encryption/age.ts
var VERSION = "age-encryption.org/v1";
var LABEL = `${VERSION}/X25519`;
var CIPHER = "chacha20-poly1305";
var CHUNK = 64 * 1024;
var TAG = 16;
var LARGEST_HEADER = 1024 * 1024;
var NO_BYTES = Buffer.alloc(0);
var DER = {
  public: Buffer.from("302a300506032b656e032100", "hex"),
  private: Buffer.from("302e020100300506032b656e04220420", "hex")
};
function recipientOf(text) {
  const bytes = bech32Decode("age", text);
  return bytes?.length === 32 ? { name: text.toLowerCase(), bytes } : void 0;
}
var Encryption = class {
  /** Decrypts this file only. It is never written. */
  fileKey = randomBytes(16);
  cipher;
  chunk = Buffer.allocUnsafe(CHUNK);
  filled = 0;
  begin;
  constructor(recipients) {
    const nonce = randomBytes(16);
    this.begin = Buffer.concat([headerFor(recipients, this.fileKey), nonce]);
    this.cipher = new ChunkCipher(this.fileKey, nonce);
  }
  /** What can be written now. */
  *add(piece) {
    yield* this.beginning();
    for (let taken = 0; taken < piece.length; ) {
      if (this.filled === CHUNK) {
        yield* this.cipher.encrypt(this.chunk, false);
        this.filled = 0;
      }
      const copied = piece.copy(this.chunk, this.filled, taken);
      this.filled += copied;
      taken += copied;
    }
  }
  /** The rest of the file. */
  *end() {
    yield* this.beginning();
    yield* this.cipher.encrypt(this.chunk.subarray(0, this.filled), true);
  }
  *beginning() {
    if (this.begin) {
      yield this.begin;
      this.begin = void 0;
    }
  }
};
var ChunkCipher = class {
  key;
  nonce = Buffer.alloc(12);
  /** Whether at most one piece was processed. */
  isFirst = true;
  count = 0;
  constructor(fileKey, salt) {
    this.key = derived(fileKey, salt, "payload");
  }
  *encrypt(content, isLast) {
    const cipher = createCipheriv(CIPHER, this.key, this.next(isLast), { authTagLength: TAG });
    yield cipher.update(content);
    cipher.final();
    yield cipher.getAuthTag();
  }
  decrypt(sealed, isLast) {
    if (sealed.length < TAG) {
      throw new Error("the file is incomplete");
    }
    return opened(this.key, this.next(isLast), sealed);
  }
  next(isLast) {
    this.isFirst = this.count === 0;
    this.nonce.writeUIntBE(this.count++, 5, 6);
    this.nonce[11] = isLast ? 1 : 0;
    return this.nonce;
  }
};
function opened(key, nonce, sealed) {
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG });
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG));
  const content = decipher.update(sealed.subarray(0, sealed.length - TAG));
  try {
    decipher.final();
  } catch (error) {
    throw new Error("the file was changed or is incomplete", { cause: error });
  }
  return content;
}
function headerFor(recipients, fileKey) {
  const stanzas = recipients.map((recipient) => {
    const { publicKey, privateKey } = generateKeyPairSync("x25519");
    const share = bytesOf(publicKey);
    const key = wrappingKey(privateKey, recipient.bytes, share, recipient.bytes);
    const cipher = createCipheriv(CIPHER, key, Buffer.alloc(12), { authTagLength: TAG });
    const body = Buffer.concat([cipher.update(fileKey), cipher.final(), cipher.getAuthTag()]);
    return `-> X25519 ${encoded(share)}
${encoded(body)}
`;
  });
  const signed = Buffer.from(`${VERSION}
${stanzas.join("")}---`);
  return Buffer.concat([signed, Buffer.from(` ${encoded(macOf(signed, fileKey))}
`)]);
}
function wrappingKey(own, other, share, recipient) {
  const publicKey = createPublicKey({ key: Buffer.concat([DER.public, other]), format: "der", type: "spki" });
  return derived(diffieHellman({ privateKey: own, publicKey }), Buffer.concat([share, recipient]), LABEL);
}
function macOf(header, fileKey) {
  return createHmac("sha256", derived(fileKey, NO_BYTES, "header")).update(header).digest();
}
function derived(secret, salt, info) {
  return Buffer.from(hkdfSync("sha256", secret, salt, info, 32));
}
function bytesOf(publicKey) {
  return publicKey.export({ format: "der", type: "spki" }).subarray(DER.public.length);
}
function encoded(bytes) {
  return bytes.toString("base64").replace(/=+$/, "");
}

// commands/backup/encryption/recipients.ts
var SUFFIX = ".age";
function recipientsOf(texts) {
  return texts.map((text) => {
    const recipient = recipientOf(text);
    if (!recipient) {
      throw new Failure(
        `${text} is not a public key of age. Allowed: age1 and 58 characters, without a typing error`,
        "copy the public key that age-keygen prints"
      );
    }
    return recipient;
  });
}
function encryptedSize(size) {
  return Math.ceil(size * 1.001) + 64 * 1024;
}
var EncryptedPieces = class {
  constructor(source, recipients) {
    this.source = source;
    this.encryption = new Encryption(recipients);
  }
  source;
  encryption;
  hash = createHash("sha256");
  size = 0;
  async *[Symbol.asyncIterator]() {
    for await (const piece of this.source) {
      this.hash.update(piece);
      this.size += piece.length;
      yield* this.encryption.add(piece);
    }
    yield* this.encryption.end();
  }
  /** The content that was encrypted. Call it once, at the end. */
  content() {
    return { size: this.size, sha256: this.hash.digest("hex") };
  }
};

// commands/backup/collection-failure.ts
var CollectionFailure = class extends Failure {
};
function failedCollection(name, aliases, error) {
  const { problem = error.message } = error;
  return {
    name,
    state: "failed",
    notes: [problem],
    points: {},
    held: { least: 0, most: 0 },
    aliases,
    info: "",
    files: []
  };
}
function problemsOf(collections) {
  return collections.filter(({ state }) => state !== "whole").map(
    ({ name, state, notes }) => `collection ${name} is ${state === "failed" ? "missing" : "partial"} (${notes.join("; ")})`
  ).join("; ");
}

// commands/backup/checksum.ts
function requireSame({ name, size, checksum: checksum2 }, url, copy, fix) {
  const problems = [
    copy.size !== size && `${copy.size} instead of ${size} bytes`,
    checksum2 && copy.sha256 !== checksum2 && `SHA-256 ${copy.sha256} instead of ${checksum2}`
  ].filter(Boolean);
  if (problems.length > 0) {
    throw new CollectionFailure(
      `The copy of snapshot ${name} differs from the snapshot on ${url}: it has ${problems.join(", and ")}`,
      fix
    );
  }
}

// commands/backup/counts.ts
import { setTimeout as sleep } from "node:timers/promises";

// clients/http.ts
var ResponseError = class extends Error {
  /** Read by `statusOf`. */
  response;
  /** @param headers Of the response, for a redirect or the time to wait. */
  constructor(message, status, headers) {
    super(message);
    this.response = { status, headers };
  }
};
function statusOf(error) {
  return causesOf(error).flatMap(({ status, response, code }) => [status, response?.status, code]).find((value) => typeof value === "number" && value >= 100 && value < 600);
}
function codeOf(error) {
  return causesOf(error).map(({ code }) => code).find((code) => typeof code === "string");
}
function describeConnectionError(error) {
  const { message } = error;
  const code = codeOf(error);
  return [message || "no connection", ...code && !message.includes(code) ? [`(${code})`] : []].join(" ");
}
function causesOf(error) {
  return typeof error === "object" && error !== null ? [error, ...causesOf(error.cause)] : [];
}

// clients/qdrant/json-text.ts
var KIND = new Uint8Array(256);
var [QUOTE, OPEN, CLOSE, COMMA, COLON, SPACE] = [1, 2, 3, 4, 5, 6];
for (const [characters, kind] of [
  ['"', QUOTE],
  ["{[", OPEN],
  ["}]", CLOSE],
  [",", COMMA],
  [":", COLON],
  [" 	\r\n", SPACE]
]) {
  Buffer.from(characters).forEach((byte) => KIND[byte] = kind);
}
var BACKSLASH = 92;
var QUOTE_BYTE = 34;
function members(object) {
  const found = /* @__PURE__ */ new Map();
  let at = skip(object, 1);
  while (KIND[object[at]] !== CLOSE) {
    const endOfName = endOfValue(object, at);
    const name = JSON.parse(object.toString("utf8", at, endOfName));
    const start = skip(object, endOfName);
    const end = endOfValue(object, start);
    found.set(name, object.subarray(start, end));
    at = skip(object, end);
  }
  return found;
}
function isObject(text) {
  return text?.[0] === 123;
}
function skip(text, start) {
  for (let at = start; at < text.length; at++) {
    const kind = KIND[text[at]];
    if (kind !== SPACE && kind !== COMMA && kind !== COLON) {
      return at;
    }
  }
  throw new SyntaxError("A JSON text ends too early");
}
function endOfValue(text, start) {
  const kind = KIND[text[start]];
  return kind === QUOTE ? endOfString(text, start) : kind === OPEN ? endOfStructure(text, start) : endOfWord(text, start);
}
function endOfStructure(text, start) {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const kind = KIND[text[at]];
    if (kind === QUOTE) {
      at = endOfString(text, at) - 1;
    } else if (kind === OPEN) {
      depth++;
    } else if (kind === CLOSE && --depth === 0) {
      return at + 1;
    }
  }
  throw new SyntaxError("A JSON text ends too early");
}
function endOfString(text, start) {
  for (let at = start + 1; at < text.length; at++) {
    const byte = text[at];
    if (byte === BACKSLASH) {
      at++;
    } else if (byte === QUOTE_BYTE) {
      return at + 1;
    }
  }
  throw new SyntaxError("A string in a JSON text does not end");
}
function endOfWord(text, start) {
  let at = start;
  while (at < text.length && KIND[text[at]] === 0) {
    at++;
  }
  return at;
}

// node_modules/lossless-json/lib/esm/utils.js
function isInteger(value) {
  return INTEGER_REGEX.test(value);
}
var INTEGER_REGEX = /^-?[0-9]+$/;
function isNumber(value) {
  return NUMBER_REGEX.test(value);
}
var NUMBER_REGEX = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
function isSafeNumber(value, config2) {
  if (isInteger(value)) {
    return Number.isSafeInteger(Number.parseInt(value, 10));
  }
  const num = Number.parseFloat(value);
  if (Number.isInteger(num) && !Number.isSafeInteger(num)) {
    return false;
  }
  const parsed = String(num);
  if (value === parsed) {
    return true;
  }
  const valueDigits = extractSignificantDigits(value);
  const parsedDigits = extractSignificantDigits(parsed);
  if (valueDigits === parsedDigits) {
    return true;
  }
  if (config2?.approx === true) {
    const requiredDigits = 14;
    if (parsedDigits.length >= requiredDigits && valueDigits.startsWith(parsedDigits.substring(0, requiredDigits))) {
      return true;
    }
  }
  return false;
}
var UnsafeNumberReason = /* @__PURE__ */ (function(UnsafeNumberReason2) {
  UnsafeNumberReason2["underflow"] = "underflow";
  UnsafeNumberReason2["overflow"] = "overflow";
  UnsafeNumberReason2["truncate_integer"] = "truncate_integer";
  UnsafeNumberReason2["truncate_float"] = "truncate_float";
  return UnsafeNumberReason2;
})({});
function getUnsafeNumberReason(value) {
  if (isSafeNumber(value, {
    approx: false
  })) {
    return void 0;
  }
  if (isInteger(value)) {
    return UnsafeNumberReason.truncate_integer;
  }
  const num = Number.parseFloat(value);
  if (!Number.isFinite(num)) {
    return UnsafeNumberReason.overflow;
  }
  if (num === 0) {
    return UnsafeNumberReason.underflow;
  }
  return UnsafeNumberReason.truncate_float;
}
function extractSignificantDigits(value) {
  const {
    start,
    end
  } = getSignificantDigitRange(value);
  const digits = value.substring(start, end);
  const dot = digits.indexOf(".");
  if (dot === -1) {
    return digits;
  }
  return digits.substring(0, dot) + digits.substring(dot + 1);
}
function getSignificantDigitRange(value) {
  let start = 0;
  if (value[0] === "-") {
    start++;
  }
  while (value[start] === "0" || value[start] === ".") {
    start++;
  }
  let end = value.lastIndexOf("e");
  if (end === -1) {
    end = value.lastIndexOf("E");
  }
  if (end === -1) {
    end = value.length;
  }
  while ((value[end - 1] === "0" || value[end - 1] === ".") && end > start) {
    end--;
  }
  return {
    start,
    end
  };
}

// node_modules/lossless-json/lib/esm/LosslessNumber.js
var losslessNumberMarker = /* @__PURE__ */ Symbol.for("lossless-json.LosslessNumber");
var LosslessNumber = class {
  // numeric value as string
  value;
  /**
   * @deprecated Use the isLosslessNumber(value) function instead.
   *
   * Ordinary objects may also have an isLosslessNumber property, so this
   * field cannot reliably identify lossless numbers.
   */
  isLosslessNumber = true;
  get [losslessNumberMarker]() {
    return true;
  }
  constructor(value) {
    if (!isNumber(value)) {
      throw new Error(`Invalid number (value: "${value}")`);
    }
    this.value = value;
  }
  /**
   * Get the value of the LosslessNumber as number or bigint.
   *
   * - a number is returned for safe numbers and decimal values that only lose some insignificant digits
   * - a bigint is returned for big integer numbers
   * - an Error is thrown for values that will overflow or underflow
   *
   * Note that you can implement your own strategy for conversion by just getting the value as string
   * via .toString(), and using util functions like isInteger, isSafeNumber, getUnsafeNumberReason,
   * and toSafeNumberOrThrow to convert it to a numeric value.
   */
  valueOf() {
    const unsafeReason = getUnsafeNumberReason(this.value);
    if (unsafeReason === void 0 || unsafeReason === UnsafeNumberReason.truncate_float) {
      return Number.parseFloat(this.value);
    }
    if (isInteger(this.value)) {
      return BigInt(this.value);
    }
    throw new Error(`Cannot safely convert to number: the value '${this.value}' would ${unsafeReason} and become ${Number.parseFloat(this.value)}`);
  }
  /**
   * Get the value of the LosslessNumber as string.
   */
  toString() {
    return this.value;
  }
  // Note: we do NOT implement a .toJSON() method, and you should not implement
  // or use that, it cannot safely turn the numeric value in the string into
  // stringified JSON since it has to be parsed into a number first.
};
function isLosslessNumber(value) {
  return value !== null && typeof value === "object" && value[losslessNumberMarker] === true;
}

// node_modules/lossless-json/lib/esm/numberParsers.js
function parseLosslessNumber(value) {
  return new LosslessNumber(value);
}

// node_modules/lossless-json/lib/esm/revive.js
function revive(json, reviver) {
  return reviveValue({
    "": json
  }, "", json, reviver);
}
function reviveValue(context, key, value, reviver) {
  if (Array.isArray(value)) {
    return reviver.call(context, key, reviveArray(value, reviver));
  }
  if (value && typeof value === "object" && !isLosslessNumber(value)) {
    return reviver.call(context, key, reviveObject(value, reviver));
  }
  return reviver.call(context, key, value);
}
function reviveObject(object, reviver) {
  for (const key of Object.keys(object)) {
    const value = reviveValue(object, key, object[key], reviver);
    if (value !== void 0) {
      object[key] = value;
    } else {
      delete object[key];
    }
  }
  return object;
}
function reviveArray(array, reviver) {
  for (let i = 0; i < array.length; i++) {
    const value = reviveValue(array, String(i), array[i], reviver);
    if (value === void 0) {
      delete array[i];
    } else {
      array[i] = value;
    }
  }
  return array;
}

// node_modules/lossless-json/lib/esm/parse.js
function parse(text, reviver, options) {
  const optionsObj = typeof options === "function" ? {
    parseNumber: options
  } : options;
  const parseNumber = optionsObj?.parseNumber ?? parseLosslessNumber;
  const onDuplicateKey = optionsObj?.onDuplicateKey ?? throwDuplicateKey;
  let i = 0;
  const value = parseValue();
  expectValue(value);
  expectEndOfInput();
  return reviver ? revive(value, reviver) : value;
  function parseObject() {
    if (text.charCodeAt(i) === codeOpeningBrace) {
      i++;
      skipWhitespace();
      const object = {};
      let initial = true;
      while (i < text.length && text.charCodeAt(i) !== codeClosingBrace) {
        if (!initial) {
          eatComma();
          skipWhitespace();
        } else {
          initial = false;
        }
        const start = i;
        const key = parseString();
        if (key === void 0) {
          throwObjectKeyExpected();
          return;
        }
        skipWhitespace();
        eatColon();
        const value2 = parseValue();
        if (value2 === void 0) {
          throwObjectValueExpected();
          return;
        }
        if (Object.prototype.hasOwnProperty.call(object, key) && !isDeepEqual(value2, object[key])) {
          const returnedValue = onDuplicateKey({
            key,
            position: start + 1,
            oldValue: object[key],
            newValue: value2
          });
          if (returnedValue !== void 0) {
            setObjectKey(object, key, returnedValue);
          }
        } else {
          setObjectKey(object, key, value2);
        }
      }
      if (text.charCodeAt(i) !== codeClosingBrace) {
        throwObjectKeyOrEndExpected();
      }
      i++;
      return object;
    }
  }
  function parseArray() {
    if (text.charCodeAt(i) === codeOpeningBracket) {
      i++;
      skipWhitespace();
      const array = [];
      let initial = true;
      while (i < text.length && text.charCodeAt(i) !== codeClosingBracket) {
        if (!initial) {
          eatComma();
        } else {
          initial = false;
        }
        const value2 = parseValue();
        expectArrayItem(value2);
        array.push(value2);
      }
      if (text.charCodeAt(i) !== codeClosingBracket) {
        throwArrayItemOrEndExpected();
      }
      i++;
      return array;
    }
  }
  function parseValue() {
    skipWhitespace();
    const value2 = parseString() ?? parseNumeric() ?? parseObject() ?? parseArray() ?? parseKeyword("true", true) ?? parseKeyword("false", false) ?? parseKeyword("null", null);
    skipWhitespace();
    return value2;
  }
  function parseKeyword(name, value2) {
    if (text.slice(i, i + name.length) === name) {
      i += name.length;
      return value2;
    }
  }
  function skipWhitespace() {
    while (isWhitespace(text.charCodeAt(i))) {
      i++;
    }
  }
  function parseString() {
    if (text.charCodeAt(i) === codeDoubleQuote) {
      i++;
      let result = "";
      while (i < text.length && text.charCodeAt(i) !== codeDoubleQuote) {
        if (text.charCodeAt(i) === codeBackslash) {
          const char = text[i + 1];
          const escapeChar = escapeCharacters[char];
          if (escapeChar !== void 0) {
            result += escapeChar;
            i++;
          } else if (char === "u") {
            if (isHex(text.charCodeAt(i + 2)) && isHex(text.charCodeAt(i + 3)) && isHex(text.charCodeAt(i + 4)) && isHex(text.charCodeAt(i + 5))) {
              result += String.fromCharCode(Number.parseInt(text.slice(i + 2, i + 6), 16));
              i += 5;
            } else {
              throwInvalidUnicodeCharacter(i);
            }
          } else {
            throwInvalidEscapeCharacter(i);
          }
        } else {
          if (isValidStringCharacter(text.charCodeAt(i))) {
            result += text[i];
          } else {
            throwInvalidCharacter(text[i]);
          }
        }
        i++;
      }
      expectEndOfString();
      i++;
      return result;
    }
  }
  function parseNumeric() {
    const start = i;
    if (text.charCodeAt(i) === codeMinus) {
      i++;
      expectDigit(start);
    }
    if (text.charCodeAt(i) === codeZero) {
      i++;
    } else if (isNonZeroDigit(text.charCodeAt(i))) {
      i++;
      while (isDigit(text.charCodeAt(i))) {
        i++;
      }
    } else {
      return void 0;
    }
    if (text.charCodeAt(i) === codeDot) {
      i++;
      expectDigit(start);
      while (isDigit(text.charCodeAt(i))) {
        i++;
      }
    }
    if (text.charCodeAt(i) === codeLowercaseE || text.charCodeAt(i) === codeUppercaseE) {
      i++;
      if (text.charCodeAt(i) === codeMinus || text.charCodeAt(i) === codePlus) {
        i++;
      }
      expectDigit(start);
      while (isDigit(text.charCodeAt(i))) {
        i++;
      }
    }
    if (i > start) {
      return parseNumber(text.slice(start, i));
    }
  }
  function eatComma() {
    if (text.charCodeAt(i) !== codeComma) {
      throw new SyntaxError(`Comma ',' expected after value ${gotAt()}`);
    }
    i++;
  }
  function eatColon() {
    if (text.charCodeAt(i) !== codeColon) {
      throw new SyntaxError(`Colon ':' expected after property name ${gotAt()}`);
    }
    i++;
  }
  function expectValue(value2) {
    if (value2 === void 0) {
      throw new SyntaxError(`JSON value expected ${gotAt()}`);
    }
  }
  function expectArrayItem(value2) {
    if (value2 === void 0) {
      throw new SyntaxError(`Array item expected ${gotAt()}`);
    }
  }
  function expectEndOfInput() {
    if (i < text.length) {
      throw new SyntaxError(`Expected end of input ${gotAt()}`);
    }
  }
  function expectDigit(start) {
    if (!isDigit(text.charCodeAt(i))) {
      const numSoFar = text.slice(start, i);
      throw new SyntaxError(`Invalid number '${numSoFar}', expecting a digit ${gotAt()}`);
    }
  }
  function expectEndOfString() {
    if (text.charCodeAt(i) !== codeDoubleQuote) {
      throw new SyntaxError(`End of string '"' expected ${gotAt()}`);
    }
  }
  function throwObjectKeyExpected() {
    throw new SyntaxError(`Quoted object key expected ${gotAt()}`);
  }
  function throwDuplicateKey({
    key,
    position
  }) {
    throw new SyntaxError(`Duplicate key '${key}' encountered at position ${position}`);
  }
  function throwObjectKeyOrEndExpected() {
    throw new SyntaxError(`Quoted object key or end of object '}' expected ${gotAt()}`);
  }
  function throwArrayItemOrEndExpected() {
    throw new SyntaxError(`Array item or end of array ']' expected ${gotAt()}`);
  }
  function throwInvalidCharacter(char) {
    throw new SyntaxError(`Invalid character '${char}' ${pos()}`);
  }
  function throwInvalidEscapeCharacter(start) {
    const chars = text.slice(start, start + 2);
    throw new SyntaxError(`Invalid escape character '${chars}' ${pos()}`);
  }
  function throwObjectValueExpected() {
    throw new SyntaxError(`Object value expected after ':' ${pos()}`);
  }
  function throwInvalidUnicodeCharacter(start) {
    const chars = text.slice(start, start + 6);
    throw new SyntaxError(`Invalid unicode character '${chars}' ${pos()}`);
  }
  function pos() {
    return `at position ${i}`;
  }
  function got() {
    return i < text.length ? `but got '${text[i]}'` : "but reached end of input";
  }
  function gotAt() {
    return `${got()} ${pos()}`;
  }
}
function setObjectKey(object, key, value) {
  if (key === "__proto__") {
    Object.defineProperty(object, key, {
      value,
      writable: true,
      enumerable: true,
      configurable: true
    });
  } else {
    object[key] = value;
  }
}
function isWhitespace(code) {
  return code === codeSpace || code === codeNewline || code === codeTab || code === codeReturn;
}
function isHex(code) {
  return code >= codeZero && code <= codeNine || code >= codeUppercaseA && code <= codeUppercaseF || code >= codeLowercaseA && code <= codeLowercaseF;
}
function isDigit(code) {
  return code >= codeZero && code <= codeNine;
}
function isNonZeroDigit(code) {
  return code >= codeOne && code <= codeNine;
}
function isValidStringCharacter(code) {
  return code >= 32 && code <= 1114111;
}
function isDeepEqual(a, b) {
  if (a === b) {
    return true;
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => isDeepEqual(item, b[index]));
  }
  if (isObject2(a) && isObject2(b)) {
    const keys = [.../* @__PURE__ */ new Set([...Object.keys(a), ...Object.keys(b)])];
    return keys.every((key) => isDeepEqual(a[key], b[key]));
  }
  return false;
}
function isObject2(value) {
  return typeof value === "object" && value !== null;
}
var escapeCharacters = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "	"
  // note that \u is handled separately in parseString()
};
var codeBackslash = 92;
var codeOpeningBrace = 123;
var codeClosingBrace = 125;
var codeOpeningBracket = 91;
var codeClosingBracket = 93;
var codeSpace = 32;
var codeNewline = 10;
var codeTab = 9;
var codeReturn = 13;
var codeDoubleQuote = 34;
var codePlus = 43;
var codeMinus = 45;
var codeZero = 48;
var codeOne = 49;
var codeNine = 57;
var codeComma = 44;
var codeDot = 46;
var codeColon = 58;
var codeUppercaseA = 65;
var codeLowercaseA = 97;
var codeUppercaseE = 69;
var codeLowercaseE = 101;
var codeUppercaseF = 70;
var codeLowercaseF = 102;

// node_modules/lossless-json/lib/esm/stringify.js
function stringify(value, replacer, space, numberStringifiers) {
  const resolvedSpace = resolveSpace(space);
  const replacedValue = typeof replacer === "function" ? replacer.call({
    "": value
  }, "", value) : value;
  return stringifyValue(replacedValue, "");
  function stringifyValue(value2, indent) {
    if (Array.isArray(numberStringifiers)) {
      const stringifier = numberStringifiers.find((item) => item.test(value2));
      if (stringifier) {
        const str = stringifier.stringify(value2);
        if (typeof str !== "string" || !isNumber(str)) {
          throw new Error(`Invalid JSON number: output of a number stringifier must be a string containing a JSON number (output: ${str})`);
        }
        return str;
      }
    }
    if (typeof value2 === "boolean" || typeof value2 === "number" || typeof value2 === "string" || value2 === null || value2 instanceof Date || value2 instanceof Boolean || value2 instanceof Number || value2 instanceof String) {
      return JSON.stringify(value2);
    }
    if (isLosslessNumber(value2)) {
      return value2.toString();
    }
    if (typeof value2 === "bigint") {
      return value2.toString();
    }
    if (Array.isArray(value2)) {
      return stringifyArray(value2, indent);
    }
    if (value2 && typeof value2 === "object") {
      return stringifyObject(value2, indent);
    }
    return void 0;
  }
  function stringifyArray(array, indent) {
    if (array.length === 0) {
      return "[]";
    }
    const childIndent = resolvedSpace ? indent + resolvedSpace : void 0;
    let str = resolvedSpace ? "[\n" : "[";
    for (let i = 0; i < array.length; i++) {
      const item = typeof replacer === "function" ? replacer.call(array, String(i), array[i]) : array[i];
      if (resolvedSpace) {
        str += childIndent;
      }
      if (typeof item !== "undefined" && typeof item !== "function") {
        const serialized = stringifyValue(item, childIndent);
        str += serialized === void 0 ? "null" : serialized;
      } else {
        str += "null";
      }
      if (i < array.length - 1) {
        str += resolvedSpace ? ",\n" : ",";
      }
    }
    str += resolvedSpace ? `
${indent}]` : "]";
    return str;
  }
  function stringifyObject(object, indent) {
    if (typeof object.toJSON === "function") {
      return stringifyValue(object.toJSON(), indent);
    }
    const keys = Array.isArray(replacer) ? [...new Set(replacer.map(String))] : Object.keys(object);
    if (keys.length === 0) {
      return "{}";
    }
    const childIndent = resolvedSpace ? indent + resolvedSpace : void 0;
    let first = true;
    let str = resolvedSpace ? "{\n" : "{";
    for (const key of keys) {
      const value2 = typeof replacer === "function" ? replacer.call(object, key, object[key]) : object[key];
      if (includeProperty(key, value2)) {
        const serialized = stringifyValue(value2, childIndent);
        if (serialized === void 0) {
          continue;
        }
        if (first) {
          first = false;
        } else {
          str += resolvedSpace ? ",\n" : ",";
        }
        const keyStr = JSON.stringify(key);
        str += resolvedSpace ? `${childIndent + keyStr}: ` : `${keyStr}:`;
        str += serialized;
      }
    }
    str += resolvedSpace ? `
${indent}}` : "}";
    return str;
  }
  function includeProperty(_key, value2) {
    return typeof value2 !== "undefined" && typeof value2 !== "function" && typeof value2 !== "symbol";
  }
}
var MAX_SPACE_LENGTH = 10;
function resolveSpace(space) {
  if (typeof space === "number") {
    const count = Math.min(Math.trunc(space), MAX_SPACE_LENGTH);
    return count >= 1 ? " ".repeat(count) : void 0;
  }
  if (typeof space === "string" && space !== "") {
    return space.slice(0, MAX_SPACE_LENGTH);
  }
  return void 0;
}

// clients/qdrant/json.ts
function parseJson(text) {
  return parse(text, null, (number) => isSafeNumber(number) ? Number(number) : new LosslessNumber(number));
}
function stringifyJson(value, indent) {
  return stringify(value, null, indent);
}

// commands/backup/collection-info.ts
function configOf({ info }) {
  return parseJson(configTextOf(info));
}
function configTextOf(info) {
  return memberOf(info, "config").toString();
}
function memberOf(info, name) {
  return members(Buffer.from(info || "{}")).get(name) ?? Buffer.from("{}");
}

// commands/backup/counts.ts
var IDS = 1e4;
var REFUSED = [400, 403, 422];
var INTERVAL = { copy: 1e3, snapshot: 100 };
var QUEUE_TIMEOUT = 1e4;
function strictLimit(collection) {
  const { strict_mode_config: strict } = configOf(collection);
  return strict?.enabled && typeof strict.max_query_limit === "number" ? strict.max_query_limit : Infinity;
}
async function* idsOf(qdrant, collection, shardKey) {
  const limit = Math.min(IDS, strictLimit(collection));
  let offset;
  do {
    const { ids, next } = await qdrant.ids(collection.name, limit, offset, shardKey);
    yield ids;
    offset = next;
  } while (offset !== void 0);
}
var Counts = class {
  constructor(qdrant, collection) {
    this.qdrant = qdrant;
    this.collection = collection;
    const { strict_mode_config: strict } = configOf(collection);
    this.isLimited = strict?.enabled === true && typeof strict.read_rate_limit === "number";
  }
  qdrant;
  collection;
  /** The lowest and the highest count so far. */
  least = Infinity;
  most = 0;
  /** The first and the last count so far. */
  first;
  last = 0;
  isLimited;
  isRefused = false;
  takenAt = 0;
  async take() {
    const count = await this.count();
    this.takenAt = Date.now();
    this.least = Math.min(this.least, count);
    this.most = Math.max(this.most, count);
    this.first ??= count;
    this.last = count;
    return count;
  }
  /** Counts again if the last count is old, and if counting is cheap. */
  async takeSometimes(interval = INTERVAL.copy) {
    if (!this.isLimited && !this.isRefused && Date.now() - this.takenAt >= interval) {
      await this.take();
    }
  }
  /** Counts until the work ends. An error of a count is thrown then. */
  async takeDuring(work) {
    let isOver = false;
    let failure;
    const end = () => isOver = true;
    work.then(end, end);
    while (!isOver) {
      await Promise.race([sleep(INTERVAL.snapshot), work.catch(() => void 0)]);
      await this.takeSometimes(INTERVAL.snapshot).catch((error) => failure ??= error);
    }
    const result = await work;
    if (failure !== void 0) {
      throw failure;
    }
    return result;
  }
  /** Strict mode can forbid to count. Reading the ids is then the only way. */
  async count() {
    if (!this.isRefused) {
      try {
        return await this.qdrant.count(this.collection.name);
      } catch (error) {
        if (!REFUSED.includes(statusOf(error) ?? 0)) {
          throw error;
        }
        this.isRefused = true;
      }
    }
    let count = 0;
    for await (const ids of idsOf(this.qdrant, this.collection)) {
      count += ids.length;
    }
    return count;
  }
};
async function invisiblePoints(qdrant, name) {
  for (const end = Date.now() + QUEUE_TIMEOUT; ; await sleep(250)) {
    const { update_queue: queue } = await qdrant.collection(name);
    const deferred = queue?.deferred_points ?? 0;
    if (deferred === 0 && !queue?.length || Date.now() >= end) {
      return deferred;
    }
  }
}
function rangeOf({ least, most }) {
  return least === most ? String(least) : `${least} to ${most}`;
}

// commands/backup/manifest.ts
import { createHash as createHash2 } from "node:crypto";

// cli/program.ts
var PROGRAM = "qdrant-stack";

// commands/backup/manifest.ts
var MANIFEST = "manifest.json";
var FORMAT_VERSION = 3;
var PLAIN_VERSION = 2;
var SEAL = /,\n {2}"sha256": "([0-9a-f]{64})"\n\}\n$/;
function manifestText(content) {
  const formatVersion = content.encryption ? FORMAT_VERSION : PLAIN_VERSION;
  const text = stringifyJson({ tool: PROGRAM, formatVersion, ...content }, 2);
  const body = text.slice(0, text.lastIndexOf("\n}"));
  return `${body},
  "sha256": "${hashOf(body)}"
}
`;
}
function parseManifest(text) {
  const content = parseJson(text);
  const { formatVersion } = content ?? {};
  const seal = SEAL.exec(text);
  if (seal ? hashOf(text.slice(0, seal.index)) !== seal[1] : formatVersion === PLAIN_VERSION || formatVersion === FORMAT_VERSION) {
    throw new Error("its checksum does not match its text");
  }
  return content;
}
function heldBy(files, { before, after }) {
  const lines = files.flatMap(({ points }) => points ?? []);
  const held = lines.length === files.length ? [lines.reduce((sum, count) => sum + count, 0)] : [before, after];
  return { least: Math.min(...held), most: Math.max(...held) };
}
function sizeOf(files) {
  return files.reduce((sum, { size }) => sum + size, 0);
}
function hashOf(text) {
  return createHash2("sha256").update(text).digest("hex");
}

// commands/backup/destination.ts
async function removeBackup(destination, folder) {
  await destination.remove(`${folder}/${MANIFEST}`);
  await destination.remove(folder);
}

// commands/backup/names.ts
var SCHEDULED = "scheduled-";
var SCHEDULED_NAME = /^scheduled-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)Z$/;
function folderOf(startedAt) {
  return startedAt.toISOString().replace(/\.\d+Z$/, "Z").replaceAll(":", "-");
}
function stemOf(index, collection) {
  return `collections/${String(index).padStart(3, "0")}-${collection.replace(/[^\w-]/g, "_").slice(0, 60)}`;
}
function snapshotPaths(index, collection, nodes, suffix = "") {
  return Array.from({ length: nodes }, (_, node) => `${stemOf(index, collection)}.${node}.snapshot${suffix}`);
}
function scheduledFolder(startedAt) {
  return SCHEDULED + folderOf(startedAt);
}
function startedAtOf(folder) {
  const [, day, hour, minute, second] = SCHEDULED_NAME.exec(folder) ?? [];
  return day === void 0 ? void 0 : /* @__PURE__ */ new Date(`${day}T${hour}:${minute}:${second}Z`);
}

// commands/backup/nodes.ts
async function identifyNodes(clients) {
  const nodes = await Promise.all(clients.map(identify));
  const versions = new Set(nodes.map(({ version }) => version));
  if (versions.size > 1) {
    throw new Failure(
      `The nodes run Qdrant ${[...versions].sort().join(" and ")}`,
      "wait until the upgrade is complete, then start the backup again"
    );
  }
  const duplicate = nodes.find(({ peer }, at) => nodes.findIndex((node) => node.peer === peer) < at);
  if (duplicate) {
    throw new Failure(
      `${duplicate.qdrant.url} is a second address of node ${duplicate.peer}`,
      "use one address for each node, for example with kubectl port-forward to each pod"
    );
  }
  return nodes;
}
async function identify(qdrant) {
  const version = await qdrant.version();
  const { peer_id, peers: all = {} } = await qdrant.cluster();
  const peers = Object.keys(all);
  return { qdrant, version, peer: String(peer_id ?? qdrant.url), clusterSize: peers.length || 1, peers };
}
async function peersOf([first], [name]) {
  const { peers, peer, qdrant } = first;
  if (peers.length > 0) {
    return peers;
  }
  return [name === void 0 ? peer : String((await qdrant.placement(name)).peer_id)];
}
async function shardsOf(collection, nodes) {
  const placements = [];
  for (const { qdrant } of nodes) {
    placements.push(await qdrant.placement(collection));
  }
  const remote = placements.flatMap(({ remote_shards }) => remote_shards);
  const held = new Set(placements.flatMap(activeShards));
  const all = new Set([...placements.flatMap(({ local_shards }) => local_shards), ...remote].map(idOf));
  const missing = [...all].filter((id) => !held.has(id)).sort((a, b) => a - b);
  const owners = remote.filter(({ shard_id }) => missing.includes(shard_id));
  return {
    holders: nodes.filter((_, at) => placements[at].local_shards.length > 0),
    active: nodes.map(({ peer }, at) => `${activeShards(placements[at]).join(" and ") || "none"} on ${peer}`).sort().join(", "),
    missing,
    missingOn: [...new Set(owners.map(({ peer_id }) => String(peer_id)))],
    keys: keysOf([...placements.flatMap(({ local_shards }) => local_shards), ...remote])
  };
}
function keysOf(shards) {
  const shardsOfKey = /* @__PURE__ */ new Map();
  for (const { shard_id, shard_key } of [...shards].sort((a, b) => a.shard_id - b.shard_id)) {
    if (shard_key !== void 0 && shard_key !== null) {
      shardsOfKey.set(shard_key, (shardsOfKey.get(shard_key) ?? /* @__PURE__ */ new Set()).add(shard_id));
    }
  }
  const keys = [...shardsOfKey].map(([key, ids]) => ({ key, shards: [...ids] }));
  return keys.length > 0 ? keys : void 0;
}
async function requireUnmoved(collection, nodes, before, fix) {
  const { active } = await shardsOf(collection, nodes);
  if (active !== before) {
    throw new CollectionFailure(
      `Shards of collection ${collection} moved during the backup, so points may be missing: active shards were ${before}, and are now ${active}`,
      fix
    );
  }
}
function activeShards({ local_shards }) {
  return local_shards.filter(({ state }) => state === "Active").map(idOf).sort((a, b) => a - b);
}
function idOf({ shard_id }) {
  return shard_id;
}

// clients/qdrant/errors.ts
import { STATUS_CODES } from "node:http";

// cli/io.ts
import { AsyncLocalStorage } from "node:async_hooks";
var runs = new AsyncLocalStorage();
var SIGNALS = { SIGINT: 130, SIGTERM: 143 };
var processIo = {
  env: process.env,
  get stdin() {
    return process.stdin;
  },
  get stdout() {
    return process.stdout;
  },
  get stderr() {
    return process.stderr;
  },
  onInterrupt: (handle) => {
    for (const [signal, exitCode] of Object.entries(SIGNALS)) {
      process.once(signal, () => handle(exitCode));
    }
  }
};

// cli/secrets.ts
var WORDS = new RegExp("^\\p{L}?\\p{Ll}*(?:[-_. ]\\p{Ll}+)*\\d{0,4}$|^\\p{Lu}+$|^\\d+$", "u");
var IN_WORD = "[\\p{L}\\p{N}_-]";
var BEFORE = `(?<!${IN_WORD})|(?<=%[0-9A-Fa-f]{2}|\\\\[nrt]|\\\\u[0-9A-Fa-f]{4})`;

// clients/errors.ts
var RequestError = class extends Error {
  /**
   * @param message The operation, the server, and the answer: a sentence without a full stop.
   * @param status The HTTP status. Absent where the server did not answer.
   * @param serverMessage The message in the answer of the server.
   */
  constructor(message, status, serverMessage, options) {
    super(message, options);
    this.status = status;
    this.serverMessage = serverMessage;
  }
  status;
  serverMessage;
};

// clients/qdrant/errors.ts
var BrokenAnswer = class extends Error {
};
function requestError(doing, url, error) {
  return new RequestError(`Could not ${doing} on ${url}: ${reasonOf(error)}`, statusOf(error), void 0, {
    cause: error
  });
}
function reasonOf(error) {
  const status = statusOf(error);
  const { message } = error;
  if (status !== void 0) {
    return `the server answered ${status} ${STATUS_CODES[status] ?? ""} (${message})`;
  }
  if (error instanceof BrokenAnswer) {
    return `the response cannot be parsed: ${message}`;
  }
  return describeConnectionError(error);
}

// commands/backup/survey.ts
async function survey(nodes, names) {
  const aliases = await nodes[0].qdrant.aliases();
  const surveys = [];
  for (const name of names) {
    try {
      surveys.push(await surveyOf(name, nodes, aliases));
    } catch (error) {
      surveys.push({ failed: name, error: ofCollection(error) });
    }
  }
  return surveys;
}
async function surveyOf(name, nodes, aliases) {
  const info = await nodes[0].qdrant.collectionText(name);
  const shards = await shardsOf(name, nodes);
  const collection = {
    name,
    aliases: aliases.filter(({ collection_name }) => collection_name === name).map(({ alias_name }) => alias_name),
    info,
    shardKeys: shards.keys,
    active: shards.active
  };
  return { collection, shards };
}
function ofCollection(error) {
  const status = statusOf(error);
  const { cause } = error;
  const isBroken = cause instanceof BrokenAnswer || cause?.cause instanceof BrokenAnswer;
  if (error instanceof CollectionFailure || isBroken || status !== void 0 && status !== 401) {
    return error;
  }
  throw error;
}
async function createdSince(known, [first]) {
  return (await first.qdrant.collections()).filter((name) => !known.includes(name));
}

// commands/backup/searches.ts
var SEARCHES = 5;
var HITS = 5;
var SAMPLE = 16;
var MOST_COMPONENTS = 25e7;
var TIMEOUT = 20;
var TOLERANCE = { normalizedFloat16: 4e-3, others: 1e-4 };
async function searchBefore(qdrant, collection) {
  const vector = denseVectorOf(collection);
  const reason = vector ? unsuitability(collection, vector) : "it has no dense vector";
  if (!vector || reason) {
    return { answers: [], reason };
  }
  try {
    const points = await qdrant.sample(collection.name, Math.min(SAMPLE, strictLimit(collection)), vector.using);
    const answers = [];
    for (const { id, components } of points.filter((point) => point.components.length > 0).slice(0, SEARCHES)) {
      const hits = await search(qdrant, collection, vector, id);
      const tolerance = toleranceOf(collection, vector, components, hits);
      if (Number.isFinite(tolerance)) {
        answers.push({ from: id, tolerance, hits });
      }
    }
    return { vector, answers, ...answers.length === 0 && { reason: "no point of a sample can be searched from" } };
  } catch (error) {
    return { answers: [], reason: ofCollection(error).message };
  }
}
async function searchAfter(qdrant, collection, { vector, answers, reason }, isUnchanged) {
  if (reason !== void 0) {
    return { answers: [], reason };
  }
  const changed = { answers: [], reason: "it changed during the backup, or the backup lacks points" };
  if (!isUnchanged) {
    return changed;
  }
  try {
    for (const { from, hits } of answers) {
      const now = await search(qdrant, collection, vector, from);
      if (stringifyJson(now) !== stringifyJson(hits)) {
        return changed;
      }
    }
  } catch (error) {
    return { answers: [], reason: ofCollection(error).message };
  }
  const { using } = vector;
  const recorded = answers.map(({ from, tolerance, hits }) => ({
    from,
    ...using !== void 0 && { using },
    tolerance,
    hits: hits.map(({ id, score }) => ({ id: stringifyJson(id), score: numberOf(score) }))
  }));
  return { answers: recorded };
}
function search(qdrant, collection, { using }, from) {
  const { strict_mode_config: strict } = configOf(collection);
  const limit = Math.min(HITS, strictLimit(collection));
  const most = strict?.enabled && typeof strict.max_timeout === "number" ? strict.max_timeout : TIMEOUT;
  return qdrant.nearest(collection.name, from, { using, limit, timeout: Math.min(TIMEOUT, most) });
}
function unsuitability(collection, { size }) {
  const { strict_mode_config: strict } = configOf(collection);
  const { points_count = 0 } = JSON.parse(collection.info);
  if (collection.shardKeys) {
    return "it has custom shard keys";
  }
  if (strict?.enabled && typeof strict.read_rate_limit === "number") {
    return "strict mode limits its reads";
  }
  return points_count * size > MOST_COMPONENTS ? "it is too large for exact searches" : void 0;
}
function denseVectorOf(collection) {
  const vectors = configOf(collection).params.vectors ?? {};
  const named = typeof vectors.size === "number" ? { "": vectors } : vectors;
  const found = Object.entries(named).find(([, { multivector_config }]) => !multivector_config);
  return found && { ...found[1], using: found[0] || void 0 };
}
function toleranceOf({ info }, { distance }, components, hits) {
  const isRounded = distance === "Cosine" && info.includes('"float16"');
  const relative = isRounded ? TOLERANCE.normalizedFloat16 : TOLERANCE.others;
  const square = components.reduce((sum, component) => sum + component * component, 0);
  const least = distance === "Cosine" ? 1 : distance === "Dot" ? square : 0;
  const sizes = hits.map(({ score }) => Math.abs(numberOf(score)));
  return relative * sizes.reduce((most, size) => size <= most ? most : size, least);
}
function numberOf(score) {
  return score === null ? NaN : Number(String(score));
}

// cli/text.ts
function duration(seconds) {
  const total = Math.ceil(seconds);
  if (total < 60) {
    return `${total} s`;
  }
  return total < 3600 ? `${Math.floor(total / 60)} min ${total % 60} s` : `${Math.floor(total / 3600)} h ${Math.floor(total % 3600 / 60)} min`;
}

// commands/backup/take-snapshots.ts
async function takeSnapshots(collection, nodes, counts, onTaken) {
  await counts.take();
  const taking = nodes.map(async (node) => {
    const from = (/* @__PURE__ */ new Date()).toISOString();
    const snapshot = await node.qdrant.createSnapshot(collection);
    await onTaken(node, { snapshot, taken: { from, to: (/* @__PURE__ */ new Date()).toISOString() } });
  });
  const results = await counts.takeDuring(Promise.allSettled(taking));
  const failure = results.find(({ status }) => status === "rejected");
  if (failure) {
    throw failure.reason;
  }
  await counts.take();
}
function notesOnSnapshots(name, { least, most }, files) {
  const times = files.flatMap(({ taken }) => taken ? [taken] : []);
  const [from, to] = [
    Math.min(...times.map((each) => Date.parse(each.from))),
    Math.max(...times.map((each) => Date.parse(each.to)))
  ];
  if (least === most) {
    return [];
  }
  const span = files.length > 1 ? `; the snapshots of ${files.length} nodes were made within ${duration((to - from) / 1e3)}` : "";
  return [
    `Collection ${name} changed during the backup: the server counted ${rangeOf({ least, most })} points while it made the snapshot${span}`
  ];
}

// commands/backup/scheduled/backup.ts
var SHARDS_MOVED = "start a Job when no shard moves: /collections/NAME/cluster shows where shards are";
var SNAPSHOT_CHANGED = "look for a proxy that changes the bytes between Qdrant and this pod";
var SNAPSHOT_NOTE = "snapshots-on-server.json";
var Backup = class {
  constructor(nodes, destination, log2, recipients = []) {
    this.nodes = nodes;
    this.destination = destination;
    this.log = log2;
    this.recipients = recipients;
    this.folder = scheduledFolder(this.startedAt);
  }
  nodes;
  destination;
  log;
  recipients;
  folder;
  startedAt = /* @__PURE__ */ new Date();
  /** Whether this backup owns the contents of the folder. */
  hasBegun = false;
  isGivenUp = false;
  /** The write of the manifest, once it has started. */
  completion;
  onServer = [];
  noting = Promise.resolve();
  /**
   * Makes the backup. Its manifest is written last: an interrupted backup has none, and does not look complete. A
   * collection that fails does not stop the others.
   *
   * @returns Why the backup is partial, or undefined where each collection is whole.
   */
  async make() {
    await this.begin();
    const surveys = await this.survey();
    const collections = [];
    for (const [index, each] of surveys.entries()) {
      collections.push(await this.collection(index, each));
    }
    const names = collections.map(({ name }) => name);
    for (const name of await createdSince(names, this.nodes)) {
      this.log(`note: collection ${name} was created during the backup and is not included`);
    }
    await this.complete(collections);
    const problems = problemsOf(collections);
    const bytes = sizeOf(collections.flatMap((each) => each.files));
    this.log(`${this.folder} is ${problems ? "partial" : "complete"}`, { collections: collections.length, bytes });
    return problems || void 0;
  }
  /** Deletes the unfinished backup. If the manifest is being written, the backup becomes complete and stays. */
  async giveUp() {
    this.isGivenUp = true;
    if (await this.isComplete()) {
      return;
    }
    await this.deleteSnapshots();
    if (this.hasBegun) {
      await removeBackup(this.destination, this.folder);
    }
  }
  get isEncrypted() {
    return this.recipients.length > 0;
  }
  async begin() {
    if ((await this.destination.folders()).includes(this.folder)) {
      throw new Error(`${this.folder} already exists: another backup started in the same second`);
    }
    this.hasBegun = true;
  }
  async survey() {
    const [first] = this.nodes;
    const surveys = await survey(this.nodes, await first.qdrant.collections());
    this.log(`${this.folder} starts`, {
      version: first.version,
      nodes: this.nodes.length,
      collections: surveys.length
    });
    return surveys;
  }
  async collection(index, each) {
    const name = "failed" in each ? each.failed : each.collection.name;
    const paths = "failed" in each ? [] : snapshotPaths(index, name, each.shards.holders.length, this.isEncrypted ? SUFFIX : "");
    try {
      if ("failed" in each) {
        throw each.error;
      }
      return await this.copyCollection(each, paths);
    } catch (error) {
      const failure = ofCollection(error);
      this.requireWanted();
      await this.deleteSnapshots();
      for (const path of paths) {
        await this.destination.remove(`${this.folder}/${path}`);
      }
      this.log(`collection ${name} failed: ${failure.message}`, { error: true });
      return failedCollection(name, "failed" in each ? [] : each.collection.aliases, failure);
    }
  }
  async copyCollection(each, paths) {
    const { collection, shards } = each;
    const { name, aliases, info, shardKeys, active } = collection;
    const { holders, missing } = shards;
    if (missing.length > 0) {
      throw new CollectionFailure(
        `Shard ${missing.join(", ")} of collection ${name} is active on no node`,
        SHARDS_MOVED
      );
    }
    const { counts, searches } = await this.makeSnapshots(each);
    const files = [];
    for (const [at, node] of holders.entries()) {
      const held2 = this.onServer.find((other) => other.node === node);
      files.push(await this.copy(held2, paths[at]));
    }
    await requireUnmoved(name, this.nodes, active, SHARDS_MOVED);
    const { first: before, last: after, least, most } = counts;
    const held = { least, most };
    const notes = notesOnSnapshots(name, held, files);
    notes.forEach((note) => this.log(`note: ${note}`));
    return { name, state: "whole", notes, points: { before, after }, held, aliases, info, shardKeys, files, searches };
  }
  /** All nodes make their snapshots at the same time. Each node needs space for one. */
  async makeSnapshots({ collection, shards }) {
    const { name } = collection;
    const { qdrant } = this.nodes[0];
    this.requireWanted();
    await invisiblePoints(qdrant, name);
    this.log(`${name}: ${shards.holders.map((node) => node.qdrant.url).join(", ")} make snapshots`);
    const counts = new Counts(qdrant, collection);
    const searched = await searchBefore(qdrant, collection);
    await takeSnapshots(name, shards.holders, counts, async (node, taken) => {
      this.onServer.push({ ...taken, node, collection: name });
      this.requireWanted();
      await this.noteSnapshots();
    });
    const isUnchanged = counts.least === counts.most;
    return { counts, searches: await searchAfter(qdrant, collection, searched, isUnchanged) };
  }
  /** Copies the shards that one node has. */
  async copy(held, path) {
    const { node, collection, snapshot, taken } = held;
    const { qdrant, peer } = node;
    const { body } = await qdrant.download(collection, snapshot.name);
    this.requireWanted();
    const pieces = namingErrors(body, `${qdrant.url} sent an incomplete snapshot ${snapshot.name}`);
    const sealed = this.isEncrypted ? new EncryptedPieces(pieces, this.recipients) : void 0;
    const written = await this.destination.stream(
      `${this.folder}/${path}`,
      sealed ?? pieces,
      sealed ? encryptedSize(snapshot.size) : snapshot.size
    );
    const content = sealed?.content();
    requireSame(snapshot, qdrant.url, content ?? written, SNAPSHOT_CHANGED);
    await qdrant.deleteSnapshot(collection, snapshot.name);
    this.onServer = this.onServer.filter((each) => each !== held);
    this.log(`${collection}: copied from ${qdrant.url}`, { path, ...written, peer });
    return { path, ...written, ...content && { content }, peer, taken };
  }
  async deleteSnapshots() {
    for (const held of this.onServer) {
      await held.node.qdrant.deleteSnapshot(held.collection, held.snapshot.name);
      this.onServer = this.onServer.filter((each) => each !== held);
    }
  }
  /** Notes one after the other: the nodes make their snapshots at the same time. */
  async noteSnapshots() {
    const write = () => this.writeNote();
    this.noting = this.noting.then(write, write);
    await this.noting;
  }
  async writeNote() {
    const notes = this.onServer.map(({ node, collection, snapshot }) => ({
      url: node.qdrant.url,
      collection,
      snapshot: snapshot.name
    }));
    await this.write(SNAPSHOT_NOTE, JSON.stringify(notes));
  }
  async complete(collections) {
    this.requireWanted();
    await this.destination.remove(`${this.folder}/${SNAPSHOT_NOTE}`);
    const names = collections.map(({ name }) => name);
    const server = {
      version: this.nodes[0].version,
      nodes: this.nodes.map(({ qdrant: { url }, peer }) => ({ url, peer })),
      peers: await peersOf(this.nodes, names)
    };
    this.requireWanted();
    const text = manifestText({
      format: "snapshot",
      compression: "none",
      ...this.isEncrypted && { encryption: { format: "age", recipients: this.recipients.map(({ name }) => name) } },
      startedAt: this.startedAt.toISOString(),
      finishedAt: (/* @__PURE__ */ new Date()).toISOString(),
      scope: "all",
      complete: collections.every(({ state }) => state === "whole"),
      server,
      collections
    });
    this.completion = this.write(MANIFEST, text);
    await this.completion;
  }
  write(path, text) {
    return this.destination.write(`${this.folder}/${path}`, text);
  }
  /** Throws after `giveUp`, before the next write. `make` still runs then. */
  requireWanted() {
    if (this.isGivenUp) {
      throw new Error(`the backup ${this.folder} was cancelled`);
    }
  }
  async isComplete() {
    try {
      await this.completion;
      return this.completion !== void 0;
    } catch {
      return false;
    }
  }
};
async function* namingErrors(source, problem) {
  try {
    yield* source;
  } catch (error) {
    throw new CollectionFailure(`${problem}: ${error.message}`, SNAPSHOT_CHANGED, { cause: error });
  }
}

// commands/backup/scheduled/log.ts
var log = (message, fields) => {
  console.log(JSON.stringify({ time: (/* @__PURE__ */ new Date()).toISOString(), message, ...fields }));
};

// clients/node-http.ts
import { once } from "node:events";
import http from "node:http";
import https from "node:https";
import { pipeline, Readable } from "node:stream";
var QUOTED = 300;
var PROBE_DELAY = 3e4;
async function send(method, url, { headers = {}, body = "" } = {}) {
  const { request } = url.startsWith("https:") ? https : http;
  const isStream = body instanceof Readable;
  const length = method === "GET" || isStream ? {} : { "content-length": Buffer.byteLength(body) };
  const outgoing = request(url, { method, agent: false, headers: { ...headers, ...length } });
  outgoing.setSocketKeepAlive(true, PROBE_DELAY);
  if (isStream) {
    pipeline(body, outgoing, () => void 0);
  } else {
    outgoing.end(body);
  }
  const response = await responseTo(outgoing, `${method} ${url}`);
  outgoing.on("error", () => void 0);
  const { statusCode = 0 } = response;
  if (statusCode < 200 || statusCode > 299) {
    const text = (await bytesOf2(response)).toString().replace(/\s+/g, " ").slice(0, QUOTED);
    const retryAfter = response.headers["retry-after"];
    const waiting = retryAfter === void 0 ? void 0 : new Headers({ "retry-after": retryAfter });
    throw new ResponseError(`${method} ${url} was answered with ${statusCode}: ${text}`, statusCode, waiting);
  }
  return response;
}
async function responseTo(outgoing, what) {
  try {
    const [response] = await once(outgoing, "response");
    return response;
  } catch (error) {
    const { message, code } = error;
    throw new Error(`${what} was not answered: ${message || code}`, { cause: error });
  }
}
async function bytesOf2(response) {
  const pieces = [];
  for await (const piece of response) {
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

// clients/qdrant/rate-limit.ts
import { setTimeout as sleep2 } from "node:timers/promises";
var TIMEOUT2 = 6e5;
async function waitingForLimit(send2) {
  for (const end = Date.now() + TIMEOUT2; ; ) {
    try {
      return await send2();
    } catch (error) {
      const seconds = Number(error.response?.headers?.get("retry-after") ?? NaN);
      if (statusOf(error) !== 429 || !(Date.now() + seconds * 1e3 < end)) {
        throw error;
      }
      await sleep2(Math.max(seconds, 0.1) * 1e3);
    }
  }
}

// clients/qdrant/snapshot-api.ts
var SnapshotApi = class {
  constructor(explain) {
    this.explain = explain;
  }
  explain;
  /** Version of Qdrant, such as `1.15.4`. */
  async version() {
    const { version } = await this.json("read the version", "/");
    if (typeof version !== "string") {
      throw this.failure("read the version", new BrokenAnswer("the field version is missing"));
    }
    return version;
  }
  async cluster() {
    return this.result("read the cluster", "/cluster");
  }
  async collections() {
    const { collections } = await this.result("list collections", "/collections");
    return collections.map(({ name }) => name).sort();
  }
  async collection(name) {
    return this.result(`read collection ${name}`, pathOf(name));
  }
  /** What the server says about a collection, as the text that it wrote. */
  async collectionText(name) {
    const doing = `read collection ${name}`;
    const answer = await this.bytes(doing, pathOf(name), {});
    return this.parsed(doing, () => {
      parseJson(answer.toString());
      const result = members(answer).get("result");
      if (!isObject(result)) {
        throw new SyntaxError("the field result is missing");
      }
      return result.toString();
    });
  }
  /** Which shards of a collection are on this node and which are on other nodes. */
  async placement(name) {
    return this.result(`read the shards of collection ${name}`, `${pathOf(name)}/cluster`);
  }
  async aliases() {
    return (await this.result("list aliases", "/aliases")).aliases;
  }
  /** The exact number of points. */
  async count(name) {
    const call = { method: "POST", json: { exact: true } };
    const { count } = await this.result(
      `count collection ${name}`,
      `${pathOf(name)}/points/count`,
      call
    );
    return count;
  }
  /** A page of ids, each as JSON text, in the order of a scroll. @param offset The first id. */
  async ids(name, limit, offset, shardKey) {
    const json = { limit, offset, with_payload: false, with_vector: false, shard_key: shardKey };
    const { points, next_page_offset } = await this.result(
      `read ids of collection ${name}`,
      `${pathOf(name)}/points/scroll`,
      { method: "POST", json }
    );
    return { ids: points.map(({ id }) => stringifyJson(id)), next: next_page_offset ?? void 0 };
  }
  /** Random points with one of their vectors. A point without the vector has no components. @param using Its name. */
  async sample(name, limit, using) {
    const with_vector = using === void 0 ? true : [using];
    const json = { query: { sample: "random" }, limit, with_payload: false, with_vector };
    const { points } = await this.result(
      `read random points of collection ${name}`,
      `${pathOf(name)}/points/query`,
      { method: "POST", json }
    );
    return points.map(({ id, vector }) => {
      const found = using === void 0 ? vector : vector?.[using];
      return { id: stringifyJson(id), components: Array.isArray(found) ? found.map((each) => Number(String(each))) : [] };
    });
  }
  /** The points nearest to a point, the nearest first, from a comparison with each point. @param id JSON text. */
  async nearest(name, id, { using, limit, timeout }) {
    const params = { exact: true, quantization: { ignore: true } };
    const json = { query: parseJson(id), using, limit, params, with_payload: false };
    const call = { method: "POST", json, repeatable: false };
    const path = `${pathOf(name)}/points/query?timeout=${timeout}`;
    return (await this.result(`search collection ${name}`, path, call)).points;
  }
  async createSnapshot(name) {
    const call = { method: "POST", slow: true, repeatable: false };
    return this.result(`make a snapshot of collection ${name}`, `${pathOf(name)}/snapshots?wait=true`, call);
  }
  /** Deletes a snapshot of this node. A snapshot that does not exist is no error. */
  async deleteSnapshot(name, snapshot) {
    const path = `${pathOf(name)}/snapshots/${encodeURIComponent(snapshot)}?wait=true`;
    try {
      await this.result(`delete snapshot ${snapshot}`, path, { method: "DELETE" });
    } catch (error) {
      if (statusOf(error) !== 404) {
        throw error;
      }
    }
  }
  /**
   * Streams a snapshot. The request is not retried: the caller knows where to continue.
   *
   * @param from Offset of the first byte. The server may ignore it: the result has the actual offset.
   */
  async download(name, snapshot, from = 0) {
    const path = `${pathOf(name)}/snapshots/${encodeURIComponent(snapshot)}`;
    const headers = from > 0 ? { range: `bytes=${from}-` } : {};
    const { statusCode, body } = await this.stream(`download snapshot ${snapshot}`, path, headers);
    return { from: statusCode === 206 ? from : 0, body };
  }
  /** The field `result` of a JSON response. */
  async result(doing, path, call = {}) {
    const { result } = await this.json(doing, path, call);
    if (result === void 0) {
      throw this.failure(doing, new BrokenAnswer("the field result is missing"));
    }
    return result;
  }
  async json(doing, path, call = {}) {
    const answer = await this.bytes(doing, path, call);
    return this.parsed(doing, () => {
      const value = parseJson(answer.toString());
      if (typeof value !== "object" || value === null) {
        throw new SyntaxError("the response is not a JSON object");
      }
      return value;
    });
  }
  /** The error of a request. @param error What the request failed with. */
  failure(doing, error) {
    return this.explain(requestError(doing, this.url, error));
  }
  /** Parses a response. @param parse Throws where the response cannot be parsed. */
  parsed(doing, parse2) {
    try {
      return parse2();
    } catch (error) {
      throw this.failure(doing, new BrokenAnswer(error.message, { cause: error }));
    }
  }
};
function pathOf(collection) {
  return `/collections/${encodeURIComponent(collection)}`;
}

// commands/backup/scheduled/qdrant-node.ts
var QdrantNode = class extends SnapshotApi {
  constructor(url, apiKey) {
    super((error) => error);
    this.url = url;
    this.apiKey = apiKey;
  }
  url;
  apiKey;
  async bytes(_doing, path, { method = "GET", json, headers }) {
    const body = Buffer.isBuffer(json) ? json : json === void 0 ? void 0 : stringifyJson(json);
    const type = body === void 0 ? {} : { "content-type": "application/json" };
    return waitingForLimit(async () => bytesOf2(await this.send(method, path, { ...type, ...headers }, body)));
  }
  async stream(_doing, path, headers) {
    const body = await this.send("GET", path, headers);
    return { statusCode: body.statusCode, body };
  }
  send(method, path, headers, body) {
    const key = this.apiKey ? { "api-key": this.apiKey } : {};
    return send(method, this.url + path, { headers: { ...key, ...headers }, body });
  }
};
async function openNodes(urls, apiKey) {
  const nodes = await identifyNodes(urls.map((url) => new QdrantNode(url, apiKey)));
  const other = nodes.find(({ clusterSize }) => clusterSize !== nodes.length);
  if (other) {
    throw new Error(
      `The cluster of ${other.qdrant.url} has ${other.clusterSize} nodes, and the manifests name ${nodes.length}: nothing was copied. Set the replicas in the manifests to the number of running nodes`
    );
  }
  return nodes;
}

// commands/backup/lock.ts
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { setTimeout as sleep3 } from "node:timers/promises";
var LOCK = "backup.lock";
var TIMES = {
  /** Between two renewals of a lock. */
  renewal: 2e4,
  /** The age of a lock that was possibly abandoned. */
  age: 9e4,
  /** How long such a lock is watched: clocks differ, but a lock that is renewed is not abandoned. */
  watch: 45e3,
  /** Until a simultaneous takeover is visible. */
  takeover: 500
};
var Lock = class _Lock {
  constructor(destination, place, times) {
    this.destination = destination;
    this.place = place;
    this.times = times;
  }
  destination;
  place;
  times;
  holder = {
    id: randomUUID(),
    host: hostname(),
    pid: process.pid,
    startedAt: (/* @__PURE__ */ new Date()).toISOString()
  };
  timer;
  renewing = Promise.resolve();
  isLost = false;
  /**
   * Throws where another backup holds the lock.
   *
   * @param place Name of the place, for messages.
   */
  static async acquire(destination, place, times = {}) {
    const lock2 = new _Lock(destination, place, { ...TIMES, ...times });
    if (!await destination.create(LOCK, lock2.text())) {
      await lock2.takeOver();
    }
    lock2.timer = setInterval(() => lock2.renewing = lock2.renewing.then(() => lock2.renew()), lock2.times.renewal);
    lock2.timer.unref();
    return lock2;
  }
  async release() {
    clearInterval(this.timer);
    await this.renewing;
    if ((await this.current())?.id === this.holder.id) {
      await this.destination.remove(LOCK);
    }
  }
  /** Throws where another process has taken the lock over. */
  requireHeld() {
    if (this.isLost) {
      throw new Failure(
        `Another backup took over the lock of ${this.place}, because this process did not renew it`,
        "run the command again when the other backup is complete"
      );
    }
  }
  /** Takes the lock of a process that ended without releasing it. */
  async takeOver() {
    const other = await this.current();
    if (other && !await this.isAbandoned(other)) {
      throw heldBy2(this.place, other);
    }
    await this.destination.write(LOCK, this.text());
    await sleep3(this.times.takeover);
    const winner = await this.current();
    if (winner?.id !== this.holder.id) {
      throw heldBy2(this.place, winner ?? this.holder);
    }
  }
  async isAbandoned({ host, pid, id, renewedAt }) {
    if (host === this.holder.host && !isRunning(pid)) {
      return true;
    }
    if (Date.now() - Date.parse(renewedAt) < this.times.age) {
      return false;
    }
    await sleep3(this.times.watch);
    const now = await this.current();
    return now === void 0 || now.id === id && now.renewedAt === renewedAt;
  }
  async renew() {
    try {
      const current = await this.current();
      this.isLost = current !== void 0 && current.id !== this.holder.id;
      if (!this.isLost) {
        await this.destination.write(LOCK, this.text());
      }
    } catch {
    }
  }
  async current() {
    const text = await this.destination.read(LOCK);
    try {
      return text === void 0 ? void 0 : JSON.parse(text);
    } catch {
      return void 0;
    }
  }
  text() {
    return JSON.stringify({ ...this.holder, renewedAt: (/* @__PURE__ */ new Date()).toISOString() });
  }
};
function heldBy2(place, { pid, host, startedAt }) {
  return new Failure(
    `Process ${pid} on ${host} writes a backup to ${place} since ${startedAt}`,
    "wait until it ends; after a crash, run the command again two minutes later"
  );
}
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code !== "ESRCH";
  }
}

// commands/backup/surplus.ts
function surplusOf(newest, others, keep) {
  const own = ofSameQdrant(newest, others).filter(({ isOfAll }) => isOfAll);
  const newestFirst = [...newest.isOfAll ? [newest] : [], ...own.sort((a, b) => b.time.localeCompare(a.time))];
  const complete = newestFirst.filter((each) => each.isComplete && each.collections.length > 0);
  return newestFirst.filter((each, at) => {
    if (each === newest || isNewestHolder(each, complete)) {
      return false;
    }
    const held = each.collections.filter(({ points }) => points > 0);
    return each.isComplete ? newest.isComplete && complete.indexOf(each) >= keep : held.length > 0 && held.every(({ name }) => holdersOf(name, newestFirst.slice(0, at)).length >= keep);
  }).map(({ folder }) => folder);
}
function ofSameQdrant(newest, others) {
  const peers = new Set(newest.peers);
  const own = /* @__PURE__ */ new Set();
  for (let size = -1; size < own.size; ) {
    size = own.size;
    for (const each of others.filter((other) => other.peers.some((peer) => peers.has(peer)))) {
      own.add(each);
      each.peers.forEach((peer) => peers.add(peer));
    }
  }
  return [...own];
}
function isNewestHolder(backup, newestFirst) {
  return backup.collections.some(({ name, points }) => points > 0 && holdersOf(name, newestFirst)[0] === backup);
}
function holdersOf(name, backups) {
  return backups.filter(
    ({ collections }) => collections.some((each) => each.name === name && each.isWhole && each.points > 0)
  );
}

// commands/backup/retention.ts
async function retain(destination, keep, newest, folders) {
  const stored = [];
  for (const folder of [newest, ...folders.filter((each) => each !== newest)]) {
    const backup = storedBackup(folder, await destination.read(`${folder}/${MANIFEST}`));
    if (backup) {
      stored.push(backup);
    }
  }
  const [first, ...others] = stored;
  if (!first.isOfAll || first.collections.length === 0) {
    const reason = first.isOfAll ? "the server has no collections" : "the backup does not include every collection";
    return { deleted: [], notes: [`no older backup was deleted, because ${reason}`] };
  }
  const deleted = surplusOf(first, others, keep);
  for (const folder of deleted) {
    await removeBackup(destination, folder);
  }
  return { deleted, notes: [] };
}
function storedBackup(folder, text) {
  try {
    const { server, finishedAt, scope, complete, collections } = parseManifest(text ?? "");
    const startedAt = startedAtOf(folder);
    return {
      folder,
      time: startedAt?.toISOString() ?? finishedAt,
      peers: [...server.peers ?? [], ...server.nodes.map(({ peer }) => peer)],
      // Older releases do not say it. Scheduled backups are always of every collection.
      isOfAll: scope === void 0 ? startedAt !== void 0 : scope === "all",
      isComplete: complete ?? true,
      collections: collections.map(({ name, state = "whole", held, files, points: { before = 0, after = 0 } }) => ({
        name,
        points: (held ?? heldBy(files, { before, after })).least,
        isWhole: state === "whole"
      }))
    };
  } catch {
    return void 0;
  }
}

// commands/backup/scheduled/retention.ts
async function removeUnfinished(destination, nodes, deadlineSeconds, log2) {
  const latest = Date.now() - deadlineSeconds * 1e3;
  for (const folder of await scheduledFolders(destination)) {
    const isOld = startedAtOf(folder).getTime() < latest;
    if (isOld && await destination.read(`${folder}/${MANIFEST}`) === void 0) {
      await deleteSnapshots(destination, nodes, folder);
      await removeBackup(destination, folder);
      log2(`removed ${folder}, which was never completed`);
    }
  }
}
async function scheduledFolders(destination) {
  return (await destination.folders()).filter(startedAtOf).sort();
}
async function deleteSnapshots(destination, nodes, folder) {
  const note = await destination.read(`${folder}/${SNAPSHOT_NOTE}`);
  for (const { url, collection, snapshot } of note === void 0 ? [] : JSON.parse(note)) {
    await nodes.find(({ qdrant }) => qdrant.url === url)?.qdrant.deleteSnapshot(collection, snapshot);
  }
}

// commands/backup/folder-destination.ts
import { existsSync } from "node:fs";
import { readdir, readFile, rm as rm2 } from "node:fs/promises";
import { dirname as dirname2, join } from "node:path";

// commands/backup/durable.ts
import { createHash as createHash3 } from "node:crypto";
import { createReadStream } from "node:fs";
import { link, mkdir, open, rename, rm, statfs, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
var OWNER_ONLY = { file: 384, folder: 448 };
var BATCH_SIZE = 1024 * 1024;
var SYNC_SIZE = 32 * 1024 * 1024;
var DiskError = class extends Error {
  /** Such as `ENOSPC`. */
  code;
  constructor(path, cause) {
    super(`Could not write ${path}: ${cause.message}`, { cause });
    this.code = cause.code;
  }
};
async function ensureFolder(path) {
  await onDisk(path, async () => {
    if (await mkdir(path, { mode: OWNER_ONLY.folder, recursive: true })) {
      await syncFolder(dirname(path));
      await syncFolder(dirname(dirname(path)));
    }
  });
}
async function writeDurably(path, text) {
  const temporary = `${path}.tmp`;
  await onDisk(path, async () => {
    const file = await open(temporary, "w", OWNER_ONLY.file);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await syncFolder(dirname(path));
  });
}
async function createDurably(path, text) {
  const temporary = `${path}.${process.pid}.tmp`;
  return onDisk(path, async () => {
    await writeFile(temporary, text, { mode: OWNER_ONLY.file });
    try {
      await link(temporary, path);
      return true;
    } catch (error) {
      if (error.code === "EEXIST") {
        return false;
      }
      throw error;
    } finally {
      await rm(temporary);
    }
  });
}
var HashedFile = class _HashedFile {
  constructor(path, file, hash, size) {
    this.path = path;
    this.file = file;
    this.hash = hash;
    this.size = size;
  }
  path;
  file;
  hash;
  size;
  batch = [];
  batchSize = 0;
  writing = Promise.resolve();
  unsynced = 0;
  syncing = Promise.resolve();
  /** @param keep Whether the current contents stay. They count in size and hash. */
  static async open(path, keep = false) {
    return onDisk(path, async () => {
      const file = await open(path, keep ? "a" : "w", OWNER_ONLY.file);
      const hash = createHash3("sha256");
      const { size } = await file.stat();
      for await (const piece of createReadStream(path)) {
        hash.update(piece);
      }
      return new _HashedFile(path, file, hash, size);
    });
  }
  async append(piece) {
    this.hash.update(piece);
    this.size += piece.length;
    this.batch.push(piece);
    this.batchSize += piece.length;
    if (this.batchSize >= BATCH_SIZE) {
      await this.writeBatch();
    }
  }
  /** Drops the contents. */
  async empty() {
    await this.writeBatch();
    await this.writing;
    await onDisk(this.path, () => this.file.truncate(0));
    this.hash = createHash3("sha256");
    this.size = 0;
  }
  /** Syncs the file to disk. @returns Its SHA-256. */
  async finish() {
    await this.writeBatch();
    await Promise.all([this.writing, this.syncing]);
    await onDisk(this.path, async () => {
      await this.file.sync();
      await syncFolder(dirname(this.path));
    });
    return this.hash.digest("hex");
  }
  async close() {
    await Promise.allSettled([this.writing, this.syncing]);
    await this.file.close();
  }
  async writeBatch() {
    await this.writing;
    if (this.unsynced >= SYNC_SIZE) {
      await this.syncing;
      this.unsynced = 0;
      this.syncing = this.inBackground(() => this.file.datasync());
    }
    const batch = this.batch;
    this.unsynced += this.batchSize;
    [this.batch, this.batchSize] = [[], 0];
    if (batch.length > 0) {
      this.writing = this.inBackground(() => writeAll(this.file, batch));
    }
  }
  /** Starts work. Its error is thrown where its promise is awaited next. */
  inBackground(work) {
    const running = onDisk(this.path, work);
    running.catch(() => void 0);
    return running;
  }
};
async function writeAll(file, batch) {
  const { bytesWritten } = await file.writev(batch);
  if (bytesWritten === batch.reduce((sum, { length }) => sum + length, 0)) {
    return;
  }
  const rest = Buffer.concat(batch).subarray(bytesWritten);
  for (let written = 0; written < rest.length; ) {
    written += (await file.write(rest, written)).bytesWritten;
  }
}
async function syncFolder(path) {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
async function onDisk(path, work) {
  try {
    return await work();
  } catch (error) {
    throw new DiskError(path, error);
  }
}

// commands/backup/folder-destination.ts
var FolderDestination = class {
  constructor(root) {
    this.root = root;
  }
  root;
  async folders() {
    const entries = await readdir(this.root, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  }
  async read(path) {
    try {
      return await readFile(join(this.root, path), "utf8");
    } catch (error) {
      if (error.code === "ENOENT") {
        return void 0;
      }
      throw error;
    }
  }
  async write(path, text) {
    const place = join(this.root, path);
    await ensureFolder(dirname2(place));
    await writeDurably(place, text);
  }
  async create(path, text) {
    const place = join(this.root, path);
    await ensureFolder(dirname2(place));
    return createDurably(place, text);
  }
  async stream(path, pieces) {
    const place = join(this.root, path);
    await ensureFolder(dirname2(place));
    const file = await HashedFile.open(place);
    try {
      for await (const piece of pieces) {
        await file.append(piece);
      }
      const sha2562 = await file.finish();
      return { size: file.size, sha256: sha2562 };
    } finally {
      await file.close();
    }
  }
  async remove(path) {
    const place = join(this.root, path);
    if (existsSync(place)) {
      await rm2(place, { recursive: true });
      await syncFolder(dirname2(place));
    }
  }
};

// clients/s3/repeated.ts
import { setTimeout as sleep4 } from "node:timers/promises";
var ATTEMPTS = 5;
var PAUSE = 500;
async function repeated(request) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await request();
    } catch (error) {
      const status = statusOf(error);
      const isFinal = status !== void 0 && status < 500 && status !== 429;
      if (isFinal || attempt === ATTEMPTS) {
        throw error;
      }
      await sleep4(PAUSE * 2 ** attempt);
    }
  }
}

// clients/s3/signature.ts
import { createHash as createHash4, createHmac as createHmac2 } from "node:crypto";
function signatureHeaders(method, url, body, region, { keyId, signingKey, sessionToken }, now, more = {}) {
  const time = now.toISOString().replace(/[-:]|\.\d+/g, "");
  const scope = `${time.slice(0, 8)}/${region}/s3/aws4_request`;
  const hash = sha256(body);
  const headers = Object.fromEntries(
    Object.entries({
      host: url.host,
      "x-amz-content-sha256": hash,
      "x-amz-date": time,
      ...sessionToken !== void 0 && { "x-amz-security-token": sessionToken },
      ...more
    }).sort(([a], [b]) => a < b ? -1 : 1)
  );
  const names = Object.keys(headers).join(";");
  const request = [
    method,
    url.pathname,
    url.search.slice(1),
    ...Object.entries(headers).map(([name, value]) => `${name}:${value}`),
    "",
    names,
    hash
  ].join("\n");
  const text = ["AWS4-HMAC-SHA256", time, scope, sha256(request)].join("\n");
  const key = scope.split("/").reduce(hmac, Buffer.from(`AWS4${signingKey}`));
  const signature = hmac(key, text).toString("hex");
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 Credential=${keyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`
  };
}
function sha256(data) {
  return createHash4("sha256").update(data).digest("hex");
}
function hmac(key, data) {
  return createHmac2("sha256", key).update(data).digest();
}

// clients/s3/xml.ts
var ENTITIES = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };
function elementsOf(xml, name) {
  return [...xml.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, "gs"))].map(([, content = ""]) => content);
}
function textOf(xml, name) {
  const [text = ""] = elementsOf(xml, name);
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (_, entity) => ENTITIES[entity] ?? "");
}

// clients/s3/bucket.ts
var Bucket = class {
  url;
  region;
  credentials;
  /** The headers of requests that make an object. */
  encryption;
  constructor({ endpoint, region, bucket, credentials, encryption }) {
    this.url = `${endpoint.replace(/\/+$/, "")}/${bucket}`;
    this.region = region;
    this.credentials = credentials;
    this.encryption = encryption ? encryptionHeaders(encryption) : {};
  }
  /** Names of the folders in a folder, each with the prefix and a slash at its end. */
  async folders(prefix) {
    const pages = await this.objectPages({ prefix, delimiter: "/" });
    return pages.flatMap((page) => elementsOf(page, "CommonPrefixes")).map((entry) => textOf(entry, "Prefix"));
  }
  /** Keys of every object whose key starts with the prefix. */
  async keys(prefix) {
    const pages = await this.objectPages({ prefix });
    return pages.flatMap((page) => elementsOf(page, "Contents")).map((entry) => textOf(entry, "Key"));
  }
  /** Every unfinished upload whose key starts with the prefix. */
  async uploads(prefix) {
    const pages = await this.pages({ uploads: "", prefix }, (page) => {
      const [key, id] = [textOf(page, "NextKeyMarker"), textOf(page, "NextUploadIdMarker")];
      const isLast = textOf(page, "IsTruncated") !== "true" || !key;
      return isLast ? void 0 : { "key-marker": key, ...id && { "upload-id-marker": id } };
    });
    const entries = pages.flatMap((page) => elementsOf(page, "Upload"));
    return entries.map((entry) => ({ key: textOf(entry, "Key"), id: textOf(entry, "UploadId") }));
  }
  /** The text of an object, or undefined where the object does not exist. */
  async read(key) {
    try {
      return await this.call("GET", key);
    } catch (error) {
      if (statusOf(error) === 404) {
        return void 0;
      }
      throw error;
    }
  }
  /** Bytes of an object. */
  async size(key) {
    const { headers } = await this.send("HEAD", key, {}, "");
    return Number(headers["content-length"]);
  }
  /** The content of an object. @param from The first byte. */
  async open(key, from) {
    return this.send("GET", key, {}, "", { conditions: from > 0 ? { range: `bytes=${from}-` } : {} });
  }
  async write(key, text) {
    await this.call("PUT", key, {}, text, { signed: this.encryption });
  }
  /** Writes an object that must not exist. @returns Whether this request wrote it. */
  async create(key, text) {
    try {
      await this.call("PUT", key, {}, text, { conditions: { "if-none-match": "*" }, signed: this.encryption });
    } catch (error) {
      if (![409, 412].includes(statusOf(error) ?? 0)) {
        throw error;
      }
    }
    return await this.read(key) === text;
  }
  async delete(key) {
    await this.call("DELETE", key);
  }
  async beginUpload(key) {
    const answer = await this.call("POST", key, { uploads: "" }, "", { signed: this.encryption });
    return { key, id: textOf(answer, "UploadId") };
  }
  /** Uploads one part. @returns The ETag of the part. */
  async uploadPart({ key, id }, number, part) {
    const response = await this.send("PUT", key, { partNumber: String(number), uploadId: id }, part);
    await bytesOf2(response);
    return response.headers.etag ?? "";
  }
  /** @param etags The ETags of all parts, in order. */
  async completeUpload({ key, id }, etags) {
    const parts = etags.map((etag, at) => `<Part><PartNumber>${at + 1}</PartNumber><ETag>${etag}</ETag></Part>`);
    const list = `<CompleteMultipartUpload>${parts.join("")}</CompleteMultipartUpload>`;
    const answer = await this.call("POST", key, { uploadId: id }, list);
    if (answer.includes("<Error>")) {
      throw new Error(`The upload of ${key} could not be completed: ${textOf(answer, "Message")}`);
    }
  }
  async abortUpload({ key, id }) {
    await this.call("DELETE", key, { uploadId: id });
  }
  objectPages(query) {
    return this.pages({ "list-type": "2", ...query }, (page) => {
      const token = textOf(page, "NextContinuationToken");
      return token ? { "continuation-token": token } : void 0;
    });
  }
  /** Every page of a listing. @param nextOf The parameters that request the page after this one. */
  async pages(query, nextOf) {
    const pages = [];
    for (let next = {}; next; ) {
      const page = await this.call("GET", "", { ...query, ...next });
      pages.push(page);
      next = nextOf(page);
    }
    return pages;
  }
  async call(method, key, query = {}, body = "", more) {
    return (await bytesOf2(await this.send(method, key, query, body, more))).toString();
  }
  /** Sends a request and repeats it while the service is unavailable. Every request can safely be sent twice. */
  async send(method, key, query, body, { conditions, signed } = {}) {
    const path = key.split("/").map(encode).join("/");
    const parameters = Object.entries(query).sort(([a], [b]) => a < b ? -1 : 1);
    const search2 = parameters.map(([name, value]) => `${encode(name)}=${encode(value)}`).join("&");
    const url = new URL(`${this.url}${path && `/${path}`}${search2 && `?${search2}`}`);
    const credentials = await this.credentials();
    return repeated(async () => {
      const headers = signatureHeaders(method, url, body, this.region, credentials, /* @__PURE__ */ new Date(), signed);
      return send(method, url.href, { headers: { ...headers, ...conditions }, body });
    });
  }
};
function encryptionHeaders({ algorithm, keyId }) {
  return {
    "x-amz-server-side-encryption": algorithm,
    ...keyId !== void 0 && { "x-amz-server-side-encryption-aws-kms-key-id": keyId }
  };
}
function encode(text) {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`
  );
}

// clients/s3/credentials.ts
import { readFile as readFile2 } from "node:fs/promises";
var MARGIN = 5 * 6e4;
var AGENTS = ["169.254.170.2", "169.254.170.23", "[fd00:ec2::23]", "localhost", "127.0.0.1", "[::1]"];
function credentialsIn(env, region, onSecret = () => void 0) {
  const telling = (credentials) => {
    onSecret(credentials.signingKey);
    onSecret(credentials.sessionToken ?? "");
    return credentials;
  };
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = env;
  if (AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY) {
    const credentials = telling({
      keyId: AWS_ACCESS_KEY_ID,
      signingKey: AWS_SECRET_ACCESS_KEY,
      ...AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }
    });
    return async () => credentials;
  }
  const { AWS_ROLE_ARN, AWS_WEB_IDENTITY_TOKEN_FILE, AWS_CONTAINER_CREDENTIALS_FULL_URI } = env;
  if (AWS_ROLE_ARN && AWS_WEB_IDENTITY_TOKEN_FILE) {
    return renewing(async () => telling(await ofRole(AWS_ROLE_ARN, AWS_WEB_IDENTITY_TOKEN_FILE, region, env)));
  }
  if (AWS_CONTAINER_CREDENTIALS_FULL_URI) {
    return renewing(async () => telling(await ofAgent(AWS_CONTAINER_CREDENTIALS_FULL_URI, env)));
  }
  return void 0;
}
function renewing(fetchNew) {
  let current;
  let pending;
  return async () => {
    if (current === void 0 || current.expiresAt && current.expiresAt.getTime() - Date.now() < MARGIN) {
      pending ??= fetchNew().finally(() => pending = void 0);
      current = await pending;
    }
    return current;
  };
}
async function ofRole(role, tokenFile, region, env) {
  const url = `${stsUrl(env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? region, env).replace(/\/+$/, "")}/`;
  const body = new URLSearchParams({
    Action: "AssumeRoleWithWebIdentity",
    Version: "2011-06-15",
    RoleArn: role,
    RoleSessionName: env.AWS_ROLE_SESSION_NAME ?? "qdrant-backup",
    WebIdentityToken: await tokenIn(tokenFile)
  });
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const answer = (await repeated(async () => bytesOf2(await send("POST", url, { headers, body: body.toString() })))).toString();
  return credentialsOf(url, {
    keyId: textOf(answer, "AccessKeyId"),
    signingKey: textOf(answer, "SecretAccessKey"),
    sessionToken: textOf(answer, "SessionToken"),
    expiresAt: textOf(answer, "Expiration")
  });
}
function stsUrl(region, env) {
  const own = env.AWS_ENDPOINT_URL_STS ?? env.AWS_ENDPOINT_URL;
  const isGlobal = env.AWS_STS_REGIONAL_ENDPOINTS === "legacy";
  return own ?? (isGlobal ? "https://sts.amazonaws.com" : `https://sts.${region}.amazonaws.com${suffixOf(region)}`);
}
function suffixOf(region) {
  return region.startsWith("cn-") ? ".cn" : "";
}
async function ofAgent(uri, env) {
  const { protocol, hostname: hostname2 } = new URL(uri);
  if (protocol !== "https:" && !AGENTS.includes(hostname2)) {
    throw new Error(
      `AWS_CONTAINER_CREDENTIALS_FULL_URI names ${hostname2} by http. Allowed: https, or http to ${AGENTS.join(", ")}`
    );
  }
  const { AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file, AWS_CONTAINER_AUTHORIZATION_TOKEN } = env;
  const authorization = file ? await tokenIn(file) : AWS_CONTAINER_AUTHORIZATION_TOKEN;
  const headers = authorization ? { authorization } : {};
  const answer = await repeated(async () => bytesOf2(await send("GET", uri, { headers })));
  const { AccessKeyId, SecretAccessKey, Token, Expiration } = JSON.parse(answer.toString());
  return credentialsOf(uri, {
    keyId: AccessKeyId,
    signingKey: SecretAccessKey,
    sessionToken: Token,
    expiresAt: Expiration
  });
}
async function tokenIn(file) {
  return (await readFile2(file, "utf8")).trim();
}
function credentialsOf(url, { keyId, signingKey, sessionToken, expiresAt = "" }) {
  const date = new Date(expiresAt);
  if (!keyId || !signingKey || !sessionToken || Number.isNaN(date.getTime())) {
    throw new Error(`${url} answered without temporary credentials`);
  }
  return { keyId, signingKey, sessionToken, expiresAt: date };
}

// commands/backup/source.ts
var PIECE = 256 * 1024;

// commands/backup/scheduled/bucket-destination.ts
import { createHash as createHash5 } from "node:crypto";
var PART_SIZE = 16 * 1024 * 1024;
var MOST_PARTS = 1e4;
function bucketWith(settings, env) {
  const credentials = credentialsIn(env, settings.region);
  if (!credentials) {
    throw new Error(
      `The pod has no credentials for the bucket ${settings.bucket}: neither an access key nor a role of its ServiceAccount`
    );
  }
  return new Bucket({ ...settings, credentials });
}
var BucketDestination = class {
  bucket;
  root;
  constructor({ prefix, ...bucket }, env) {
    this.bucket = bucketWith(bucket, env);
    this.root = prefix && `${prefix}/`;
  }
  async folders() {
    const found = await this.bucket.folders(this.root);
    return found.map((folder) => folder.slice(this.root.length, -1));
  }
  async read(path) {
    return this.bucket.read(this.root + path);
  }
  async write(path, text) {
    await this.bucket.write(this.root + path, text);
  }
  async create(path, text) {
    return this.bucket.create(this.root + path, text);
  }
  async stream(path, pieces, size) {
    const upload = await this.bucket.beginUpload(this.root + path);
    const hash = createHash5("sha256");
    const etags = [];
    let written = 0;
    try {
      for await (const part of partsOf(pieces, Math.max(PART_SIZE, Math.ceil(size / MOST_PARTS)))) {
        hash.update(part);
        written += part.length;
        etags.push(await this.bucket.uploadPart(upload, etags.length + 1, part));
      }
      await this.bucket.completeUpload(upload, etags);
    } catch (error) {
      await this.bucket.abortUpload(upload).catch(() => void 0);
      throw error;
    }
    return { size: written, sha256: hash.digest("hex") };
  }
  async remove(path) {
    const key = this.root + path;
    const uploads = await this.bucket.uploads(key);
    for (const upload of uploads.filter((each) => isWithin(each.key, key))) {
      await this.bucket.abortUpload(upload);
    }
    const objects = await this.bucket.keys(key);
    for (const object of objects.filter((each) => isWithin(each, key))) {
      await this.bucket.delete(object);
    }
  }
};
async function* partsOf(pieces, size) {
  const part = Buffer.allocUnsafe(size);
  let filled = 0;
  for await (const piece of pieces) {
    for (let taken = 0; taken < piece.length; ) {
      const copied = piece.copy(part, filled, taken);
      filled += copied;
      taken += copied;
      if (filled === size) {
        yield part;
        filled = 0;
      }
    }
  }
  if (filled > 0) {
    yield part.subarray(0, filled);
  }
}
function isWithin(key, path) {
  return key === path || key.startsWith(`${path}/`);
}

// commands/backup/scheduled/settings.ts
function destinationOf({ s3, volume }, env) {
  if (s3) {
    return new BucketDestination(s3, env);
  }
  return new FolderDestination(folderIn(volume));
}
function folderIn(volume) {
  if (volume === void 0) {
    throw new Error("The settings have neither volume nor s3");
  }
  return volume;
}

// commands/backup/scheduled/main.ts
var unfinished;
var lock;
var isEnding = false;
async function run() {
  const settings = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8"));
  const recipients = recipientsOf(settings.encryptTo ?? []);
  const destination = destinationOf(settings, process.env);
  const nodes = await openNodes(settings.nodes, process.env.QDRANT_API_KEY);
  lock = await Lock.acquire(destination, settings.volume ?? `s3://${settings.s3.bucket}/${settings.s3.prefix}`, {
    age: 0
  });
  await removeUnfinished(destination, nodes, settings.deadlineSeconds, log);
  const backup = new Backup(nodes, destination, log, recipients);
  unfinished = backup;
  const problems = await backup.make();
  if (isEnding) {
    return;
  }
  unfinished = void 0;
  lock.requireHeld();
  const { deleted, notes } = await retain(
    destination,
    settings.keep,
    backup.folder,
    await scheduledFolders(destination)
  );
  notes.forEach((note) => log(`note: ${note}`));
  deleted.forEach((folder) => log(`removed ${folder}: newer backups replace it`));
  await lock.release();
  lock = void 0;
  if (problems !== void 0) {
    throw new Error(`the backup ${backup.folder} is partial: ${problems}`);
  }
}
async function fail(reason) {
  if (isEnding) {
    return;
  }
  isEnding = true;
  log(`failed: ${reason}`, { error: true });
  try {
    await unfinished?.giveUp();
    await lock?.release();
  } catch (error) {
    log(`could not delete the unfinished backup: ${error.message}`, { error: true });
  }
  process.exit(1);
}
process.on("SIGTERM", () => void fail("Kubernetes stopped the pod"));
run().catch((error) => fail(error.message));
