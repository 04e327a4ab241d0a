package polder.agent.work;

import java.util.List;
import polder.protocol.Hash;

/**
 * What work came to.
 *
 * @param output a blob: what came out, or a {@link TileList} that says where it is found
 * @param effort what it took by the count of its runtime; 0 where that is not compared
 * @param parts what identifies each part; empty for a result that is compared as a whole
 * @param words how it went, for people
 */
public record Made(Hash output, long effort, List<Hash> parts, String words) {
  public Made {
    parts = List.copyOf(parts);
  }
}
