import * as cdk8s from 'cdk8s';
import type { QdrantStack } from 'cdk8s-qdrant';
import * as constructs from 'constructs';
import type { Extend } from '../config/define';
import { PART_OF, TOOL } from '../config/names';

/** Calls the function `extend` of a config. Its charts come after the namespace of the stack. */
export function extendApp(app: cdk8s.App, stack: QdrantStack, namespace: string, extend: Extend): void {
  const own = app.charts;
  const chart = new cdk8s.Chart(app, 'extension', { namespace, labels: { [PART_OF]: TOOL } });
  extend({ app, chart, stack, cdk8s, constructs });
  if (chart.node.children.length === 0) {
    app.node.tryRemoveChild(chart.node.id);
  }
  const [first] = own;
  for (const added of app.charts.filter(each => !own.includes(each))) {
    if (!first!.node.dependencies.includes(added)) {
      added.addDependency(first!);
    }
  }
}
