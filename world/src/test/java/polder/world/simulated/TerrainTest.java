package polder.world.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import polder.protocol.geo.Place;

class TerrainTest {
  @Test
  void landIsLowAndHillyWithoutCliffs() {
    Terrain terrain = new Terrain(5);
    Series heights =
        Series.of(
            0,
            1,
            20_000,
            i -> terrain.heightMeters(new Place(50_000_000 + (int) i * 300, 5_000_000)));
    Series further =
        Series.of(
            1,
            1,
            20_000,
            i -> terrain.heightMeters(new Place(50_000_000 + (int) i * 300, 5_000_000)));
    double metersApart = 300 * 0.1112;
    assertThat(heights.largest()).isBetween(120.0, 300.0);
    assertThat(heights.mean()).isBetween(20.0, 120.0);
    assertThat(further.minus(heights).largest() / metersApart).isLessThan(0.07);
  }

  @Test
  void sitesCarryTheirHeightRounded() {
    Terrain terrain = new Terrain(5);
    Site site = terrain.site(new Place(52_500_000, 13_400_000));
    assertThat((double) site.heightMeters())
        .isEqualTo(Math.rint(terrain.heightMeters(new Place(52_500_000, 13_400_000))));
  }

  @Test
  void sitesNearbyAreAsFarAwayAsAsked() {
    Terrain terrain = new Terrain(5);
    Site from = terrain.site(new Place(52_500_000, 179_999_000));
    assertThat(terrain.near(from, 3_000, 4_000).distanceMeters(from)).isBetween(4_990.0, 5_010.0);
  }
}
