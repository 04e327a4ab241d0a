package polder.app;

import java.util.LinkedHashMap;
import java.util.Map;
import polder.adapters.onnx.OnnxExport;
import polder.adapters.onnx.OnnxPredictor;
import polder.networks.GroupKey;
import polder.networks.learning.TaskState;
import polder.node.learning.Forecaster;

/** Runs models in ONNX Runtime; those that were asked last stay loaded. */
final class OnnxForecaster implements Forecaster, AutoCloseable {
  private static final int MOST_LOADED = 16;

  private final LinkedHashMap<GroupKey, Loaded> loaded = new LinkedHashMap<>(16, 0.75f, true);

  /** A model as it stood after so many rounds. */
  private record Loaded(int rounds, OnnxPredictor predictor) {}

  /** One question after the other: none takes longer than a model's pass over a small body. */
  @Override
  public synchronized float[] outputs(GroupKey task, TaskState state, float[] rows) {
    Loaded its = loaded.get(task);
    if (its == null || its.rounds() != state.rounds().size()) {
      its = load(state);
      Loaded before = loaded.put(task, its);
      if (before != null) {
        before.predictor().close();
      }
      if (loaded.size() > MOST_LOADED) {
        Map.Entry<GroupKey, Loaded> oldest = loaded.pollFirstEntry();
        oldest.getValue().predictor().close();
      }
    }
    return its.predictor().predict(rows);
  }

  private static Loaded load(TaskState state) {
    byte[] file = OnnxExport.of(state.terms().architecture(), state.model().toFloats());
    return new Loaded(state.rounds().size(), new OnnxPredictor(file));
  }

  @Override
  public synchronized void close() {
    loaded.values().forEach(its -> its.predictor().close());
    loaded.clear();
  }
}
