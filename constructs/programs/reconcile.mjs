// Generated from commands/hook/scheduled/main.ts by `npm run programs`. Do not edit.
// SPDX-License-Identifier: Apache-2.0
/*!
 * Contains code of the package is-network-error 1.3.2:
 *
 * MIT License
 *
 * Copyright (c) Sindre Sorhus <sindresorhus@gmail.com> (https://sindresorhus.com)
 *
 * Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:
 *
 * The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.
 *
 * THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
 */
/*!
 * Contains code of the package p-retry 7.1.1:
 *
 * MIT License
 *
 * Copyright (c) Sindre Sorhus <sindresorhus@gmail.com> (https://sindresorhus.com)
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
var __create = Object.create;
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __getProtoOf = Object.getPrototypeOf;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __esm = (fn, res, err) => function __init() {
  if (err) throw err[0];
  try {
    return fn && (res = (0, fn[__getOwnPropNames(fn)[0]])(fn = 0)), res;
  } catch (e) {
    throw err = [e], e;
  }
};
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

// cli/io.ts
import { AsyncLocalStorage } from "node:async_hooks";
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
var runs, SIGNALS, processIo, ofProcess;
var init_io = __esm({
  "cli/io.ts"() {
    "use strict";
    runs = new AsyncLocalStorage();
    SIGNALS = { SIGINT: 130, SIGTERM: 143 };
    processIo = {
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
    ofProcess = { io: processIo, variables: {}, secrets: /* @__PURE__ */ new Set(), exitCode: 0 };
  }
});

// clients/in-pod/kubernetes.ts
var kubernetes_exports = {};
__export(kubernetes_exports, {
  ApisApi: () => ApisApi,
  CoreV1Api: () => CoreV1Api,
  CustomObjectsApi: () => CustomObjectsApi,
  Exec: () => Exec,
  KubeConfig: () => KubeConfig,
  KubernetesObjectApi: () => KubernetesObjectApi,
  PatchStrategy: () => PatchStrategy,
  PortForward: () => PortForward,
  setHeaderOptions: () => setHeaderOptions
});
import { existsSync as existsSync2, readFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { join as join2 } from "node:path";
function setHeaderOptions() {
  return {};
}
var SERVICE_ACCOUNT2, TIMEOUT, PatchStrategy, ApiException, KubeConfig, Api, CoreV1Api, ApisApi, CustomObjectsApi, KubernetesObjectApi, Exec, PortForward;
var init_kubernetes = __esm({
  "clients/in-pod/kubernetes.ts"() {
    "use strict";
    init_io();
    SERVICE_ACCOUNT2 = "/var/run/secrets/kubernetes.io/serviceaccount";
    TIMEOUT = 3e4;
    PatchStrategy = {
      MergePatch: "application/merge-patch+json",
      ServerSideApply: "application/apply-patch+yaml"
    };
    ApiException = class extends Error {
      constructor(code, body) {
        super(`HTTP ${code}`);
        this.code = code;
        this.body = body;
      }
      code;
      body;
    };
    KubeConfig = class {
      server = "";
      token = "";
      agent;
      /** Reads the ServiceAccount of the pod. */
      loadFromDefault() {
        const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port = "443", SERVICE_ACCOUNT_FOLDER } = io().env;
        const folder = SERVICE_ACCOUNT_FOLDER ?? SERVICE_ACCOUNT2;
        if (!host || !existsSync2(folder)) {
          return;
        }
        this.server = `https://${host.includes(":") ? `[${host}]` : host}:${port}`;
        this.token = readFileSync(join2(folder, "token"), "utf8").trim();
        this.agent = new Agent({ keepAlive: true, ca: readFileSync(join2(folder, "ca.crt")) });
      }
      /** A pod has no kubeconfig. */
      loadFromFile(file) {
        throw new Error(
          `this program uses the ServiceAccount of its pod, and reads no kubeconfig: unset KUBECONFIG=${file}`
        );
      }
      mergeConfig() {
      }
      getContexts() {
        return [];
      }
      getCurrentContext() {
        return "";
      }
      getCurrentUser() {
        return { token: this.token };
      }
      getCurrentCluster() {
        return this.server === "" ? void 0 : { server: this.server };
      }
      /** The package signs requests here, and `keepConnections` replaces this function. */
      async applySecurityAuthentication() {
      }
      makeApiClient(Class) {
        return new Class(this);
      }
      /** Sends a request, and reads the JSON of the answer. It follows no redirect. */
      async send(method, path, query = {}, body, type = "application/json") {
        const url = new URL(path, this.server);
        for (const [name, value] of Object.entries(query)) {
          if (value !== void 0) {
            url.searchParams.set(name, String(value));
          }
        }
        const headers = {
          accept: "application/json",
          authorization: `Bearer ${this.token}`,
          ...body !== void 0 && { "content-type": type }
        };
        return new Promise((done, failed) => {
          const outgoing = request(url, { method, headers, agent: this.agent, timeout: TIMEOUT }, (response) => {
            let text = "";
            response.setEncoding("utf8");
            response.on("data", (piece) => text += piece);
            response.once("error", failed);
            response.once("end", () => {
              const { statusCode = 0 } = response;
              if (statusCode < 200 || statusCode > 299) {
                failed(new ApiException(statusCode, text));
              } else {
                done(JSON.parse(text));
              }
            });
          });
          const late = Object.assign(new Error(`no answer within ${TIMEOUT / 1e3} s`), { code: "ETIMEDOUT" });
          outgoing.once("timeout", () => outgoing.destroy(late));
          outgoing.once("error", failed);
          outgoing.end(body === void 0 ? void 0 : JSON.stringify(body));
        });
      }
    };
    Api = class {
      constructor(config) {
        this.config = config;
      }
      config;
    };
    CoreV1Api = class extends Api {
      readNamespace({ name }) {
        return this.config.send("GET", `/api/v1/namespaces/${name}`);
      }
      createNamespace({ body, ...query }) {
        return this.config.send("POST", "/api/v1/namespaces", query, body);
      }
      readNamespacedSecret({ namespace, name }) {
        return this.config.send("GET", `/api/v1/namespaces/${namespace}/secrets/${name}`);
      }
      createNamespacedSecret({
        namespace,
        body,
        ...query
      }) {
        return this.config.send("POST", `/api/v1/namespaces/${namespace}/secrets`, query, body);
      }
      patchNamespacedSecret({ namespace, name, body, ...query }) {
        const path = `/api/v1/namespaces/${namespace}/secrets/${name}`;
        return this.config.send("PATCH", path, query, body, PatchStrategy.MergePatch);
      }
      deleteNamespacedSecret({ namespace, name, body }) {
        return this.config.send("DELETE", `/api/v1/namespaces/${namespace}/secrets/${name}`, {}, body);
      }
      listNamespacedPod({ namespace, ...query }) {
        return this.config.send("GET", `/api/v1/namespaces/${namespace}/pods`, query);
      }
      patchNamespacedPod({ namespace, name, body }) {
        const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
        return this.config.send("PATCH", path, {}, body, PatchStrategy.MergePatch);
      }
      listConfigMapForAllNamespaces(query) {
        return this.config.send("GET", "/api/v1/configmaps", query);
      }
      getAPIResources() {
        return this.config.send("GET", "/api/v1");
      }
    };
    ApisApi = class extends Api {
      getAPIVersions() {
        return this.config.send("GET", "/apis");
      }
    };
    CustomObjectsApi = class extends Api {
      getAPIResources({ group, version }) {
        return this.config.send("GET", `/apis/${group}/${version}`);
      }
    };
    KubernetesObjectApi = class _KubernetesObjectApi extends Api {
      known = /* @__PURE__ */ new Map();
      static makeApiClient(config) {
        return new _KubernetesObjectApi(config);
      }
      async read(object) {
        return this.config.send("GET", await this.pathOf(object));
      }
      async create(object, _pretty, dryRun2, fieldManager) {
        const { apiVersion, kind, metadata } = object;
        const path = await this.pathOf({ apiVersion, kind, metadata: { namespace: metadata.namespace } });
        return this.config.send("POST", path, { dryRun: dryRun2, fieldManager }, object);
      }
      async patch(object, _pretty, dryRun2, fieldManager, force, strategy = PatchStrategy.MergePatch) {
        return this.config.send("PATCH", await this.pathOf(object), { dryRun: dryRun2, fieldManager, force }, object, strategy);
      }
      async delete(object, _pretty, _dryRun, _gracePeriodSeconds, _orphanDependents, _propagationPolicy, body) {
        return this.config.send("DELETE", await this.pathOf(object), {}, body);
      }
      async list(apiVersion, kind, namespace, _pretty, _exact, _exportt, fieldSelector, labelSelector) {
        const path = await this.pathOf({ apiVersion, kind, metadata: { namespace } }, true);
        return this.config.send("GET", path, { fieldSelector, labelSelector });
      }
      /** The path of an object, or of all objects of its kind where it has no name. */
      async pathOf({ apiVersion, kind, metadata }, isList = false) {
        const base = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
        const known2 = this.known.get(base) ?? this.config.send("GET", base);
        this.known.set(base, known2);
        const { resources } = await known2;
        const found = resources.find(({ kind: each, name: name2 }) => each === kind && !name2.includes("/"));
        if (!found) {
          throw new Error(`Unrecognized API version and kind: ${apiVersion} ${kind}`);
        }
        const { namespace = isList ? void 0 : "default", name } = metadata;
        const within = found.namespaced && namespace !== void 0 ? `/namespaces/${namespace}` : "";
        return `${base}${within}/${found.name}${name === void 0 ? "" : `/${name}`}`;
      }
    };
    Exec = class {
      exec() {
        return Promise.reject(new Error("a program in a pod runs no commands in other pods"));
      }
    };
    PortForward = class {
      portForward() {
        return Promise.reject(new Error("a program in a pod connects to Services, and forwards no ports"));
      }
    };
  }
});

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
      constructor(version, options) {
        options = parseOptions(options);
        if (version instanceof _SemVer) {
          if (version.loose === !!options.loose && version.includePrerelease === !!options.includePrerelease) {
            return version;
          } else {
            version = version.version;
          }
        } else if (typeof version !== "string") {
          throw new TypeError(`Invalid version. Must be a string. Got type "${typeof version}".`);
        }
        if (version.length > MAX_LENGTH) {
          throw new TypeError(
            `version is longer than ${MAX_LENGTH} characters`
          );
        }
        debug("SemVer", version, options);
        this.options = options;
        this.loose = !!options.loose;
        this.includePrerelease = !!options.includePrerelease;
        const m = version.trim().match(options.loose ? re[t.LOOSE] : re[t.FULL]);
        if (!m) {
          throw new TypeError(`Invalid Version: ${version}`);
        }
        this.raw = version;
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
          this.prerelease = m[4].split(".").map((id) => {
            if (/^[0-9]+$/.test(id)) {
              const num = +id;
              if (num >= 0 && num < MAX_SAFE_INTEGER) {
                return num;
              }
            }
            return id;
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
    var parse = (version, options, throwErrors = false) => {
      if (version instanceof SemVer) {
        return version;
      }
      try {
        return new SemVer(version, options);
      } catch (er) {
        if (!throwErrors) {
          return null;
        }
        throw er;
      }
    };
    module.exports = parse;
  }
});

// node_modules/semver/functions/coerce.js
var require_coerce = __commonJS({
  "node_modules/semver/functions/coerce.js"(exports, module) {
    "use strict";
    var SemVer = require_semver();
    var parse = require_parse();
    var { safeRe: re, t } = require_re();
    var coerce = (version, options) => {
      if (version instanceof SemVer) {
        return version;
      }
      if (typeof version === "number") {
        version = String(version);
      }
      if (typeof version !== "string") {
        return null;
      }
      options = options || {};
      let match = null;
      if (!options.rtl) {
        match = version.match(options.includePrerelease ? re[t.COERCEFULL] : re[t.COERCE]);
      } else {
        const coerceRtlRegex = options.includePrerelease ? re[t.COERCERTLFULL] : re[t.COERCERTL];
        let next;
        while ((next = coerceRtlRegex.exec(version)) && (!match || match.index + match[0].length !== version.length)) {
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
      return parse(`${major}.${minor}.${patch}${prerelease}${build}`, options);
    };
    module.exports = coerce;
  }
});

// node_modules/semver/functions/compare.js
var require_compare = __commonJS({
  "node_modules/semver/functions/compare.js"(exports, module) {
    "use strict";
    var SemVer = require_semver();
    var compare = (a, b, loose) => new SemVer(a, loose).compare(new SemVer(b, loose));
    module.exports = compare;
  }
});

// node_modules/semver/functions/gte.js
var require_gte = __commonJS({
  "node_modules/semver/functions/gte.js"(exports, module) {
    "use strict";
    var compare = require_compare();
    var gte = (a, b, loose) => compare(a, b, loose) >= 0;
    module.exports = gte;
  }
});

// node_modules/semver/functions/lt.js
var require_lt = __commonJS({
  "node_modules/semver/functions/lt.js"(exports, module) {
    "use strict";
    var compare = require_compare();
    var lt = (a, b, loose) => compare(a, b, loose) < 0;
    module.exports = lt;
  }
});

// node_modules/is-network-error/index.js
function isNetworkError(error) {
  const isValid = error && isError(error) && error.name === "TypeError" && typeof error.message === "string";
  if (!isValid) {
    return false;
  }
  const { message, stack } = error;
  if (message === "Load failed" || message.startsWith("Load failed (") && message.endsWith(")")) {
    return stack === void 0 || "__sentry_captured__" in error;
  }
  if (message.startsWith("error sending request for url")) {
    return true;
  }
  if (message === "Failed to fetch" || message.startsWith("Failed to fetch (") && message.endsWith(")")) {
    return true;
  }
  return errorMessages.has(message);
}
var objectToString, isError, errorMessages;
var init_is_network_error = __esm({
  "node_modules/is-network-error/index.js"() {
    "use strict";
    objectToString = Object.prototype.toString;
    isError = (value) => objectToString.call(value) === "[object Error]";
    errorMessages = /* @__PURE__ */ new Set([
      "network error",
      // Chrome
      "NetworkError when attempting to fetch resource.",
      // Firefox
      "The Internet connection appears to be offline.",
      // Safari 16
      "Network request failed",
      // `cross-fetch`
      "fetch failed",
      // Undici (Node.js)
      "terminated",
      // Undici (Node.js)
      " A network error occurred.",
      // Bun (WebKit)
      "Network connection lost"
      // Cloudflare Workers (fetch)
    ]);
  }
});

// node_modules/p-retry/index.js
var p_retry_exports = {};
__export(p_retry_exports, {
  AbortError: () => AbortError,
  default: () => pRetry,
  makeRetriable: () => makeRetriable
});
function validateRetries(retries) {
  if (typeof retries === "number") {
    if (retries < 0) {
      throw new TypeError("Expected `retries` to be a non-negative number.");
    }
    if (Number.isNaN(retries)) {
      throw new TypeError("Expected `retries` to be a valid number or Infinity, got NaN.");
    }
  } else if (retries !== void 0) {
    throw new TypeError("Expected `retries` to be a number or Infinity.");
  }
}
function validateNumberOption(name, value, { min = 0, allowInfinity = false } = {}) {
  if (value === void 0) {
    return;
  }
  if (typeof value !== "number" || Number.isNaN(value)) {
    throw new TypeError(`Expected \`${name}\` to be a number${allowInfinity ? " or Infinity" : ""}.`);
  }
  if (!allowInfinity && !Number.isFinite(value)) {
    throw new TypeError(`Expected \`${name}\` to be a finite number.`);
  }
  if (value < min) {
    throw new TypeError(`Expected \`${name}\` to be ≥ ${min}.`);
  }
}
function calculateDelay(retriesConsumed, options) {
  const attempt = Math.max(1, retriesConsumed + 1);
  const random = options.randomize ? Math.random() + 1 : 1;
  let timeout = Math.round(random * options.minTimeout * options.factor ** (attempt - 1));
  timeout = Math.min(timeout, options.maxTimeout);
  return timeout;
}
function calculateRemainingTime(start, max) {
  if (!Number.isFinite(max)) {
    return max;
  }
  return max - (performance.now() - start);
}
async function onAttemptFailure({ error, attemptNumber, retriesConsumed, startTime, options }) {
  const normalizedError = error instanceof Error ? error : new TypeError(`Non-error was thrown: "${error}". You should only throw errors.`);
  if (normalizedError instanceof AbortError) {
    throw normalizedError.originalError;
  }
  const retriesLeft = Number.isFinite(options.retries) ? Math.max(0, options.retries - retriesConsumed) : options.retries;
  const maxRetryTime = options.maxRetryTime ?? Number.POSITIVE_INFINITY;
  const context = Object.freeze({
    error: normalizedError,
    attemptNumber,
    retriesLeft,
    retriesConsumed
  });
  await options.onFailedAttempt(context);
  if (calculateRemainingTime(startTime, maxRetryTime) <= 0) {
    throw normalizedError;
  }
  const consumeRetry = await options.shouldConsumeRetry(context);
  const remainingTime = calculateRemainingTime(startTime, maxRetryTime);
  if (remainingTime <= 0 || retriesLeft <= 0) {
    throw normalizedError;
  }
  if (normalizedError instanceof TypeError && !isNetworkError(normalizedError)) {
    if (consumeRetry) {
      throw normalizedError;
    }
    options.signal?.throwIfAborted();
    return false;
  }
  if (!await options.shouldRetry(context)) {
    throw normalizedError;
  }
  if (!consumeRetry) {
    options.signal?.throwIfAborted();
    return false;
  }
  const delayTime = calculateDelay(retriesConsumed, options);
  const finalDelay = Math.min(delayTime, remainingTime);
  options.signal?.throwIfAborted();
  if (finalDelay > 0) {
    await new Promise((resolve, reject) => {
      const onAbort = () => {
        clearTimeout(timeoutToken);
        options.signal?.removeEventListener("abort", onAbort);
        reject(options.signal.reason);
      };
      const timeoutToken = setTimeout(() => {
        options.signal?.removeEventListener("abort", onAbort);
        resolve();
      }, finalDelay);
      if (options.unref) {
        timeoutToken.unref?.();
      }
      options.signal?.addEventListener("abort", onAbort, { once: true });
    });
  }
  options.signal?.throwIfAborted();
  return true;
}
async function pRetry(input, options = {}) {
  options = { ...options };
  validateRetries(options.retries);
  if (Object.hasOwn(options, "forever")) {
    throw new Error("The `forever` option is no longer supported. For many use-cases, you can set `retries: Infinity` instead.");
  }
  options.retries ??= 10;
  options.factor ??= 2;
  options.minTimeout ??= 1e3;
  options.maxTimeout ??= Number.POSITIVE_INFINITY;
  options.maxRetryTime ??= Number.POSITIVE_INFINITY;
  options.randomize ??= false;
  options.onFailedAttempt ??= () => {
  };
  options.shouldRetry ??= () => true;
  options.shouldConsumeRetry ??= () => true;
  validateNumberOption("factor", options.factor, { min: 0, allowInfinity: false });
  validateNumberOption("minTimeout", options.minTimeout, { min: 0, allowInfinity: false });
  validateNumberOption("maxTimeout", options.maxTimeout, { min: 0, allowInfinity: true });
  validateNumberOption("maxRetryTime", options.maxRetryTime, { min: 0, allowInfinity: true });
  if (!(options.factor > 0)) {
    options.factor = 1;
  }
  options.signal?.throwIfAborted();
  let attemptNumber = 0;
  let retriesConsumed = 0;
  const startTime = performance.now();
  while (Number.isFinite(options.retries) ? retriesConsumed <= options.retries : true) {
    attemptNumber++;
    try {
      options.signal?.throwIfAborted();
      const result = await input(attemptNumber);
      options.signal?.throwIfAborted();
      return result;
    } catch (error) {
      if (await onAttemptFailure({
        error,
        attemptNumber,
        retriesConsumed,
        startTime,
        options
      })) {
        retriesConsumed++;
      }
    }
  }
  throw new Error("Retry attempts exhausted without throwing an error.");
}
function makeRetriable(function_, options) {
  return function(...arguments_) {
    return pRetry(() => function_.apply(this, arguments_), options);
  };
}
var AbortError;
var init_p_retry = __esm({
  "node_modules/p-retry/index.js"() {
    "use strict";
    init_is_network_error();
    AbortError = class extends Error {
      constructor(message) {
        super();
        if (message instanceof Error) {
          this.originalError = message;
          ({ message } = message);
        } else {
          this.originalError = new Error(message);
          this.originalError.stack = this.stack;
        }
        this.name = "AbortError";
        this.message = message;
      }
    };
  }
});

// commands/hook/scheduled/main.ts
init_io();
import { readFileSync as readFileSync2 } from "node:fs";

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
var Conflict = class extends ExpectedError {
};
var ExitCode = {
  OK: 0,
  FAILURE: 1,
  USAGE: 2,
  DIFFERENCES: 3
};

// cli/output.ts
init_io();

// cli/invocation.ts
init_io();

// cli/program.ts
var PROGRAM = "qdrant-stack";

// cli/invocation.ts
var DEFAULT_CONFIG = "config.yaml";
var IS_CLONE = "reconcile.mjs".endsWith(".ts");
function commandLine(command, ...args) {
  const config = io().env.QDRANT_CONFIG || DEFAULT_CONFIG;
  const start = IS_CLONE ? ["npm", "run", command, ...args.length > 0 ? ["--"] : []] : ["npx", PROGRAM, command];
  const variables = { ...config === DEFAULT_CONFIG ? {} : { QDRANT_CONFIG: config }, ...variablesOfOptions() };
  return [...Object.entries(variables).map(([name, value]) => `${name}=${quoted(value)}`), ...start, ...args].join(" ");
}
function quoted(word) {
  return /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

// cli/pages.ts
var REPOSITORY = "https://github.com/thinkube/cdk8s-qdrant";
var ISSUES = `${REPOSITORY}/issues`;
function docsPage(name) {
  return `${REPOSITORY}/blob/main/docs/${name}.md`;
}

// cli/secrets.ts
init_io();
var MASK = "***";
var SHORTEST_STRONG = 8;
var WORDS = new RegExp("^\\p{L}?\\p{Ll}*(?:[-_. ]\\p{Ll}+)*\\d{0,4}$|^\\p{Lu}+$|^\\d+$", "u");
var LONG = 20;
var SHORTEST_BASE64 = 6;
var IN_WORD = "[\\p{L}\\p{N}_-]";
var BEFORE = `(?<!${IN_WORD})|(?<=%[0-9A-Fa-f]{2}|\\\\[nrt]|\\\\u[0-9A-Fa-f]{4})`;
var NAMED_ENTITIES = { "&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "apos" };
var JSON_ESCAPES = { "\n": "n", "\r": "r", "	": "t", "\b": "b", "\f": "f" };
function remember(secret) {
  if (secret !== "") {
    secrets().add(secret);
  }
  return secret;
}
var INVISIBLE = /[^\P{Cc}\n\t]|[\p{Cf}\p{Zl}\p{Zp}]/gu;
function redact(text) {
  return visible(withoutStrong(text));
}
function redactForeign(text) {
  return without(forms().weak, withoutStrong(text));
}
function visible(text) {
  return text.replace(
    INVISIBLE,
    (character) => unitsOf(character).map((unit) => `\\u${unit}`).join("")
  );
}
function withoutStrong(text) {
  return without(forms().strong, text);
}
var SECRET_NAME = /(?:passw(?:or)?d|passphrase|pwd|secret|token|credential|(?:api|access|private|secret)[-_]?key|(?<![a-z])pass)s?$/i;
function looksSecret(name) {
  return SECRET_NAME.test(name) || /[a-z]Pass$/.test(name);
}
var known = /* @__PURE__ */ new WeakMap();
function forms() {
  const all = secrets();
  const cached = known.get(all);
  if (cached?.count === all.size) {
    return cached;
  }
  const longestFirst = [...all].sort((a, b) => b.length - a.length);
  const made = {
    count: all.size,
    strong: longestFirst.filter(isStrong).flatMap((secret) => [inText(secret), ...inBase64(secret)]),
    weak: longestFirst.filter((secret) => !isStrong(secret)).flatMap((secret) => [asWord(secret), ...inBase64(secret)])
  };
  known.set(all, made);
  return made;
}
function without(hidden, text) {
  const possible = hidden.filter(({ needle }) => text.includes(needle));
  return possible.length === 0 ? text : text.replace(new RegExp(possible.map(({ pattern }) => pattern).join("|"), "gu"), MASK);
}
function isStrong(secret) {
  return secret.length >= LONG || secret.length >= SHORTEST_STRONG && !WORDS.test(secret);
}
function inText(secret) {
  return { needle: longestWord(secret), pattern: [...secret].map(inAnyEncoding).join("") };
}
function asWord(secret) {
  const { needle, pattern } = inText(secret);
  return { needle, pattern: `(?:${BEFORE})${pattern}(?!${IN_WORD})` };
}
function longestWord(text) {
  return text.split(/[^A-Za-z0-9]+/).reduce((longest, word) => word.length > longest.length ? word : longest);
}
function inAnyEncoding(character) {
  if (/[A-Za-z0-9]/.test(character)) {
    return character;
  }
  const point = character.codePointAt(0);
  const hex = point.toString(16);
  const written2 = [
    literal(character),
    [...Buffer.from(character)].map((byte) => `%${anyCase(byte.toString(16).padStart(2, "0"))}`).join(""),
    unitsOf(character).map((unit) => `\\\\u${anyCase(unit)}`).join(""),
    `&#0*${point};`,
    `&#[xX]0*${anyCase(hex)};`,
    ...character === " " ? ["\\+"] : [],
    .../["\\/]/.test(character) ? [`\\\\${literal(character)}`] : [],
    ...JSON_ESCAPES[character] ? [`\\\\${JSON_ESCAPES[character]}`] : [],
    ...NAMED_ENTITIES[character] ? [`&${NAMED_ENTITIES[character]};`] : []
  ];
  return `(?:${written2.sort((a, b) => b.length - a.length).join("|")})`;
}
function inBase64(secret) {
  return [0, 1, 2].flatMap((before) => {
    const bytes2 = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]);
    const bits = bytes2.length * 8;
    const core = bytes2.toString("base64").slice(before === 0 ? 0 : before + 1, Math.floor(bits / 6));
    const anyAlphabet = core.replace(/[+/]/g, (sign) => sign === "+" ? "(?:[+-]|%2[Bb])" : "(?:[/_]|%2[Ff])");
    const first = before === 0 ? "" : "[A-Za-z0-9+/_-]";
    const last = bits % 6 === 0 ? "" : "[A-Za-z0-9+/_-]?(?:=|%3[Dd]){0,2}";
    return core.length < SHORTEST_BASE64 ? [] : [{ needle: longestWord(core), pattern: first + anyAlphabet + last }];
  });
}
function unitsOf(character) {
  return Array.from(character.split(""), (unit) => unit.charCodeAt(0).toString(16).padStart(4, "0"));
}
function literal(character) {
  return character.replace(/[$()*+./?[\\\]^{|}]/, "\\$&");
}
function anyCase(hex) {
  return hex.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}

// cli/output.ts
function print(line) {
  io().stdout.write(`${redact(line)}
`);
}
function printError(line) {
  io().stderr.write(`${redact(line)}
`);
}
function explain(error) {
  const { message, stack } = error;
  if (error instanceof Failure) {
    printError(`Error: ${error.problem}.
  Fix: ${error.fix}.`);
  } else if (error instanceof ExpectedError) {
    printError(message);
  } else {
    printError(
      `Unexpected error: ${message}
  This is a fault of ${PROGRAM}. Report it: ${ISSUES}. With DEBUG=1, the command prints the stack trace.`
    );
  }
  if (io().env.DEBUG && stack) {
    printError(stack);
  }
  return ExitCode.FAILURE;
}

// cli/progress.ts
function reporter(progress) {
  let current2 = () => void 0;
  return {
    say: (text) => current2(text),
    progress: (tasks) => progress(
      tasks.map(({ title, run: run2 }) => ({
        title,
        run: (say) => {
          current2 = say;
          return run2(say);
        }
      }))
    )
  };
}
function lines(print3) {
  return async (tasks) => {
    for (const { title, run: run2 } of tasks) {
      try {
        const { headline, details } = await run2((text) => print3(`  ${title}: ${text}`));
        print3(`✔ ${headline}`);
        details.forEach((detail) => print3(`    ${detail}`));
      } catch (error) {
        print3(`✖ ${title}`);
        throw error;
      }
    }
  };
}

// reconcile/step.ts
var ATTEMPTS = 5;
function inSync(...notes) {
  return { changes: [], action: "update", notes, apply: () => Promise.resolve() };
}
function isInSync({ state }) {
  return state === "in sync";
}
async function plan(step) {
  return resultOf(step, await step.plan());
}
async function dryRun(step) {
  const planned = await step.plan();
  if (planned.changes.length > 0) {
    await planned.dryRun?.().catch((error) => {
      if (!(error instanceof Conflict)) {
        throw error;
      }
    });
  }
  return resultOf(step, planned);
}
async function apply(step) {
  for (let attempt = 1; ; attempt++) {
    const planned = await step.plan();
    try {
      const more = planned.changes.length > 0 ? await planned.apply() : void 0;
      return resultOf(step, { ...planned, notes: [...planned.notes ?? [], ...more ?? []] });
    } catch (error) {
      if (!(error instanceof Conflict) || attempt === ATTEMPTS) {
        throw error;
      }
    }
  }
}
async function verify(step) {
  const { changes } = await step.plan();
  if (changes.length > 0) {
    const fields = changes.map(({ field }) => field).join(", ");
    throw new Failure(
      `${step.title} was written, but these fields differ again: ${fields}`,
      "run the command again; if the fields differ again, another program writes them: look in the admin events or the audit log"
    );
  }
}
function resultOf({ name, title }, { changes, notes = [], remarks = [], action }) {
  return { name, title, state: changes.length > 0 ? action : "in sync", changes, notes, remarks };
}

// reconcile/report.ts
var DONE = { create: "created", update: "updated", remove: "removed", restart: "restarted" };
var CREATED_OR_REMOVED = "metadata.name";
function describe(step, isDryRun, unchanged = "in sync") {
  const { title, state, changes, notes, remarks } = step;
  const outcome = state === "in sync" ? unchanged : isDryRun ? `would be ${DONE[state]}` : DONE[state];
  const shown = isInSync(step) && !isDryRun ? notes : [...notes, ...remarks];
  return {
    headline: `${title}: ${outcome}`,
    details: [
      ...changes.filter(({ field }) => field !== CREATED_OR_REMOVED).map(describeChange),
      ...shown.map((text) => `note: ${text}`)
    ]
  };
}
function describeChange({ field, from, to }) {
  if (from === void 0) {
    return `+ ${field}: ${json(to)}`;
  }
  return to === void 0 ? `- ${field}: ${json(from)}` : `~ ${field}: ${json(from)} -> ${json(to)}`;
}
function json(value) {
  return JSON.stringify(value);
}
function resultOf2(steps, isDryRun, done) {
  return steps.every(isInSync) ? "in sync" : isDryRun ? "differences" : done;
}
function summaryOf(steps, isDryRun, done) {
  const differing = steps.filter((step) => !isInSync(step)).length;
  switch (resultOf2(steps, isDryRun, done)) {
    case "in sync":
      return "In sync.";
    case "differences":
      return `${differing} of ${steps.length} differ; nothing was changed.`;
    default:
      return `${done[0].toUpperCase()}${done.slice(1)}.`;
  }
}

// stack/kubernetes.ts
init_io();

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
var UNTRUSTED = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|^ERR_SSL/;
var PLAIN_TEXT = /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|wrong version number|packet length too long/;
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
function isUntrusted(error) {
  return UNTRUSTED.test(codeOf(error) ?? "") && !isPlainHttp(error);
}
function isPlainHttp(error) {
  return causesOf(error).some(({ code, message = "" }) => PLAIN_TEXT.test(`${String(code)} ${message}`));
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

// clients/kubernetes/exec.ts
import { Readable, Writable } from "node:stream";

// clients/kubernetes/errors.ts
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

// clients/kubernetes/errors.ts
var REFUSED = /^Unexpected server response: (\d{3})$/;
var KubeconfigError = class extends RequestError {
  constructor(message, reason, options) {
    super(message, void 0, void 0, options);
    this.reason = reason;
  }
  reason;
};
var CommandNotStarted = class extends RequestError {
  constructor({ namespace, pod, name }, reason = "the server gives no reason") {
    super(`Could not start a command in container ${name} of pod ${namespace}/${pod}: ${reason}`);
  }
};
var PortUnreachable = class extends RequestError {
  constructor(target, reason) {
    super(`Port ${target.port} of pod ${target.namespace}/${target.pod} cannot be reached: ${reason}`);
    this.target = target;
  }
  target;
};
function requestError(problem, error) {
  const message = `${problem}: ${answerOf(error)}`;
  return new RequestError(message, statusOf(error), messageOf(error), { cause: error });
}
function answerOf(error) {
  const status = statusOf(error);
  if (status === void 0) {
    return describeConnectionError(error);
  }
  return `the server answered ${status} ${STATUS_CODES[status] ?? ""} (${messageOf(error) ?? "without a message"})`;
}
function messageOf(error) {
  const { body } = error;
  try {
    const status = typeof body === "string" ? JSON.parse(body) : body;
    return typeof status?.message === "string" ? redactForeign(status.message) : void 0;
  } catch {
    return void 0;
  }
}
function connectionError(thrown) {
  const error = thrown.error ?? thrown;
  const [, status] = REFUSED.exec(error.message) ?? [];
  return status === void 0 ? error : Object.assign(error, { code: Number(status) });
}

// clients/kubernetes/exec.ts
var DEADLINE_MS = 6e4;
async function execute(exec, { namespace, pod, name }, command, input) {
  const stdout = collector();
  const stderr = collector();
  const stdin = new Readable({ read: () => void 0 });
  stdin.push(input);
  let hangUp = () => void 0;
  let timer;
  try {
    const status = await new Promise((done, failed) => {
      timer = setTimeout(() => failed(new Error(`no answer within ${DEADLINE_MS / 1e3} s`)), DEADLINE_MS);
      exec.exec(namespace, pod, name, [...command], stdout.stream, stderr.stream, stdin, false, done).then((socket) => {
        hangUp = () => socket.terminate();
        socket.onclose = () => failed(new Error("the connection was closed before the command ended"));
      }, failed);
    });
    return { status, stdout: stdout.text(), stderr: stderr.text() };
  } catch (error) {
    throw connectionError(error);
  } finally {
    clearTimeout(timer);
    hangUp();
  }
}
function exitCodeOf({ status, message, details }, container) {
  if (status === "Success") {
    return 0;
  }
  const cause = details?.causes?.find(({ reason }) => reason === "ExitCode");
  if (cause?.message === void 0) {
    throw new CommandNotStarted(container, message);
  }
  return Number(cause.message);
}
function collector() {
  const chunks = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(chunk);
      done();
    }
  });
  return { stream, text: () => Buffer.concat(chunks).toString() };
}

// clients/kubernetes/kept-connections.ts
import { isDeepStrictEqual } from "node:util";
var IDLE = 1e4;
function keepConnections(kubeconfig) {
  const authenticate = kubeconfig.applySecurityAuthentication.bind(kubeconfig);
  let kept;
  kubeconfig.applySecurityAuthentication = async (request2) => {
    await authenticate(request2);
    const agent = request2.getAgent();
    if (kept === void 0 || !isDeepStrictEqual(kept.options.cert, agent.options.cert)) {
      kept = Object.assign(agent, { keepAlive: true });
      kept.options.timeout = IDLE;
    }
    const server = new URL(request2.getUrl());
    const shared = kept;
    const agentFor = ({ protocol, host }) => {
      if (protocol !== server.protocol || host !== server.host) {
        throw new Error(`the server redirects to ${protocol}//${host}, and no request leaves ${server.origin}`);
      }
      return shared;
    };
    request2.setAgent(agentFor);
  };
}

// clients/kubernetes/inventory.ts
async function inventoryOf(discovery, namespace) {
  const unseen = [];
  const kinds = await kindsOf(discovery, unseen);
  const lists = kinds.map(async ({ apiVersion, kind }) => {
    try {
      const { items } = await discovery.objects.list(apiVersion, kind, namespace);
      return items.map(({ metadata }) => ({ apiVersion, kind, metadata }));
    } catch (error) {
      unseen.push(`${kind} of ${apiVersion}: ${answerOf(error)}`);
      return [];
    }
  });
  const found = (await Promise.all(lists)).flat();
  const byUid = new Map(found.map((object) => [object.metadata.uid, object]));
  return { objects: [...byUid.values()], unseen };
}
async function kindsOf({ core, groups, custom }, unseen) {
  const versions = (await groups.getAPIVersions()).groups.flatMap(
    ({ name, versions: served }) => served.map(({ version, groupVersion }) => ({
      apiVersion: groupVersion,
      resources: () => custom.getAPIResources({ group: name, version })
    }))
  );
  const all = [{ apiVersion: "v1", resources: () => core.getAPIResources() }, ...versions];
  const lists = all.map(async ({ apiVersion, resources }) => {
    try {
      return (await resources()).resources.filter(canHold).map(({ kind }) => ({ apiVersion, kind }));
    } catch (error) {
      unseen.push(`${apiVersion}: ${answerOf(error)}`);
      return [];
    }
  });
  const kinds = (await Promise.all(lists)).flat();
  const idOf = ({ apiVersion, kind }) => `${kind}.${groupOf(apiVersion)}`;
  return kinds.filter((kind, at) => kinds.findIndex((other) => idOf(other) === idOf(kind)) === at);
}
function canHold({ name, kind, namespaced, verbs }) {
  return namespaced && !name.includes("/") && kind !== "Event" && ["list", "delete"].every((verb) => verbs.includes(verb));
}
function groupOf(apiVersion) {
  return apiVersion.includes("/") ? apiVersion.split("/")[0] : "";
}

// clients/kubernetes/kubeconfig.ts
init_io();
import { existsSync } from "node:fs";
import { delimiter } from "node:path";
var SERVICE_ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount/token";
function load(Config, context) {
  let kubeconfig;
  try {
    kubeconfig = read(Config);
  } catch (error) {
    const { KUBECONFIG } = io().env;
    throw new KubeconfigError(
      `Could not read the kubeconfig${KUBECONFIG ? ` ${KUBECONFIG}` : ""}: ${error.message}`,
      "unreadable",
      { cause: error }
    );
  }
  if (context !== void 0) {
    const contexts = kubeconfig.getContexts().map(({ name }) => name);
    if (!contexts.includes(context)) {
      throw new KubeconfigError(
        `The kubeconfig has no context ${context}, but ${contexts.join(", ") || "none"}`,
        "unknown context"
      );
    }
    kubeconfig.setCurrentContext(context);
  }
  const isFallback = kubeconfig.getCurrentContext() === "loaded-context" && !existsSync(SERVICE_ACCOUNT);
  if (!kubeconfig.getCurrentCluster() || isFallback) {
    throw new KubeconfigError("There is no kubeconfig with a current context", "no current context");
  }
  return kubeconfig;
}
function read(Config) {
  const kubeconfig = new Config();
  const [first, ...rest] = (io().env.KUBECONFIG ?? "").split(delimiter).filter((file) => file !== "");
  if (first === void 0) {
    kubeconfig.loadFromDefault();
    return kubeconfig;
  }
  kubeconfig.loadFromFile(first);
  for (const file of rest) {
    const more = new Config();
    more.loadFromFile(file);
    kubeconfig.mergeConfig(more);
  }
  return kubeconfig;
}

// clients/kubernetes/kubelet-stats.ts
function usedByClaim(summary, namespace) {
  const volumes = (summary.pods ?? []).flatMap(({ volume }) => volume ?? []);
  const own = volumes.filter(({ pvcRef, usedBytes }) => pvcRef?.namespace === namespace && usedBytes !== void 0);
  return new Map(own.map(({ pvcRef, usedBytes }) => [pvcRef.name, usedBytes]));
}

// clients/kubernetes/objects.ts
function titleOf({ kind, metadata }) {
  return `${kind} ${metadata.namespace === void 0 ? "" : `${metadata.namespace}/`}${metadata.name}`;
}

// clients/kubernetes/port-forward.ts
import { once } from "node:events";
import { createServer } from "node:net";
import { PassThrough, Writable as Writable2 } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
var MOST_WAITING = 1024 * 1024;
var PING_INTERVAL = 3e4;
async function forward(forwarder, target, ask, explain2) {
  const { namespace, pod, port } = target;
  const open = (fromPod, errors, toPod) => ask(async () => {
    try {
      return await forwarder.portForward(namespace, pod, [port], fromPod, errors, toPod);
    } catch (error) {
      throw connectionError(error);
    }
  });
  (await open(new PassThrough(), new PassThrough(), new PassThrough())).terminate();
  const sockets = /* @__PURE__ */ new Set();
  let fault;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket)).on("error", () => socket.destroy());
    const errors = errorsOf((reason) => explain2(new PortUnreachable(target, reason)));
    const onAnswer = () => fault = void 0;
    join(socket, errors, open, onAnswer).catch((error) => {
      fault = error;
      socket.destroy();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    address: { host: "127.0.0.1", port: server.address().port },
    takeFault: () => {
      const taken = fault;
      fault = void 0;
      return taken;
    },
    close: async () => {
      sockets.forEach((socket) => socket.destroy());
      server.close();
      await once(server, "close");
    }
  };
}
async function join(socket, { stream: errors, refused }, open, onAnswer) {
  const toPod = new PassThrough();
  const tunnel = await open(socket, errors, toPod);
  const timer = setInterval(() => tunnel.ping(), PING_INTERVAL);
  tunnel.on("message", () => {
    if (socket.bytesWritten > 0) {
      onAnswer();
    }
    if (socket.writableNeedDrain && !tunnel.isPaused) {
      tunnel.pause();
      socket.once("drain", () => tunnel.resume());
    }
  });
  try {
    await Promise.race([refused, once(tunnel, "close"), pump(socket, toPod, tunnel)]);
    socket.end();
  } finally {
    clearInterval(timer);
    tunnel.terminate();
  }
}
async function pump(socket, toPod, tunnel) {
  try {
    for await (const bytes2 of socket) {
      toPod.write(bytes2);
      while (tunnel.bufferedAmount > MOST_WAITING) {
        await sleep(1);
      }
    }
  } catch {
  }
}
function errorsOf(unreachable) {
  let refuse;
  const refused = new Promise((_, failed) => refuse = failed);
  const stream = new Writable2({
    write: (text, _, done) => {
      if (text.length > 0) {
        refuse(unreachable(text.toString().trim()));
      }
      done();
    }
  });
  return { stream, refused };
}

// clients/kubernetes/cluster.ts
var Cluster = class _Cluster {
  constructor(kubeconfig, core, exec, objects, discovery, mergePatch, strategies, explain2, name) {
    this.kubeconfig = kubeconfig;
    this.core = core;
    this.exec = exec;
    this.objects = objects;
    this.discovery = discovery;
    this.mergePatch = mergePatch;
    this.strategies = strategies;
    this.explain = explain2;
    this.name = name;
  }
  kubeconfig;
  core;
  exec;
  objects;
  discovery;
  mergePatch;
  strategies;
  explain;
  name;
  /**
   * Reads the kubeconfig. Sends no request yet.
   *
   * @param context Default: the current context.
   */
  static async connect(context, explain2) {
    const {
      ApisApi: ApisApi2,
      CoreV1Api: CoreV1Api2,
      CustomObjectsApi: CustomObjectsApi2,
      Exec: Exec2,
      KubeConfig: KubeConfig2,
      KubernetesObjectApi: KubernetesObjectApi2,
      PatchStrategy: PatchStrategy2,
      setHeaderOptions: setHeaderOptions2
    } = await Promise.resolve().then(() => (init_kubernetes(), kubernetes_exports));
    const kubeconfig = load(KubeConfig2, context);
    keepConnections(kubeconfig);
    const token = kubeconfig.getCurrentUser()?.token;
    if (token) {
      remember(token);
    }
    const core = kubeconfig.makeApiClient(CoreV1Api2);
    const objects = KubernetesObjectApi2.makeApiClient(kubeconfig);
    const [groups, custom] = [kubeconfig.makeApiClient(ApisApi2), kubeconfig.makeApiClient(CustomObjectsApi2)];
    return new _Cluster(
      kubeconfig,
      core,
      new Exec2(kubeconfig),
      objects,
      { core, groups, custom, objects },
      setHeaderOptions2("Content-Type", PatchStrategy2.MergePatch),
      { merge: PatchStrategy2.MergePatch, apply: PatchStrategy2.ServerSideApply },
      explain2,
      kubeconfig.getCurrentContext() || kubeconfig.getCurrentCluster().server
    );
  }
  /** The namespace, or `'forbidden'` without the right to read it. */
  async namespace(name) {
    try {
      return await this.find(`read namespace ${name}`, () => this.core.readNamespace({ name }));
    } catch (error) {
      if (statusOf(error) === 403) {
        return "forbidden";
      }
      throw error;
    }
  }
  /** @param dryRun Whether the server only checks the object, with every admission controller. */
  async createNamespace(name, dryRun2 = false) {
    await this.call(
      `create namespace ${name}`,
      () => this.core.createNamespace({ body: { metadata: { name } }, fieldManager: PROGRAM, ...dryRunParameter(dryRun2) })
    );
  }
  async secret(namespace, name) {
    const secret = await this.find(
      `read Secret ${namespace}/${name}`,
      () => this.core.readNamespacedSecret({ namespace, name })
    );
    for (const [key, value] of Object.entries(secret?.data ?? {})) {
      if (looksSecret(key) || key === "tls.key") {
        remember(Buffer.from(value, "base64").toString("latin1"));
      }
    }
    return secret;
  }
  async createSecret(secret, dryRun2 = false) {
    const { namespace, name } = secret.metadata;
    await this.call(
      `create Secret ${namespace}/${name}`,
      () => this.core.createNamespacedSecret({
        namespace,
        body: secret,
        fieldManager: PROGRAM,
        ...dryRunParameter(dryRun2)
      })
    );
  }
  async patchSecret({ metadata }, patch, dryRun2 = false) {
    const { namespace, name } = metadata;
    await this.call(
      `update Secret ${namespace}/${name}`,
      () => this.core.patchNamespacedSecret(
        {
          namespace,
          name,
          body: patch,
          fieldManager: PROGRAM,
          ...dryRunParameter(dryRun2)
        },
        this.mergePatch
      )
    );
  }
  /** Deletes the Secret that was read, and not a later one of the same name. */
  async deleteSecret({ metadata }) {
    const { namespace, name, uid, resourceVersion } = metadata;
    await this.call(
      `delete Secret ${namespace}/${name}`,
      () => this.core.deleteNamespacedSecret({
        namespace,
        name,
        body: { preconditions: { uid, resourceVersion } }
      })
    );
  }
  /** Annotates every pod that a selector matches: the kubelet then updates the mounted Secrets at once. */
  async annotatePods(namespace, labelSelector, annotations) {
    await this.call(`annotate pods in namespace ${namespace}`, async () => {
      const { items } = await this.core.listNamespacedPod({ namespace, labelSelector });
      for (const pod of items) {
        const body = { metadata: { annotations } };
        await this.core.patchNamespacedPod({ namespace, name: pod.metadata.name, body }, this.mergePatch);
      }
    });
  }
  /**
   * Server-side apply: sets the declared fields, and removes the fields that only an earlier apply declared. It takes over
   * fields that other managers set to other values.
   *
   * @param dryRun Whether the server only returns the result.
   */
  async apply(object, dryRun2 = false) {
    const { apply: apply2 } = this.strategies;
    return this.call(
      `apply ${titleOf(object)}`,
      () => this.objects.patch(object, void 0, dryRun2 ? "All" : void 0, PROGRAM, true, apply2)
    );
  }
  /** Creates an object of any kind. */
  async create(object, dryRun2 = false) {
    return this.call(
      `create ${titleOf(object)}`,
      () => this.objects.create(object, void 0, dryRun2 ? "All" : void 0, PROGRAM)
    );
  }
  /** Changes the object that was read, and not a later one of the same name. */
  async patch({ apiVersion, kind, metadata }, patch, dryRun2 = false) {
    const { name, namespace, uid } = metadata;
    const { metadata: more, ...rest } = patch;
    const body = { apiVersion, kind, metadata: { ...more, name, namespace, uid }, ...rest };
    return this.call(
      `update ${titleOf({ kind, metadata })}`,
      () => this.objects.patch(body, void 0, dryRun2 ? "All" : void 0, PROGRAM, void 0, this.strategies.merge)
    );
  }
  /**
   * Deletes the object that was read, and not a later one of the same name. A deleted object is no error.
   *
   * @param dryRun Whether the server only checks the deletion.
   */
  async delete({ apiVersion, kind, metadata }, propagationPolicy = "Background", dryRun2 = false) {
    const { name, namespace, uid } = metadata;
    const body = { propagationPolicy, preconditions: { uid }, ...dryRun2 && { dryRun: ["All"] } };
    await this.find(
      `delete ${titleOf({ kind, metadata })}`,
      () => this.objects.delete(
        { apiVersion, kind, metadata: { name, namespace } },
        void 0,
        void 0,
        void 0,
        void 0,
        void 0,
        body
      )
    );
  }
  /** One object of any kind. Secrets have their own method, which registers their values as secrets. */
  async read(apiVersion, kind, namespace, name) {
    return this.find(
      `read ${titleOf({ kind, metadata: { namespace, name } })}`,
      () => this.objects.read({ apiVersion, kind, metadata: { namespace, name } })
    );
  }
  /**
   * All objects of a kind in a namespace. An unknown kind has none.
   *
   * @param namespace Default: all namespaces.
   */
  async list(apiVersion, kind, namespace, labels) {
    const page = [void 0, void 0, void 0, void 0];
    const where = namespace === void 0 ? "all namespaces" : `namespace ${namespace}`;
    const found = await this.find(
      `list ${kind} objects in ${where}`,
      () => this.objects.list(apiVersion, kind, namespace, ...page, labels)
    );
    return (found?.items ?? []).map((item) => ({ ...item, apiVersion, kind }));
  }
  /** Whether the server knows a kind of objects. */
  async knows(apiVersion, kind) {
    const [group = "", version = ""] = apiVersion.split("/");
    const known2 = await this.find(
      `look up the kinds of ${apiVersion}`,
      () => this.discovery.custom.getAPIResources({ group, version })
    );
    return known2?.resources.some((resource) => resource.kind === kind) ?? false;
  }
  /**
   * The namespaced kinds that the server knows.
   *
   * @param unseen Gets the groups that could not be listed, each with the answer of the server.
   */
  async kinds(unseen) {
    return this.call("list the kinds of objects", () => kindsOf(this.discovery, unseen));
  }
  /** Every object in a namespace, of every kind that the server knows. */
  async contents(namespace) {
    return this.call("list the kinds of objects", () => inventoryOf(this.discovery, namespace));
  }
  /** The used bytes of the volumes in a namespace, by claim, as measured by the kubelet of a node. */
  async usedBytes(namespace, node) {
    const summary = await this.call(
      `read the statistics of node ${node}`,
      () => this.core.connectGetNodeProxyWithPath({ name: node, path: "stats/summary" })
    );
    return usedByClaim(summary, namespace);
  }
  /** The ConfigMaps of every namespace that a selector matches. */
  async configMaps(labelSelector) {
    const { items } = await this.call(
      `list ConfigMaps labelled ${labelSelector} in all namespaces`,
      () => this.core.listConfigMapForAllNamespaces({ labelSelector })
    );
    return items;
  }
  /** The pods of a namespace that a selector matches. */
  async pods(namespace, labelSelector) {
    const { items } = await this.call(
      `list pods labelled ${labelSelector} in namespace ${namespace}`,
      () => this.core.listNamespacedPod({ namespace, labelSelector })
    );
    return items;
  }
  /** The log of a container, which can have ended. @returns '' for an empty log */
  async logs({ namespace, pod, name }, options) {
    const text = await this.call(
      `read the log of container ${name} in pod ${namespace}/${pod}`,
      () => this.core.readNamespacedPodLog({ namespace, name: pod, container: name, ...options })
    );
    return text ?? "";
  }
  /** The version of the API server, such as `v1.36.0`. */
  async version() {
    const { VersionApi } = await Promise.resolve().then(() => (init_kubernetes(), kubernetes_exports));
    const version = this.kubeconfig.makeApiClient(VersionApi);
    return (await this.call("read the version of the API server", () => version.getCode())).gitVersion;
  }
  /** Runs a command in a container. The command has to detect the end of its input. */
  async execute(container, command, input) {
    const { namespace, pod } = container;
    const { status, stdout, stderr } = await this.call(
      `run a command in pod ${namespace}/${pod}`,
      () => execute(this.exec, container, command, input)
    );
    try {
      return { code: exitCodeOf(status, container), stdout, stderr };
    } catch (error) {
      throw this.explain(error);
    }
  }
  /** Forwards a port of a pod to this machine, through the API server. */
  async forward(target) {
    const { PortForward: PortForward2 } = await Promise.resolve().then(() => (init_kubernetes(), kubernetes_exports));
    const { namespace, pod, port } = target;
    const doing = `forward port ${port} of pod ${namespace}/${pod}`;
    return forward(new PortForward2(this.kubeconfig), target, (request2) => this.call(doing, request2), this.explain);
  }
  async find(doing, request2) {
    return this.call(
      doing,
      () => request2().catch((error) => {
        if (statusOf(error) === 404 || isUnknownKind(error)) {
          return void 0;
        }
        throw error;
      })
    );
  }
  async call(doing, request2) {
    try {
      return await request2();
    } catch (error) {
      throw this.explain(requestError(`Could not ${doing} in cluster ${this.name}`, error));
    }
  }
};
function isUnknownKind(error) {
  return error.message.startsWith("Unrecognized API version and kind: ");
}
function dryRunParameter(dryRun2) {
  return dryRun2 ? { dryRun: "All" } : {};
}

// stack/kubernetes.ts
async function connectCluster(context, use) {
  try {
    return await Cluster.connect(context, (error) => explained(error, use));
  } catch (error) {
    throw error instanceof KubeconfigError ? explained(error, use) : error;
  }
}
function explained(error, use) {
  return error.status === 409 ? new Conflict(error.message, { cause: error }) : new Failure(error.message, fixOf(error, use), { cause: error });
}
function fixOf(error, { page, otherwise, inPod }) {
  const fix = inPod ? fixInPod(error) : void 0;
  if (fix !== void 0) {
    return fix;
  }
  if (error instanceof KubeconfigError) {
    return fixOfKubeconfig(error, otherwise);
  }
  if (error instanceof CommandNotStarted) {
    return "check that the container runs and has a shell, with kubectl exec in the same pod";
  }
  if (error instanceof PortUnreachable) {
    const { namespace, pod } = error.target;
    return `check that the pod runs and listens there: kubectl logs -n ${namespace} ${pod}`;
  }
  switch (error.status) {
    case 401:
      return "sign in to the cluster again, or check the user of the kubeconfig";
    case 403:
      return `give the user of the kubeconfig the rights in ${docsPage(page)}`;
    case 422:
      return "correct the field that the message names";
    case void 0:
      return isUntrusted(error) ? "check the certificate authority in the kubeconfig" : "check that the API server runs and that the kubeconfig names it (kubectl get --raw /readyz)";
    default:
      return error.serverMessage === void 0 ? "check that the named object runs (kubectl get pods), then run the command again" : "the message gives the reason; try the same with kubectl";
  }
}
function fixInPod(error) {
  if (error instanceof KubeconfigError) {
    return "let the pod mount the token of its ServiceAccount";
  }
  switch (error.status) {
    case 401:
      return "check that the ServiceAccount of the pod exists";
    case 403:
      return "apply the manifests again: they give the ServiceAccount of the pod its rights";
    case void 0:
      return "check that the API server runs, and that the network policies let the pod reach it";
    default:
      return void 0;
  }
}
function fixOfKubeconfig({ reason }, otherwise) {
  const isOption = variablesOfOptions().KUBECONFIG !== void 0;
  switch (reason) {
    case "unreadable":
      return isOption ? "name a file that kubectl can use with --kubeconfig" : "set the environment variable KUBECONFIG to a file that kubectl can use";
    case "unknown context":
      return "name one of its contexts with --context";
    case "no current context":
      return [
        `${isOption ? "name another file with --kubeconfig" : "set the environment variable KUBECONFIG"}, or choose a context with --context`,
        ...otherwise ? [otherwise] : []
      ].join("; ");
  }
}

// commands/hook/hook.ts
init_io();

// constructs/src/common/service-network.ts
var CLUSTER_DOMAIN = "cluster.local";
function serviceHost(service, namespace, clusterDomain = CLUSTER_DOMAIN) {
  return namespace ? `${service}.${namespace}.svc.${clusterDomain}` : service;
}
function headlessServiceName(name) {
  return `${name}-headless`;
}
function nodeHost(name, node, namespace, clusterDomain) {
  return `${name}-${node}.${serviceHost(headlessServiceName(name), namespace, clusterDomain)}`;
}

// constructs/src/oauth2-proxy/oauth2-proxy-constants.ts
var PROXY_PREFIX = "/oauth2";
var CALLBACK_PATH = `${PROXY_PREFIX}/callback`;
var UPSTREAM_TIMEOUT_SECONDS = 4 * 60 * 60;
var SCOPE = "openid email profile";
var API = "aliases|cluster|collections|healthz|issues|livez|locks|logger|metrics|readyz|snapshots|telemetry";
var QDRANT_API_ROUTES = [`^/(${API})([/?]|$)`];

// constructs/src/routing/policy-name.ts
function policyName(qdrant, namespace) {
  return `${qdrant}-routes.${namespace}`;
}

// config/in-pod/library.ts
var QdrantChart = { nodeHost, serviceHost };
var OAuth2ProxyChart = { CALLBACK_PATH, SCOPE };
var RouteAdmissionPolicy = { nameFor: policyName };

// config/names.ts
var TOOL = PROGRAM;
var PART_OF = "app.kubernetes.io/part-of";
var CERTIFICATE_KEYS = ["certificate", "gateway", "tlsSecretName"];
function stackNames(config) {
  const qdrant = config.qdrant.name;
  const nodeHost2 = (node) => QdrantChart.nodeHost(qdrant, node, config.namespace, config.clusterDomain);
  const dashboardUrl = `https://${config.dashboardHostname}`;
  const provider = identityProvider(config);
  return {
    ...provider,
    dashboardUrl,
    /** The hosts of the public certificate. */
    hosts: [
      config.dashboardHostname,
      config.apiHostname,
      ...config.apiAliases,
      ...config.grpcHostname ? [config.grpcHostname] : []
    ],
    /** The StatefulSet and the Service of Qdrant. */
    qdrant,
    /** The host name of a Qdrant node in the cluster. The first node is number 0. */
    nodeHost: nodeHost2,
    /** The Secret with the certificate of the Qdrant pods. Absent without TLS in the pods. */
    qdrantTls: config.qdrant.tls && {
      ...config.qdrant.tls,
      /** The hosts of the certificate. A backup connects to each node by its own name. */
      hosts: [
        ...config.qdrant.tls.service ? [QdrantChart.serviceHost(qdrant, config.namespace, config.clusterDomain)] : [],
        ...Array.from({ length: config.qdrant.replicas }, (_, node) => nodeHost2(node))
      ]
    },
    redirectUrl: `${dashboardUrl}${OAuth2ProxyChart.CALLBACK_PATH}`,
    /** The ValidatingAdmissionPolicy and its binding. */
    admissionPolicy: RouteAdmissionPolicy.nameFor(qdrant, config.namespace),
    oauth2Proxy: config.oauth2Proxy.name,
    credentials: {
      secretName: "oauth2-proxy",
      clientIdKey: "client-id",
      clientSecretKey: "client-secret",
      cookieSecretKey: "cookie-secret"
    },
    /** The Secret of the API keys, with the names of its entries. Absent without API keys. */
    apiKeys: config.apiKeys.enabled ? {
      secretName: config.apiKeys.secretName,
      apiKey: config.apiKeys.apiKey,
      readOnlyApiKey: config.apiKeys.readOnlyApiKey ?? void 0,
      /** Exists only during a rotation of the API key. */
      altApiKey: `alt-${config.apiKeys.apiKey}`
    } : void 0,
    valkey: config.valkey.name,
    /** The Secret of Valkey's password. Absent without a password. */
    valkeyPassword: config.valkey.password ? { secretName: "ephemeral-valkey", key: "password" } : void 0,
    tlsSecret: config.tlsSecretName ?? "qdrant-tls-secret",
    /** Whether the hook copies the certificate of the cluster to the TLS Secret. */
    copiesCertificate: CERTIFICATE_KEYS.every((key) => config[key] === void 0),
    /** Whether a person creates the TLS Secret. */
    tlsSecretExists: config.tlsSecretName !== void 0 && config.certificate === void 0,
    /** The Job and the CronJob that run the hook in the cluster. */
    reconciler: reconciler(config),
    /** The Secret with the wildcard certificate of the cluster. The hook copies it to the TLS Secret. */
    tlsSource: { namespace: "default", name: `${config.domainName.replaceAll(".", "-")}-tls` }
  };
}
function reconciler({ namespace, qdrant, reconcile: reconcile2 }) {
  const { name = `${qdrant.name}-reconcile` } = reconcile2 ?? {};
  return {
    name,
    /** The Role in the namespace of the certificate. */
    sourceRole: `${name}.${namespace}`
  };
}
function identityProvider({ identityProvider: oidc, keycloak, keycloakRealm, keycloakUrl }) {
  if (oidc.provider === "oidc") {
    return {
      isKeycloak: false,
      oidcIssuerUrl: oidc.issuerUrl,
      clientId: oidc.clientId,
      groupsClaim: oidc.groupsClaim ?? "groups",
      scopes: oidc.scopes ?? OAuth2ProxyChart.SCOPE.split(" ")
    };
  }
  const { clientId } = keycloak;
  return {
    isKeycloak: true,
    oidcIssuerUrl: `${keycloakUrl}/realms/${keycloakRealm}`,
    clientId,
    /** The claim with the groups of a user. With Keycloak, only the mapper of the hook may write this claim. */
    groupsClaim: `${clientId}-groups`,
    scopes: OAuth2ProxyChart.SCOPE.split(" ")
  };
}

// reconcile/reconcile.ts
async function reconcile(run2) {
  const { isDryRun, results, prepare, afterApply, afterVerify } = run2;
  const { say, progress } = reporter(run2.progress);
  let steps = [];
  let planned = [];
  const planning = async () => {
    const work = await prepare(say);
    steps = work.steps;
    planned = await planAll(steps);
    return { headline: work.headline, details: work.details ?? [] };
  };
  await progress([{ title: "Plan", run: planning }]);
  if (isDryRun) {
    results.push(...planned);
    await progress(planned.map(planTask));
    return;
  }
  const verifying = async () => {
    for (const step of steps) {
      await verify(step);
    }
    await afterVerify?.();
    return { headline: "Verify: everything is as declared", details: [] };
  };
  await progress([
    ...steps.map((step) => applyTask(step, results)),
    ...afterApply?.() ?? [],
    ...steps.length > 0 ? [{ title: "Verify", run: verifying }] : []
  ]);
}
async function planAll(steps, results = []) {
  let namespaceIsMissing = false;
  for (const step of steps) {
    const result = await (namespaceIsMissing ? plan(step) : dryRun(step));
    namespaceIsMissing ||= step.createsNamespace === true && !isInSync(result);
    results.push(result);
  }
  return results;
}
function planTask(result) {
  return { title: result.title, run: async () => describe(result, true) };
}
function applyTask(step, results, unchanged) {
  return {
    title: step.title,
    run: async () => {
      const result = await apply(step);
      results.push(result);
      return describe(result, false, unchanged);
    }
  };
}

// clients/in-pod/connections.ts
async function connections() {
  return { init: {}, close: () => Promise.resolve() };
}

// clients/oidc.ts
var MOST_REDIRECTS = 10;
var STRINGS = ["issuer", "authorization_endpoint", "token_endpoint"];
var Issuer = class {
  constructor(options) {
    this.options = options;
  }
  options;
  /** The discovery document. @throws if the issuer has none */
  async discovery() {
    const url = `${this.options.url.replace(/\/$/, "")}/.well-known/openid-configuration`;
    const { status, text } = await this.request("read the discovery document", url);
    const document = status === 200 ? jsonOf(text) : void 0;
    if (!document || STRINGS.some((key) => typeof document[key] !== "string")) {
      const problem = `Could not read the discovery document at ${url}: the server answered ${status}`;
      throw this.options.explain(new RequestError(`${problem}, without the endpoints of an issuer`, status));
    }
    return document;
  }
  /** Where a browser ends that oauth2-proxy redirects to the provider: at a page, or at the first redirect to another origin. */
  async authorize(endpoint, parameters) {
    let url = new URL(endpoint);
    Object.entries(parameters).forEach(([name, value]) => url.searchParams.set(name, value));
    for (let redirects = 0; ; redirects++) {
      const answer = await this.request("open the login page", url.href);
      const target = answer.location === void 0 ? url : new URL(answer.location, url);
      if (answer.location === void 0 || target.origin !== url.origin || redirects === MOST_REDIRECTS) {
        return { ...answer, url: target };
      }
      url = target;
    }
  }
  /** The error with which the token endpoint answers a request of a client, e.g. `invalid_grant`. */
  async tokenError(endpoint, [clientId, clientSecret], form) {
    const pair = [clientId, remember(clientSecret)].map(encodeURIComponent).join(":");
    const { status, text } = await this.request("send a code to the token endpoint", endpoint, {
      method: "POST",
      headers: { authorization: `Basic ${remember(Buffer.from(pair).toString("base64"))}` },
      body: new URLSearchParams(form)
    });
    const error = jsonOf(text)?.error;
    return typeof error === "string" ? error : `status ${status}`;
  }
  async request(doing, url, init = {}) {
    const { ca, timeout, explain: explain2 } = this.options;
    const own = await connections(ca);
    try {
      const signal = AbortSignal.timeout(timeout);
      const response = await fetch(url, { ...own.init, ...init, redirect: "manual", signal });
      const { status, headers } = response;
      return { status, headers, location: headers.get("location") ?? void 0, text: await response.text() };
    } catch (error) {
      const { cause = error } = error;
      const problem = `Could not ${doing} at ${url.split("?")[0]}: ${describeConnectionError(cause)}`;
      throw explain2(new RequestError(problem, void 0, void 0, { cause: error }));
    } finally {
      await own.close();
    }
  }
};
function jsonOf(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : void 0;
  } catch {
    return void 0;
  }
}

// stack/issuer.ts
function issuerOf(config, timeout) {
  return new Issuer({
    url: stackNames(config).oidcIssuerUrl,
    ca: config.identityProvider.ca,
    timeout: timeout * 1e3,
    explain: (error) => {
      const fix = isUntrusted(error) ? "set identityProvider.caFile in the config to the certificate authority of the issuer's certificate" : "check identityProvider.issuerUrl in the config, and that the provider runs and can be reached from here";
      return new Failure(error.message, fix, { cause: error });
    }
  });
}
async function readDiscovery(issuer, { oidcIssuerUrl }) {
  const discovery = await issuer.discovery();
  if (discovery.issuer !== oidcIssuerUrl) {
    throw new Failure(
      `The discovery document of ${oidcIssuerUrl} is of issuer ${discovery.issuer}, so oauth2-proxy would not start`,
      `write identityProvider.issuerUrl: ${discovery.issuer} in the config, with the same slashes`
    );
  }
  const { code_challenge_methods_supported: methods } = discovery;
  if (methods && !methods.includes("S256")) {
    throw new Failure(
      `Issuer ${oidcIssuerUrl} supports PKCE with ${methods.join(", ")}, and oauth2-proxy sends S256`,
      "turn on PKCE with S256 at the provider"
    );
  }
  return discovery;
}
function unlistedScopes({ scopes_supported: listed }, { scopes }) {
  const missing = listed ? scopes.filter((scope) => !listed.includes(scope)) : [];
  return missing.length > 0 ? [`the issuer does not list scope ${missing.join(", ")} in its discovery document`] : [];
}
function providerSetup(config, names) {
  const { groups, emailDomains } = config.dashboard.access;
  const claims = [
    config.identityProvider.emailClaim ?? "email",
    ...groups.length > 0 ? [names.groupsClaim] : [],
    ...emailDomains.length > 0 ? ["email_verified"] : []
  ];
  return [
    `set up client ${names.clientId} at the provider: confidential, with a client secret`,
    "grant type authorization_code with PKCE (S256)",
    `redirect URI ${names.redirectUrl}`,
    `scopes ${names.scopes.join(" ")}`,
    `claims ${claims.join(", ")} in the ID token`
  ].join("; ");
}

// functions:semver
var import_coerce = __toESM(require_coerce());
var import_gte = __toESM(require_gte());
var import_lt = __toESM(require_lt());

// stack/keycloak.ts
init_io();

// clients/keycloak/answers.ts
import { STATUS_CODES as STATUS_CODES2 } from "node:http";
var NO_REALM = "Realm not found.";
var INCOMPLETE = /^(?:location header is not found|Unable to decode token)/;
var NotKeycloak = class extends Error {
};
function jsonOf2(result) {
  if (typeof result === "string" && result !== "") {
    throw new NotKeycloak();
  }
  return result;
}
function isMissingRealm(error) {
  return statusOf(error) === 404 && messageOf2(error) === NO_REALM;
}
function isForeign(error) {
  const failed = behind(error);
  if (failed instanceof RequestError) {
    return false;
  }
  if (failed instanceof NotKeycloak || failed instanceof SyntaxError || INCOMPLETE.test(failed.message)) {
    return true;
  }
  const status = statusOf(failed);
  return status !== void 0 && status >= 400 && status < 500 && messageOf2(failed) === void 0;
}
function redirectOf(error) {
  const { response } = behind(error);
  const location = response?.headers?.get("location");
  if (!response || !location || response.status < 300 || response.status > 399) {
    return void 0;
  }
  const { origin, pathname } = URL.canParse(location, response.url) ? new URL(location, response.url) : { origin: "", pathname: "an address that is not a URL" };
  return redactForeign(origin + pathname);
}
function retryAfter(error) {
  const { response } = behind(error);
  const value = response?.headers?.get("retry-after");
  if (!value) {
    return void 0;
  }
  const wait = /^\d+$/.test(value) ? Number(value) * 1e3 : Date.parse(value) - Date.now();
  return Number.isFinite(wait) ? Math.max(wait, 0) : void 0;
}
function answerOf2(error) {
  const status = statusOf(error);
  if (status === void 0) {
    return isForeign(error) ? "the answer is not Keycloak's JSON" : reasonOf(error);
  }
  const answer = `the server answered ${textOf(status)}`;
  const target = redirectOf(error);
  const said = messageOf2(error);
  if (target !== void 0) {
    return `${answer} to ${target}`;
  }
  const wait = retryAfter(error);
  if (wait !== void 0) {
    return `${answer} and asks to wait ${Math.ceil(wait / 1e3)} s`;
  }
  return isForeign(error) ? `${answer} without Keycloak's JSON` : said === void 0 ? answer : `${answer} (${said})`;
}
function textOf(status) {
  return `${status} ${STATUS_CODES2[status] ?? ""}`.trimEnd();
}
function reasonOf(error) {
  if (error.name === "TimeoutError") {
    return "no answer";
  }
  if (isPlainHttp(error)) {
    return "the port does not speak TLS";
  }
  const { message, cause } = error;
  const reason = cause instanceof Error && cause.message ? cause.message : message;
  const code = codeOf(error);
  return code && !reason.includes(code) ? `${code} (${reason})` : reason;
}
function messageOf2(error) {
  const { responseData } = behind(error);
  if (typeof responseData !== "object" || responseData === null) {
    return void 0;
  }
  const { error_description, errorMessage, error: code } = responseData;
  const said = error_description ?? errorMessage ?? code;
  return typeof said === "string" ? redactForeign(said) : void 0;
}
function behind(error) {
  return error instanceof RequestError ? error.cause ?? error : error;
}

// clients/keycloak/waiting.ts
import { setTimeout as sleep2 } from "node:timers/promises";
var REQUEST_TIMEOUT = 3e4;
var LAST_TIMEOUT = 1e3;
var FIRST_PAUSE = 500;
var LONGEST_PAUSE = 3e3;
async function waiting(request2, { deadline, onWait }) {
  const { default: pRetry2 } = await Promise.resolve().then(() => (init_p_retry(), p_retry_exports));
  const end = Date.now() + deadline;
  return pRetry2(() => request2(Math.min(REQUEST_TIMEOUT, Math.max(end - Date.now(), LAST_TIMEOUT))), {
    retries: Infinity,
    maxRetryTime: deadline,
    minTimeout: FIRST_PAUSE,
    maxTimeout: LONGEST_PAUSE,
    shouldRetry: async ({ error, attemptNumber }) => {
      const asked = statusOf(error) === 429 ? retryAfter(error) ?? 0 : void 0;
      if (asked === void 0 ? !isTransient(error) : Date.now() + asked > end) {
        return false;
      }
      if (attemptNumber === 1) {
        onWait(error);
      }
      await sleep2(asked);
      return true;
    }
  });
}

// clients/keycloak/keycloak.ts
var MANAGEMENT = "realm-management";
var MOST_REDIRECTS2 = 10;
var SignInError = class extends RequestError {
};
var PageError = class extends RequestError {
};
var NoClientSecret = class extends RequestError {
};
var Keycloak = class _Keycloak {
  constructor(admin, connections2, options) {
    this.admin = admin;
    this.connections = connections2;
    this.options = options;
    this.left = options.deadline;
  }
  admin;
  connections;
  options;
  /** The rest of the time for waits, in milliseconds. */
  left;
  /** Waits for the server and signs in. */
  static async connect(options) {
    const { default: KeycloakAdminClient } = await import("./keycloak-admin-client.mjs");
    const own = await connections(options.ca);
    const { realm, credentials } = options.administrator;
    const admin = new KeycloakAdminClient({
      baseUrl: options.adminUrl,
      realmName: realm,
      requestOptions: { ...own.init, redirect: "manual" }
    });
    const signIn = async () => {
      await admin.auth(credentials);
      if (!admin.accessToken) {
        throw new NotKeycloak();
      }
      [admin.accessToken, admin.refreshToken].forEach((token) => token && remember(token));
    };
    admin.registerTokenProvider({
      getAccessToken: async () => {
        if (admin.accessToken === void 0 || admin.isTokenExpired()) {
          await signIn();
        }
        return admin.accessToken;
      }
    });
    const keycloak = new _Keycloak(admin, own, options);
    await keycloak.waiting(signIn).catch((error) => {
      const { name } = options.administrator;
      const problem = `Could not sign in to Keycloak at ${options.adminUrl} as ${name} of realm ${realm}`;
      throw options.explain(
        new SignInError(`${problem}: ${answerOf2(error)}`, statusOf(error), void 0, { cause: error })
      );
    });
    return keycloak;
  }
  /** Ends the connections, so that the process can end. */
  async close() {
    await this.connections.close();
  }
  /** The version of the server, e.g. `26.4.5`. Absent if the account may not read it. */
  async version() {
    const info = await this.call(
      "read the version of the server",
      () => this.admin.serverInfo.find().catch((error) => {
        if (statusOf(error) === 403) {
          return void 0;
        }
        throw error;
      })
    );
    return info?.systemInfo?.version;
  }
  async realm() {
    const { realm } = this.options;
    return this.call(
      `read realm ${realm}`,
      () => this.admin.realms.findOne({ realm }, { catchNotFound: false }).catch(inRealm(void 0))
    );
  }
  async createRealm(realm) {
    await this.call(`create realm ${realm.realm}`, () => this.admin.realms.create(realm));
  }
  /** Writes every field of the realm. Keycloak resets some settings that a request omits. */
  async updateRealm(representation) {
    const { realm } = this.options;
    await this.call(`update realm ${realm}`, () => this.admin.realms.update({ realm }, representation));
  }
  /**
   * Fails if the account may not change the realm. Keycloak exports a realm only for an account with that right, and
   * an export changes nothing.
   */
  async requireRealmRight() {
    const { realm } = this.options;
    const query = { exportClients: false, exportGroupsAndRoles: false };
    await this.call(`confirm the right to update realm ${realm}`, () => this.admin.realms.export({ realm, ...query }));
  }
  /**
   * Fails if the account may not change a client. An account that creates a realm gets all rights in the realm.
   *
   * @param client Absent if the account has to create the client.
   */
  async requireClientRight(client) {
    const { realm } = this.options;
    if (!client && !await this.realm()) {
      return;
    }
    const doing = `confirm the right to ${client ? `update client ${client.clientId}` : "create clients"}`;
    const [told] = client ? [client] : await this.call(doing, () => this.admin.clients.find({ realm, max: 1 }));
    if (told?.access?.manage !== true) {
      const problem = `Could not ${doing} ${this.where}: the account has no role manage-clients`;
      throw this.options.explain(new RequestError(problem, 403));
    }
  }
  /** The client with this `clientId`. A realm that does not exist has none. */
  async client(clientId) {
    const { realm } = this.options;
    const clients = await this.call(
      `read client ${clientId}`,
      () => this.admin.clients.find({ realm, clientId }).catch(inRealm([]))
    );
    return clients[0];
  }
  async createClient(client) {
    const { realm } = this.options;
    await this.call(`create client ${client.clientId}`, () => this.admin.clients.create({ ...client, realm }));
  }
  /** Writes every field of a client except its secret. */
  async updateClient(client) {
    const key = { realm: this.options.realm, id: client.id };
    const fields = { ...client, secret: void 0 };
    await this.call(`update client ${client.clientId}`, () => this.admin.clients.update(key, fields));
  }
  async deleteClient({ id, clientId }) {
    const { realm } = this.options;
    await this.call(`delete client ${clientId}`, () => this.admin.clients.del({ realm, id }));
  }
  async createMapper(client, mapper) {
    const key = { realm: this.options.realm, id: client.id };
    await this.call(
      `create mapper ${mapper.name} of client ${client.clientId}`,
      () => this.admin.clients.addProtocolMapper(key, mapper)
    );
  }
  async updateMapper(client, mapper) {
    const key = { realm: this.options.realm, id: client.id, mapperId: mapper.id };
    await this.call(
      `update mapper ${mapper.name} of client ${client.clientId}`,
      () => this.admin.clients.updateProtocolMapper(key, mapper)
    );
  }
  async deleteMapper(client, mapper) {
    const key = { realm: this.options.realm, id: client.id, mapperId: mapper.id };
    await this.call(
      `delete mapper ${mapper.name} of client ${client.clientId}`,
      () => this.admin.clients.delProtocolMapper(key)
    );
  }
  async clientSecret(client) {
    const key = { realm: this.options.realm, id: client.id };
    const doing = `read the secret of client ${client.clientId}`;
    const { value } = await this.call(doing, () => this.admin.clients.getClientSecret(key));
    if (!value) {
      throw this.options.explain(new NoClientSecret(`Could not ${doing} ${this.where}: it has none`));
    }
    return remember(value);
  }
  /** Lets Keycloak generate a new secret. The old secret is invalid from then on. */
  async regenerateClientSecret(client) {
    const key = { realm: this.options.realm, id: client.id };
    await this.call(
      `renew the secret of client ${client.clientId}`,
      () => this.admin.clients.generateNewClientSecret(key)
    );
  }
  /** The roles of client `realm-management` that the service account of a client has. */
  async managementRolesOf(client) {
    const doing = `read the roles of the service account of client ${client.clientId}`;
    const roles = await this.call(
      doing,
      async () => this.admin.users.listClientRoleMappings(await this.managementOf(client))
    );
    return roles.map(({ name }) => name);
  }
  /** Assigns roles of client `realm-management` to the service account of a client. */
  async addManagementRoles(client, names) {
    await this.call(`assign roles to the service account of client ${client.clientId}`, async () => {
      const key = await this.managementOf(client);
      const available = await this.admin.users.listAvailableClientRoleMappings(key);
      const roles = available.filter(({ name }) => names.includes(name)).map(({ id, name }) => ({ id, name }));
      await this.admin.users.addClientRoleMappings({ ...key, roles });
    });
  }
  /** The key of the roles of a service account. */
  async managementOf({ id }) {
    const { realm } = this.options;
    const user = await this.admin.clients.getServiceAccountUser({ realm, id });
    const [management] = await this.admin.clients.find({ realm, clientId: MANAGEMENT });
    return { realm, id: user.id, clientUniqueId: management.id };
  }
  /** The client scopes of the realm, with their mappers. */
  async clientScopes() {
    const { realm } = this.options;
    return this.call("read the client scopes", () => this.admin.clientScopes.find({ realm }));
  }
  /** The names of the client scopes that a new client gets. */
  async scopesOfNewClients() {
    const key = { realm: this.options.realm };
    const names = (scopes) => scopes.map(({ name }) => name);
    return this.call("read the default client scopes", async () => ({
      defaultClientScopes: names(await this.admin.clientScopes.listDefaultClientScopes(key)),
      optionalClientScopes: names(await this.admin.clientScopes.listDefaultOptionalClientScopes(key))
    }));
  }
  /** The groups with this text in their names. A realm that does not exist has none. `forbidden` without the right. */
  async groupsWith(text) {
    const { realm } = this.options;
    const below = (group) => [
      group,
      ...(group.subGroups ?? []).flatMap(below)
    ];
    const groups = await this.call(
      "search the groups",
      () => this.admin.groups.find({ realm, search: text }).then(
        (found) => found.flatMap(below).filter(({ name }) => name?.includes(text)),
        (error) => statusOf(error) === 403 ? null : inRealm([])(error)
      )
    );
    return groups ?? "forbidden";
  }
  /** The group with this path, with its attributes. `forbidden` without the right. */
  async groupAt(path) {
    const { realm } = this.options;
    const group = await this.call(
      `read group ${path}`,
      () => this.admin.realms.getGroupByPath({ realm, path: path.replace(/^\//, "") }).catch((error) => statusOf(error) === 403 ? null : notFound(error))
    );
    return group === null ? "forbidden" : group;
  }
  /** The group with this id, with its attributes and the rights of the account. */
  async group(id) {
    const { realm } = this.options;
    return this.call(
      `read group ${id}`,
      () => this.admin.groups.findOne({ realm, id }, { catchNotFound: false }).catch(notFound)
    );
  }
  /** Writes every attribute of a group. */
  async updateGroup({ id, name, path, description, attributes }) {
    const key = { realm: this.options.realm, id };
    await this.call(`update group ${path}`, () => this.admin.groups.update(key, { name, description, attributes }));
  }
  /** The user with this username, as Keycloak stores it. `forbidden` without the right. */
  async userNamed(username) {
    const { realm } = this.options;
    const users = await this.call(
      `read user ${username}`,
      () => this.admin.users.find({ realm, username, exact: true }).catch((error) => statusOf(error) === 403 ? null : inRealm([])(error))
    );
    const found = users?.find((user) => user.username === username);
    return users === null ? "forbidden" : found && this.user(found.id);
  }
  /** The user with this id, with the attributes of the user profile and the rights of the account. */
  async user(id) {
    const { realm } = this.options;
    return this.call(
      `read user ${id}`,
      () => this.admin.users.findOne({ realm, id }, { catchNotFound: false }).catch(notFound)
    );
  }
  /** Writes every attribute of a user. Keycloak checks the whole user, and keeps fields that a request omits. */
  async updateUser({ id, username, email, firstName, lastName, attributes }) {
    const key = { realm: this.options.realm, id };
    const fields = { username, email, firstName, lastName, attributes };
    await this.call(`update user ${username}`, () => this.admin.users.update(key, fields));
  }
  async userProfile() {
    const { realm } = this.options;
    return this.call("read the user profile", () => this.admin.users.getProfile({ realm }));
  }
  /** Writes every setting of the user profile. */
  async updateUserProfile(profile) {
    const { realm } = this.options;
    await this.call("update the user profile", () => this.admin.users.updateProfile({ ...profile, realm }));
  }
  /** Whether a client has a role with this name. */
  async hasRole({ id, clientId }, roleName) {
    const { realm } = this.options;
    const role = await this.call(
      `read role ${roleName} of client ${clientId}`,
      () => this.admin.clients.findRole({ realm, id, roleName })
    );
    return Boolean(role);
  }
  /** The users to whom a role of a client is assigned. Absent if the client has no such role. */
  async usersWithRole({ id }, roleName) {
    const key = { realm: this.options.realm, id, roleName };
    return this.call(
      `read the users with role ${roleName}`,
      () => this.admin.clients.findUsersWithRole({ ...key, max: -1 }, { catchNotFound: false }).catch(notFound)
    );
  }
  async createRole({ id, clientId }, name, description) {
    const role = { realm: this.options.realm, id, name, description };
    await this.call(`create role ${name} of client ${clientId}`, () => this.admin.clients.createRole(role));
  }
  /** Deletes a role of a client, and its assignments. */
  async deleteRole({ id, clientId }, roleName) {
    const key = { realm: this.options.realm, id, roleName };
    await this.call(`delete role ${roleName} of client ${clientId}`, () => this.admin.clients.delRole(key));
  }
  /** Assigns a role of a client to a user, or takes it away. */
  async setRole(client, roleName, user, has) {
    const { realm } = this.options;
    await this.call(`${has ? "assign" : "remove"} role ${roleName} of user ${user.username}`, async () => {
      const role = await this.admin.clients.findRole({ realm, id: client.id, roleName });
      const roles = [{ id: role.id, name: roleName }];
      const mapping = { realm, id: user.id, clientUniqueId: client.id, roles };
      await (has ? this.admin.users.addClientRoleMappings(mapping) : this.admin.users.delClientRoleMappings(mapping));
    });
  }
  /** The issuer that the realm writes into its tokens, by its discovery document. */
  async issuer() {
    const { url, realm } = this.options;
    const text = await this.page("read the discovery document", async (timeout) => {
      const document = new URL(`${url}/realms/${realm}/.well-known/openid-configuration`);
      const response = await this.fetch(document, timeout);
      const body = await response.text();
      if (!response.ok) {
        throw new ResponseError(body, response.status, response.headers);
      }
      return body;
    });
    return stringsOf(text).issuer;
  }
  /** Opens a page of the sign-in as a browser does: follows the redirects, but not to another origin or to `end`. */
  async openAuthorization(parameters, end) {
    const first = this.endpoint("auth");
    first.search = new URLSearchParams(parameters).toString();
    return this.page(`open the login page of client ${parameters.client_id}`, async (timeout) => {
      const cookies = /* @__PURE__ */ new Map();
      let url = first;
      for (let redirects = 0; redirects <= MOST_REDIRECTS2; redirects++) {
        const cookie = [...cookies].map((pair) => pair.join("=")).join("; ");
        const response = await this.fetch(url, timeout, { headers: { cookie } });
        const { status, headers } = response;
        const text = await response.text();
        const location = headers.get("location");
        if (location === null || status < 300 || status > 399) {
          if (isTransient({ status }) || status === 429) {
            throw new ResponseError(text, status, headers);
          }
          return { url, status, headers, text };
        }
        for (const [name, value] of headers.getSetCookie().map((each) => each.split(";", 1)[0].split(/=(.*)/s))) {
          cookies.set(name, value ?? "");
        }
        const target = new URL(location, url);
        if (target.origin !== url.origin || target.href.startsWith(end)) {
          return { url: target, status, headers, text };
        }
        url = target;
      }
      throw new Error(`more than ${MOST_REDIRECTS2} redirects`);
    });
  }
  /** The error with which the token endpoint answers a request of a client. @param form The request. */
  async tokenError(client, form) {
    const pair = [client.clientId, await this.clientSecret(client)].map(encodeURIComponent).join(":");
    return this.page(`send a code to the token endpoint as client ${client.clientId}`, async (timeout) => {
      const response = await this.fetch(this.endpoint("token"), timeout, {
        method: "POST",
        headers: { authorization: `Basic ${remember(Buffer.from(pair).toString("base64"))}` },
        body: new URLSearchParams(form)
      });
      const text = await response.text();
      if (isTransient({ status: response.status }) || response.status === 429) {
        throw new ResponseError(text, response.status, response.headers);
      }
      const answer = stringsOf(text);
      return {
        error: answer.error ?? textOf(response.status),
        ...answer.error_description && { description: answer.error_description }
      };
    });
  }
  endpoint(name) {
    const { url, realm } = this.options;
    return new URL(`${url}/realms/${realm}/protocol/openid-connect/${name}`);
  }
  fetch(url, timeout, init = {}) {
    return fetch(url, {
      ...this.connections.init,
      ...init,
      redirect: "manual",
      signal: AbortSignal.timeout(timeout)
    });
  }
  get where() {
    return `in realm ${this.options.realm} at ${this.options.adminUrl}`;
  }
  /** Sends a request to the admin API, and repeats it while the server does not answer. */
  async call(doing, request2) {
    try {
      return await this.waiting(async () => jsonOf2(await request2()));
    } catch (error) {
      const problem = `Could not ${doing} ${this.where}: ${answerOf2(error)}`;
      throw this.options.explain(new RequestError(problem, statusOf(error), void 0, { cause: error }));
    }
  }
  /** Sends a request to the public part of Keycloak, and repeats it while the server does not answer. */
  async page(doing, request2) {
    const { url, realm, explain: explain2 } = this.options;
    try {
      return await this.waiting(request2, url);
    } catch (error) {
      const problem = `Could not ${doing} in realm ${realm} at ${url}: ${answerOf2(error)}`;
      throw explain2(new PageError(problem, statusOf(error), void 0, { cause: error }));
    }
  }
  async waiting(request2, url = this.options.adminUrl) {
    const start = Date.now();
    let hasWaited = false;
    const attempt = (timeout) => {
      this.admin.timeout = timeout;
      return request2(timeout);
    };
    const onWait = (error) => {
      hasWaited = true;
      this.options.onWait(`waiting for ${url}: ${answerOf2(error)}`);
    };
    try {
      return await waiting(attempt, { deadline: this.left, onWait });
    } finally {
      if (hasWaited) {
        this.left = Math.max(this.left - (Date.now() - start), 0);
      }
    }
  }
};
function notFound(error) {
  if (statusOf(error) === 404 && !isForeign(error)) {
    return void 0;
  }
  throw error;
}
function inRealm(nothing) {
  return (error) => {
    if (isMissingRealm(error)) {
      return nothing;
    }
    throw error;
  };
}
function stringsOf(text) {
  try {
    return Object.fromEntries(
      Object.entries(JSON.parse(text)).filter(([, value]) => typeof value === "string")
    );
  } catch {
    return {};
  }
}

// stack/administrator.ts
function administrator(config, env) {
  const { serviceAccount } = config.keycloak;
  if (serviceAccount) {
    const { clientId, realm = config.keycloakRealm } = serviceAccount;
    const clientSecret = required(
      env,
      "KEYCLOAK_CLIENT_SECRET",
      `the secret of client ${clientId} in realm ${realm}, with which keycloak.serviceAccount signs in`
    );
    return {
      realm,
      name: `client ${clientId}`,
      credentials: { grantType: "client_credentials", clientId, clientSecret }
    };
  }
  const username = config.adminUsername;
  const password = required(
    env,
    "ADMIN_PASSWORD",
    `the password of Keycloak's administrator ${username}; or name a keycloak.serviceAccount in the config`
  );
  return {
    realm: "master",
    name: `user ${username}`,
    credentials: { grantType: "password", clientId: "admin-cli", username, password }
  };
}
function required(env, name, meaning) {
  const value = env[name];
  if (!value) {
    throw new Failure(
      `The environment variable ${name} is ${value === "" ? "empty" : "not set"}`,
      `set it to ${meaning}`
    );
  }
  return remember(value);
}

// stack/keycloak.ts
var SIMULTANEOUS = /\((Database operation failed|Failed to update realm)\)$/;
var OLDEST_KEYCLOAK = "26.0.0";
function keycloakVersionNotes(version) {
  const known2 = (0, import_coerce.default)(version);
  return known2 && (0, import_lt.default)(known2, OLDEST_KEYCLOAK) ? [`note: Keycloak ${version} is older than ${OLDEST_KEYCLOAK}, the oldest version that this tool supports`] : [];
}
function connectKeycloak(config, timeout, say) {
  const signedIn = administrator(config, io().env);
  return Keycloak.connect({
    url: config.keycloakUrl,
    adminUrl: config.keycloak.adminUrl ?? config.keycloakUrl,
    realm: config.keycloakRealm,
    administrator: signedIn,
    ca: config.keycloak.ca,
    deadline: timeout * 1e3,
    onWait: say,
    explain: (error) => error.status === 409 || SIMULTANEOUS.test(error.message) ? new Conflict(error.message, { cause: error }) : new Failure(error.message, fixOf2(error, config, signedIn, timeout), { cause: error })
  });
}
function fixOf2(error, config, signedIn, timeout) {
  const { status } = error;
  const { keycloakRealm: realm } = config;
  const key = config.keycloak.adminUrl && !(error instanceof PageError) ? "keycloak.adminUrl" : "keycloakUrl";
  if (redirectOf(error) !== void 0) {
    return `set ${key} in the config to the address of Keycloak itself; the hook follows no redirect, so that passwords and tokens stay at that address`;
  }
  if (isPlainHttp(error)) {
    return `set ${key} in the config to a port that serves https`;
  }
  if (status === 429) {
    return `run the command again later, or wait longer with --timeout (now ${timeout} s)`;
  }
  if (error instanceof NoClientSecret) {
    return "set Client authentication to on, with client id and secret, in the admin console";
  }
  if (isForeign(error) && !(error instanceof PageError)) {
    const served = error instanceof SignInError ? `the sign-in of realm ${signedIn.realm}` : "/admin";
    return `check ${key} (is a path missing?); if a gateway does not publish ${served} there, set keycloak.adminUrl to an address that serves the admin API`;
  }
  if (error instanceof SignInError && (status === 400 || status === 401)) {
    return signedIn.credentials.grantType === "password" ? "check adminUsername in the config and the environment variable ADMIN_PASSWORD; a user with a second factor cannot sign in here: set keycloak.serviceAccount instead" : 'check keycloak.serviceAccount in the config and the environment variable KEYCLOAK_CLIENT_SECRET; the client needs "Service accounts roles" on';
  }
  if (error instanceof SignInError && status === 404) {
    return `check ${key} (is a path missing?) and that realm ${signedIn.realm} exists`;
  }
  if (isUntrusted(error)) {
    return `set keycloak.caFile in the config to the certificate authority of Keycloak; also check that the certificate is for the host of ${key} and has not expired`;
  }
  switch (status) {
    case 401:
      return "the sign-in was revoked during the run: run the command again";
    case 403:
      return `give ${signedIn.name} the roles manage-clients and manage-realm of realm ${realm} (client ${signedIn.realm === realm ? "realm-management" : `${realm}-realm`})`;
    case void 0:
      return isTransient(error) ? `check that Keycloak runs and can be reached from here; waited ${timeout} s (--timeout)` : `check ${key} in the config`;
    default:
      return "read the log of Keycloak";
  }
}

// config/rights.ts
var RIGHTS_ROLE = "dashboard-rights";
var PLACES = 4;
function placeOfEach(clientId, rights) {
  let place = -1;
  return rights.map(({ user }, index) => {
    const isShared = user !== void 0 && rights[index - 1]?.user !== void 0;
    place += isShared ? 0 : 1;
    return placeAt(clientId, Math.min(place, PLACES - 1));
  });
}
function placeAt(clientId, place) {
  const [name, number] = [`${clientId}-token`, Math.floor(place / 2) + 1];
  return {
    attribute: `${name}-${place + 1}`,
    mapper: `dashboard-token-mapper-${place + 1}`,
    keycloakClaim: place % 2 === 0 ? `${name}\\.${number}` : `${name}.${number}`,
    claim: `${name}.${number}`
  };
}
function isTokenMapper(name) {
  return /^dashboard-token-mapper-\d+$/.test(name ?? "");
}
function placesOf(clientId, rights) {
  return [...new Map(placeOfEach(clientId, rights).map((place) => [place.attribute, place])).values()];
}
function placesOfUsers(clientId, rights) {
  const ofUsers = placeOfEach(clientId, rights).filter((_, index) => rights[index].user !== void 0);
  return placesOf(clientId, rights).filter(({ attribute }) => ofUsers.some((each) => each.attribute === attribute));
}
function nameOf({ group, user }) {
  return group ?? user;
}
function claimsOfRight({ rights, collections, ...holder }, exp) {
  return {
    exp,
    access: collections ? Object.entries(collections).map(([collection, access]) => ({ collection, access })) : rights === "manage" ? "m" : "r",
    subject: nameOf(holder)
  };
}

// config/access.ts
function isLimited({ groups, roles, emailDomains, rights }) {
  return groups.length + roles.length + emailDomains.length + rights.length > 0;
}
function allowedGroups({ groups, rights }) {
  return [.../* @__PURE__ */ new Set([...groups, ...rights.flatMap(({ group }) => group ?? [])])];
}
function hasUsers({ rights }) {
  return rights.some(({ user }) => user !== void 0);
}
function allowedRoles({ roles, rights }, clientId) {
  return hasUsers({ rights }) ? [...roles, `${clientId}:${RIGHTS_ROLE}`] : roles;
}
function readsGroups({ access }) {
  return allowedGroups(access).length + access.roles.length + access.rights.length > 0;
}

// reconcile/changes.ts
import { isDeepStrictEqual as isDeepStrictEqual2 } from "node:util";

// cli/mapping.ts
function isMapping(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// reconcile/changes.ts
function differences(declared, actual, path = "") {
  return Object.entries(declared).flatMap(([key, to]) => {
    const field = path + key;
    const from = actual?.[key];
    if (isMapping(to)) {
      return differences(to, isMapping(from) ? from : void 0, `${field}.`);
    }
    return isDeepStrictEqual2(normalized(from), normalized(to)) ? [] : [{ field, from: withoutSecrets(from), to }];
  });
}
function withoutSecrets(value) {
  if (Array.isArray(value)) {
    return value.map(withoutSecrets);
  }
  return typeof value === "string" ? redactForeign(value) : value;
}
function normalized(value) {
  return Array.isArray(value) ? [...value].sort() : value;
}

// reconcile/merge.ts
function merged(base, over) {
  const entries = Object.entries(over).map(([key, value]) => {
    const below = base[key];
    return [key, isMapping(below) && isMapping(value) ? merged(below, value) : value];
  });
  return { ...base, ...Object.fromEntries(entries) };
}

// commands/hook/client-settings.ts
var UNUSED_FLOWS = {
  implicitFlowEnabled: false,
  directAccessGrantsEnabled: false,
  serviceAccountsEnabled: false
};
var ACCESS_TOKEN_LIFESPAN = 3600;
function clientSettings(config, names) {
  const { clientId, dashboardUrl, redirectUrl } = names;
  const client = {
    clientId,
    enabled: true,
    protocol: "openid-connect",
    clientAuthenticatorType: "client-secret",
    standardFlowEnabled: true,
    baseUrl: dashboardUrl,
    redirectUris: [redirectUrl]
  };
  const { access } = config.dashboard;
  const refresh = { "use.refresh.tokens": "true" };
  const needsRoles = access.roles.length > 0;
  const noImplicitFlow = access.rights.length > 0 && { implicitFlowEnabled: false };
  const lifespan = { "access.token.lifespan": String(ACCESS_TOKEN_LIFESPAN) };
  switch (config.keycloak.clientSettings) {
    case "seed":
      return {
        client: {
          ...client,
          ...noImplicitFlow,
          ...needsRoles && { fullScopeAllowed: true },
          attributes: { "post.logout.redirect.uris": "+", ...isLimited(access) && refresh }
        },
        clientRemarks: [
          "post.logout.redirect.uris is +: after a sign-out, Keycloak redirects people only to the redirect URI; with clientSettings: secure, to the dashboard"
        ],
        cors: { webOrigins: ["*", dashboardUrl, "+"], attributes: lifespan },
        corsRemarks: [
          "webOrigins has *: pages of any site may call the token endpoint; clientSettings: secure allows only the dashboard"
        ]
      };
    case "secure":
      return {
        client: {
          ...client,
          ...UNUSED_FLOWS,
          fullScopeAllowed: needsRoles,
          attributes: {
            "post.logout.redirect.uris": `${dashboardUrl}/`,
            "pkce.code.challenge.method": "S256",
            ...refresh
          }
        },
        clientRemarks: [],
        cors: { webOrigins: [dashboardUrl], attributes: lifespan },
        corsRemarks: []
      };
  }
}
function audienceMapper({ clientId }) {
  return {
    name: "audience-mapper",
    protocol: "openid-connect",
    protocolMapper: "oidc-audience-mapper",
    config: {
      "included.client.audience": clientId,
      "id.token.claim": "true",
      "access.token.claim": "true"
    }
  };
}
var GROUPS_MAPPER = "dashboard-groups-mapper";
var EARLIER_GROUPS_MAPPER = "groups-mapper";
function groupsMapper({ groupsClaim }) {
  return {
    name: GROUPS_MAPPER,
    protocol: "openid-connect",
    protocolMapper: "oidc-group-membership-mapper",
    config: {
      "claim.name": groupsClaim,
      "full.path": "true",
      "id.token.claim": "true",
      "access.token.claim": "true",
      "userinfo.token.claim": "true"
    }
  };
}

// commands/hook/client-owner.ts
var REDIRECT_URL = /^redirect_url = "([^"]*)"$/m;
async function refuseClientOfOtherStack({ clientId, redirectUris = [] }, { keycloakRealm, namespace }, { redirectUrl }, deployed) {
  const others = redirectUris.filter(
    (uri) => uri !== redirectUrl && uri.endsWith(OAuth2ProxyChart.CALLBACK_PATH) && !uri.includes("*")
  );
  const own = others.length > 0 ? await deployed() : void 0;
  const foreign = others.filter((uri) => uri !== own);
  if (foreign.length === 0) {
    return;
  }
  const proposed = [`${namespace}-dashboard`, `${clientId}-2`].find((id) => id !== clientId);
  throw new Failure(
    `Client ${clientId} in realm ${keycloakRealm} has the redirect URI ${foreign.join(" and ")}, so it belongs to another stack: nobody could sign in there any more`,
    `give this stack a client of its own: set keycloak.clientId in the config, for example to ${proposed}; if the other dashboard does not exist any more, remove the URI from Valid redirect URIs of client ${clientId} in the admin console`
  );
}
async function deployedRedirectUrl(cluster, { namespace }, { oauth2Proxy }) {
  try {
    const found = await cluster?.read("v1", "ConfigMap", namespace, oauth2Proxy);
    const files = Object.values(found?.data ?? {});
    return files.map((file) => REDIRECT_URL.exec(file)?.[1]).find((url) => url !== void 0);
  } catch (error) {
    if (statusOf(error) !== 403) {
      throw error;
    }
    return void 0;
  }
}
async function notesOnEarlierClient(keycloak, { namespace }, { clientId, redirectUrl }) {
  const notes = [];
  for (const id of /* @__PURE__ */ new Set(["qdrant-dashboard", `${namespace}-dashboard`])) {
    const earlier = id === clientId ? void 0 : await keycloak.client(id);
    if (earlier?.redirectUris?.includes(redirectUrl)) {
      notes.push(
        `client ${id} has the redirect URI of this stack too, from an earlier config: everybody signs in again with client ${clientId}; to keep the earlier client, set keycloak.clientId to ${id}; otherwise delete it in the admin console when the new pods of oauth2-proxy run`
      );
    }
  }
  return notes;
}

// commands/hook/access.ts
var REALM_ROLES = "oidc-usermodel-realm-role-mapper";
var CLIENT_ROLES = "oidc-usermodel-client-role-mapper";
var OTHER_ROLES = {
  "oidc-hardcoded-role-mapper": "role",
  "oidc-role-name-mapper": "new.role.name"
};
function accessFindings({ client, defaults, optionals }, { dashboard }, { clientId, groupsClaim }) {
  const { emailDomains, rights } = dashboard.access;
  const roles = allowedRoles(dashboard.access, clientId);
  const places = placesOf(clientId, rights);
  const isOwnMapper = ({ mapper, isOfClient }) => isOfClient && isTokenMapper(mapper.name);
  const mappers = [
    ...(client.protocolMappers ?? []).map((mapper) => ({ mapper, isOfClient: true, place: `client ${clientId}` })),
    ...[...defaults, ...optionals].flatMap(
      ({ name, protocolMappers = [] }) => protocolMappers.map((mapper) => ({ mapper, isOfClient: false, place: `client scope ${name}` }))
    )
  ];
  const found = (isFound, what) => mappers.filter(isFound).map(({ mapper: { name }, place }) => ({
    problem: `mapper ${name} of ${place} writes ${what}, so other users can get access`,
    fix: `delete mapper ${name} of ${place}, give it another claim, or remove the client scope from the client`
  }));
  return [
    ...readsGroups(dashboard) ? found(
      ({ mapper, isOfClient }) => claimOf(mapper) === groupsClaim && !(isOfClient && mapper.name === GROUPS_MAPPER),
      `claim ${groupsClaim}, which only mapper ${GROUPS_MAPPER} of the hook may write`
    ) : [],
    ...found(
      (placed) => places.some(
        ({ claim, attribute }) => claimOf(placed.mapper) === claim || placed.mapper.config?.["user.attribute"] === attribute
      ) && !isOwnMapper(placed),
      "tokens for Qdrant, which only the mappers of the hook may write"
    ),
    ...roles.length > 0 ? found(({ mapper }) => forgesRoles(mapper, roles), "roles that a user may not have") : [],
    ...emailDomains.length > 0 ? found(
      ({ mapper }) => claimOf(mapper) === "email" && mapper.config?.["user.attribute"] !== "email",
      "claim email from something other than the e-mail address of the user"
    ).concat(
      found(
        ({ mapper }) => claimOf(mapper) === "email_verified" && mapper.config?.["user.attribute"] !== "emailVerified",
        "claim email_verified from something other than the state of the e-mail address"
      )
    ) : []
  ];
}
function forgesRoles(mapper, roles) {
  const { protocolMapper = "", config = {} } = mapper;
  const setting = OTHER_ROLES[protocolMapper];
  if (setting) {
    return roles.some((role) => [role, role.replace(":", ".")].includes(config[setting]));
  }
  const claim = claimOf(mapper);
  if (!/^(?:realm|resource)_access(?:\.|$)/.test(claim)) {
    return false;
  }
  const client = config["usermodel.clientRoleMapping.clientId"];
  const isHonest = protocolMapper === REALM_ROLES && claim === "realm_access.roles" && !config["usermodel.realmRoleMapping.rolePrefix"] || protocolMapper === CLIENT_ROLES && ["resource_access.${client_id}.roles", `resource_access.${client}.roles`].includes(claim) && !config["usermodel.clientRoleMapping.rolePrefix"];
  return !isHonest;
}
function claimOf({ config = {} }) {
  return String(config["claim.name"] ?? "").replaceAll("\\.", ".");
}

// commands/hook/sign-in.ts
var REQUESTED = OAuth2ProxyChart.SCOPE.split(" ").filter((name) => name !== "openid");
var UNSUPPORTED = [
  {
    attribute: "require.pushed.authorization.requests",
    allowed: ["false"],
    problem: "the client requires pushed authorization requests (PAR)",
    fix: "turn off Pushed authorization request required"
  },
  {
    attribute: "dpop.bound.access.tokens",
    allowed: ["false"],
    problem: "the client requires DPoP",
    fix: "turn off Require DPoP bound tokens"
  },
  {
    attribute: "tls.client.certificate.bound.access.tokens",
    allowed: ["false"],
    problem: "the client requires a certificate of oauth2-proxy (mutual TLS)",
    fix: "turn off OAuth 2.0 Mutual TLS Certificate Bound Access Tokens Enabled"
  },
  {
    attribute: "pkce.code.challenge.method",
    allowed: ["S256"],
    problem: "the client requires a PKCE method other than S256",
    fix: "set PKCE Method to S256"
  },
  {
    attribute: "request.object.required",
    allowed: ["not required"],
    problem: "the client requires a request object",
    fix: "set Request object required to Not required"
  },
  {
    attribute: "id.token.encrypted.response.alg",
    allowed: [],
    problem: "Keycloak encrypts the ID tokens of the client",
    fix: "set ID token encryption key management algorithm to Choose..."
  }
];
async function refuseUnusable(keycloak, config, names, actual, declared) {
  const realm = await keycloak.realm();
  if (!realm) {
    return;
  }
  const { defaultClientScopes = [], optionalClientScopes = [] } = actual ?? await keycloak.scopesOfNewClients();
  const scopes = (await keycloak.clientScopes()).filter(({ protocol }) => protocol === declared.protocol);
  const named = (all) => scopes.filter(({ name }) => all.includes(name));
  const signIn = {
    realm,
    client: merged(actual ?? {}, declared),
    isNew: actual === void 0,
    defaults: named(defaultClientScopes),
    optionals: named(optionalClientScopes),
    issuer: await keycloak.issuer()
  };
  const findings = [...signInFindings(signIn, config, names), ...accessFindings(signIn, config, names)];
  if (findings.length > 0) {
    throw new Failure(
      `Realm ${config.keycloakRealm} at ${config.keycloakUrl} has settings that oauth2-proxy or dashboard.access does not allow: ${findings.map(({ problem }) => problem).join("; ")}`,
      `${findings.map(({ fix }) => fix).join("; ")}; the hook does not change these settings`
    );
  }
}
function signInFindings(signIn, config, names) {
  const { client, realm, issuer } = signIn;
  const attributes = client.attributes ?? {};
  const isSet = (attribute, allowed) => attributes[attribute] !== void 0 && ![...allowed, ""].includes(attributes[attribute]);
  const algorithm = attributes["id.token.signed.response.alg"] || realm.defaultSignatureAlgorithm || "RS256";
  return [
    ...issuer === names.oidcIssuerUrl ? [] : [
      {
        problem: `the issuer of the realm is ${issuer ?? "not in its discovery document"}, and oauth2-proxy expects ${names.oidcIssuerUrl}`,
        fix: `set keycloakUrl in the config to the URL in the issuer, or correct the realm's Frontend URL and Keycloak's hostname options`
      }
    ],
    ...missingScopes(signIn),
    ...missingClaims(signIn, config, names, isSet("client.use.lightweight.access.token.enabled", ["false"])),
    ...UNSUPPORTED.filter(({ attribute, allowed }) => isSet(attribute, allowed)),
    ...algorithm.startsWith("HS") ? [
      {
        problem: `Keycloak signs the ID tokens with ${algorithm}, and oauth2-proxy needs a public key`,
        fix: `set ID token signature algorithm of the client to RS256`
      }
    ] : []
  ];
}
function missingScopes({ realm, isNew, defaults, optionals }) {
  const assigned = [...defaults, ...optionals].map(({ name }) => name);
  return REQUESTED.filter((name) => !assigned.includes(name)).map((name) => ({
    problem: isNew ? `client scope ${name} is not assigned to new clients of realm ${realm.realm}` : `client scope ${name} is not assigned to the client`,
    fix: isNew ? `set Assigned type of client scope ${name} to Default in Client scopes of the realm; create a missing scope first` : `add client scope ${name} in Client scopes of the client; create a missing scope first`
  }));
}
function missingClaims(signIn, { dashboard }, { clientId }, isLightweight) {
  const { client, defaults, optionals } = signIn;
  const requested = optionals.filter(({ name }) => REQUESTED.includes(name));
  const mappers = [client, ...defaults, ...requested].flatMap(({ protocolMappers = [] }) => protocolMappers);
  const writes = (claim, ...tokens) => mappers.some(
    ({ config = {} }) => claim.test(String(config["claim.name"])) && tokens.some((token2) => config[token2] === "true")
  );
  const writesForUsers = (claim) => writes(claim, "id.token.claim", "userinfo.token.claim");
  const token = isLightweight ? "lightweight.claim" : "access.token.claim";
  const { emailDomains } = dashboard.access;
  const roles = allowedRoles(dashboard.access, clientId);
  const needed = [
    [roles.some((role) => !role.includes(":")), /^realm_access\.roles$/, "roles of the realm"],
    [roles.some((role) => role.includes(":")), /^resource_access\./, "roles of clients"]
  ];
  return [
    ...writesForUsers(/^email$/) ? [] : [
      {
        problem: "no mapper writes claim email",
        fix: "add a mapper for the user attribute email to client scope email, with Add to ID token on"
      }
    ],
    ...emailDomains.length === 0 || writesForUsers(/^email_verified$/) ? [] : [
      {
        problem: "no mapper writes claim email_verified, so oauth2-proxy accepts addresses that nobody verified for dashboard.access.emailDomains",
        fix: "add a mapper for the user property emailVerified to client scope email, with Add to ID token on"
      }
    ],
    ...needed.filter(([isNeeded, claim]) => isNeeded && !writes(claim, token)).map(([, , what]) => ({
      problem: `no mapper writes the ${what} into the access token, and dashboard.access needs them`,
      fix: isLightweight ? "turn off Always use lightweight access token for the client" : "add client scope roles to the client, with Assigned type Default"
    }))
  ];
}

// commands/hook/client-steps.ts
var MADE_BY = "made-by";
var DELIVERY = "ciba.backchannel.token.delivery.mode";
var DELIVERY_ENDPOINT = "ciba.backchannel.client.notification.endpoint";
var NO_GROUPS = "the account may not read the groups, so the hook does not check their names for slashes; assign role query-groups of client realm-management to the account";
var EARLIER_MAPPER = `mapper ${EARLIER_GROUPS_MAPPER} is from an earlier release; delete the mapper after you have deployed the new manifests`;
function clientStep(keycloak, config, names, { client: wanted, clientRemarks }, deployed) {
  return {
    name: "client",
    title: `Client ${names.clientId}`,
    plan: async () => {
      const actual = await keycloak.client(names.clientId);
      const declared = merged(wanted, { attributes: await delivery(keycloak, actual) });
      if (actual) {
        refuseOtherKind(actual, config, names);
        refuseAuthorizationServices(actual, declared, config);
        await refuseClientOfOtherStack(actual, config, names, deployed);
      }
      const notes = await notesOnEarlierClient(keycloak, config, names);
      await refuseUnusable(keycloak, config, names, actual, declared);
      if (!actual) {
        const own = { publicClient: false, ...UNUSED_FLOWS, attributes: { [MADE_BY]: TOOL } };
        const created = merged(declared, own);
        return {
          action: "create",
          changes: differences({ ...created }, void 0),
          notes,
          remarks: clientRemarks,
          dryRun: () => keycloak.requireClientRight(void 0),
          apply: () => keycloak.createClient(created)
        };
      }
      const on = Object.keys(UNUSED_FLOWS).filter(
        (flow) => !(flow in declared) && actual[flow]
      );
      const remarks = [
        ...clientRemarks,
        ...on.map((flow) => `${flow} is on, and the dashboard does not need it; clientSettings: secure turns it off`)
      ];
      return { ...updateOf(keycloak, actual, declared, remarks), notes };
    }
  };
}
async function delivery(keycloak, { attributes = {} } = {}) {
  const mode = attributes[DELIVERY] ?? (await keycloak.realm())?.attributes?.cibaBackchannelTokenDeliveryMode;
  return mode === "ping" && !attributes[DELIVERY_ENDPOINT] ? { [DELIVERY]: "poll" } : {};
}
function corsStep(keycloak, names, { cors, corsRemarks }) {
  return {
    name: "cors",
    title: `CORS and token lifespan of client ${names.clientId}`,
    plan: async () => {
      const actual = await keycloak.client(names.clientId);
      return updateOf(keycloak, actual, cors, corsRemarks);
    }
  };
}
function mapperStep(keycloak, names, declared) {
  return {
    name: declared.name,
    title: `Mapper ${declared.name} of client ${names.clientId}`,
    plan: async () => {
      const client = await keycloak.client(names.clientId);
      const actual = client?.protocolMappers?.find(({ name }) => name === declared.name);
      return {
        action: actual ? "update" : "create",
        changes: differences({ ...declared }, actual),
        dryRun: () => requireRight(keycloak, client),
        apply: () => actual ? keycloak.updateMapper(client, merged(actual, declared)) : keycloak.createMapper(client, declared)
      };
    }
  };
}
function groupsStep(keycloak, config, names) {
  const mapper = mapperStep(keycloak, names, groupsMapper(names));
  return {
    ...mapper,
    plan: async () => {
      const allowed = allowedGroups(config.dashboard.access);
      const groups = await keycloak.groupsWith("/");
      const conflicting = groups !== "forbidden" && groups.find(({ path }) => allowed.includes(path));
      if (conflicting) {
        throw new Failure(
          `Group ${JSON.stringify(conflicting.name)} of realm ${config.keycloakRealm} has a slash in its name, so tokens give its members the allowed path ${conflicting.path}`,
          "rename the group in the admin console, or remove the path from dashboard.access.groups"
        );
      }
      const plan2 = await mapper.plan();
      const client = await keycloak.client(names.clientId);
      const isEarlier = client?.protocolMappers?.some(({ name }) => name === EARLIER_GROUPS_MAPPER);
      return {
        ...plan2,
        notes: groups === "forbidden" ? [NO_GROUPS] : [],
        remarks: isEarlier ? [EARLIER_MAPPER] : []
      };
    }
  };
}
function removeClientStep(keycloak, { clientId }, force) {
  const title = `Client ${clientId}`;
  return {
    name: "client",
    title,
    plan: async () => {
      const client = await keycloak.client(clientId);
      if (!client) {
        return inSync();
      }
      if (client.attributes?.[MADE_BY] !== TOOL && !force) {
        return inSync(`${title} was not created by this tool, so it stays; to remove it anyway, add --force`);
      }
      return {
        action: "remove",
        changes: [{ field: "clientId", from: clientId }],
        notes: ["the security headers of the realm stay as they are: other clients use them too"],
        dryRun: () => keycloak.requireClientRight(client),
        apply: () => keycloak.deleteClient(client)
      };
    }
  };
}
function updateOf(keycloak, actual, declared, remarks) {
  return {
    action: "update",
    changes: differences({ ...declared }, { ...actual }),
    remarks,
    dryRun: () => requireRight(keycloak, actual),
    apply: () => keycloak.updateClient(merged(actual ?? {}, declared))
  };
}
async function requireRight(keycloak, client) {
  if (client) {
    await keycloak.requireClientRight(client);
  }
}
function refuseOtherKind({ protocol, publicClient, bearerOnly }, { keycloakRealm, keycloakUrl }, { clientId }) {
  const kind = protocol !== "openid-connect" ? `of protocol ${protocol}` : publicClient ? "a public client" : bearerOnly ? "bearer-only" : void 0;
  if (kind) {
    throw new Failure(
      `Client ${clientId} in realm ${keycloakRealm} at ${keycloakUrl} is ${kind}, so it is not the confidential openid-connect client of the dashboard`,
      "if nothing uses it, delete it in the admin console and run the command again; otherwise give it another client id"
    );
  }
}
function refuseAuthorizationServices({ clientId, authorizationServicesEnabled }, { serviceAccountsEnabled }, { keycloakRealm, keycloakUrl }) {
  if (authorizationServicesEnabled && serviceAccountsEnabled === false) {
    throw new Failure(
      `Client ${clientId} in realm ${keycloakRealm} at ${keycloakUrl} has authorization services on, which need the service account that clientSettings: secure turns off`,
      "turn Authorization off for the client in the admin console, which deletes its policies, or set keycloak.clientSettings to seed"
    );
  }
}

// commands/hook/cookie-secret.ts
import { randomBytes } from "node:crypto";
var LENGTH = 32;
var FEWEST_DIFFERENT = 11;
var PUBLISHED = ["OQINaROshtE9TcZkNAm-5Zs2Pv3xaWytBmc5W7sPX7w=", "bXVzdF9iZV8xNl8yNF9vcl8zMl9ieXRlc19sb25nIQ=="];
var IS_PUBLISHED = "it is a published example";
var IS_PLACEHOLDER = "it is a placeholder";
var IS_NOT_RANDOM = "it is not random";
var SHORTEST_CLIENT_SECRET = 16;
var FEWEST_DIFFERENT_DIGITS = 8;
var PUBLISHED_CLIENT_SECRETS = ["d0b8122f-8dfb-46b7-b68a-f5cc4e25d000"];
function weaknessOfClientSecret(secret) {
  if (PUBLISHED_CLIENT_SECRETS.includes(secret)) {
    return IS_PUBLISHED;
  }
  if (isPlaceholder(secret)) {
    return IS_PLACEHOLDER;
  }
  if (secret.length < SHORTEST_CLIENT_SECRET) {
    return `it is shorter than ${SHORTEST_CLIENT_SECRET} characters`;
  }
  return isRandom(Buffer.from(secret), FEWEST_DIFFERENT_DIGITS) ? void 0 : IS_NOT_RANDOM;
}
function newCookieSecret() {
  return remember(randomBytes(LENGTH).toString("base64url"));
}
function weaknessOf(value) {
  const secret = value.toString("latin1");
  if (PUBLISHED.includes(secret)) {
    return IS_PUBLISHED;
  }
  if (isPlaceholder(secret)) {
    return IS_PLACEHOLDER;
  }
  const key = keyOf(secret) ?? value;
  if (key.length !== LENGTH) {
    return `it is ${key.length} bytes long instead of ${LENGTH}`;
  }
  return isRandom(key) ? void 0 : IS_NOT_RANDOM;
}
function isPlaceholder(secret) {
  return /^(.)\1*$/.test(secret);
}
function keyOf(secret) {
  const isBase64 = /^[A-Za-z0-9_-]+={0,2}$/.test(secret);
  const decoded = Buffer.from(secret, "base64");
  return isBase64 && [16, 24, 32].includes(decoded.length) ? decoded : void 0;
}
var MOST_DIGITS = 4;
var WORDS2 = new RegExp(
  ["admin", "changeme", "keycloak", "oauth2", "passw", "qdrant", "secret"].flatMap((word) => [word, word.toUpperCase(), word[0].toUpperCase() + word.slice(1)]).join("|")
);
function isRandom(key, fewest = FEWEST_DIFFERENT) {
  const bytes2 = [...key];
  const steps = new Set(bytes2.slice(1).map((byte, index) => byte - bytes2[index]));
  const repeats = [1, 2, 4, 8, 16].some((period) => bytes2.every((byte, index) => byte === bytes2[index % period]));
  const text = key.toString("latin1");
  const letters = text.replace(/\d/g, "");
  const isMixed = /[a-z]/.test(letters) && /[A-Z]/.test(letters);
  const isWords = /^[a-z \-_.!]+$/i.test(letters) && !isMixed && text.length - letters.length <= MOST_DIGITS;
  return new Set(bytes2).size >= fewest && steps.size >= fewest && !repeats && !isWords && !WORDS2.test(text);
}

// commands/hook/secret-step.ts
var MANAGED_BY = "app.kubernetes.io/managed-by";
function secretStep(cluster, stepName, namespace, name, want) {
  const title = `Secret ${namespace}/${name}`;
  const find = async () => cluster?.secret(namespace, name);
  const written2 = /* @__PURE__ */ new Set();
  return {
    name: stepName,
    title,
    print: async () => {
      const existing = await find();
      const wanted = await want(existing);
      return {
        secret: secretOf(namespace, name, wanted, existing, false),
        notes: [...wanted.notes, ...wanted.printedNotes ?? []]
      };
    },
    plan: async () => {
      const existing = await find();
      const wanted = await want(existing);
      if (existing) {
        refuseOtherType(title, existing, wanted.type);
      }
      const changes = changesOf(wanted, existing);
      const write = async (dryRun2) => existing ? cluster.patchSecret(existing, patchOf(wanted, existing, changes, dryRun2), dryRun2) : cluster.createSecret(secretOf(namespace, name, wanted, existing, dryRun2), dryRun2);
      return {
        action: existing ? "update" : "create",
        changes,
        notes: wanted.notes,
        dryRun: () => write(true),
        apply: async () => {
          await write(false);
          Object.values(wanted.annotations ?? {}).forEach((value) => written2.add(value));
        }
      };
    },
    readAtStart: (annotation) => ({
      secretName: name,
      annotation,
      planned: async () => (await want(await find())).annotations?.[annotation] ?? void 0,
      isFromThisRun: (time) => written2.has(time)
    })
  };
}
function changesOf({ values, removed = [], labels = {}, annotations = {} }, existing) {
  const actual = valuesOf(existing);
  return [
    ...Object.entries(values).filter(([key, value]) => !actual[key]?.equals(value)).map(([key]) => ({ field: dataField(key), from: actual[key] && MASK, to: MASK })),
    ...removed.filter((key) => actual[key]).map((key) => ({ field: dataField(key), from: MASK })),
    ...existing ? differences(labels, existing.metadata?.labels, "metadata.labels.") : [],
    ...differences(annotations, existing?.metadata?.annotations, "metadata.annotations.")
  ];
}
function dataField(key) {
  return `data.${key}`;
}
function patchOf({ values, removed = [], labels, annotations }, existing, changes, dryRun2) {
  const changed = Object.entries(values).filter(([key]) => changes.some(({ field }) => field === dataField(key)));
  return {
    metadata: { resourceVersion: existing.metadata.resourceVersion, labels, annotations },
    data: {
      ...encoded(Object.fromEntries(changed), dryRun2),
      ...Object.fromEntries(removed.map((key) => [key, null]))
    }
  };
}
function secretOf(namespace, name, { type, values, annotations: wanted = {} }, existing, dryRun2) {
  const annotations = Object.fromEntries(
    Object.entries(wanted).filter((entry) => entry[1] !== null)
  );
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name,
      namespace,
      // An existing Secret keeps its manager.
      labels: existing ? existing.metadata?.labels : { [MANAGED_BY]: TOOL },
      ...Object.keys(annotations).length > 0 && { annotations }
    },
    type,
    data: encoded(values, dryRun2)
  };
}
function refuseOtherType(title, { type, immutable }, wanted) {
  if (type !== wanted) {
    throw new Failure(
      `${title} is of type ${type} instead of ${wanted}, and a type cannot be changed`,
      "if nothing uses it, delete it and run the command again"
    );
  }
  if (immutable) {
    throw new Failure(`${title} is immutable`, "delete it and run the command again");
  }
}
function removeSecretStep(cluster, namespace, name, force) {
  const title = `Secret ${namespace}/${name}`;
  return {
    name: `${name}-secret`,
    title,
    plan: async () => {
      const secret = await cluster.secret(namespace, name);
      if (!secret) {
        return inSync();
      }
      if (secret.metadata?.labels?.[MANAGED_BY] !== TOOL && !force) {
        return inSync(`${title} was not created by this tool, so it stays; to remove it anyway, add --force`);
      }
      return {
        action: "remove",
        changes: [{ field: "metadata.name", from: name }],
        apply: () => cluster.deleteSecret(secret)
      };
    }
  };
}
function valuesOf(secret) {
  return Object.fromEntries(
    Object.entries(secret?.data ?? {}).map(([key, value]) => [key, Buffer.from(value, "base64")])
  );
}
function encoded(values, dryRun2) {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => {
      if (value.length === 0 && dryRun2) {
        return [key, Buffer.from("not known yet").toString("base64")];
      }
      if (value.length === 0) {
        throw new Conflict(`The value of ${key} is missing: its source was deleted at the same time`);
      }
      return [key, value.toString("base64")];
    })
  );
}

// commands/hook/cluster-steps.ts
var COOKIE_SECRET_CHANGED = `${TOOL}/cookie-secret-changed`;
var CLIENT_SECRET_CHANGED = `${TOOL}/client-secret-changed`;
function namespaceStep(cluster, name) {
  const title = `Namespace ${name}`;
  return {
    name: "namespace",
    title,
    createsNamespace: true,
    plan: async () => {
      const namespace = await cluster.namespace(name);
      if (namespace === "forbidden") {
        return inSync("the right to read the namespace is missing, so the command assumes that the namespace exists");
      }
      return namespace ? inSync() : {
        action: "create",
        changes: [{ field: "metadata.name", to: name }],
        dryRun: () => cluster.createNamespace(name, true),
        apply: () => cluster.createNamespace(name)
      };
    }
  };
}
function oauth2ProxySecretStep(cluster, config, names, sources) {
  const { secretName, clientIdKey, clientSecretKey, cookieSecretKey } = names.credentials;
  let rotate = sources.rotateCookieSecret;
  const step = secretStep(cluster, "oauth2-proxy-secret", config.namespace, secretName, async (existing) => {
    const found = valuesOf(existing)[cookieSecretKey];
    const weakness = found && weaknessOf(found);
    const kept = weakness || rotate ? void 0 : found;
    const replaced = found && !kept ? (/* @__PURE__ */ new Date()).toISOString() : void 0;
    return {
      type: "Opaque",
      printedNotes: [
        ...cluster ? [] : [
          "the cookie secret is new each time, because this run does not read the cluster: applying the Secret ends all sessions"
        ],
        ...replaced ? [
          `its pods keep the old cookie secret until they are restarted: kubectl rollout restart -n ${config.namespace} deployment/${names.oauth2Proxy}`
        ] : []
      ],
      values: {
        [clientIdKey]: Buffer.from(names.clientId),
        [clientSecretKey]: bytes(await sources.clientSecret(valuesOf(existing)[clientSecretKey]) ?? ""),
        [cookieSecretKey]: kept ?? Buffer.from(newCookieSecret())
      },
      ...replaced && { annotations: { [COOKIE_SECRET_CHANGED]: replaced } },
      notes: weakness ? [`the cookie secret is replaced, because ${weakness}; everyone signs in again`] : []
    };
  });
  return {
    ...step,
    plan: async () => {
      const plan2 = await step.plan();
      return {
        ...plan2,
        apply: async () => {
          await plan2.apply();
          rotate = false;
          if (plan2.action === "update" && plan2.changes.some(({ field }) => field === dataField(clientSecretKey))) {
            return refreshMounts(cluster, config.namespace, names);
          }
          return [];
        }
      };
    }
  };
}
function bytes(value) {
  return typeof value === "string" ? Buffer.from(value) : value;
}
async function refreshMounts(cluster, namespace, names) {
  const annotation = { [CLIENT_SECRET_CHANGED]: (/* @__PURE__ */ new Date()).toISOString() };
  try {
    await cluster.annotatePods(namespace, `app.kubernetes.io/instance=${names.oauth2Proxy}`, annotation);
    return [];
  } catch (error) {
    return [`the pods get the new client secret within two minutes, and not at once: ${error.message}`];
  }
}

// commands/hook/account-steps.ts
function rolesOf({ dashboard, keycloak }) {
  const { groups, rights } = dashboard.access;
  const ofGroups = rights.length > 0 ? ["manage-users"] : groups.length > 0 ? ["query-groups"] : [];
  const writesRealm = keycloak.securityHeaders !== "keep" || hasUsers({ rights });
  return ["manage-clients", ...writesRealm ? ["manage-realm"] : [], ...ofGroups];
}
function accountOf(config, { clientId, isKeycloak }) {
  if (!config.reconcile) {
    throw new Failure("The config has no reconcile, so nothing uses the account", "write reconcile: {} in the config");
  }
  if (!isKeycloak) {
    throw new Failure(
      "--create-account needs Keycloak, and the config has identityProvider.provider oidc",
      "run the hook without the option; the pods of reconcile need no account at another provider"
    );
  }
  return { clientId: `${clientId}-reconcile`, secretName: config.reconcile.keycloakSecretName };
}
function accountSteps(keycloak, cluster, config, names) {
  const account = accountOf(config, names);
  return [
    accountClientStep(keycloak, account, names),
    accountRolesStep(keycloak, account, rolesOf(config)),
    namespaceStep(cluster, config.namespace),
    accountSecretStep(keycloak, cluster, config.namespace, account)
  ];
}
function accountClientStep(keycloak, { clientId }, names) {
  const declared = {
    clientId,
    name: `Reconciles client ${names.clientId}`,
    protocol: "openid-connect",
    enabled: true,
    publicClient: false,
    clientAuthenticatorType: "client-secret",
    serviceAccountsEnabled: true,
    standardFlowEnabled: false,
    implicitFlowEnabled: false,
    directAccessGrantsEnabled: false,
    // Its tokens carry its roles.
    fullScopeAllowed: true
  };
  return {
    name: "account",
    title: `Client ${clientId}`,
    plan: async () => {
      const actual = await keycloak.client(clientId);
      const created = merged(declared, { attributes: { [MADE_BY]: TOOL } });
      return {
        action: actual ? "update" : "create",
        changes: differences({ ...actual ? declared : created }, actual && { ...actual }),
        dryRun: () => keycloak.requireClientRight(actual),
        apply: () => actual ? keycloak.updateClient(merged(actual, declared)) : keycloak.createClient(created)
      };
    }
  };
}
function accountRolesStep(keycloak, { clientId }, wanted) {
  return {
    name: "account-roles",
    title: `Roles of client ${clientId}`,
    plan: async () => {
      const client = await keycloak.client(clientId);
      const actual = client ? await keycloak.managementRolesOf(client) : [];
      const missing = wanted.filter((role) => !actual.includes(role));
      const others = actual.filter((role) => !wanted.includes(role));
      return {
        action: "update",
        changes: missing.map((role) => ({ field: `realm-management.${role}`, to: true })),
        notes: others.length > 0 ? [`the account also has roles that it does not need: ${others.join(", ")}`] : [],
        apply: () => keycloak.addManagementRoles(client, missing)
      };
    }
  };
}
function accountSecretStep(keycloak, cluster, namespace, { clientId, secretName }) {
  return secretStep(cluster, "account-secret", namespace, secretName, async () => {
    const client = await keycloak.client(clientId);
    return {
      type: "Opaque",
      values: {
        "client-id": Buffer.from(clientId),
        "client-secret": Buffer.from(client ? await keycloak.clientSecret(client) : "")
      },
      notes: []
    };
  });
}

// stack/api-keys.ts
import { randomBytes as randomBytes2 } from "node:crypto";
var LENGTH2 = 32;
var LEAST_CHARACTERS = 32;
var MISSING = "it is missing";
function newApiKey() {
  return remember(randomBytes2(LENGTH2).toString("base64url"));
}
function faultOfKey(value) {
  if (value === void 0) {
    return MISSING;
  }
  const key = value.toString("latin1");
  if (key === "") {
    return "it is empty, so Qdrant would require no key";
  }
  if (/[\r\n]/.test(key)) {
    return "it has a line break, which no client can send";
  }
  if (/[^\x21-\x7e]/.test(key)) {
    return "it has spaces or other characters that clients cannot send";
  }
  if (key.length < LEAST_CHARACTERS) {
    return `it has ${key.length} characters, and the minimum is ${LEAST_CHARACTERS}`;
  }
  return /^(.)\1*$/.test(key) ? "it is a placeholder" : void 0;
}

// commands/hook/api-keys-step.ts
var KEYS_CHANGED = `${TOOL}/api-keys-changed`;
var KEY_CHANGED = `${TOOL}/api-key-changed`;
var ROTATION = `${TOOL}/api-key-rotation`;
var ACCEPTED = "accepted";
var SWITCHED = "switched";
function apiKeysSecret(cluster, namespace, names, rotation, running, rolledOut2) {
  const { secretName, apiKey, altApiKey, readOnlyApiKey } = names;
  const title = `Secret ${namespace}/${secretName}`;
  const continueCommand = commandLine("hook", "--rotate", "api-key");
  const finishCommand = commandLine("hook", "--rotate", "api-key", "--finish");
  let isKept = false;
  const kept = async (existing) => {
    const found = remembered(existing);
    const qdrant = await running();
    const faults = faultsOf(found, names);
    const stage = stageOf(existing, faults, names);
    const pending = rotation.finish || isKept ? void 0 : rotation.of;
    const values = {
      [apiKey]: faults[apiKey] ? newKey() : found[apiKey],
      ...readOnlyApiKey !== void 0 && {
        [readOnlyApiKey]: faults[readOnlyApiKey] ? newKey() : found[readOnlyApiKey]
      }
    };
    const removed = faults[altApiKey] || rotation.finish && stage === SWITCHED ? [altApiKey] : [];
    const annotations = removed.length > 0 && existing?.metadata?.annotations?.[ROTATION] ? { [ROTATION]: null } : {};
    const notes = existing ? Object.entries(faults).map(([key, fault]) => noteOn(key, fault, names)) : [];
    if (rotation.finish && stage === ACCEPTED) {
      throw new Failure(
        `${title}: clients do not use the new key yet, so the previous key cannot be removed`,
        `first continue the rotation: ${continueCommand}`
      );
    }
    if (rotation.finish) {
      notes.push(stage ? "Qdrant refuses the previous key from the restart on" : "no rotation is in progress");
    } else if (stage === SWITCHED) {
      notes.push(`Qdrant still accepts the previous key; when no client uses that key any more, run: ${finishCommand}`);
    } else if (stage === ACCEPTED && pending !== "api-key") {
      notes.push(`a rotation is in progress; continue it with: ${continueCommand}`);
    }
    if (pending === "read-only-api-key" && readOnlyApiKey === void 0) {
      throw new Failure(
        "There is no read-only key to rotate: apiKeys.readOnlyApiKey is null",
        "write the name of an entry in apiKeys.readOnlyApiKey, or rotate api-key"
      );
    }
    if (pending === "read-only-api-key" && readOnlyApiKey !== void 0 && !faults[readOnlyApiKey]) {
      values[readOnlyApiKey] = newKey();
      notes.push("Qdrant accepts only one read-only key: it refuses the previous key from the restart on");
    }
    const begins = pending === "api-key" && !stage && !faults[apiKey];
    if (begins && acceptsTwo(qdrant)) {
      values[altApiKey] = newKey();
      annotations[ROTATION] = ACCEPTED;
    } else if (begins) {
      values[apiKey] = newKey();
      notes.push(
        ...qdrant ? [`${qdrant.image} accepts only one key: it refuses the previous key from the restart on`] : []
      );
    }
    const wanted = { type: "Opaque", values, removed, annotations, notes };
    return existing || qdrant ? stamped(wanted, found, names) : wanted;
  };
  const switched = async (existing) => {
    const found = remembered(existing);
    const isAccepted = stageOf(existing, faultsOf(found, names), names) === ACCEPTED;
    const willBeAccepted = !isAccepted && (await kept(existing)).annotations?.[ROTATION] === ACCEPTED;
    if (!isAccepted && !willBeAccepted) {
      return { type: "Opaque", values: {}, notes: [] };
    }
    const next = willBeAccepted ? Buffer.alloc(0) : found[altApiKey];
    const values = { [apiKey]: next, [altApiKey]: found[apiKey] };
    const notes = [`Qdrant accepts the previous key until you run: ${finishCommand}`];
    return stamped({ type: "Opaque", values, annotations: { [ROTATION]: SWITCHED }, notes }, found, names);
  };
  const keeping = secretStep(cluster, "api-keys-secret", namespace, secretName, kept);
  const switching = secretStep(cluster, "api-key-switch", namespace, secretName, switched);
  return {
    keeping: withWork(keeping, { after: () => isKept = true }),
    switching: { ...withWork(switching, { before: rolledOut2 }), title: `New API key in ${title}` }
  };
}
function withWork(step, { before, after }) {
  return {
    ...step,
    plan: async () => {
      const plan2 = await step.plan();
      return {
        ...plan2,
        apply: async () => {
          await before?.();
          await plan2.apply();
          after?.();
        }
      };
    }
  };
}
function stamped(wanted, found, { apiKey }) {
  const differs = (key) => wanted.values[key] !== void 0 && !found[key]?.equals(wanted.values[key]);
  const isRemoved = wanted.removed?.some((key) => found[key]) ?? false;
  const now = (/* @__PURE__ */ new Date()).toISOString();
  return {
    ...wanted,
    annotations: {
      ...wanted.annotations,
      ...(isRemoved || Object.keys(wanted.values).some(differs)) && { [KEYS_CHANGED]: now },
      ...differs(apiKey) && { [KEY_CHANGED]: now }
    }
  };
}
function existingApiKeysStep(cluster, namespace, names) {
  const { secretName, apiKey, readOnlyApiKey } = names;
  const title = `Secret ${namespace}/${secretName}`;
  const fromFile = (key) => `--from-file=${key}=<(openssl rand -hex 32 | tr -d '\\n')`;
  const create = `kubectl create secret generic ${secretName} -n ${namespace} ${[apiKey, readOnlyApiKey].flatMap((key) => key === void 0 ? [] : fromFile(key)).join(" ")}`;
  return {
    name: "api-keys-secret",
    title,
    plan: async () => {
      const secret = await cluster.secret(namespace, secretName);
      if (!secret) {
        throw new Failure(
          `${title} with Qdrant's keys does not exist in cluster ${cluster.name}; apiKeys.existing says that you create it`,
          `create it (${create}), or set apiKeys.existing to false, and the hook creates it`
        );
      }
      const faults = Object.entries(faultsOf(remembered(secret), names));
      if (faults.length > 0) {
        throw new Failure(
          `${title} cannot be used: ${faults.map(([key, fault]) => `${key}: ${fault}`).join("; ")}`,
          `put random keys of at least 32 letters and digits into it, without a line break: openssl rand -hex 32 | tr -d '\\n'; then restart Qdrant`
        );
      }
      return inSync("you manage it (apiKeys.existing), so the hook only checks it");
    }
  };
}
function faultsOf(found, { apiKey, altApiKey, readOnlyApiKey }) {
  const same = (key, ...others) => {
    const other = others.find((each) => found[each] !== void 0 && found[key]?.equals(found[each]));
    return other && `it is the same as ${other}`;
  };
  const faults = {
    [apiKey]: faultOfKey(found[apiKey]),
    ...readOnlyApiKey !== void 0 && {
      [readOnlyApiKey]: faultOfKey(found[readOnlyApiKey]) ?? same(readOnlyApiKey, apiKey)
    },
    [altApiKey]: found[altApiKey] && (faultOfKey(found[altApiKey]) ?? same(altApiKey, ...[apiKey, readOnlyApiKey].filter((key) => key !== void 0)))
  };
  return Object.fromEntries(
    Object.entries(faults).filter((entry) => entry[1] !== void 0)
  );
}
function noteOn(key, fault, { altApiKey }) {
  if (key === altApiKey) {
    return `${key}, the second accepted key, is removed, because ${fault}`;
  }
  return fault === MISSING ? `${key} is created, because ${fault}` : `${key} is replaced, because ${fault}; Qdrant refuses the previous key from the restart on`;
}
function stageOf(secret, faults, { altApiKey }) {
  const isUnderWay = secret?.data?.[altApiKey] !== void 0 && !(altApiKey in faults);
  return isUnderWay ? secret.metadata?.annotations?.[ROTATION] ?? SWITCHED : void 0;
}
function acceptsTwo(qdrant) {
  if (qdrant && qdrant.takesTwo === void 0) {
    throw new Failure(
      `Image ${qdrant.image} does not tell the version of Qdrant, and only Qdrant 1.17 and later accepts two keys`,
      "name the version in images.qdrant, such as qdrant:v1.17.1, with or without a digest, and deploy"
    );
  }
  return qdrant?.takesTwo ?? false;
}
function newKey() {
  return Buffer.from(newApiKey());
}
function remembered(secret) {
  const values = valuesOf(secret);
  Object.values(values).forEach((value) => remember(value.toString("latin1")));
  return values;
}

// stack/object-owner.ts
var INSTALLERS = ["helm", "OpenAPI-Generator"];
function isOfInstaller({ metadata }) {
  const entries = metadata.managedFields ?? [];
  const own = entries.filter(({ subresource }) => !subresource);
  const isInstaller = ({ manager }) => INSTALLERS.includes(manager);
  return own.some(isInstaller) && own.every((entry) => isInstaller(entry) || entry.operation !== "Apply");
}

// stack/pods.ts
function selectorOf({ selector }) {
  const labels = Object.entries(selector.matchLabels).map(([key, value]) => `${key}=${String(value)}`);
  return labels.join(",");
}
function isPodOf({ metadata }, { kind, metadata: { name } }) {
  const owner = metadata?.ownerReferences?.find(({ controller }) => controller);
  if (kind === "StatefulSet") {
    return owner ? owner.kind === kind && owner.name === name : new RegExp(`^${name}-\\d+$`).test(metadata?.name ?? "");
  }
  return owner?.kind === "ReplicaSet" && owner.name.startsWith(`${name}-`);
}
function unfinished({ metadata, spec, status = {} }) {
  const { replicas: wanted } = spec;
  const { observedGeneration = 0, readyReplicas: ready = 0, updatedReplicas: updated = 0, replicas = 0 } = status;
  if (wanted === 0) {
    return "scaled to 0";
  }
  if (observedGeneration < metadata.generation) {
    return "its controller has not seen the last change yet";
  }
  if (ready < wanted || updated < wanted) {
    return `${ready} of ${wanted} ready, ${updated} of ${wanted} updated`;
  }
  const more = replicas - wanted;
  return more > 0 ? `${more} ${more === 1 ? "pod remains" : "pods remain"} from an earlier version or scale` : void 0;
}

// commands/hook/restart-step.ts
function restartStep(cluster, stepName, namespace, kind, name, values) {
  return {
    name: stepName,
    title: `Pods of ${kind} ${namespace}/${name}`,
    plan: async () => {
      const workload = await cluster.read("apps/v1", kind, namespace, name);
      if (workload && isOfInstaller(workload)) {
        return inSync();
      }
      const outdated = {};
      for (const value of values.filter(({ secretName }) => workload && refersTo(workload, secretName))) {
        const time = await outdatedSince(cluster, workload, value);
        Object.assign(outdated, time && { [value.annotation]: time });
      }
      if (!workload || Object.keys(outdated).length === 0) {
        return inSync();
      }
      const current2 = workload.spec.template.metadata?.annotations;
      return {
        action: "restart",
        changes: differences(outdated, current2, "spec.template.metadata.annotations."),
        apply: async () => {
          await cluster.patch(workload, { spec: { template: { metadata: { annotations: outdated } } } });
        }
      };
    }
  };
}
async function outdatedSince(cluster, workload, { secretName, annotation, planned, isFromThisRun }) {
  const { metadata, spec } = workload;
  const next = await planned();
  if (next !== void 0) {
    return next;
  }
  const secret = await cluster.secret(metadata.namespace, secretName);
  const changed = secret?.metadata?.annotations?.[annotation];
  if (changed === void 0 || spec.template.metadata?.annotations?.[annotation] === changed) {
    return void 0;
  }
  if (isFromThisRun(changed)) {
    return changed;
  }
  const labelled = await cluster.pods(metadata.namespace, selectorOf(spec));
  const pods = labelled.filter((pod) => isPodOf(pod, workload));
  return pods.every((pod) => startOf(pod) > new Date(changed)) ? void 0 : changed;
}
function startOf({ metadata, status }) {
  const starts = status?.containerStatuses?.flatMap(({ state }) => state?.running?.startedAt ?? []) ?? [];
  const times = (starts.length > 0 ? starts : [metadata.creationTimestamp]).map((time) => new Date(time).getTime());
  return new Date(Math.min(...times));
}
function refersTo({ spec }, secretName) {
  const { containers, initContainers = [], volumes = [] } = spec.template.spec;
  const ofContainer = ({ env = [], envFrom = [] }) => [
    ...env.map(({ valueFrom }) => valueFrom?.secretKeyRef?.name),
    ...envFrom.map(({ secretRef }) => secretRef?.name)
  ];
  const ofVolume = ({ secret, projected }) => [
    secret?.secretName,
    ...(projected?.sources ?? []).map((source) => source.secret?.name)
  ];
  return [...[...containers, ...initContainers].flatMap(ofContainer), ...volumes.flatMap(ofVolume)].includes(
    secretName
  );
}

// reconcile/until.ts
import { setTimeout as sleep3 } from "node:timers/promises";
async function until(poll, wait) {
  const deadline = Date.now() + wait.timeout * 1e3;
  for (let said; ; ) {
    const found = await poll();
    if ("value" in found) {
      return found.value;
    }
    const left = deadline - Date.now();
    if (left <= 0) {
      throw await wait.onTimeout(found.reason);
    }
    if (found.reason !== said) {
      wait.say(found.reason);
      said = found.reason;
    }
    await sleep3(Math.min(wait.interval, left));
  }
}

// stack/qdrant-image.ts
var NAME = "qdrant";
var VERSION = /^v?\d+\.\d+(\.\d+)?(-[\w.-]+)?$/;
var LATEST = Number.MAX_SAFE_INTEGER;
function qdrantContainer({ spec }) {
  const containers = spec?.template.spec.containers ?? [];
  return containers.find(({ name }) => name === NAME) ?? containers.find(({ image }) => repositoryOf(image) === NAME);
}
function versionOf(image) {
  const [, tag = ""] = /:([^:/@]+)(?:@.*)?$/.exec(image.replace(/@.*$/, "")) ?? [];
  const [isVersion, patch] = VERSION.exec(tag) ?? [];
  const version = isVersion === void 0 ? null : (0, import_coerce.default)(tag);
  if (version && patch === void 0) {
    version.patch = LATEST;
  }
  return version ?? void 0;
}
function repositoryOf(image) {
  return image.replace(/@.*$/, "").split("/").at(-1).replace(/:.*$/, "");
}

// commands/hook/running-qdrant.ts
var INTERVAL_MS = 1500;
var TIMEOUT2 = 60 * 60;
var TWO_KEYS = "1.17.0";
async function runningQdrant(cluster, namespace, { qdrant, apiKeys }) {
  const found = await cluster.read("apps/v1", "StatefulSet", namespace, qdrant);
  if (!found || !refersTo(found, apiKeys.secretName)) {
    return void 0;
  }
  const image = qdrantContainer(found)?.image ?? "unknown";
  const version = versionOf(image);
  return { image, takesTwo: version && (0, import_gte.default)(version, TWO_KEYS) };
}
async function rolledOut(cluster, namespace, { qdrant }, say) {
  const poll = async () => {
    const found = await cluster.read("apps/v1", "StatefulSet", namespace, qdrant);
    const reason = found && found.spec.replicas > 0 ? unfinished(found) : void 0;
    return reason === void 0 ? { value: void 0 } : { reason };
  };
  await until(poll, {
    timeout: TIMEOUT2,
    interval: INTERVAL_MS,
    say: (reason) => say(`waiting for StatefulSet ${qdrant}: ${reason}`),
    onTimeout: (reason) => new Failure(
      `StatefulSet ${namespace}/${qdrant} is not rolled out: ${reason}`,
      "fix the cause (kubectl describe pods), then run the same command again: it continues from here"
    )
  });
}

// commands/hook/api-key-steps.ts
function apiKeySteps(cluster, { namespace, apiKeys }, names, { rotate, finish = false }, say) {
  const of = rotate === "api-key" || rotate === "read-only-api-key" ? rotate : void 0;
  if (!names.apiKeys) {
    if (of) {
      throw new Failure(
        `There is no ${of} to rotate: apiKeys.enabled is false`,
        `turn the keys on: ${docsPage("api-keys")}`
      );
    }
    return { steps: [], readByClients: [] };
  }
  if (apiKeys.existing) {
    if (of) {
      throw new Failure(
        `The Secret with ${of} is yours (apiKeys.existing), and the hook does not write it`,
        `rotate the key at its source: ${docsPage("api-keys")}`
      );
    }
    return { steps: [existingApiKeysStep(cluster, namespace, names.apiKeys)], readByClients: [] };
  }
  const { keeping, switching } = apiKeysSecret(
    cluster,
    namespace,
    names.apiKeys,
    { of, finish },
    () => runningQdrant(cluster, namespace, names),
    () => rolledOut(cluster, namespace, names, say)
  );
  const restart = (stepName, secret) => restartStep(cluster, stepName, namespace, "StatefulSet", names.qdrant, [secret.readAtStart(KEYS_CHANGED)]);
  const isSwitched = of === "api-key" && !finish;
  return {
    steps: [
      keeping,
      restart("qdrant-pods", keeping),
      ...isSwitched ? [switching, restart("qdrant-pods-switched", switching)] : []
    ],
    secret: keeping,
    readByClients: [keeping, ...isSwitched ? [switching] : []].map((secret) => secret.readAtStart(KEY_CHANGED))
  };
}
function removeApiKeysStep(cluster, namespace, names, force) {
  const removal = removeSecretStep(cluster, namespace, names.apiKeys.secretName, force);
  return {
    ...removal,
    plan: async () => !force && await runningQdrant(cluster, namespace, names) ? inSync(`${removal.title} stays: Qdrant would not start again without it; to remove it anyway, add --force`) : removal.plan()
  };
}

// commands/hook/security-headers.ts
var HEADERS = {
  contentSecurityPolicy: "Content-Security-Policy",
  xContentTypeOptions: "X-Content-Type-Options",
  xFrameOptions: "X-Frame-Options",
  xRobotsTag: "X-Robots-Tag"
};
var REALM_WIDE = "Keycloak sends these headers with every page of the realm, for all clients";
function securityHeaders(config, { dashboardUrl }, known2) {
  const kind = config.keycloak.securityHeaders;
  if (kind === "keep") {
    return { settings: {}, notes: [] };
  }
  const frames = `frame-src https://*.${config.domainName};`;
  const ancestors = `frame-ancestors 'self' ${dashboardUrl}; object-src 'none';`;
  const common = {
    xContentTypeOptions: "nosniff",
    xRobotsTag: "none",
    xXSSProtection: "1; mode=block"
  };
  const ofAnyServer = Object.fromEntries(Object.entries(common).filter(([name]) => name in known2));
  if (kind === "secure") {
    return {
      settings: {
        contentSecurityPolicy: `frame-src 'self' https://*.${config.domainName}; ${ancestors}`,
        xContentTypeOptions: "nosniff",
        xFrameOptions: "SAMEORIGIN",
        xRobotsTag: "none"
      },
      notes: [REALM_WIDE]
    };
  }
  return {
    settings: {
      xFrameOptions: `ALLOW-FROM ${dashboardUrl}`,
      contentSecurityPolicy: kind === "literal" ? frames : `${frames} ${ancestors}`,
      accessControlAllowOrigin: dashboardUrl,
      accessControlAllowMethods: "GET, POST, OPTIONS",
      accessControlAllowHeaders: "Origin, X-Requested-With, Content-Type, Accept, Authorization",
      accessControlAllowCredentials: "true",
      ...ofAnyServer
    },
    notes: [
      REALM_WIDE,
      "xFrameOptions has ALLOW-FROM, which browsers ignore; frame-ancestors in contentSecurityPolicy decides which sites may frame the pages",
      ...kind === "literal" ? [
        "contentSecurityPolicy has no frame-ancestors: any site may frame the login page; securityHeaders: seed adds it"
      ] : [],
      "accessControl*: Keycloak stores these settings and sends no such header; webOrigins of the client controls CORS",
      ..."xXSSProtection" in ofAnyServer ? ["xXSSProtection: browsers ignore the header, and Keycloak 26.2 and later do not send it"] : []
    ]
  };
}
function missingFrom(page, settings) {
  return Object.entries(HEADERS).flatMap(([name, header]) => {
    const promised = settings[name];
    const sent = page.get(header);
    return promised === void 0 || sent === promised ? [] : [`${header} is ${sent === null ? "not sent" : `"${sent}"`} instead of "${promised}"`];
  });
}

// commands/hook/sign-in-request.ts
import { createHash, randomBytes as randomBytes3 } from "node:crypto";
var QUOTED = 200;
var UNKNOWN_CODE = "invalid_grant";
async function openLoginPage(keycloak, config, names) {
  const visit = await keycloak.openAuthorization(authorizationRequest(config, names), names.redirectUrl);
  const refusal = refusalOf(visit, names.redirectUrl);
  if (refusal) {
    throw new Failure(
      `Keycloak refuses the request for a sign-in that oauth2-proxy sends for client ${names.clientId}: ${written(refusal)}`,
      fixOf3(refusal.error)
    );
  }
  return visit;
}
async function checkTokenEndpoint(keycloak, names) {
  const client = await keycloak.client(names.clientId);
  const refusal = await keycloak.tokenError(client, {
    grant_type: "authorization_code",
    code: randomText(),
    redirect_uri: names.redirectUrl,
    code_verifier: randomText()
  });
  if (refusal.error !== UNKNOWN_CODE) {
    throw new Failure(
      `Keycloak refuses the request for tokens that oauth2-proxy sends for client ${names.clientId}: ${written(refusal)}`,
      fixOf3(refusal.error)
    );
  }
}
function authorizationRequest({ dashboard }, { clientId, redirectUrl, scopes }) {
  return {
    ...dashboard.mode === "proxy" ? { nonce: randomText() } : { approval_prompt: "force" },
    client_id: clientId,
    code_challenge: createHash("sha256").update(randomText()).digest("base64url"),
    code_challenge_method: "S256",
    redirect_uri: redirectUrl,
    response_type: "code",
    scope: scopes.join(" "),
    state: `${randomText()}:/`
  };
}
function refusalOf({ url, status, text }, redirectUrl) {
  if (url.href.startsWith(redirectUrl)) {
    const { searchParams } = url;
    const description2 = searchParams.get("error_description");
    return { error: searchParams.get("error") ?? "a redirect without a code", ...description2 && { description: description2 } };
  }
  if (status < 400) {
    return void 0;
  }
  const description = messageOf3(text);
  return { error: `the server answered ${status}`, ...description && { description } };
}
function messageOf3(page) {
  const [, element] = /id="kc-error-message"[^>]*>([^]*?)<\/(?:p|div)>/.exec(page) ?? /<h1[^>]*>([^]*?)<\/h1>/.exec(page) ?? [];
  const message = element?.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ").trim();
  return message ? message.slice(0, QUOTED) : void 0;
}
function written({ error, description }) {
  return redactForeign(description ? `${error} (${description})` : error);
}
function fixOf3(error) {
  switch (error) {
    case "invalid_scope":
      return `in the admin console, assign client scopes ${REQUESTED.join(" and ")} to the client`;
    case "invalid_client":
    case "unauthorized_client":
      return "run the hook again; if the error stays, renew the client secret with --rotate client-secret";
    default:
      return "in the admin console, correct the setting that the answer names, in the client or in a client policy";
  }
}
function randomText() {
  return randomBytes3(32).toString("base64url");
}

// commands/hook/keycloak-steps.ts
var ADMIN_REALM = "master";
var OF_ADMINISTRATORS = "realm master is the realm of Keycloak's administrators, and its login page gets these headers too; set keycloakRealm to a realm of its own, or keycloak.securityHeaders to keep";
function keycloakSteps(keycloak, config, names, deployed = async () => void 0) {
  const settings = clientSettings(config, names);
  return [
    ...config.keycloak.createRealm ? [realmStep(keycloak, config)] : [],
    clientStep(keycloak, config, names, settings, deployed),
    mapperStep(keycloak, names, audienceMapper(names)),
    ...allowedGroups(config.dashboard.access).length > 0 ? [groupsStep(keycloak, config, names)] : [],
    corsStep(keycloak, names, settings),
    ...config.keycloak.securityHeaders === "keep" ? [] : [headersStep(keycloak, config, names)]
  ];
}
async function checkLoginPage(keycloak, config, names) {
  const realm = await keycloak.realm();
  const { settings } = securityHeaders(config, names, realm?.browserSecurityHeaders ?? {});
  const { headers, status } = await openLoginPage(keycloak, config, names);
  if (status >= 300 && status < 400) {
    return;
  }
  const wrong = missingFrom(headers, settings);
  if (wrong.length > 0) {
    throw new Failure(
      `The headers of the login page differ from the settings of realm ${config.keycloakRealm}: ${wrong.join("; ")}`,
      `request the login page at Keycloak itself and at ${config.keycloakUrl}, and compare the headers: a proxy may change them`
    );
  }
}
async function requireRealm(keycloak, config) {
  const { keycloakRealm, keycloakUrl } = config;
  const realm = await keycloak.realm();
  if (!config.keycloak.createRealm && !realm) {
    throw new Failure(
      `Realm ${keycloakRealm} does not exist at ${keycloakUrl}`,
      "correct keycloakRealm in the config, create the realm in the admin console, or set keycloak.createRealm to true"
    );
  }
  if (realm?.enabled === false) {
    throw new Failure(
      `Realm ${keycloakRealm} at ${keycloakUrl} is disabled, so nobody can sign in`,
      "enable the realm in the admin console, or correct keycloakRealm in the config"
    );
  }
}
function realmStep(keycloak, { keycloakRealm }) {
  return {
    name: "realm",
    title: `Realm ${keycloakRealm}`,
    plan: async () => {
      if (await keycloak.realm()) {
        return inSync();
      }
      const realm = { realm: keycloakRealm, enabled: true };
      return {
        action: "create",
        changes: differences(realm, void 0),
        notes: ["it has no users yet"],
        apply: () => keycloak.createRealm(realm)
      };
    }
  };
}
function headersStep(keycloak, config, names) {
  return {
    name: "security-headers",
    title: `Security headers of realm ${config.keycloakRealm}`,
    plan: async () => {
      const realm = await keycloak.realm();
      const actual = realm?.browserSecurityHeaders;
      if (realm && !actual) {
        throw new Failure(
          `The account that signed in to ${config.keycloakUrl} has no right to read the settings of realm ${config.keycloakRealm}`,
          "give the account the role manage-realm, or leave the headers alone with keycloak.securityHeaders: keep"
        );
      }
      const { settings, notes } = securityHeaders(config, names, actual ?? {});
      const changes = differences(settings, actual);
      return {
        action: "update",
        changes,
        remarks: [...notes, ...config.keycloakRealm === ADMIN_REALM ? [OF_ADMINISTRATORS] : []],
        dryRun: async () => {
          if (realm) {
            await keycloak.requireRealmRight();
          }
        },
        apply: () => keycloak.updateRealm(merged(realm ?? {}, { browserSecurityHeaders: settings }))
      };
    }
  };
}

// commands/hook/provided-secret.ts
var CLIENT_SECRET_VARIABLE = "OAUTH2_PROXY_CLIENT_SECRET";
function providedClientSecret({ namespace }, { clientId, credentials }, env, existing) {
  const given = env[CLIENT_SECRET_VARIABLE];
  if (given) {
    remember(given);
    if (new RegExp("^\\s|\\s$|\\p{Cc}", "u").test(given)) {
      throw new Failure(
        `The environment variable ${CLIENT_SECRET_VARIABLE} has a space or a line break at its ends, or a control character`,
        "set it to the client secret alone: oauth2-proxy sends every character"
      );
    }
    return Buffer.from(given);
  }
  if (existing && existing.length > 0) {
    return existing;
  }
  throw new Failure(
    `The secret of client ${clientId} is not known: the environment variable ${CLIENT_SECRET_VARIABLE} is ${given === "" ? "empty" : "not set"}, and Secret ${namespace}/${credentials.secretName} has no key ${credentials.clientSecretKey}`,
    `set ${CLIENT_SECRET_VARIABLE} to the client secret of the identity provider, once; or create the Secret with this key`
  );
}

// commands/hook/provider-checks.ts
import { randomBytes as randomBytes4 } from "node:crypto";
var REFUSED2 = ["invalid_client", "unauthorized_client", "status 401"];
async function checkProvidedSecret(issuer, names, clientSecret) {
  const { token_endpoint: endpoint } = await readDiscovery(issuer, names);
  const error = await issuer.tokenError(endpoint, [names.clientId, clientSecret], {
    grant_type: "authorization_code",
    code: randomBytes4(32).toString("base64url"),
    redirect_uri: names.redirectUrl,
    code_verifier: randomBytes4(32).toString("base64url")
  });
  if (REFUSED2.includes(error)) {
    throw new Failure(
      `Issuer ${names.oidcIssuerUrl} refuses the client secret of client ${names.clientId}: ${error}`,
      `set ${CLIENT_SECRET_VARIABLE} to the client secret of the identity provider, and run the hook again`
    );
  }
}

// stack/certificate.ts
import { createPrivateKey, X509Certificate } from "node:crypto";
var SOON = 14;
var CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;
var SERVER = { id: "1.3.6.1.5.5.7.3.1", name: "server auth" };
var CLIENT = { id: "1.3.6.1.5.5.7.3.2", name: "client auth" };
var DAY = 24 * 60 * 60 * 1e3;
function faultOf(certificate, key, hosts, now) {
  let leaf;
  try {
    leaf = new X509Certificate(certificate);
  } catch {
    return "it holds no certificate in PEM";
  }
  try {
    if (!leaf.checkPrivateKey(createPrivateKey(key))) {
      return "its key does not belong to the certificate";
    }
  } catch {
    return "it holds no private key in PEM";
  }
  if (new Date(leaf.validTo) <= now) {
    return `its certificate ended on ${isoDay(leaf.validTo)}`;
  }
  if (new Date(leaf.validFrom) > now) {
    return `its certificate is not valid before ${isoDay(leaf.validFrom)}`;
  }
  const others = hosts.filter((host) => !leaf.checkHost(host, { subject: "never" }));
  return others.length > 0 ? `its certificate is not for ${others.join(" and ")}, but for ${namesOf(leaf).join(", ") || "no host"}` : void 0;
}
function faultOfTrust(certificate, ca, isClient) {
  let chain;
  let authorities;
  try {
    chain = certificatesIn(certificate);
    authorities = certificatesIn(ca);
  } catch {
    return "tls.crt or ca.crt contains an invalid certificate";
  }
  if (authorities.length === 0) {
    return "ca.crt holds no certificate in PEM";
  }
  if (chain[0].ca) {
    return "its certificate is a CA certificate, which no server can use";
  }
  const uses = chain[0].keyUsage;
  const missing = [SERVER, ...isClient ? [CLIENT] : []].filter(({ id }) => uses && !uses.includes(id));
  if (missing.length > 0) {
    return `its certificate is not for ${missing.map(({ name }) => name).join(" and ")}`;
  }
  const last = chain.at(-1);
  const isTrusted = authorities.some(
    (authority) => authority.fingerprint256 === last.fingerprint256 || isSignedBy(last, authority)
  );
  return isTrusted ? void 0 : "its certificate is not signed by an authority in ca.crt";
}
function isSignedBy(certificate, authority) {
  return certificate.checkIssued(authority) && certificate.verify(authority.publicKey);
}
function certificatesIn(pem) {
  return (pem.toString("latin1").match(CERTIFICATE) ?? []).map((text) => new X509Certificate(text));
}
function daysLeft(certificate, now) {
  return Math.floor((new Date(new X509Certificate(certificate).validTo).getTime() - now.getTime()) / DAY);
}
function endsSoon(certificate, now) {
  const days = daysLeft(certificate, now);
  const { validTo } = new X509Certificate(certificate);
  return days < SOON ? `the certificate ends in ${days} days, on ${isoDay(validTo)}` : void 0;
}
function namesOf({ subjectAltName }) {
  return (subjectAltName ?? "").split(", ").filter((name) => name.startsWith("DNS:")).map((name) => name.slice("DNS:".length));
}
function isoDay(date) {
  return new Date(date).toISOString().slice(0, 10);
}

// commands/hook/qdrant-tls-step.ts
var MISSING2 = Buffer.alloc(0);
function qdrantTlsStep(cluster, namespace, tls) {
  return {
    name: "qdrant-tls-secret",
    title: `Secret ${namespace}/${tls.secretName}`,
    plan: async () => {
      const certificate = usableCertificate(cluster, namespace, tls, await cluster.secret(namespace, tls.secretName));
      const soon = endsSoon(certificate, /* @__PURE__ */ new Date());
      return inSync("you manage it (qdrant.tls), so the hook only checks it", ...soon ? [soon] : []);
    }
  };
}
function usableCertificate(cluster, namespace, { secretName, hosts, p2p }, secret) {
  const title = `Secret ${namespace}/${secretName}`;
  if (!secret) {
    throw new Failure(
      `${title} of qdrant.tls does not exist in cluster ${cluster.name}`,
      `create it with tls.crt, tls.key and ca.crt, for ${hosts.join(" and ")}; with cert-manager: ${docsPage("hardening")}`
    );
  }
  const { "tls.crt": certificate = MISSING2, "tls.key": key = MISSING2, "ca.crt": ca = MISSING2 } = valuesOf(secret);
  const fault = faultOf(certificate, key, hosts, /* @__PURE__ */ new Date()) ?? faultOfTrust(certificate, ca, p2p);
  if (fault) {
    throw new Failure(
      `${title} of qdrant.tls cannot be used: ${fault}`,
      `renew the certificate, for ${p2p ? "server auth and client auth" : "server auth"} (${docsPage("hardening")}), then restart Qdrant, which reads it at its start`
    );
  }
  return certificate;
}

// commands/hook/rights-holders.ts
var MANAGE_USERS = "assign role manage-users of client realm-management to the account: the hook writes the tokens of dashboard.access.rights to groups and users";
async function findHolder(keycloak, config, { group, user }) {
  if (group !== void 0) {
    const found2 = await keycloak.groupAt(group);
    return found2 && found2 !== "forbidden" ? groupHolder(keycloak, config, found2) : found2;
  }
  const found = await keycloak.userNamed(user);
  return found && found !== "forbidden" ? userHolder(keycloak, config, found) : found;
}
async function holderOf(keycloak, config, right) {
  const found = await findHolder(keycloak, config, right);
  const isGroup = right.group !== void 0;
  const name = nameOf(right);
  if (found === "forbidden") {
    const title = `${isGroup ? "group" : "user"} ${name}`;
    throw new Failure(`The account has no right to read ${title} of ${whereIs(config)}`, MANAGE_USERS);
  }
  if (!found) {
    throw new Failure(
      `${isGroup ? "Group" : "User"} ${name} of dashboard.access.rights does not exist in ${whereIs(config)}`,
      isGroup ? "create the group in the admin console, or correct the path in the config" : "create the user in the admin console, or correct the username in the config"
    );
  }
  return found;
}
function groupHolder(keycloak, config, group) {
  const holder = { kind: "group", name: group.path, id: group.id };
  const attributes = group.attributes ?? {};
  return {
    ...holder,
    attributes,
    notes: [],
    requireRight: async () => requireManage(config, holder, await keycloak.group(group.id)),
    write: (wanted, removed) => keycloak.updateGroup({ ...group, attributes: withChanges(attributes, wanted, removed) })
  };
}
function userHolder(keycloak, config, user) {
  const holder = { kind: "user", name: user.username, id: user.id };
  const attributes = user.attributes ?? {};
  const obstacle = obstacleOf(user, config);
  return {
    ...holder,
    attributes,
    notes: obstacle ? [`user ${user.username} cannot open the dashboard: ${obstacle}`] : [],
    requireRight: async () => requireManage(config, holder, await keycloak.user(user.id)),
    write: (wanted, removed) => keycloak.updateUser({ ...user, attributes: withChanges(attributes, wanted, removed) }).catch((error) => {
      throw refusalOf2(error, holder.name, config);
    })
  };
}
function obstacleOf({ enabled, email, emailVerified }, { dashboard }) {
  const { emailDomains } = dashboard.access;
  if (enabled === false) {
    return "the user is disabled";
  }
  if (!email) {
    return "oauth2-proxy needs the e-mail address of the user";
  }
  if (emailDomains.length > 0 && !emailDomains.includes(email.replace(/^.*@/, ""))) {
    return "the e-mail address is not in dashboard.access.emailDomains";
  }
  return emailVerified === false ? "the e-mail address is not verified" : void 0;
}
function requireManage(config, { kind, name }, found) {
  if (found && found.access?.manage !== true) {
    throw new Failure(`The account has no right to change ${kind} ${name} of ${whereIs(config)}`, MANAGE_USERS);
  }
}
function refusalOf2(error, username, config) {
  const { cause } = error;
  return cause instanceof RequestError && cause.status === 400 ? new Failure(
    `Keycloak refuses to change user ${username} of ${whereIs(config)}: ${cause.message}`,
    "open the user in the admin console, correct the fields that the user profile of the realm does not allow, save the user, and run the hook again",
    { cause }
  ) : error;
}
function whereIs({ keycloakRealm, keycloakUrl }) {
  return `realm ${keycloakRealm} at ${keycloakUrl}`;
}
function withChanges(attributes, wanted, removed) {
  const kept = Object.entries(attributes).filter(([name]) => !removed.includes(name));
  return { ...Object.fromEntries(kept), ...wanted };
}
function isOurs(attribute, { clientId }) {
  return attribute.startsWith(`${clientId}-token-`) && /^\d+$/.test(attribute.slice(`${clientId}-token-`.length));
}

// commands/hook/rights-users.ts
var ONLY_ADMINISTRATORS = { permissions: { view: ["admin"], edit: ["admin"] } };
var ROLE_DESCRIPTION = "Users with an entry in dashboard.access.rights. The hook assigns the role.";
var OWN_USERNAMES = "people choose usernames in this realm (User registration or Edit username): remove the entry of a user before you delete or rename the user, or another person can take the username and get the right";
function usersSteps(keycloak, config, names) {
  return [profileStep(keycloak, config, names), roleStep(keycloak, config, names)];
}
function profileStep(keycloak, config, names) {
  const wanted = placesOfUsers(names.clientId, config.dashboard.access.rights).map(({ attribute: name }) => ({
    name,
    ...ONLY_ADMINISTRATORS
  }));
  return {
    name: "user-profile",
    title: `User profile of realm ${config.keycloakRealm}`,
    plan: async () => {
      const profile = await keycloak.userProfile();
      const { attributes = [] } = profile;
      const actual = (name) => attributes.find((each) => each.name === name);
      return {
        action: "update",
        changes: wanted.flatMap((each) => differences(each, { ...actual(each.name) }, `attributes.${each.name}.`)),
        dryRun: () => keycloak.requireRealmRight(),
        apply: () => keycloak.updateUserProfile({
          ...profile,
          attributes: [
            ...attributes.map((each) => merged(each, wanted.find(({ name }) => name === each.name) ?? {})),
            ...wanted.filter(({ name }) => !actual(name))
          ]
        })
      };
    }
  };
}
function roleStep(keycloak, config, names) {
  const rights = config.dashboard.access.rights.filter(({ user }) => user !== void 0);
  return {
    name: "users-with-tokens",
    title: `Role ${RIGHTS_ROLE} of client ${names.clientId}`,
    plan: async () => {
      const client = await keycloak.client(names.clientId);
      const users = client && await keycloak.usersWithRole(client, RIGHTS_ROLE);
      const realm = await keycloak.realm();
      const missing = [];
      for (const right of rights) {
        const holder = await holderOf(keycloak, config, right);
        if (!users?.some(({ id }) => id === holder.id)) {
          missing.push(holder);
        }
      }
      return {
        action: users ? "update" : "create",
        changes: missing.map(({ name }) => ({ field: "users", to: name })),
        remarks: realm?.registrationAllowed || realm?.editUsernameAllowed ? [OWN_USERNAMES] : [],
        dryRun: async () => {
          if (client && !users) {
            await keycloak.requireClientRight(client);
          }
          for (const holder of missing) {
            await holder.requireRight();
          }
        },
        apply: async () => {
          if (!users) {
            await keycloak.createRole(client, RIGHTS_ROLE, ROLE_DESCRIPTION);
          }
          for (const { id, name } of missing) {
            await keycloak.setRole(client, RIGHTS_ROLE, { id, username: name }, true);
          }
        }
      };
    }
  };
}
function oldUsersSteps(keycloak, config, names, rights) {
  const isNeeded = rights.some(({ user }) => user !== void 0);
  const needed = placesOfUsers(names.clientId, rights).map(({ attribute }) => attribute);
  return [
    oldProfileStep(keycloak, config, names, needed),
    // The role is the record of the tokens, so it goes last.
    ...isNeeded ? [] : [oldRoleStep(keycloak, names)]
  ];
}
function oldRoleStep(keycloak, names) {
  return {
    name: "old-role",
    title: `Old role ${RIGHTS_ROLE} of client ${names.clientId}`,
    plan: async () => {
      const client = await keycloak.client(names.clientId);
      return {
        action: "remove",
        changes: await hasRightsRole(keycloak, client) ? [{ field: "roles", from: RIGHTS_ROLE }] : [],
        dryRun: () => keycloak.requireClientRight(client),
        apply: () => keycloak.deleteRole(client, RIGHTS_ROLE)
      };
    }
  };
}
function oldProfileStep(keycloak, config, names, needed) {
  return {
    name: "old-user-profile",
    title: `Old attributes in the user profile of realm ${config.keycloakRealm}`,
    plan: async () => {
      const profile = await keycloak.userProfile();
      const isOld = ({ name = "" }) => isOurs(name, names) && !needed.includes(name);
      const { attributes = [] } = profile;
      return {
        action: "remove",
        changes: attributes.filter(isOld).map(({ name }) => ({ field: "attributes", from: name })),
        dryRun: () => keycloak.requireRealmRight(),
        apply: () => keycloak.updateUserProfile({ ...profile, attributes: attributes.filter((each) => !isOld(each)) })
      };
    }
  };
}
async function hasRightsRole(keycloak, client) {
  return client !== void 0 && keycloak.hasRole(client, RIGHTS_ROLE);
}
async function usersWithTokens(keycloak, client) {
  return (client && await keycloak.usersWithRole(client, RIGHTS_ROLE)) ?? [];
}

// commands/hook/rights-removal.ts
var GROUPS_WITH_TOKENS = `${TOOL}.groups-with-tokens`;
async function hasTokens(keycloak, config, { clientId }) {
  if (config.dashboard.access.rights.length > 0) {
    return true;
  }
  const client = await keycloak.client(clientId);
  return recorded(client).length > 0 || (client?.protocolMappers?.some(({ name }) => isTokenMapper(name)) ?? false) || hasRightsRole(keycloak, client);
}
function oldTokensStep(keycloak, config, names) {
  const { rights } = config.dashboard.access;
  return {
    name: "old-tokens",
    title: `Old tokens of groups and users in realm ${config.keycloakRealm}`,
    plan: async () => {
      const client = await keycloak.client(names.clientId);
      const groups = await groupIds(keycloak, config);
      const users = rights.flatMap(({ user }) => user ?? []);
      const oldGroups = recorded(client).filter((id) => !groups.includes(id));
      const oldUsers = (await usersWithTokens(keycloak, client)).filter(({ username }) => !users.includes(username));
      const holders = [
        ...await groupsById(keycloak, config, oldGroups),
        ...await usersById(keycloak, config, oldUsers)
      ];
      const plan2 = tokenRemoval(names, holders);
      return {
        ...plan2,
        changes: [
          ...plan2.changes,
          ...oldGroups.map((id) => ({ field: `client.attributes.${GROUPS_WITH_TOKENS}`, from: id })),
          ...oldUsers.map(({ username }) => ({ field: `client.roles.${RIGHTS_ROLE}`, from: username }))
        ],
        apply: async () => {
          await plan2.apply();
          for (const user of oldUsers) {
            await keycloak.setRole(client, RIGHTS_ROLE, user, false);
          }
          if (oldGroups.length > 0) {
            await record(keycloak, client, groups);
          }
        }
      };
    }
  };
}
function removeTokensSteps(keycloak, config, names) {
  return [removeTokensStep(keycloak, config, names), ...oldUsersSteps(keycloak, config, names, [])];
}
function removeTokensStep(keycloak, config, names) {
  const { rights } = config.dashboard.access;
  return {
    name: "tokens",
    title: `Tokens of groups and users in realm ${config.keycloakRealm}`,
    plan: async () => {
      const client = await keycloak.client(names.clientId);
      const ofConfig = await Promise.all(rights.map((right) => findHolder(keycloak, config, right)));
      const holders = [
        ...ofConfig.filter((holder) => holder !== void 0 && holder !== "forbidden"),
        ...await groupsById(keycloak, config, recorded(client)),
        ...await usersById(keycloak, config, await usersWithTokens(keycloak, client))
      ];
      const plan2 = tokenRemoval(names, [...new Map(holders.map((holder) => [holder.id, holder])).values()]);
      const mappers = client?.protocolMappers?.filter(({ name }) => isTokenMapper(name)) ?? [];
      const isRecorded = recorded(client).length > 0;
      return {
        ...plan2,
        changes: [
          ...plan2.changes,
          ...mappers.map(({ name }) => ({ field: "client.protocolMappers", from: name })),
          ...isRecorded ? [{ field: `client.attributes.${GROUPS_WITH_TOKENS}`, from: recorded(client).join() }] : []
        ],
        apply: async () => {
          await plan2.apply();
          for (const mapper of mappers) {
            await keycloak.deleteMapper(client, mapper);
          }
          if (isRecorded) {
            await record(keycloak, client, []);
          }
        }
      };
    }
  };
}
function tokenRemoval(names, holders) {
  const withTokens = holders.flatMap((holder) => {
    const ours = Object.keys(holder.attributes).filter((name) => isOurs(name, names));
    return ours.length > 0 ? [{ holder, ours }] : [];
  });
  return {
    action: "remove",
    changes: withTokens.flatMap(
      ({ holder, ours }) => ours.map((name) => ({ field: `${holder.name}.attributes.${name}`, from: MASK }))
    ),
    dryRun: async () => {
      for (const { holder } of withTokens) {
        await holder.requireRight();
      }
    },
    apply: async () => {
      for (const { holder, ours } of withTokens) {
        await holder.write({}, ours);
      }
    }
  };
}
async function groupsById(keycloak, config, ids) {
  const found = await Promise.all(ids.map((id) => keycloak.group(id)));
  return found.flatMap((group) => group ? [groupHolder(keycloak, config, group)] : []);
}
async function usersById(keycloak, config, users) {
  const found = await Promise.all(users.map(({ id }) => keycloak.user(id)));
  return found.flatMap((user) => user ? [userHolder(keycloak, config, user)] : []);
}
async function groupIds(keycloak, config) {
  const ids = [];
  for (const right of config.dashboard.access.rights.filter(({ group }) => group !== void 0)) {
    ids.push((await holderOf(keycloak, config, right)).id);
  }
  return ids;
}
function recorded(client) {
  const value = client?.attributes?.[GROUPS_WITH_TOKENS] ?? "";
  return value.split(",").filter((id) => id !== "");
}
function record(keycloak, client, ids) {
  return keycloak.updateClient(merged(client, { attributes: { [GROUPS_WITH_TOKENS]: ids.join(",") } }));
}

// commands/hook/rights-token.ts
import { isDeepStrictEqual as isDeepStrictEqual3 } from "node:util";
var DAY2 = 86400;
var RENEWAL = 300;
var CLOCKS = 300;
var bytesOf = (key) => new TextEncoder().encode(remember(key));
function endOf(days, now) {
  return Math.floor(now / 1e3) + days * DAY2;
}
async function signedRight(claims, key) {
  const { SignJWT } = await import("./jose.mjs");
  return remember(await new SignJWT({ ...claims }).setProtectedHeader({ alg: "HS256" }).sign(bytesOf(key)));
}
async function claimsIn(token, key) {
  const { compactVerify } = await import("./jose.mjs");
  try {
    const { payload } = await compactVerify(token, bytesOf(key), { algorithms: ["HS256"] });
    return JSON.parse(new TextDecoder().decode(payload));
  } catch {
    return void 0;
  }
}
async function faultOfRight(token, wanted, key, days, now) {
  if (token === void 0) {
    return "it is missing";
  }
  const claims = await claimsIn(token, key);
  if (!claims) {
    return "another key signed it";
  }
  const { exp = Infinity, ...rights } = claims;
  const { exp: end, ...wantedRights } = wanted;
  if (!isDeepStrictEqual3(rights, wantedRights)) {
    return "its rights are not those of the config";
  }
  if (exp > end + CLOCKS) {
    return `it is valid for more than ${days} days`;
  }
  return exp - now / 1e3 < days * DAY2 / 3 ? `it ends on ${new Date(exp * 1e3).toISOString()}` : void 0;
}
function startOf2({ exp = 0 }, days) {
  return exp - days * DAY2;
}

// commands/hook/rights-steps.ts
function rightsMapperSteps(keycloak, config, names) {
  const places = placesOf(names.clientId, config.dashboard.access.rights);
  return [
    ...places.map((place) => mapperStep(keycloak, names, tokenMapper(place))),
    oldMappersStep(keycloak, names, places)
  ];
}
function tokenMapper({ attribute, mapper, keycloakClaim }) {
  return {
    name: mapper,
    protocol: "openid-connect",
    protocolMapper: "oidc-usermodel-attribute-mapper",
    config: {
      "user.attribute": attribute,
      "claim.name": keycloakClaim,
      "jsonType.label": "String",
      "aggregate.attrs": "true",
      multivalued: "true",
      // Only oauth2-proxy reads the ID token.
      "id.token.claim": "true",
      "access.token.claim": "false",
      "userinfo.token.claim": "false",
      "introspection.token.claim": "false"
    }
  };
}
function oldMappersStep(keycloak, names, places) {
  return {
    name: "old-token-mappers",
    title: `Old token mappers of client ${names.clientId}`,
    plan: async () => {
      const client = await keycloak.client(names.clientId);
      const wanted = places.map(({ mapper }) => mapper);
      const old = client?.protocolMappers?.filter(({ name }) => isTokenMapper(name) && !wanted.includes(name)) ?? [];
      return {
        action: "remove",
        changes: old.map(({ name }) => ({ field: "protocolMappers", from: name })),
        dryRun: () => keycloak.requireClientRight(client),
        apply: async () => {
          for (const mapper of old) {
            await keycloak.deleteMapper(client, mapper);
          }
        }
      };
    }
  };
}
function rightsTokenSteps(keycloak, config, names, signingKey) {
  const { rights } = config.dashboard.access;
  const places = placeOfEach(names.clientId, rights);
  return [
    ...rights.some(({ group }) => group !== void 0) ? [recordStep(keycloak, config, names)] : [],
    ...hasUsers({ rights }) ? usersSteps(keycloak, config, names) : [],
    ...rights.map((right, index) => tokenStep(keycloak, config, names, right, places[index], signingKey)),
    oldTokensStep(keycloak, config, names),
    ...oldUsersSteps(keycloak, config, names, rights)
  ];
}
function recordStep(keycloak, config, names) {
  return {
    name: "groups-with-tokens",
    title: `Groups with tokens of client ${names.clientId}`,
    plan: async () => {
      const client = await keycloak.client(names.clientId);
      const wanted = await groupIds(keycloak, config);
      const missing = wanted.filter((id) => !recorded(client).includes(id));
      return {
        action: "update",
        changes: missing.map((id) => ({ field: `attributes.${GROUPS_WITH_TOKENS}`, to: id })),
        apply: () => record(keycloak, client, [...recorded(client), ...missing])
      };
    }
  };
}
function tokenStep(keycloak, config, names, right, { attribute }, signingKey) {
  const { tokenDays } = config.dashboard.access;
  const kind = right.group === void 0 ? "user" : "group";
  return {
    name: `${kind}-token`,
    title: `Token of ${kind} ${nameOf(right)}`,
    plan: async () => {
      const holder = await holderOf(keycloak, config, right);
      const { key, isPending = false, reason } = await signingKey();
      if (key === void 0 && !isPending) {
        return inSync(`the token stays as it is: ${reason}`, ...holder.notes);
      }
      const now = Date.now();
      const claims = claimsOfRight(right, endOf(tokenDays, now));
      const [current2, ...more] = holder.attributes[attribute] ?? [];
      remember(current2 ?? "");
      const fault = isPending ? "the API key is new" : more.length > 0 ? "the attribute has several values" : await faultOfRight(current2, claims, key, tokenDays, now);
      const old = Object.keys(holder.attributes).filter((name) => name !== attribute && isOurs(name, names));
      return {
        action: current2 === void 0 ? "create" : "update",
        changes: [
          ...fault ? [{ field: `attributes.${attribute}`, from: current2 && MASK, to: MASK }] : [],
          ...old.map((name) => ({ field: `attributes.${name}`, from: MASK }))
        ],
        notes: [
          ...fault && current2 !== void 0 ? [`the token is replaced, because ${fault}`] : [],
          ...holder.notes
        ],
        dryRun: holder.requireRight,
        apply: async () => {
          const token = fault ? await signedRight(claims, key) : current2;
          await holder.write({ [attribute]: [token] }, old);
        }
      };
    }
  };
}
function tokensAreNewStep(keycloak, config, names, signingKey) {
  const { rights, tokenDays } = config.dashboard.access;
  const places = placeOfEach(names.clientId, rights);
  return {
    name: "tokens-of-new-key",
    title: "Tokens of the new API key",
    plan: async () => {
      const { key } = await signingKey();
      for (const [index, right] of rights.entries()) {
        const { kind, name, attributes } = await holderOf(keycloak, config, right);
        const [token] = attributes[places[index].attribute] ?? [];
        const claims = key === void 0 || token === void 0 ? void 0 : await claimsIn(remember(token), key);
        if (!claims) {
          throw new Failure(
            `The token of ${kind} ${name} is not signed with the new API key, so people would lose their rights`,
            `first run ${commandLine("hook")}, wait 5 minutes, and run this command again`
          );
        }
        const until2 = startOf2(claims, tokenDays) + RENEWAL;
        if (until2 > Date.now() / 1e3) {
          throw new Failure(
            `The token of ${kind} ${name} is new, and sessions can have the previous token until ${new Date(until2 * 1e3).toISOString()}`,
            "run this command again after that time"
          );
        }
      }
      return inSync();
    }
  };
}

// commands/hook/rotate-step.ts
async function reasonNotToRotate(keycloak, { clientId }, inUse) {
  const client = await keycloak.client(clientId);
  if (!client) {
    return "the client does not exist yet, so its secret is new";
  }
  return inUse === void 0 || inUse === await keycloak.clientSecret(client) ? void 0 : "Keycloak has a newer secret than the cluster, from an interrupted rotation: this run finishes it";
}
function expiryOf({ attributes = {} }, now = /* @__PURE__ */ new Date()) {
  const expires = new Date(1e3 * Number(attributes["client.secret.expiration.time"] ?? 0));
  return expires.getTime() > 0 && expires <= now ? `it expired on ${expires.toISOString().slice(0, 10)}` : void 0;
}
function rotateClientSecretStep(keycloak, { clientId }, { reasonNot, reason, isPassedOn }) {
  let isDone = false;
  return {
    name: "client-secret",
    title: `Secret of client ${clientId}`,
    isPending: () => reasonNot === void 0 && !isDone,
    plan: async () => {
      if (reasonNot !== void 0 || isDone) {
        return inSync(...reasonNot === void 0 ? [] : [reasonNot]);
      }
      return {
        action: "update",
        changes: [{ field: "secret", from: MASK, to: MASK }],
        notes: isPassedOn ? [...reason ? [`Keycloak replaces the secret, because ${reason}`] : []] : ["the cluster keeps the old secret, so nobody can sign in until the hook runs without --only keycloak"],
        apply: async () => {
          await keycloak.regenerateClientSecret(await keycloak.client(clientId));
          isDone = true;
        }
      };
    }
  };
}

// commands/hook/tls-steps.ts
var CERT_MANAGER = "cert-manager.io/";
var CERTIFICATE_NAME = `${CERT_MANAGER}certificate-name`;
function endsTlsElsewhere({ certificate, gateway }) {
  return gateway !== void 0 && certificate === void 0;
}
function otherTlsKeeper(config) {
  const { certificate } = config;
  if (certificate) {
    return `cert-manager manages it, from ${certificate.issuerKind} ${certificate.issuer}, so the hook copies no certificate`;
  }
  if (stackNames(config).tlsSecretExists) {
    return "you manage it (tlsSecretName), so the hook copies no certificate";
  }
  return endsTlsElsewhere(config) ? "TLS ends at the Gateway, which has its own certificate, so the hook copies none" : void 0;
}
function otherTlsStep(config, names, reason) {
  return {
    name: "tls-secret",
    title: `Secret ${config.namespace}/${names.tlsSecret}`,
    plan: async () => inSync(reason)
  };
}
function tlsSecretStep(cluster, config, names) {
  const { namespace, name } = names.tlsSource;
  const { hosts } = names;
  const step = secretStep(cluster, "tls-secret", config.namespace, names.tlsSecret, async (existing) => {
    const source = await cluster.secret(namespace, name);
    if (!source) {
      throw new Failure(
        `Secret ${namespace}/${name}, the source of ${config.namespace}/${names.tlsSecret}, does not exist in cluster ${cluster.name}`,
        `create it: a kubernetes.io/tls Secret with a certificate for ${hosts.join(" and ")}, e.g. by cert-manager for *.${config.domainName}`
      );
    }
    const { "tls.crt": certificate = Buffer.alloc(0), "tls.key": key = Buffer.alloc(0) } = valuesOf(source);
    const now = /* @__PURE__ */ new Date();
    const fault = faultOf(certificate, key, hosts, now);
    if (fault) {
      throw new Failure(
        `Secret ${namespace}/${name} in cluster ${cluster.name} cannot be copied: ${fault}`,
        "renew the certificate, or correct domainName, dashboardHostname, apiHostname or grpcHostname in the config; a wildcard covers one level"
      );
    }
    const soon = endsSoon(certificate, now);
    return {
      type: "kubernetes.io/tls",
      values: { "tls.crt": certificate, "tls.key": key },
      ...withoutCertManager(existing),
      notes: soon ? [soon] : []
    };
  });
  return {
    ...step,
    plan: async () => {
      const certificate = await certificateOf(cluster, config.namespace, names.tlsSecret);
      const plan2 = await step.plan();
      return certificate ? {
        ...plan2,
        notes: [
          ...plan2.notes ?? [],
          `${titleOf(certificate)} is deleted first, because cert-manager would replace the copied certificate`
        ],
        apply: async () => {
          await cluster.delete(certificate, "Orphan");
          return plan2.apply();
        }
      } : plan2;
    }
  };
}
async function certificateOf(cluster, namespace, tlsSecret) {
  const secret = await cluster.secret(namespace, tlsSecret);
  const name = secret?.metadata?.annotations?.[CERTIFICATE_NAME];
  const found = name && await cluster.read("cert-manager.io/v1", "Certificate", namespace, name);
  if (found && found.metadata.labels?.[PART_OF] !== TOOL) {
    throw new Failure(
      `${titleOf(found)} does not belong to this tool and manages Secret ${namespace}/${tlsSecret}, so the hook cannot copy a certificate into it`,
      `delete it (kubectl delete certificate -n ${namespace} ${name}), or name its issuer under certificate in the config`
    );
  }
  return found || void 0;
}
function withoutCertManager(existing) {
  const { labels = {}, annotations = {} } = existing?.metadata ?? {};
  const none = (map) => Object.keys(map).filter((key) => key.includes(CERT_MANAGER)).map((key) => [key, null]);
  return annotations[CERTIFICATE_NAME] === void 0 ? {} : {
    labels: Object.fromEntries([...none(labels), [MANAGED_BY, TOOL]]),
    annotations: Object.fromEntries(none(annotations))
  };
}

// commands/hook/valkey-step.ts
var PASSWORD_CHANGED = `${TOOL}/valkey-password-changed`;
function valkeyPasswordStep(cluster, namespace, { secretName, key }) {
  return secretStep(cluster, "valkey-secret", namespace, secretName, async (existing) => {
    const found = valuesOf(existing)[key];
    remember(found?.toString("latin1") ?? "");
    const fault = faultOfPassword(found);
    return {
      type: "Opaque",
      values: { [key]: fault ? Buffer.from(newApiKey()) : found },
      ...fault && { annotations: { [PASSWORD_CHANGED]: (/* @__PURE__ */ new Date()).toISOString() } },
      notes: existing && fault ? [`the password is replaced, because ${fault}; everyone signs in again`] : []
    };
  });
}
function faultOfPassword(value) {
  const quoting = value && /['"\\]/.test(value.toString("latin1"));
  return faultOfKey(value) ?? (quoting ? "it has quotes or backslashes, which have a meaning in the settings of Valkey" : void 0);
}

// commands/hook/hook.ts
var PROVIDER_TIMEOUT = 10;
async function runHook(config, options, progress, outcome) {
  let servers = {};
  let work = { steps: [], emitted: [] };
  try {
    await reconcile({
      isDryRun: options.dryRun,
      progress,
      results: outcome.steps,
      prepare: async (say) => {
        servers = await connect(config, options, say);
        work = options.createAccount ? { steps: accountSteps(servers.keycloak, servers.cluster, config, stackNames(config)), emitted: [] } : options.remove ? await removalOf(config, options, servers) : await workOf(config, options, servers, say);
        const details = [
          ...keycloakVersionNotes(await servers.keycloak?.version()),
          ...usesProvider(config, options) ? await providerNotes(config, servers.cluster) : []
        ];
        return { steps: work.steps, headline: headlineOf(config, servers), details };
      },
      afterApply: () => work.emitted.map((step) => ({ title: step.title, run: () => print2(step, outcome) })),
      afterVerify: async () => {
        if (servers.keycloak && !options.remove && !options.createAccount && options.only !== "api-keys") {
          await checkLoginPage(servers.keycloak, config, stackNames(config));
          await checkTokenEndpoint(servers.keycloak, stackNames(config));
        }
      }
    });
  } finally {
    await servers.keycloak?.close();
  }
}
async function print2(step, { secrets: secrets2 }) {
  const { secret, notes } = await step.print();
  secrets2.push(secret);
  return { headline: `${step.title}: printed`, details: notes.map((text) => `note: ${text}`) };
}
function usesProvider(config, { only, remove }) {
  return !stackNames(config).isKeycloak && only === void 0 && !remove;
}
async function providerNotes(config, cluster) {
  const names = stackNames(config);
  const { secretName, clientSecretKey } = names.credentials;
  const issuer = issuerOf(config, PROVIDER_TIMEOUT);
  const discovery = await readDiscovery(issuer, names);
  const inUse = valuesOf(await cluster?.secret(config.namespace, secretName))[clientSecretKey];
  const clientSecret = providedClientSecret(config, names, io().env, inUse).toString();
  await checkProvidedSecret(issuer, names, clientSecret);
  return [providerSetup(config, names), ...unlistedScopes(discovery, names)].map((text) => `note: ${text}`);
}
function requireKeycloak(config, { only, rotate, createAccount }) {
  if (createAccount) {
    accountOf(config, stackNames(config));
  }
  const { identityProvider: identityProvider2 } = config;
  const option = only === "keycloak" ? "--only keycloak" : rotate === "client-secret" ? "--rotate client-secret" : void 0;
  if (option && identityProvider2.provider === "oidc") {
    throw new Failure(
      `${option} needs Keycloak, and the config has identityProvider.provider oidc`,
      rotate === "client-secret" ? "create a new client secret at the provider, and run the hook with it in OAUTH2_PROXY_CLIENT_SECRET" : "run the hook without the option; you set up the client at the provider"
    );
  }
}
async function connect(config, options, say) {
  const { only, context, inPod, timeout, remove } = options;
  requireKeycloak(config, options);
  const { isKeycloak } = stackNames(config);
  const use = {
    page: "hook",
    inPod,
    ...isKeycloak && { otherwise: "to run the hook without a cluster, use --only keycloak" }
  };
  const cluster = only === "keycloak" ? void 0 : await connectCluster(context, use);
  const signsTokens = config.dashboard.access.rights.length > 0 && !remove;
  const skipsKeycloak = only === "tls" || only === "api-keys" && !signsTokens || !isKeycloak;
  const keycloak = skipsKeycloak ? void 0 : await connectKeycloak(config, timeout, say);
  return { keycloak, cluster };
}
async function workOf(config, options, servers, say) {
  const { cluster } = servers;
  const { only, emitSecrets, rotate, finish } = options;
  const names = stackNames(config);
  if (servers.keycloak) {
    await requireRealm(servers.keycloak, config);
  }
  const keycloak = only === "api-keys" ? void 0 : servers.keycloak;
  const rotation = keycloak && await rotationOf(config, options, keycloak, cluster);
  const ofKeycloak = async () => {
    const client = rotation?.isPending() ? void 0 : await keycloak.client(names.clientId);
    return client && keycloak.clientSecret(client);
  };
  const ofProvider = async (existing) => providedClientSecret(config, names, io().env, existing);
  const oauth2ProxySecret = keycloak || usesProvider(config, options) ? oauth2ProxySecretStep(cluster, config, names, {
    clientSecret: keycloak ? ofKeycloak : ofProvider,
    rotateCookieSecret: rotate === "cookie-secret"
  }) : void 0;
  const tlsSecret = cluster && only !== "api-keys" && !otherTlsKeeper(config) ? tlsSecretStep(cluster, config, names) : void 0;
  const keys = cluster && only !== "tls" ? apiKeySteps(cluster, config, names, options, say) : { steps: [], readByClients: [] };
  const valkeyPassword = cluster && only === void 0 && names.valkeyPassword ? valkeyPasswordStep(cluster, config.namespace, names.valkeyPassword) : void 0;
  const secrets2 = defined([oauth2ProxySecret, tlsSecret, valkeyPassword]);
  const signingKey = () => signingKeyOf(config, names, cluster, keys, emitSecrets);
  const tokens = servers.keycloak && await needsTokens(servers.keycloak, config, options) ? servers.keycloak : void 0;
  return {
    steps: [
      ...keycloak ? [
        ...keycloakSteps(keycloak, config, names, () => deployedRedirectUrl(cluster, config, names)),
        ...tokens ? rightsMapperSteps(keycloak, config, names) : []
      ] : [],
      ...defined([rotation]),
      ...tokens && finish ? [tokensAreNewStep(tokens, config, names, signingKey)] : [],
      ...cluster && !emitSecrets ? [
        namespaceStep(cluster, config.namespace),
        ...secrets2,
        ...otherCertificates(cluster, config, names, options),
        ...keys.steps,
        ...restarts(cluster, config, names, { oauth2ProxySecret, valkeyPassword, keys })
      ] : [],
      ...tokens ? rightsTokenSteps(tokens, config, names, signingKey) : []
    ],
    emitted: emitSecrets ? [...secrets2, ...defined([keys.secret])] : []
  };
}
async function needsTokens(keycloak, config, { only }) {
  const names = stackNames(config);
  return await hasTokens(keycloak, config, names) && (only !== "api-keys" || await keycloak.client(names.clientId) !== void 0);
}
async function signingKeyOf({ namespace }, { apiKeys }, cluster, { readByClients }, isPrinted) {
  const given = io().env.QDRANT_API_KEY;
  if (!cluster || !apiKeys) {
    return given ? { key: given } : { reason: "without the cluster, the hook knows the API key only from QDRANT_API_KEY, which is not set" };
  }
  const next = isPrinted ? [] : await Promise.all(readByClients.map(({ planned }) => planned()));
  const key = valuesOf(await cluster.secret(namespace, apiKeys.secretName))[apiKeys.apiKey];
  const isPending = next.some((time) => time !== void 0) || key === void 0 && !isPrinted;
  return isPending || key === void 0 ? { isPending, reason: "the cluster has no API key yet; apply the Secrets, and run the hook again" } : { key: key.toString() };
}
async function rotationOf(config, { emitSecrets, rotate }, keycloak, cluster) {
  const names = stackNames(config);
  const isPassedOn = cluster !== void 0 || emitSecrets;
  const client = await keycloak.client(names.clientId);
  const expiry = client && expiryOf(client);
  const weakness = expiry ?? (client?.secret === void 0 ? void 0 : weaknessOfClientSecret(client.secret));
  if (weakness) {
    const isReplaced = rotate === "client-secret" || expiry !== void 0 || config.keycloak.clientSettings === "secure" && isPassedOn;
    const reasonNot2 = `${weakness}; replace it with ${commandLine("hook", "--rotate", "client-secret")}`;
    return rotateClientSecretStep(keycloak, names, {
      ...isReplaced ? { reason: weakness } : { reasonNot: reasonNot2 },
      isPassedOn
    });
  }
  if (rotate !== "client-secret") {
    return void 0;
  }
  const { secretName, clientSecretKey } = names.credentials;
  const inUse = (await cluster?.secret(config.namespace, secretName))?.data?.[clientSecretKey];
  const reasonNot = await reasonNotToRotate(keycloak, names, inUse && Buffer.from(inUse, "base64").toString());
  return rotateClientSecretStep(keycloak, names, { reasonNot, isPassedOn });
}
function otherCertificates(cluster, config, names, { only }) {
  if (only === "api-keys") {
    return [];
  }
  const keeper = otherTlsKeeper(config);
  return [
    ...keeper ? [otherTlsStep(config, names, keeper)] : [],
    ...names.qdrantTls ? [qdrantTlsStep(cluster, config.namespace, names.qdrantTls)] : []
  ];
}
function restarts(cluster, { namespace }, names, causes) {
  const { oauth2ProxySecret, valkeyPassword, keys } = causes;
  const password = valkeyPassword ? [valkeyPassword.readAtStart(PASSWORD_CHANGED)] : [];
  const byProxy = [
    ...oauth2ProxySecret ? [oauth2ProxySecret.readAtStart(COOKIE_SECRET_CHANGED)] : [],
    ...password,
    ...keys.readByClients
  ];
  return [
    ...password.length > 0 ? [restartStep(cluster, "valkey-pods", namespace, "Deployment", names.valkey, password)] : [],
    ...byProxy.length > 0 ? [restartStep(cluster, "oauth2-proxy-pods", namespace, "Deployment", names.oauth2Proxy, byProxy)] : []
  ];
}
async function removalOf(config, { only, force }, { keycloak, cluster }) {
  const names = stackNames(config);
  if (keycloak && !await keycloak.realm()) {
    throw new Failure(
      `Realm ${config.keycloakRealm} does not exist at ${config.keycloakUrl}, so the hook cannot tell whether the client still exists; the Secrets stay`,
      "correct keycloakUrl and keycloakRealm in the config; if the realm was deleted on purpose, delete the Secrets with kubectl"
    );
  }
  const { namespace } = config;
  const account = config.reconcile && names.isKeycloak ? accountOf(config, names) : void 0;
  const tls = names.tlsSecretExists ? [] : [names.tlsSecret];
  const secrets2 = {
    keycloak: [],
    tls,
    "api-keys": [],
    all: [names.credentials.secretName, ...tls, ...defined([names.valkeyPassword?.secretName, account?.secretName])]
  }[only ?? "all"];
  const { apiKeys } = names;
  return {
    steps: [
      ...cluster ? secrets2.map((name) => removeSecretStep(cluster, namespace, name, force)) : [],
      ...cluster && apiKeys && !config.apiKeys.existing && only !== "tls" ? [removeApiKeysStep(cluster, namespace, { ...names, apiKeys }, force)] : [],
      ...keycloak && await hasTokens(keycloak, config, names) ? removeTokensSteps(keycloak, config, names) : [],
      ...keycloak ? [removeClientStep(keycloak, names, force)] : [],
      ...keycloak && account ? [removeClientStep(keycloak, account, force)] : []
    ],
    emitted: []
  };
}
function defined(values) {
  return values.filter((value) => value !== void 0);
}
function headlineOf({ keycloakUrl, keycloakRealm, namespace }, { keycloak, cluster }) {
  return [
    ...keycloak ? [`Keycloak ${keycloakUrl}, realm ${keycloakRealm}`] : [],
    ...cluster ? [`cluster ${cluster.name}, namespace ${namespace}`] : []
  ].join("; ");
}

// commands/hook/scheduled/event.ts
var LONGEST = 1024;
var CRON_JOB = { apiVersion: "batch/v1", kind: "CronJob" };
function eventOf(steps, error) {
  const changed = steps.filter((step) => !isInSync(step)).map((step) => describe(step, false).headline);
  if (error !== void 0) {
    const problem = error instanceof Failure ? error.problem : error.message;
    return { type: "Warning", reason: "ReconcileFailed", message: shortened([problem, ...changed].join("; ")) };
  }
  return changed.length > 0 ? { type: "Normal", reason: "Reconciled", message: shortened(changed.join("; ")) } : void 0;
}
function shortened(text) {
  const safe = redact(text);
  return safe.length > LONGEST ? `${safe.slice(0, LONGEST - 3)}...` : safe;
}
async function writeEvent(cluster, namespace, cronJob, content) {
  const found = await cluster.read(CRON_JOB.apiVersion, CRON_JOB.kind, namespace, cronJob);
  const now = /* @__PURE__ */ new Date();
  const time = `${now.toISOString().slice(0, -5)}Z`;
  const event = {
    apiVersion: "v1",
    kind: "Event",
    metadata: { name: `${cronJob}.${now.getTime().toString(16)}`, namespace },
    involvedObject: { ...CRON_JOB, namespace, name: cronJob, uid: found?.metadata.uid },
    ...content,
    source: { component: TOOL },
    firstTimestamp: time,
    lastTimestamp: time,
    count: 1
  };
  await cluster.create(event);
}

// commands/hook/scheduled/settings.ts
var PARTS = ["tls"];
function configOf({ config }, env, part) {
  if (part === "tls") {
    return { ...config, qdrant: { ...config.qdrant, tls: void 0 } };
  }
  const { KEYCLOAK_CLIENT_ID: clientId } = env;
  if (!clientId || !stackNames(config).isKeycloak) {
    return config;
  }
  return { ...config, keycloak: { ...config.keycloak, serviceAccount: { clientId } } };
}
function optionsOf({ timeout }, part) {
  const only = PARTS.find((each) => each === part);
  if (part !== void 0 && only === void 0) {
    throw new Failure(`The program does not run part ${part} of the hook alone`, `use ${PARTS.join(" or ")}, or none`);
  }
  return { dryRun: false, only, remove: false, force: false, emitSecrets: false, inPod: true, timeout };
}

// commands/hook/scheduled/main.ts
async function run() {
  const [, , file = "", part] = process.argv;
  const settings = JSON.parse(readFileSync2(file, "utf8"));
  const outcome = { steps: [], secrets: [] };
  try {
    await runHook(configOf(settings, io().env, part), optionsOf(settings, part), lines(print), outcome);
    print(summaryOf(outcome.steps, false, "applied"));
  } catch (error) {
    process.exitCode = explain(error);
    await tell(settings, outcome, error);
    return;
  }
  await tell(settings, outcome);
}
async function tell({ config, cronJob }, { steps }, failed) {
  const content = eventOf(steps, failed);
  if (!content) {
    return;
  }
  try {
    await writeEvent(
      await connectCluster(void 0, { page: "gitops", inPod: true }),
      config.namespace,
      cronJob,
      content
    );
  } catch (error) {
    print(`note: no Event was written: ${error.message}`);
  }
}
run().catch((error) => {
  process.exitCode = explain(error);
});
