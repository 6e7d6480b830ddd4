// Generated from commands/verify/scheduled/main.ts by `npm run programs`. Do not edit.
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
var __defProp = Object.defineProperty;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __esm = (fn, res, err) => function __init() {
  if (err) throw err[0];
  try {
    return fn && (res = (0, fn[__getOwnPropNames(fn)[0]])(fn = 0)), res;
  } catch (e) {
    throw err = [e], e;
  }
};
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};

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

// commands/verify/scheduled/main.ts
import { readFileSync } from "node:fs";

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
var ExitCode = {
  OK: 0,
  FAILURE: 1,
  USAGE: 2,
  DIFFERENCES: 3
};

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
var IS_CLONE = "verify.mjs".endsWith(".ts");
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
function visible(text) {
  return text.replace(
    INVISIBLE,
    (character) => unitsOf(character).map((unit) => `\\u${unit}`).join("")
  );
}
function withoutStrong(text) {
  return without(forms().strong, text);
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
  const written = [
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
  return `(?:${written.sort((a, b) => b.length - a.length).join("|")})`;
}
function inBase64(secret) {
  return [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]);
    const bits = bytes.length * 8;
    const core = bytes.toString("base64").slice(before === 0 ? 0 : before + 1, Math.floor(bits / 6));
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
function reconciler({ namespace, qdrant, reconcile }) {
  const { name = `${qdrant.name}-reconcile` } = reconcile ?? {};
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

// stack/known-keys.ts
async function knownKeys(cluster, config) {
  const given = io().env.QDRANT_API_KEY || void 0;
  const { apiKeys } = stackNames(config);
  const source = "QDRANT_API_KEY";
  if (!apiKeys || !cluster) {
    return { apiKey: given, source };
  }
  const data = await secretData(cluster, config.namespace, apiKeys.secretName, given !== void 0);
  const valueOf = (key) => {
    const value = Buffer.from(data[key] ?? "", "base64").toString();
    return value === "" ? void 0 : remember(value);
  };
  const readOnlyApiKey = apiKeys.readOnlyApiKey === void 0 ? void 0 : valueOf(apiKeys.readOnlyApiKey);
  return given ? { apiKey: given, source, readOnlyApiKey } : {
    apiKey: valueOf(apiKeys.apiKey),
    source: `${apiKeys.apiKey} of Secret ${config.namespace}/${apiKeys.secretName}`,
    readOnlyApiKey
  };
}
async function secretData(cluster, namespace, name, isGiven) {
  try {
    return (await (await cluster()).secret(namespace, name))?.data ?? {};
  } catch (error) {
    if (isGiven && error instanceof Failure) {
      return {};
    }
    throw error;
  }
}

// commands/verify/check.ts
var ManyFailures = class extends Failure {
  constructor(problem, fix, details) {
    super(problem, fix);
    this.details = details;
  }
  details;
};
function ok(detail, notes = []) {
  return { detail, notes };
}
function skipped(reason) {
  return { detail: reason, skipped: true };
}
function skippedCheck(name, title, reason) {
  return { name, title, run: async () => skipped(reason) };
}
async function runChecks(checks, observer) {
  const results = [];
  for (const check of checks) {
    observer.waiting(check, "");
    const broken = results.find(({ name, result: result2 }) => result2 !== "ok" && check.needs?.includes(name));
    const result = broken ? resultOf(check, skipped(`needs: ${broken.title}`)) : await runCheck(check, (text) => observer.waiting(check, text));
    results.push(result);
    observer.finished(result);
  }
  return results;
}
async function runCheck(check, say) {
  try {
    return resultOf(check, await check.run(say));
  } catch (error) {
    if (!(error instanceof Failure)) {
      throw error;
    }
    const { name, title } = check;
    const { problem: detail, fix } = error;
    const details = error instanceof ManyFailures ? { details: error.details } : {};
    return { name, title, result: "failed", detail, fix, ...details, notes: [] };
  }
}
function resultOf({ name, title }, { detail, notes = [], skipped: isSkipped }) {
  return { name, title, result: isSkipped ? "skipped" : "ok", detail, notes };
}

// stack/certificate.ts
import { createPrivateKey, X509Certificate } from "node:crypto";
var SOON = 14;
var DAY = 24 * 60 * 60 * 1e3;
function daysLeft(certificate, now) {
  return Math.floor((new Date(new X509Certificate(certificate).validTo).getTime() - now.getTime()) / DAY);
}
function endsSoon(certificate, now) {
  const days = daysLeft(certificate, now);
  const { validTo } = new X509Certificate(certificate);
  return days < SOON ? `the certificate ends in ${days} days, on ${isoDay(validTo)}` : void 0;
}
function isoDay(date) {
  return new Date(date).toISOString().slice(0, 10);
}

// clients/http.ts
import { createSecureContext, rootCertificates } from "node:tls";
var UNTRUSTED = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|^ERR_SSL/;
var PLAIN_TEXT = /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|wrong version number|packet length too long/;
var contexts = /* @__PURE__ */ new Map();
function trusting(ca) {
  if (!ca) {
    return { rejectUnauthorized: true };
  }
  const secureContext = contexts.get(ca) ?? createSecureContext({ ca: [...rootCertificates, ca] });
  contexts.set(ca, secureContext);
  return { rejectUnauthorized: true, secureContext };
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

// commands/verify/http-checks.ts
var API2 = "api";
var LOGS = "kubectl logs -l app.kubernetes.io/name=qdrant";
function apiCheck(api, { tries, interval }, fix) {
  return {
    name: API2,
    title: "API",
    run: async (say) => {
      const { default: pRetry2 } = await Promise.resolve().then(() => (init_p_retry(), p_retry_exports));
      const connect2 = async (attempt) => {
        const server = await api();
        const version = await askVersion(server, fix);
        return ok(`Qdrant ${version} at ${server.name}${attempt > 1 ? `, at try ${attempt}` : ""}`);
      };
      return pRetry2(connect2, {
        retries: tries - 1,
        factor: 1,
        minTimeout: interval * 1e3,
        shouldRetry: ({ error }) => error instanceof Failure && !isPermanent(error),
        onFailedAttempt: ({ error, attemptNumber, retriesLeft }) => {
          if (retriesLeft > 0 && error instanceof Failure && !isPermanent(error)) {
            say(`try ${attemptNumber} of ${tries}: ${error.problem}`);
          }
        }
      });
    }
  };
}
function aliasesCheck(aliases, fix) {
  return {
    name: "api-aliases",
    title: "Other hosts of the API",
    run: async () => {
      for (const alias of aliases) {
        await askVersion(alias, fix);
      }
      return ok(`Qdrant answers at ${aliases.map(({ name }) => name).join(", ")}`);
    }
  };
}
function isPermanent(error) {
  return isUntrusted(error) || [401, 403].includes(statusOf(error) ?? 0);
}
async function askVersion(server, fix) {
  const about = await server.ask("ask the API", { method: "GET", path: "/" });
  const version = versionIn(about);
  if (about.status !== 200 || version === void 0) {
    throw new Failure(
      `${server.name} answers, but is not Qdrant: ${about.status} ${excerpt(about)}`,
      `${fix}; Qdrant's log: ${LOGS}`
    );
  }
  const ready = await server.ask("ask the API whether it is ready", { method: "GET", path: "/readyz" });
  if (ready.status !== 200) {
    throw new Failure(
      `Qdrant at ${server.name} is not ready: ${ready.status} ${excerpt(ready)}`,
      `read its log: ${LOGS}`
    );
  }
  return version;
}
function versionIn({ body }) {
  try {
    const { title, version } = JSON.parse(body);
    return String(title).startsWith("qdrant") ? version : void 0;
  } catch {
    return void 0;
  }
}
function certificateCheck(hosts) {
  return {
    name: "certificate",
    title: "Certificate",
    run: async () => {
      const now = /* @__PURE__ */ new Date();
      const certificates = [];
      for (const host of hosts) {
        certificates.push({ host, raw: (await host.certificate()).raw });
      }
      const days = certificates.map(({ raw }) => daysLeft(raw, now));
      const soon = certificates.map(({ host, raw }) => [host.name, endsSoon(raw, now)]);
      return ok(
        `trusted for ${hosts.length === 2 ? "both" : "all"} hosts, ${Math.min(...days)} days left`,
        soon.filter(([, warning]) => warning).map(([name, warning]) => `${name}: ${warning}`)
      );
    }
  };
}
function signInCheck(proxy, config, signInUrl) {
  const { dashboardUrl, oidcIssuerUrl, clientId, redirectUrl } = stackNames(config);
  const fix = "read its log: kubectl logs -l app=oauth2-proxy; its settings come from the manifests and from the hook";
  const headers = {
    host: config.dashboardHostname,
    "x-forwarded-proto": "https",
    "x-forwarded-host": config.dashboardHostname
  };
  return {
    name: "sign-in",
    title: "Sign-in",
    run: async () => {
      const server = await proxy();
      for (const cookie of ["", `${config.dashboard.cookieName}=forged`]) {
        const request3 = { method: "GET", path: "/oauth2/auth", headers: { ...headers, ...cookie && { cookie } } };
        const answer2 = await server.ask("ask oauth2-proxy", request3);
        if (answer2.status !== 401) {
          throw new Failure(
            `oauth2-proxy at ${server.name} must refuse ${cookie ? "a forged" : "a missing"} session with 401, but ${described(answer2)}`,
            fix
          );
        }
      }
      const start = { method: "GET", path: "/oauth2/start?rd=%2Fdashboard", headers };
      const answer = await server.ask("ask oauth2-proxy to sign in", start);
      const to = absolute(answer, dashboardUrl);
      const query = to === void 0 ? void 0 : new URL(to).searchParams;
      const isProvider = to?.split("?")[0] === await signInUrl();
      if (!isProvider || query?.get("client_id") !== clientId || query.get("redirect_uri") !== redirectUrl) {
        throw new Failure(
          `oauth2-proxy at ${server.name} must redirect people to ${oidcIssuerUrl} as client ${clientId} with redirect URL ${redirectUrl}, but ${described(answer)}`,
          fix
        );
      }
      return ok(`401 without a session; redirects to ${oidcIssuerUrl}`);
    }
  };
}
function absolute({ headers: { location } }, base) {
  return location !== void 0 && URL.canParse(location, base) ? new URL(location, base).href : void 0;
}
function described(answer) {
  const { location } = answer.headers;
  return location === void 0 ? `answered ${answer.status} ${excerpt(answer)}`.trim() : `answered ${answer.status} to ${location}`;
}
function excerpt({ body }) {
  const text = body.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ").trim();
  return text ? `(${text.slice(0, 120)})` : "";
}

// commands/verify/routes.ts
function routeKind({ gateway }) {
  return gateway ? "httproute" : "ingress";
}
function compareRoutes(config, host) {
  return `compare the routes of ${host} (kubectl get ${routeKind(config)} -n ${config.namespace} -o yaml) with dist/`;
}

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
    const { ca, timeout, explain: explain3 } = this.options;
    const own = await connections(ca);
    try {
      const signal = AbortSignal.timeout(timeout);
      const response = await fetch(url, { ...own.init, ...init, redirect: "manual", signal });
      const { status, headers } = response;
      return { status, headers, location: headers.get("location") ?? void 0, text: await response.text() };
    } catch (error) {
      const { cause = error } = error;
      const problem = `Could not ${doing} at ${url.split("?")[0]}: ${describeConnectionError(cause)}`;
      throw explain3(new RequestError(problem, void 0, void 0, { cause: error }));
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

// commands/verify/sign-in-url.ts
var TIMEOUT = 10;
function signInUrlOf(config, timeout = TIMEOUT) {
  const names = stackNames(config);
  if (names.isKeycloak) {
    return async () => `${names.oidcIssuerUrl}/protocol/openid-connect/auth`;
  }
  let found;
  const read = async () => {
    const { authorization_endpoint: endpoint } = await readDiscovery(issuerOf(config, timeout), names);
    return endpoint.split("?")[0];
  };
  return () => found ??= read();
}

// commands/verify/dashboard-checks.ts
var REDIRECTS = [301, 302, 307, 308];
var LOGS2 = "on an error, kubectl logs -l app=oauth2-proxy";
function dashboardChecks(config, signInUrl = signInUrlOf(config)) {
  return config.dashboard.mode === "proxy" ? [
    signInPathCheck(config, signInUrl, "root", "Root", "/"),
    signInPathCheck(config, signInUrl, "dashboard", "Dashboard", "/dashboard"),
    sessionCheck(config)
  ] : [rootRedirectCheck(config), signInPathCheck(config, signInUrl, "dashboard", "Dashboard", "/dashboard")];
}
function rootRedirectCheck(config) {
  const { dashboardUrl } = stackNames(config);
  return {
    name: "root-redirect",
    title: "Root redirect",
    ask: async (dashboard) => {
      const answer = await dashboard.ask("ask for the root", { method: "GET", path: "/" });
      const to = `${dashboardUrl}/dashboard`;
      if (answer.status !== 301 || absolute(answer, dashboardUrl) !== to) {
        throw new Failure(
          `GET ${dashboardUrl}/ must redirect permanently (301) to /dashboard, but ${described(answer)}`,
          `${compareRoutes(config, config.dashboardHostname)}: the ingress controller must support the annotations of the permanent redirect and its code`
        );
      }
      return ok(`301 to ${to}`);
    }
  };
}
function signInPathCheck(config, signInUrl, name, title, path) {
  const { dashboardUrl } = stackNames(config);
  const hint = config.dashboard.mode === "proxy" ? "the whole host must route to oauth2-proxy" : "the ingress controller must support the annotations auth-url and auth-signin";
  const signIn = async (dashboard, at, hops = []) => {
    const answer = await dashboard.ask("ask for the dashboard", { method: "GET", path: at });
    const to = absolute(answer, dashboardUrl) ?? "";
    const seen = [...hops, `${answer.status} to ${to.split("?")[0]}`];
    if (answer.status === 302 && (to.startsWith(`${dashboardUrl}/oauth2/start`) || to.split("?")[0] === await signInUrl())) {
      return seen.join(", ");
    }
    if (REDIRECTS.includes(answer.status) && to.startsWith(`${dashboardUrl}/`) && hops.length === 0) {
      return signIn(dashboard, to.slice(dashboardUrl.length), seen);
    }
    throw new Failure(
      `GET ${dashboardUrl}${at} must redirect to the sign-in, but ${described(answer)}`,
      `${compareRoutes(config, config.dashboardHostname)}: ${hint}; ${LOGS2}`
    );
  };
  return { name, title, ask: async (dashboard) => ok(await signIn(dashboard, path)) };
}
function sessionCheck(config) {
  const { dashboardUrl } = stackNames(config);
  return {
    name: "dashboard-session",
    title: "Dashboard session",
    ask: async (dashboard) => {
      const answer = await dashboard.ask("ask for the collections", { method: "GET", path: "/collections" });
      if (answer.status !== 401) {
        throw new Failure(
          `GET ${dashboardUrl}/collections without a session must be refused with 401, but ${described(answer)}`,
          `${compareRoutes(config, config.dashboardHostname)}, and api_routes in oauth2-proxy's ConfigMap; ${LOGS2}`
        );
      }
      return ok("401 without a session");
    }
  };
}

// commands/verify/key-check.ts
import { randomUUID } from "node:crypto";
var COLLECTIONS = { method: "GET", path: "/collections" };
var WRONG_KEY = "not-the-key";
var FIX_KEY = "set the environment variable QDRANT_API_KEY to the key of Qdrant (service.api_key)";
var restart = () => `restart the pods of Qdrant, so that they read the Secret again: ${commandLine("hook")}, and if everything is in sync, kubectl rollout restart statefulset/qdrant`;
var KEY = "api-key";
function keyCheck(connect2, known2, isPromised, hasReadOnlyKey = isPromised) {
  return {
    name: KEY,
    title: "API key",
    needs: ["api"],
    run: async () => {
      const api = await connect2();
      const { apiKey: key, source, readOnlyApiKey } = await known2();
      const ask = (key2, request3 = COLLECTIONS) => api.ask("list collections", { ...request3, headers: key2 === void 0 ? void 0 : { [KEY]: remember(key2) } });
      const without2 = await ask();
      const open = isAccepted(without2);
      if (open && isPromised) {
        throw new Failure(
          `${api.name} answers without an API key, but apiKeys.enabled is true`,
          `${commandLine("deploy")}: Qdrant was started without keys, or with an empty key`
        );
      }
      if (!key) {
        if (!open) {
          throw new Failure(`${api.name} requires an API key, and ${source} is not set`, FIX_KEY);
        }
        return ok("no key required", [`every client that reaches ${api.name} can read and change everything`]);
      }
      if (open || isAccepted(await ask(WRONG_KEY))) {
        throw new Failure(
          `${api.name} answers ${open ? "without an" : "with a wrong"} API key, but there is a key in ${source}`,
          "let Qdrant require the key (service.api_key), or unset QDRANT_API_KEY if the API may be open"
        );
      }
      if (without2.status !== 401) {
        throw new Failure(
          `${api.name} answers a request without an API key with ${said(without2)}, instead of 401`,
          FIX_KEY
        );
      }
      const answer = await ask(key);
      if (!isAccepted(answer)) {
        const fix = source === "QDRANT_API_KEY" ? FIX_KEY : restart();
        throw new Failure(`${api.name} refuses the API key in ${source}: ${said(answer)}`, fix);
      }
      if (!readOnlyApiKey) {
        const notes = ["the read-only key was not tried: only the Secret contains it"];
        return ok("accepts its key, and no other", hasReadOnlyKey ? notes : []);
      }
      const reading = await ask(readOnlyApiKey);
      if (!isAccepted(reading)) {
        throw new Failure(`${api.name} refuses the read-only key of the Secret: ${said(reading)}`, restart());
      }
      const writing = await ask(readOnlyApiKey, { method: "DELETE", path: `/collections/${randomUUID()}` });
      if (writing.status !== 403) {
        throw new Failure(
          `${api.name} answers the deletion of a collection with the read-only key with ${said(writing)}, instead of 403`,
          "check that the two keys of the Secret differ, and which Qdrant answers there"
        );
      }
      return ok("accepts its key, and no other; the read-only key only reads");
    }
  };
}
function isAccepted({ status }) {
  return status === 200;
}
function said({ status, body }) {
  return `${status} ${body.slice(0, 120)}`.trim();
}

// commands/verify/login.ts
import { randomBytes } from "node:crypto";
import { STATUS_CODES } from "node:http";

// commands/verify/probes.ts
var READS = ["GET", "HEAD", "OPTIONS"];
var WRITES = ["PUT", "DELETE", "POST", "PATCH"];
function probes(absent) {
  const collection = `/collections/${absent}`;
  const both = ["/collections", collection, `${collection}/points`, `${collection}/points/scroll`];
  const harmless = ["/telemetry", "/metrics", "/cluster", "/dashboard"];
  const readOnly = [
    "/snapshots",
    `${collection}/snapshots`,
    "/aliases",
    "/readyz",
    "/dashboard/",
    "/dashboard/index.html"
  ];
  return [
    ...matrix([...READS, ...WRITES], [...both, ...harmless]),
    ...matrix(READS, readOnly),
    ...matrix(["GET", "POST"], pathTricks(absent)),
    ...headerTricks().map((trick) => ({ method: "GET", path: "/collections", ...trick })),
    ...matrix(["DELETE"], [`/${collection}`, `/dashboard/..${collection}`, `/oauth2/..${collection}`])
  ];
}
function matrix(methods, paths) {
  return paths.flatMap((path) => methods.map((method) => ({ method, path })));
}
function pathTricks(absent) {
  return [
    "//collections",
    "/./collections",
    "/collections/",
    "/dashboard/../collections",
    "/dashboard/..%2fcollections",
    "/dashboard/%2e%2e/collections",
    "/dashboard/..;/collections",
    "/dashboard\\..\\collections",
    "/oauth2/../collections",
    "/oauth2/..%2fcollections",
    "/oauth2/%2e%2e/collections",
    "/oauth2/auth/../../collections",
    "/oauth2/auth/..;/..;/collections",
    "/%63ollections",
    "/%2563ollections",
    "/%2fcollections",
    "/collections;a=b",
    "/collections%00",
    "/collections%20",
    "/collections.json",
    "/collections?rd=/oauth2/auth",
    "/COLLECTIONS",
    `/collections/${absent}/../../collections`
  ];
}
function headerTricks() {
  const forged = "bm90LWEtc2Vzc2lvbg|1700000000|AAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  const one = (name, value) => ({ trick: `${name}: ${value}`, headers: { [name]: value } });
  return [
    one("X-Original-URL", "/oauth2/auth"),
    one("X-Rewrite-URL", "/oauth2/auth"),
    one("X-Original-URI", "/oauth2/auth"),
    one("X-Forwarded-Uri", "/ping"),
    one("X-Forwarded-Uri", "/oauth2/auth"),
    one("X-Forwarded-Method", "OPTIONS"),
    one("X-HTTP-Method-Override", "OPTIONS"),
    one("X-Forwarded-Host", "localhost"),
    one("X-Forwarded-For", "127.0.0.1"),
    one("X-Forwarded-Proto", "http"),
    one("X-Real-IP", "127.0.0.1"),
    one("Forwarded", "for=127.0.0.1;host=localhost;proto=https"),
    one("X-Auth-Request-User", "admin"),
    one("X-Forwarded-User", "admin"),
    one("Authorization", "Bearer forged"),
    one("Authorization", `Basic ${Buffer.from("admin:admin").toString("base64")}`),
    one("Cookie", `_oauth2_proxy=${forged}`),
    one("Cookie", `_oauth2_proxy_0=${forged}; _oauth2_proxy_1=${forged}`),
    one("User-Agent", "kube-probe/1.34"),
    {
      trick: "Upgrade: websocket",
      headers: {
        Connection: "Upgrade",
        Upgrade: "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA=="
      }
    }
  ];
}

// commands/verify/login.ts
function loginCheck(dashboard, config, signInUrl = signInUrlOf(config)) {
  const { dashboardUrl } = stackNames(config);
  return {
    name: "login",
    title: "Nothing without login",
    run: async () => {
      const all = probes(`qdrant-stack-absent-${randomBytes(8).toString("hex")}`);
      await dashboard.ask("ask for the dashboard", { method: "GET", path: "/dashboard" });
      const signIn = { dashboardUrl, signInUrl: await signInUrl() };
      const results = await Promise.all(all.map((probe) => send(dashboard, probe, signIn)));
      const open = results.filter(({ problem }) => problem !== void 0);
      if (open.length > 0) {
        const details = open.map(({ probe, problem }) => `${nameOf(probe)}: ${problem}`);
        throw new ManyFailures(
          `${open.length} of ${all.length} requests without a session to ${dashboard.name} were neither redirected to the sign-in nor refused`,
          `${compareRoutes(config, config.dashboardHostname)}, and search for other routes of the same host: kubectl get ${routeKind(config)} -A`,
          details
        );
      }
      return ok(`${all.length} requests to ${dashboard.name} were redirected to the sign-in or refused`);
    }
  };
}
async function send(dashboard, probe, signIn) {
  try {
    const answer = await dashboard.send(probe).catch(() => dashboard.send(probe));
    return { probe, problem: problemOf(probe, answer, signIn) };
  } catch (error) {
    return { probe, problem: `no answer: ${describeConnectionError(error)}` };
  }
}
function problemOf(probe, answer, signIn) {
  const { status, headers } = answer;
  const got = `got ${status} ${STATUS_CODES[status] ?? ""}`.trim();
  if (status >= 300 && status < 400) {
    return isHarmlessRedirect(probe.path, headers.location, signIn) ? void 0 : `${got} to ${headers.location}`;
  }
  if ([400, 401, 403].includes(status)) {
    return isQdrants(answer) ? `${got}, from Qdrant itself` : void 0;
  }
  if (status >= 500) {
    return `${got}: an error, which does not show whether the request passed the login`;
  }
  return status === 404 ? `${got}: a server behind the login answered` : got;
}
function isHarmlessRedirect(path, location, { dashboardUrl, signInUrl }) {
  if (!location || !URL.canParse(location, dashboardUrl)) {
    return false;
  }
  const to = new URL(location, dashboardUrl);
  if (`${to.origin}${to.pathname}` === signInUrl) {
    return true;
  }
  const isOwn = to.host === new URL(dashboardUrl).host;
  return isOwn && (/^\/oauth2\/(start|sign_in)$/.test(to.pathname) || isNormalFormOf(to.pathname, path));
}
function isNormalFormOf(normal, path) {
  const written = path.split("?")[0];
  const decoded = written.replace(/%2f/gi, "/").replaceAll("\\", "/").replace(/\/{2,}/g, "/");
  return normal !== written && normal === new URL(decoded, "http://host").pathname;
}
function isQdrants({ headers, body }) {
  return (
    // Oauth2-proxy refuses an API route with an empty object, or with nothing for HEAD.
    (headers["content-type"] ?? "").startsWith("application/json") && !["", "{}"].includes(body.trim()) || /API key|bearer token|JWT/i.test(body) || body.includes('"status"')
  );
}
function nameOf({ method, path, trick }) {
  return [`${method} ${path}`, ...trick ? [`(${trick})`] : []].join(" ");
}

// clients/raw-http.ts
import { once } from "node:events";
import * as http from "node:http";
import * as https from "node:https";
import { connect } from "node:tls";
var LONGEST = 64 * 1024;
var AT_ONCE = 8;
var RawHttp = class {
  constructor(options) {
    this.options = options;
    this.url = new URL(options.url);
    const kept = { keepAlive: true, maxSockets: AT_ONCE };
    this.agent = this.isTls ? new https.Agent({ ...kept, ...this.tls() }) : new http.Agent(kept);
  }
  options;
  url;
  agent;
  /** For messages. */
  get name() {
    return this.url.origin;
  }
  /** Sends one request, and reads the answer of any status. */
  async send({ method, path, headers }) {
    const { timeout } = this.options;
    const send2 = this.isTls ? https.request : http.request;
    const request3 = send2({
      ...this.target(),
      agent: this.agent,
      method,
      path,
      headers: { host: this.url.host, accept: "*/*", ...headers }
    });
    const late = Object.assign(new Error(`no answer within ${timeout / 1e3} s`), { code: "ETIMEDOUT" });
    let timer;
    request3.once("socket", () => timer = setTimeout(() => request3.destroy(late), timeout));
    try {
      return await answerTo(request3);
    } finally {
      clearTimeout(timer);
    }
  }
  /** Sends one request, and explains a missing answer. @param doing The operation, such as `ask for the dashboard`. */
  async ask(doing, request3) {
    try {
      return await this.send(request3);
    } catch (error) {
      throw this.unreachable(doing, error);
    }
  }
  /** The certificate of the host. */
  async certificate() {
    const socket = connect({ ...this.target(), ...this.tls(), timeout: this.options.timeout });
    socket.once("timeout", () => socket.destroy(Object.assign(new Error("no answer"), { code: "ETIMEDOUT" })));
    try {
      await once(socket, "secureConnect");
      return socket.getPeerX509Certificate();
    } catch (error) {
      throw this.unreachable("read the certificate", error);
    } finally {
      socket.destroy();
    }
  }
  /** Ends the connections, so that the process can end. */
  close() {
    this.agent.destroy();
  }
  unreachable(doing, error) {
    const problem = `Could not ${doing} at ${this.name}: ${describeConnectionError(error)}`;
    return this.options.explain(new RequestError(problem, void 0, void 0, { cause: error }));
  }
  get isTls() {
    return this.url.protocol === "https:";
  }
  tls() {
    const { ca } = this.options;
    return { ...trusting(ca), servername: this.url.hostname };
  }
  target() {
    return this.options.at ?? { host: this.url.hostname, port: Number(this.url.port) || (this.isTls ? 443 : 80) };
  }
};
function answerTo(request3) {
  return new Promise((done, failed) => {
    request3.once("error", failed);
    request3.once("upgrade", ({ statusCode, headers }, socket) => {
      socket.destroy();
      done({ status: statusCode, headers, body: "" });
    });
    request3.once("response", (response) => {
      const { statusCode, headers } = response;
      let body = "";
      const finish = () => done({ status: statusCode, headers, body });
      response.setEncoding("utf8").on("data", (text) => {
        body += text;
        if (body.length > LONGEST) {
          finish();
          response.destroy();
        }
      });
      response.once("end", finish).once("error", failed);
    });
    request3.end();
  });
}

// commands/verify/reach.ts
function rawHttp(options) {
  return new RawHttp({ ...options, explain: explain2 });
}
var explain2 = (error) => new Failure(error.message, fixOf(error), { cause: error });
function fixOf(error) {
  switch (codeOf(error)) {
    case "CERT_HAS_EXPIRED":
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return `look at the check of the TLS Secret: if the Secret is ok, the ingress does not use it; otherwise renew it with ${commandLine("hook", "--only", "tls")}`;
    case "ENOTFOUND":
      return "add a DNS record for the ingress, or name the address of the ingress with --ingress";
  }
  return isUntrusted(error) ? "name the certificate authority that signed the certificate with --ca-file" : "check that the ingress controller runs and can be reached from here; --ingress names another address";
}

// commands/verify/plain-http.ts
var NAME = "plain-http";
var TITLE = "Plain HTTP";
var TIMEOUT2 = 3e3;
function plainHttpCheck(config, { ingress, timeout }) {
  if (ingress && ingress.port !== 443) {
    return skippedCheck(NAME, TITLE, `--ingress names port ${ingress.port}, so the port of plain HTTP is unknown`);
  }
  const common = { at: ingress && { ...ingress, port: 80 }, timeout: Math.min(timeout * 1e3, TIMEOUT2) };
  return noPlainHttp(
    stackNames(config).hosts.map((host) => ({ ...common, url: `http://${host}` })),
    config.gateway ? "set gateway.sectionName to the TLS listener of the Gateway; without sectionName, the plain HTTP listener serves the routes too" : `let the ingress controller redirect port 80 to https for every host, or close it: ${docsPage("going-to-production")} shows how`
  );
}
function noPlainHttp(hosts, fix) {
  return {
    name: NAME,
    title: TITLE,
    run: async () => {
      const outcomes = await Promise.all(hosts.map(outcomeAt));
      const details = outcomes.flatMap(({ served }) => served ?? []);
      if (details.length > 0) {
        const problem = `${details.length} of ${hosts.length} hosts serve plain HTTP, which shows keys to the network`;
        throw new ManyFailures(problem, fix, details);
      }
      return ok([...new Set(outcomes.map(({ seen }) => seen))].join(", "));
    }
  };
}
async function outcomeAt(host) {
  const server = rawHttp(host);
  try {
    const answer = await server.send({ method: "GET", path: "/" });
    const seen = String(answer.status);
    const secure = `https://${new URL(host.url).hostname}/`;
    if (answer.status >= 300 && answer.status < 400 && absolute(answer, host.url)?.startsWith(secure)) {
      return { seen: `${seen} to https` };
    }
    const serves = answer.status < 400 || answer.status === 401;
    return serves ? { seen, served: `GET ${host.url}/: ${described(answer)}` } : { seen };
  } catch (error) {
    if (codeOf(error) === void 0) {
      throw error;
    }
    return { seen: "no answer" };
  } finally {
    server.close();
  }
}

// commands/verify/outside-checks.ts
function outsideChecks(config, { ingress: at, ca, timeout, ...tries }, keys, closing2, more = () => []) {
  const names = stackNames(config);
  const open = (url) => {
    const opened = rawHttp({ ca, at, timeout: timeout * 1e3, url });
    closing2.push(() => opened.close());
    return opened;
  };
  const signInUrl = signInUrlOf(config, timeout);
  const api = open(`https://${config.apiHostname}`);
  const dashboard = open(names.dashboardUrl);
  const grpc = config.grpcHostname ? [open(`https://${config.grpcHostname}`)] : [];
  const aliases = config.apiAliases.map((host) => open(`https://${host}`));
  return [
    apiCheck(async () => api, tries, compareRoutes(config, config.apiHostname)),
    ...aliases.length > 0 ? [aliasesCheck(aliases, compareRoutes(config, "apiAliases"))] : [],
    certificateCheck([api, dashboard, ...aliases, ...grpc]),
    plainHttpCheck(config, { ingress: at, timeout }),
    ...dashboardChecks(config, signInUrl).map(({ ask, ...check }) => ({ ...check, run: () => ask(dashboard) })),
    signInCheck(async () => dashboard, config, signInUrl),
    loginCheck(dashboard, config, signInUrl),
    ...more(dashboard),
    keyCheck(async () => api, keys, config.apiKeys.enabled, names.apiKeys?.readOnlyApiKey !== void 0)
  ].map((check) => NEED_TLS.includes(check.name) ? { ...check, needs: ["certificate"] } : check);
}
var NEED_TLS = ["plain-http", "root-redirect", "root", "dashboard", "dashboard-session", "sign-in", "login"];

// cli/text.ts
function moment(time) {
  return time.toISOString().slice(0, 19).replace("T", " ");
}

// commands/verify/table.ts
var MARKS = { ok: "✔", failed: "✖", skipped: "-" };
var SHOWN = 12;
function widthOf(checks) {
  return Math.max(0, ...checks.map(({ title }) => title.length));
}
function row({ title, result, detail }, width) {
  return `${MARKS[result]} ${title.padEnd(width)}  ${result.padEnd("skipped".length)}  ${detail}`;
}
function closing(results) {
  const failed = results.filter(({ result }) => result === "failed");
  const skipped2 = results.filter(({ result }) => result === "skipped");
  const notes = results.flatMap(({ title, notes: each }) => each.map((note) => `note: ${title}: ${note}`));
  const counted = [
    `${results.length - failed.length - skipped2.length} ok`,
    `${failed.length} failed`,
    `${skipped2.length} skipped`
  ];
  return [...notes, ...failed.flatMap(remedy), `${counted.join(", ")}.`];
}
function remedy({ title, details = [], fix }) {
  const more = details.length - SHOWN;
  return [
    `${title}:`,
    ...details.slice(0, SHOWN).map((line) => `  ${line}`),
    ...more > 0 ? [`  and ${more} more (--output json has all)`] : [],
    `  Fix: ${fix}.`
  ];
}

// commands/verify/show.ts
var ERASE_LINE = "\r\x1B[K";
var nothing = () => void 0;
var unseen = { observer: () => ({ waiting: nothing, finished: nothing }) };
var table = {
  observer: (checks) => {
    const width = widthOf(checks);
    return {
      waiting: ({ title }, text) => {
        if (io().stdout.isTTY) {
          io().stdout.write(`${ERASE_LINE}${redact(`… ${text ? `${title}: ${text}` : title}`)}`);
        } else if (text) {
          print(`  ${title}: ${text}`);
        }
      },
      finished: (result) => {
        if (io().stdout.isTTY) {
          io().stdout.write(ERASE_LINE);
        }
        print(row(result, width));
      }
    };
  },
  first: (results) => ["", ...closing(results)].forEach(print),
  later: (changes) => showAll(changes, print)
};
var failuresOnly = {
  ...unseen,
  first: (results) => showAll(failures(results), printError),
  later: (changes) => showAll(failures(changes), printError)
};
function failures(results) {
  return results.filter(({ result }) => result === "failed");
}
function showAll(results, show) {
  const time = moment(/* @__PURE__ */ new Date());
  for (const result of results) {
    show(`${time} ${row(result, widthOf(results))}`);
    if (result.result === "failed") {
      remedy(result).slice(1).forEach(show);
    }
  }
}

// commands/verify/scheduled/main.ts
var LIMITS = { tries: 3, interval: 5, timeout: 10 };
async function run() {
  const { config, ingress } = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8"));
  const closing2 = [];
  const checks = outsideChecks(config, { ingress, ...LIMITS }, () => knownKeys(void 0, config), closing2);
  try {
    const results = await runChecks(checks, table.observer(checks));
    table.first(results);
    process.exitCode = results.some(({ result }) => result === "failed") ? ExitCode.FAILURE : ExitCode.OK;
  } finally {
    await Promise.all(closing2.map((close) => close()));
  }
}
run().catch((error) => {
  process.exitCode = explain(error);
});
