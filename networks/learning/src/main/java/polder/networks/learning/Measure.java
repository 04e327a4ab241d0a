package polder.networks.learning;

import polder.networks.learning.train.Architecture;
import polder.networks.learning.train.DataSet;
import polder.networks.learning.train.Evaluation;

/** How far models are from the examples of one examination. */
record Measure(Architecture architecture, DataSet examples) {
  /** The mean loss in billionths; {@link Evaluation#WORST} of a model that gives no numbers. */
  long lossNano(Global model) {
    return Evaluation.lossNano(architecture, model.parameters(), examples);
  }
}
