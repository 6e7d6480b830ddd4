import { parseConfig } from '../../config/load';

const LABEL = 'Allowed: letters, digits, and inner hyphens, underscores and dots, at most 63 characters.';

const CASES: [name: string, text: string, message: string][] = [
  [
    'a label is a number',
    'monitoring: { dashboardLabels: { grafana_dashboard: 1 } }',
    `
  config.yaml:1:34 monitoring.dashboardLabels.grafana_dashboard is 1: it is a number.
    ${LABEL}
    Fix: put it into quotes, if it is meant.`,
  ],
  [
    'every backup would be too old',
    'monitoring: { backupMaxAgeHours: 0 }',
    `
  config.yaml:1:15 monitoring.backupMaxAgeHours is 0: no backup is as young.
    Allowed: 1 and more.
    Fix: write 30 for a backup a day.`,
  ],
  [
    'the operator is said in words',
    'monitoring: { prometheusOperator: "yes" }',
    `
  config.yaml:1:15 monitoring.prometheusOperator is "yes": it is a text.
    Allowed: true or false.
    Fix: write a truth value in its place.`,
  ],
  [
    'the logs have a format that nobody writes',
    'logFormat: logfmt',
    `
  config.yaml:1:1 logFormat is "logfmt": it is none of the possible values.
    Allowed: text or json.
    Fix: write text or json.`,
  ],
];

describe('fails if', () => {
  test.each(CASES)('%s', (_name, text, message) => {
    const headline = 'config.yaml: 1 problem found, nothing was written.\n';
    expect(() => parseConfig(text, 'config.yaml')).toThrow(new Error(headline + message));
  });
});
