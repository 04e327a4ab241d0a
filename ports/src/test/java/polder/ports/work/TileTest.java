package polder.ports.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import polder.networks.compute.job.Work;
import polder.protocol.Hash;

class TileTest {
  private static Work.Render work(int first, int last, int columns, int rows) {
    return new Work.Render(Hash.ZERO, first, last, columns, rows, 16, 0, "3.4");
  }

  @Test
  void tilesAreCountedByFrameThenRowThenColumn() {
    Work.Render work = work(10, 11, 3, 2);
    List<Tile> all = new ArrayList<>();
    for (long i = 0; i < Tile.count(work); i++) {
      Tile tile = Tile.at(work, i);
      assertThat(tile.index(work)).isEqualTo(i);
      all.add(tile);
    }
    assertThat(all).hasSize(12).isSorted();
    assertThat(all.subList(0, 4))
        .containsExactly(
            new Tile(10, 0, 0), new Tile(10, 1, 0), new Tile(10, 2, 0), new Tile(10, 0, 1));
    assertThat(all.getLast()).isEqualTo(new Tile(11, 2, 1));
  }

  @Test
  void theLargestRenderingIsCounted() {
    Work.Render work = work(0, 1_048_574, 64, 64);
    long count = Tile.count(work);
    assertThat(count).isEqualTo(1_048_575L * 4_096);
    assertThat(Tile.at(work, count - 1).index(work)).isEqualTo(count - 1);
  }

  @Test
  void whatIsNoPartOfARenderingHasNoNumber() {
    Work.Render work = work(10, 11, 3, 2);
    for (Tile strange :
        List.of(new Tile(9, 0, 0), new Tile(12, 0, 0), new Tile(10, 3, 0), new Tile(10, 0, 2))) {
      assertThatThrownBy(() -> strange.index(work)).hasMessageContaining("no part");
    }
    assertThatThrownBy(() -> Tile.at(work, 12)).hasMessageContaining("12 tiles");
    assertThatThrownBy(() -> Tile.at(work, -1)).hasMessageContaining("tile -1");
  }

  @Test
  void tilesCoverEachPixelOnceWhateverTheSizes() {
    long seed = 5;
    RandomGenerator random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      Work.Render work = work(1, 1, random.nextInt(1, 65), random.nextInt(1, 65));
      int width = random.nextInt(work.columns(), 200);
      int height = random.nextInt(work.rows(), 200);
      int[][] seen = new int[height][width];
      for (long i = 0; i < Tile.count(work); i++) {
        Tile.Area area = Tile.at(work, i).area(work, width, height);
        for (int y = area.top(); y < area.top() + area.height(); y++) {
          for (int x = area.left(); x < area.left() + area.width(); x++) {
            seen[y][x]++;
          }
        }
      }
      assertThat(Arrays.stream(seen).flatMapToInt(Arrays::stream))
          .as("seed %d, %s, %d x %d", seed, work, width, height)
          .containsOnly(1);
    }
  }

  @Test
  void aFrameHasNoFewerPixelsThanTiles() {
    Work.Render work = work(1, 1, 3, 2);
    assertThatThrownBy(() -> new Tile(1, 0, 0).area(work, 2, 9))
        .hasMessage("a frame of 2 x 9 pixels cannot be cut into 3 x 2 tiles");
  }
}
