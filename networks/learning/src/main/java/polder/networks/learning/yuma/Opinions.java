package polder.networks.learning.yuma;

import java.util.Arrays;
import java.util.List;

/**
 * What validators think of all, and who they are. Only rows are kept of those who hold something:
 * active stake, opinions or bonds.
 *
 * @param uids who holds the rows, ascending
 * @param weights their opinions as far as they count, each row adding up to 1 or 0
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Opinions(int[] uids, Matrix weights) {
  static Opinions of(YumaEpoch epoch, Stakes stakes) {
    List<Neuron> neurons = epoch.neurons();
    int[] uids = new int[neurons.size()];
    int rows = 0;
    for (int uid = 0; uid < uids.length; uid++) {
      Neuron neuron = neurons.get(uid);
      boolean thinks = stakes.permits()[uid] && neuron.weights().size() > 0;
      if (thinks || stakes.active()[uid] > 0 || neuron.bonds().size() > 0) {
        uids[rows++] = uid;
      }
    }
    int[] holders = Arrays.copyOf(uids, rows);
    Matrix weights = Matrix.empty(rows, neurons.size());
    for (int i = 0; i < rows; i++) {
      if (stakes.permits()[holders[i]]) {
        fill(weights.row(i), holders[i], epoch);
      }
    }
    weights.normalizeRows();
    return new Opinions(holders, weights);
  }

  /**
   * What {@code uid} said of others, without itself and without those who came when it had already
   * spoken ({@code mask_diag_sparse}, {@code vec_mask_sparse_matrix}).
   */
  private static void fill(long[] row, int uid, YumaEpoch epoch) {
    Neuron validator = epoch.neurons().get(uid);
    SparseRow said = validator.weights();
    boolean countsItself = Stakes.isOwner(uid, epoch.parameters().owner());
    for (int k = 0; k < said.size(); k++) {
      int about = said.uid(k);
      boolean isOutdated = validator.updatedBlock() <= epoch.neurons().get(about).registeredBlock();
      if (!isOutdated && (about != uid || countsItself)) {
        row[about] = Fixed.of(said.value(k));
      }
    }
  }

  /** What the holders of the rows have of something that is known by neuron. */
  long[] ofHolders(long[] byUid) {
    return Arrays.stream(uids).mapToLong(uid -> byUid[uid]).toArray();
  }

  /** What is known by row, by neuron; 0 for those without a row. */
  long[] byUid(long[] byRow, int count) {
    long[] all = new long[count];
    for (int i = 0; i < uids.length; i++) {
      all[uids[i]] = byRow[i];
    }
    return all;
  }
}
