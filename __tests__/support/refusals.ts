import { type Chart, Testing } from 'cdk8s';

/** The messages with which the synth of a chart fails, without the paths of the constructs. Empty if it succeeds. */
export function refusalsAtSynth(chart: Chart): string[] {
  try {
    Testing.synth(chart);
    return [];
  } catch (error) {
    const refusals = (error as Error).message.split('\n').filter(line => line.includes('Fix:'));
    if (refusals.length === 0) {
      throw error;
    }
    return refusals.map(line => line.trim().replace(/^\[[^\]]*\] /, ''));
  }
}
