import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const ROOT = join(__dirname, '..');
const FILE = join(ROOT, 'config', 'library-types.json');
const LIBRARY = join(ROOT, 'constructs/src/index.ts');
/** Classes of values that people write as a string or a number. */
const VALUES: Readonly<Record<string, string>> = { Quantity: 'quantity', IntOrString: 'intOrString' };

/** The allowed strings of fields that the types of Kubernetes and of the library only describe. */
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  'Container.imagePullPolicy': ['Always', 'IfNotPresent', 'Never'],
  'EmptyDirVolumeSource.medium': ['Memory'],
  'HttpGetAction.scheme': ['HTTP', 'HTTPS'],
  'LabelSelectorRequirement.operator': ['In', 'NotIn', 'Exists', 'DoesNotExist'],
  'NodeSelectorRequirement.operator': ['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt'],
  'PodDisruptionBudgetOptions.unhealthyPodEvictionPolicy': ['IfHealthyBudget', 'AlwaysAllow'],
  'PodSecurityContext.fsGroupChangePolicy': ['OnRootMismatch', 'Always'],
  'QdrantChartProps.podManagementPolicy': ['Parallel', 'OrderedReady'],
  'QdrantService.externalTrafficPolicy': ['Cluster', 'Local'],
  'QdrantService.type': ['ClusterIP', 'NodePort', 'LoadBalancer'],
  'SeccompProfile.type': ['RuntimeDefault', 'Localhost', 'Unconfined'],
  'StatefulSetPersistentVolumeClaimRetentionPolicy.whenDeleted': ['Retain', 'Delete'],
  'StatefulSetPersistentVolumeClaimRetentionPolicy.whenScaled': ['Retain', 'Delete'],
  'StatefulSetUpdateStrategy.type': ['RollingUpdate', 'OnDelete'],
  'Toleration.effect': ['NoSchedule', 'PreferNoSchedule', 'NoExecute'],
  'Toleration.operator': ['Equal', 'Exists'],
  'TopologySpreadConstraint.whenUnsatisfiable': ['DoNotSchedule', 'ScheduleAnyway'],
};

/** A prop of the library, or a field of Kubernetes. */
export interface LibraryField {
  /** See `config/type-check.ts`. */
  readonly type: string;
  readonly doc: string;
}

export type LibraryTypes = Readonly<Record<string, Readonly<Record<string, LibraryField>>>>;

/** Every struct that the library exports, and every struct in the fields of these, from the sources. */
export function libraryTypes(): LibraryTypes {
  const config = ts.readConfigFile(join(ROOT, 'tsconfig.json'), file => ts.sys.readFile(file));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, ROOT);
  const program = ts.createProgram([LIBRARY], { ...options, types: [] });
  const checker = program.getTypeChecker();
  const found = new Map<string, ts.Type>();
  const result: Record<string, Record<string, LibraryField>> = {};

  function nameOf(type: ts.Type): string {
    const { name } = type.symbol;
    const known = found.get(name);
    if (known && known !== type) {
      throw new Error(`Two types have the name ${name}. Rename one of them.`);
    }
    if (!known) {
      found.set(name, type);
      result[name] = Object.fromEntries(
        checker
          .getPropertiesOfType(type)
          .map(field => [field.name, fieldOf(name, field)] as const)
          .sort(([a], [b]) => (a < b ? -1 : 1)),
      );
    }
    return name;
  }

  function fieldOf(struct: string, field: ts.Symbol): LibraryField {
    const doc = ts.displayPartsToString(field.getDocumentationComment(checker)).replace(/\s+/g, ' ').trim();
    const byDefault = field.getJsDocTags(checker).find(({ name }) => name === 'default');
    const isOptional = (field.flags & ts.SymbolFlags.Optional) !== 0;
    const choices = CHOICES[`${struct}.${field.name}`];
    const type = choices ? `=${choices.join('|')}` : notation(checker.getTypeOfSymbol(field));
    const fallback = ts.displayPartsToString(byDefault?.text).replace(/\s+/g, ' ').replace(/^- /, '').trim();
    return {
      type: isOptional ? type : `!${type}`,
      doc: isKubernetes(field) ? firstSentence(doc) : fallback ? `${doc} Default: ${fallback}.` : doc,
    };
  }

  function notation(given: ts.Type): string {
    if (given.flags & (ts.TypeFlags.Unknown | ts.TypeFlags.Any)) {
      return 'unknown';
    }
    const type = checker.getNonNullableType(given);
    if (type.flags & ts.TypeFlags.String) {
      return 'string';
    }
    if (type.flags & ts.TypeFlags.Number) {
      return 'number';
    }
    if (type.flags & ts.TypeFlags.BooleanLike) {
      return 'boolean';
    }
    if (type.isUnion()) {
      return `=${type.types.map(each => String((each as ts.StringLiteralType).value)).join('|')}`;
    }
    if (checker.isArrayType(type)) {
      return `${notation(checker.getTypeArguments(type as ts.TypeReference)[0]!)}[]`;
    }
    const index = checker.getIndexTypeOfType(type, ts.IndexKind.String);
    if (index) {
      return `${notation(index)}{}`;
    }
    const symbol = type.getSymbol();
    if (!symbol) {
      throw new Error(`The type ${checker.typeToString(type)} has no notation.`);
    }
    return VALUES[symbol.name] ?? (isStruct(symbol) ? nameOf(type) : 'construct');
  }

  const library = checker.getSymbolAtLocation(program.getSourceFile(LIBRARY)!)!;
  checker
    .getExportsOfModule(library)
    .map(symbol => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol))
    .filter(isStruct)
    .forEach(symbol => nameOf(checker.getDeclaredTypeOfSymbol(symbol)));
  return Object.fromEntries(Object.entries(result).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** An interface of data. jsii tells it from an interface of methods by the name. */
function isStruct(symbol: ts.Symbol): boolean {
  return (symbol.flags & ts.SymbolFlags.Interface) !== 0 && !/^(?:I[A-Z]|Date$)/.test(symbol.name);
}

function isKubernetes(field: ts.Symbol): boolean {
  return field.declarations?.some(each => each.getSourceFile().fileName.includes('node_modules')) ?? false;
}

/** The documentation of Kubernetes is long. */
function firstSentence(text: string): string {
  return /^.*?\.(?= |$)/.exec(text)?.[0] ?? text;
}

/** The types of the fields without their documentation. */
export function typeTable(types: LibraryTypes): Record<string, Record<string, string>> {
  return Object.fromEntries(
    Object.entries(types).map(([struct, fields]) => [
      struct,
      Object.fromEntries(Object.entries(fields).map(([name, { type }]) => [name, type])),
    ]),
  );
}

/** Writes a file as Prettier would, so that generating it again changes nothing. */
export async function writeGenerated(file: string, content: object): Promise<void> {
  const prettier = await import('prettier');
  const options = { ...(await prettier.resolveConfig(file)), filepath: file };
  writeFileSync(file, await prettier.format(JSON.stringify(content), options));
}

if (require.main === module) {
  void writeGenerated(FILE, typeTable(libraryTypes()));
}
