import { type Chart, Testing } from 'cdk8s';

/** What the app of a chart is refused for at synth, without the paths of the constructs: nothing, where it is not. */
export function refusalsAtSynth(chart: Chart): string[] {
  try {
    Testing.synth(chart);
    return [];
  } catch (error) {
    return (error as Error).message
      .split('\n')
      .filter(line => line.includes('Fix:'))
      .map(line => line.trim().replace(/^\[[^\]]*\] /, ''));
  }
}
