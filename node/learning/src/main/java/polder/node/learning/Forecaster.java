package polder.node.learning;

import polder.networks.GroupKey;
import polder.networks.learning.TaskState;

/** Whatever runs a model. */
public interface Forecaster {
  /**
   * What the task's model as it stands gives, row by row. May be asked by several threads at once.
   *
   * @param rows as many inputs as the model reads, row by row
   */
  float[] outputs(GroupKey task, TaskState state, float[] rows);
}
