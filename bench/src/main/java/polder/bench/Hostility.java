package polder.bench;

import java.util.SplittableRandom;
import polder.networks.learning.aggregate.Updates;
import polder.networks.learning.train.DataSet;
import polder.networks.learning.train.Targets;

/** What hostile participants do instead of training as they were told. */
enum Hostility {
  /** What training found, turned round and ten times as long. */
  SCALED {
    @Override
    int[] update(int[] honest, long seed) {
      int[] turned = new int[honest.length];
      for (int i = 0; i < turned.length; i++) {
        turned[i] = within(-LENGTH * (long) honest[i]);
      }
      return turned;
    }
  },
  /** What chance draws, ten times as long as what training found. */
  NOISE {
    @Override
    int[] update(int[] honest, long seed) {
      double squares = 0;
      for (int each : honest) {
        squares += (double) each * each;
      }
      double deviation = LENGTH * Math.sqrt(squares / honest.length);
      SplittableRandom random = new SplittableRandom(seed);
      int[] drawn = new int[honest.length];
      for (int i = 0; i < drawn.length; i++) {
        drawn[i] = within(Math.round(random.nextGaussian() * deviation));
      }
      return drawn;
    }
  },
  /** Training as told, on data that say the opposite. */
  FLIPPED {
    @Override
    DataSet data(DataSet honest) {
      if (!(honest.targets() instanceof Targets.Numbers(int outputs, float[] values))) {
        throw new IllegalArgumentException("only numbers have an opposite");
      }
      float[] flipped = new float[values.length];
      for (int i = 0; i < flipped.length; i++) {
        flipped[i] = -values[i];
      }
      return new DataSet(honest.columns(), honest.inputs(), new Targets.Numbers(outputs, flipped));
    }
  };

  private static final int LENGTH = 10;

  /** What it trains on. */
  DataSet data(DataSet honest) {
    return honest;
  }

  /** What it sends of what training changed; {@code seed} is what chance draws from. */
  int[] update(int[] honest, long seed) {
    return honest;
  }

  private static int within(long value) {
    return Math.clamp(value, -Updates.MAX_MAGNITUDE, Updates.MAX_MAGNITUDE);
  }
}
