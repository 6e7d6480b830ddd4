import { ApiObject } from 'cdk8s';
import { type Construct, type IConstruct } from 'constructs';
import { accept, type AcceptedRisks, type Risk, riskAnnotation } from './accepted-risks';
import { type Manifest } from './routes';

/** One object of the app, also where a list or an included file holds it. */
export interface Item {
  readonly object: ApiObject;
  readonly manifest: Manifest;
}

/** An object that breaks a rule. One with a risk may do so with a reason. */
export interface Finding extends Item {
  readonly problem: string;
  readonly fix: string;
  readonly risk?: Risk;
}

/** What looks at the objects of an app, and finds those that break a rule. */
export type Rules = (items: readonly Item[]) => Finding[];

/**
 * Holds the app to rules at synth: every object of it, also those that were added beside the construct.
 *
 * @param guard The construct that the rules belong to.
 */
export function holdTo(guard: Construct, rules: Rules): void {
  guard.node.addValidation({
    validate: () =>
      unique(rules(itemsBelow(guard.node.root)))
        .filter(({ manifest, risk }) => !risk || !manifest.metadata.annotations?.[riskAnnotation(risk)]?.trim())
        .map(({ manifest, problem, fix, risk }) => {
          const way = risk ? `${fix}, or say why it is so in acceptedRisks.${risk}` : fix;
          return `${manifest.kind} ${manifest.metadata.name} ${problem}. Fix: ${way}.`;
        }),
  });
}

/** Writes on each object below a construct why it may break a rule, as far as a reason is given. */
export function acceptFindings(guard: Construct, rules: Rules, reasons: AcceptedRisks = {}): void {
  const own = new Set(objectsBelow(guard));
  for (const { object, risk } of rules(itemsBelow(guard.node.root))) {
    const reason = risk && reasons[risk];
    if (reason !== undefined && own.has(object)) {
      accept(object, risk!, reason);
    }
  }
}

function objectsBelow({ node }: IConstruct): ApiObject[] {
  return node.findAll().filter(ApiObject.isApiObject);
}

function itemsBelow(construct: IConstruct): Item[] {
  return objectsBelow(construct).flatMap(object => itemsOf(object, object.toJson()));
}

/** Lists may hold lists. In one of a single kind, the objects need not say theirs. */
function itemsOf(object: ApiObject, manifest: Manifest): Item[] {
  const { apiVersion, kind, items } = manifest;
  return kind.endsWith('List') && Array.isArray(items)
    ? items.flatMap(item => itemsOf(object, { apiVersion, kind: kind.slice(0, -4), metadata: { name: '' }, ...item }))
    : [{ object, manifest }];
}

/** One object breaks a rule once, however many routes it has. */
function unique(all: readonly Finding[]): Finding[] {
  const key = ({ object, manifest, problem }: Finding) => `${object.node.path} ${manifest.metadata.name} ${problem}`;
  return [...new Map(all.map(finding => [key(finding), finding])).values()];
}
