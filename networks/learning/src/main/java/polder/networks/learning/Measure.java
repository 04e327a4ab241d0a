package polder.networks.learning;

import polder.networks.learning.train.Architecture;
import polder.networks.learning.train.DataSet;
import polder.networks.learning.train.Evaluation;
import polder.networks.learning.train.GlobalModel;

/** How far models are from the examples of one examination. */
record Measure(Architecture architecture, DataSet examples) {
  /** The mean loss in billionths; {@link Evaluation#WORST} of a model that gives no numbers. */
  long lossNano(GlobalModel model) {
    return Evaluation.lossNano(architecture, model.toFloats(), examples);
  }
}
