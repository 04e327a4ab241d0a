package polder.bench;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.recurrent.GRU;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Adam;
import ai.djl.training.tracker.Tracker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import polder.networks.learning.train.Architecture;
import polder.networks.learning.train.DataSet;
import polder.networks.learning.train.Targets;

/** One of our models in PyTorch, by DJL on one thread, with batches that lie ready. */
final class TorchModel implements AutoCloseable {
  static {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("DJL_CACHE_DIR", "bench/target/djl"); // 430 MB of native libraries
    System.setProperty("ai.djl.pytorch.num_threads", "1");
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
  }

  private final Model model;
  private final Trainer trainer;
  private final NDManager manager;
  private final Loss loss = Loss.l2Loss("squared", 1);
  private final List<NDList> inputs = new ArrayList<>();
  private final List<NDList> targets = new ArrayList<>();

  TorchModel(Architecture architecture, float[] parameters, DataSet data, int batch, long ratePpm) {
    model = Model.newInstance("bench", Device.cpu(), "PyTorch");
    model.setBlock(block(architecture));
    trainer =
        model.newTrainer(
            new DefaultTrainingConfig(loss)
                .optDevices(new Device[] {Device.cpu()})
                .optOptimizer(
                    Adam.builder().optLearningRateTracker(Tracker.fixed(ratePpm / 1e6f)).build()));
    trainer.initialize(shape(architecture, batch));
    manager = trainer.getManager();
    set(parameters);
    float[] values = ((Targets.Numbers) data.targets()).values();
    for (int row = 0; row < data.rows(); row += batch) {
      float[] rows =
          Arrays.copyOfRange(data.inputs(), row * data.columns(), (row + batch) * data.columns());
      inputs.add(new NDList(manager.create(rows, shape(architecture, batch))));
      targets.add(
          new NDList(
              manager.create(Arrays.copyOfRange(values, row, row + batch), new Shape(batch, 1))));
    }
  }

  private static Shape shape(Architecture architecture, int batch) {
    return architecture instanceof Architecture.Gru gru
        ? new Shape(batch, gru.steps(), gru.features())
        : new Shape(batch, architecture.inputs());
  }

  private static Block block(Architecture architecture) {
    SequentialBlock block = new SequentialBlock();
    switch (architecture) {
      case Architecture.Linear linear -> {}
      case Architecture.Mlp mlp -> {
        for (int size : mlp.hidden()) {
          block.add(Linear.builder().setUnits(size).build()).add(Activation::relu);
        }
      }
      case Architecture.Gru gru ->
          block
              .add(
                  GRU.builder()
                      .setNumLayers(1)
                      .setStateSize(gru.hidden())
                      .optBatchFirst(true)
                      .build())
              .add(list -> new NDList(list.singletonOrThrow().get(new NDIndex(":,-1,:"))));
    }
    return block.add(Linear.builder().setUnits(architecture.outputs()).build());
  }

  private void set(float[] parameters) {
    int at = 0;
    for (Parameter parameter : model.getBlock().getParameters().values()) {
      NDArray array = parameter.getArray();
      int size = Math.toIntExact(array.size());
      array.set(Arrays.copyOfRange(parameters, at, at + size));
      at += size;
    }
    if (at != parameters.length) {
      throw new IllegalStateException(
          "the model has " + parameters.length + " parameters, DJL's " + at);
    }
  }

  /** Takes so many steps, one batch after the other. */
  void steps(int count) {
    for (int i = 0; i < count; i++) {
      gradient(i);
      trainer.step();
    }
  }

  /** Goes forward and back so often, and takes no step. */
  void gradients(int count) {
    for (int i = 0; i < count; i++) {
      gradient(i);
    }
  }

  private void gradient(int i) {
    int batch = i % inputs.size();
    try (GradientCollector collector = trainer.newGradientCollector();
        NDList outputs = trainer.forward(inputs.get(batch));
        NDArray value = loss.evaluate(targets.get(batch), outputs)) {
      collector.backward(value);
    }
  }

  /** The loss of the first batch. */
  double loss() {
    try (NDList outputs = trainer.evaluate(inputs.getFirst());
        NDArray value = loss.evaluate(targets.getFirst(), outputs)) {
      return value.getFloat();
    }
  }

  @Override
  public void close() {
    trainer.close();
    model.close();
  }
}
