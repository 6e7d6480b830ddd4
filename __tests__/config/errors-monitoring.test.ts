import { parseConfig } from '../../config/load';

const LABEL = 'Allowed: letters, digits, and inner hyphens, underscores and dots; at most 63 characters.';

const CASES: [name: string, text: string, message: string][] = [
  [
    'a label is a number',
    'monitoring: { dashboardLabels: { grafana_dashboard: 1 } }',
    `
  config.yaml:1:34 monitoring.dashboardLabels.grafana_dashboard is 1: the value is a number.
    ${LABEL}
    Fix: put the value in quotes.`,
  ],
  [
    'every backup would be too old',
    'monitoring: { backupMaxAgeHours: 0 }',
    `
  config.yaml:1:15 monitoring.backupMaxAgeHours is 0: a backup is older than that before the next one starts.
    Allowed: an integer from 1 to 10000.
    Fix: write 30 for one backup a day.`,
  ],
  [
    'the operator is said in words',
    'monitoring: { prometheusOperator: "yes" }',
    `
  config.yaml:1:15 monitoring.prometheusOperator is "yes": the value is a string.
    Allowed: true or false.
    Fix: replace the value with a boolean.`,
  ],
  [
    'the logs have a format that nobody writes',
    'logFormat: logfmt',
    `
  config.yaml:1:1 logFormat is "logfmt": the value is not one of the allowed values.
    Allowed: text or json.
    Fix: write text or json.`,
  ],
];

describe('fails if', () => {
  test.each(CASES)('%s', (_name, text, message) => {
    const headline = 'config.yaml: 1 problem found, nothing was changed.\n';
    expect(() => parseConfig(text, 'config.yaml')).toThrow(new Error(headline + message));
  });
});
