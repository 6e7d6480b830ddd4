import { k8s } from 'cdk8s-plus-30';
import { Construct } from 'constructs';
import { checksum } from '../common/checksum';
import { type Panel, panels } from './grafana-panels';
import { recommendedLabels } from '../common/labels';
import { type WatchedParts } from './monitoring-props';
import { selectorsOf } from './selectors';

const SCREEN_WIDTH = 24;
const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };

/**
 * Properties of `GrafanaDashboard`.
 */
export interface GrafanaDashboardProps extends WatchedParts {
  /**
   * Name of the ConfigMap.
   *
   * @default - `{name of the StatefulSet}-grafana-dashboard`
   */
  readonly name?: string;

  /**
   * Labels by which the sidecar of Grafana finds dashboards.
   *
   * @default - `grafana_dashboard: "1"`
   */
  readonly labels?: { readonly [key: string]: string };
}

/**
 * A Grafana dashboard in a ConfigMap, which the sidecar of Grafana finds by its label. The dashboard shows nodes, load, latency, memory,
 * volumes, consensus, sign-ins and backups.
 */
export class GrafanaDashboard extends Construct {
  /** The ConfigMap. */
  public readonly configMap: k8s.KubeConfigMap;

  constructor(scope: Construct, id: string, props: GrafanaDashboardProps) {
    super(scope, id);
    const at = selectorsOf(props);
    const instance = props.qdrant.statefulSet.name;
    const name = `${at.namespace}/${instance}`;
    const dashboard = {
      // Grafana has one dashboard per uid. A uid has at most 40 characters.
      uid: checksum({ name }).slice(0, 40),
      title: `Qdrant ${name}`,
      tags: ['qdrant'],
      schemaVersion: 39,
      editable: true,
      timezone: 'browser',
      refresh: '1m',
      time: { from: 'now-6h', to: 'now' },
      templating: { list: [{ name: 'datasource', label: 'Data source', type: 'datasource', query: 'prometheus' }] },
      panels: placed(panels(at)),
    };

    this.configMap = new k8s.KubeConfigMap(this, 'config-map', {
      metadata: {
        name: props.name ?? `${instance}-grafana-dashboard`,
        labels: {
          ...(props.labels ?? { grafana_dashboard: '1' }),
          ...recommendedLabels({ name: 'qdrant', instance, component: 'monitoring' }),
        },
      },
      data: { [`${at.namespace}-${instance}.json`]: JSON.stringify(dashboard, undefined, 2) },
    });
  }
}

/** The panels with their positions, from left to right and row by row. */
function placed(all: readonly Panel[]): object[] {
  let [x, y] = [0, 0];
  return all.map(({ title, type, width, height, unit, max, queries }, index) => {
    if (x + width > SCREEN_WIDTH) {
      [x, y] = [0, y + all[index - 1]!.height];
    }
    const gridPos = { x, y, w: width, h: height };
    x += width;
    return {
      id: index + 1,
      title,
      type,
      datasource: DATASOURCE,
      gridPos,
      fieldConfig: { defaults: { unit, min: 0, ...(max !== undefined && { max }) }, overrides: [] },
      targets: queries.map(({ expr, legend }, query) => ({
        refId: String.fromCharCode('A'.charCodeAt(0) + query),
        datasource: DATASOURCE,
        expr,
        ...(legend && { legendFormat: legend }),
      })),
    };
  });
}
