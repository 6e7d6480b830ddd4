import { ApiObject } from 'cdk8s';
import { type Construct, type IConstruct } from 'constructs';
import { accept, type AcceptedRisks, type Risk, riskAnnotation } from './accepted-risks';
import { isMapping } from '../common/mapping';
import { jsonOf, manifestOf, type ParsedManifest, parseManifest } from './manifest-reader';

/** One object of the app. An object in a list or in an included file is an item of its own. */
export interface Item {
  readonly object: ApiObject;
  readonly manifest: ParsedManifest;
}

/** An object that breaks a rule. A reason lifts a violation that has a risk. */
export interface Violation extends Item {
  readonly problem: string;
  readonly fix: string;
  readonly risk?: Risk;
  /** Whether the object only takes requests that no route with the exact host takes. */
  readonly isFallback?: boolean;
}

/** Returns the violations among all objects of the app. */
export type Rule = (items: readonly Item[]) => Violation[];

/** The rules of each construct. */
const RULES = new WeakMap<IConstruct, Rule[]>();

/**
 * Checks a rule at synthesis. The rule sees all objects of the app, including objects outside the construct. `violationsBelow`
 * finds its violations too.
 *
 * @param owner The construct that the rule belongs to.
 */
export function addRule(owner: Construct, rule: Rule): void {
  RULES.set(owner, [...(RULES.get(owner) ?? []), rule]);
  checkAtSynthesis(owner, rule);
}

/** Checks a rule at synthesis only. */
export function checkAtSynthesis(owner: Construct, rule: Rule): void {
  addValidation(owner, items => {
    const own = new Set(objectsBelow(owner));
    return withoutReason(rule(items)).map(({ object, manifest, problem, fix, risk }) => {
      const place = risk && (own.has(object) ? `acceptedRisks.${risk}` : annotationPlace(risk));
      return `${manifest.kind} ${manifest.name} ${problem}. Fix: ${fix}${place ? `, or state the reason in ${place}` : ''}.`;
    });
  });
}

/** Validates all objects of the app at synthesis. Returns messages. */
export function addValidation(owner: Construct, validate: (items: readonly Item[]) => string[]): void {
  countRule(owner.node.root);
  owner.node.addValidation({ validate: () => validate(itemsToValidate(owner.node.root)) });
}

/** How many rules an app has. */
const RULE_COUNTS = new WeakMap<IConstruct, number>();

/** The items of an app while cdk8s validates it. No rule changes an object, so all rules of one validation share the items. */
const VALIDATIONS = new WeakMap<IConstruct, { readonly items: readonly Item[]; rulesLeft: number }>();

/** A validation of an app begins with its root. */
function countRule(root: IConstruct): void {
  if (!RULE_COUNTS.has(root)) {
    root.node.addValidation({
      validate: () => {
        VALIDATIONS.set(root, { items: itemsBelow(root), rulesLeft: RULE_COUNTS.get(root)! });
        return [];
      },
    });
  }
  RULE_COUNTS.set(root, (RULE_COUNTS.get(root) ?? 0) + 1);
}

/** After the last rule, the objects can change. */
function itemsToValidate(root: IConstruct): readonly Item[] {
  const validation = VALIDATIONS.get(root);
  if (validation && --validation.rulesLeft === 0) {
    VALIDATIONS.delete(root);
  }
  return validation?.items ?? itemsBelow(root);
}

/** The violations of all rules of the constructs below a scope, each with its fix for an object outside of the constructs. */
export function violationsBelow(scope: IConstruct): Violation[] {
  const items = itemsBelow(scope.node.root);
  const rules = scope.node.findAll().flatMap(construct => RULES.get(construct) ?? []);
  return withoutReason(rules.flatMap(rule => rule(items))).map(({ fix, ...violation }) => ({
    ...violation,
    fix: violation.risk ? `${fix}, or state the reason in ${annotationPlace(violation.risk)}` : fix,
  }));
}

function annotationPlace(risk: Risk): string {
  return `its annotation ${riskAnnotation(risk)}`;
}

/** The violations that no annotation of the object lifts, each once. */
function withoutReason(violations: readonly Violation[]): Violation[] {
  return unique(violations).filter(
    ({ manifest, risk }) => !risk || !manifest.annotations[riskAnnotation(risk)]?.trim(),
  );
}

/**
 * Annotates each object of the construct that breaks the rule with the reason for the violation, where a reason is given.
 *
 * @param scope The construct whose objects the rule needs. By default, the app.
 */
export function annotateExceptions(
  owner: Construct,
  rule: Rule,
  reasons: AcceptedRisks = {},
  scope: IConstruct = owner.node.root,
): void {
  if (Object.keys(reasons).length === 0) {
    return;
  }
  const own = new Set(objectsBelow(owner));
  for (const { object, risk } of rule(itemsBelow(scope))) {
    const reason = risk && reasons[risk];
    if (risk && reason !== undefined && own.has(object)) {
      accept(object, risk, reason);
    }
  }
}

function objectsBelow({ node }: IConstruct): ApiObject[] {
  return node.findAll().filter(ApiObject.isApiObject);
}

function itemsBelow(construct: IConstruct): Item[] {
  return objectsBelow(construct).flatMap(object => itemsOf(object, jsonOf(object)));
}

/** The manifest of an object, which can be in another app. To make a manifest takes time, and the items have theirs. */
export function manifestAmong(items: readonly Item[], object: ApiObject): ParsedManifest {
  return items.find(item => item.object === object)?.manifest ?? manifestOf(object);
}

/** Lists can contain lists. Objects in a list of a single kind can omit their kind. */
function itemsOf(object: ApiObject, json: unknown): Item[] {
  const manifest = parseManifest(json);
  const { apiVersion, items } = manifest.fields;
  if (!manifest.kind.endsWith('List') || !Array.isArray(items)) {
    return [{ object, manifest }];
  }
  const kind = manifest.kind.slice(0, -'List'.length);
  return items.filter(isMapping).flatMap(item => itemsOf(object, { apiVersion, kind, ...item }));
}

/** Drops repetitions: an object with several routes can break a rule several times. */
function unique(violations: readonly Violation[]): Violation[] {
  const key = ({ object, manifest, problem }: Violation) => `${object.node.path} ${manifest.name} ${problem}`;
  return [...new Map(violations.map(violation => [key(violation), violation])).values()];
}
