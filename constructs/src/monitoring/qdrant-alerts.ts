import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { alertRules } from './alert-rules';
import { invalidProp } from '../common/errors';
import { recommendedLabels } from '../common/labels';
import { type WatchedParts } from './monitoring-props';

const RUNBOOK = 'https://github.com/thinkube/cdk8s-qdrant/blob/main/docs/alerts.md';

/**
 * Properties of `QdrantAlerts`.
 */
export interface QdrantAlertsProps extends WatchedParts {
  /**
   * Name of the PrometheusRule.
   *
   * @default - the name of the StatefulSet
   */
  readonly name?: string;

  /**
   * More labels, e.g. the labels by which a Prometheus selects its rules.
   *
   * @default - none
   */
  readonly labels?: { readonly [key: string]: string };

  /**
   * Age in hours from which the last backup is too old. Add the time between two backups and the duration of one. A number above 0.
   *
   * @default 30 - for daily backups
   */
  readonly backupMaxAgeHours?: number;
}

/**
 * Alerts for a stack, as a PrometheusRule of the Prometheus operator. The alerts are: node down, no leader, split cluster,
 * dead replica, recovery mode, disk, certificate, backup and sign-in.
 */
export class QdrantAlerts extends Construct {
  /** The PrometheusRule. */
  public readonly prometheusRule: ApiObject;

  constructor(scope: Construct, id: string, props: QdrantAlertsProps) {
    super(scope, id);
    const backupMaxAgeHours = props.backupMaxAgeHours ?? 30;
    if (!(Number.isFinite(backupMaxAgeHours) && backupMaxAgeHours > 0)) {
      throw invalidProp('QdrantAlerts', 'backupMaxAgeHours', backupMaxAgeHours, 'a number above 0', 'use 30');
    }

    const { qdrant } = props;
    const instance = qdrant.statefulSet.name;
    this.prometheusRule = new ApiObject(this, 'prometheus-rule', {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata: {
        name: props.name ?? instance,
        labels: { ...props.labels, ...recommendedLabels({ name: 'qdrant', instance, component: 'monitoring' }) },
      },
      spec: {
        groups: [
          {
            name: instance,
            rules: alertRules(props, backupMaxAgeHours).map(({ severity, summary, description, ...rule }) => ({
              ...rule,
              labels: { severity, ...(qdrant.namespace && { namespace: qdrant.namespace }) },
              annotations: { summary, description, runbook_url: `${RUNBOOK}#${rule.alert.toLowerCase()}` },
            })),
          },
        ],
      },
    });
  }
}
