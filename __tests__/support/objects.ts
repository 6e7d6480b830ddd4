import { App, Chart, type ChartProps, Testing } from 'cdk8s';

/** A synthesized object. What its fields may be is for Kubernetes' schemas to say, so they are read freely here. */
export interface K8sObject {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
  [field: string]: any;
}

/** The objects of one chart in namespace `ns`, made by `build`. */
export function synth(build: (chart: Chart) => void, props: ChartProps = { namespace: 'ns' }): K8sObject[] {
  const chart = new Chart(new App(), 'test', props);
  build(chart);
  return Testing.synth(chart);
}

/** The objects of all charts of an app, in the order in which they are applied. */
export function synthApp(app: App): K8sObject[] {
  return app.charts.flatMap(chart => Testing.synth(chart));
}

/** The one object of a kind, or of a kind and name. */
export function find(objects: readonly K8sObject[], kind: string, name?: string): K8sObject {
  const found = objects.filter(object => object.kind === kind && (name === undefined || object.metadata.name === name));
  if (found.length !== 1) {
    throw new Error(`${found.length} of ${kind} ${name ?? ''}, among ${objects.map(title).join(', ')}`);
  }
  return found[0]!;
}

export function title({ kind, metadata }: K8sObject): string {
  return `${kind} ${metadata.name}`;
}

/** The pod that a Deployment, a StatefulSet or a CronJob makes. */
export function podOf(objects: readonly K8sObject[], kind: string, name?: string): any {
  const { spec } = find(objects, kind, name);
  return (spec.jobTemplate?.spec ?? spec).template.spec;
}

/** The first container of the pod that a Deployment, a StatefulSet or a CronJob makes. */
export function containerOf(objects: readonly K8sObject[], kind: string, name?: string): any {
  return podOf(objects, kind, name).containers[0];
}
