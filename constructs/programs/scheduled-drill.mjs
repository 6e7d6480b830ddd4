// Generated from commands/backup/scheduled/drill.ts by `npm run programs`. Do not edit.
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
/*!
 * Contains code of the package semver 7.8.6:
 *
 * The ISC License
 *
 * Copyright (c) Isaac Z. Schlueter and Contributors
 *
 * Permission to use, copy, modify, and/or distribute this software for any
 * purpose with or without fee is hereby granted, provided that the above
 * copyright notice and this permission notice appear in all copies.
 *
 * THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES
 * WITH REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF
 * MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR
 * ANY SPECIAL, DIRECT, INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES
 * WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN
 * ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR
 * IN CONNECTION WITH THE USE OR PERFORMANCE OF THIS SOFTWARE.
 */
/*!
 * Contains code of the package zod 4.6.7:
 *
 * MIT License
 *
 * Copyright (c) 2025 Colin McDonnell
 *
 * Permission is hereby granted, free of charge, to any person obtaining a copy
 * of this software and associated documentation files (the "Software"), to deal
 * in the Software without restriction, including without limitation the rights
 * to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
 * copies of the Software, and to permit persons to whom the Software is
 * furnished to do so, subject to the following conditions:
 *
 * The above copyright notice and this permission notice shall be included in all
 * copies or substantial portions of the Software.
 *
 * THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
 * IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
 * FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
 * AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
 * LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
 * OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
 * SOFTWARE.
 */
var __create = Object.create;
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __getProtoOf = Object.getPrototypeOf;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __commonJS = (cb, mod) => function __require() {
  try {
    return mod || (0, cb[__getOwnPropNames(cb)[0]])((mod = { exports: {} }).exports, mod), mod.exports;
  } catch (e) {
    throw mod = 0, e;
  }
};
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};
var __copyProps = (to, from, except, desc) => {
  if (from && typeof from === "object" || typeof from === "function") {
    for (let key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
  }
  return to;
};
var __toESM = (mod, isNodeMode, target) => (target = mod != null ? __create(__getProtoOf(mod)) : {}, __copyProps(
  // If the importer is in node compatibility mode or this is not an ESM
  // file that has been converted to a CommonJS file using a Babel-
  // compatible transform (i.e. "__esModule" has not been set), then set
  // "default" to the CommonJS "module.exports" for node compatibility.
  isNodeMode || !mod || !mod.__esModule ? __defProp(target, "default", { value: mod, enumerable: true }) : target,
  mod
));

// node_modules/semver/internal/debug.js
var require_debug = __commonJS({
  "node_modules/semver/internal/debug.js"(exports, module) {
    "use strict";
    var debug = typeof process === "object" && process.env && process.env.NODE_DEBUG && /\bsemver\b/i.test(process.env.NODE_DEBUG) ? (...args) => console.error("SEMVER", ...args) : () => {
    };
    module.exports = debug;
  }
});

// node_modules/semver/internal/constants.js
var require_constants = __commonJS({
  "node_modules/semver/internal/constants.js"(exports, module) {
    "use strict";
    var SEMVER_SPEC_VERSION = "2.0.0";
    var MAX_LENGTH = 256;
    var MAX_SAFE_INTEGER = Number.MAX_SAFE_INTEGER || /* istanbul ignore next */
    9007199254740991;
    var MAX_SAFE_COMPONENT_LENGTH = 16;
    var MAX_SAFE_BUILD_LENGTH = MAX_LENGTH - 6;
    var WHITESPACE_CHARACTERS = [
      "	",
      "\n",
      "\v",
      "\f",
      "\r",
      " ",
      " ",
      " ",
      " ",
      " ",
      " ",
      " ",
      " ",
      " ",
      " ",
      " ",
      " ",
      " ",
      " ",
      "\u2028",
      "\u2029",
      " ",
      " ",
      "　",
      "\uFEFF"
    ];
    var RELEASE_TYPES = [
      "major",
      "premajor",
      "minor",
      "preminor",
      "patch",
      "prepatch",
      "prerelease"
    ];
    module.exports = {
      MAX_LENGTH,
      MAX_SAFE_COMPONENT_LENGTH,
      MAX_SAFE_BUILD_LENGTH,
      MAX_SAFE_INTEGER,
      WHITESPACE_CHARACTERS,
      RELEASE_TYPES,
      SEMVER_SPEC_VERSION,
      FLAG_INCLUDE_PRERELEASE: 1,
      FLAG_LOOSE: 2
    };
  }
});

// node_modules/semver/internal/re.js
var require_re = __commonJS({
  "node_modules/semver/internal/re.js"(exports, module) {
    "use strict";
    var {
      MAX_SAFE_COMPONENT_LENGTH,
      MAX_SAFE_BUILD_LENGTH,
      MAX_LENGTH
    } = require_constants();
    var debug = require_debug();
    exports = module.exports = {};
    var re = exports.re = [];
    var safeRe = exports.safeRe = [];
    var src = exports.src = [];
    var safeSrc = exports.safeSrc = [];
    var t = exports.t = {};
    var R = 0;
    var LETTERDASHNUMBER = "[a-zA-Z0-9-]";
    var safeRegexReplacements = [
      ["\\s", 1],
      ["\\d", MAX_LENGTH],
      [LETTERDASHNUMBER, MAX_SAFE_BUILD_LENGTH]
    ];
    var makeSafeRegex = (value) => {
      for (const [token, max] of safeRegexReplacements) {
        value = value.split(`${token}*`).join(`${token}{0,${max}}`).split(`${token}+`).join(`${token}{1,${max}}`);
      }
      return value;
    };
    var createToken = (name, value, isGlobal) => {
      const safe = makeSafeRegex(value);
      const index = R++;
      debug(name, index, value);
      t[name] = index;
      src[index] = value;
      safeSrc[index] = safe;
      re[index] = new RegExp(value, isGlobal ? "g" : void 0);
      safeRe[index] = new RegExp(safe, isGlobal ? "g" : void 0);
    };
    createToken("NUMERICIDENTIFIER", "0|[1-9]\\d*");
    createToken("NUMERICIDENTIFIERLOOSE", "\\d+");
    createToken("NONNUMERICIDENTIFIER", `\\d*[a-zA-Z-]${LETTERDASHNUMBER}*`);
    createToken("MAINVERSION", `(${src[t.NUMERICIDENTIFIER]})\\.(${src[t.NUMERICIDENTIFIER]})\\.(${src[t.NUMERICIDENTIFIER]})`);
    createToken("MAINVERSIONLOOSE", `(${src[t.NUMERICIDENTIFIERLOOSE]})\\.(${src[t.NUMERICIDENTIFIERLOOSE]})\\.(${src[t.NUMERICIDENTIFIERLOOSE]})`);
    createToken("PRERELEASEIDENTIFIER", `(?:${src[t.NONNUMERICIDENTIFIER]}|${src[t.NUMERICIDENTIFIER]})`);
    createToken("PRERELEASEIDENTIFIERLOOSE", `(?:${src[t.NONNUMERICIDENTIFIER]}|${src[t.NUMERICIDENTIFIERLOOSE]})`);
    createToken("PRERELEASE", `(?:-(${src[t.PRERELEASEIDENTIFIER]}(?:\\.${src[t.PRERELEASEIDENTIFIER]})*))`);
    createToken("PRERELEASELOOSE", `(?:-?(${src[t.PRERELEASEIDENTIFIERLOOSE]}(?:\\.${src[t.PRERELEASEIDENTIFIERLOOSE]})*))`);
    createToken("BUILDIDENTIFIER", `${LETTERDASHNUMBER}+`);
    createToken("BUILD", `(?:\\+(${src[t.BUILDIDENTIFIER]}(?:\\.${src[t.BUILDIDENTIFIER]})*))`);
    createToken("FULLPLAIN", `v?${src[t.MAINVERSION]}${src[t.PRERELEASE]}?${src[t.BUILD]}?`);
    createToken("FULL", `^${src[t.FULLPLAIN]}$`);
    createToken("LOOSEPLAIN", `[v=\\s]*${src[t.MAINVERSIONLOOSE]}${src[t.PRERELEASELOOSE]}?${src[t.BUILD]}?`);
    createToken("LOOSE", `^${src[t.LOOSEPLAIN]}$`);
    createToken("GTLT", "((?:<|>)?=?)");
    createToken("XRANGEIDENTIFIERLOOSE", `${src[t.NUMERICIDENTIFIERLOOSE]}|x|X|\\*`);
    createToken("XRANGEIDENTIFIER", `${src[t.NUMERICIDENTIFIER]}|x|X|\\*`);
    createToken("XRANGEPLAIN", `[v=\\s]*(${src[t.XRANGEIDENTIFIER]})(?:\\.(${src[t.XRANGEIDENTIFIER]})(?:\\.(${src[t.XRANGEIDENTIFIER]})(?:${src[t.PRERELEASE]})?${src[t.BUILD]}?)?)?`);
    createToken("XRANGEPLAINLOOSE", `[v=\\s]*(${src[t.XRANGEIDENTIFIERLOOSE]})(?:\\.(${src[t.XRANGEIDENTIFIERLOOSE]})(?:\\.(${src[t.XRANGEIDENTIFIERLOOSE]})(?:${src[t.PRERELEASELOOSE]})?${src[t.BUILD]}?)?)?`);
    createToken("XRANGE", `^${src[t.GTLT]}\\s*${src[t.XRANGEPLAIN]}$`);
    createToken("XRANGELOOSE", `^${src[t.GTLT]}\\s*${src[t.XRANGEPLAINLOOSE]}$`);
    createToken("COERCEPLAIN", `${"(^|[^\\d])(\\d{1,"}${MAX_SAFE_COMPONENT_LENGTH}})(?:\\.(\\d{1,${MAX_SAFE_COMPONENT_LENGTH}}))?(?:\\.(\\d{1,${MAX_SAFE_COMPONENT_LENGTH}}))?`);
    createToken("COERCE", `${src[t.COERCEPLAIN]}(?:$|[^\\d])`);
    createToken("COERCEFULL", src[t.COERCEPLAIN] + `(?:${src[t.PRERELEASE]})?(?:${src[t.BUILD]})?(?:$|[^\\d])`);
    createToken("COERCERTL", src[t.COERCE], true);
    createToken("COERCERTLFULL", src[t.COERCEFULL], true);
    createToken("LONETILDE", "(?:~>?)");
    createToken("TILDETRIM", `(\\s*)${src[t.LONETILDE]}\\s+`, true);
    exports.tildeTrimReplace = "$1~";
    createToken("TILDE", `^${src[t.LONETILDE]}${src[t.XRANGEPLAIN]}$`);
    createToken("TILDELOOSE", `^${src[t.LONETILDE]}${src[t.XRANGEPLAINLOOSE]}$`);
    createToken("LONECARET", "(?:\\^)");
    createToken("CARETTRIM", `(\\s*)${src[t.LONECARET]}\\s+`, true);
    exports.caretTrimReplace = "$1^";
    createToken("CARET", `^${src[t.LONECARET]}${src[t.XRANGEPLAIN]}$`);
    createToken("CARETLOOSE", `^${src[t.LONECARET]}${src[t.XRANGEPLAINLOOSE]}$`);
    createToken("COMPARATORLOOSE", `^${src[t.GTLT]}\\s*(${src[t.LOOSEPLAIN]})$|^$`);
    createToken("COMPARATOR", `^${src[t.GTLT]}\\s*(${src[t.FULLPLAIN]})$|^$`);
    createToken("COMPARATORTRIM", `(\\s*)${src[t.GTLT]}\\s*(${src[t.LOOSEPLAIN]}|${src[t.XRANGEPLAIN]})`, true);
    exports.comparatorTrimReplace = "$1$2$3";
    createToken("HYPHENRANGE", `^\\s*(${src[t.XRANGEPLAIN]})\\s+-\\s+(${src[t.XRANGEPLAIN]})\\s*$`);
    createToken("HYPHENRANGELOOSE", `^\\s*(${src[t.XRANGEPLAINLOOSE]})\\s+-\\s+(${src[t.XRANGEPLAINLOOSE]})\\s*$`);
    createToken("STAR", "(<|>)?=?\\s*\\*");
    createToken("GTE0", "^\\s*>=\\s*0\\.0\\.0\\s*$");
    createToken("GTE0PRE", "^\\s*>=\\s*0\\.0\\.0-0\\s*$");
  }
});

// node_modules/semver/internal/parse-options.js
var require_parse_options = __commonJS({
  "node_modules/semver/internal/parse-options.js"(exports, module) {
    "use strict";
    var looseOption = Object.freeze({ loose: true });
    var emptyOpts = Object.freeze({});
    var parseOptions = (options) => {
      if (!options) {
        return emptyOpts;
      }
      if (typeof options !== "object") {
        return looseOption;
      }
      return options;
    };
    module.exports = parseOptions;
  }
});

// node_modules/semver/internal/identifiers.js
var require_identifiers = __commonJS({
  "node_modules/semver/internal/identifiers.js"(exports, module) {
    "use strict";
    var numeric = /^[0-9]+$/;
    var compareIdentifiers = (a, b) => {
      if (typeof a === "number" && typeof b === "number") {
        return a === b ? 0 : a < b ? -1 : 1;
      }
      const anum = numeric.test(a);
      const bnum = numeric.test(b);
      if (anum && bnum) {
        a = +a;
        b = +b;
      }
      return a === b ? 0 : anum && !bnum ? -1 : bnum && !anum ? 1 : a < b ? -1 : 1;
    };
    var rcompareIdentifiers = (a, b) => compareIdentifiers(b, a);
    module.exports = {
      compareIdentifiers,
      rcompareIdentifiers
    };
  }
});

// node_modules/semver/classes/semver.js
var require_semver = __commonJS({
  "node_modules/semver/classes/semver.js"(exports, module) {
    "use strict";
    var debug = require_debug();
    var { MAX_LENGTH, MAX_SAFE_INTEGER } = require_constants();
    var { safeRe: re, t } = require_re();
    var parseOptions = require_parse_options();
    var { compareIdentifiers } = require_identifiers();
    var isPrereleaseIdentifier = (prerelease, identifier) => {
      const identifiers = identifier.split(".");
      if (identifiers.length > prerelease.length) {
        return false;
      }
      for (let i = 0; i < identifiers.length; i++) {
        if (compareIdentifiers(prerelease[i], identifiers[i]) !== 0) {
          return false;
        }
      }
      return true;
    };
    var SemVer = class _SemVer {
      constructor(version2, options) {
        options = parseOptions(options);
        if (version2 instanceof _SemVer) {
          if (version2.loose === !!options.loose && version2.includePrerelease === !!options.includePrerelease) {
            return version2;
          } else {
            version2 = version2.version;
          }
        } else if (typeof version2 !== "string") {
          throw new TypeError(`Invalid version. Must be a string. Got type "${typeof version2}".`);
        }
        if (version2.length > MAX_LENGTH) {
          throw new TypeError(
            `version is longer than ${MAX_LENGTH} characters`
          );
        }
        debug("SemVer", version2, options);
        this.options = options;
        this.loose = !!options.loose;
        this.includePrerelease = !!options.includePrerelease;
        const m = version2.trim().match(options.loose ? re[t.LOOSE] : re[t.FULL]);
        if (!m) {
          throw new TypeError(`Invalid Version: ${version2}`);
        }
        this.raw = version2;
        this.major = +m[1];
        this.minor = +m[2];
        this.patch = +m[3];
        if (this.major > MAX_SAFE_INTEGER || this.major < 0) {
          throw new TypeError("Invalid major version");
        }
        if (this.minor > MAX_SAFE_INTEGER || this.minor < 0) {
          throw new TypeError("Invalid minor version");
        }
        if (this.patch > MAX_SAFE_INTEGER || this.patch < 0) {
          throw new TypeError("Invalid patch version");
        }
        if (!m[4]) {
          this.prerelease = [];
        } else {
          this.prerelease = m[4].split(".").map((id2) => {
            if (/^[0-9]+$/.test(id2)) {
              const num = +id2;
              if (num >= 0 && num < MAX_SAFE_INTEGER) {
                return num;
              }
            }
            return id2;
          });
        }
        this.build = m[5] ? m[5].split(".") : [];
        this.format();
      }
      format() {
        this.version = `${this.major}.${this.minor}.${this.patch}`;
        if (this.prerelease.length) {
          this.version += `-${this.prerelease.join(".")}`;
        }
        return this.version;
      }
      toString() {
        return this.version;
      }
      compare(other) {
        debug("SemVer.compare", this.version, this.options, other);
        if (!(other instanceof _SemVer)) {
          if (typeof other === "string" && other === this.version) {
            return 0;
          }
          other = new _SemVer(other, this.options);
        }
        if (other.version === this.version) {
          return 0;
        }
        return this.compareMain(other) || this.comparePre(other);
      }
      compareMain(other) {
        if (!(other instanceof _SemVer)) {
          other = new _SemVer(other, this.options);
        }
        if (this.major < other.major) {
          return -1;
        }
        if (this.major > other.major) {
          return 1;
        }
        if (this.minor < other.minor) {
          return -1;
        }
        if (this.minor > other.minor) {
          return 1;
        }
        if (this.patch < other.patch) {
          return -1;
        }
        if (this.patch > other.patch) {
          return 1;
        }
        return 0;
      }
      comparePre(other) {
        if (!(other instanceof _SemVer)) {
          other = new _SemVer(other, this.options);
        }
        if (this.prerelease.length && !other.prerelease.length) {
          return -1;
        } else if (!this.prerelease.length && other.prerelease.length) {
          return 1;
        } else if (!this.prerelease.length && !other.prerelease.length) {
          return 0;
        }
        let i = 0;
        do {
          const a = this.prerelease[i];
          const b = other.prerelease[i];
          debug("prerelease compare", i, a, b);
          if (a === void 0 && b === void 0) {
            return 0;
          } else if (b === void 0) {
            return 1;
          } else if (a === void 0) {
            return -1;
          } else if (a === b) {
            continue;
          } else {
            return compareIdentifiers(a, b);
          }
        } while (++i);
      }
      compareBuild(other) {
        if (!(other instanceof _SemVer)) {
          other = new _SemVer(other, this.options);
        }
        let i = 0;
        do {
          const a = this.build[i];
          const b = other.build[i];
          debug("build compare", i, a, b);
          if (a === void 0 && b === void 0) {
            return 0;
          } else if (b === void 0) {
            return 1;
          } else if (a === void 0) {
            return -1;
          } else if (a === b) {
            continue;
          } else {
            return compareIdentifiers(a, b);
          }
        } while (++i);
      }
      // preminor will bump the version up to the next minor release, and immediately
      // down to pre-release. premajor and prepatch work the same way.
      inc(release, identifier, identifierBase) {
        if (release.startsWith("pre")) {
          if (!identifier && identifierBase === false) {
            throw new Error("invalid increment argument: identifier is empty");
          }
          if (identifier) {
            const match = `-${identifier}`.match(this.options.loose ? re[t.PRERELEASELOOSE] : re[t.PRERELEASE]);
            if (!match || match[1] !== identifier) {
              throw new Error(`invalid identifier: ${identifier}`);
            }
          }
        }
        switch (release) {
          case "premajor":
            this.prerelease.length = 0;
            this.patch = 0;
            this.minor = 0;
            this.major++;
            this.inc("pre", identifier, identifierBase);
            break;
          case "preminor":
            this.prerelease.length = 0;
            this.patch = 0;
            this.minor++;
            this.inc("pre", identifier, identifierBase);
            break;
          case "prepatch":
            this.prerelease.length = 0;
            this.inc("patch", identifier, identifierBase);
            this.inc("pre", identifier, identifierBase);
            break;
          // If the input is a non-prerelease version, this acts the same as
          // prepatch.
          case "prerelease":
            if (this.prerelease.length === 0) {
              this.inc("patch", identifier, identifierBase);
            }
            this.inc("pre", identifier, identifierBase);
            break;
          case "release":
            if (this.prerelease.length === 0) {
              throw new Error(`version ${this.raw} is not a prerelease`);
            }
            this.prerelease.length = 0;
            break;
          case "major":
            if (this.minor !== 0 || this.patch !== 0 || this.prerelease.length === 0) {
              this.major++;
            }
            this.minor = 0;
            this.patch = 0;
            this.prerelease = [];
            break;
          case "minor":
            if (this.patch !== 0 || this.prerelease.length === 0) {
              this.minor++;
            }
            this.patch = 0;
            this.prerelease = [];
            break;
          case "patch":
            if (this.prerelease.length === 0) {
              this.patch++;
            }
            this.prerelease = [];
            break;
          // This probably shouldn't be used publicly.
          // 1.0.0 'pre' would become 1.0.0-0 which is the wrong direction.
          case "pre": {
            const base = Number(identifierBase) ? 1 : 0;
            if (this.prerelease.length === 0) {
              this.prerelease = [base];
            } else {
              let i = this.prerelease.length;
              while (--i >= 0) {
                if (typeof this.prerelease[i] === "number") {
                  this.prerelease[i]++;
                  i = -2;
                }
              }
              if (i === -1) {
                if (identifier === this.prerelease.join(".") && identifierBase === false) {
                  throw new Error("invalid increment argument: identifier already exists");
                }
                this.prerelease.push(base);
              }
            }
            if (identifier) {
              let prerelease = [identifier, base];
              if (identifierBase === false) {
                prerelease = [identifier];
              }
              if (isPrereleaseIdentifier(this.prerelease, identifier)) {
                const prereleaseBase = this.prerelease[identifier.split(".").length];
                if (isNaN(prereleaseBase)) {
                  this.prerelease = prerelease;
                }
              } else {
                this.prerelease = prerelease;
              }
            }
            break;
          }
          default:
            throw new Error(`invalid increment argument: ${release}`);
        }
        this.raw = this.format();
        if (this.build.length) {
          this.raw += `+${this.build.join(".")}`;
        }
        return this;
      }
    };
    module.exports = SemVer;
  }
});

// node_modules/semver/functions/parse.js
var require_parse = __commonJS({
  "node_modules/semver/functions/parse.js"(exports, module) {
    "use strict";
    var SemVer = require_semver();
    var parse3 = (version2, options, throwErrors = false) => {
      if (version2 instanceof SemVer) {
        return version2;
      }
      try {
        return new SemVer(version2, options);
      } catch (er) {
        if (!throwErrors) {
          return null;
        }
        throw er;
      }
    };
    module.exports = parse3;
  }
});

// node_modules/semver/functions/coerce.js
var require_coerce = __commonJS({
  "node_modules/semver/functions/coerce.js"(exports, module) {
    "use strict";
    var SemVer = require_semver();
    var parse3 = require_parse();
    var { safeRe: re, t } = require_re();
    var coerce2 = (version2, options) => {
      if (version2 instanceof SemVer) {
        return version2;
      }
      if (typeof version2 === "number") {
        version2 = String(version2);
      }
      if (typeof version2 !== "string") {
        return null;
      }
      options = options || {};
      let match = null;
      if (!options.rtl) {
        match = version2.match(options.includePrerelease ? re[t.COERCEFULL] : re[t.COERCE]);
      } else {
        const coerceRtlRegex = options.includePrerelease ? re[t.COERCERTLFULL] : re[t.COERCERTL];
        let next;
        while ((next = coerceRtlRegex.exec(version2)) && (!match || match.index + match[0].length !== version2.length)) {
          if (!match || next.index + next[0].length !== match.index + match[0].length) {
            match = next;
          }
          coerceRtlRegex.lastIndex = next.index + next[1].length + next[2].length;
        }
        coerceRtlRegex.lastIndex = -1;
      }
      if (match === null) {
        return null;
      }
      const major = match[2];
      const minor = match[3] || "0";
      const patch = match[4] || "0";
      const prerelease = options.includePrerelease && match[5] ? `-${match[5]}` : "";
      const build = options.includePrerelease && match[6] ? `+${match[6]}` : "";
      return parse3(`${major}.${minor}.${patch}${prerelease}${build}`, options);
    };
    module.exports = coerce2;
  }
});

// commands/backup/scheduled/drill.ts
import { readFileSync as readFileSync2 } from "node:fs";
import { setTimeout as sleep7 } from "node:timers/promises";

// commands/backup/drill/drill.ts
import { randomBytes as randomBytes2 } from "node:crypto";

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

// cli/text.ts
var UNITS = ["B", "kB", "MB", "GB", "TB"];
function bytes(count2) {
  const step = Math.min(Math.max(Math.floor(Math.log10(Math.max(count2, 1)) / 3), 0), UNITS.length - 1);
  const amount = count2 / 1e3 ** step;
  return `${amount >= 100 || step === 0 ? amount.toFixed(0) : amount.toFixed(1)} ${UNITS[step]}`;
}
function counted(count2, noun) {
  return `${count2.toLocaleString("en-US")} ${noun}${count2 === 1 ? "" : "s"}`;
}
function duration(seconds) {
  const total = Math.ceil(seconds);
  if (total < 60) {
    return `${total} s`;
  }
  return total < 3600 ? `${Math.floor(total / 60)} min ${total % 60} s` : `${Math.floor(total / 3600)} h ${Math.floor(total % 3600 / 60)} min`;
}

// clients/http.ts
var STARTING = [502, 503, 504];
var NOT_THERE = [
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EAI_AGAIN",
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_HEADERS_TIMEOUT",
  "UND_ERR_BODY_TIMEOUT",
  "UND_ERR_SOCKET"
];
var ResponseError = class extends Error {
  /** Read by `statusOf`. */
  response;
  /** @param headers Of the response, for a redirect or the time to wait. */
  constructor(message, status, headers) {
    super(message);
    this.response = { status, headers };
  }
};
function isTransient(error) {
  const status = statusOf(error);
  if (status !== void 0) {
    return STARTING.includes(status);
  }
  return causesOf(error).some(({ name }) => name === "TimeoutError") || NOT_THERE.includes(codeOf(error) ?? "");
}
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
var ofProcess = { io: processIo, variables: {}, secrets: /* @__PURE__ */ new Set(), exitCode: 0 };
function io() {
  return current().io;
}
function variablesOfOptions() {
  return current().variables;
}
function secrets() {
  return current().secrets;
}
function current() {
  return runs.getStore() ?? ofProcess;
}

// cli/program.ts
var PROGRAM = "qdrant-stack";

// cli/invocation.ts
var DEFAULT_CONFIG = "config.yaml";
var IS_CLONE = "scheduled-drill.mjs".endsWith(".ts");
function commandLine(command, ...args) {
  const config3 = io().env.QDRANT_CONFIG || DEFAULT_CONFIG;
  const start = IS_CLONE ? ["npm", "run", command, ...args.length > 0 ? ["--"] : []] : ["npx", PROGRAM, command];
  const variables = { ...config3 === DEFAULT_CONFIG ? {} : { QDRANT_CONFIG: config3 }, ...variablesOfOptions() };
  return [...Object.entries(variables).map(([name, value]) => `${name}=${quoted(value)}`), ...start, ...args].join(" ");
}
function quoted(word) {
  return /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

// commands/restore/fill.ts
import { setTimeout as sleep3 } from "node:timers/promises";

// commands/backup/collection-failure.ts
var CollectionFailure = class extends Failure {
};
function problemsOf(collections) {
  return collections.filter(({ state }) => state !== "whole").map(
    ({ name, state, notes }) => `collection ${name} is ${state === "failed" ? "missing" : "partial"} (${notes.join("; ")})`
  ).join("; ");
}

// commands/backup/counts.ts
import { setTimeout as sleep } from "node:timers/promises";

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
function elements(array2) {
  const found = [];
  let at = skip(array2, 1);
  while (KIND[array2[at]] !== CLOSE) {
    const end = endOfValue(array2, at);
    found.push(array2.subarray(at, end));
    at = skip(array2, end);
  }
  return found;
}
function members(object2) {
  const found = /* @__PURE__ */ new Map();
  let at = skip(object2, 1);
  while (KIND[object2[at]] !== CLOSE) {
    const endOfName = endOfValue(object2, at);
    const name = JSON.parse(object2.toString("utf8", at, endOfName));
    const start = skip(object2, endOfName);
    const end = endOfValue(object2, start);
    found.set(name, object2.subarray(start, end));
    at = skip(object2, end);
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
function isSafeNumber(value, config3) {
  if (isInteger(value)) {
    return Number.isSafeInteger(Number.parseInt(value, 10));
  }
  const num = Number.parseFloat(value);
  if (Number.isInteger(num) && !Number.isSafeInteger(num)) {
    return false;
  }
  const parsed2 = String(num);
  if (value === parsed2) {
    return true;
  }
  const valueDigits = extractSignificantDigits(value);
  const parsedDigits = extractSignificantDigits(parsed2);
  if (valueDigits === parsedDigits) {
    return true;
  }
  if (config3?.approx === true) {
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
function reviveObject(object2, reviver) {
  for (const key of Object.keys(object2)) {
    const value = reviveValue(object2, key, object2[key], reviver);
    if (value !== void 0) {
      object2[key] = value;
    } else {
      delete object2[key];
    }
  }
  return object2;
}
function reviveArray(array2, reviver) {
  for (let i = 0; i < array2.length; i++) {
    const value = reviveValue(array2, String(i), array2[i], reviver);
    if (value === void 0) {
      delete array2[i];
    } else {
      array2[i] = value;
    }
  }
  return array2;
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
      const object2 = {};
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
        if (Object.prototype.hasOwnProperty.call(object2, key) && !isDeepEqual(value2, object2[key])) {
          const returnedValue = onDuplicateKey({
            key,
            position: start + 1,
            oldValue: object2[key],
            newValue: value2
          });
          if (returnedValue !== void 0) {
            setObjectKey(object2, key, returnedValue);
          }
        } else {
          setObjectKey(object2, key, value2);
        }
      }
      if (text.charCodeAt(i) !== codeClosingBrace) {
        throwObjectKeyOrEndExpected();
      }
      i++;
      return object2;
    }
  }
  function parseArray() {
    if (text.charCodeAt(i) === codeOpeningBracket) {
      i++;
      skipWhitespace();
      const array2 = [];
      let initial = true;
      while (i < text.length && text.charCodeAt(i) !== codeClosingBracket) {
        if (!initial) {
          eatComma();
        } else {
          initial = false;
        }
        const value2 = parseValue();
        expectArrayItem(value2);
        array2.push(value2);
      }
      if (text.charCodeAt(i) !== codeClosingBracket) {
        throwArrayItemOrEndExpected();
      }
      i++;
      return array2;
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
function setObjectKey(object2, key, value) {
  if (key === "__proto__") {
    Object.defineProperty(object2, key, {
      value,
      writable: true,
      enumerable: true,
      configurable: true
    });
  } else {
    object2[key] = value;
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
  function stringifyArray(array2, indent) {
    if (array2.length === 0) {
      return "[]";
    }
    const childIndent = resolvedSpace ? indent + resolvedSpace : void 0;
    let str = resolvedSpace ? "[\n" : "[";
    for (let i = 0; i < array2.length; i++) {
      const item = typeof replacer === "function" ? replacer.call(array2, String(i), array2[i]) : array2[i];
      if (resolvedSpace) {
        str += childIndent;
      }
      if (typeof item !== "undefined" && typeof item !== "function") {
        const serialized = stringifyValue(item, childIndent);
        str += serialized === void 0 ? "null" : serialized;
      } else {
        str += "null";
      }
      if (i < array2.length - 1) {
        str += resolvedSpace ? ",\n" : ",";
      }
    }
    str += resolvedSpace ? `
${indent}]` : "]";
    return str;
  }
  function stringifyObject(object2, indent) {
    if (typeof object2.toJSON === "function") {
      return stringifyValue(object2.toJSON(), indent);
    }
    const keys = Array.isArray(replacer) ? [...new Set(replacer.map(String))] : Object.keys(object2);
    if (keys.length === 0) {
      return "{}";
    }
    const childIndent = resolvedSpace ? indent + resolvedSpace : void 0;
    let first = true;
    let str = resolvedSpace ? "{\n" : "{";
    for (const key of keys) {
      const value2 = typeof replacer === "function" ? replacer.call(object2, key, object2[key]) : object2[key];
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
    const count2 = Math.min(Math.trunc(space), MAX_SPACE_LENGTH);
    return count2 >= 1 ? " ".repeat(count2) : void 0;
  }
  if (typeof space === "string" && space !== "") {
    return space.slice(0, MAX_SPACE_LENGTH);
  }
  return void 0;
}

// clients/qdrant/json.ts
function parseJson(text) {
  return parse(text, null, (number3) => isSafeNumber(number3) ? Number(number3) : new LosslessNumber(number3));
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
function strictLimit(collection2) {
  const { strict_mode_config: strict } = configOf(collection2);
  return strict?.enabled && typeof strict.max_query_limit === "number" ? strict.max_query_limit : Infinity;
}
async function* idsOf(qdrant, collection2, shardKey2) {
  const limit = Math.min(IDS, strictLimit(collection2));
  let offset;
  do {
    const { ids, next } = await qdrant.ids(collection2.name, limit, offset, shardKey2);
    yield ids;
    offset = next;
  } while (offset !== void 0);
}
var Counts = class {
  constructor(qdrant, collection2) {
    this.qdrant = qdrant;
    this.collection = collection2;
    const { strict_mode_config: strict } = configOf(collection2);
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
    const count2 = await this.count();
    this.takenAt = Date.now();
    this.least = Math.min(this.least, count2);
    this.most = Math.max(this.most, count2);
    this.first ??= count2;
    this.last = count2;
    return count2;
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
    let failure2;
    const end = () => isOver = true;
    work.then(end, end);
    while (!isOver) {
      await Promise.race([sleep(INTERVAL.snapshot), work.catch(() => void 0)]);
      await this.takeSometimes(INTERVAL.snapshot).catch((error) => failure2 ??= error);
    }
    const result = await work;
    if (failure2 !== void 0) {
      throw failure2;
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
    let count2 = 0;
    for await (const ids of idsOf(this.qdrant, this.collection)) {
      count2 += ids.length;
    }
    return count2;
  }
};
function admits({ least, most }, count2) {
  const margin = most - least;
  return count2 >= least - margin && count2 <= most + margin;
}
function rangeOf({ least, most }) {
  return least === most ? String(least) : `${least} to ${most}`;
}

// commands/backup/json-lines.ts
import { createHash } from "node:crypto";
import { PassThrough, pipeline as joined, Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";

// clients/qdrant/points.ts
var TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
var INTEGER = /^-?\d+$/;
function withDecimalPoints(point) {
  const vector = members(point).get("vector");
  if (!vector || !hasIntegers(vector)) {
    return point;
  }
  const start = vector.byteOffset - point.byteOffset;
  const after = point.subarray(start + vector.length);
  return Buffer.concat([point.subarray(0, start), Buffer.from(decimalVector(vector)), after]);
}
function hasIntegers(vector) {
  return vector.toString().match(TOKEN)?.some((token) => INTEGER.test(token)) ?? false;
}
function decimalVector(vector) {
  if (!isObject(vector)) {
    return decimals(vector);
  }
  const named = [...members(vector)].map(([name, value]) => {
    return `${JSON.stringify(name)}:${isObject(value) ? decimalSparse(value) : decimals(value)}`;
  });
  return `{${named.join(",")}}`;
}
function decimalSparse(sparse) {
  const parts = [...members(sparse)].map(([name, value]) => {
    return `${JSON.stringify(name)}:${name === "values" ? decimals(value) : value.toString()}`;
  });
  return `{${parts.join(",")}}`;
}
function decimals(numbers) {
  return numbers.toString().replace(TOKEN, (token) => INTEGER.test(token) ? `${token}.0` : token);
}
var ID = /^\{\s*"id"\s*:\s*(\d+|"[^"]*")/;
function idOf(point) {
  return ID.exec(point.toString("latin1", 0, 200))?.[1] ?? members(point).get("id").toString();
}
function pageOf(answer) {
  const { result } = JSON.parse(answer.toString());
  const parsed2 = Array.isArray(result) ? result : result?.points;
  if (!Array.isArray(parsed2)) {
    throw new SyntaxError("the list of points is missing");
  }
  const text = members(answer).get("result");
  const page = isObject(text) ? members(text) : /* @__PURE__ */ new Map([["points", text]]);
  const next = page.get("next_page_offset");
  const points = elements(page.get("points"));
  if (!points.every(isObject)) {
    throw new SyntaxError("a point is not an object");
  }
  const isCarried = (_, at) => !hasNull(parsed2[at].vector ?? {});
  const carried = points.filter(isCarried);
  const leftOut = points.filter((point, at) => !isCarried(point, at)).map(idOf);
  return { points: carried, leftOut, next: isNull(next) ? void 0 : next, size: answer.length };
}
function hasNull(vector) {
  return Array.isArray(vector) ? vector.includes(null) || Array.isArray(vector[0]) && vector.some(hasNull) : typeof vector === "object" && vector !== null && Object.values(vector).some(hasNull);
}
function isNull(value) {
  return value === void 0 || value.equals(Buffer.from("null"));
}

// commands/backup/json-lines.ts
var NEWLINE = 10;
function decoder(compression) {
  return compression === "gzip" ? createGunzip() : new PassThrough();
}
function decoding(source, compression) {
  return compression === "gzip" ? joined(Readable.from(source), createGunzip(), () => void 0) : source;
}
async function countLines(content, compression) {
  const hash = createHash("sha256");
  let count2 = 0;
  async function* hashed() {
    for await (const piece of content) {
      hash.update(piece);
      yield piece;
    }
  }
  await pipeline(hashed, decoder(compression), async (decoded2) => {
    for await (const piece of decoded2) {
      for (let at = piece.indexOf(NEWLINE); at >= 0; at = piece.indexOf(NEWLINE, at + 1)) {
        count2++;
      }
    }
  });
  return { sha256: hash.digest("hex"), lines: count2 };
}
var BATCH = { points: 1e3, bytes: 1024 * 1024 };
async function* batchesIn(source, compression) {
  let batch = [];
  let size = 0;
  for await (const point of split(decoding(source, compression))) {
    if (batch.length === BATCH.points || batch.length > 0 && size + point.length > BATCH.bytes) {
      yield batch;
      [batch, size] = [[], 0];
    }
    batch.push(point);
    size += point.length;
  }
  if (batch.length > 0) {
    yield batch;
  }
}
async function* split(source) {
  let begun = [];
  for await (const piece of source) {
    let start = 0;
    for (let end = piece.indexOf(NEWLINE); end >= 0; end = piece.indexOf(NEWLINE, start)) {
      yield Buffer.concat([...begun, piece.subarray(start, end)]);
      begun = [];
      start = end + 1;
    }
    begun.push(piece.subarray(start));
  }
}

// commands/backup/manifest.ts
import { createHash as createHash2 } from "node:crypto";
var MANIFEST = "manifest.json";
var FORMAT_VERSION = 3;
var PLAIN_VERSION = 2;
var FORMATS = ["snapshot", "jsonl"];
var COMPRESSIONS = ["none", "gzip"];
var SCOPES = ["all", "some"];
var STATES = ["whole", "partial", "failed"];
var SEAL = /,\n {2}"sha256": "([0-9a-f]{64})"\n\}\n$/;
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
  const held = lines.length === files.length ? [lines.reduce((sum, count2) => sum + count2, 0)] : [before, after];
  return { least: Math.min(...held), most: Math.max(...held) };
}
function contentOf({ size, sha256: sha2563, content = { size, sha256: sha2563 } }) {
  return content;
}
function sizeOf(files) {
  return files.reduce((sum, { size }) => sum + size, 0);
}
function hashOf(text) {
  return createHash2("sha256").update(text).digest("hex");
}

// commands/backup/meter.ts
var INTERVAL2 = { terminal: 250, log: 5e3 };
var Meter = class {
  /**
   * @param title What is copied.
   * @param total The complete amount.
   * @param unit Default: bytes.
   */
  constructor(say, title, total, unit) {
    this.say = say;
    this.title = title;
    this.total = total;
    this.unit = unit;
  }
  say;
  title;
  total;
  unit;
  start = Date.now();
  interval = io().stdout.isTTY ? INTERVAL2.terminal : INTERVAL2.log;
  reported = Date.now();
  done = 0;
  skipped = 0;
  /** Adds an amount that an earlier run copied. It does not count in the rate. */
  skip(amount) {
    this.skipped += amount;
    this.done += amount;
  }
  add(amount) {
    this.done += amount;
    const now = Date.now();
    if (now - this.reported >= this.interval) {
      this.reported = now;
      this.say(this.text(now));
    }
  }
  text(now) {
    const rate = (this.done - this.skipped) / ((now - this.start) / 1e3);
    const left = rate > 0 ? `, ${duration(Math.max(this.total - this.done, 0) / rate)} left` : "";
    const amounts = this.unit ? `${this.done.toLocaleString("en-US")} of ${this.total.toLocaleString("en-US")} points, ${Math.round(rate).toLocaleString("en-US")} points/s` : `${bytes(this.done)} of ${bytes(this.total)}, ${bytes(rate)}/s`;
    return `${this.title}: ${amounts}${left}`;
  }
};

// commands/restore/parameters.ts
var RENAMED = { optimizer_config: "optimizers_config" };
var FINAL = ["vectors", "sparse_vectors", "shard_number", "sharding_method"];
var FIXED = ["wal_config"];
var LATE = ["strict_mode_config"];
function creationOf(info) {
  const { params, ...sections } = sectionsOf(info);
  const others = Object.entries(sections).filter(([name]) => !LATE.includes(name));
  return objectOf([...members(params ?? EMPTY), ...others.map(([name, text]) => [requestName(name), text])]);
}
function updateOf(info, names) {
  const sections = Object.entries(sectionsOf(info)).filter(([name]) => names.includes(name) && !FIXED.includes(name));
  const fields = sections.map(
    ([name, text]) => [requestName(name), name === "params" ? changeable(text) : text]
  );
  return fields.length > 0 ? objectOf(fields) : void 0;
}
function indexSchemaOf(index) {
  const fields = members(index);
  const params = fields.get("params");
  return isObject(params) ? objectOf([...members(params)]) : fields.get("data_type");
}
function indexTextsOf(info) {
  return members(members(Buffer.from(info)).get("payload_schema") ?? EMPTY);
}
function differencesOf(saved, present) {
  const [before, now] = [sectionsOf(saved), sectionsOf(present)];
  const names = [.../* @__PURE__ */ new Set([...Object.keys(before), ...Object.keys(now)])];
  const sections = names.flatMap(
    (name) => compared(name, before[name], now[name]).map((text) => ({ section: name, text }))
  );
  const indexes = [indexTextsOf(saved), indexTextsOf(present)];
  const fields = [.../* @__PURE__ */ new Set([...indexes[0].keys(), ...indexes[1].keys()])];
  const ofIndexes = fields.flatMap(
    (field) => compared(`payload_schema.${field}`, ...indexes.map((each) => withoutCount(each.get(field))))
  );
  return [...sections, ...ofIndexes.map((text) => ({ section: "payload_schema", text }))];
}
var EMPTY = Buffer.from("{}");
function sectionsOf(info) {
  const config3 = members(Buffer.from(info)).get("config") ?? EMPTY;
  return Object.fromEntries(members(config3));
}
function requestName(section) {
  return RENAMED[section] ?? section;
}
function changeable(params) {
  return objectOf([...members(params)].filter(([name]) => !FINAL.includes(name)));
}
function objectOf(fields) {
  const texts = fields.filter(([, text]) => !isNull2(text)).map(([name, text]) => `${JSON.stringify(name)}:${text.toString()}`);
  return Buffer.from(`{${texts.join(",")}}`);
}
function isNull2(text) {
  return text === void 0 || text.equals(Buffer.from("null"));
}
function withoutCount(index) {
  return index && objectOf([...members(index)].filter(([name]) => name !== "points"));
}
function compared(path, saved, now) {
  if (isNull2(saved) && isNull2(now)) {
    return [];
  }
  if (isObject(saved) && isObject(now)) {
    const [before, after] = [members(saved), members(now)];
    const names = [.../* @__PURE__ */ new Set([...before.keys(), ...after.keys()])];
    return names.flatMap((name) => compared(`${path}.${name}`, before.get(name), after.get(name)));
  }
  return canonicalText(saved) === canonicalText(now) ? [] : [`${path} is ${canonicalText(now)} on the server, and ${canonicalText(saved)} in the backup`];
}
function canonicalText(value) {
  if (isNull2(value)) {
    return "absent";
  }
  if (isObject(value)) {
    const fields = [...members(value)].map(([name, text]) => `${JSON.stringify(name)}:${canonicalText(text)}`);
    return `{${fields.sort().join(",")}}`;
  }
  return value[0] === "[".charCodeAt(0) ? `[${elements(value).map(canonicalText).join(",")}]` : value.toString();
}

// commands/restore/replicas.ts
import { setTimeout as sleep2 } from "node:timers/promises";
var IDLE_TIMEOUT = 3e4;
var INTERVAL3 = 500;
async function requireReplicas({ first }, info, name, idleTimeout = IDLE_TIMEOUT) {
  const { qdrant, peers } = first;
  const promised = Math.min(Number(configOf({ info }).params.replication_factor ?? 1), peers.length);
  if (promised < 2) {
    return;
  }
  const requested = /* @__PURE__ */ new Set();
  let idleSince = Date.now();
  for (; ; ) {
    const placement = await qdrant.placement(name);
    const missing2 = replicasOf(placement).filter((each) => activeOf(each) < Math.max(promised, each.copies.length));
    if (missing2.length === 0) {
      return;
    }
    for (const { shard, copies } of missing2.filter(
      (each) => each.copies.length < promised && !requested.has(each.shard)
    )) {
      const [from] = copies.filter(({ state }) => state === "Active");
      const to = peers.find((peer) => !copies.some((copy) => copy.peer === peer));
      if (from && to !== void 0) {
        requested.add(shard);
        const operation = `{"replicate_shard":{"shard_id":${shard},"from_peer_id":${from.peer},"to_peer_id":${to}}}`;
        await qdrant.changeShards(name, Buffer.from(operation));
      }
    }
    if ((placement.shard_transfers ?? []).length > 0) {
      idleSince = Date.now();
    }
    if (Date.now() - idleSince > idleTimeout) {
      throw new CollectionFailure(
        `Collection ${name} promises ${promised} active replicas of each shard, and the cluster has fewer: ${missing2.map(textOf).join("; ")}`,
        `read the log of the named nodes and GET /collections/${name}/cluster`
      );
    }
    await sleep2(INTERVAL3);
  }
}
function replicasOf({ peer_id, local_shards, remote_shards }) {
  const all = [...local_shards.map((shard) => ({ ...shard, peer_id })), ...remote_shards];
  const ids = [...new Set(all.map(({ shard_id }) => shard_id))].sort((a, b) => a - b);
  return ids.map((shard) => ({
    shard,
    copies: all.filter(({ shard_id }) => shard_id === shard).map(({ peer_id: peer, state }) => ({ peer: String(peer), state }))
  }));
}
function activeOf({ copies }) {
  return copies.filter(({ state }) => state === "Active").length;
}
function textOf({ shard, copies }) {
  return `shard ${shard} is ${copies.map(({ peer, state }) => `${state} on node ${peer}`).join(", ")}`;
}

// commands/backup/nodes.ts
async function identifyNodes(clients) {
  const nodes = await Promise.all(clients.map(identify));
  const versions = new Set(nodes.map(({ version: version2 }) => version2));
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
  const version2 = await qdrant.version();
  const { peer_id, peers: all = {} } = await qdrant.cluster();
  const peers = Object.keys(all);
  return { qdrant, version: version2, peer: String(peer_id ?? qdrant.url), clusterSize: peers.length || 1, peers };
}
async function shardsOf(collection2, nodes) {
  const placements = [];
  for (const { qdrant } of nodes) {
    placements.push(await qdrant.placement(collection2));
  }
  const remote = placements.flatMap(({ remote_shards }) => remote_shards);
  const held = new Set(placements.flatMap(activeShards));
  const all = new Set([...placements.flatMap(({ local_shards }) => local_shards), ...remote].map(idOf2));
  const missing2 = [...all].filter((id2) => !held.has(id2)).sort((a, b) => a - b);
  const owners = remote.filter(({ shard_id }) => missing2.includes(shard_id));
  return {
    holders: nodes.filter((_, at) => placements[at].local_shards.length > 0),
    active: nodes.map(({ peer }, at) => `${activeShards(placements[at]).join(" and ") || "none"} on ${peer}`).sort().join(", "),
    missing: missing2,
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
function activeShards({ local_shards }) {
  return local_shards.filter(({ state }) => state === "Active").map(idOf2).sort((a, b) => a - b);
}
function idOf2({ shard_id }) {
  return shard_id;
}

// commands/restore/shard-keys.ts
var FIRST = 1;
async function makeShardKeys(qdrant, collection2, keys) {
  for (const { key, shards } of keys) {
    await qdrant.createShardKey(collection2, key, shards.length);
  }
}
async function makeShards(node, collection2, keys) {
  const { qdrant } = node;
  const fillers = [];
  let next = FIRST;
  for (const { key, shards } of keys) {
    const [first] = shards;
    if (next < first) {
      fillers.push(`restore-filler-${next}`);
      await qdrant.createShardKey(collection2, fillers.at(-1), first - next);
    }
    await qdrant.createShardKey(collection2, key, shards.length);
    next = first + shards.length;
  }
  for (const filler of fillers) {
    await qdrant.deleteShardKey(collection2, filler);
  }
  const made = (await shardsOf(collection2, [node])).keys ?? [];
  if (textOf2(made) !== textOf2(keys)) {
    throw new CollectionFailure(
      `The shard keys of collection ${collection2} got the shards ${textOf2(made)}, and the snapshots have ${textOf2(keys)}`,
      "restore the collection from a backup with --format jsonl"
    );
  }
}
function textOf2(keys) {
  return keys.map(({ key, shards }) => `${shards.join("+")} of ${key}`).join(", ");
}

// commands/restore/fill.ts
var COUNT_TIMEOUT = 6e4;
var UPLOAD = /^restore-\d+-\d+\.snapshot$/;
async function fill(backup, source, name, say) {
  const { manifest, nodes } = backup;
  const { qdrant } = nodes.first;
  await (manifest.format === "snapshot" ? uploadSnapshots : writeLines)(backup, source, name, say);
  await restoreIndexes(qdrant, source, name);
  const notes = await correct(qdrant, source, name);
  await requireReplicas(nodes, source.info, name);
  return { points: await requireCount(nodes, source, name), notes };
}
async function uploadSnapshots({ place, nodes }, source, name, say) {
  const { all, first } = nodes;
  if (source.shardKeys) {
    await first.qdrant.createCollection(name, creationOf(source.info));
    await makeShards(first, name, source.shardKeys);
  }
  for (const [at, file2] of source.files.entries()) {
    const { qdrant } = all[at % all.length];
    const meter = new Meter(say, `${name} to ${qdrant.url}`, contentOf(file2).size);
    const open2 = () => place.open(file2.path);
    const uploadName = `restore-${Date.now()}-${at}.snapshot`;
    await qdrant.upload(name, { ...contentOf(file2), path: file2.path, open: open2 }, uploadName, (count2) => meter.add(count2));
    await removeUploads(nodes, name);
  }
}
async function removeUploads({ all }, name) {
  for (const { qdrant } of all) {
    const uploads = (await qdrant.snapshots(name)).filter((snapshot) => UPLOAD.test(snapshot.name));
    for (const upload of uploads) {
      await qdrant.deleteSnapshot(name, upload.name);
    }
  }
}
async function drop({ nodes }, name) {
  const { qdrant } = nodes.first;
  if ((await qdrant.collections()).includes(name)) {
    await removeUploads(nodes, name);
    await qdrant.deleteCollection(name);
  }
}
async function writeLines({ place, manifest, nodes }, source, name, say) {
  const { qdrant } = nodes.first;
  await qdrant.createCollection(name, creationOf(source.info));
  await makeShardKeys(qdrant, name, source.shardKeys ?? []);
  await restoreIndexes(qdrant, source, name);
  const meter = new Meter(say, name, source.held.most, "points");
  for (const { path, shardKey: shardKey2 } of source.files) {
    for await (const points of batchesIn(place.open(path), manifest.compression)) {
      await qdrant.upsert(name, points, shardKey2);
      meter.add(points.length);
    }
  }
}
async function restoreIndexes(qdrant, source, name) {
  const present = indexTextsOf(await qdrant.collectionText(name));
  for (const [field, index] of indexTextsOf(source.info)) {
    if (!present.has(field)) {
      await qdrant.createIndex(name, field, indexSchemaOf(index));
    }
  }
}
async function correct(qdrant, { info }, name) {
  const differences = differencesOf(info, await qdrant.collectionText(name));
  const sections = [...new Set(differences.map(({ section }) => section))];
  for (const section of sections) {
    const update = updateOf(info, [section]);
    if (update) {
      await qdrant.updateCollection(name, update);
    }
  }
  const remaining = sections.length > 0 ? differencesOf(info, await qdrant.collectionText(name)) : [];
  return remaining.map(({ text }) => `collection ${name}: ${text}`);
}
async function requireCount({ first: { qdrant, clusterSize } }, { held, info }, name) {
  const counts = new Counts(qdrant, { name, info });
  for (const deadline = Date.now() + (clusterSize > 1 ? COUNT_TIMEOUT : 0); ; await sleep3(1e3)) {
    const count2 = await counts.take();
    if (admits(held, count2)) {
      return count2;
    }
    if (Date.now() >= deadline) {
      throw new CollectionFailure(
        `Collection ${name} on ${qdrant.url} has ${count2} points, and the backup has ${rangeOf(held)}`,
        "check whether a client writes to the collection; if none does, restore it again"
      );
    }
  }
}
function reasonOf(error) {
  return error instanceof Failure ? error.problem : error.message;
}

// commands/restore/snapshot-version.ts
var import_coerce = __toESM(require_coerce());
function requireVersion(from, to) {
  const [source, target] = [(0, import_coerce.default)(from), (0, import_coerce.default)(to)];
  if (!source || source.major !== target?.major || ![0, 1].includes(target.minor - source.minor)) {
    const readers = source ? `restore to ${source.major}.${source.minor} or ${source.major}.${source.minor + 1} and upgrade one minor version at a time, or ` : "";
    throw new Failure(
      `Snapshots of Qdrant ${from} cannot be restored to Qdrant ${to}`,
      `${readers}use a backup with --format jsonl`
    );
  }
}

// commands/backup/encryption/identities.ts
import { readFileSync } from "node:fs";

// cli/secrets.ts
var WORDS = new RegExp("^\\p{L}?\\p{Ll}*(?:[-_. ]\\p{Ll}+)*\\d{0,4}$|^\\p{Lu}+$|^\\d+$", "u");
var IN_WORD = "[\\p{L}\\p{N}_-]";
var BEFORE = `(?<!${IN_WORD})|(?<=%[0-9A-Fa-f]{2}|\\\\[nrt]|\\\\u[0-9A-Fa-f]{4})`;
function remember(secret) {
  if (secret !== "") {
    secrets().add(secret);
  }
  return secret;
}

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
function bech32Encode(prefix, bytes2) {
  const bits = Array.from(bytes2, (byte) => byte.toString(2).padStart(8, "0")).join("");
  const values = (bits.match(/.{1,5}/g) ?? []).map((group) => parseInt(group.padEnd(5, "0"), 2));
  const sum = checksum([...expanded(prefix), ...values, ...Array(CHECKSUM_LENGTH).fill(0)]) ^ 1;
  const check = Array.from({ length: CHECKSUM_LENGTH }, (_, at) => sum >>> 5 * (CHECKSUM_LENGTH - 1 - at) & 31);
  return `${prefix}1${[...values, ...check].map((value) => ALPHABET[value]).join("")}`;
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
function identityOf(text) {
  const secret = bech32Decode("age-secret-key-", text);
  if (secret?.length !== 32) {
    return void 0;
  }
  const key = createPrivateKey({ key: Buffer.concat([DER.private, secret]), format: "der", type: "pkcs8" });
  const bytes2 = bytesOf(createPublicKey(key));
  return { recipient: { name: bech32Encode("age", bytes2), bytes: bytes2 }, key };
}
async function* decrypted(source, key) {
  let cipher;
  let header = NO_BYTES;
  const chunk = Buffer.allocUnsafe(CHUNK + TAG);
  let filled2 = 0;
  for await (const each of source) {
    let piece = each;
    if (!cipher) {
      header = Buffer.concat([header, piece]);
      const begun = beginningOf(header, key);
      if (!begun) {
        continue;
      }
      ({ cipher, rest: piece } = begun);
    }
    for (let taken = 0; taken < piece.length; ) {
      if (filled2 === chunk.length) {
        yield cipher.decrypt(chunk, false);
        filled2 = 0;
      }
      const copied = piece.copy(chunk, filled2, taken);
      filled2 += copied;
      taken += copied;
    }
  }
  if (!cipher) {
    throw new Error("the file ends in its header");
  }
  const last = cipher.decrypt(chunk.subarray(0, filled2), true);
  if (last.length === 0 && !cipher.isFirst) {
    throw new Error("the file ends with an empty piece");
  }
  yield last;
}
function beginningOf(bytes2, key) {
  const mark = bytes2.indexOf("\n--- ");
  const end = mark < 0 ? -1 : bytes2.indexOf("\n", mark + 1);
  if (end < 0 || bytes2.length < end + 17) {
    if (bytes2.length > LARGEST_HEADER) {
      throw new Error("the file has no header of age");
    }
    return void 0;
  }
  const fileKey = Buffer.isBuffer(key) ? key : fileKeyIn(bytes2.toString("latin1", 0, mark), key);
  const signed = bytes2.subarray(0, mark + 4);
  if (!timingSafeEqual(macOf(signed, fileKey), decoded(bytes2.toString("latin1", mark + 5, end), 32))) {
    throw new Error("the header of the file was changed");
  }
  const nonce = bytes2.subarray(end + 1, end + 17);
  return { cipher: new ChunkCipher(fileKey, nonce), rest: bytes2.subarray(end + 17) };
}
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
function fileKeyIn(header, identities) {
  if (!header.startsWith(`${VERSION}
`)) {
    throw new Error("the file has no header of age");
  }
  for (const [, share, body] of header.matchAll(/^-> X25519 (\S+)\n(\S+)$/gm)) {
    const [point, sealed] = [decoded(share, 32), decoded(body, 32)];
    for (const { key, recipient } of identities) {
      try {
        return opened(wrappingKey(key, point, point, recipient.bytes), Buffer.alloc(12), sealed);
      } catch {
      }
    }
  }
  throw new Error("none of the keys opens the file");
}
function wrappingKey(own2, other, share, recipient) {
  const publicKey = createPublicKey({ key: Buffer.concat([DER.public, other]), format: "der", type: "spki" });
  return derived(diffieHellman({ privateKey: own2, publicKey }), Buffer.concat([share, recipient]), LABEL);
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
function encoded(bytes2) {
  return bytes2.toString("base64").replace(/=+$/, "");
}
function decoded(text, length) {
  const bytes2 = Buffer.from(text, "base64");
  if (bytes2.length !== length || encoded(bytes2) !== text) {
    throw new Error("the header of the file was changed");
  }
  return bytes2;
}

// commands/backup/encryption/identities.ts
var MAKE = "name a file that age-keygen wrote";
function identitiesIn(file2) {
  if (file2 === void 0) {
    return [];
  }
  let text;
  try {
    text = readFileSync(file2, "utf8");
  } catch (error) {
    throw new Failure(`--identity ${file2} cannot be read: ${error.message}`, MAKE, { cause: error });
  }
  const lines = text.split("\n").map((line) => line.trim());
  const keys = lines.filter((line) => line !== "" && !line.startsWith("#"));
  const identities = keys.flatMap((key) => identityOf(key) ?? []);
  if (identities.length === 0 || identities.length < keys.length) {
    throw new Failure(`--identity ${file2} does not contain a private key of age in each line`, MAKE);
  }
  keys.forEach(remember);
  return identities;
}
function openedWith(source, { encryption }, identities) {
  if (!encryption) {
    return source;
  }
  const recipients = encryption.recipients.join(", ");
  if (identities.length === 0) {
    throw new Failure(
      `${source.name} is encrypted to ${recipients}, and no key is given`,
      "name the file with the private key with --identity"
    );
  }
  if (!identities.some(({ recipient }) => encryption.recipients.includes(recipient.name))) {
    throw new Failure(
      `${source.name} is encrypted to ${recipients}, and the file of --identity has the key of ${identities.map(({ recipient }) => recipient.name).join(", ")}`,
      "name the file with the private key of a recipient with --identity"
    );
  }
  return {
    name: source.name,
    read: (path) => source.read(path),
    size: (path) => source.size(path),
    write: (path, text) => source.write(path, text),
    open: (path) => decrypted(source.open(path), identities)
  };
}

// commands/backup/read-manifest.ts
import { existsSync } from "node:fs";

// node_modules/zod/v4/core/util.js
function getEnumValues(entries) {
  const numericValues = Object.values(entries).filter((v) => typeof v === "number");
  const values = Object.entries(entries).filter(([k, _]) => numericValues.indexOf(+k) === -1).map(([_, v]) => v);
  return values;
}
function jsonStringifyReplacer(_, value) {
  if (typeof value === "bigint")
    return value.toString();
  return value;
}
var Cached = class {
  constructor(getter) {
    this._getter = getter;
    this._value = void 0;
  }
  get value() {
    const getter = this._getter;
    if (getter !== void 0) {
      this._value = getter();
      this._getter = void 0;
    }
    return this._value;
  }
};
function cached(getter) {
  return new Cached(getter);
}
function nullish(input) {
  return input === null || input === void 0;
}
function cleanRegex(source) {
  const start = source.startsWith("^") ? 1 : 0;
  const end = source.endsWith("$") ? source.length - 1 : source.length;
  return source.slice(start, end);
}
function assignProp(target, prop, value) {
  Object.defineProperty(target, prop, {
    value,
    writable: true,
    enumerable: true,
    configurable: true
  });
}
function rawShape(def) {
  const desc = Object.getOwnPropertyDescriptor(def, "shape");
  return desc?.get ? desc.get.raw : desc?.value;
}
function sourceShape(schema) {
  return rawShape(schema._zod.def) ?? schema._zod.def.shape;
}
function deferProp(target, key, getter) {
  Object.defineProperty(target, key, {
    get() {
      const value = getter();
      assignProp(this, key, value);
      return value;
    },
    enumerable: true,
    configurable: true
  });
}
function putProp(target, key, value) {
  if (key in target)
    assignProp(target, key, value);
  else
    target[key] = value;
}
function mirrorShape(target, source, keys, wrap) {
  const raw = sourceShape(source);
  for (const key of keys) {
    const desc = Object.getOwnPropertyDescriptor(raw, key);
    if (!desc.enumerable)
      continue;
    if (desc.get) {
      deferProp(target, key, () => {
        const value = source._zod.def.shape[key];
        return wrap ? wrap(value, key) : value;
      });
    } else
      putProp(target, key, wrap ? wrap(desc.value, key) : desc.value);
  }
}
function mirrorProps(target, source) {
  for (const key of Reflect.ownKeys(source)) {
    const desc = Object.getOwnPropertyDescriptor(source, key);
    if (!desc.enumerable)
      continue;
    if (desc.get)
      deferProp(target, key, () => source[key]);
    else
      putProp(target, key, desc.value);
  }
}
function mergeDefs(...defs) {
  const mergedDescriptors = {};
  for (const def of defs) {
    const descriptors = Object.getOwnPropertyDescriptors(def);
    Object.assign(mergedDescriptors, descriptors);
  }
  return Object.defineProperties({}, mergedDescriptors);
}
var captureStackTrace = "captureStackTrace" in Error ? Error.captureStackTrace : (..._args) => {
};
function isObject3(data) {
  return typeof data === "object" && data !== null && !Array.isArray(data);
}
function isPlainObject(o) {
  if (isObject3(o) === false)
    return false;
  const ctor = o.constructor;
  if (ctor === void 0)
    return true;
  if (typeof ctor !== "function")
    return true;
  const prot = ctor.prototype;
  if (isObject3(prot) === false)
    return false;
  if (Object.prototype.hasOwnProperty.call(prot, "isPrototypeOf") === false) {
    return false;
  }
  return true;
}
var propertyKeyTypes = /* @__PURE__ */ new Set(["string", "number", "symbol"]);
function escapeRegex(str) {
  return str.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
function clone(inst, def, params) {
  const cl = new inst._zod.constr(def ?? inst._zod.def);
  if (!def || params?.parent)
    cl._zod.parent = inst;
  return cl;
}
function normalizeParams(_params) {
  const params = _params;
  if (!params)
    return {};
  if (typeof params === "string")
    return { error: () => params };
  if (params?.message !== void 0) {
    if (params?.error !== void 0)
      throw new Error("Cannot specify both `message` and `error` params");
    params.error = params.message;
  }
  delete params.message;
  if (typeof params.error === "string")
    return { ...params, error: () => params.error };
  return params;
}
function optionalKeys(shape) {
  return Object.keys(shape).filter((k) => {
    return shape[k]._zod.optin !== void 0 && shape[k]._zod.optout === "optional";
  });
}
var NUMBER_FORMAT_RANGES = /* @__PURE__ */ (() => ({
  safeint: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  int32: [-2147483648, 2147483647],
  uint32: [0, 4294967295],
  float32: [-34028234663852886e22, 34028234663852886e22],
  float64: [-Number.MAX_VALUE, Number.MAX_VALUE]
}))();
function extend(schema, shape) {
  if (!isPlainObject(shape)) {
    throw new Error("Invalid input to extend: expected a plain object");
  }
  const checks = schema._zod.def.checks;
  const hasChecks = checks && checks.length > 0;
  if (hasChecks) {
    const existingShape = sourceShape(schema);
    for (const key of Reflect.ownKeys(shape)) {
      if (Object.getOwnPropertyDescriptor(existingShape, key) !== void 0) {
        throw new Error("Cannot overwrite keys on object schemas containing refinements. Use `.safeExtend()` instead.");
      }
    }
  }
  return clone(schema, mergeDefs(schema._zod.def, { shape: extended(schema, shape) }));
}
function extended(schema, shape) {
  const newShape = {};
  mirrorShape(newShape, schema, Reflect.ownKeys(sourceShape(schema)));
  mirrorProps(newShape, shape);
  return newShape;
}
function aborted(x, startIndex = 0) {
  if (x.aborted === true)
    return true;
  for (let i = startIndex; i < x.issues.length; i++) {
    if (x.issues[i]?.continue !== true) {
      return true;
    }
  }
  return false;
}
function explicitlyAborted(x, startIndex = 0) {
  if (x.aborted === true)
    return true;
  for (let i = startIndex; i < x.issues.length; i++) {
    if (x.issues[i]?.continue === false) {
      return true;
    }
  }
  return false;
}
function prefixIssues(path, issues) {
  return issues.map((iss) => {
    var _a2;
    (_a2 = iss).path ?? (_a2.path = []);
    iss.path.unshift(path);
    return iss;
  });
}
function unwrapMessage(message) {
  return typeof message === "string" ? message : message?.message;
}
function sizeCaps(defChecks) {
  const caps = [];
  for (const ch of defChecks ?? []) {
    const d = ch._zod.def;
    if (!/_(length|size)$|_equals$/.test(d.check))
      break;
    const max = d.maximum ?? d.length ?? d.size;
    if (max >= 0)
      caps.push([max, ch]);
  }
  return caps;
}
function attachSchema(issues, start, inst) {
  var _a2;
  for (let i = start; i < issues.length; i++) {
    (_a2 = issues[i]).schema ?? (_a2.schema = inst);
  }
}
function finalizeIssue(iss, ctx, config3) {
  var _a2;
  const traits = iss.inst?._zod?.traits;
  if (traits?.has("$ZodType")) {
    if (traits.has("$ZodCheck"))
      (_a2 = iss).schema ?? (_a2.schema = iss.inst);
    else
      iss.schema = iss.inst;
  }
  const schemaError = iss.schema !== iss.inst ? iss.schema?._zod.def?.error : void 0;
  const message = iss.message ? iss.message : unwrapMessage(iss.inst?._zod.def?.error?.(iss)) ?? unwrapMessage(schemaError?.(iss)) ?? unwrapMessage(ctx?.error?.(iss)) ?? unwrapMessage(config3.customError?.(iss)) ?? unwrapMessage(config3.localeError?.(iss)) ?? "Invalid input";
  const full = {};
  for (const k of Object.keys(iss)) {
    if (k === "inst" || k === "schema" || k === "continue" || k === "input" || k === "__proto__")
      continue;
    full[k] = iss[k];
  }
  full.path ?? (full.path = []);
  full.message = message;
  if (ctx?.reportInput) {
    full.input = iss.input;
  }
  return full;
}
var highSurrogate = /[\uD800-\uDBFF]/;
function codePointLength(str) {
  const units = str.length;
  if (!highSurrogate.test(str))
    return units;
  let count2 = units;
  for (let i = 0; i < units - 1; i++) {
    if ((str.charCodeAt(i) & 64512) === 55296 && (str.charCodeAt(i + 1) & 64512) === 56320) {
      count2--;
      i++;
    }
  }
  return count2;
}
function getLengthableOrigin(input) {
  if (Array.isArray(input))
    return "array";
  if (typeof input === "string")
    return "string";
  return "unknown";
}
function issue(...args) {
  const [iss, input, inst] = args;
  if (typeof iss === "string") {
    return {
      message: iss,
      code: "custom",
      input,
      inst
    };
  }
  return { ...iss };
}
function members2(proto, table) {
  for (const key in table) {
    const desc = Object.getOwnPropertyDescriptor(table, key);
    if (desc.get)
      Object.defineProperty(proto, key, { ...desc, enumerable: false });
    else
      defineBound(proto, key, desc.value);
  }
}
function own(inst, key, value, enumerable = true) {
  Object.defineProperty(inst, key, { configurable: true, writable: true, enumerable, value });
  return value;
}
function hide(inst, key, value) {
  return own(inst, key, value, false);
}
function defineBound(proto, key, fn) {
  Object.defineProperty(proto, key, {
    configurable: true,
    get() {
      return this == null ? fn : own(this, key, fn.bind(this));
    },
    set(value) {
      own(this, key, value);
    }
  });
}
function claim(inst, sentinel) {
  const proto = Object.getPrototypeOf(inst);
  return sentinel in proto ? void 0 : proto;
}
var installing;
var broke = false;
var breaker = {
  configurable: true,
  get() {
    broke = true;
    return void 0;
  }
};
function defineLazyInternal(inst, key, compute) {
  const proto = Object.getPrototypeOf(inst._zod);
  if (key in proto && installing !== inst._zod) {
    installing = void 0;
    return;
  }
  installing = inst._zod;
  Object.defineProperty(proto, key, {
    configurable: true,
    get() {
      Object.defineProperty(this, key, breaker);
      const outer = broke;
      broke = false;
      try {
        const value = compute(this);
        if (broke)
          delete this[key];
        else
          Object.defineProperty(this, key, { configurable: true, writable: true, value });
        broke = broke || outer;
        return value;
      } catch (err) {
        delete this[key];
        broke = broke || outer;
        throw err;
      }
    },
    set(value) {
      Object.defineProperty(this, key, { configurable: true, writable: true, value });
    }
  });
}
function installLazyProp(inst, key, make, enumerable) {
  const proto = claim(inst, key);
  if (!proto)
    return;
  Object.defineProperty(proto, key, {
    configurable: true,
    get() {
      const desc = { configurable: true, writable: true, enumerable, value: void 0 };
      Object.defineProperty(this, key, desc);
      desc.value = make(this);
      Object.defineProperty(this, key, desc);
      return desc.value;
    },
    set(value) {
      Object.defineProperty(this, key, { configurable: true, writable: true, enumerable, value });
    }
  });
}

// node_modules/zod/v4/core/core.js
var _a;
var _zodDesc = { value: void 0, enumerable: false };
var _E = "captureStackTrace" in Error ? Error : null;
function newError(Definition) {
  const E = _E;
  if (E) {
    const saved = E.stackTraceLimit;
    if (typeof saved === "number") {
      try {
        E.stackTraceLimit = 0;
      } catch {
        _E = null;
        return new Definition();
      }
      try {
        return new Definition();
      } finally {
        E.stackTraceLimit = saved;
      }
    }
  }
  return new Definition();
}
// @__NO_SIDE_EFFECTS__
function $constructor(name, initializer2, proto, params) {
  const zodProto = {};
  function Internals(def) {
    this.def = def;
    this.constr = _;
    this.traits = /* @__PURE__ */ new Set();
  }
  Internals.prototype = zodProto;
  const protoMembers = proto;
  const initialized = protoMembers && /* @__PURE__ */ new WeakSet();
  function init(inst, def) {
    if (!inst._zod) {
      _zodDesc.value = new Internals(def);
      try {
        Object.defineProperty(inst, "_zod", _zodDesc);
      } finally {
        _zodDesc.value = void 0;
      }
    } else if (inst._zod.traits.has(name)) {
      return;
    }
    inst._zod.traits.add(name);
    initializer2(inst, def);
    if (initialized) {
      const own2 = Object.getPrototypeOf(inst);
      const ctorProto = inst._zod.constr.prototype;
      let up = own2;
      while (up && up !== ctorProto)
        up = Object.getPrototypeOf(up);
      const target = up ?? own2;
      if (!initialized.has(target)) {
        initialized.add(target);
        members2(target, protoMembers);
      }
    }
    const proto2 = _.prototype;
    for (const k in proto2) {
      if (!Object.prototype.hasOwnProperty.call(proto2, k))
        continue;
      if (!(k in inst)) {
        inst[k] = proto2[k].bind(inst);
      }
    }
  }
  const Parent = params?.Parent ?? Object;
  class Definition extends Parent {
  }
  Object.defineProperty(Definition, "name", { value: name });
  function _(def) {
    const inst = params?.Parent ? newError(Definition) : this;
    init(inst, def);
    const deferred = inst._zod.deferred;
    if (deferred) {
      for (const fn of deferred) {
        fn();
      }
      inst._zod.deferred = void 0;
    }
    const pp = globalThis.__zod_globalConfig?.postProcessor;
    if (pp)
      pp(inst);
    return inst;
  }
  Object.defineProperty(_, "init", { value: init });
  Object.defineProperty(_, Symbol.hasInstance, {
    value: (inst) => {
      if (params?.Parent && inst instanceof params.Parent)
        return true;
      return inst?._zod?.traits?.has(name);
    }
  });
  Object.defineProperty(_, "name", { value: name });
  return _;
}
var $ZodAsyncError = class extends Error {
  constructor() {
    super(`Encountered Promise during synchronous parse. Use .parseAsync() instead.`);
  }
};
var $ZodEncodeError = class extends Error {
  constructor(name) {
    super(`Encountered unidirectional transform during encode: ${name}`);
    this.name = "ZodEncodeError";
  }
};
(_a = globalThis).__zod_globalConfig ?? (_a.__zod_globalConfig = {});
var globalConfig = globalThis.__zod_globalConfig;
function config2(newConfig) {
  if (newConfig)
    Object.assign(globalConfig, newConfig);
  return globalConfig;
}

// node_modules/zod/v4/core/errors.js
function _getMessage() {
  const internals = this._zod;
  internals.message ?? (internals.message = JSON.stringify(internals.def, jsonStringifyReplacer, 2));
  return internals.message;
}
function _setMessage(value) {
  this._zod.message = value;
}
var _messageDesc = {
  get: _getMessage,
  set: _setMessage,
  enumerable: true,
  configurable: true
};
var _issuesDesc = { value: void 0, enumerable: false };
var _installedToString = /* @__PURE__ */ new WeakSet([Object.prototype, Error.prototype]);
var initializer = (inst, def) => {
  inst.name = "$ZodError";
  _issuesDesc.value = def;
  Object.defineProperty(inst, "issues", _issuesDesc);
  _issuesDesc.value = void 0;
  Object.defineProperty(inst, "message", _messageDesc);
  const proto = Object.getPrototypeOf(inst);
  if (!_installedToString.has(proto)) {
    _installedToString.add(proto);
    Object.defineProperty(proto, "toString", {
      configurable: true,
      enumerable: false,
      get() {
        const value = () => this.message;
        Object.defineProperty(this, "toString", { value, configurable: true, writable: true });
        return value;
      },
      set(value) {
        Object.defineProperty(this, "toString", { value, configurable: true, writable: true });
      }
    });
  }
};
var $ZodError = $constructor("$ZodError", initializer);
var $ZodRealError = $constructor("$ZodError", initializer, void 0, {
  Parent: Error
});

// node_modules/zod/v4/core/parse.js
var _parse = (_Err) => {
  const fn = (schema, value, _ctx, _params) => {
    const ctx = _ctx ? { ..._ctx, async: false } : { async: false };
    const result = schema._zod.run({ value, issues: [] }, ctx);
    if (result instanceof Promise) {
      throw new $ZodAsyncError();
    }
    if (result.issues.length) {
      const e = new (_params?.Err ?? _Err)(result.issues.map((iss) => finalizeIssue(iss, ctx, config2())));
      captureStackTrace(e, _params?.callee ?? fn);
      throw e;
    }
    return result.value;
  };
  return fn;
};
var parse2 = /* @__PURE__ */ _parse($ZodRealError);
var _parseAsync = (_Err) => {
  const fn = async (schema, value, _ctx, params) => {
    const ctx = _ctx ? { ..._ctx, async: true } : { async: true };
    let result = schema._zod.run({ value, issues: [] }, ctx);
    if (result instanceof Promise)
      result = await result;
    if (result.issues.length) {
      const e = new (params?.Err ?? _Err)(result.issues.map((iss) => finalizeIssue(iss, ctx, config2())));
      captureStackTrace(e, params?.callee ?? fn);
      throw e;
    }
    return result.value;
  };
  return fn;
};
var parseAsync = /* @__PURE__ */ _parseAsync($ZodRealError);
var _safeParse = (_Err) => (schema, value, _ctx) => {
  const ctx = _ctx ? { ..._ctx, async: false } : { async: false };
  const result = schema._zod.run({ value, issues: [] }, ctx);
  if (result instanceof Promise) {
    throw new $ZodAsyncError();
  }
  return result.issues.length ? failure(_Err, result.issues, ctx) : { success: true, data: result.value };
};
var safeParse = /* @__PURE__ */ _safeParse($ZodRealError);
function failure(Err, issues, ctx) {
  let error;
  return {
    success: false,
    get error() {
      if (!error) {
        error = new Err(issues.map((iss) => finalizeIssue(iss, ctx, config2())));
        issues = void 0;
        ctx = void 0;
      }
      return error;
    },
    set error(e) {
      error = e;
      issues = void 0;
      ctx = void 0;
    }
  };
}
var _safeParseAsync = (_Err) => async (schema, value, _ctx) => {
  const ctx = _ctx ? { ..._ctx, async: true } : { async: true };
  let result = schema._zod.run({ value, issues: [] }, ctx);
  if (result instanceof Promise)
    result = await result;
  return result.issues.length ? failure(_Err, result.issues, ctx) : { success: true, data: result.value };
};
var safeParseAsync = /* @__PURE__ */ _safeParseAsync($ZodRealError);

// node_modules/zod/v4/core/regexes.js
var duration2 = /^P(?:(\d+W)|(?!.*W)(?=\d|T\d)(\d+Y)?(\d+M)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+([.,]\d+)?S)?)?)$/;
var dateSource = `(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))`;
function anchor(source) {
  return new RegExp(`^${source}$`);
}
var date = /* @__PURE__ */ anchor(dateSource);
function timeSource(args) {
  const hhmm = `(?:[01]\\d|2[0-3]):[0-5]\\d`;
  const regex = typeof args.precision === "number" ? args.precision === -1 ? `${hhmm}` : args.precision === 0 ? `${hhmm}:[0-5]\\d` : `${hhmm}:[0-5]\\d\\.\\d{${args.precision}}` : args.seconds ? `${hhmm}:[0-5]\\d(?:\\.\\d+)?` : `${hhmm}(?::[0-5]\\d(?:\\.\\d+)?)?`;
  return regex;
}
function time(args) {
  return new RegExp(`^${timeSource(args)}$`);
}
function datetime(args) {
  const opts = ["Z"];
  if (args.offset)
    opts.push(`([+-](?:[01]\\d|2[0-3]):[0-5]\\d)`);
  const qualified = `${timeSource({ precision: args.precision, seconds: true })}(?:${opts.join("|")})`;
  const timeRegex = args.local ? `${qualified}|${timeSource({ precision: args.precision })}` : qualified;
  return new RegExp(`^${dateSource}T(?:${timeRegex})$`);
}
var anyString = /^[\s\S]{0,}$/;
var number = /^-?\d+(?:\.\d+)?$/;
var boolean = /^(?:true|false)$/i;

// node_modules/zod/v4/core/checks.js
var $ZodCheck = /* @__PURE__ */ $constructor("$ZodCheck", (inst, def) => {
  var _a2;
  inst._zod ?? (inst._zod = {});
  inst._zod.def = def;
  (_a2 = inst._zod).onattach ?? (_a2.onattach = []);
});
var _whenHasLength = (payload) => {
  const val = payload.value;
  return !nullish(val) && val.length !== void 0;
};
var numericOriginMap = {
  number: "number",
  bigint: "bigint",
  object: "date"
};
var $ZodCheckGreaterThan = /* @__PURE__ */ $constructor("$ZodCheckGreaterThan", (inst, def) => {
  $ZodCheck.init(inst, def);
  const origin = numericOriginMap[typeof def.value];
  inst._zod.check = (payload) => {
    if (def.inclusive ? payload.value >= def.value : payload.value > def.value) {
      return;
    }
    payload.issues.push({
      origin: numericOriginMap[typeof payload.value] ?? origin,
      code: "too_small",
      minimum: typeof def.value === "object" ? def.value.getTime() : def.value,
      input: payload.value,
      inclusive: def.inclusive,
      inst,
      continue: !def.abort
    });
  };
});
var $ZodCheckNumberFormat = /* @__PURE__ */ $constructor("$ZodCheckNumberFormat", (inst, def) => {
  $ZodCheck.init(inst, def);
  def.format = def.format || "float64";
  const isInt = def.format?.includes("int");
  const origin = isInt ? "int" : "number";
  const [minimum, maximum] = NUMBER_FORMAT_RANGES[def.format];
  inst._zod.check = (payload) => {
    const input = payload.value;
    if (isInt) {
      if (!Number.isInteger(input)) {
        payload.issues.push({
          expected: origin,
          format: def.format,
          code: "invalid_type",
          continue: false,
          input,
          inst
        });
        return;
      }
      if (!Number.isSafeInteger(input)) {
        if (input > 0) {
          payload.issues.push({
            input,
            code: "too_big",
            maximum: Number.MAX_SAFE_INTEGER,
            note: "Integers must be within the safe integer range.",
            inst,
            origin,
            inclusive: true,
            continue: !def.abort
          });
        } else {
          payload.issues.push({
            input,
            code: "too_small",
            minimum: Number.MIN_SAFE_INTEGER,
            note: "Integers must be within the safe integer range.",
            inst,
            origin,
            inclusive: true,
            continue: !def.abort
          });
        }
        return;
      }
    }
    if (input < minimum) {
      payload.issues.push({
        origin: "number",
        input,
        code: "too_small",
        minimum,
        inclusive: true,
        inst,
        continue: !def.abort
      });
    }
    if (input > maximum) {
      payload.issues.push({
        origin: "number",
        input,
        code: "too_big",
        maximum,
        inclusive: true,
        inst,
        continue: !def.abort
      });
    }
  };
});
var $ZodCheckMinLength = /* @__PURE__ */ $constructor("$ZodCheckMinLength", (inst, def) => {
  var _a2;
  $ZodCheck.init(inst, def);
  (_a2 = inst._zod.def).when ?? (_a2.when = _whenHasLength);
  inst._zod.check = (payload) => {
    const input = payload.value;
    const units = input.length;
    const length = typeof input === "string" && units >= def.minimum && units < def.minimum * 2 ? codePointLength(input) : units;
    if (length >= def.minimum)
      return;
    const origin = getLengthableOrigin(input);
    payload.issues.push({
      origin,
      code: "too_small",
      minimum: def.minimum,
      inclusive: true,
      input,
      inst,
      continue: !def.abort
    });
  };
});
var $ZodCheckStringFormat = /* @__PURE__ */ $constructor("$ZodCheckStringFormat", (inst, def) => {
  var _a2, _b;
  $ZodCheck.init(inst, def);
  if (def.pattern)
    (_a2 = inst._zod).check ?? (_a2.check = (payload) => {
      def.pattern.lastIndex = 0;
      if (def.pattern.test(payload.value))
        return;
      payload.issues.push({
        origin: "string",
        code: "invalid_format",
        format: def.format,
        input: payload.value,
        ...def.pattern ? { pattern: def.pattern.toString() } : {},
        inst,
        continue: !def.abort
      });
    });
  else
    (_b = inst._zod).check ?? (_b.check = () => {
    });
});
var $ZodCheckRegex = /* @__PURE__ */ $constructor("$ZodCheckRegex", (inst, def) => {
  $ZodCheckStringFormat.init(inst, def);
  inst._zod.check = (payload) => {
    def.pattern.lastIndex = 0;
    if (def.pattern.test(payload.value))
      return;
    payload.issues.push({
      origin: "string",
      code: "invalid_format",
      format: "regex",
      input: payload.value,
      pattern: def.pattern.toString(),
      inst,
      continue: !def.abort
    });
  };
});

// node_modules/zod/v4/core/versions.js
var version = {
  major: 4,
  minor: 6,
  patch: 7
};

// node_modules/zod/v4/core/schemas.js
var $ZodType = /* @__PURE__ */ $constructor("$ZodType", (inst, def) => {
  var _a2;
  inst ?? (inst = {});
  inst._zod.def = def;
  inst._zod.bag = inst._zod.bag || {};
  inst._zod.version = version;
  const defChecks = inst._zod.def.checks;
  const checks = inst._zod.traits.has("$ZodCheck") ? [inst, ...defChecks ?? []] : defChecks?.length ? [...defChecks] : [];
  for (const ch of checks) {
    for (const fn of ch._zod.onattach) {
      fn(inst);
    }
  }
  if (checks.length === 0) {
    (_a2 = inst._zod).deferred ?? (_a2.deferred = []);
    inst._zod.deferred?.push(() => {
      inst._zod.run = inst._zod.parse;
    });
  } else {
    const runChecks = (payload, checks2, ctx) => {
      if (payload.memo)
        return payload;
      let isAborted = aborted(payload);
      let asyncResult;
      for (const ch of checks2) {
        if (ch._zod.def.when) {
          if (explicitlyAborted(payload))
            continue;
          const shouldRun = ch._zod.def.when(payload);
          if (!shouldRun)
            continue;
        } else if (isAborted) {
          continue;
        }
        const currLen = payload.issues.length;
        const _ = ch._zod.check(payload);
        if (_ instanceof Promise && ctx?.async === false) {
          throw new $ZodAsyncError();
        }
        if (asyncResult || _ instanceof Promise) {
          asyncResult = (asyncResult ?? Promise.resolve()).then(async () => {
            await _;
            const nextLen = payload.issues.length;
            if (nextLen === currLen)
              return;
            attachSchema(payload.issues, currLen, inst);
            if (!isAborted)
              isAborted = aborted(payload, currLen);
          });
        } else {
          const nextLen = payload.issues.length;
          if (nextLen === currLen)
            continue;
          attachSchema(payload.issues, currLen, inst);
          if (!isAborted)
            isAborted = aborted(payload, currLen);
        }
      }
      if (asyncResult) {
        return asyncResult.then(() => {
          return payload;
        });
      }
      return payload;
    };
    const handleCanaryResult = (canary, payload, ctx) => {
      if (aborted(canary)) {
        canary.aborted = true;
        return canary;
      }
      const checkResult = runChecks(payload, checks, ctx);
      if (checkResult instanceof Promise) {
        if (ctx.async === false)
          throw new $ZodAsyncError();
        return checkResult.then((checkResult2) => inst._zod.parse(checkResult2, ctx));
      }
      return inst._zod.parse(checkResult, ctx);
    };
    inst._zod.run = (payload, ctx) => {
      if (ctx.skipChecks) {
        return inst._zod.parse(payload, ctx);
      }
      if (ctx.direction === "backward") {
        const canary = inst._zod.parse({ value: payload.value, issues: [] }, { ...ctx, skipChecks: true });
        if (canary instanceof Promise) {
          return canary.then((canary2) => {
            return handleCanaryResult(canary2, payload, ctx);
          });
        }
        return handleCanaryResult(canary, payload, ctx);
      }
      const result = inst._zod.parse(payload, ctx);
      if (result instanceof Promise) {
        if (ctx.async === false)
          throw new $ZodAsyncError();
        return result.then((result2) => runChecks(result2, checks, ctx));
      }
      return runChecks(result, checks, ctx);
    };
  }
}, {
  // Wrappers extend this by installing a richer factory over it; reading it eagerly would defeat the laziness.
  get "~standard"() {
    return hide(this, "~standard", standardProps(this));
  },
  set "~standard"(value) {
    own(this, "~standard", value);
  }
});
var toStandardResult = (r, ctx) => r.issues.length ? { issues: r.issues.map((iss) => finalizeIssue(iss, ctx, config2())) } : { value: r.value };
async function validateAsync(inst, value) {
  const ctx = { async: true };
  return toStandardResult(await inst._zod.run({ value, issues: [] }, ctx), ctx);
}
function standardProps(inst) {
  return {
    validate: (value) => {
      const ctx = { async: false };
      try {
        const r = inst._zod.run({ value, issues: [] }, ctx);
        if (!(r instanceof Promise))
          return toStandardResult(r, ctx);
      } catch (_) {
      }
      return validateAsync(inst, value);
    },
    vendor: "zod",
    version: 1
  };
}
var $ZodString = /* @__PURE__ */ $constructor("$ZodString", (inst, def) => {
  $ZodType.init(inst, def);
  inst._zod.pattern = def.pattern ?? anyString;
  inst._zod.parse = (payload, _) => {
    if (def.coerce)
      try {
        payload.value = String(payload.value);
      } catch (_2) {
      }
    if (typeof payload.value === "string")
      return payload;
    payload.issues.push({
      expected: "string",
      code: "invalid_type",
      input: payload.value,
      inst
    });
    return payload;
  };
});
var $ZodStringFormat = /* @__PURE__ */ $constructor("$ZodStringFormat", (inst, def) => {
  $ZodCheckStringFormat.init(inst, def);
  $ZodString.init(inst, def);
});
var $ZodISODateTime = /* @__PURE__ */ $constructor("$ZodISODateTime", (inst, def) => {
  def.pattern ?? (def.pattern = datetime(def));
  $ZodStringFormat.init(inst, def);
});
var $ZodISODate = /* @__PURE__ */ $constructor("$ZodISODate", (inst, def) => {
  def.pattern ?? (def.pattern = date);
  $ZodStringFormat.init(inst, def);
});
var $ZodISOTime = /* @__PURE__ */ $constructor("$ZodISOTime", (inst, def) => {
  def.pattern ?? (def.pattern = time(def));
  $ZodStringFormat.init(inst, def);
});
var $ZodISODuration = /* @__PURE__ */ $constructor("$ZodISODuration", (inst, def) => {
  def.pattern ?? (def.pattern = duration2);
  $ZodStringFormat.init(inst, def);
});
var $ZodNumber = /* @__PURE__ */ $constructor("$ZodNumber", (inst, def) => {
  $ZodType.init(inst, def);
  inst._zod.pattern = number;
  inst._zod.parse = (payload, _ctx) => {
    if (def.coerce)
      try {
        payload.value = Number(payload.value);
      } catch (_) {
      }
    const input = payload.value;
    if (typeof input === "number" && !Number.isNaN(input) && Number.isFinite(input)) {
      return payload;
    }
    const received = typeof input === "number" ? Number.isNaN(input) ? "NaN" : !Number.isFinite(input) ? String(input) : void 0 : void 0;
    payload.issues.push({
      expected: "number",
      code: "invalid_type",
      input,
      inst,
      ...received ? { received } : {}
    });
    return payload;
  };
});
var $ZodNumberFormat = /* @__PURE__ */ $constructor("$ZodNumberFormat", (inst, def) => {
  $ZodCheckNumberFormat.init(inst, def);
  $ZodNumber.init(inst, def);
});
var $ZodBoolean = /* @__PURE__ */ $constructor("$ZodBoolean", (inst, def) => {
  $ZodType.init(inst, def);
  inst._zod.pattern = boolean;
  inst._zod.parse = (payload, _ctx) => {
    if (def.coerce)
      try {
        payload.value = Boolean(payload.value);
      } catch (_) {
      }
    const input = payload.value;
    if (typeof input === "boolean")
      return payload;
    payload.issues.push({
      expected: "boolean",
      code: "invalid_type",
      input,
      inst
    });
    return payload;
  };
});
function capSize(inst, size) {
  const caps = sizeCaps(inst._zod.def.checks);
  if (!caps.length)
    return;
  const cap = Math.min(...caps.map((c) => c[0]));
  const parse3 = inst._zod.parse;
  inst._zod.parse = (payload, ctx) => {
    const n = size(payload.value);
    if (n > cap && !ctx?.skipChecks && ctx?.direction !== "backward") {
      for (const [max, ch] of sizeCaps(inst._zod.def.checks)) {
        if (n > max && ch._zod.def.when(payload)) {
          const start = payload.issues.length;
          ch._zod.check(payload);
          payload.issues[start].continue = false;
          attachSchema(payload.issues, start, inst);
          return payload;
        }
      }
    }
    return parse3(payload, ctx);
  };
}
var arraySize = (input) => Array.isArray(input) ? input.length : -1;
function handleArrayResult(result, final, index) {
  if (result.issues.length) {
    final.issues.push(...prefixIssues(index, result.issues));
  }
  final.value[index] = result.value;
}
var $ZodArray = /* @__PURE__ */ $constructor("$ZodArray", (inst, def) => {
  $ZodType.init(inst, def);
  const memo = globalConfig.memoizer;
  memo?.attach(inst);
  inst._zod.parse = (payload, ctx) => {
    const input = payload.value;
    if (!Array.isArray(input)) {
      payload.issues.push({
        expected: "array",
        code: "invalid_type",
        input,
        inst
      });
      return payload;
    }
    payload.value = memo ? memo.alloc(inst, payload, Array(input.length), ctx) : Array(input.length);
    const proms = [];
    const abortEarly = ctx?.abortEarly;
    for (let i = 0; i < input.length; i++) {
      const item = input[i];
      const result = def.element._zod.run({
        value: item,
        issues: []
      }, ctx);
      if (result instanceof Promise) {
        proms.push(result.then((result2) => handleArrayResult(result2, payload, i)));
      } else {
        handleArrayResult(result, payload, i);
        if (abortEarly && result.issues.length !== 0 && aborted(result))
          break;
      }
    }
    if (proms.length) {
      return Promise.all(proms).then(() => payload);
    }
    return payload;
  };
  capSize(inst, arraySize);
});
function handlePropertyResult(result, final, key, input, optin, optout) {
  const isPresent = key in input;
  const isOptionalOut = optout === "optional";
  if (!isPresent && isOptionalOut && optin === "optional") {
    return;
  }
  if (result.issues.length) {
    if (optin !== void 0 && isOptionalOut && !isPresent) {
      return;
    }
    final.issues.push(...prefixIssues(key, result.issues));
  }
  if (!isPresent && optin === void 0) {
    if (!result.issues.length) {
      final.issues.push({
        code: "invalid_type",
        expected: "nonoptional",
        input: void 0,
        path: [key]
      });
    }
    return;
  }
  if (result.value === void 0) {
    if (isPresent || optin === "defaulted" && !isOptionalOut) {
      final.value[key] = void 0;
    }
  } else {
    final.value[key] = result.value;
  }
}
var NO_SYMBOL_KEYS = [];
function normalizeDef(def) {
  const keys = Object.keys(def.shape);
  const ownSymbols = Object.getOwnPropertySymbols(def.shape);
  const symbolKeys = ownSymbols.length ? ownSymbols : NO_SYMBOL_KEYS;
  const allKeys = symbolKeys.length ? [...keys, ...symbolKeys] : keys;
  for (const k of allKeys) {
    if (!def.shape?.[k]?._zod?.traits?.has("$ZodType")) {
      throw new Error(`Invalid element at key "${String(k)}": expected a Zod schema`);
    }
  }
  const okeys = optionalKeys(def.shape);
  return {
    ...def,
    allKeys,
    symbolKeys,
    // string-only: handleCatchall matches it against `for...in`, which never yields a symbol
    keySet: new Set(keys),
    numKeys: keys.length,
    optionalKeys: new Set(okeys)
  };
}
function handleCatchall(proms, input, payload, ctx, def, inst, abortEarly) {
  const unrecognized = [];
  const keySet = def.keySet;
  const _catchall = def.catchall._zod;
  const t = _catchall.def.type;
  const optin = _catchall.optin;
  const optout = _catchall.optout;
  let seen = 0;
  for (const key in input) {
    if (abortEarly && payload.issues.length !== seen) {
      if (aborted(payload, seen))
        break;
      seen = payload.issues.length;
    }
    if (keySet.has(key))
      continue;
    if (key === "__proto__") {
      if (t === "never")
        unrecognized.push(key);
      continue;
    }
    if (t === "never") {
      unrecognized.push(key);
      continue;
    }
    const r = _catchall.run({ value: input[key], issues: [] }, ctx);
    if (r instanceof Promise) {
      proms.push(r.then((r2) => handlePropertyResult(r2, payload, key, input, optin, optout)));
    } else {
      handlePropertyResult(r, payload, key, input, optin, optout);
    }
  }
  if (unrecognized.length) {
    payload.issues.push({
      code: "unrecognized_keys",
      keys: unrecognized,
      input,
      inst,
      // Describes the shape of the input, not the validity of the parsed value, so it never aborts. The parse still fails; the schema's own checks just get to run first, and an enclosing intersection can reconcile the key against a sibling operand.
      continue: true
    });
  }
  if (!proms.length)
    return payload;
  return Promise.all(proms).then(() => {
    return payload;
  });
}
var $ZodObject = /* @__PURE__ */ $constructor("$ZodObject", (inst, def) => {
  $ZodType.init(inst, def);
  const desc = Object.getOwnPropertyDescriptor(def, "shape");
  const sh = desc?.get ? desc.get.raw : def.shape ?? {};
  if (sh) {
    const get = () => {
      const newSh = { ...sh };
      Object.defineProperty(def, "shape", { value: newSh });
      get.raw = newSh;
      return newSh;
    };
    get.raw = sh;
    Object.defineProperty(def, "shape", { get });
  }
  const _normalized = cached(() => normalizeDef(def));
  defineLazyInternal(inst, "propValues", (zod) => {
    const shape = zod.def.shape;
    const propValues = {};
    for (const key in shape) {
      const field = shape[key]._zod;
      if (field.values) {
        if (!Object.prototype.hasOwnProperty.call(propValues, key)) {
          assignProp(propValues, key, /* @__PURE__ */ new Set());
        }
        for (const v of field.values)
          propValues[key].add(v);
        if (field.optin !== void 0)
          propValues[key].add(void 0);
      }
    }
    return propValues;
  });
  const isObject4 = isObject3;
  const catchall = def.catchall;
  let value;
  const memo = globalConfig.memoizer;
  memo?.attach(inst);
  inst._zod.parse = (payload, ctx) => {
    value ?? (value = _normalized.value);
    const input = payload.value;
    if (!isObject4(input)) {
      payload.issues.push({
        expected: "object",
        code: "invalid_type",
        input,
        inst
      });
      return payload;
    }
    payload.value = memo ? memo.alloc(inst, payload, {}, ctx) : {};
    const proms = [];
    const shape = value.shape;
    const abortEarly = ctx?.abortEarly;
    let seen = payload.issues.length;
    for (const key of value.allKeys) {
      if (abortEarly && payload.issues.length !== seen) {
        if (aborted(payload, seen))
          break;
        seen = payload.issues.length;
      }
      if (key === "__proto__")
        continue;
      const el = shape[key];
      const optin = el._zod.optin;
      const optout = el._zod.optout;
      const r = el._zod.run({ value: input[key], issues: [] }, ctx);
      if (r instanceof Promise) {
        proms.push(r.then((r2) => handlePropertyResult(r2, payload, key, input, optin, optout)));
      } else {
        handlePropertyResult(r, payload, key, input, optin, optout);
      }
    }
    if (!catchall) {
      return proms.length ? Promise.all(proms).then(() => payload) : payload;
    }
    return handleCatchall(proms, input, payload, ctx, _normalized.value, inst, abortEarly === true);
  };
});
function handleUnionResults(results, final, inst, ctx) {
  for (const result of results) {
    if (result.issues.length === 0) {
      final.value = result.value;
      return final;
    }
  }
  const nonaborted = results.filter((r) => !aborted(r));
  if (nonaborted.length === 1) {
    final.value = nonaborted[0].value;
    return nonaborted[0];
  }
  final.issues.push({
    code: "invalid_union",
    input: final.value,
    inst,
    errors: results.map((result) => result.issues.map((iss) => finalizeIssue(iss, ctx, config2())))
  });
  return final;
}
var $ZodUnion = /* @__PURE__ */ $constructor("$ZodUnion", (inst, def) => {
  $ZodType.init(inst, def);
  defineLazyInternal(inst, "optin", (zod) => zod.def.options.some((o) => o._zod.optin === "defaulted") ? "defaulted" : zod.def.options.some((o) => o._zod.optin !== void 0) ? "optional" : void 0);
  defineLazyInternal(inst, "optout", (zod) => zod.def.options.some((o) => o._zod.optout === "optional") ? "optional" : void 0);
  defineLazyInternal(inst, "values", (zod) => {
    if (zod.def.options.every((o) => o._zod.values)) {
      return new Set(zod.def.options.flatMap((option) => Array.from(option._zod.values)));
    }
    return void 0;
  });
  defineLazyInternal(inst, "pattern", (zod) => {
    if (zod.def.options.every((o) => o._zod.pattern)) {
      const patterns = zod.def.options.map((o) => o._zod.pattern);
      return new RegExp(`^(${patterns.map((p) => cleanRegex(p.source)).join("|")})$`);
    }
    return void 0;
  });
  const first = def.options.length === 1 ? def.options[0]._zod.run : null;
  inst._zod.parse = (payload, ctx) => {
    if (first) {
      return first(payload, ctx);
    }
    let async = false;
    const results = [];
    for (const option of def.options) {
      const result = option._zod.run({
        value: payload.value,
        issues: []
      }, ctx);
      if (result instanceof Promise) {
        results.push(result);
        async = true;
      } else {
        if (result.issues.length === 0)
          return result;
        results.push(result);
      }
    }
    if (!async)
      return handleUnionResults(results, payload, inst, ctx);
    return Promise.all(results).then((results2) => {
      return handleUnionResults(results2, payload, inst, ctx);
    });
  };
});
var $ZodRecord = /* @__PURE__ */ $constructor("$ZodRecord", (inst, def) => {
  $ZodType.init(inst, def);
  const memo = globalConfig.memoizer;
  memo?.attach(inst);
  inst._zod.parse = (payload, ctx) => {
    const input = payload.value;
    if (!isPlainObject(input)) {
      payload.issues.push({
        expected: "record",
        code: "invalid_type",
        input,
        inst
      });
      return payload;
    }
    const proms = [];
    const values = def.keyType._zod.values;
    if (values && !def.partial) {
      payload.value = memo ? memo.alloc(inst, payload, {}, ctx) : {};
      const recordKeys = /* @__PURE__ */ new Set();
      for (const key of values) {
        if (typeof key === "string" || typeof key === "number" || typeof key === "symbol") {
          recordKeys.add(typeof key === "number" ? key.toString() : key);
          if (key === "__proto__")
            continue;
          const keyResult = def.keyType._zod.run({ value: key, issues: [] }, ctx);
          if (keyResult instanceof Promise) {
            throw new Error("Async schemas not supported in object keys currently");
          }
          if (keyResult.issues.length) {
            payload.issues.push({
              code: "invalid_key",
              origin: "record",
              issues: keyResult.issues.map((iss) => finalizeIssue(iss, ctx, config2())),
              input: key,
              path: [key],
              inst
            });
            continue;
          }
          const outKey = keyResult.value;
          if (outKey === "__proto__")
            continue;
          const result = def.valueType._zod.run({ value: input[key], issues: [] }, ctx);
          if (result instanceof Promise) {
            proms.push(result.then((result2) => {
              if (result2.issues.length) {
                payload.issues.push(...prefixIssues(key, result2.issues));
              }
              payload.value[outKey] = result2.value;
            }));
          } else {
            if (result.issues.length) {
              payload.issues.push(...prefixIssues(key, result.issues));
            }
            payload.value[outKey] = result.value;
          }
        }
      }
      let unrecognized;
      for (const key in input) {
        if (!recordKeys.has(key)) {
          if (def.mode === "loose") {
            if (key === "__proto__")
              continue;
            payload.value[key] = input[key];
          } else {
            unrecognized = unrecognized ?? [];
            unrecognized.push(key);
          }
        }
      }
      if (unrecognized && unrecognized.length > 0) {
        payload.issues.push({
          code: "unrecognized_keys",
          input,
          inst,
          keys: unrecognized,
          continue: true
        });
      }
    } else {
      payload.value = memo ? memo.alloc(inst, payload, {}, ctx) : {};
      let unrecognized;
      for (const key of Reflect.ownKeys(input)) {
        if (key === "__proto__")
          continue;
        if (!Object.prototype.propertyIsEnumerable.call(input, key))
          continue;
        let keyResult = def.keyType._zod.run({ value: key, issues: [] }, ctx);
        if (keyResult instanceof Promise) {
          throw new Error("Async schemas not supported in object keys currently");
        }
        const checkNumericKey = typeof key === "string" && number.test(key) && keyResult.issues.length;
        if (checkNumericKey) {
          const retryResult = def.keyType._zod.run({ value: Number(key), issues: [] }, ctx);
          if (retryResult instanceof Promise) {
            throw new Error("Async schemas not supported in object keys currently");
          }
          if (retryResult.issues.length === 0) {
            keyResult = retryResult;
          }
        }
        if (keyResult.issues.length) {
          if (def.mode === "loose") {
            payload.value[key] = input[key];
          } else if (values) {
            unrecognized = unrecognized ?? [];
            unrecognized.push(key);
          } else {
            payload.issues.push({
              code: "invalid_key",
              origin: "record",
              issues: keyResult.issues.map((iss) => finalizeIssue(iss, ctx, config2())),
              input: key,
              path: [key],
              inst
            });
          }
          continue;
        }
        const outKey = keyResult.value;
        if (outKey === "__proto__")
          continue;
        const result = def.valueType._zod.run({ value: input[key], issues: [] }, ctx);
        if (result instanceof Promise) {
          proms.push(result.then((result2) => {
            if (result2.issues.length) {
              payload.issues.push(...prefixIssues(key, result2.issues));
            }
            payload.value[outKey] = result2.value;
          }));
        } else {
          if (result.issues.length) {
            payload.issues.push(...prefixIssues(key, result.issues));
          }
          payload.value[outKey] = result.value;
        }
      }
      if (unrecognized && unrecognized.length > 0) {
        payload.issues.push({
          code: "unrecognized_keys",
          input,
          inst,
          keys: unrecognized,
          continue: true
        });
      }
    }
    if (proms.length) {
      return Promise.all(proms).then(() => payload);
    }
    return payload;
  };
});
var $ZodEnum = /* @__PURE__ */ $constructor("$ZodEnum", (inst, def) => {
  $ZodType.init(inst, def);
  const values = getEnumValues(def.entries);
  const valuesSet = new Set(values);
  inst._zod.values = valuesSet;
  defineLazyInternal(inst, "pattern", (zod) => {
    const patternValues = getEnumValues(zod.def.entries).filter((k) => propertyKeyTypes.has(typeof k));
    return new RegExp(patternValues.length ? `^(${patternValues.map((o) => escapeRegex(o.toString())).join("|")})$` : "^[^\\s\\S]$");
  });
  inst._zod.parse = (payload, _ctx) => {
    const input = payload.value;
    if (valuesSet.has(input)) {
      return payload;
    }
    payload.issues.push({
      code: "invalid_value",
      values,
      input,
      inst
    });
    return payload;
  };
});
var $ZodLiteral = /* @__PURE__ */ $constructor("$ZodLiteral", (inst, def) => {
  $ZodType.init(inst, def);
  const values = new Set(def.values);
  inst._zod.values = values;
  defineLazyInternal(inst, "pattern", (zod) => {
    const vals = zod.def.values;
    return new RegExp(vals.length ? `^(${vals.map((o) => typeof o === "string" ? escapeRegex(o) : o ? escapeRegex(o.toString()) : String(o)).join("|")})$` : "^[^\\s\\S]$");
  });
  inst._zod.parse = (payload, _ctx) => {
    const input = payload.value;
    if (values.has(input)) {
      return payload;
    }
    payload.issues.push({
      code: "invalid_value",
      values: def.values,
      input,
      inst
    });
    return payload;
  };
});
var $ZodTransform = /* @__PURE__ */ $constructor("$ZodTransform", (inst, def) => {
  $ZodType.init(inst, def);
  inst._zod.optin = "optional";
  globalConfig.memoizer?.guard(inst);
  inst._zod.parse = (payload, ctx) => {
    if (ctx.direction === "backward") {
      throw new $ZodEncodeError(inst.constructor.name);
    }
    const _out = def.transform(payload.value, payload);
    if (ctx.async) {
      const output = _out instanceof Promise ? _out : Promise.resolve(_out);
      return output.then((output2) => {
        payload.value = output2;
        return payload;
      });
    }
    if (_out instanceof Promise) {
      throw new $ZodAsyncError();
    }
    payload.value = _out;
    return payload;
  };
});
function handleOptionalResult(payload, result) {
  payload.value = result.issues.length ? void 0 : result.value;
  return payload;
}
var $ZodOptional = /* @__PURE__ */ $constructor("$ZodOptional", (inst, def) => {
  $ZodType.init(inst, def);
  defineLazyInternal(inst, "optin", (zod) => zod.def.innerType._zod.optin === "defaulted" ? "defaulted" : "optional");
  inst._zod.optout = "optional";
  defineLazyInternal(inst, "values", (zod) => {
    const values = zod.def.innerType._zod.values;
    return values ? /* @__PURE__ */ new Set([...values, void 0]) : void 0;
  });
  defineLazyInternal(inst, "pattern", (zod) => {
    const pattern = zod.def.innerType._zod.pattern;
    return pattern ? new RegExp(`^(${cleanRegex(pattern.source)})?$`) : void 0;
  });
  inst._zod.parse = (payload, ctx) => {
    if (payload.value === void 0) {
      if (def.innerType._zod.optin !== "defaulted")
        return payload;
      const result = def.innerType._zod.run({ value: payload.value, issues: [] }, ctx);
      if (result instanceof Promise)
        return result.then((result2) => handleOptionalResult(payload, result2));
      return handleOptionalResult(payload, result);
    }
    return def.innerType._zod.run(payload, ctx);
  };
});
var $ZodPipe = /* @__PURE__ */ $constructor("$ZodPipe", (inst, def) => {
  $ZodType.init(inst, def);
  defineLazyInternal(inst, "values", (zod) => zod.def.in._zod.values);
  defineLazyInternal(inst, "optin", (zod) => zod.def.in._zod.optin);
  defineLazyInternal(inst, "optout", (zod) => zod.def.out._zod.optout);
  defineLazyInternal(inst, "propValues", (zod) => zod.def.in._zod.propValues);
  inst._zod.parse = (payload, ctx) => {
    if (ctx.direction === "backward") {
      const right = def.out._zod.run(payload, ctx);
      if (right instanceof Promise) {
        return right.then((right2) => handlePipeResult(right2, def.in, ctx));
      }
      return handlePipeResult(right, def.in, ctx);
    }
    const left = def.in._zod.run(payload, ctx);
    if (left instanceof Promise) {
      return left.then((left2) => handlePipeResult(left2, def.out, ctx));
    }
    return handlePipeResult(left, def.out, ctx);
  };
});
function handlePipeResult(left, next, ctx) {
  if (left.issues.some((iss) => iss.code !== "unrecognized_keys")) {
    left.aborted = true;
    return left;
  }
  return next._zod.run({ value: left.value, issues: left.issues }, ctx);
}
var $ZodCustom = /* @__PURE__ */ $constructor("$ZodCustom", (inst, def) => {
  $ZodCheck.init(inst, def);
  $ZodType.init(inst, def);
  inst._zod.parse = (payload, _) => {
    return payload;
  };
  inst._zod.check = (payload) => {
    const input = payload.value;
    const r = def.fn(input);
    if (r instanceof Promise) {
      return r.then((r2) => handleRefineResult(r2, payload, input, inst));
    }
    handleRefineResult(r, payload, input, inst);
    return;
  };
});
function handleRefineResult(result, payload, input, inst) {
  if (!result) {
    const _iss = {
      code: "custom",
      input,
      inst,
      // incorporates params.error into issue reporting
      path: [...inst._zod.def.path ?? []],
      // incorporates params.error into issue reporting
      continue: !inst._zod.def.abort
      // params: inst._zod.def.params,
    };
    if (inst._zod.def.params)
      _iss.params = inst._zod.def.params;
    payload.issues.push(issue(_iss));
  }
}

// node_modules/zod/v4/core/api.js
function snapshotChecks(def) {
  if (def.checks)
    def.checks = [...def.checks];
  return def;
}
// @__NO_SIDE_EFFECTS__
function _string(Class, params) {
  return new Class(snapshotChecks({ type: "string", ...normalizeParams(params) }));
}
// @__NO_SIDE_EFFECTS__
function _isoDateTime(Class, params) {
  return new Class({
    type: "string",
    format: "datetime",
    check: "string_format",
    offset: false,
    local: false,
    precision: null,
    ...normalizeParams(params)
  });
}
// @__NO_SIDE_EFFECTS__
function _isoDate(Class, params) {
  return new Class({
    type: "string",
    format: "date",
    check: "string_format",
    ...normalizeParams(params)
  });
}
// @__NO_SIDE_EFFECTS__
function _isoTime(Class, params) {
  return new Class({
    type: "string",
    format: "time",
    check: "string_format",
    precision: null,
    ...normalizeParams(params)
  });
}
// @__NO_SIDE_EFFECTS__
function _isoDuration(Class, params) {
  return new Class({
    type: "string",
    format: "duration",
    check: "string_format",
    ...normalizeParams(params)
  });
}
// @__NO_SIDE_EFFECTS__
function _number(Class, params) {
  return new Class(snapshotChecks({ type: "number", checks: [], ...normalizeParams(params) }));
}
// @__NO_SIDE_EFFECTS__
function _int(Class, params) {
  return new Class({
    type: "number",
    check: "number_format",
    abort: false,
    format: "safeint",
    ...normalizeParams(params)
  });
}
// @__NO_SIDE_EFFECTS__
function _boolean(Class, params) {
  return new Class({
    type: "boolean",
    ...normalizeParams(params)
  });
}
// @__NO_SIDE_EFFECTS__
function _gte(value, params) {
  return new $ZodCheckGreaterThan({
    check: "greater_than",
    ...normalizeParams(params),
    value,
    inclusive: true
  });
}
// @__NO_SIDE_EFFECTS__
function _nonnegative(params) {
  return /* @__PURE__ */ _gte(0, params);
}
// @__NO_SIDE_EFFECTS__
function _minLength(minimum, params) {
  return new $ZodCheckMinLength({
    check: "min_length",
    ...normalizeParams(params),
    minimum
  });
}
// @__NO_SIDE_EFFECTS__
function _regex(pattern, params) {
  return new $ZodCheckRegex({
    check: "string_format",
    format: "regex",
    ...normalizeParams(params),
    pattern
  });
}
// @__NO_SIDE_EFFECTS__
function _custom(Class, fn, _params) {
  const norm = normalizeParams(_params);
  norm.abort ?? (norm.abort = true);
  const schema = new Class({
    type: "custom",
    check: "custom",
    fn,
    ...norm
  });
  return schema;
}
// @__NO_SIDE_EFFECTS__
function _refine(Class, fn, _params) {
  const schema = new Class({
    type: "custom",
    check: "custom",
    fn,
    ...normalizeParams(_params)
  });
  return schema;
}

// node_modules/zod/v4/mini/schemas.js
var ZodMiniType = /* @__PURE__ */ $constructor("ZodMiniType", (inst, def) => {
  if (!inst._zod)
    throw new Error("Uninitialized schema in ZodMiniType.");
  $ZodType.init(inst, def);
  inst.def = def;
  inst.type = def.type;
}, {
  // `with` is an alias for `check`: the same function object, not a wrapper.
  get with() {
    return this.check;
  },
  set with(value) {
    own(this, "with", value);
  },
  parse(data, params) {
    return parse2(this, data, params, { callee: this.parse });
  },
  parseAsync(data, params) {
    return parseAsync(this, data, params, { callee: this.parseAsync });
  },
  safeParse(data, params) {
    return safeParse(this, data, params);
  },
  safeParseAsync(data, params) {
    return safeParseAsync(this, data, params);
  },
  check(...checks) {
    const def = this.def;
    return this.clone({
      ...def,
      checks: [
        ...def.checks ?? [],
        ...checks.map((ch) => typeof ch === "function" ? { _zod: { check: ch, def: { check: "custom" }, onattach: [] } } : ch)
      ]
    }, { parent: true });
  },
  clone(_def, params) {
    return clone(this, _def, params);
  },
  brand() {
    return this;
  },
  register(reg, meta2) {
    reg.add(this, meta2);
    return this;
  },
  apply(fn, ...args) {
    return args.length === 0 ? fn(this) : fn(this, ...args);
  }
});
var ZodMiniString = /* @__PURE__ */ $constructor("ZodMiniString", (inst, def) => {
  $ZodString.init(inst, def);
  ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function string2(params) {
  return _string(ZodMiniString, params);
}
var ZodMiniStringFormat = /* @__PURE__ */ $constructor("ZodMiniStringFormat", (inst, def) => {
  $ZodStringFormat.init(inst, def);
  ZodMiniString.init(inst, def);
});
var ZodMiniNumber = /* @__PURE__ */ $constructor("ZodMiniNumber", (inst, def) => {
  $ZodNumber.init(inst, def);
  ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function number2(params) {
  return _number(ZodMiniNumber, params);
}
var ZodMiniNumberFormat = /* @__PURE__ */ $constructor("ZodMiniNumberFormat", (inst, def) => {
  $ZodNumberFormat.init(inst, def);
  ZodMiniNumber.init(inst, def);
});
function int(params) {
  return _int(ZodMiniNumberFormat, params);
}
var ZodMiniBoolean = /* @__PURE__ */ $constructor("ZodMiniBoolean", (inst, def) => {
  $ZodBoolean.init(inst, def);
  ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function boolean2(params) {
  return _boolean(ZodMiniBoolean, params);
}
var ZodMiniArray = /* @__PURE__ */ $constructor("ZodMiniArray", (inst, def) => {
  $ZodArray.init(inst, def);
  ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function array(element, params) {
  return new ZodMiniArray({
    type: "array",
    element,
    ...normalizeParams(params)
  });
}
var ZodMiniObject = /* @__PURE__ */ $constructor("ZodMiniObject", (inst, def) => {
  $ZodObject.init(inst, def);
  ZodMiniType.init(inst, def);
  installLazyProp(inst, "shape", (self) => self._zod.def.shape, false);
});
// @__NO_SIDE_EFFECTS__
function object(shape, params) {
  const def = {
    type: "object",
    shape: shape ?? {},
    ...normalizeParams(params)
  };
  return new ZodMiniObject(def);
}
// @__NO_SIDE_EFFECTS__
function extend2(schema, shape) {
  return extend(schema, shape);
}
var ZodMiniUnion = /* @__PURE__ */ $constructor("ZodMiniUnion", (inst, def) => {
  $ZodUnion.init(inst, def);
  ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function union(options, params) {
  return new ZodMiniUnion({
    type: "union",
    options,
    ...normalizeParams(params)
  });
}
var ZodMiniRecord = /* @__PURE__ */ $constructor("ZodMiniRecord", (inst, def) => {
  $ZodRecord.init(inst, def);
  ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function record(keyType, valueType, params) {
  if (!valueType || !valueType._zod) {
    return new ZodMiniRecord({
      type: "record",
      keyType: /* @__PURE__ */ string2(),
      valueType: keyType,
      ...normalizeParams(valueType)
    });
  }
  return new ZodMiniRecord({
    type: "record",
    keyType,
    valueType,
    ...normalizeParams(params)
  });
}
var ZodMiniEnum = /* @__PURE__ */ $constructor("ZodMiniEnum", (inst, def) => {
  $ZodEnum.init(inst, def);
  ZodMiniType.init(inst, def);
  inst.options = [...inst._zod.values];
});
// @__NO_SIDE_EFFECTS__
function _enum(values, params) {
  const entries = Array.isArray(values) ? Object.fromEntries(values.map((v) => [v, v])) : values;
  return new ZodMiniEnum({
    type: "enum",
    entries,
    ...normalizeParams(params)
  });
}
var ZodMiniLiteral = /* @__PURE__ */ $constructor("ZodMiniLiteral", (inst, def) => {
  $ZodLiteral.init(inst, def);
  ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function literal(value, params) {
  return new ZodMiniLiteral({
    type: "literal",
    values: Array.isArray(value) ? value : [value],
    ...normalizeParams(params)
  });
}
var ZodMiniTransform = /* @__PURE__ */ $constructor("ZodMiniTransform", (inst, def) => {
  $ZodTransform.init(inst, def);
  ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function transform(fn) {
  return new ZodMiniTransform({
    type: "transform",
    transform: fn
  });
}
var ZodMiniOptional = /* @__PURE__ */ $constructor("ZodMiniOptional", (inst, def) => {
  $ZodOptional.init(inst, def);
  ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function optional(innerType) {
  return new ZodMiniOptional({
    type: "optional",
    innerType
  });
}
var ZodMiniPipe = /* @__PURE__ */ $constructor("ZodMiniPipe", (inst, def) => {
  $ZodPipe.init(inst, def);
  ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function pipe(in_, out) {
  return new ZodMiniPipe({
    type: "pipe",
    in: in_,
    out
  });
}
var ZodMiniCustom = /* @__PURE__ */ $constructor("ZodMiniCustom", (inst, def) => {
  $ZodCustom.init(inst, def);
  ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function custom(fn, _params) {
  return _custom(ZodMiniCustom, fn ?? (() => true), _params);
}
// @__NO_SIDE_EFFECTS__
function refine(fn, _params = {}) {
  return _refine(ZodMiniCustom, fn, _params);
}

// node_modules/zod/v4/mini/iso.js
var iso_exports = {};
__export(iso_exports, {
  ZodMiniISODate: () => ZodMiniISODate,
  ZodMiniISODateTime: () => ZodMiniISODateTime,
  ZodMiniISODuration: () => ZodMiniISODuration,
  ZodMiniISOTime: () => ZodMiniISOTime,
  date: () => date2,
  datetime: () => datetime2,
  duration: () => duration3,
  time: () => time2
});
var ZodMiniISODateTime = /* @__PURE__ */ $constructor("ZodMiniISODateTime", (inst, def) => {
  $ZodISODateTime.init(inst, def);
  ZodMiniStringFormat.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function datetime2(params) {
  return _isoDateTime(ZodMiniISODateTime, params);
}
var ZodMiniISODate = /* @__PURE__ */ $constructor("ZodMiniISODate", (inst, def) => {
  $ZodISODate.init(inst, def);
  ZodMiniStringFormat.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function date2(params) {
  return _isoDate(ZodMiniISODate, params);
}
var ZodMiniISOTime = /* @__PURE__ */ $constructor("ZodMiniISOTime", (inst, def) => {
  $ZodISOTime.init(inst, def);
  ZodMiniStringFormat.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function time2(params) {
  return _isoTime(ZodMiniISOTime, params);
}
var ZodMiniISODuration = /* @__PURE__ */ $constructor("ZodMiniISODuration", (inst, def) => {
  $ZodISODuration.init(inst, def);
  ZodMiniStringFormat.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function duration3(params) {
  return _isoDuration(ZodMiniISODuration, params);
}

// commands/backup/source.ts
import { createReadStream as createReadStream2 } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";

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
    const file2 = await open(temporary, "w", OWNER_ONLY.file);
    try {
      await file2.writeFile(text);
      await file2.sync();
    } finally {
      await file2.close();
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
  constructor(path, file2, hash, size) {
    this.path = path;
    this.file = file2;
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
      const file2 = await open(path, keep ? "a" : "w", OWNER_ONLY.file);
      const hash = createHash3("sha256");
      const { size } = await file2.stat();
      for await (const piece of createReadStream(path)) {
        hash.update(piece);
      }
      return new _HashedFile(path, file2, hash, size);
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
async function writeAll(file2, batch) {
  const { bytesWritten } = await file2.writev(batch);
  if (bytesWritten === batch.reduce((sum, { length }) => sum + length, 0)) {
    return;
  }
  const rest = Buffer.concat(batch).subarray(bytesWritten);
  for (let written = 0; written < rest.length; ) {
    written += (await file2.write(rest, written)).bytesWritten;
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

// commands/backup/source.ts
var PIECE = 256 * 1024;
var FolderSource = class {
  constructor(name) {
    this.name = name;
  }
  name;
  read(path) {
    return readFile(join(this.name, path), "utf8");
  }
  async size(path) {
    return (await stat(join(this.name, path))).size;
  }
  open(path) {
    return createReadStream2(join(this.name, path), { highWaterMark: PIECE });
  }
  write(path, text) {
    return writeDurably(join(this.name, path), text);
  }
};

// commands/backup/read-manifest.ts
var count = int().check(_nonnegative());
var shardKey = union([string2(), number2()]);
var sha256 = string2().check(_regex(/^[0-9a-f]{64}$/));
var file = object({
  /** Never outside the folder of the backup. */
  path: string2().check(_regex(/^collections\/[\w.%-]+$/)),
  size: count,
  sha256,
  content: optional(object({ size: count, sha256 })),
  peer: optional(string2()),
  points: optional(count),
  shardKey: optional(shardKey),
  taken: optional(object({ from: iso_exports.datetime(), to: iso_exports.datetime() }))
});
var server = object({
  version: string2(),
  nodes: array(object({ url: string2(), peer: string2() })).check(_minLength(1))
});
var common = {
  tool: literal(PROGRAM),
  format: _enum(FORMATS),
  compression: _enum(COMPRESSIONS),
  startedAt: iso_exports.datetime(),
  finishedAt: iso_exports.datetime()
};
var id = string2().check(_regex(/^(?:\d+|"[\w-]+")$/));
var searches = object({
  answers: array(
    object({
      from: id,
      using: optional(string2()),
      tolerance: number2().check(_nonnegative()),
      hits: array(object({ id, score: number2() }))
    })
  ),
  reason: optional(string2())
});
var collection = object({
  name: string2().check(_minLength(1)),
  state: _enum(STATES),
  notes: array(string2()),
  points: object({ before: optional(count), after: optional(count) }),
  held: object({ least: count, most: count }),
  aliases: array(string2()),
  info: string2(),
  shardKeys: optional(array(object({ key: shardKey, shards: array(count) }))),
  files: array(file),
  searches: optional(searches)
}).check(
  refine(
    ({ state, files }) => state === "failed" === (files.length === 0),
    "only a failed collection has no files"
  )
);
var current2 = object({
  ...common,
  formatVersion: union([literal(2), literal(FORMAT_VERSION)]),
  encryption: optional(object({ format: literal("age"), recipients: array(string2()).check(_minLength(1)) })),
  scope: _enum(SCOPES),
  complete: boolean2(),
  server: extend2(server, { peers: array(string2()).check(_minLength(1)) }),
  collections: array(collection)
});
var version1 = object({
  ...common,
  formatVersion: literal(1),
  server,
  collections: array(
    object({
      name: string2().check(_minLength(1)),
      points: object({ before: count, after: count }),
      aliases: array(string2()),
      config: custom((value) => typeof value?.params === "object"),
      payloadSchema: record(
        string2(),
        custom((value) => typeof value === "object")
      ),
      files: array(file).check(_minLength(1))
    })
  )
});
function upgraded(old) {
  return {
    ...old,
    complete: true,
    server: { ...old.server, peers: old.server.nodes.map(({ peer }) => peer) },
    collections: old.collections.map(({ config: config3, payloadSchema, ...each }) => {
      const { files, points } = each;
      return {
        ...each,
        state: "whole",
        notes: [],
        held: heldBy(files, points),
        info: stringifyJson({ config: config3, payload_schema: payloadSchema })
      };
    })
  };
}
async function readManifestOf(source) {
  const place = `${source.name.replace(/\/+$/, "")}/${MANIFEST}`;
  let content;
  try {
    content = parseManifest(await source.read(MANIFEST));
  } catch (error) {
    const { code, message } = error;
    throw code === "ENOENT" || code === "ENOTDIR" ? missing(source.name, error) : broken(place, message, error);
  }
  const { formatVersion } = content ?? {};
  if (typeof formatVersion === "number" && formatVersion > FORMAT_VERSION) {
    throw new Failure(
      `${place} has format version ${formatVersion}; this release reads versions up to ${FORMAT_VERSION}`,
      `use a newer release of ${PROGRAM}`
    );
  }
  const result = formatVersion === 1 ? pipe(version1, transform(upgraded)).safeParse(content) : current2.safeParse(content);
  if (!result.success) {
    const [issue2] = result.error.issues;
    throw broken(place, `${issue2?.path.join(".")}: ${issue2?.message}`, result.error);
  }
  return result.data;
}
function missing(folder, cause) {
  if (!folder.startsWith("s3://") && !existsSync(folder)) {
    return new Failure(
      `The folder ${folder} does not exist`,
      "use the folder of a backup, for example backups/monday",
      { cause }
    );
  }
  return new Failure(
    `${folder} is not a backup: the file ${MANIFEST}, which is written last, is missing`,
    `finish the backup with ${commandLine("backup", "create", "--resume")} or use another folder`,
    { cause }
  );
}
function broken(place, reason, cause) {
  return new Failure(`${place} is damaged (${reason})`, "use another backup", { cause });
}

// clients/qdrant/errors.ts
import { STATUS_CODES } from "node:http";

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
  return new RequestError(`Could not ${doing} on ${url}: ${reasonOf2(error)}`, statusOf(error), void 0, {
    cause: error
  });
}
function reasonOf2(error) {
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

// commands/backup/searches.ts
var HITS = 5;
var TIMEOUT = 20;
async function repeatSearches(qdrant, collection2) {
  const problems = [];
  for (const recorded of collection2.searches?.answers ?? []) {
    const hits = await search(qdrant, collection2, recorded, recorded.from);
    const problem = differenceOfHits(recorded, hits);
    problems.push(...problem === void 0 ? [] : [`the search from point ${recorded.from} ${problem}`]);
  }
  return problems;
}
function differenceOfHits({ hits, tolerance }, found) {
  if (found.length !== hits.length) {
    return `has ${found.length} hits instead of ${hits.length}`;
  }
  const scores = new Map(found.map(({ id: id2, score }) => [stringifyJson(id2), numberOf(score)]));
  const isClose2 = (one, other) => Math.abs(one - other) <= tolerance;
  const place = hits.findIndex(({ score }, at) => !isClose2(score, numberOf(found[at].score)));
  if (place >= 0) {
    return `has score ${found[place].score} at hit ${place + 1} instead of ${hits[place].score}`;
  }
  const last = hits.at(-1)?.score ?? 0;
  for (const { id: id2, score } of hits) {
    const now = scores.get(id2);
    const isReplaceable = hits.length === HITS && Math.abs(score - last) <= 2 * tolerance;
    if (now === void 0 ? !isReplaceable : !isClose2(score, now)) {
      return now === void 0 ? `lacks point ${id2}` : `gives point ${id2} score ${now} instead of ${score}`;
    }
  }
  return void 0;
}
function search(qdrant, collection2, { using }, from) {
  const { strict_mode_config: strict } = configOf(collection2);
  const limit = Math.min(HITS, strictLimit(collection2));
  const most = strict?.enabled && typeof strict.max_timeout === "number" ? strict.max_timeout : TIMEOUT;
  return qdrant.nearest(collection2.name, from, { using, limit, timeout: Math.min(TIMEOUT, most) });
}
function numberOf(score) {
  return score === null ? NaN : Number(String(score));
}

// commands/backup/verify.ts
import { createHash as createHash4 } from "node:crypto";
var Unreadable = class extends Failure {
};
async function verifyBackup(place, say = () => void 0, identities = []) {
  const source = typeof place === "string" ? new FolderSource(place) : place;
  const manifest = await readManifestOf(source);
  if (identities.length > 0) {
    openedWith(source, manifest, identities);
  }
  const problems = [];
  for (const { files } of manifest.collections) {
    for (const file2 of files) {
      say(file2.path);
      problems.push(...await problemsOf2(source, file2, manifest.compression, identities));
    }
  }
  if (problems.length > 0) {
    throw new Failure(`${source.name} is damaged: ${problems.join("; ")}`, "use another backup");
  }
  return manifest;
}
async function problemsOf2(source, file2, compression, identities) {
  const { path } = file2;
  try {
    const size = await source.size(path);
    if (size !== file2.size) {
      return [`${path} has ${size} bytes instead of ${file2.size}`];
    }
    if (file2.content && identities.length > 0) {
      const raw = createHash4("sha256");
      const content = await read(decrypted(hashing(source.open(path), raw), identities), file2, compression);
      return [...differenceOf(path, raw.digest("hex"), file2.sha256), ...problemsIn(content, file2)];
    }
    if (file2.content) {
      return differenceOf(path, await hashOf2(source.open(path)), file2.sha256);
    }
    return problemsIn(await read(source.open(path), file2, compression), file2);
  } catch (error) {
    const problem = `${path} cannot be read: ${error.message}`;
    if (isTransient(error) || ![void 0, 404].includes(statusOf(error))) {
      throw new Unreadable(
        `${source.name}/${problem}`,
        "check the connection and the rights, then run the command again",
        { cause: error }
      );
    }
    return [problem];
  }
}
async function read(content, file2, compression) {
  return file2.points === void 0 ? { sha256: await hashOf2(content) } : countLines(content, compression);
}
function problemsIn({ sha256: sha2563, lines }, file2) {
  const { path, points } = file2;
  return [
    ...differenceOf(path, sha2563, contentOf(file2).sha256),
    ...lines === points ? [] : [`${path} holds ${lines} points instead of ${points}`]
  ];
}
function differenceOf(path, sha2563, expected) {
  return sha2563 === expected ? [] : [`${path} has a wrong SHA-256`];
}
async function* hashing(content, hash) {
  for await (const piece of content) {
    hash.update(piece);
    yield piece;
  }
}
async function hashOf2(content) {
  const hash = createHash4("sha256");
  for await (const piece of content) {
    hash.update(piece);
  }
  return hash.digest("hex");
}

// commands/backup/drill/points.ts
import { randomInt } from "node:crypto";
var SAMPLE = 200;
var READ = 16;
var TOLERANCE = { float16: 2e-3, others: 1e-5 };
var EMPTY2 = Buffer.from("{}");
async function comparePoints({ place, manifest, nodes }, { name, info, files }) {
  const tolerance = info.includes('"float16"') ? TOLERANCE.float16 : TOLERANCE.others;
  const problems = [];
  let compared2 = 0;
  for (const { path, points = 0, shardKey: shardKey2 } of files) {
    const step = Math.max(1, Math.ceil(points / SAMPLE));
    const first = randomInt(step);
    let at = 0;
    for await (const batch of batchesIn(place.open(path), manifest.compression)) {
      const chosen = batch.filter((_, index) => (at + index) % step === first);
      at += batch.length;
      if (chosen.length > 0) {
        const page = await nodes.first.qdrant.pointsOf(name, chosen.map(idOf), shardKey2);
        const present = new Map(page.points.map((point) => [idOf(point), point]));
        problems.push(...chosen.flatMap((saved) => differenceOf2(saved, present.get(idOf(saved)), tolerance) ?? []));
        compared2 += chosen.length;
      }
    }
  }
  const [example] = problems;
  return {
    compared: compared2,
    problems: example === void 0 ? [] : [`${problems.length} of ${compared2} compared points differ (${example})`]
  };
}
async function readPoints({ nodes }, { name, info, held }) {
  const limit = Math.min(READ, strictLimit({ name, info }));
  const { points, leftOut } = await nodes.first.qdrant.page(name, { limit });
  const [read2, expected] = [points.length + leftOut.length, Math.min(limit, held.least)];
  const problems = read2 < expected ? [`the server returns ${read2} points where it counts ${held.least}`] : [];
  return { compared: 0, problems };
}
function differenceOf2(saved, present, tolerance) {
  if (!present) {
    return `point ${idOf(saved)} is missing`;
  }
  const [before, now] = [members(saved), members(present)];
  const [payload, presentPayload] = [before, now].map((each) => canonicalText(filled(each.get("payload"))));
  if (payload !== presentPayload) {
    return `point ${idOf(saved)} has another payload`;
  }
  const [vector, presentVector] = [before, now].map(
    (each) => JSON.parse(filled(each.get("vector")).toString())
  );
  return isClose(vector, presentVector, tolerance) ? void 0 : `point ${idOf(saved)} has another vector`;
}
function filled(value) {
  return value === void 0 || value.equals(Buffer.from("null")) ? EMPTY2 : value;
}
function isClose(one, other, tolerance) {
  if (Array.isArray(one) && Array.isArray(other)) {
    const rows = [one, other].map((each) => each.flat());
    const largest = rows[0].reduce((most, component) => Math.max(most, Math.abs(component)), 0);
    return one.length === other.length && rows[0].length === rows[1].length && rows[0].every((component, at) => Math.abs(component - rows[1][at]) <= tolerance * largest);
  }
  if (isRecord(one) && isRecord(other)) {
    const names = /* @__PURE__ */ new Set([...Object.keys(one), ...Object.keys(other)]);
    return isSparse(one) && isSparse(other) ? isCloseSparse(one, other, tolerance) : [...names].every((name) => isClose(one[name], other[name], tolerance));
  }
  return false;
}
function isCloseSparse(one, other, tolerance) {
  const [before, now] = [one, other].map(
    ({ indices, values }) => indices.map((index, at) => [index, values[at]]).sort(([a], [b]) => a - b)
  );
  const indicesOf = (pairs) => pairs.map(([index]) => index).join(" ");
  const valuesOf = (pairs) => pairs.map(([, value]) => value);
  return indicesOf(before) === indicesOf(now) && isClose(valuesOf(before), valuesOf(now), tolerance);
}
function isSparse(vector) {
  const { indices, values, ...others } = vector;
  return Array.isArray(indices) && Array.isArray(values) && Object.keys(others).length === 0 && !Array.isArray(values[0]);
}
function isRecord(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// commands/backup/drill/record.ts
import { createHash as createHash5 } from "node:crypto";
var DRILLS = "drills.jsonl";
var KEPT = 100;
async function recordDrill(source, result) {
  const record3 = { ...result, manifest: hashOf3(await source.read(MANIFEST)) };
  const lines = [...await linesOf(source), JSON.stringify(record3)].slice(-KEPT);
  await source.write(DRILLS, `${lines.join("\n")}
`);
}
async function lastProvenAt(source, manifest) {
  const hash = hashOf3(manifest);
  const proofs = (await linesOf(source)).map(parsed).filter((each) => each?.result === "proven" && each.manifest === hash);
  return proofs.at(-1)?.finishedAt;
}
async function linesOf(source) {
  try {
    return (await source.read(DRILLS)).split("\n").filter((line) => line !== "");
  } catch (error) {
    if (error.code === "ENOENT") {
      return [];
    }
    throw error;
  }
}
function parsed(line) {
  try {
    return JSON.parse(line) ?? void 0;
  } catch {
    return void 0;
  }
}
function hashOf3(text) {
  return createHash5("sha256").update(text).digest("hex");
}

// commands/backup/drill/drill.ts
var TEMPORARY = new RegExp(`^${PROGRAM}-drill-[0-9a-f]{8}$`);
var Unfinished = class extends Error {
};
async function drillBackup(source, temporary, progress2, outcome, identity) {
  const { place, manifest } = await verified(source, progress2, outcome, identity);
  let nodes;
  try {
    await progress2([
      {
        title: temporary.title,
        run: async (say) => {
          nodes = await temporary.start(say);
          outcome.version = nodes.first.version;
          await requireEmpty(nodes);
          if (manifest.format === "snapshot") {
            requireVersion(manifest.server.version, nodes.first.version);
          }
          return { headline: `${temporary.title}: Qdrant ${nodes.first.version}`, details: [] };
        }
      }
    ]);
    for (const collection2 of manifest.collections.filter(({ state }) => state !== "failed")) {
      await progress2([proving({ place, manifest, nodes }, collection2, outcome)]);
    }
  } catch (error) {
    if (error instanceof Unfinished) {
      throw await unfinished(place, outcome, error);
    }
    throw error;
  } finally {
    await nodes?.close();
    await temporary.stop();
  }
  const unsaved = problemsOf(manifest.collections);
  const differing = outcome.collections.filter(({ problem }) => problem !== void 0).map(({ name, problem }) => `collection ${name}: ${problem}`);
  await conclude(place, outcome, [...unsaved ? [unsaved] : [], ...differing]);
}
async function verified(source, progress2, outcome, identity) {
  let place = source;
  outcome.folder = source.name;
  let manifest;
  await progress2([
    {
      title: "Verify the backup",
      run: async (say) => {
        const identities = identitiesIn(identity);
        place = openedWith(source, await readManifestOf(source), identities);
        try {
          manifest = await verifyBackup(source, say, identities);
        } catch (error) {
          if (error instanceof Unreadable) {
            throw await unfinished(place, outcome, error);
          }
          await record2(place, outcome, "failed", [reasonOf(error)]);
          throw error;
        }
        return { headline: `Verify the backup: ${place.name} is valid`, details: [] };
      }
    }
  ]);
  return { place, manifest };
}
async function requireEmpty(nodes) {
  const { qdrant } = nodes.first;
  const present = await qdrant.collections();
  const others = present.filter((name) => !TEMPORARY.test(name));
  if (others.length > 0) {
    throw new Failure(
      `Qdrant at ${qdrant.url} is not empty: it has ${counted(others.length, "collection")} (${others.slice(0, 3).join(", ")})`,
      "name an empty Qdrant that nobody uses with --url, for example a new container"
    );
  }
  for (const name of present) {
    await drop({ nodes }, name);
  }
}
function proving(backup, collection2, outcome) {
  const { name } = collection2;
  return {
    title: `Prove ${name}`,
    run: async (say) => {
      const proven = await prove(backup, collection2, outcome, say);
      outcome.collections.push(proven);
      const { points, compared: compared2, searches: searches2, problem } = proven;
      const { reason } = collection2.searches ?? { reason: "an older release made the backup" };
      const details = reason === void 0 ? [] : [`note: no searches are recorded, because ${reason}`];
      return problem === void 0 ? {
        headline: `Prove ${name}: ${counted(points, "point")}, ${compared2} compared, searches repeated: ${searches2}`,
        details
      } : { headline: `Prove ${name}: not proven`, details: [problem] };
    }
  };
}
async function prove(backup, collection2, outcome, say) {
  const { name } = collection2;
  const temporary = `${PROGRAM}-drill-${randomBytes2(4).toString("hex")}`;
  const withRealName = (text) => text.replaceAll(temporary, name);
  let proven;
  try {
    const { notes, problems, ...counts } = await compare(backup, collection2, temporary, say);
    outcome.notes.push(...notes.map(withRealName));
    proven = { name, ...counts, ...problems.length > 0 && { problem: withRealName(problems.join("; ")) } };
  } catch (error) {
    const reason = withRealName(reasonOf(error));
    if (await provesNothing(error, backup, temporary)) {
      throw new Unfinished(reason, { cause: error });
    }
    proven = { name, points: 0, compared: 0, searches: 0, problem: reason };
  }
  try {
    await drop(backup, temporary);
  } catch (error) {
    throw new Unfinished(withRealName(reasonOf(error)), { cause: error });
  }
  return proven;
}
async function compare(backup, collection2, temporary, say) {
  const { manifest, nodes } = backup;
  const { points, notes } = await fill(backup, collection2, temporary, say);
  const restored = { ...collection2, name: temporary };
  const { compared: compared2, problems } = await (manifest.format === "jsonl" ? comparePoints : readPoints)(backup, restored);
  const different = await repeatSearches(nodes.first.qdrant, restored);
  const isSameVersion = nodes.first.version === manifest.server.version;
  return {
    points,
    compared: compared2,
    searches: collection2.searches?.answers.length ?? 0,
    notes: isSameVersion ? [] : [...notes],
    problems: [...isSameVersion ? notes : [], ...problems, ...different]
  };
}
async function provesNothing(error, { nodes }, temporary) {
  const status = statusOf(error);
  return isTransient(error) || [401, 403, 429].includes(status ?? 0) || status === 404 && !(await nodes.first.qdrant.collections()).includes(temporary);
}
async function conclude(place, outcome, problems) {
  await record2(place, outcome, problems.length > 0 ? "failed" : "proven", problems);
  if (problems.length > 0) {
    throw new Failure(
      `The backup ${place.name} is not proven: ${problems.join("; ")}`,
      "make a new backup, and drill it; keep older backups until the new one is proven"
    );
  }
}
async function unfinished(place, outcome, error) {
  const reason = reasonOf(error);
  await record2(place, outcome, "unfinished", [reason]);
  return new Failure(
    `The drill of ${place.name} was not finished, and says nothing about the backup: ${reason}`,
    "correct the reason, then run the drill again",
    { cause: error }
  );
}
var VERDICTS = { proven: "is proven", failed: "is not proven", unfinished: "was not drilled to the end" };
async function record2(place, outcome, result, problems) {
  const { version: version2, collections } = outcome;
  const sum = (field) => collections.reduce((total, each) => total + each[field], 0);
  try {
    await recordDrill(place, {
      finishedAt: (/* @__PURE__ */ new Date()).toISOString(),
      result,
      version: version2,
      collections: collections.length,
      points: sum("points"),
      compared: sum("compared"),
      searches: sum("searches"),
      problems
    });
  } catch (error) {
    const reasons = problems.length > 0 ? ` (${problems.join("; ")})` : "";
    throw new Failure(
      `The backup ${place.name} ${VERDICTS[result]}${reasons}, and the result could not be written beside its manifest: ${error.message}`,
      "give the command the right to write to the folder or bucket of the backup",
      { cause: error }
    );
  }
}

// commands/backup/places.ts
import { existsSync as existsSync3 } from "node:fs";

// clients/node-http.ts
import { once } from "node:events";
import http from "node:http";
import https from "node:https";
import { pipeline as pipeline2, Readable as Readable2 } from "node:stream";
var QUOTED = 300;
var PROBE_DELAY = 3e4;
async function send(method, url, { headers = {}, body = "" } = {}) {
  const { request } = url.startsWith("https:") ? https : http;
  const isStream = body instanceof Readable2;
  const length = method === "GET" || isStream ? {} : { "content-length": Buffer.byteLength(body) };
  const outgoing = request(url, { method, agent: false, headers: { ...headers, ...length } });
  outgoing.setSocketKeepAlive(true, PROBE_DELAY);
  if (isStream) {
    pipeline2(body, outgoing, () => void 0);
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
import { createHash as createHash6, createHmac as createHmac2 } from "node:crypto";
function signatureHeaders(method, url, body, region, { keyId, signingKey, sessionToken }, now, more = {}) {
  const time3 = now.toISOString().replace(/[-:]|\.\d+/g, "");
  const scope = `${time3.slice(0, 8)}/${region}/s3/aws4_request`;
  const hash = sha2562(body);
  const headers = Object.fromEntries(
    Object.entries({
      host: url.host,
      "x-amz-content-sha256": hash,
      "x-amz-date": time3,
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
  const text = ["AWS4-HMAC-SHA256", time3, scope, sha2562(request)].join("\n");
  const key = scope.split("/").reduce(hmac, Buffer.from(`AWS4${signingKey}`));
  const signature = hmac(key, text).toString("hex");
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 Credential=${keyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`
  };
}
function sha2562(data) {
  return createHash6("sha256").update(data).digest("hex");
}
function hmac(key, data) {
  return createHmac2("sha256", key).update(data).digest();
}

// clients/s3/xml.ts
var ENTITIES = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };
function elementsOf(xml, name) {
  return [...xml.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, "gs"))].map(([, content = ""]) => content);
}
function textOf3(xml, name) {
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
    return pages.flatMap((page) => elementsOf(page, "CommonPrefixes")).map((entry) => textOf3(entry, "Prefix"));
  }
  /** Keys of every object whose key starts with the prefix. */
  async keys(prefix) {
    const pages = await this.objectPages({ prefix });
    return pages.flatMap((page) => elementsOf(page, "Contents")).map((entry) => textOf3(entry, "Key"));
  }
  /** Every unfinished upload whose key starts with the prefix. */
  async uploads(prefix) {
    const pages = await this.pages({ uploads: "", prefix }, (page) => {
      const [key, id2] = [textOf3(page, "NextKeyMarker"), textOf3(page, "NextUploadIdMarker")];
      const isLast = textOf3(page, "IsTruncated") !== "true" || !key;
      return isLast ? void 0 : { "key-marker": key, ...id2 && { "upload-id-marker": id2 } };
    });
    const entries = pages.flatMap((page) => elementsOf(page, "Upload"));
    return entries.map((entry) => ({ key: textOf3(entry, "Key"), id: textOf3(entry, "UploadId") }));
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
    return { key, id: textOf3(answer, "UploadId") };
  }
  /** Uploads one part. @returns The ETag of the part. */
  async uploadPart({ key, id: id2 }, number3, part) {
    const response = await this.send("PUT", key, { partNumber: String(number3), uploadId: id2 }, part);
    await bytesOf2(response);
    return response.headers.etag ?? "";
  }
  /** @param etags The ETags of all parts, in order. */
  async completeUpload({ key, id: id2 }, etags) {
    const parts = etags.map((etag, at) => `<Part><PartNumber>${at + 1}</PartNumber><ETag>${etag}</ETag></Part>`);
    const list = `<CompleteMultipartUpload>${parts.join("")}</CompleteMultipartUpload>`;
    const answer = await this.call("POST", key, { uploadId: id2 }, list);
    if (answer.includes("<Error>")) {
      throw new Error(`The upload of ${key} could not be completed: ${textOf3(answer, "Message")}`);
    }
  }
  async abortUpload({ key, id: id2 }) {
    await this.call("DELETE", key, { uploadId: id2 });
  }
  objectPages(query) {
    return this.pages({ "list-type": "2", ...query }, (page) => {
      const token = textOf3(page, "NextContinuationToken");
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
    const path = key.split("/").map(encode2).join("/");
    const parameters = Object.entries(query).sort(([a], [b]) => a < b ? -1 : 1);
    const search2 = parameters.map(([name, value]) => `${encode2(name)}=${encode2(value)}`).join("&");
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
function encode2(text) {
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
  let current3;
  let pending;
  return async () => {
    if (current3 === void 0 || current3.expiresAt && current3.expiresAt.getTime() - Date.now() < MARGIN) {
      pending ??= fetchNew().finally(() => pending = void 0);
      current3 = await pending;
    }
    return current3;
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
    keyId: textOf3(answer, "AccessKeyId"),
    signingKey: textOf3(answer, "SecretAccessKey"),
    sessionToken: textOf3(answer, "SessionToken"),
    expiresAt: textOf3(answer, "Expiration")
  });
}
function stsUrl(region, env) {
  const own2 = env.AWS_ENDPOINT_URL_STS ?? env.AWS_ENDPOINT_URL;
  const isGlobal = env.AWS_STS_REGIONAL_ENDPOINTS === "legacy";
  return own2 ?? (isGlobal ? "https://sts.amazonaws.com" : `https://sts.${region}.amazonaws.com${suffixOf(region)}`);
}
function suffixOf(region) {
  return region.startsWith("cn-") ? ".cn" : "";
}
async function ofAgent(uri, env) {
  const { protocol, hostname } = new URL(uri);
  if (protocol !== "https:" && !AGENTS.includes(hostname)) {
    throw new Error(
      `AWS_CONTAINER_CREDENTIALS_FULL_URI names ${hostname} by http. Allowed: https, or http to ${AGENTS.join(", ")}`
    );
  }
  const { AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file2, AWS_CONTAINER_AUTHORIZATION_TOKEN } = env;
  const authorization = file2 ? await tokenIn(file2) : AWS_CONTAINER_AUTHORIZATION_TOKEN;
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
async function tokenIn(file2) {
  return (await readFile2(file2, "utf8")).trim();
}
function credentialsOf(url, { keyId, signingKey, sessionToken, expiresAt = "" }) {
  const date3 = new Date(expiresAt);
  if (!keyId || !signingKey || !sessionToken || Number.isNaN(date3.getTime())) {
    throw new Error(`${url} answered without temporary credentials`);
  }
  return { keyId, signingKey, sessionToken, expiresAt: date3 };
}

// commands/backup/bucket-source.ts
import { setTimeout as sleep5 } from "node:timers/promises";
var ATTEMPTS2 = 5;
var BucketSource = class {
  constructor(bucket, folder, name) {
    this.bucket = bucket;
    this.folder = folder;
    this.name = name;
  }
  bucket;
  folder;
  name;
  async read(path) {
    const text = await this.bucket.read(`${this.folder}/${path}`);
    if (text === void 0) {
      throw Object.assign(new Error(`${this.name}/${path} does not exist`), { code: "ENOENT" });
    }
    return text;
  }
  size(path) {
    return this.bucket.size(`${this.folder}/${path}`);
  }
  write(path, text) {
    return this.bucket.write(`${this.folder}/${path}`, text);
  }
  /** A download that breaks off continues where it stopped. */
  async *open(path) {
    const key = `${this.folder}/${path}`;
    const size = await this.bucket.size(key);
    let failures = 0;
    for (let at = 0; at < size; ) {
      try {
        for await (const piece of await this.bucket.open(key, at)) {
          at += piece.length;
          failures = 0;
          yield piece;
        }
      } catch (error) {
        if (++failures === ATTEMPTS2) {
          throw error;
        }
        await sleep5(500 * 2 ** failures);
      }
    }
  }
};

// commands/backup/folder-destination.ts
import { existsSync as existsSync2 } from "node:fs";
import { readdir, readFile as readFile3, rm as rm2 } from "node:fs/promises";
import { dirname as dirname2, join as join2 } from "node:path";
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
      return await readFile3(join2(this.root, path), "utf8");
    } catch (error) {
      if (error.code === "ENOENT") {
        return void 0;
      }
      throw error;
    }
  }
  async write(path, text) {
    const place = join2(this.root, path);
    await ensureFolder(dirname2(place));
    await writeDurably(place, text);
  }
  async create(path, text) {
    const place = join2(this.root, path);
    await ensureFolder(dirname2(place));
    return createDurably(place, text);
  }
  async stream(path, pieces) {
    const place = join2(this.root, path);
    await ensureFolder(dirname2(place));
    const file2 = await HashedFile.open(place);
    try {
      for await (const piece of pieces) {
        await file2.append(piece);
      }
      const sha2563 = await file2.finish();
      return { size: file2.size, sha256: sha2563 };
    } finally {
      await file2.close();
    }
  }
  async remove(path) {
    const place = join2(this.root, path);
    if (existsSync2(place)) {
      await rm2(place, { recursive: true });
      await syncFolder(dirname2(place));
    }
  }
};

// commands/backup/places.ts
function folderPlace(root) {
  const destination = new FolderDestination(root);
  return {
    name: root,
    folders: async () => {
      if (!existsSync3(root)) {
        throw new Failure(`The folder ${root} does not exist`, "use a folder of backups, or s3://bucket/prefix");
      }
      return destination.folders();
    },
    manifest: (folder) => destination.read(`${folder}/${MANIFEST}`),
    source: (folder) => new FolderSource(`${root}/${folder}`)
  };
}
function bucketPlace(bucket, name, prefix) {
  const root = prefix && `${prefix}/`;
  return {
    name: name.replace(/\/+$/, ""),
    folders: async () => (await bucket.folders(root)).map((folder) => folder.slice(root.length, -1)),
    manifest: (folder) => bucket.read(`${root}${folder}/${MANIFEST}`),
    source: (folder) => new BucketSource(bucket, root + folder, `${name.replace(/\/+$/, "")}/${folder}`)
  };
}
async function newestIn(place) {
  const newest = (await listed(place)).find(({ state }) => state === "complete");
  if (!newest) {
    throw new Failure(`${place.name} contains no complete backup`, "name a partial backup instead of latest");
  }
  return newest.name;
}
async function listed(place) {
  const backups = [];
  for (const name of await place.folders()) {
    const manifest = await place.manifest(name);
    const proven = manifest === void 0 ? void 0 : await lastProvenAt(place.source(name), manifest);
    backups.push({ ...describe2(name, manifest), ...proven !== void 0 && { lastProven: proven } });
  }
  return backups.sort((a, b) => (b.startedAt ?? "").localeCompare(a.startedAt ?? "") || a.name.localeCompare(b.name));
}
function describe2(name, text) {
  if (text === void 0) {
    return { name, state: "unfinished" };
  }
  try {
    const { startedAt, format, complete = true, collections } = parseManifest(text);
    return {
      name,
      startedAt,
      state: complete ? "complete" : "partial",
      format,
      collections: collections.length,
      points: collections.reduce((sum, { held, points }) => sum + (held?.least ?? points.before ?? 0), 0),
      size: sizeOf(collections.flatMap(({ files }) => files))
    };
  } catch {
    return { name, state: "damaged" };
  }
}

// commands/backup/scheduled/log.ts
var log = (message, fields) => {
  console.log(JSON.stringify({ time: (/* @__PURE__ */ new Date()).toISOString(), message, ...fields }));
};

// commands/backup/scheduled/bucket-destination.ts
var PART_SIZE = 16 * 1024 * 1024;
function bucketWith(settings, env) {
  const credentials = credentialsIn(env, settings.region);
  if (!credentials) {
    throw new Error(
      `The pod has no credentials for the bucket ${settings.bucket}: neither an access key nor a role of its ServiceAccount`
    );
  }
  return new Bucket({ ...settings, credentials });
}

// commands/backup/scheduled/settings.ts
function placeIn({ s3, volume }, env) {
  if (!s3) {
    return folderPlace(folderIn(volume));
  }
  const { prefix, ...options } = s3;
  return bucketPlace(bucketWith(options, env), `s3://${[s3.bucket, ...prefix ? [prefix] : []].join("/")}`, prefix);
}
function folderIn(volume) {
  if (volume === void 0) {
    throw new Error("The settings have neither volume nor s3");
  }
  return volume;
}

// clients/qdrant/multipart.ts
import { randomUUID } from "node:crypto";
import { Readable as Readable3 } from "node:stream";
function multipart(field, file2, onBytes) {
  const boundary = randomUUID();
  const head = Buffer.from(
    `--${boundary}\r
Content-Disposition: form-data; name="${field}"; filename="${file2.name}"\r
Content-Type: application/octet-stream\r
\r
`
  );
  const tail = Buffer.from(`\r
--${boundary}--\r
`);
  async function* body() {
    yield head;
    for await (const piece of file2.open()) {
      onBytes(piece.length);
      yield piece;
    }
    yield tail;
  }
  return {
    headers: {
      "content-type": `multipart/form-data; boundary=${boundary}`,
      "content-length": String(head.length + file2.size + tail.length)
    },
    body: () => Readable3.from(body())
  };
}

// clients/qdrant/snapshot-api.ts
var SnapshotApi = class {
  constructor(explain) {
    this.explain = explain;
  }
  explain;
  /** Version of Qdrant, such as `1.15.4`. */
  async version() {
    const { version: version2 } = await this.json("read the version", "/");
    if (typeof version2 !== "string") {
      throw this.failure("read the version", new BrokenAnswer("the field version is missing"));
    }
    return version2;
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
    const { count: count2 } = await this.result(
      `count collection ${name}`,
      `${pathOf(name)}/points/count`,
      call
    );
    return count2;
  }
  /** A page of ids, each as JSON text, in the order of a scroll. @param offset The first id. */
  async ids(name, limit, offset, shardKey2) {
    const json = { limit, offset, with_payload: false, with_vector: false, shard_key: shardKey2 };
    const { points, next_page_offset } = await this.result(
      `read ids of collection ${name}`,
      `${pathOf(name)}/points/scroll`,
      { method: "POST", json }
    );
    return { ids: points.map(({ id: id2 }) => stringifyJson(id2)), next: next_page_offset ?? void 0 };
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
    return points.map(({ id: id2, vector }) => {
      const found = using === void 0 ? vector : vector?.[using];
      return { id: stringifyJson(id2), components: Array.isArray(found) ? found.map((each) => Number(String(each))) : [] };
    });
  }
  /** The points nearest to a point, the nearest first, from a comparison with each point. @param id JSON text. */
  async nearest(name, id2, { using, limit, timeout }) {
    const params = { exact: true, quantization: { ignore: true } };
    const json = { query: parseJson(id2), using, limit, params, with_payload: false };
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
  parsed(doing, parse3) {
    try {
      return parse3();
    } catch (error) {
      throw this.failure(doing, new BrokenAnswer(error.message, { cause: error }));
    }
  }
};
function pathOf(collection2) {
  return `/collections/${encodeURIComponent(collection2)}`;
}

// clients/qdrant/qdrant.ts
var Qdrant = class extends SnapshotApi {
  /** What Qdrant tells about itself: version, settings, shards and durations. */
  async telemetry() {
    return this.result("read the telemetry", "/telemetry?details_level=3");
  }
  /** Moves, copies or drops a shard. The cluster accepts the operation and finishes it later. */
  async changeShards(name, operation) {
    const call = { method: "POST", json: operation, repeatable: false };
    await this.result(`change the shards of collection ${name}`, `${pathOf(name)}/cluster`, call);
  }
  /** Removes a node from the cluster. The cluster refuses while shards are on the node, unless `withShards` is true. */
  async removePeer(id2, withShards = false) {
    const path = `/cluster/peer/${id2}${withShards ? "?force=true" : ""}`;
    await this.result(`remove node ${id2}`, path, { method: "DELETE" });
  }
  /** Points aliases to collections, in one atomic operation. An alias that exists is moved. */
  async setAliases(aliases) {
    const present = new Set((await this.aliases()).map(({ alias_name }) => alias_name));
    const actions = aliases.flatMap(({ alias_name, collection_name }) => [
      ...present.has(alias_name) ? [{ delete_alias: { alias_name } }] : [],
      { create_alias: { alias_name, collection_name } }
    ]);
    await this.result("write aliases", "/collections/aliases", { method: "POST", json: { actions } });
  }
  /** Points with vectors and payload, ordered by id. Throws `TooLarge` where the answer has more bytes than allowed. */
  async page(name, { limit, offset, shardKey: shardKey2, most }) {
    const from = offset ? `,"offset":${offset.toString()}` : "";
    const key = shardKey2 === void 0 ? "" : `,"shard_key":${JSON.stringify(shardKey2)}`;
    const json = Buffer.from(`{"limit":${limit},"with_payload":true,"with_vector":true${from}${key}}`);
    const doing = `read points of collection ${name}`;
    const answer = await this.bytes(doing, `${pathOf(name)}/points/scroll`, { method: "POST", json, most });
    return this.parsed(doing, () => pageOf(answer));
  }
  /** The points with these ids, each id as JSON text. Points that do not exist are left out. */
  async pointsOf(name, ids, shardKey2, most) {
    const key = shardKey2 === void 0 ? "" : `,"shard_key":${JSON.stringify(shardKey2)}`;
    const json = Buffer.from(`{"ids":[${ids.join(",")}],"with_payload":true,"with_vector":true${key}}`);
    const doing = `read points of collection ${name}`;
    const answer = await this.bytes(doing, `${pathOf(name)}/points`, { method: "POST", json, most });
    return this.parsed(doing, () => pageOf(answer));
  }
  /** Writes points, each as the text of a JSON object. A point with the same id is replaced. @param shardKey Of all points. */
  async upsert(name, points, shardKey2) {
    const list = points.flatMap((point, index) => [Buffer.from(index ? "," : ""), withDecimalPoints(point)]);
    const key = shardKey2 === void 0 ? "" : `,"shard_key":${JSON.stringify(shardKey2)}`;
    const json = Buffer.concat([Buffer.from('{"points":['), ...list, Buffer.from(`]${key}}`)]);
    const call = { method: "PUT", json, persistent: true };
    await this.result(`write points of collection ${name}`, `${pathOf(name)}/points?wait=true`, call);
  }
  /** The points nearest to a vector, the nearest first. */
  async search(name, vector, limit) {
    const call = { method: "POST", json: { query: vector, limit, with_payload: true } };
    const doing = `search collection ${name}`;
    return (await this.result(doing, `${pathOf(name)}/points/query`, call)).points;
  }
  /** @param parameters The body of the request. A Buffer is JSON text. */
  async createCollection(name, parameters) {
    const call = { method: "PUT", json: parameters, repeatable: false };
    await this.result(`create collection ${name}`, pathOf(name), call);
  }
  /** @param parameters The body of the request. A Buffer is JSON text. */
  async updateCollection(name, parameters) {
    await this.result(`update collection ${name}`, pathOf(name), { method: "PATCH", json: parameters });
  }
  async deleteCollection(name) {
    await this.result(`delete collection ${name}`, pathOf(name), { method: "DELETE" });
  }
  /** Makes a custom shard key. Its shards get the ids after the highest id of the collection. */
  async createShardKey(name, key, shards) {
    const call = { method: "PUT", json: { shard_key: key, shards_number: shards }, repeatable: false };
    await this.result(`make shard key ${key} of collection ${name}`, `${pathOf(name)}/shards`, call);
  }
  async deleteShardKey(name, key) {
    const call = { method: "POST", json: { shard_key: key }, repeatable: false };
    await this.result(`delete shard key ${key} of collection ${name}`, `${pathOf(name)}/shards/delete`, call);
  }
  /** @param schema The schema of the index, as JSON text. */
  async createIndex(name, field, schema) {
    const json = Buffer.from(`{"field_name":${JSON.stringify(field)},"field_schema":${schema.toString()}}`);
    const call = { method: "PUT", json };
    await this.result(`index field ${field} of collection ${name}`, `${pathOf(name)}/index?wait=true`, call);
  }
  async snapshots(name) {
    return this.result(`list the snapshots of collection ${name}`, `${pathOf(name)}/snapshots`);
  }
  /**
   * Restores the shards of a node from a snapshot. The server creates the collection if it does not exist.
   *
   * @param uploadName Name of the uploaded file. The server keeps the file among the snapshots of the collection.
   * @param onBytes Called with the length of each piece that is sent.
   */
  async upload(name, file2, uploadName, onBytes) {
    const { headers, body } = multipart("snapshot", { ...file2, name: uploadName }, onBytes);
    const path = `${pathOf(name)}/snapshots/upload?priority=snapshot&wait=true&checksum=${file2.sha256}`;
    const call = { method: "POST", stream: body, headers, slow: true, repeatable: false };
    await this.result(`restore collection ${name} from ${file2.path}`, path, call);
  }
};

// clients/qdrant/rate-limit.ts
import { setTimeout as sleep6 } from "node:timers/promises";
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
      await sleep6(Math.max(seconds, 0.1) * 1e3);
    }
  }
}

// commands/backup/scheduled/sidecar-qdrant.ts
var SidecarQdrant = class extends Qdrant {
  constructor(url) {
    super((error) => error);
    this.url = url;
  }
  url;
  async bytes(_doing, path, { method = "GET", json, stream, headers }) {
    const type = json === void 0 ? {} : { "content-type": "application/json" };
    const text = json === void 0 || Buffer.isBuffer(json) ? json : stringifyJson(json);
    return waitingForLimit(
      async () => bytesOf2(await send(method, this.url + path, { headers: { ...type, ...headers }, body: stream?.() ?? text }))
    );
  }
  async stream(_doing, path, headers) {
    const body = await send("GET", this.url + path, { headers });
    return { statusCode: body.statusCode, body };
  }
};

// commands/backup/scheduled/drill.ts
var START = { timeout: 3e5, interval: 500 };
var progress = async (tasks) => {
  for (const { run: run2 } of tasks) {
    const { headline, details } = await run2(() => void 0);
    [headline, ...details].forEach((line) => log(line));
  }
};
function sidecar(url) {
  return {
    title: "Connect",
    start: async () => {
      const qdrant = new SidecarQdrant(url);
      await untilItAnswers(qdrant);
      const all = await identifyNodes([qdrant]);
      return { all, first: all[0], close: async () => void 0 };
    },
    stop: async () => void 0
  };
}
async function untilItAnswers(qdrant) {
  for (const end = Date.now() + START.timeout; ; await sleep7(START.interval)) {
    try {
      await qdrant.version();
      return;
    } catch (error) {
      if (Date.now() > end) {
        throw error;
      }
    }
  }
}
async function run() {
  const settings = JSON.parse(readFileSync2(process.argv[2] ?? "", "utf8"));
  const place = placeIn(settings, process.env);
  const backup = place.source(await newestIn(place));
  const outcome = { collections: [], notes: [] };
  log(`the drill of ${backup.name} starts`);
  await drillBackup(backup, sidecar(settings.qdrant), progress, outcome);
  log(`${backup.name} is proven`, { collections: outcome.collections.length });
}
function fail(reason) {
  log(`failed: ${reason}`, { error: true });
  process.exit(1);
}
process.on("SIGTERM", () => fail("Kubernetes stopped the pod"));
run().catch((error) => fail(error.message));
