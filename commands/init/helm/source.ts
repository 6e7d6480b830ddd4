import { parseAllDocuments } from 'yaml';
import { Failure } from '../../../cli/failure';
import { readSmallFile } from '../../../cli/small-file';
import { parameterTree } from './parameters';
import { CHART_KEYS } from './table';
import { isTree, merge, textOf, type Tree, treesOf } from './tree';

/** The values of an installation, and what their file says about the release. */
export interface HelmSource {
  readonly values: Tree;
  readonly release?: string;
  readonly namespace?: string;
  readonly chartVersion?: string;
  /** Values outside of the file. */
  readonly elsewhere: readonly string[];
}

const CHART = 'qdrant';
const ALLOWED = 'use the values of the Helm chart qdrant, an Argo CD Application or a Flux HelmRelease of this chart';

/** Reads the values of the chart from a file. The file can also be an Application of Argo CD or a HelmRelease of Flux. */
export function readSource(file: string): HelmSource {
  const documents = documentsOf(file);
  const objects = documents.filter(({ apiVersion, kind }) => textOf(apiVersion) && textOf(kind));
  if (objects.length === 0) {
    return { values: chartValues(documents.length > 1 ? {} : (documents[0] ?? {}), file), elsewhere: [] };
  }
  const releases = objects.filter(({ kind }) => kind === 'Application' || kind === 'HelmRelease');
  const found = releases.flatMap(each => (each.kind === 'Application' ? applications(each, file) : helmReleases(each)));
  if (found.length === 1) {
    return { ...found[0]!, values: chartValues(found[0]!.values, file) };
  }
  const kinds = [...new Set(objects.map(({ kind }) => String(kind)))].join(', ');
  if (found.length > 1) {
    throw new Failure(`${file} has ${found.length} installations of chart ${CHART}`, 'keep one of them in the file');
  }
  throw releases.length > 0
    ? new Failure(`${file} installs another chart than ${CHART}: ${releases.flatMap(chartsOf).join(', ')}`, ALLOWED)
    : new Failure(`${file} has no values: it has objects of kind ${kinds}`, ALLOWED);
}

function documentsOf(file: string): Tree[] {
  const documents = parseAllDocuments(readText(file).replace(/^(?:USER-SUPPLIED|COMPUTED) VALUES:\s*$/m, ''), {
    schema: 'core',
    merge: true,
    stringKeys: true,
  });
  const parsed = Array.isArray(documents) ? documents : [];
  const [error] = parsed.flatMap(each => each.errors);
  if (error) {
    throw notYaml(file, error.message.split('\n')[0]!.replace(/:$/, ''));
  }
  const contents = parsed.map(each => contentOf(each, file)).filter(each => each !== null && each !== undefined);
  const other = contents.find(each => !isTree(each));
  if (other !== undefined) {
    throw new Failure(`${file} has a ${Array.isArray(other) ? 'list' : 'single value'} in place of a mapping`, ALLOWED);
  }
  return contents.filter(isTree);
}

function contentOf(document: { toJS: () => unknown }, file: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw notYaml(file, (error as Error).message);
  }
}

function notYaml(file: string, message: string): Failure {
  return new Failure(
    `${file} is not YAML: ${message}`,
    'correct the file; for a template, use the output of helm get values',
  );
}

function readText(file: string): string {
  try {
    const bytes = readSmallFile(file);
    // UTF-16 has a zero byte beside each ASCII letter.
    if (bytes.includes(0)) {
      throw new Error('the file is not in UTF-8');
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new Failure(`Could not read ${file}: ${(error as Error).message}`, 'use --from-values with a file in UTF-8', {
      cause: error,
    });
  }
}

/** Values with at least one key of the chart. A parent chart has them below the name of the chart. */
function chartValues(tree: Tree, file: string): Tree {
  const isKnown = (values: Tree) => Object.keys(values).some(key => CHART_KEYS.has(key));
  const below = tree[CHART];
  const values = isTree(below) && !isKnown(tree) ? below : tree;
  if (Object.keys(values).length > 0 && !isKnown(values)) {
    throw new Failure(
      `${file} has no key of the Helm chart ${CHART}: ${Object.keys(values).slice(0, 5).join(', ')}`,
      ALLOWED,
    );
  }
  return values;
}

/** The sources of an Application with the chart. */
function applications({ metadata, spec }: Tree, file: string): HelmSource[] {
  const sources = sourcesOf(spec).filter(each => isChart(each.chart ?? each.path));
  return sources.map(({ helm, targetRevision, chart }) => {
    const options = isTree(helm) ? helm : {};
    const base = isTree(options.valuesObject) ? options.valuesObject : inlineValues(options.values, file);
    const { namespace } = isTree(spec) && isTree(spec.destination) ? spec.destination : {};
    return {
      values: merge(base, parameterTree(treesOf(options.parameters))),
      release: textOf(options.releaseName) ?? nameOf(metadata),
      namespace: textOf(namespace),
      chartVersion: chart === undefined ? undefined : textOf(targetRevision),
      elsewhere: ['valueFiles', 'fileParameters'].filter(key => treesOrTexts(options[key])),
    };
  });
}

function inlineValues(text: unknown, file: string): Tree {
  const documents = parseAllDocuments(textOf(text) ?? '{}', { schema: 'core', merge: true, stringKeys: true });
  const [document] = Array.isArray(documents) ? documents : [];
  const [error] = document?.errors ?? [];
  if (error) {
    throw notYaml(`helm.values of ${file}`, error.message.split('\n')[0]!.replace(/:$/, ''));
  }
  const values = document && contentOf(document, file);
  return isTree(values) ? values : {};
}

function helmReleases({ metadata, spec }: Tree): HelmSource[] {
  if (!isTree(spec) || !chartsOf({ kind: 'HelmRelease', spec }).some(isChart)) {
    return [];
  }
  const target = textOf(spec.targetNamespace);
  const name = nameOf(metadata);
  const chart = isTree(spec.chart) && isTree(spec.chart.spec) ? spec.chart.spec : {};
  return [
    {
      values: isTree(spec.values) ? spec.values : {},
      release: textOf(spec.releaseName) ?? (target && name ? `${target}-${name}` : name),
      namespace: target ?? (isTree(metadata) ? textOf(metadata.namespace) : undefined),
      chartVersion: textOf(chart.version),
      elsewhere: ['valuesFrom', 'postRenderers'].filter(key => treesOrTexts(spec[key])),
    },
  ];
}

/** The charts that an Application or a HelmRelease installs. */
function chartsOf({ kind, spec }: Tree): string[] {
  if (kind === 'Application') {
    return sourcesOf(spec).map(({ chart, path }) => textOf(chart ?? path) ?? 'no chart');
  }
  const { chart, chartRef } = isTree(spec) ? spec : {};
  const template = isTree(chart) && isTree(chart.spec) ? textOf(chart.spec.chart) : undefined;
  return [template ?? (isTree(chartRef) ? textOf(chartRef.name) : undefined) ?? 'no chart'];
}

function sourcesOf(spec: unknown): Tree[] {
  return isTree(spec) ? [...treesOf([spec.source]), ...treesOf(spec.sources)] : [];
}

/** Whether a chart has this name. Charts of Git have a path, and charts of registries can have a project. */
function isChart(chart: unknown): boolean {
  return textOf(chart)?.replace(/\/+$/, '').split('/').at(-1) === CHART;
}

function nameOf(metadata: unknown): string | undefined {
  return isTree(metadata) ? textOf(metadata.name) : undefined;
}

function treesOrTexts(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}
